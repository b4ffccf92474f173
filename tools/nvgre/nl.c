// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The socket. libnl connects it and knows the family; sending and receiving
 * are done here, because libnl knows neither extended errors of dumps nor many
 * requests in one system call.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>

#include <linux/nvgre.h>

#include "names.h"
#include "nl.h"
#include "nvgre.h"
#include "report.h"
#include "req.h"

/* The kernel fills at most 32 KiB of a dump's buffer. */
#define RECEIVE_BYTES	(256 * 1024)
/* Memory the kernel charges for one answer that refuses, generously */
#define ANSWER_CHARGE	2048
#define SOCKET_RECEIVE	(8 * 1024 * 1024)
#define SOCKET_SEND	(2 * QUEUE_BYTES)
/* A dump is kept until it is known to be consistent, if it is not larger. */
#define DUMP_KEPT	(512UL * 1024 * 1024)
#define DUMP_TRIES	8

bool kernel_broken;

static struct nl_sock *sock;
static int sock_fd;
static int family;
static char receive_buf[RECEIVE_BYTES]
	__attribute__((aligned(NLMSG_ALIGNTO)));

static void set_option(int level, int option, int value)
{
	/* What is missing on an old kernel is only missing comfort. */
	setsockopt(sock_fd, level, option, &value, sizeof(value));
}

static void set_buffers(void)
{
	socklen_t len = sizeof(int);
	int size = 0;

	set_option(SOL_SOCKET, SO_SNDBUF, SOCKET_SEND);
	set_option(SOL_SOCKET, SO_RCVBUF, SOCKET_RECEIVE);
	set_option(SOL_SOCKET, SO_RCVBUFFORCE, SOCKET_RECEIVE);
	getsockopt(sock_fd, SOL_SOCKET, SO_RCVBUF, &size, &len);
	queue.max = size / ANSWER_CHARGE;
	if (queue.max < 16)
		queue.max = 16;
	if (queue.max > QUEUE_MAX)
		queue.max = QUEUE_MAX;
}

static int kernel_open(void)
{
	int err;

	if (sock)
		return 0;
	kernel_broken = true;
	sock = nl_socket_alloc();
	if (!sock)
		return failed("no memory for a socket");
	err = genl_connect(sock);
	if (err < 0) {
		failed("cannot open a generic netlink socket: %s",
		       nl_geterror(err));
		goto free;
	}
	/* This also loads the module if it can be loaded. */
	err = genl_ctrl_resolve(sock, NVGRE_GENL_NAME);
	if (err < 0) {
		failed("the kernel has no family \"%s\": its module is not loaded (modprobe nvgre)",
		       NVGRE_GENL_NAME);
		goto free;
	}
	family = err;
	sock_fd = nl_socket_get_fd(sock);
	set_option(SOL_NETLINK, NETLINK_EXT_ACK, 1);
	set_option(SOL_NETLINK, NETLINK_CAP_ACK, 1);
	set_option(SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1);
	set_buffers();
	kernel_broken = false;
	return 0;

free:
	nl_socket_free(sock);
	sock = NULL;
	return RC_REFUSED;
}

static int kernel_send(const void *data, size_t len)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	ssize_t n;

	do {
		n = sendto(sock_fd, data, len, 0, (struct sockaddr *)&kernel,
			   sizeof(kernel));
	} while (n < 0 && errno == EINTR);
	if (n >= 0)
		return 0;
	kernel_broken = true;
	return failed("cannot send to the kernel: %s", strerror(errno));
}

/* Return: length of what is in receive_buf, or -1 with errno set */
static int kernel_receive(void)
{
	struct sockaddr_nl from;
	socklen_t from_len;
	ssize_t n;

	do {
		from_len = sizeof(from);
		n = recvfrom(sock_fd, receive_buf, sizeof(receive_buf),
			     MSG_TRUNC, (struct sockaddr *)&from, &from_len);
	} while ((n < 0 && errno == EINTR) || (n >= 0 && from.nl_pid));
	if (n > (ssize_t)sizeof(receive_buf)) {
		errno = EMSGSIZE;
		return -1;
	}
	return n;
}

static int receive_failed(void)
{
	kernel_broken = true;
	if (errno == ENOBUFS)
		return failed("answers of the kernel were lost: its socket buffer is full");
	return failed("cannot receive from the kernel: %s", strerror(errno));
}

