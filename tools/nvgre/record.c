// SPDX-License-Identifier: GPL-2.0-or-later
/* Lookup records: where a customer address lives. */
#include <linux/netlink.h>

#include "names.h"
#include "parse.h"
#include "print.h"

#define IN_NAMED (IN_NEW | IN_DEL | IN_GET | IN_FILTER)

static const struct keyword record_words[] = {
	{ "vsid", NVGRE_A_VSID, FORM_U32, IN_NAMED },
	{ "ca", NVGRE_A_CA, FORM_ADDR, IN_NAMED },
	{ "mac", NVGRE_A_MAC, FORM_MAC, IN_NAMED },
	{ "pa", NVGRE_A_PA, FORM_ADDR, IN_NEW | IN_FILTER },
	{ "type", NVGRE_A_RECORD_TYPE, FORM_RECORD_TYPE, IN_NAMED },
	{ "vm-name", NVGRE_A_VM_NAME, FORM_STRING, IN_NEW | IN_FILTER },
	{ "owner", NVGRE_A_OWNER, FORM_U32, IN_NEW | IN_DEL | IN_FILTER },
	{ "dev", NVGRE_A_IFNAME, FORM_DEV, IN_FILTER },
	{ "rdid", NVGRE_A_RDID, FORM_RDID, IN_FILTER },
	{ "ifindex", NVGRE_A_IFINDEX, FORM_U32, IN_FILTER },
	{ "netnsid", NVGRE_A_NETNSID, FORM_S32, IN_FILTER },
	{ "learned", NVGRE_A_LEARNED, FORM_NONE, IN_FILTER },
	{ "learned", NVGRE_A_LEARNED, FORM_IGNORED_FLAG, IN_NEW },
	{ "age", NVGRE_A_AGE, FORM_IGNORED, IN_NEW },
	{}
};

static void record_print(const struct nlmsghdr *nlh, struct nlattr **tb)
{
	unsigned int type;

	(void)nlh;
	pr_attr_u32("vsid", "vsid", tb[NVGRE_A_VSID]);
	pr_attr_addr("ca", "ca", tb[NVGRE_A_CA]);
	pr_attr_mac("mac", "mac", tb[NVGRE_A_MAC]);
	pr_attr_addr("pa", "pa", tb[NVGRE_A_PA]);
	if (tb[NVGRE_A_RECORD_TYPE]) {
		type = nla_get_u8(tb[NVGRE_A_RECORD_TYPE]);
		pr_str("record-type", "type", record_type_name(type));
	}
	pr_attr_str("vm-name", "vm-name", tb[NVGRE_A_VM_NAME]);
	print_owner(tb);
	if (tb[NVGRE_A_LEARNED])
		pr_flag("learned", "learned");
	pr_attr_u32("age", "age", tb[NVGRE_A_AGE]);
}

#define RECORD_NEW_USAGE \
	"vsid VSID ca ADDR mac LLADDR pa ADDR\n" \
	"[ type TYPE ] [ vm-name STRING ] [ owner N ]"
#define RECORD_FILTER_USAGE \
	"[ vsid VSID ] [ dev DEV ] [ ca ADDR ] [ mac LLADDR ]\n" \
	"[ pa ADDR ] [ type TYPE ] [ vm-name STRING ] [ owner N ] [ learned ]"

static const struct command record_commands[] = {
	{ "add", do_change, NVGRE_CMD_RECORD_NEW, IN_NEW,
	  NLM_F_CREATE | NLM_F_EXCL, RECORD_NEW_USAGE },
	{ "replace", do_change, NVGRE_CMD_RECORD_NEW, IN_NEW,
	  NLM_F_CREATE | NLM_F_REPLACE, RECORD_NEW_USAGE },
	{ "del", do_change, NVGRE_CMD_RECORD_DEL, IN_DEL, 0,
	  "vsid VSID { ca ADDR [ type TYPE ] | mac LLADDR type l2only }\n"
	  "[ owner N ]" },
	{ "get", do_get, NVGRE_CMD_RECORD_GET, IN_GET, 0,
	  "vsid VSID { ca ADDR [ type TYPE ] | mac LLADDR type l2only }" },
	{ "show", do_show, NVGRE_CMD_RECORD_GET, IN_SHOW, 0,
	  RECORD_FILTER_USAGE },
	{ "flush", do_flush, NVGRE_CMD_RECORD_FLUSH, IN_FLUSH, 0,
	  RECORD_FILTER_USAGE },
	{}
};

const struct object record_object = {
	.name = "record",
	.commands = record_commands,
	.words = record_words,
	.where = "VSID := 4096-16777214\n"
		 "TYPE := { static | dynamic | dhcp | l2only | wildcard }\n"
		 "DEV := { NAME | ifindex N | rdid GUID } [ netnsid N ]\n",
	.print = record_print,
};
