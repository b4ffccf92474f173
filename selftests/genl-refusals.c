// SPDX-License-Identifier: GPL-2.0
/*
 * Requests that are well-formed and make no sense where they are made; who may
 * make requests at all; and what filters select.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "genl.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/**
 * struct refusal - a request and how it is to be refused
 * @err: errno
 * @at: attribute that the answer points at; with "!" before it, which one is
 *	missing; "" if neither
 * @cmd: command
 * @flags: netlink flags
 * @words: attributes; they change nothing, not even in part
 */
static const struct refusal {
	int err;
	const char *at;
	uint8_t cmd;
	uint16_t flags;
	const char *words;
} refusals[] = {
	/* Devices */
	{ ENODEV, "ifname", NVGRE_CMD_DEV_GET, 0, "ifname=four" },
	{ ENODEV, "ifname", NVGRE_CMD_DEV_GET, 0, "ifname=lo" },
	{ ENODEV, "ifindex", NVGRE_CMD_DEV_GET, 0, "ifindex=1" },
	{ ENODEV, "ifindex", NVGRE_CMD_DEV_SET, 0, "ifindex=9999 dscp=1" },
	{ ENODEV, "rdid", NVGRE_CMD_DEV_GET, 0,
	  "rdid=33333333-3333-3333-3333-333333333333" },
	{ ENODEV, "ifname", NVGRE_CMD_DEV_SET, 0, "ifname=one ifindex=1" },
	{ EINVAL, "!ifname", NVGRE_CMD_DEV_SET, 0, "dscp=1" },
	{ EEXIST, "rdid", NVGRE_CMD_DEV_SET, 0,
	  "ifname=one rdid=22222222-2222-2222-2222-222222222222" },
	{ EEXIST, "gateway-vsid", NVGRE_CMD_DEV_SET, 0,
	  "ifname=one gateway-vsid=6000" },
	/* Not the subnet and not the MAC, for the DSCP is wrong */
	{ EINVAL, "dscp", NVGRE_CMD_DEV_SET, 0,
	  "ifname=one gateway-vsid=5555 mac=02:00:00:00:00:99 ttl=9 dscp=99" },
	{ EINVAL, "gateway-vsid", NVGRE_CMD_DEV_SET, 0,
	  "ifname=one mac=02:00:00:00:00:99 ttl=9 gateway-vsid=4095" },
	{ EEXIST, "gateway-vsid", NVGRE_CMD_DEV_SET, 0,
	  "ifname=one mac=02:00:00:00:00:99 ttl=9 gateway-vsid=6000" },
	{ ENODEV, "rdid", NVGRE_CMD_STATS_GET, 0,
	  "ifname=one rdid=22222222-2222-2222-2222-222222222222" },

	/* Provider addresses */
	{ EEXIST, "pa", NVGRE_CMD_PA_NEW, NEW, "pa=192.0.2.1" },
	{ EEXIST, "pa", NVGRE_CMD_PA_NEW, 0, "pa=192.0.2.1" },
	{ EEXIST, "pa", NVGRE_CMD_PA_NEW, NLM_F_CREATE, "pa=2001:db8::1" },
	{ ENOENT, "pa", NVGRE_CMD_PA_NEW, CHANGE, "pa=192.0.2.77" },
	{ ENODEV, "oif", NVGRE_CMD_PA_NEW, SET, "pa=192.0.2.1 oif=9999" },
	{ ENOENT, "pa", NVGRE_CMD_PA_DEL, 0, "pa=192.0.2.77" },
	{ EPERM, "owner", NVGRE_CMD_PA_DEL, 0, "pa=2001:db8::1 owner=8" },
	{ ENOENT, "pa", NVGRE_CMD_PA_GET, 0, "pa=192.0.2.77" },

	/* Subnets */
	{ EEXIST, "vsid", NVGRE_CMD_VSID_NEW, NEW, "vsid=5000 ifname=one" },
	{ EEXIST, "vsid", NVGRE_CMD_VSID_NEW, NEW, "vsid=5000 ifname=two" },
	{ EEXIST, "vsid", NVGRE_CMD_VSID_NEW, SET, "vsid=5000 ifname=two" },
	{ ENOENT, "vsid", NVGRE_CMD_VSID_NEW, CHANGE, "vsid=5555 ifname=two" },
	{ ENODEV, "ifname", NVGRE_CMD_VSID_NEW, NEW, "vsid=5555 ifname=four" },
	{ ENODEV, "rdid", NVGRE_CMD_VSID_NEW, NEW,
	  "vsid=5555 ifname=one rdid=22222222-2222-2222-2222-222222222222" },
	{ EINVAL, "netnsid", NVGRE_CMD_VSID_NEW, NEW,
	  "vsid=5555 ifname=one netnsid=77" },
	{ EINVAL, "!ifname", NVGRE_CMD_VSID_NEW, NEW, "vsid=5555 netnsid=0" },
	{ ENOENT, "vsid", NVGRE_CMD_VSID_DEL, 0, "vsid=5555" },
	{ EPERM, "owner", NVGRE_CMD_VSID_DEL, 0, "vsid=5001 owner=8" },
	{ ENOENT, "vsid", NVGRE_CMD_VSID_GET, 0, "vsid=5555" },
	{ ENODEV, "ifname", NVGRE_CMD_VSID_GET, DUMP, "ifname=four" },
	{ ENODEV, "ifname", NVGRE_CMD_VSID_FLUSH, 0, "ifname=four" },
	/* A filter that names nothing must not mean everything */
	{ EINVAL, "!ifname", NVGRE_CMD_VSID_FLUSH, 0, "netnsid=0" },
	{ EINVAL, "!ifname", NVGRE_CMD_VSID_GET, DUMP, "netnsid=0" },

	/* Records */
	{ EEXIST, "ca", NVGRE_CMD_RECORD_NEW, NEW,
	  "vsid=5000 ca=10.0.0.5 mac=02:00:00:00:00:05 pa=192.0.2.9" },
	{ EEXIST, "ca", NVGRE_CMD_RECORD_NEW, NEW,
	  "vsid=5000 ca=10.0.0.5 mac=02:00:00:00:00:05 pa=192.0.2.9 record-type=1" },
	{ EEXIST, "mac", NVGRE_CMD_RECORD_NEW, NEW,
	  "vsid=5000 mac=02:00:00:00:00:06 pa=192.0.2.9 record-type=2" },
	{ EEXIST, "ca", NVGRE_CMD_RECORD_NEW, NEW,
	  "vsid=5000 ca=:: mac=02:00:00:00:00:05 pa=192.0.2.9 record-type=3" },
	{ ENOENT, "ca", NVGRE_CMD_RECORD_NEW, CHANGE,
	  "vsid=5000 ca=10.0.0.6 mac=02:00:00:00:00:05 pa=192.0.2.9" },
	{ ENOENT, "ca", NVGRE_CMD_RECORD_NEW, CHANGE,
	  "vsid=5000 ca=0.0.0.0 mac=02:00:00:00:00:05 pa=192.0.2.9 record-type=3" },
	{ ENOENT, "vsid", NVGRE_CMD_RECORD_NEW, NEW,
	  "vsid=5555 ca=10.0.0.6 mac=02:00:00:00:00:05 pa=192.0.2.9" },
	{ EINVAL, "ca", NVGRE_CMD_RECORD_NEW, NEW,
	  "vsid=5000 ca=0.0.0.0 mac=02:00:00:00:00:05 pa=192.0.2.9" },
	{ EINVAL, "ca", NVGRE_CMD_RECORD_NEW, NEW,
	  "vsid=5000 ca=10.0.0.6 mac=02:00:00:00:00:05 pa=192.0.2.9 record-type=2" },
	{ EINVAL, "ca", NVGRE_CMD_RECORD_NEW, NEW,
	  "vsid=5000 ca=10.0.0.6 mac=02:00:00:00:00:05 pa=192.0.2.9 record-type=3" },
	{ EINVAL, "!ca", NVGRE_CMD_RECORD_NEW, NEW,
	  "vsid=5000 mac=02:00:00:00:00:05 pa=192.0.2.9 record-type=3" },
	{ ENOENT, "ca", NVGRE_CMD_RECORD_DEL, 0, "vsid=5000 ca=10.0.0.6" },
	{ ENOENT, "ca", NVGRE_CMD_RECORD_DEL, 0, "vsid=5001 ca=10.0.0.5" },
	{ ENOENT, "vsid", NVGRE_CMD_RECORD_DEL, 0, "vsid=5555 ca=10.0.0.5" },
	{ ENOENT, "mac", NVGRE_CMD_RECORD_DEL, 0,
	  "vsid=5000 ca=10.0.0.5 mac=02:00:00:00:00:06" },
	{ ENOENT, "mac", NVGRE_CMD_RECORD_DEL, 0,
	  "vsid=5000 mac=02:00:00:00:00:05 record-type=2" },
	{ EINVAL, "!mac", NVGRE_CMD_RECORD_DEL, 0, "vsid=5000 record-type=2" },
	{ EPERM, "owner", NVGRE_CMD_RECORD_DEL, 0,
	  "vsid=5000 ca=fd00::5 owner=8" },
	{ ENOENT, "ca", NVGRE_CMD_RECORD_GET, 0, "vsid=5000 ca=10.0.0.6" },
	{ ENOENT, "ca", NVGRE_CMD_RECORD_GET, 0,
	  "vsid=5000 ca=0.0.0.0 record-type=3" },
	{ EINVAL, "vsid", NVGRE_CMD_RECORD_GET, DUMP, "ifname=one vsid=6000" },
	{ EINVAL, "vsid", NVGRE_CMD_RECORD_FLUSH, 0, "ifname=one vsid=6000" },
	{ ENOENT, "vsid", NVGRE_CMD_RECORD_FLUSH, 0, "vsid=5555" },
	{ EINVAL, "!ifname", NVGRE_CMD_RECORD_FLUSH, 0, "netnsid=0" },
	{ EINVAL, "!ifname", NVGRE_CMD_RECORD_GET, DUMP, "netnsid=0" },

	/* Routes */
	{ EEXIST, "prefix", NVGRE_CMD_ROUTE_NEW, NEW,
	  "ifname=one prefix=10.0.0.0 prefix-len=24 vsid=5001" },
	{ ENOENT, "prefix", NVGRE_CMD_ROUTE_NEW, CHANGE,
	  "ifname=one prefix=10.7.0.0 prefix-len=24 vsid=5001" },
	{ EINVAL, "vsid", NVGRE_CMD_ROUTE_NEW, NEW,
	  "ifname=one prefix=10.7.0.0 prefix-len=24 vsid=6000" },
	{ ENOENT, "vsid", NVGRE_CMD_ROUTE_NEW, NEW,
	  "ifname=one prefix=10.7.0.0 prefix-len=24 vsid=5555" },
	{ EINVAL, "from-vsid", NVGRE_CMD_ROUTE_NEW, NEW,
	  "ifname=one prefix=10.7.0.0 prefix-len=24 vsid=5000 from-vsid=6000" },
	{ ENOENT, "from-vsid", NVGRE_CMD_ROUTE_NEW, NEW,
	  "ifname=one prefix=10.7.0.0 prefix-len=24 vsid=5000 from-vsid=5555" },
	{ EINVAL, "via", NVGRE_CMD_ROUTE_NEW, NEW,
	  "ifname=one prefix=10.7.0.0 prefix-len=24 vsid=5000 via=fd00::5" },
	{ EINVAL, "via", NVGRE_CMD_ROUTE_NEW, NEW,
	  "ifname=one prefix=fd07:: prefix-len=64 vsid=5000 via=10.0.0.5" },
	{ EINVAL, "via", NVGRE_CMD_ROUTE_NEW, NEW,
	  "ifname=one prefix=fd07:: prefix-len=64 vsid=5000 via=ff02::5" },
	{ EINVAL, "prefix-len", NVGRE_CMD_ROUTE_NEW, NEW,
	  "ifname=one prefix=fd07:: prefix-len=129 vsid=5000" },
	{ EINVAL, "prefix-len", NVGRE_CMD_ROUTE_NEW, NEW,
	  "ifname=one prefix=10.7.0.0 prefix-len=64 vsid=5000" },
	{ ENODEV, "rdid", NVGRE_CMD_ROUTE_NEW, NEW,
	  "rdid=33333333-3333-3333-3333-333333333333 prefix=10.7.0.0 prefix-len=24 vsid=5000" },
	{ EINVAL, "vsid", NVGRE_CMD_ROUTE_NEW, NEW,
	  "rdid=22222222-2222-2222-2222-222222222222 prefix=10.7.0.0 prefix-len=24 vsid=5000" },
	{ ENOENT, "prefix", NVGRE_CMD_ROUTE_DEL, 0,
	  "ifname=one prefix=10.7.0.0 prefix-len=24" },
	{ ENOENT, "prefix", NVGRE_CMD_ROUTE_DEL, 0,
	  "ifname=one prefix=10.0.0.0 prefix-len=24 metric=7" },
	{ ENOENT, "prefix", NVGRE_CMD_ROUTE_DEL, 0,
	  "ifname=one prefix=10.0.0.0 prefix-len=24 from-vsid=5001" },
	{ ENOENT, "prefix", NVGRE_CMD_ROUTE_DEL, 0,
	  "ifname=one prefix=10.0.0.0 prefix-len=23" },
	{ ENOENT, "vsid", NVGRE_CMD_ROUTE_DEL, 0,
	  "ifname=one prefix=10.0.0.0 prefix-len=24 vsid=5001" },
	{ ENOENT, "via", NVGRE_CMD_ROUTE_DEL, 0,
	  "ifname=one prefix=10.0.0.0 prefix-len=24 via=10.0.0.6" },
	{ ENOENT, "via", NVGRE_CMD_ROUTE_DEL, 0,
	  "ifname=one from-vsid=5001 prefix=fd00:: prefix-len=64 via=::" },
	{ EPERM, "owner", NVGRE_CMD_ROUTE_DEL, 0,
	  "ifname=one prefix=10.0.0.0 prefix-len=24 owner=7" },
	{ ENOENT, "prefix", NVGRE_CMD_ROUTE_GET, 0,
	  "ifname=one prefix=10.0.0.0 prefix-len=24 metric=7" },
	{ EINVAL, "prefix", NVGRE_CMD_ROUTE_GET, DUMP, "prefix=10.0.0.0" },
	{ EINVAL, "prefix-len", NVGRE_CMD_ROUTE_FLUSH, 0, "prefix-len=24" },
	{ EINVAL, "vsid", NVGRE_CMD_ROUTE_FLUSH, 0, "ifname=one vsid=6000" },
	{ ENOENT, "vsid", NVGRE_CMD_ROUTE_FLUSH, 0, "vsid=5555" },
	{ EINVAL, "from-vsid", NVGRE_CMD_ROUTE_GET, DUMP,
	  "ifname=one from-vsid=6000" },
	{ EINVAL, "!ifname", NVGRE_CMD_ROUTE_FLUSH, 0, "netnsid=0" },
	{ EINVAL, "!ifname", NVGRE_CMD_ROUTE_GET, DUMP, "netnsid=0" },

	/* Questions */
	{ ENOENT, "", NVGRE_CMD_RESOLVE, 0, "ifname=three ca=10.0.0.5" },
	{ EINVAL, "from-vsid", NVGRE_CMD_RESOLVE, 0,
	  "ifname=one from-vsid=6000 ca=10.0.0.5" },
	{ ENOENT, "from-vsid", NVGRE_CMD_RESOLVE, 0,
	  "ifname=one from-vsid=5555 ca=10.0.0.5" },

	/* Settings: all or nothing */
	{ EINVAL, "ageing", NVGRE_CMD_CONFIG_SET, 0,
	  "miss-rate=1 learn-limit=1 ageing=0" },
};

