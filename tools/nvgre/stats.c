// SPDX-License-Identifier: GPL-2.0-or-later
/* Counters of devices and of the namespace. */
#include <stdio.h>
#include <string.h>

#include <netlink/genl/genl.h>

#include <linux/netlink.h>

#include "names.h"
#include "parse.h"
#include "print.h"
#include "report.h"

#define DROPS_KNOWN 256

static const struct keyword stats_words[] = {
	{ "dev", NVGRE_A_IFNAME, FORM_DEV, IN_SHOW },
	{ "rdid", NVGRE_A_RDID, FORM_RDID, IN_SHOW },
	{ "ifindex", NVGRE_A_IFINDEX, FORM_U32, IN_SHOW },
	{ "netnsid", NVGRE_A_NETNSID, FORM_S32, IN_SHOW },
	{}
};

/* Return: one more than the greatest reason the kernel gave */
static unsigned int drops_read(const struct nlmsghdr *nlh, uint64_t *counts)
{
	struct nlattr *tb[NVGRE_DROP_A_MAX + 1], *a;
	struct genlmsghdr *genl = nlmsg_data(nlh);
	unsigned int reason, end = 0;
	int left;

	nla_for_each_attr(a, genlmsg_attrdata(genl, 0),
			  genlmsg_attrlen(genl, 0), left) {
		if (nla_type(a) != NVGRE_A_DROPS ||
		    nla_parse_nested(tb, NVGRE_DROP_A_MAX, a,
				     (struct nla_policy *)drop_policy) < 0 ||
		    !tb[NVGRE_DROP_A_REASON] || !tb[NVGRE_DROP_A_COUNT])
			continue;
		reason = nla_get_u32(tb[NVGRE_DROP_A_REASON]);
		if (reason >= DROPS_KNOWN)
			continue;
		counts[reason] = nla_get_u64(tb[NVGRE_DROP_A_COUNT]);
		if (reason >= end)
			end = reason + 1;
	}
	return end;
}

static void drops_print(const struct nlmsghdr *nlh)
{
	uint64_t counts[DROPS_KNOWN] = {};
	unsigned int i, end = drops_read(nlh, counts);
	bool zero = opt.stats || opt.details, any = false;

	if (end < drop_count)
		end = drop_count;
	for (i = 1; i < end; i++)
		any |= counts[i];
	if (!any && !zero && !opt.json)
		return;
	pr_nest_begin("drops", "drops");
	for (i = 1; i < end; i++) {
		if (!counts[i] && !zero)
			continue;
		if (opt.details)
			pr_line();
		pr_u64(drop_name(i), drop_name(i), counts[i]);
		if (opt.details) {
			pr_word("-");
			pr_word(drop_text(i));
		}
	}
	pr_nest_end();
}

static void stats_print(const struct nlmsghdr *nlh, struct nlattr **tb)
{
	if (!tb[NVGRE_A_IFINDEX])
		pr_word("namespace");
	print_dev(tb);
	print_stats(tb[NVGRE_A_STATS]);
	drops_print(nlh);
}

/* What the counters of drops mean. */
static int stats_reasons(const struct object *o, const struct command *c,
			 struct args *a)
{
	unsigned int i;
	int rc = parse_words(a, NULL, o->words, c->in);

	if (rc)
		return rc;
	pr_list_begin();
	for (i = 1; i < drop_count; i++) {
		pr_begin();
		pr_u64("reason", PR_JSON, i);
		pr_str("name", NULL, drop_name(i));
		pr_str("text", PR_JSON, drop_text(i));
		pr_word("-");
		pr_word(drop_text(i));
		pr_end();
	}
	pr_list_end(true);
	return 0;
}

static const struct command stats_commands[] = {
	{ "show", do_show_any, NVGRE_CMD_STATS_GET, IN_SHOW, 0,
	  "[ dev DEV ]" },
	{ "reasons", stats_reasons, 0, 0, 0,
	  "" },
	{}
};

const struct object stats_object = {
	.name = "stats",
	.commands = stats_commands,
	.words = stats_words,
	.where = "DEV := { NAME | ifindex N | rdid GUID } [ netnsid N ]\n",
	.print = stats_print,
};
