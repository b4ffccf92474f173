/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests, and the queue in which those that change something wait.
 *
 * A request is built in place at the end of the queue. req_commit() leaves it
 * there; kernel_talk() and kernel_dump() send it by itself, after the queue.
 */
#ifndef NVGRE_TOOL_REQ_H
#define NVGRE_TOOL_REQ_H

#include <stdint.h>

#include <linux/netlink.h>

/* No request is longer: every attribute once, strings at their longest. */
#define REQ_MAX		2048
#define REQ_STRING_MAX	255
#define QUEUE_BYTES	(128 * 1024)
#define QUEUE_MAX	4096

/**
 * struct req - a request under construction
 * @nlh: the message
 * @seen: attributes it has, a bit each
 */
struct req {
	struct nlmsghdr *nlh;
	uint64_t seen;
};

/**
 * struct queue - requests to be sent with one system call
 * @len: bytes used of @data
 * @count: number of requests
 * @max: send when there are as many
 * @total: number of requests ever queued
 * @seq: sequence number of the first request
 * @msg: where each is in @data, and the line of the batch it comes from
 * @data: the messages
 */
struct queue {
	uint32_t len;
	uint32_t count;
	uint32_t max;
	uint64_t total;
	uint32_t seq;
	struct {
		uint32_t offset;
		uint32_t line;
	} msg[QUEUE_MAX];
	char data[QUEUE_BYTES] __attribute__((aligned(NLMSG_ALIGNTO)));
};

extern struct queue queue;

int req_begin(struct req *r, uint8_t cmd, uint16_t flags);
void req_put(struct req *r, uint16_t attr, const void *data, uint16_t len);
void req_put_u8(struct req *r, uint16_t attr, uint8_t value);
void req_put_u32(struct req *r, uint16_t attr, uint32_t value);
void req_put_str(struct req *r, uint16_t attr, const char *value);
void req_commit(struct req *r);

#endif /* NVGRE_TOOL_REQ_H */
