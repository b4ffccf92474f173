/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Talking with the kernel. All return 0, RC_SYNTAX or RC_REFUSED. */
#ifndef NVGRE_TOOL_NL_H
#define NVGRE_TOOL_NL_H

#include <stdbool.h>

#include <linux/netlink.h>

struct nlattr;
struct req;

/* Nothing more can be said to the kernel, even if the user insists. */
extern bool kernel_broken;

/* Is given each answer, with its attributes checked and sorted. */
typedef int (*kernel_reader)(const struct nlmsghdr *nlh, struct nlattr **tb,
			 void *arg);

/* Send the queue, and say which requests the kernel refused. */
int kernel_flush(void);
/* Send a request and read its answer. */
int kernel_talk(struct req *r, kernel_reader reader, void *arg);
/* Send a request and read its many answers, of one consistent moment. */
int kernel_dump(struct req *r, kernel_reader reader, void *arg);
/* Read events until killed. @lost is called when some were lost. */
int kernel_listen(bool config, bool miss, kernel_reader reader, void (*lost)(void));

#endif /* NVGRE_TOOL_NL_H */
