// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A netlink socket without a kernel, for nl.c: linked with --wrap for the
 * functions below. Requests are refused by their owner, or else by their VSID:
 *	1000 + N	errno N, without words
 *	2000		words and the attribute
 *	2001		words and a missing attribute, a capped answer
 *	2002		the request is in the answer, then words
 *	2003		carried out, with a warning
 * A dump of records has three. FAKE_CHANGES says how many dumps change
 * meanwhile.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>

#include <linux/netlink.h>
#include <linux/nvgre.h>

#include "socket.h"

#define FAMILY		42
#define ANSWERS_MAX	8192
#define ANSWER_BYTES	512

static struct nl_msg *answers[ANSWERS_MAX];
static int first, count, sends, events;

static void queue_answer(struct nl_msg *m)
{
	if (count == ANSWERS_MAX)
		abort();
	answers[count++] = m;
}

int __wrap_genl_connect(struct nl_sock *sk)
{
	(void)sk;
	return getenv("FAKE_NO_SOCKET") ? -NLE_NOACCESS : 0;
}

int __wrap_genl_ctrl_resolve(struct nl_sock *sk, const char *name)
{
	(void)sk;
	return strcmp(name, "nvgre") || getenv("FAKE_NO_FAMILY") ?
	       -NLE_OBJ_NOTFOUND : FAMILY;
}

int __wrap_genl_ctrl_resolve_grp(struct nl_sock *sk, const char *name,
				 const char *group)
{
	(void)sk;
	(void)name;
	return strcmp(group, "config") ? 8 : 7;
}

int __wrap_nl_socket_add_membership(struct nl_sock *sk, int group)
{
	(void)sk;
	events = group;
	return 0;
}

int __wrap_setsockopt(int fd, int level, int option, const void *value,
		      socklen_t len)
{
	(void)fd;
	(void)level;
	(void)option;
	(void)value;
	(void)len;
	return 0;
}

int __wrap_getsockopt(int fd, int level, int option, void *value,
		      socklen_t *len)
{
	const char *size = getenv("FAKE_BUFFER");

	(void)fd;
	(void)level;
	(void)option;
	(void)len;
	*(int *)value = size ? atoi(size) : 8 << 20;
	return 0;
}

/* Answer @n with @error; @words, @attr, @missing are what goes with it. */
static void answer_error(const struct nlmsghdr *n, int error, const char *words,
			 const struct nlattr *attr, int missing, bool whole)
{
	struct nl_msg *m = nlmsg_alloc_size(NLMSG_ALIGN(n->nlmsg_len) +
					    ANSWER_BYTES);
	struct nlmsgerr *err;
	struct nlmsghdr *h;
	int flags = whole ? 0 : 0x100; /* NLM_F_CAPPED */

	if (words || attr || missing)
		flags |= 0x200; /* NLM_F_ACK_TLVS */
	h = nlmsg_put(m, 1, n->nlmsg_seq, NLMSG_ERROR, sizeof(*err), flags);
	err = nlmsg_data(h);
	err->error = -error;
	err->msg = *n;
	if (whole)
		nlmsg_append(m, (void *)(n + 1), n->nlmsg_len - sizeof(*n), 4);
	if (words)
		nla_put_string(m, NLMSGERR_ATTR_MSG, words);
	if (attr)
		nla_put_u32(m, NLMSGERR_ATTR_OFFS, (char *)attr - (char *)n);
	if (missing)
		nla_put_u32(m, NLMSGERR_ATTR_MISS_TYPE, missing);
	queue_answer(m);
}