static bool as_wanted(const struct refusal *r, const struct msg *m,
		      const struct answer *a)
{
	bool missing = *r->at == '!';
	const char *at = r->at + missing;
	int type = *at ? attr_type(at, strlen(at)) : 0;
	int offset = type && !missing ? m->offset[type] : -1;

	return a->err == r->err && a->text[0] &&
	       a->miss == (missing ? type : -1) &&
	       (a->offset == offset ||
		(a->offset == -1 && (r->flags & DUMP) == DUMP));
}

void test_refusals(void)
{
	static const uint8_t nonsense[] = {
		0, NVGRE_CMD_DEV_NEW_NTF, NVGRE_CMD_DEV_DEL_NTF, NVGRE_CMD_MISS,
		NVGRE_CMD_MAX + 1, 255
	};
	const struct refusal *r;
	char *before, *now;
	struct sock sock;
	struct answer a;
	bool good = true;
	struct msg m;
	unsigned int i;

	sock_open(&sock);
	fixture_links();
	fixture(&sock);
	before = snapshot(&sock);
	for (r = refusals; r < refusals + ARRAY_SIZE(refusals); r++) {
		msg_begin(&m, r->cmd, r->flags);
		msg_words(&m, r->words);
		talk(&sock, &m, &a, NULL, NULL);
		now = snapshot(&sock);
		good = as_wanted(r, &m, &a) && !strcmp(before, now);
		if (!good)
			note("error %d, \"%s\", offset %d, missing %d, %s",
			     a.err, a.text, a.offset, a.miss,
			     strcmp(before, now) ? "changed something" :
						   "nothing changed");
		result(good, "command %u \"%s\" is refused, at \"%s\"", r->cmd,
		       r->words, r->at);
		if (strcmp(before, now)) {
			fixture(&sock);
			free(before);
			before = snapshot(&sock);
		}
		free(now);
	}
	good = true;
	for (i = 0; i < ARRAY_SIZE(nonsense); i++) {
		msg_begin(&m, nonsense[i], 0);
		talk(&sock, &m, &a, NULL, NULL);
		good &= a.err == EOPNOTSUPP;
		msg_begin(&m, nonsense[i], DUMP);
		talk(&sock, &m, &a, NULL, NULL);
		good &= a.err == EOPNOTSUPP;
	}
	for (i = 0; i < n_commands; i++) {
		if (!commands[i].admin)
			continue;
		msg_begin(&m, commands[i].cmd, DUMP);
		msg_words(&m, commands[i].words);
		talk(&sock, &m, &a, NULL, NULL);
		good &= a.err == EOPNOTSUPP;
	}
	now = snapshot(&sock);
	result(good && !strcmp(before, now),
	       "commands that are none, and dumps of changes, are refused");
	free(now);
	free(before);
	sock_close(&sock);
}

