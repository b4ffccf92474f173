// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include <linux/genetlink.h>

#include "nl.h"
#include "nvgre.h"
#include "report.h"
#include "req.h"

_Static_assert(NVGRE_A_MAX < 64, "req.seen has a bit for each attribute");

/* Until the socket is open nobody knows how many answers it can hold. */
struct queue queue = { .max = 64, .seq = 1 };

/**
 * req_begin() - start a request
 * @r: where to
 * @cmd: NVGRE_CMD_*
 * @flags: NLM_F_*, beside NLM_F_REQUEST
 *
 * Sends the queue if there is no room in it.
 *
 * Return: 0, or the RC_* of what was sent
 */
int req_begin(struct req *r, uint8_t cmd, uint16_t flags)
{
	struct genlmsghdr *genl;
	int rc;

	if (queue.count >= queue.max || queue.len + REQ_MAX > QUEUE_BYTES) {
		rc = kernel_flush();
		if (rc)
			return rc;
	}
	r->seen = 0;
	r->nlh = (struct nlmsghdr *)(queue.data + queue.len);
	r->nlh->nlmsg_len = NLMSG_LENGTH(GENL_HDRLEN);
	r->nlh->nlmsg_type = 0;
	r->nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	r->nlh->nlmsg_seq = 0;
	r->nlh->nlmsg_pid = 0;
	genl = NLMSG_DATA(r->nlh);
	genl->cmd = cmd;
	genl->version = NVGRE_GENL_VERSION;
	genl->reserved = 0;
	return 0;
}

void req_put(struct req *r, uint16_t attr, const void *data, uint16_t len)
{
	struct nlmsghdr *n = r->nlh;
	struct nlattr *a = (void *)((char *)n + NLMSG_ALIGN(n->nlmsg_len));

	a->nla_type = attr;
	a->nla_len = NLA_HDRLEN + len;
	if (len)
		memcpy((char *)a + NLA_HDRLEN, data, len);
	memset((char *)a + a->nla_len, 0, NLA_ALIGN(a->nla_len) - a->nla_len);
	n->nlmsg_len = NLMSG_ALIGN(n->nlmsg_len) + NLA_ALIGN(a->nla_len);
	r->seen |= 1ULL << attr;
}

void req_put_u8(struct req *r, uint16_t attr, uint8_t value)
{
	req_put(r, attr, &value, sizeof(value));
}

void req_put_u32(struct req *r, uint16_t attr, uint32_t value)
{
	req_put(r, attr, &value, sizeof(value));
}

void req_put_str(struct req *r, uint16_t attr, const char *value)
{
	req_put(r, attr, value, strlen(value) + 1);
}

/* Leave a request in the queue. */
void req_commit(struct req *r)
{
	uint32_t line = report_line;

	queue.msg[queue.count].offset = queue.len;
	queue.msg[queue.count].line = line;
	r->nlh->nlmsg_seq = queue.seq + queue.count;
	queue.count++;
	queue.total++;
	queue.len += NLMSG_ALIGN(r->nlh->nlmsg_len);
}
