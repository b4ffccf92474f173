// SPDX-License-Identifier: GPL-2.0-or-later
/* Customer routes, and what becomes of a packet. */
#include <net/if.h>
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include <linux/netlink.h>

#include "names.h"
#include "nl.h"
#include "parse.h"
#include "print.h"
#include "report.h"

#define IN_ROUTE (IN_NEW | IN_DEL | IN_FILTER)

static const struct keyword route_words[] = {
	{ "dev", NVGRE_A_IFNAME, FORM_DEV, IN_ALL },
	{ "rdid", NVGRE_A_RDID, FORM_RDID, IN_ALL },
	{ "ifindex", NVGRE_A_IFINDEX, FORM_U32, IN_ALL },
	{ "netnsid", NVGRE_A_NETNSID, FORM_S32, IN_ALL },
	{ "from-vsid", NVGRE_A_FROM_VSID, FORM_U32, IN_ALL },
	{ "vsid", NVGRE_A_VSID, FORM_U32, IN_ROUTE },
	{ "via", NVGRE_A_VIA, FORM_ADDR, IN_ROUTE },
	{ "metric", NVGRE_A_METRIC, FORM_U32, IN_ROUTE | IN_GET },
	{ "owner", NVGRE_A_OWNER, FORM_U32, IN_ROUTE },
	{}
};

static int route_subject(struct args *a, struct req *r, const char *word)
{
	return parse_prefix(a, r, word);
}

/* One value in text, the two of the ABI in JSON */
static void print_prefix(struct nlattr **tb, const char *word)
{
	struct nlattr *prefix = tb[NVGRE_A_PREFIX], *len;
	char s[INET6_ADDRSTRLEN + 4];
	int family;

	len = tb[NVGRE_A_PREFIX_LEN];
	if (!prefix || !len)
		return;
	pr_attr_addr("prefix", PR_JSON, prefix);
	pr_u64("prefix-len", PR_JSON, nla_get_u8(len));
	family = nla_len(prefix) == 16 ? AF_INET6 : AF_INET;
	if (!inet_ntop(family, nla_data(prefix), s, INET6_ADDRSTRLEN))
		return;
	sprintf(s + strlen(s), "/%u", nla_get_u8(len));
	pr_str(NULL, word, s);
}

static void route_print(const struct nlmsghdr *nlh, struct nlattr **tb)
{
	(void)nlh;
	print_prefix(tb, NULL);
	print_dev(tb);
	pr_attr_u32("from-vsid", "from-vsid", tb[NVGRE_A_FROM_VSID]);
	pr_attr_u32("vsid", "vsid", tb[NVGRE_A_VSID]);
	pr_attr_addr("via", "via", tb[NVGRE_A_VIA]);
	if (tb[NVGRE_A_METRIC])
		pr_u64("metric",
		       nla_get_u32(tb[NVGRE_A_METRIC]) ? "metric" : PR_JSON,
		       nla_get_u32(tb[NVGRE_A_METRIC]));
	print_owner(tb);
}

/* show and flush */
static int route_select(const struct object *o, const struct command *c,
			struct args *a)
{
	struct req r;
	int rc;

	rc = req_begin(&r, c->cmd, 0);
	/* the prefix is a filter as any other */
	if (!rc && a->left && !is_keyword(o->words, *a->word, c->in))
		rc = parse_prefix(a, &r, next_word(a));
	if (!rc)
		rc = parse_words(a, &r, o->words, c->in);
	if (rc)
		return rc;
	if (c->in == IN_SHOW)
		return object_dump(o, &r);
	req_commit(&r);
	return 0;
}

/* --- route get ------------------------------------------------------------- */

static void print_oif(struct nlattr *a)
{
	char name[IF_NAMESIZE];

	if (!a)
		return;
	if (if_indextoname(nla_get_u32(a), name)) {
		pr_u64("oif", PR_JSON, nla_get_u32(a));
		pr_str("oif-name", "underlay", name);
	} else {
		pr_u64("oif", "oif", nla_get_u32(a));
	}
}

static void print_drop(unsigned int reason)
{
	if (opt.json) {
		pr_str("drop-reason", NULL, drop_name(reason));
		pr_str("drop-text", NULL, drop_text(reason));
		return;
	}
	pr_str("drop-reason", "drop", drop_name(reason));
	pr_word("-");
	pr_word(drop_text(reason));
}

