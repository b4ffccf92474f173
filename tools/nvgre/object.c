// SPDX-License-Identifier: GPL-2.0-or-later
/* What the commands of most objects do: fill a request from words, send it. */
#include <netlink/attr.h>

#include <linux/netlink.h>

#include "names.h"
#include "nl.h"
#include "parse.h"
#include "print.h"
#include "report.h"
#include "req.h"

static int read_object(const struct nlmsghdr *nlh, struct nlattr **tb,
		       void *arg)
{
	const struct object *o = arg;

	pr_begin();
	o->print(nlh, tb);
	pr_end();
	return 0;
}

int object_talk(const struct object *o, struct req *r)
{
	int rc;

	pr_list_begin();
	rc = kernel_talk(r, read_object, (void *)o);
	pr_list_end(!rc);
	return rc;
}

int object_dump(const struct object *o, struct req *r)
{
	int rc;

	pr_list_begin();
	rc = kernel_dump(r, read_object, (void *)o);
	pr_list_end(!rc);
	return rc;
}

/* The word that names the object, then the rest. */
static int fill(const struct object *o, const struct command *c,
		struct args *a, struct req *r)
{
	const char *word;
	int rc;

	if (o->subject) {
		word = next_word(a);
		if (!word)
			return bad_words(a, "%s is missing", o->subject_name);
		rc = o->subject(a, r, word);
		if (rc)
			return rc;
	}
	return parse_words(a, r, o->words, c->in);
}

/* add, replace, del, set */
int do_change(const struct object *o, const struct command *c, struct args *a)
{
	struct req r;
	int rc;

	rc = req_begin(&r, c->cmd, c->flags);
	if (!rc)
		rc = fill(o, c, a, &r);
	if (!rc)
		req_commit(&r);
	return rc;
}

int do_get(const struct object *o, const struct command *c, struct args *a)
{
	struct req r;
	int rc;

	rc = req_begin(&r, c->cmd, 0);
	if (!rc)
		rc = fill(o, c, a, &r);
	if (!rc)
		rc = object_talk(o, &r);
	return rc;
}

/* Those that the words select, in the kernel; or the one that is named */
int do_show(const struct object *o, const struct command *c, struct args *a)
{
	struct req r;
	int rc;

	if (o->subject && a->left && !is_keyword(o->words, *a->word, c->in))
		return do_get(o, c, a);
	rc = req_begin(&r, c->cmd, 0);
	if (!rc)
		rc = parse_words(a, &r, o->words, c->in);
	if (!rc)
		rc = object_dump(o, &r);
	return rc;
}

/* All; or the one that the words name, if there are any */
int do_show_any(const struct object *o, const struct command *c,
		struct args *a)
{
	struct req r;
	int rc;

	rc = req_begin(&r, c->cmd, 0);
	if (rc)
		return rc;
	rc = parse_words(a, &r, o->words, c->in);
	if (rc)
		return rc;
	return r.seen ? object_talk(o, &r) : object_dump(o, &r);
}

int do_flush(const struct object *o, const struct command *c, struct args *a)
{
	struct req r;
	int rc;

	rc = req_begin(&r, c->cmd, c->flags);
	if (!rc)
		rc = parse_words(a, &r, o->words, c->in);
	if (!rc)
		req_commit(&r);
	return rc;
}

/* The device an object is on, and how to find it from here. */
void print_dev(struct nlattr **tb)
{
	bool named = tb[NVGRE_A_IFNAME];

	pr_attr_u32("ifindex", named ? PR_JSON : "ifindex",
		    tb[NVGRE_A_IFINDEX]);
	pr_attr_str("ifname", "dev", tb[NVGRE_A_IFNAME]);
	if (tb[NVGRE_A_NETNSID])
		pr_s64("netnsid", "netnsid", nla_get_s32(tb[NVGRE_A_NETNSID]));
	pr_attr_rdid("rdid", opt.details ? "rdid" : PR_JSON, tb[NVGRE_A_RDID]);
}

/* Administrator's objects do not say so in text. */
void print_owner(struct nlattr **tb)
{
	struct nlattr *owner = tb[NVGRE_A_OWNER];

	if (owner)
		pr_u64("owner", nla_get_u32(owner) ? "owner" : PR_JSON,
		       nla_get_u32(owner));
}

void print_stats(struct nlattr *nest)
{
	struct nlattr *tb[NVGRE_STATS_A_MAX + 1];
	int i;

	if (!nest || nla_parse_nested(tb, NVGRE_STATS_A_MAX, nest,
				      (struct nla_policy *)stats_policy) < 0)
		return;
	pr_nest_begin("stats", NULL);
	for (i = NVGRE_STATS_A_RX_PACKETS; i <= NVGRE_STATS_A_MAX; i++)
		if (tb[i])
			pr_u64(stats_names[i], stats_names[i],
			       nla_get_u64(tb[i]));
	pr_nest_end();
}