static void answer_change(const struct nlmsghdr *n)
{
	const struct genlmsghdr *genl = nlmsg_data(n);
	struct nlattr *a = nla_find(genlmsg_attrdata(genl, 0),
				    genlmsg_attrlen(genl, 0), NVGRE_A_OWNER);
	unsigned int owner;

	if (!a)
		a = nla_find(genlmsg_attrdata(genl, 0),
			     genlmsg_attrlen(genl, 0), NVGRE_A_VSID);
	owner = a ? nla_get_u32(a) : 0;
	if (owner == 2000)
		answer_error(n, EINVAL, "Owner is round.", a, 0, false);
	else if (owner == 2001)
		answer_error(n, EINVAL, "There is more", NULL, NVGRE_A_CA,
			     false);
	else if (owner == 2002)
		answer_error(n, EINVAL, "After the request", a, 0, true);
	else if (owner == 2003)
		answer_error(n, 0, "It is late", NULL, 0, false);
	else if (owner >= 1000 && owner < 2000)
		answer_error(n, owner - 1000, NULL, NULL, 0, false);
	else if (n->nlmsg_flags & NLM_F_ACK)
		answer_error(n, 0, NULL, NULL, 0, false);
}

static struct nl_msg *record(int i, uint32_t seq, int flags)
{
	struct nl_msg *m = nlmsg_alloc();

	genlmsg_put(m, 1, seq, FAMILY, 0, flags, NVGRE_CMD_RECORD_NEW, 1);
	nla_put_u32(m, NVGRE_A_VSID, 6000 + i);
	return m;
}

static void answer_dump(const struct nlmsghdr *n)
{
	const char *s = getenv("FAKE_CHANGES"), *fail = getenv("FAKE_FAIL");
	static int changes = -1;
	int i, flags = NLM_F_MULTI, error = fail ? -EINVAL : 0;
	struct nl_msg *m;

	if (changes < 0)
		changes = s ? atoi(s) : 0;
	for (i = 0; i < 3; i++)
		queue_answer(record(i, n->nlmsg_seq, NLM_F_MULTI |
				    (i == 1 && changes ? NLM_F_DUMP_INTR : 0)));
	if (changes)
		changes--;
	m = nlmsg_alloc();
	if (fail)
		flags |= 0x200;
	nlmsg_put(m, 1, n->nlmsg_seq, NLMSG_DONE, sizeof(error), flags);
	*(int *)nlmsg_data(nlmsg_hdr(m)) = error;
	if (fail)
		nla_put_string(m, NLMSGERR_ATTR_MSG, fail);
	queue_answer(m);
}

ssize_t __wrap_sendto(int fd, const void *data, size_t len, int flags,
		      const struct sockaddr *to, socklen_t to_len)
{
	struct nlmsghdr *n = (void *)data;
	int left = len;

	(void)fd;
	(void)flags;
	(void)to;
	(void)to_len;
	sends++;
	if (getenv("FAKE_SENDS"))
		fprintf(stderr, "send %d: %zu bytes\n", sends, len);
	for (; nlmsg_ok(n, left); n = nlmsg_next(n, &left)) {
		if (n->nlmsg_type != FAMILY)
			abort();
		if ((n->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP)
			answer_dump(n);
		else
			answer_change(n);
	}
	return len;
}

/* An event, a gap, another event, and the end. */
static struct nl_msg *next_event(void)
{
	static int n;

	switch (n++) {
	case 0:
		return record(0, 0, 0);
	case 1:
		errno = ENOBUFS;
		return NULL;
	case 2:
		return record(1, 0, NLM_F_REPLACE);
	}
	errno = ECONNRESET;
	return NULL;
}

ssize_t __wrap_recvfrom(int fd, void *data, size_t len, int flags,
			struct sockaddr *from, socklen_t *from_len)
{
	struct sockaddr_nl *kernel = (void *)from;
	struct nlmsghdr *n;
	struct nl_msg *m;
	int bytes;

	(void)fd;
	(void)flags;
	memset(kernel, 0, sizeof(*kernel));
	*from_len = sizeof(*kernel);
	if (first < count) {
		m = answers[first++];
	} else {
		first = 0;
		count = 0;
		errno = EDEADLK;
		m = events ? next_event() : NULL;
	}
	if (!m)
		return -1;
	n = nlmsg_hdr(m);
	bytes = n->nlmsg_len;
	if ((size_t)bytes > len)
		abort();
	memcpy(data, n, bytes);
	nlmsg_free(m);
	return bytes;
}