/* Sets *@arg if a packet would be dropped. */
static int resolve_read(const struct nlmsghdr *nlh, struct nlattr **tb,
			void *arg)
{
	unsigned int verdict = NVGRE_VERDICT_UNRESOLVED, reason = 0;

	(void)nlh;
	if (tb[NVGRE_A_VERDICT])
		verdict = nla_get_u8(tb[NVGRE_A_VERDICT]);
	if (tb[NVGRE_A_DROP_REASON])
		reason = nla_get_u32(tb[NVGRE_A_DROP_REASON]);
	*(bool *)arg = verdict == NVGRE_VERDICT_UNRESOLVED || reason;

	pr_begin();
	pr_attr_addr("ca", NULL, tb[NVGRE_A_CA]);
	print_dev(tb);
	pr_attr_u32("from-vsid", "from-vsid", tb[NVGRE_A_FROM_VSID]);
	pr_str("verdict", NULL, verdict_name(verdict));
	print_prefix(tb, "prefix");
	pr_attr_u32("metric", "metric", tb[NVGRE_A_METRIC]);
	pr_attr_u32("vsid", "vsid", tb[NVGRE_A_VSID]);
	pr_attr_addr("via", "via", tb[NVGRE_A_VIA]);
	pr_attr_mac("mac", "mac", tb[NVGRE_A_MAC]);
	if (tb[NVGRE_A_RECORD_TYPE])
		pr_str("record-type", "type",
		       record_type_name(nla_get_u8(tb[NVGRE_A_RECORD_TYPE])));
	pr_attr_str("vm-name", "vm-name", tb[NVGRE_A_VM_NAME]);
	print_owner(tb);
	pr_attr_addr("pa", "pa", tb[NVGRE_A_PA]);
	pr_attr_addr("local-pa", "local-pa", tb[NVGRE_A_LOCAL_PA]);
	print_oif(tb[NVGRE_A_OIF]);
	pr_attr_u32("mtu", "mtu", tb[NVGRE_A_MTU]);
	if (*(bool *)arg)
		print_drop(reason);
	pr_end();
	return 0;
}

static int route_resolve(const struct object *o, struct args *a)
{
	bool dropped = false;
	struct req r;
	int rc;

	rc = req_begin(&r, NVGRE_CMD_RESOLVE, 0);
	if (!rc)
		rc = parse_addr(a, &r, NVGRE_A_CA, "a customer address",
				next_word(a));
	if (!rc)
		rc = parse_words(a, &r, o->words, IN_RESOLVE);
	if (rc)
		return rc;
	pr_list_begin();
	rc = kernel_talk(&r, resolve_read, &dropped);
	pr_list_end(!rc);
	if (!rc && dropped) {
		/* an answer, but not the one that was hoped for */
		rc = RC_REFUSED;
		if (report_rc < rc)
			report_rc = rc;
	}
	return rc;
}

/* With a length it asks for a route, without for the way to an address. */
static int route_get(const struct object *o, const struct command *c,
		     struct args *a)
{
	if (!a->left || strchr(*a->word, '/'))
		return do_get(o, c, a);
	return route_resolve(o, a);
}

#define ROUTE_NEW_USAGE \
	"PREFIX dev DEV [ from-vsid VSID ] vsid VSID\n" \
	"[ via ADDR ] [ metric N ] [ owner N ]"
#define ROUTE_FILTER_USAGE \
	"[ PREFIX ] [ dev DEV ] [ from-vsid VSID ] [ vsid VSID ]\n" \
	"[ via ADDR ] [ metric N ] [ owner N ]"

static const struct command route_commands[] = {
	{ "add", do_change, NVGRE_CMD_ROUTE_NEW, IN_NEW,
	  NLM_F_CREATE | NLM_F_EXCL, ROUTE_NEW_USAGE },
	{ "replace", do_change, NVGRE_CMD_ROUTE_NEW, IN_NEW,
	  NLM_F_CREATE | NLM_F_REPLACE, ROUTE_NEW_USAGE },
	{ "del", do_change, NVGRE_CMD_ROUTE_DEL, IN_DEL, 0,
	  "PREFIX dev DEV [ from-vsid VSID ] [ vsid VSID ]\n"
	  "[ via ADDR ] [ metric N ] [ owner N ]" },
	{ "get", route_get, NVGRE_CMD_ROUTE_GET, IN_GET, 0,
	  "{ ADDR dev DEV [ from-vsid VSID ] |\n"
	  "ADDR/LEN dev DEV [ from-vsid VSID ] [ metric N ] }" },
	{ "show", route_select, NVGRE_CMD_ROUTE_GET, IN_SHOW, 0,
	  ROUTE_FILTER_USAGE },
	{ "flush", route_select, NVGRE_CMD_ROUTE_FLUSH, IN_FLUSH, 0,
	  ROUTE_FILTER_USAGE },
	{}
};

const struct object route_object = {
	.name = "route",
	.commands = route_commands,
	.words = route_words,
	.where = "PREFIX := ADDR[/LEN]\n"
		 "VSID := 4096-16777214\n"
		 "DEV := { NAME | ifindex N | rdid GUID } [ netnsid N ]\n",
	.subject = route_subject,
	.subject_name = "the prefix",
	.print = route_print,
};
