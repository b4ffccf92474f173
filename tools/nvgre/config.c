// SPDX-License-Identifier: GPL-2.0-or-later
/* Settings of the namespace. */
#include "nl.h"
#include "parse.h"
#include "print.h"

static const struct keyword config_words[] = {
	{ "miss-rate", NVGRE_A_MISS_RATE, FORM_U32, IN_SET },
	{ "learn-limit", NVGRE_A_LEARN_LIMIT, FORM_U32, IN_SET },
	{ "ageing", NVGRE_A_AGEING, FORM_U32, IN_SET },
	{ "generation", NVGRE_A_GENERATION, FORM_IGNORED, IN_SET },
	{ "vsids", NVGRE_A_VSIDS, FORM_IGNORED, IN_SET },
	{ "records", NVGRE_A_RECORDS, FORM_IGNORED, IN_SET },
	{ "remotes", NVGRE_A_REMOTES, FORM_IGNORED, IN_SET },
	{}
};

static void config_print(const struct nlmsghdr *nlh, struct nlattr **tb)
{
	(void)nlh;
	pr_attr_u32("miss-rate", "miss-rate", tb[NVGRE_A_MISS_RATE]);
	pr_attr_u32("learn-limit", "learn-limit", tb[NVGRE_A_LEARN_LIMIT]);
	pr_attr_u32("ageing", "ageing", tb[NVGRE_A_AGEING]);
	pr_attr_u32("generation", "generation", tb[NVGRE_A_GENERATION]);
	pr_attr_u32("vsids", "vsids", tb[NVGRE_A_VSIDS]);
	pr_attr_u32("records", "records", tb[NVGRE_A_RECORDS]);
	pr_attr_u32("remotes", "remotes", tb[NVGRE_A_REMOTES]);
}

static const struct command config_commands[] = {
	{ "show", do_get, NVGRE_CMD_CONFIG_GET, IN_SHOW, 0,
	  "" },
	{ "set", do_change, NVGRE_CMD_CONFIG_SET, IN_SET, 0,
	  "[ miss-rate N ] [ learn-limit N ] [ ageing SECONDS ]" },
	{}
};

const struct object config_object = {
	.name = "config",
	.commands = config_commands,
	.words = config_words,
	.print = config_print,
};
