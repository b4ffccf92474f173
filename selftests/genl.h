/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tests of the generic netlink family, below what the nvgre command can say.
 * Requests are written in words: "vsid=5000 ca=10.0.0.5". A value that begins
 * with '#' is the attribute's payload in hexadecimal, and "99=#00" is an
 * attribute without a name.
 */
#ifndef NVGRE_SELFTESTS_GENL_H
#define NVGRE_SELFTESTS_GENL_H

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/nvgre.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* Flags of a request, by what it asks for */
#define NEW	(NLM_F_CREATE | NLM_F_EXCL)
#define SET	(NLM_F_CREATE | NLM_F_REPLACE)
#define CHANGE	NLM_F_REPLACE
#define DUMP	NLM_F_DUMP

/**
 * struct sock - a netlink socket
 * @fd: file descriptor
 * @seq: of the last request
 */
struct sock {
	int fd;
	uint32_t seq;
};

/**
 * struct msg - a request
 * @h: its header, and behind it the rest
 * @buf: the same as bytes
 * @offset: where each attribute is, counted from @h; 0 if it is not there
 */
struct msg {
	union {
		struct nlmsghdr h;
		char buf[8192];
	};
	int offset[NVGRE_A_MAX + 1];
};

/**
 * struct answer - how a request ended
 * @err: 0 or a positive errno
 * @text: the kernel's words, "" if it has none
 * @offset: of the attribute it complains about, -1 if it does not say
 * @miss: type of the attribute it misses, -1 if it does not say
 * @intr: a dump that was not consistent
 * @objects: messages before the end
 */
struct answer {
	int err;
	char text[256];
	int offset;
	int miss;
	bool intr;
	unsigned int objects;
};

/**
 * struct request - one in words
 * @cmd: command
 * @flags: netlink flags, but for REQUEST and ACK
 * @words: attributes
 */
struct request {
	uint8_t cmd;
	uint16_t flags;
	const char *words;
};

/**
 * struct command - what the specification says of a command
 * @name: its name
 * @cmd: its number
 * @dump: it is the dump
 * @admin: needs CAP_NET_ADMIN
 * @device: needs a device, named in one of three ways
 * @allowed: names of all its attributes; DEV stands for those of a device
 * @required: names of those it needs
 * @words: attributes with which it succeeds in the fixture
 */
struct command {
	const char *name;
	uint8_t cmd;
	bool dump;
	bool admin;
	bool device;
	const char *allowed;
	const char *required;
	const char *words;
};

typedef void (*object_fn)(const struct nlmsghdr *nlh, void *data);

extern const struct command commands[];
extern const unsigned int n_commands;
extern int family;
extern int group_config;

/* genl-lib.c: results */
void result(bool good, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void note(const char *format, ...) __attribute__((format(printf, 1, 2)));
void die(const char *format, ...)
	__attribute__((format(printf, 1, 2), noreturn));
int results_end(void);

/* genl-lib.c: requests */
void sock_open(struct sock *sock);
void sock_close(struct sock *sock);
void sock_join(struct sock *sock, int group);
void find_family(void);
int attr_type(const char *name, size_t len);
const char *attr_name(int type);
uint64_t attr_mask(const char *names);
void msg_begin(struct msg *m, uint8_t cmd, uint16_t flags);
void *msg_add(struct msg *m, uint16_t type, const void *data, size_t len);
void msg_words(struct msg *m, const char *words);
void msg_make(struct msg *m, const struct request *request);
void talk(struct sock *sock, struct msg *m, struct answer *a, object_fn fn,
	  void *data);
void ask(struct sock *sock, const struct request *request, struct answer *a,
	 object_fn fn, void *data);
void must(struct sock *sock, uint8_t cmd, uint16_t flags, const char *words);
bool next_event(struct sock *sock, struct msg *m);

/* genl-lib.c: answers in words */
void attr_words(char *to, size_t size, const struct nlmsghdr *nlh,
		uint64_t without);
const struct nlattr *attr_find(const struct nlmsghdr *nlh, int type);
uint32_t attr_u32(const struct nlmsghdr *nlh, int type);
char *snapshot(struct sock *sock);

/* genl-lib.c: what the tests of single requests find */
void fixture_links(void);
void fixture(struct sock *sock);

void test_policy(void);
void test_refusals(void);
void test_fuzz(unsigned int seed, unsigned int n);
void test_rights(void);
void test_filters(void);
void test_notify(void);
void test_fail(void);
void test_writers(unsigned int writers, unsigned int steps);
void test_resume(unsigned int records, bool changing);

#endif
