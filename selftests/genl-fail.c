// SPDX-License-Identifier: GPL-2.0
/*
 * No memory, at each place in turn: the kernel's fault injection makes the nth
 * allocation of this task fail. A request then happens whole or not at all.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "genl.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define MANY 1000000

static int fail_fd;

static void fail_set(unsigned int n)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", n);

	if (pwrite(fail_fd, text, len, 0) != len)
		die("fail-nth: %s", strerror(errno));
}

/* How many allocations are still to be made before one fails; 0: it has */
static unsigned int fail_left(void)
{
	char text[16] = "";

	if (pread(fail_fd, text, sizeof(text) - 1, 0) <= 0)
		die("fail-nth: %s", strerror(errno));
	return strtoul(text, NULL, 10);
}

/* Everything, but for the count of changes; the caller frees it */
static char *state_of(struct sock *sock)
{
	char *all = snapshot(sock), *at = strstr(all, "generation=");

	if (at)
		for (at += strlen("generation="); *at >= '0' && *at <= '9'; at++)
			*at = '*';
	return all;
}

/*
 * Send a request and read what has come of it when that is done; the kernel
 * works on it in our name. Returns an errno, or -1 if the answer got lost.
 */
static int try(struct sock *sock, struct msg *m)
{
	static char buf[65536];
	const struct nlmsghdr *nlh;
	int answer = -1;
	ssize_t len;

	m->h.nlmsg_seq = ++sock->seq;
	if (send(sock->fd, m, m->h.nlmsg_len, 0) < 0)
		return errno;
	while (answer < 0) {
		len = recv(sock->fd, buf, sizeof(buf), MSG_DONTWAIT);
		if (len < 0)
			break;
		for (nlh = (void *)buf; NLMSG_OK(nlh, len);
		     nlh = NLMSG_NEXT(nlh, len)) {
			if (nlh->nlmsg_seq != sock->seq)
				continue;
			if (nlh->nlmsg_type == NLMSG_ERROR ||
			    nlh->nlmsg_type == NLMSG_DONE)
				answer = -*(int *)NLMSG_DATA(nlh);
		}
	}
	return answer;
}

/* Events that came; -1 if the socket says that some did not */
static int count_events(struct sock *events)
{
	struct msg m;
	int n = 0;

	while (recv(events->fd, m.buf, sizeof(m.buf), MSG_DONTWAIT) > 0)
		n++;
	return errno == ENOBUFS ? -1 : n;
}

/**
 * struct trial - a request for which memory runs short
 * @before: the state it is made in
 * @after: the state it makes
 * @events: how many it is told of with
 */
struct trial {
	char *before;
	char *after;
	int events;
};

static bool whole(const struct trial *t, const char *now, int answer,
		  int events)
{
	bool done = !strcmp(now, t->after), not_done = !strcmp(now, t->before);

	if (answer > 0 && !not_done)
		return false;
	if (!answer && !done)
		return false;
	if (!done && !not_done)
		return false;
	/* Who listens knows, or knows that it does not */
	return strcmp(t->before, t->after) && done ?
	       events < 0 || events == t->events : events <= 0;
}

static void test_one(struct sock *sock, const struct request *request)
{
	struct trial t = { };
	struct sock events;
	unsigned int n, bad = 0, left;
	int answer, told;
	struct msg m;
	char *now;

	sock_open(&events);
	sock_join(&events, group_config);
	fixture(sock);
	t.before = state_of(sock);
	count_events(&events);
	msg_make(&m, request);
	answer = try(sock, &m);
	t.events = count_events(&events);
	t.after = state_of(sock);
	if (answer)
		die("command %u \"%s\" fails: %s", request->cmd, request->words,
		    strerror(answer));

	fixture(sock);
	for (n = 1; ; n++) {
		count_events(&events);
		fail_set(n);
		answer = try(sock, &m);
		left = fail_left();
		fail_set(0);
		if (left)
			break;
		told = count_events(&events);
		/* What an ack that was lost leaves behind */
		sock_close(sock);
		sock_open(sock);
		now = state_of(sock);
		if (!whole(&t, now, answer, told)) {
			bad++;
			note("allocation %u: answer %d, %d events of %d, %s", n,
			     answer, told, t.events,
			     !strcmp(now, t.before) ? "not done" :
			     !strcmp(now, t.after) ? "done" : "half done");
		}
		if (strcmp(now, t.before))
			fixture(sock);
		free(now);
	}
	result(!bad && n > 1,
	       "command %u \"%s\": whole or not at all, %u times", request->cmd,
	       request->words, n - 1);
	free(t.before);
	free(t.after);
	sock_close(&events);
}

