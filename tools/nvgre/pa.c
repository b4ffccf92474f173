// SPDX-License-Identifier: GPL-2.0-or-later
/* Provider addresses: those of this host that NVGRE is sent from and to. */
#include <net/if.h>

#include <linux/netlink.h>

#include "names.h"
#include "parse.h"
#include "print.h"

static const struct keyword pa_words[] = {
	{ "dev", NVGRE_A_OIF, FORM_OIF, IN_NEW },
	{ "oif", NVGRE_A_OIF, FORM_U32, IN_NEW },
	{ "owner", NVGRE_A_OWNER, FORM_U32, IN_NEW | IN_DEL | IN_FILTER },
	{ "state", NVGRE_A_PA_STATE, FORM_IGNORED, IN_NEW },
	{}
};

static int pa_subject(struct args *a, struct req *r, const char *word)
{
	return parse_addr(a, r, NVGRE_A_PA, "a provider address", word);
}

static void pa_print(const struct nlmsghdr *nlh, struct nlattr **tb)
{
	char name[IF_NAMESIZE];
	uint32_t oif;

	(void)nlh;
	pr_attr_addr("pa", NULL, tb[NVGRE_A_PA]);
	if (tb[NVGRE_A_OIF]) {
		oif = nla_get_u32(tb[NVGRE_A_OIF]);
		if (if_indextoname(oif, name)) {
			pr_u64("oif", PR_JSON, oif);
			pr_str("oif-name", "dev", name);
		} else {
			pr_u64("oif", "oif", oif);
		}
	}
	print_owner(tb);
	if (tb[NVGRE_A_PA_STATE])
		pr_str("pa-state", "state",
		       pa_state_name(nla_get_u8(tb[NVGRE_A_PA_STATE])));
}

static const struct command pa_commands[] = {
	{ "add", do_change, NVGRE_CMD_PA_NEW, IN_NEW,
	  NLM_F_CREATE | NLM_F_EXCL,
	  "ADDR [ dev NAME ] [ owner N ]" },
	{ "replace", do_change, NVGRE_CMD_PA_NEW, IN_NEW,
	  NLM_F_CREATE | NLM_F_REPLACE,
	  "ADDR [ dev NAME ] [ owner N ]" },
	{ "del", do_change, NVGRE_CMD_PA_DEL, IN_DEL, 0,
	  "ADDR [ owner N ]" },
	{ "get", do_get, NVGRE_CMD_PA_GET, IN_GET, 0,
	  "ADDR" },
	{ "show", do_show, NVGRE_CMD_PA_GET, IN_SHOW, 0,
	  "[ ADDR ] [ owner N ]" },
	{ "flush", do_flush, NVGRE_CMD_PA_FLUSH, IN_FLUSH, 0,
	  "[ owner N ]" },
	{}
};

const struct object pa_object = {
	.name = "pa",
	.commands = pa_commands,
	.words = pa_words,
	.where = "ADDR := an IPv4 or IPv6 address of this host\n"
		 "NAME := the underlay device to accept and send on, any if not said\n",
	.subject = pa_subject,
	.subject_name = "the provider address",
	.print = pa_print,
};
