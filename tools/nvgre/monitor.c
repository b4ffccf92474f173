// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Events, as the commands that would make them. What a command cannot make
 * begins with "Deleted", with "miss", or with "#" as a comment does.
 */
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#include <netlink/genl/genl.h>

#include <linux/netlink.h>

#include "names.h"
#include "nl.h"
#include "parse.h"
#include "print.h"
#include "report.h"

/**
 * struct event - what to make of a notification
 * @object: prints it
 * @name: "add", "del", "flush", "set" or "miss" in JSON
 * @text: how the line of text begins
 */
struct event {
	const struct object *object;
	const char *name;
	const char *text;
};

static void miss_print(const struct nlmsghdr *nlh, struct nlattr **tb)
{
	(void)nlh;
	print_dev(tb);
	pr_attr_u32("vsid", "vsid", tb[NVGRE_A_VSID]);
	pr_attr_addr("ca", "ca", tb[NVGRE_A_CA]);
	if (tb[NVGRE_A_DROP_REASON])
		pr_str("drop-reason", "drop",
		       drop_name(nla_get_u32(tb[NVGRE_A_DROP_REASON])));
}

static const struct object miss_object = {
	.name = "miss",
	.print = miss_print,
};

static const struct event events[NVGRE_CMD_MAX + 1] = {
	[NVGRE_CMD_DEV_NEW_NTF] = { &dev_object, "set", "dev set" },
	[NVGRE_CMD_DEV_DEL_NTF] = { &dev_object, "del", "Deleted dev" },
	[NVGRE_CMD_PA_NEW] = { &pa_object, "add", "pa add" },
	[NVGRE_CMD_PA_DEL] = { &pa_object, "del", "Deleted pa" },
	[NVGRE_CMD_VSID_NEW] = { &vsid_object, "add", "vsid add" },
	[NVGRE_CMD_VSID_DEL] = { &vsid_object, "del", "Deleted vsid" },
	[NVGRE_CMD_RECORD_NEW] = { &record_object, "add", "record add" },
	[NVGRE_CMD_RECORD_DEL] = { &record_object, "del", "Deleted record" },
	[NVGRE_CMD_ROUTE_NEW] = { &route_object, "add", "route add" },
	[NVGRE_CMD_ROUTE_DEL] = { &route_object, "del", "Deleted route" },
	[NVGRE_CMD_CONFIG_SET] = { &config_object, "set", "config set" },
	[NVGRE_CMD_MISS] = { &miss_object, "miss", "miss" },
};

static void print_time(void)
{
	struct timeval now;
	struct tm tm;
	char s[40];
	size_t n;

	if (!opt.timestamp)
		return;
	gettimeofday(&now, NULL);
	gmtime_r(&now.tv_sec, &tm);
	n = strftime(s, sizeof(s), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(s + n, sizeof(s) - n, ".%06ldZ", (long)now.tv_usec);
	if (opt.json) {
		pr_str("timestamp", NULL, s);
	} else {
		pr_word("[");
		fputs(s, stdout);
		putchar(']');
	}
}

static int monitor_read(const struct nlmsghdr *nlh, struct nlattr **tb,
			void *arg)
{
	const struct genlmsghdr *genl = nlmsg_data(nlh);
	bool replaced = nlh->nlmsg_flags & NLM_F_REPLACE;
	const struct event *e;

	(void)arg;
	if (genl->cmd > NVGRE_CMD_MAX || !events[genl->cmd].name)
		return 0;
	e = &events[genl->cmd];
	/* what was there and is now otherwise */
	replaced = replaced && !strcmp(e->name, "add");
	pr_begin();
	print_time();
	pr_str("event", PR_JSON, replaced ? "replace" : e->name);
	pr_str("object", PR_JSON, e->object->name);
	if (replaced) {
		pr_word(e->object->name);
		pr_word("replace");
	} else {
		pr_word(e->text);
	}
	e->object->print(nlh, tb);
	pr_end();
	return 0;
}

static void monitor_lost(void)
{
	pr_begin();
	print_time();
	pr_str("event", PR_JSON, "lost");
	pr_word("# events were lost: they came faster than they were read");
	pr_end();
}

static int monitor(const struct object *o, const struct command *c,
		   struct args *a)
{
	bool config = !strcmp(c->name, "config"), miss = !config;
	const char *word;

	(void)o;
	if (!strcmp(c->name, "all"))
		config = true;
	while ((word = next_word(a))) {
		if (!strcmp(word, "config"))
			config = true;
		else if (!strcmp(word, "miss"))
			miss = true;
		else
			return bad_words(a, "\"%s\" is neither \"config\" nor \"miss\"",
					 word);
	}
	return kernel_listen(config, miss, monitor_read, monitor_lost);
}

static const struct command monitor_commands[] = {
	{ "all", monitor, 0, 0, 0, "" },
	{ "config", monitor, 0, 0, 0, "[ miss ]" },
	{ "miss", monitor, 0, 0, 0, "[ config ]" },
	{}
};

static const struct keyword monitor_words[] = {
	{}
};

const struct object monitor_object = {
	.name = "monitor",
	.commands = monitor_commands,
	.words = monitor_words,
};