static int read_message(const struct nlmsghdr *n, kernel_reader reader, void *arg)
{
	struct nlattr *tb[NVGRE_A_MAX + 1];
	struct genlmsghdr *genl = NLMSG_DATA(n);

	if (n->nlmsg_type != family || n->nlmsg_len < NLMSG_LENGTH(GENL_HDRLEN))
		return 0;
	if (nla_parse(tb, NVGRE_A_MAX, genlmsg_attrdata(genl, 0),
		      n->nlmsg_len - NLMSG_LENGTH(GENL_HDRLEN),
		      (struct nla_policy *)attr_policy) < 0)
		return failed("an answer of the kernel is malformed");
	return reader(n, tb, arg);
}

/* --- the queue ------------------------------------------------------------- */

/**
 * struct flush - answers to the queue
 * @rc: RC_* of the first failure
 * @done: the answer to the last request came
 */
struct flush {
	int rc;
	bool done;
};

static void flush_answer(struct flush *f, const struct nlmsghdr *n)
{
	uint32_t i = n->nlmsg_seq - queue.seq;
	const struct nlmsgerr *err = NLMSG_DATA(n);

	if (n->nlmsg_type != NLMSG_ERROR || i >= queue.count ||
	    n->nlmsg_len < NLMSG_LENGTH(sizeof(*err)))
		return;
	if (i == queue.count - 1)
		f->done = true;
	if (!err->error)
		kernel_warning(n);
	else if (!f->rc || opt.force)
		f->rc = kernel_error(n, (void *)(queue.data +
						 queue.msg[i].offset),
				     queue.msg[i].line);
}

static void flush_prepare(void)
{
	struct nlmsghdr *n = NULL;
	uint32_t i;

	for (i = 0; i < queue.count; i++) {
		n = (void *)(queue.data + queue.msg[i].offset);
		n->nlmsg_type = family;
	}
	/* Only the last one is answered if all goes well. */
	n->nlmsg_flags |= NLM_F_ACK;
}

int kernel_flush(void)
{
	struct flush f = {};
	struct nlmsghdr *n;
	int len;

	if (!queue.count)
		return 0;
	f.rc = kernel_open();
	if (f.rc)
		goto out;
	flush_prepare();
	f.rc = kernel_send(queue.data, queue.len);
	if (f.rc)
		goto out;
	while (!f.done) {
		len = kernel_receive();
		if (len < 0) {
			f.rc = receive_failed();
			break;
		}
		for (n = (void *)receive_buf; NLMSG_OK(n, (unsigned int)len);
		     n = NLMSG_NEXT(n, len))
			flush_answer(&f, n);
	}
out:
	queue.seq += queue.count;
	queue.count = 0;
	queue.len = 0;
	/* With -force a refusal stops nothing; report_rc remembers it. */
	return opt.force && f.done ? 0 : f.rc;
}

/* --- one request ----------------------------------------------------------- */

/* Send the queue, then a request, with a sequence number of its own. */
static int kernel_request(struct req *r, uint16_t flags)
{
	int rc = kernel_flush();

	if (rc)
		return rc;
	rc = kernel_open();
	if (rc)
		return rc;
	r->nlh->nlmsg_type = family;
	r->nlh->nlmsg_flags |= flags;
	r->nlh->nlmsg_seq = queue.seq++;
	return kernel_send(r->nlh, r->nlh->nlmsg_len);
}

int kernel_talk(struct req *r, kernel_reader reader, void *arg)
{
	const struct nlmsgerr *err;
	int len, rc = kernel_request(r, NLM_F_ACK);
	struct nlmsghdr *n;

	while (!rc) {
		len = kernel_receive();
		if (len < 0)
			return receive_failed();
		for (n = (void *)receive_buf; NLMSG_OK(n, (unsigned int)len);
		     n = NLMSG_NEXT(n, len)) {
			if (n->nlmsg_seq != r->nlh->nlmsg_seq)
				continue;
			if (n->nlmsg_type == NLMSG_ERROR) {
				err = NLMSG_DATA(n);
				if (err->error)
					return kernel_error(n, r->nlh,
							    report_line);
				kernel_warning(n);
				return 0;
			}
			rc = read_message(n, reader, arg);
			if (rc)
				break;
		}
	}
	return rc;
}

/* --- many answers ---------------------------------------------------------- */

/**
 * struct dump - the answers to one request
 * @r: the request
 * @reader: reads them
 * @arg: for @reader
 * @data: those that are kept
 * @len: bytes of @data used
 * @size: bytes of @data
 * @streaming: there are too many to keep
 * @changed: what was dumped changed meanwhile
 * @done: all came
 */
struct dump {
	struct req *r;
	kernel_reader reader;
	void *arg;
	char *data;
	size_t len;
	size_t size;
	bool streaming;
	bool changed;
	bool done;
};