/* --- rights ------------------------------------------------------------------ */

/* Whether all commands that change something answer @err, and no other does */
static bool rights_are(int err)
{
	const struct command *c;
	struct request request;
	bool good = true;
	struct sock sock;
	struct answer a;

	sock_open(&sock);
	for (c = commands; c < commands + n_commands; c++) {
		/* Nothing that goes takes away what the next one asks for */
		request = (struct request) { c->cmd, c->dump ? DUMP : 0,
					     c->words };
		ask(&sock, &request, &a, NULL, NULL);
		if (a.err == (c->admin ? err : 0))
			continue;
		note("%s: error %d \"%s\"", c->name, a.err, a.text);
		good = false;
	}
	sock_close(&sock);
	return good;
}

/* Run @fn in a process of its own, which may give up what it has */
static bool in_child(bool (*fn)(void))
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid < 0)
		die("fork: %s", strerror(errno));
	if (!pid)
		_exit(fn() ? 0 : 1);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

static bool as_nobody(void)
{
	return !setgid(65534) && !setuid(65534) && rights_are(EPERM);
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		die("%s: %s", path, strerror(errno));
	close(fd);
}

/* Root of a user namespace, made by nobody */
static bool own_users(int more)
{
	if (setgid(65534) || setuid(65534))
		return false;
	/* Or /proc/self would still be root's */
	prctl(PR_SET_DUMPABLE, 1);
	if (unshare(CLONE_NEWUSER | more)) {
		note("unshare: %s", strerror(errno));
		return false;
	}
	write_file("/proc/self/setgroups", "deny");
	write_file("/proc/self/uid_map", "0 65534 1");
	write_file("/proc/self/gid_map", "0 65534 1");
	return true;
}