static const struct request requests[] = {
	{ NVGRE_CMD_DEV_SET, 0, "ifname=one dscp=9 ttl=9 gateway-vsid=5555" },
	{ NVGRE_CMD_DEV_SET, 0, "ifname=one mac=02:00:00:00:00:99" },
	{ NVGRE_CMD_PA_NEW, NEW, "pa=192.0.2.9" },
	{ NVGRE_CMD_PA_NEW, SET, "pa=192.0.2.1 owner=5" },
	{ NVGRE_CMD_PA_DEL, 0, "pa=192.0.2.1" },
	{ NVGRE_CMD_PA_FLUSH, 0, "" },
	{ NVGRE_CMD_VSID_NEW, NEW, "vsid=5555 ifname=one" },
	{ NVGRE_CMD_VSID_NEW, SET, "vsid=5000 ifname=one ageing=5" },
	{ NVGRE_CMD_VSID_DEL, 0, "vsid=5000" },
	{ NVGRE_CMD_VSID_FLUSH, 0, "" },
	{ NVGRE_CMD_RECORD_NEW, NEW,
	  "vsid=5000 ca=10.0.0.9 mac=02:00:00:00:00:09 pa=192.0.2.9 vm-name=db" },
	{ NVGRE_CMD_RECORD_NEW, SET,
	  "vsid=5000 ca=10.0.0.5 mac=02:00:00:00:00:09 pa=2001:db8::9 vm-name=db" },
	{ NVGRE_CMD_RECORD_NEW, NEW,
	  "vsid=5001 mac=02:00:00:00:00:09 pa=192.0.2.9 record-type=2" },
	{ NVGRE_CMD_RECORD_NEW, SET,
	  "vsid=5000 ca=:: mac=02:00:00:00:00:09 pa=192.0.2.9 record-type=3" },
	{ NVGRE_CMD_RECORD_DEL, 0, "vsid=5000 ca=10.0.0.5" },
	{ NVGRE_CMD_RECORD_FLUSH, 0, "" },
	{ NVGRE_CMD_ROUTE_NEW, NEW,
	  "ifname=one prefix=10.9.8.0 prefix-len=24 vsid=5000" },
	{ NVGRE_CMD_ROUTE_NEW, NEW,
	  "ifname=one prefix=10.0.0.128 prefix-len=25 vsid=5000 from-vsid=5001" },
	{ NVGRE_CMD_ROUTE_NEW, SET,
	  "ifname=one prefix=10.0.0.0 prefix-len=24 vsid=5001" },
	{ NVGRE_CMD_ROUTE_DEL, 0, "ifname=one prefix=10.0.0.0 prefix-len=24" },
	{ NVGRE_CMD_ROUTE_FLUSH, 0, "" },
	{ NVGRE_CMD_CONFIG_SET, 0, "miss-rate=5" },
	{ NVGRE_CMD_CONFIG_GET, 0, "" },
	{ NVGRE_CMD_DEV_GET, DUMP, "" },
	{ NVGRE_CMD_RECORD_GET, DUMP, "vsid=5000" },
	{ NVGRE_CMD_ROUTE_GET, DUMP, "ifname=one" },
	{ NVGRE_CMD_STATS_GET, DUMP, "" },
	{ NVGRE_CMD_RESOLVE, 0, "ifname=one ca=10.0.0.5" },
};

/* --- devices ------------------------------------------------------------------ */