static int dump_deliver(struct dump *d)
{
	struct nlmsghdr *n;
	size_t at = 0;
	int rc = 0;

	while (!rc && at < d->len) {
		n = (void *)(d->data + at);
		rc = read_message(n, d->reader, d->arg);
		at += NLMSG_ALIGN(n->nlmsg_len);
	}
	d->len = 0;
	return rc;
}

static int dump_keep(struct dump *d, const struct nlmsghdr *n)
{
	size_t len = NLMSG_ALIGN(n->nlmsg_len);
	char *data;
	int rc;

	if (d->len + len > DUMP_KEPT) {
		d->streaming = true;
		rc = dump_deliver(d);
		if (rc)
			return rc;
	}
	if (d->streaming)
		return read_message(n, d->reader, d->arg);
	if (d->len + len > d->size) {
		d->size = d->size ? 2 * d->size : RECEIVE_BYTES;
		data = realloc(d->data, d->size);
		if (!data)
			return failed("no memory for the answers");
		d->data = data;
	}
	memcpy(d->data + d->len, n, n->nlmsg_len);
	d->len += len;
	return 0;
}

static int dump_message(struct dump *d, const struct nlmsghdr *n)
{
	const int *error = NLMSG_DATA(n);

	if (n->nlmsg_seq != d->r->nlh->nlmsg_seq)
		return 0;
	if (n->nlmsg_flags & NLM_F_DUMP_INTR)
		d->changed = true;
	if (n->nlmsg_type != NLMSG_DONE && n->nlmsg_type != NLMSG_ERROR)
		return dump_keep(d, n);
	d->done = true;
	if (n->nlmsg_len >= NLMSG_LENGTH(sizeof(*error)) && *error < 0)
		return kernel_error(n, d->r->nlh, report_line);
	kernel_warning(n);
	return 0;
}

/* The rest of a dump must be read even if one answer cannot be. */
static int dump_once(struct dump *d)
{
	int len, err, rc = kernel_request(d->r, NLM_F_DUMP);
	struct nlmsghdr *n;

	if (rc)
		return rc;
	d->len = 0;
	d->changed = false;
	d->done = false;
	while (!d->done) {
		len = kernel_receive();
		if (len < 0)
			return receive_failed();
		for (n = (void *)receive_buf; NLMSG_OK(n, (unsigned int)len);
		     n = NLMSG_NEXT(n, len)) {
			err = dump_message(d, n);
			if (!rc)
				rc = err;
		}
	}
	return rc;
}

int kernel_dump(struct req *r, kernel_reader reader, void *arg)
{
	struct dump d = { .r = r, .reader = reader, .arg = arg };
	int rc, tries = 0;

	do {
		rc = dump_once(&d);
	} while (!rc && d.changed && !d.streaming && ++tries < DUMP_TRIES);
	if (!rc)
		rc = dump_deliver(&d);
	if (!rc && d.changed)
		warning("what is shown changed meanwhile and may not be of one moment");
	free(d.data);
	return rc;
}

/* --- events ---------------------------------------------------------------- */

/* Return: the number of a group, or -1 after saying why */
static int group_number(const char *group)
{
	int err = genl_ctrl_resolve_grp(sock, NVGRE_GENL_NAME, group);

	if (err < 0) {
		failed("the kernel has no group \"%s\": %s", group,
		       nl_geterror(err));
		return -1;
	}
	return err;
}

/* All are asked for before one is joined: libnl takes no event for an answer */
static int join(bool config, bool miss)
{
	int groups[2] = { 0, 0 }, i, err;

	if (config)
		groups[0] = group_number(NVGRE_MCGRP_CONFIG);
	if (miss)
		groups[1] = group_number(NVGRE_MCGRP_MISS);
	for (i = 0; i < 2; i++) {
		if (!groups[i])
			continue;
		if (groups[i] < 0)
			return RC_REFUSED;
		err = nl_socket_add_membership(sock, groups[i]);
		if (err < 0)
			return failed("cannot listen to events: %s",
				      nl_geterror(err));
	}
	return 0;
}

int kernel_listen(bool config, bool miss, kernel_reader reader, void (*lost)(void))
{
	int len, rc = kernel_flush();
	struct nlmsghdr *n;

	if (!rc)
		rc = kernel_open();
	if (!rc)
		rc = join(config, miss);
	while (!rc) {
		fflush(stdout);
		len = kernel_receive();
		if (len < 0) {
			if (errno != ENOBUFS)
				return receive_failed();
			lost();
			continue;
		}
		for (n = (void *)receive_buf; NLMSG_OK(n, (unsigned int)len);
		     n = NLMSG_NEXT(n, len))
			rc = read_message(n, reader, NULL);
	}
	return rc;
}