static bool as_root_of_nothing(void)
{
	return own_users(0) && rights_are(EPERM);
}

static bool as_root_of_own_namespace(void)
{
	struct sock sock;
	bool good = true;
	struct answer a;
	unsigned int i;

	if (!own_users(CLONE_NEWNET))
		return false;
	fixture_links();
	sock_open(&sock);
	for (i = 0; i < n_commands; i++) {
		const struct command *c = &commands[i];
		struct request request = { c->cmd, c->dump ? DUMP : 0,
					   c->words };

		fixture(&sock);
		ask(&sock, &request, &a, NULL, NULL);
		if (!a.err)
			continue;
		note("%s: error %d \"%s\"", c->name, a.err, a.text);
		good = false;
	}
	sock_close(&sock);
	return good;
}

void test_rights(void)
{
	struct sock sock;
	char *before, *now;

	sock_open(&sock);
	fixture_links();
	fixture(&sock);
	before = snapshot(&sock);
	result(in_child(as_nobody),
	       "nobody may ask everything and change nothing");
	result(in_child(as_root_of_nothing),
	       "nor may root of a user namespace in others' network namespace");
	result(in_child(as_root_of_own_namespace),
	       "root of a user namespace may do all in a network namespace of its own");
	now = snapshot(&sock);
	result(!strcmp(before, now), "and none of them changed ours");
	free(before);
	free(now);
	sock_close(&sock);
}

