// SPDX-License-Identifier: GPL-2.0-or-later
/* Devices: routing domains. They are made with "ip link add type nvgre". */
#include <string.h>

#include "parse.h"
#include "print.h"
#include "report.h"

static const struct keyword dev_words[] = {
	{ "dev", NVGRE_A_IFNAME, FORM_DEV, IN_SHOW },
	{ "rdid", NVGRE_A_RDID, FORM_RDID, IN_SHOW | IN_SET },
	{ "ifindex", NVGRE_A_IFINDEX, FORM_U32, IN_SHOW | IN_SET },
	{ "netnsid", NVGRE_A_NETNSID, FORM_S32, IN_SHOW | IN_SET },
	{ "gateway-vsid", NVGRE_A_GATEWAY_VSID, FORM_U32, IN_SET },
	{ "mac", NVGRE_A_MAC, FORM_MAC, IN_SET },
	{ "antispoof", NVGRE_A_ANTISPOOF, FORM_ONOFF, IN_SET },
	{ "dscp", NVGRE_A_DSCP, FORM_DSCP, IN_SET },
	{ "ttl", NVGRE_A_TTL, FORM_TTL, IN_SET },
	{ "flow-id", NVGRE_A_FLOW_ID, FORM_ONOFF, IN_SET },
	{ "mtu", NVGRE_A_MTU, FORM_IGNORED, IN_SET },
	{ "vsids", NVGRE_A_VSIDS, FORM_IGNORED, IN_SET },
	{ "routes", NVGRE_A_ROUTES, FORM_IGNORED, IN_SET },
	{}
};

/* NAME, "dev NAME" or "ifindex N" */
static int dev_subject(struct args *a, struct req *r, const char *word)
{
	uint32_t index;

	if (!strcmp(word, "ifindex") && a->left) {
		word = next_word(a);
		if (!number_u32(word, UINT32_MAX, &index))
			return bad_words(a, "\"%s\" is not a number for \"ifindex\"",
					 word);
		req_put_u32(r, NVGRE_A_IFINDEX, index);
		return 0;
	}
	if (!strcmp(word, "dev") && a->left)
		word = next_word(a);
	if (strlen(word) > REQ_STRING_MAX)
		return bad_words(a, "the name of the device is longer than %d bytes",
				 REQ_STRING_MAX);
	req_put_str(r, NVGRE_A_IFNAME, word);
	return 0;
}

static void dev_print(const struct nlmsghdr *nlh, struct nlattr **tb)
{
	int dscp;

	(void)nlh;
	pr_attr_u32("ifindex", tb[NVGRE_A_IFNAME] ? PR_JSON : "ifindex",
		    tb[NVGRE_A_IFINDEX]);
	pr_attr_str("ifname", NULL, tb[NVGRE_A_IFNAME]);
	if (tb[NVGRE_A_NETNSID])
		pr_s64("netnsid", "netnsid", nla_get_s32(tb[NVGRE_A_NETNSID]));
	pr_attr_rdid("rdid", "rdid", tb[NVGRE_A_RDID]);
	pr_attr_u32("gateway-vsid", "gateway-vsid", tb[NVGRE_A_GATEWAY_VSID]);
	pr_attr_mac("mac", "mac", tb[NVGRE_A_MAC]);
	if (tb[NVGRE_A_ANTISPOOF])
		pr_bool("antispoof", "antispoof",
			nla_get_u8(tb[NVGRE_A_ANTISPOOF]));
	if (tb[NVGRE_A_DSCP]) {
		dscp = nla_get_u8(tb[NVGRE_A_DSCP]);
		if (dscp == NVGRE_DSCP_INHERIT)
			pr_str("dscp", "dscp", "inherit");
		else
			pr_u64("dscp", "dscp", dscp);
	}
	if (tb[NVGRE_A_TTL])
		pr_u64("ttl", "ttl", nla_get_u8(tb[NVGRE_A_TTL]));
	if (tb[NVGRE_A_FLOW_ID])
		pr_bool("flow-id", "flow-id",
			nla_get_u8(tb[NVGRE_A_FLOW_ID]));
	pr_attr_u32("mtu", "mtu", tb[NVGRE_A_MTU]);
	pr_attr_u32("vsids", "vsids", tb[NVGRE_A_VSIDS]);
	pr_attr_u32("routes", "routes", tb[NVGRE_A_ROUTES]);
}

/* A name is the whole of what identifies a device, so it is not a filter. */
static int dev_show(const struct object *o, const struct command *c,
		    struct args *a)
{
	if (a->left && !is_keyword(o->words, *a->word, c->in))
		return do_get(o, c, a);
	return do_show_any(o, c, a);
}

static const struct command dev_commands[] = {
	{ "show", dev_show, NVGRE_CMD_DEV_GET, IN_SHOW, 0,
	  "[ DEV ]" },
	{ "set", do_change, NVGRE_CMD_DEV_SET, IN_SET, 0,
	  "{ NAME | ifindex N } [ netnsid N ]\n"
	  "[ rdid GUID ] [ gateway-vsid VSID ] [ mac LLADDR ]\n"
	  "[ antispoof { on | off } ] [ dscp { inherit | 0-63 } ]\n"
	  "[ ttl { inherit | 1-255 } ] [ flow-id { on | off } ]" },
	{}
};

const struct object dev_object = {
	.name = "dev",
	.commands = dev_commands,
	.words = dev_words,
	.where = "DEV := { NAME | ifindex N | rdid GUID } [ netnsid N ]\n"
		 "VSID := 4096-16777214\n",
	.subject = dev_subject,
	.subject_name = "the name of a device",
	.print = dev_print,
};
