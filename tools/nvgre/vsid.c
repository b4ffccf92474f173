// SPDX-License-Identifier: GPL-2.0-or-later
/* Virtual subnets. */
#include <string.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>

#include "parse.h"
#include "print.h"
#include "report.h"

static const struct keyword vsid_words[] = {
	{ "dev", NVGRE_A_IFNAME, FORM_DEV, IN_NEW | IN_FILTER },
	{ "rdid", NVGRE_A_RDID, FORM_RDID, IN_NEW | IN_FILTER },
	{ "ifindex", NVGRE_A_IFINDEX, FORM_U32, IN_NEW | IN_FILTER },
	{ "netnsid", NVGRE_A_NETNSID, FORM_S32, IN_NEW | IN_FILTER },
	{ "mac", NVGRE_A_MAC, FORM_MAC, IN_NEW },
	{ "learn-limit", NVGRE_A_LEARN_LIMIT, FORM_U32, IN_NEW },
	{ "ageing", NVGRE_A_AGEING, FORM_U32, IN_NEW },
	{ "owner", NVGRE_A_OWNER, FORM_U32, IN_NEW | IN_DEL | IN_FILTER },
	{ "records", NVGRE_A_RECORDS, FORM_IGNORED, IN_NEW },
	{ "learned-records", NVGRE_A_LEARNED_RECORDS, FORM_IGNORED, IN_NEW },
	{ "routes", NVGRE_A_ROUTES, FORM_IGNORED, IN_NEW },
	{ "remotes", NVGRE_A_REMOTES, FORM_IGNORED, IN_NEW },
	{}
};

static int vsid_subject(struct args *a, struct req *r, const char *word)
{
	uint32_t vsid;

	if (!number_u32(word, UINT32_MAX, &vsid))
		return bad_words(a, "\"%s\" is not a VSID", word);
	req_put_u32(r, NVGRE_A_VSID, vsid);
	return 0;
}

/* Return: whether @word is FIRST-LAST */
static bool vsid_range(const char *word, uint32_t *first, uint32_t *last)
{
	const char *dash = strchr(word, '-');
	char number[16];
	size_t len;

	if (!dash)
		return false;
	len = dash - word;
	if (len >= sizeof(number))
		return false;
	memcpy(number, word, len);
	number[len] = '\0';
	return number_u32(number, UINT32_MAX, first) &&
	       number_u32(dash + 1, UINT32_MAX, last);
}

/* One request for each subnet from @first to @last, all but for it the same */
static int vsid_change_range(const struct object *o, const struct command *c,
			     struct args *a, uint32_t first, uint32_t last)
{
	char copy[REQ_MAX] __attribute__((aligned(NLMSG_ALIGNTO)));
	const size_t at = NLMSG_LENGTH(GENL_HDRLEN) + NLA_HDRLEN;
	struct req r;
	int rc;

	rc = req_begin(&r, c->cmd, c->flags);
	if (rc)
		return rc;
	req_put_u32(&r, NVGRE_A_VSID, first);
	rc = parse_words(a, &r, o->words, c->in);
	if (rc)
		return rc;
	memcpy(copy, r.nlh, r.nlh->nlmsg_len);
	for (;; first++) {
		memcpy(copy + at, &first, sizeof(first));
		memcpy(r.nlh, copy, ((struct nlmsghdr *)copy)->nlmsg_len);
		req_commit(&r);
		if (first == last)
			return 0;
		rc = req_begin(&r, c->cmd, c->flags);
		if (rc)
			return rc;
	}
}

static int vsid_change(const struct object *o, const struct command *c,
		       struct args *a)
{
	uint32_t first, last;

	if (!a->left || !vsid_range(*a->word, &first, &last))
		return do_change(o, c, a);
	if (first > last)
		return bad_words(a, "the range \"%s\" ends before it begins",
				 *a->word);
	next_word(a);
	return vsid_change_range(o, c, a, first, last);
}

static void vsid_print(const struct nlmsghdr *nlh, struct nlattr **tb)
{
	(void)nlh;
	pr_attr_u32("vsid", NULL, tb[NVGRE_A_VSID]);
	print_dev(tb);
	pr_attr_mac("mac", "mac", tb[NVGRE_A_MAC]);
	pr_attr_u32("learn-limit", "learn-limit", tb[NVGRE_A_LEARN_LIMIT]);
	pr_attr_u32("ageing", "ageing", tb[NVGRE_A_AGEING]);
	print_owner(tb);
	pr_attr_u32("records", "records", tb[NVGRE_A_RECORDS]);
	pr_attr_u32("learned-records", "learned-records",
		    tb[NVGRE_A_LEARNED_RECORDS]);
	pr_attr_u32("routes", "routes", tb[NVGRE_A_ROUTES]);
	pr_attr_u32("remotes", "remotes", tb[NVGRE_A_REMOTES]);
	if (opt.stats)
		print_stats(tb[NVGRE_A_STATS]);
}

#define VSID_NEW_USAGE \
	"VSIDS dev DEV [ mac LLADDR ]\n" \
	"[ learn-limit N ] [ ageing SECONDS ] [ owner N ]"

static const struct command vsid_commands[] = {
	{ "add", vsid_change, NVGRE_CMD_VSID_NEW, IN_NEW,
	  NLM_F_CREATE | NLM_F_EXCL, VSID_NEW_USAGE },
	{ "replace", vsid_change, NVGRE_CMD_VSID_NEW, IN_NEW,
	  NLM_F_CREATE | NLM_F_REPLACE, VSID_NEW_USAGE },
	{ "del", vsid_change, NVGRE_CMD_VSID_DEL, IN_DEL, 0,
	  "VSIDS [ owner N ]" },
	{ "get", do_get, NVGRE_CMD_VSID_GET, IN_GET, 0,
	  "VSID" },
	{ "show", do_show, NVGRE_CMD_VSID_GET, IN_SHOW, 0,
	  "[ VSID ] [ dev DEV ] [ owner N ]" },
	{ "flush", do_flush, NVGRE_CMD_VSID_FLUSH, IN_FLUSH, 0,
	  "[ dev DEV ] [ owner N ]" },
	{}
};

const struct object vsid_object = {
	.name = "vsid",
	.commands = vsid_commands,
	.words = vsid_words,
	.where = "VSIDS := { VSID | VSID-VSID }\n"
		 "VSID := 4096-16777214\n"
		 "DEV := { NAME | ifindex N | rdid GUID } [ netnsid N ]\n"
		 "LLADDR := the gateway's MAC address in the subnet\n",
	.subject = vsid_subject,
	.subject_name = "the VSID",
	.print = vsid_print,
};