/* --- filters ------------------------------------------------------------------- */

#define MAX_LINES 512

/**
 * struct lines - objects in words
 * @n: how many
 * @line: each; the caller frees them
 */
struct lines {
	unsigned int n;
	char *line[MAX_LINES];
};

static void add_line(const struct nlmsghdr *nlh, void *data)
{
	struct lines *lines = data;
	char words[4096];

	attr_words(words, sizeof(words), nlh, attr_mask("stats drops age"));
	if (lines->n == MAX_LINES)
		die("too many objects for the test");
	lines->line[lines->n++] = strdup(words);
}

static void free_lines(struct lines *lines)
{
	while (lines->n)
		free(lines->line[--lines->n]);
}

/* Whether @line has each of @words, as " name=value " */
static bool has_words(const char *line, const char *words)
{
	char hay[4098], needle[256];
	size_t len;

	snprintf(hay, sizeof(hay), " %s ", line);
	for (; *words; words += len + strspn(words + len, " ")) {
		len = strcspn(words, " ");
		snprintf(needle, sizeof(needle), " %.*s ", (int)len, words);
		if (!strstr(hay, needle))
			return false;
	}
	return true;
}

/* Whether the kernel's filter selects what this one does, in the same order */
static bool filter_is(struct sock *sock, uint8_t cmd, const struct lines *all,
		      const char *words, unsigned int *n)
{
	struct request request = { cmd, DUMP, words };
	struct lines got = { };
	struct answer a;
	bool good = true;
	unsigned int i;

	*n = 0;
	ask(sock, &request, &a, add_line, &got);
	for (i = 0; i < all->n; i++) {
		if (!has_words(all->line[i], words))
			continue;
		good &= *n < got.n && !strcmp(got.line[*n], all->line[i]);
		++*n;
	}
	good &= !a.err && *n == got.n;
	if (!good)
		note("\"%s\": error %d, %u of %u objects", words, a.err, got.n,
		     *n);
	free_lines(&got);
	return good;
}