static void link_message(struct msg *m, uint16_t type)
{
	struct ifinfomsg *ifi = NLMSG_DATA(&m->h);
	struct rtattr *info;

	memset(m, 0, sizeof(*m));
	m->h.nlmsg_len = NLMSG_LENGTH(sizeof(*ifi));
	m->h.nlmsg_type = type;
	m->h.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	if (type == RTM_NEWLINK)
		m->h.nlmsg_flags |= NLM_F_CREATE | NLM_F_EXCL;
	msg_add(m, IFLA_IFNAME, "four", sizeof("four"));
	if (type != RTM_NEWLINK)
		return;
	info = msg_add(m, IFLA_LINKINFO, "", 0);
	msg_add(m, IFLA_INFO_KIND, "nvgre", sizeof("nvgre"));
	info->rta_len = m->buf + m->h.nlmsg_len - (char *)info;
}

/* Make a device, or with it made delete it, as memory runs short */
static void test_link(struct sock *sock, uint16_t type, unsigned int step)
{
	unsigned int n, left = 0, there, bad = 0, failed = 0;
	bool adds = type == RTM_NEWLINK;
	struct sock route = { };
	struct msg m;
	int answer;

	for (n = 1; !left; n += step) {
		if (!adds && !if_nametoindex("four")) {
			if (system("ip link add four type nvgre"))
				die("cannot make a device");
			must(sock, NVGRE_CMD_VSID_NEW, NEW,
			     "vsid=8000 ifname=four");
			must(sock, NVGRE_CMD_RECORD_NEW, NEW,
			     "vsid=8000 ca=10.0.0.5 mac=02:00:00:00:00:05 pa=192.0.2.2");
		}
		route.fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC,
				  NETLINK_ROUTE);
		link_message(&m, type);
		fail_set(n);
		answer = try(&route, &m);
		left = fail_left();
		fail_set(0);
		close(route.fd);
		there = if_nametoindex("four") != 0;
		failed += answer > 0;
		if ((answer > 0 && there == adds) ||
		    (!answer && there != adds)) {
			bad++;
			note("allocation %u: answer %d, device %s", n, answer,
			     there ? "there" : "not there");
		}
		if (adds && there && system("ip link del four"))
			die("cannot delete the device");
	}
	result(!bad && n > 1, "a device is %s or not, %u tries, %u failed",
	       adds ? "made" : "deleted", n - 1, failed);
}

/* --- namespaces ---------------------------------------------------------------- */

/* Make a namespace in a child; the module's part of it comes last */
static unsigned int make_namespace(unsigned int nth)
{
	unsigned int left;
	int fd[2];
	pid_t pid;

	fflush(stdout);
	if (pipe(fd))
		die("pipe: %s", strerror(errno));
	pid = fork();
	if (!pid) {
		fail_fd = open("/proc/thread-self/fail-nth", O_RDWR);
		fail_set(nth);
		unshare(CLONE_NEWNET);
		left = fail_left();
		fail_set(0);
		if (write(fd[1], &left, sizeof(left)) < 0)
			_exit(1);
		_exit(0);
	}
	if (read(fd[0], &left, sizeof(left)) != sizeof(left))
		die("cannot make a namespace");
	close(fd[0]);
	close(fd[1]);
	waitpid(pid, NULL, 0);
	return left;
}

static void test_namespaces(void)
{
	unsigned int all = MANY - make_namespace(MANY), n, hit = 0;

	for (n = all > 40 ? all - 40 : 1; n <= all; n++)
		hit += !make_namespace(n);
	result(hit > 0, "a namespace is made or not, %u of the last 40 of %u",
	       hit, all);
}

void test_fail(void)
{
	struct sock sock;
	unsigned int i;

	fail_fd = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	if (fail_fd < 0)
		die("fail-nth: %s", strerror(errno));
	sock_open(&sock);
	fixture_links();
	for (i = 0; i < ARRAY_SIZE(requests); i++)
		test_one(&sock, &requests[i]);
	test_link(&sock, RTM_NEWLINK, 1);
	test_link(&sock, RTM_DELLINK, 1);
	test_namespaces();
	sock_close(&sock);
}
