// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A kernel for the nvgre command without a kernel, in the place of nl.c. It
 * checks that every request is well formed, writes what it is asked to the
 * standard error, keeps what is added, and shows it when asked. It refuses
 * nothing, finds nothing, deletes nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netlink/genl/genl.h>

#include <linux/netlink.h>

#include "fake.h"
#include "names.h"
#include "nl.h"
#include "nvgre.h"
#include "req.h"

#define STORE_MAX 256

bool kernel_broken;
bool fake_quiet;

static struct nlmsghdr *store[STORE_MAX];
static int stored;

static void require(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "fake kernel: %s\n", what);
	abort();
}

static void write_attr(struct nlattr *a)
{
	const uint8_t *data = nla_data(a);
	int i;

	fprintf(stderr, " %s", attr_name(nla_type(a)));
	if (!nla_len(a))
		return;
	fputc('=', stderr);
	switch (attr_policy[nla_type(a)].type) {
	case NLA_U32:
	case NLA_S32:
		fprintf(stderr, "%u", nla_get_u32(a));
		break;
	case NLA_U8:
		fprintf(stderr, "%u", nla_get_u8(a));
		break;
	case NLA_NUL_STRING:
		fprintf(stderr, "'%s'", nla_get_string(a));
		break;
	default:
		for (i = 0; i < nla_len(a); i++)
			fprintf(stderr, "%02x", data[i]);
	}
}

static void check(struct nlmsghdr *n)
{
	struct genlmsghdr *genl = nlmsg_data(n);
	struct nlattr *tb[NVGRE_A_MAX + 1], *a;
	int left;

	require(n->nlmsg_len <= REQ_MAX, "request too long");
	require(n->nlmsg_flags & NLM_F_REQUEST, "not a request");
	require(genl->cmd && genl->cmd <= NVGRE_CMD_MAX, "no command");
	require(!nla_parse(tb, NVGRE_A_MAX, genlmsg_attrdata(genl, 0),
			   genlmsg_attrlen(genl, 0),
			   (struct nla_policy *)attr_policy),
		"attributes are malformed");
	nla_for_each_attr(a, genlmsg_attrdata(genl, 0),
			  genlmsg_attrlen(genl, 0), left)
		require(nla_type(a) <= NVGRE_A_MAX && tb[nla_type(a)] == a,
			"attribute is unknown or there twice");
	require(!left, "bytes after the attributes");
}

static void take(struct nlmsghdr *n, bool dump)
{
	struct genlmsghdr *genl = nlmsg_data(n);
	struct nlattr *a;
	int left;

	check(n);
	if (fake_quiet)
		return;
	fflush(stdout);
	fprintf(stderr, "> %s%s:", command_name(genl->cmd, n->nlmsg_flags),
		dump ? " (dump)" : "");
	if (!dump && n->nlmsg_flags & NLM_F_CREATE)
		fputs(" create", stderr);
	if (!dump && n->nlmsg_flags & NLM_F_EXCL)
		fputs(" excl", stderr);
	if (!dump && n->nlmsg_flags & NLM_F_REPLACE)
		fputs(" replace", stderr);
	nla_for_each_attr(a, genlmsg_attrdata(genl, 0),
			  genlmsg_attrlen(genl, 0), left)
		write_attr(a);
	fputc('\n', stderr);
}

int kernel_flush(void)
{
	struct nlmsghdr *n;
	uint32_t i;

	for (i = 0; i < queue.count; i++) {
		n = (void *)(queue.data + queue.msg[i].offset);
		take(n, false);
		if (fake_quiet || stored == STORE_MAX)
			continue;
		store[stored] = malloc(n->nlmsg_len);
		require(store[stored], "no memory");
		memcpy(store[stored++], n, n->nlmsg_len);
	}
	queue.count = 0;
	queue.len = 0;
	return 0;
}

/* The command that makes what @cmd gets */
static int maker(int cmd)
{
	switch (cmd) {
	case NVGRE_CMD_DEV_GET:
		return NVGRE_CMD_DEV_SET;
	case NVGRE_CMD_PA_GET:
		return NVGRE_CMD_PA_NEW;
	case NVGRE_CMD_VSID_GET:
		return NVGRE_CMD_VSID_NEW;
	case NVGRE_CMD_RECORD_GET:
		return NVGRE_CMD_RECORD_NEW;
	case NVGRE_CMD_ROUTE_GET:
		return NVGRE_CMD_ROUTE_NEW;
	case NVGRE_CMD_CONFIG_GET:
		return NVGRE_CMD_CONFIG_SET;
	}
	return -1;
}

static int answer(struct req *r, kernel_reader reader, void *arg, bool dump)
{
	struct nlattr *tb[NVGRE_A_MAX + 1];
	int i, rc, cmd;

	rc = kernel_flush();
	take(r->nlh, dump);
	cmd = maker(((struct genlmsghdr *)nlmsg_data(r->nlh))->cmd);
	for (i = 0; i < stored && !rc; i++) {
		struct genlmsghdr *genl = nlmsg_data(store[i]);

		if (genl->cmd != cmd)
			continue;
		nla_parse(tb, NVGRE_A_MAX, genlmsg_attrdata(genl, 0),
			  genlmsg_attrlen(genl, 0),
			  (struct nla_policy *)attr_policy);
		rc = reader(store[i], tb, arg);
	}
	return rc;
}

int kernel_talk(struct req *r, kernel_reader reader, void *arg)
{
	return answer(r, reader, arg, false);
}

int kernel_dump(struct req *r, kernel_reader reader, void *arg)
{
	return answer(r, reader, arg, true);
}

int kernel_listen(bool config, bool miss, kernel_reader reader,
		  void (*lost)(void))
{
	(void)reader;
	(void)lost;
	if (!fake_quiet)
		fprintf(stderr, "> listen%s%s\n", config ? " config" : "",
			miss ? " miss" : "");
	return 0;
}