/*
 * Every filter made of a word, and of two words, of an object that exists; and
 * that a flush takes the same away and leaves the rest.
 */
static void test_filter(struct sock *sock, uint8_t cmd, uint8_t flush,
			uint64_t filters, const char *name)
{
	struct request request = { cmd, DUMP, "" };
	struct lines all = { };
	unsigned int i, tried = 0, n, strict = 0;
	bool good = true;
	struct answer a;

	ask(sock, &request, &a, add_line, &all);
	for (i = 0; i < all.n; i++) {
		char words[4096], pair[512], *first, *second, *save, *rest;

		snprintf(words, sizeof(words), "%s", all.line[i]);
		for (first = strtok_r(words, " ", &save); first;
		     first = strtok_r(NULL, " ", &save)) {
			int type = attr_type(first, strcspn(first, "="));

			if (!(filters & (1ULL << type)))
				continue;
			if (type == NVGRE_A_PREFIX) {
				/* They go together */
				second = strstr(all.line[i], "prefix-len=");
				snprintf(pair, sizeof(pair), "%s %.*s", first,
					 (int)strcspn(second, " "), second);
			} else {
				snprintf(pair, sizeof(pair), "%s", first);
			}
			good &= filter_is(sock, cmd, &all, pair, &n);
			tried++;
			strict += n < all.n;
			rest = strstr(all.line[i], "owner=");
			snprintf(pair + strlen(pair), 64, " %.*s",
				 (int)strcspn(rest, " "), rest);
			good &= filter_is(sock, cmd, &all, pair, &n);
			tried++;
		}
	}
	result(good && strict, "%s: filters select what they say (%u)", name,
	       tried);

	if (flush) {
		struct lines left = { };

		must(sock, flush, 0, "owner=7");
		ask(sock, &request, &a, add_line, &left);
		good = left.n;
		for (i = n = 0; i < all.n; i++)
			if (!has_words(all.line[i], "owner=7"))
				good &= n < left.n &&
					!strcmp(left.line[n++], all.line[i]);
		result(good && n == left.n && n < all.n,
		       "%s: a flush leaves other owners' objects", name);
		free_lines(&left);
	}
	free_lines(&all);
}

void test_filters(void)
{
	struct sock sock;
	char words[256];
	unsigned int i;

	sock_open(&sock);
	fixture_links();
	fixture(&sock);
	for (i = 0; i < 30; i++) {
		snprintf(words, sizeof(words),
			 "vsid=%u ca=10.%u.0.7 mac=02:00:00:00:01:%02x pa=192.0.2.%u vm-name=vm%u record-type=%u owner=%u",
			 5000 + i % 2 + i % 3 / 2 * (1000 - i % 2), i, i % 7,
			 i % 5 + 2, i % 4, i % 2, i % 3 * 7);
		must(&sock, NVGRE_CMD_RECORD_NEW, NEW, words);
		snprintf(words, sizeof(words),
			 "ifname=one prefix=10.%u.0.0 prefix-len=%u vsid=%u via=10.0.0.%u metric=%u owner=%u",
			 i % 10, 16 + i % 2, 5000 + i % 2, i % 3 + 1, i,
			 i % 3 * 7);
		must(&sock, NVGRE_CMD_ROUTE_NEW, NEW, words);
	}
	test_filter(&sock, NVGRE_CMD_RECORD_GET, NVGRE_CMD_RECORD_FLUSH,
		    attr_mask("vsid ca mac pa record-type vm-name owner"),
		    "records");
	test_filter(&sock, NVGRE_CMD_ROUTE_GET, NVGRE_CMD_ROUTE_FLUSH,
		    attr_mask("ifindex ifname rdid from-vsid prefix vsid via metric owner"),
		    "routes");
	test_filter(&sock, NVGRE_CMD_PA_GET, NVGRE_CMD_PA_FLUSH,
		    attr_mask("owner"), "provider addresses");
	test_filter(&sock, NVGRE_CMD_VSID_GET, NVGRE_CMD_VSID_FLUSH,
		    attr_mask("ifindex ifname rdid owner"), "subnets");
	sock_close(&sock);
}
