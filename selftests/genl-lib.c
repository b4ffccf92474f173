// SPDX-License-Identifier: GPL-2.0
/*
 * What the tests of the generic netlink family have in common.
 */
#include "genl.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define NLA_DATA(nla) ((void *)((char *)(nla) + NLA_HDRLEN))
#define NLA_LEN(nla) ((int)((nla)->nla_len - NLA_HDRLEN))

int family;
int group_config;

static struct nlattr *nla_next(const struct nlattr *nla)
{
	return (struct nlattr *)((char *)nla + NLA_ALIGN(nla->nla_len));
}

/* --- results -------------------------------------------------------------- */

static unsigned int n_results, n_failed, n_notes;

void result(bool good, const char *format, ...)
{
	va_list args;

	n_failed += !good;
	n_notes = 0;
	printf("%sok %u ", good ? "" : "not ", ++n_results);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	fflush(stdout);
}

/* For the reader of a failure; a few of them, for one is like the other */
void note(const char *format, ...)
{
	va_list args;

	if (++n_notes > 12)
		return;
	printf("# ");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	fflush(stdout);
}

void die(const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	result(false, "%s", text);
	exit(1);
}

int results_end(void)
{
	printf("1..%u\n", n_results);
	return n_failed || !n_results;
}

/* --- attributes ------------------------------------------------------------ */

enum kind { RAW, U8, U32, ADDR, MAC, STRING, GUID, FLAG };

static const struct {
	const char *name;
	enum kind kind;
} attrs[NVGRE_A_MAX + 1] = {
	[NVGRE_A_PAD] = { "pad", RAW },
	[NVGRE_A_IFINDEX] = { "ifindex", U32 },
	[NVGRE_A_IFNAME] = { "ifname", STRING },
	[NVGRE_A_NETNSID] = { "netnsid", U32 },
	[NVGRE_A_RDID] = { "rdid", GUID },
	[NVGRE_A_GATEWAY_VSID] = { "gateway-vsid", U32 },
	[NVGRE_A_MAC] = { "mac", MAC },
	[NVGRE_A_ANTISPOOF] = { "antispoof", U8 },
	[NVGRE_A_DSCP] = { "dscp", U8 },
	[NVGRE_A_TTL] = { "ttl", U8 },
	[NVGRE_A_FLOW_ID] = { "flow-id", U8 },
	[NVGRE_A_VSID] = { "vsid", U32 },
	[NVGRE_A_FROM_VSID] = { "from-vsid", U32 },
	[NVGRE_A_CA] = { "ca", ADDR },
	[NVGRE_A_PA] = { "pa", ADDR },
	[NVGRE_A_RECORD_TYPE] = { "record-type", U8 },
	[NVGRE_A_VM_NAME] = { "vm-name", STRING },
	[NVGRE_A_OWNER] = { "owner", U32 },
	[NVGRE_A_LEARNED] = { "learned", FLAG },
	[NVGRE_A_AGE] = { "age", U32 },
	[NVGRE_A_PREFIX] = { "prefix", ADDR },
	[NVGRE_A_PREFIX_LEN] = { "prefix-len", U8 },
	[NVGRE_A_VIA] = { "via", ADDR },
	[NVGRE_A_METRIC] = { "metric", U32 },
	[NVGRE_A_OIF] = { "oif", U32 },
	[NVGRE_A_PA_STATE] = { "pa-state", U8 },
	[NVGRE_A_LEARN_LIMIT] = { "learn-limit", U32 },
	[NVGRE_A_AGEING] = { "ageing", U32 },
	[NVGRE_A_MISS_RATE] = { "miss-rate", U32 },
	[NVGRE_A_VERDICT] = { "verdict", U8 },
	[NVGRE_A_DROP_REASON] = { "drop-reason", U32 },
	[NVGRE_A_LOCAL_PA] = { "local-pa", ADDR },
	[NVGRE_A_MTU] = { "mtu", U32 },
	[NVGRE_A_RECORDS] = { "records", U32 },
	[NVGRE_A_LEARNED_RECORDS] = { "learned-records", U32 },
	[NVGRE_A_ROUTES] = { "routes", U32 },
	[NVGRE_A_VSIDS] = { "vsids", U32 },
	[NVGRE_A_STATS] = { "stats", RAW },
	[NVGRE_A_DROPS] = { "drops", RAW },
	[NVGRE_A_GENERATION] = { "generation", U32 },
	[NVGRE_A_REMOTES] = { "remotes", U32 },
};

_Static_assert(NVGRE_A_MAX == NVGRE_A_REMOTES, "attributes without a test");

int attr_type(const char *name, size_t len)
{
	int i;

	for (i = 1; i <= NVGRE_A_MAX; i++)
		if (strlen(attrs[i].name) == len &&
		    !strncmp(attrs[i].name, name, len))
			return i;
	i = atoi(name);
	if (!i)
		die("no attribute is named %.*s", (int)len, name);
	return i;
}

const char *attr_name(int type)
{
	return type > 0 && type <= NVGRE_A_MAX ? attrs[type].name : "?";
}

uint64_t attr_mask(const char *names)
{
	uint64_t mask = 0;
	size_t len;

	for (; *names; names += len + strspn(names + len, " ")) {
		len = strcspn(names, " ");
		if (len == 3 && !strncmp(names, "DEV", 3))
			mask |= attr_mask("ifindex ifname netnsid rdid");
		else
			mask |= 1ULL << attr_type(names, len);
	}
	return mask;
}

static size_t parse_hex(uint8_t *to, const char *word)
{
	size_t n = 0;
	unsigned int byte;

	for (; *word; word++) {
		if (*word == '-' || *word == ':')
			continue;
		if (sscanf(word++, "%2x", &byte) != 1)
			die("not hexadecimal: %s", word);
		to[n++] = byte;
	}
	return n;
}

static size_t parse_value(uint8_t *to, int type, const char *word)
{
	enum kind kind = type <= NVGRE_A_MAX ? attrs[type].kind : RAW;
	uint32_t number = strtoul(word, NULL, 0);

	if (*word == '#')
		return parse_hex(to, word + 1);
	switch (kind) {
	case U8:
		*to = number;
		return 1;
	case U32:
		memcpy(to, &number, 4);
		return 4;
	case ADDR:
		if (inet_pton(AF_INET, word, to) == 1)
			return 4;
		if (inet_pton(AF_INET6, word, to) == 1)
			return 16;
		die("not an address: %s", word);
	case STRING:
		memcpy(to, word, strlen(word) + 1);
		return strlen(word) + 1;
	case FLAG:
		return 0;
	default:
		return parse_hex(to, word);
	}
}

/* --- requests -------------------------------------------------------------- */

void msg_begin(struct msg *m, uint8_t cmd, uint16_t flags)
{
	struct genlmsghdr *genl = NLMSG_DATA(&m->h);

	memset(m, 0, sizeof(*m));
	m->h.nlmsg_len = NLMSG_LENGTH(GENL_HDRLEN);
	m->h.nlmsg_type = family;
	m->h.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	genl->cmd = cmd;
	genl->version = NVGRE_GENL_VERSION;
}

void *msg_add(struct msg *m, uint16_t type, const void *data, size_t len)
{
	struct nlattr *nla = (void *)(m->buf + NLMSG_ALIGN(m->h.nlmsg_len));

	if (m->h.nlmsg_len + len + 16 > sizeof(m->buf))
		return NULL;
	nla->nla_type = type;
	nla->nla_len = NLA_HDRLEN + len;
	memcpy(NLA_DATA(nla), data, len);
	if (type <= NVGRE_A_MAX)
		m->offset[type] = (char *)nla - m->buf;
	m->h.nlmsg_len = (char *)nla_next(nla) - m->buf;
	return nla;
}

void msg_words(struct msg *m, const char *words)
{
	uint8_t value[256];
	char word[256];
	size_t len;
	int type;

	for (; *words; words += len + strspn(words + len, " ")) {
		len = strcspn(words, " ");
		snprintf(word, sizeof(word), "%.*s", (int)len, words);
		type = attr_type(word, strcspn(word, "="));
		msg_add(m, type, value,
			parse_value(value, type, strchr(word, '=') + 1));
	}
}

void msg_make(struct msg *m, const struct request *request)
{
	msg_begin(m, request->cmd, request->flags);
	msg_words(m, request->words);
}

/* --- talking ---------------------------------------------------------------- */

void sock_open(struct sock *sock)
{
	const struct sockaddr_nl any = { .nl_family = AF_NETLINK };
	struct timeval patience = { .tv_sec = 120 };
	int one = 1, size = 4 << 20;

	sock->seq = 1;
	sock->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	/* Unbound, it would have the address that the kernel sends from */
	if (sock->fd < 0 || bind(sock->fd, (void *)&any, sizeof(any)))
		die("socket: %s", strerror(errno));
	setsockopt(sock->fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one));
	setsockopt(sock->fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one));
	setsockopt(sock->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	setsockopt(sock->fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
		   sizeof(patience));
}

void sock_close(struct sock *sock)
{
	close(sock->fd);
}

void sock_join(struct sock *sock, int group)
{
	if (setsockopt(sock->fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group,
		       sizeof(group)))
		die("joining a group: %s", strerror(errno));
}

static void take_extack(struct answer *a, const void *from, const void *end)
{
	const struct nlattr *nla = from;

	while ((const char *)nla + NLA_HDRLEN <= (const char *)end &&
	       nla->nla_len >= NLA_HDRLEN) {
		switch (nla->nla_type) {
		case NLMSGERR_ATTR_MSG:
			snprintf(a->text, sizeof(a->text), "%.*s",
				 NLA_LEN(nla), (char *)NLA_DATA(nla));
			break;
		case NLMSGERR_ATTR_OFFS:
			a->offset = *(uint32_t *)NLA_DATA(nla);
			break;
		case NLMSGERR_ATTR_MISS_TYPE:
			a->miss = *(uint32_t *)NLA_DATA(nla);
			break;
		}
		nla = nla_next(nla);
	}
}

/* Whether it was the last message of the answer */
static bool take_message(struct answer *a, const struct nlmsghdr *nlh,
			 object_fn fn, void *data)
{
	const struct nlmsgerr *err = NLMSG_DATA(nlh);
	const char *end = (const char *)nlh + nlh->nlmsg_len;
	const char *tlvs;

	a->intr |= nlh->nlmsg_flags & NLM_F_DUMP_INTR;
	switch (nlh->nlmsg_type) {
	case NLMSG_ERROR:
		a->err = -err->error;
		tlvs = (const char *)(err + 1);
		if (!(nlh->nlmsg_flags & NLM_F_CAPPED) && a->err)
			tlvs += NLMSG_ALIGN(err->msg.nlmsg_len) - NLMSG_HDRLEN;
		break;
	case NLMSG_DONE:
		a->err = -*(int *)NLMSG_DATA(nlh);
		tlvs = (const char *)NLMSG_DATA(nlh) + NLMSG_ALIGN(sizeof(int));
		break;
	default:
		a->objects++;
		if (fn)
			fn(nlh, data);
		return false;
	}
	if (nlh->nlmsg_flags & NLM_F_ACK_TLVS)
		take_extack(a, tlvs, end);
	return true;
}

/* Send a request and read all of its answer */
void talk(struct sock *sock, struct msg *m, struct answer *a, object_fn fn,
	  void *data)
{
	static _Thread_local char buf[65536];
	const struct nlmsghdr *nlh;
	ssize_t len;

	*a = (struct answer) { .offset = -1, .miss = -1 };
	m->h.nlmsg_seq = ++sock->seq;
	if (send(sock->fd, m, m->h.nlmsg_len, 0) < 0)
		die("send: %s", strerror(errno));
	for (;;) {
		len = recv(sock->fd, buf, sizeof(buf), 0);
		if (len < 0)
			die("no answer to command %u: %s",
			    ((struct genlmsghdr *)NLMSG_DATA(&m->h))->cmd,
			    strerror(errno));
		for (nlh = (void *)buf; NLMSG_OK(nlh, len);
		     nlh = NLMSG_NEXT(nlh, len))
			if (nlh->nlmsg_seq == sock->seq &&
			    take_message(a, nlh, fn, data))
				return;
	}
}

void ask(struct sock *sock, const struct request *request, struct answer *a,
	 object_fn fn, void *data)
{
	struct msg m;

	msg_make(&m, request);
	talk(sock, &m, a, fn, data);
}

/* A request that the tests need to go on */
void must(struct sock *sock, uint8_t cmd, uint16_t flags, const char *words)
{
	const struct request request = { cmd, flags, words };
	struct answer a;

	ask(sock, &request, &a, NULL, NULL);
	if (a.err)
		die("command %u \"%s\": %s (%s)", cmd, words, strerror(a.err),
		    a.text);
}

/* The next message of a group that has come already, if there is one */
bool next_event(struct sock *sock, struct msg *m)
{
	ssize_t len = recv(sock->fd, m->buf, sizeof(m->buf), MSG_DONTWAIT);

	if (len < 0 && errno != EAGAIN)
		die("event: %s", strerror(errno));
	return len > 0;
}

static void take_family(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *nla, *group, *in;

	nla = attr_find(nlh, CTRL_ATTR_FAMILY_ID);
	family = *(uint16_t *)NLA_DATA(nla);
	nla = attr_find(nlh, CTRL_ATTR_MCAST_GROUPS);
	for (group = NLA_DATA(nla); group < nla_next(nla);
	     group = nla_next(group)) {
		const char *name = NULL;
		uint32_t id = 0;

		for (in = NLA_DATA(group); in < nla_next(group);
		     in = nla_next(in)) {
			if (in->nla_type == CTRL_ATTR_MCAST_GRP_NAME)
				name = NLA_DATA(in);
			else if (in->nla_type == CTRL_ATTR_MCAST_GRP_ID)
				id = *(uint32_t *)NLA_DATA(in);
		}
		if (name && !strcmp(name, NVGRE_MCGRP_CONFIG))
			group_config = id;
	}
}

void find_family(void)
{
	struct answer a;
	struct sock sock;
	struct msg m;

	sock_open(&sock);
	msg_begin(&m, CTRL_CMD_GETFAMILY, 0);
	m.h.nlmsg_type = GENL_ID_CTRL;
	msg_add(&m, CTRL_ATTR_FAMILY_NAME, NVGRE_GENL_NAME,
		sizeof(NVGRE_GENL_NAME));
	talk(&sock, &m, &a, take_family, NULL);
	sock_close(&sock);
	if (!family || !group_config)
		die("the family is not there");
}

/* --- answers in words -------------------------------------------------------- */

const struct nlattr *attr_find(const struct nlmsghdr *nlh, int type)
{
	const struct nlattr *nla = (void *)((char *)NLMSG_DATA(nlh) +
					    GENL_HDRLEN);
	const char *end = (const char *)nlh + nlh->nlmsg_len;

	for (; (const char *)nla + NLA_HDRLEN <= end; nla = nla_next(nla))
		if ((nla->nla_type & NLA_TYPE_MASK) == type)
			return nla;
	return NULL;
}

uint32_t attr_u32(const struct nlmsghdr *nlh, int type)
{
	const struct nlattr *nla = attr_find(nlh, type);

	return nla ? *(uint32_t *)NLA_DATA(nla) : 0;
}

static int format_value(char *to, size_t size, const struct nlattr *nla)
{
	int type = nla->nla_type & NLA_TYPE_MASK, n = 0, i;
	enum kind kind = type <= NVGRE_A_MAX ? attrs[type].kind : RAW;
	const uint8_t *data = NLA_DATA(nla);
	char addr[INET6_ADDRSTRLEN];

	switch (kind) {
	case U8:
		return snprintf(to, size, "%u", *data);
	case U32:
		return snprintf(to, size, "%u", *(uint32_t *)data);
	case STRING:
		return snprintf(to, size, "%s", (char *)data);
	case ADDR:
		inet_ntop(NLA_LEN(nla) == 4 ? AF_INET : AF_INET6, data, addr,
			  sizeof(addr));
		return snprintf(to, size, "%s", addr);
	case FLAG:
		return 0;
	default:
		for (i = 0; i < NLA_LEN(nla); i++)
			n += snprintf(to + n, size - n, "%02x", data[i]);
		return n;
	}
}

/* A message as words that would make it, but for the attributes of @without */
void attr_words(char *to, size_t size, const struct nlmsghdr *nlh,
		uint64_t without)
{
	const struct nlattr *nla = (void *)((char *)NLMSG_DATA(nlh) +
					    GENL_HDRLEN);
	const char *end = (const char *)nlh + nlh->nlmsg_len;
	size_t n = 0;
	int type;

	*to = '\0';
	for (; (const char *)nla + NLA_HDRLEN <= end; nla = nla_next(nla)) {
		type = nla->nla_type & NLA_TYPE_MASK;
		if (type <= NVGRE_A_MAX && (without & (1ULL << type)))
			continue;
		n += snprintf(to + n, size - n, "%s%s=", n ? " " : "",
			      attr_name(type));
		n += format_value(to + n, size - n, nla);
		if (n + 256 > size)
			die("message too long for the test");
	}
}

/**
 * struct text - one that grows
 * @s: the text
 * @len: its length
 * @size: room for it
 */
struct text {
	char *s;
	size_t len;
	size_t size;
};

static void add_object(const struct nlmsghdr *nlh, void *data)
{
	const struct genlmsghdr *genl = NLMSG_DATA(nlh);
	struct text *text = data;

	if (text->len + 4096 > text->size) {
		text->size = text->size * 2 + 8192;
		text->s = realloc(text->s, text->size);
		if (!text->s)
			die("no memory");
	}
	text->len += snprintf(text->s + text->len, 16, "%u ", genl->cmd);
	attr_words(text->s + text->len, 4000, nlh,
		   attr_mask("stats drops age"));
	text->len += strlen(text->s + text->len);
	text->s[text->len++] = '\n';
	text->s[text->len] = '\0';
}

/* Everything that requests can change, as text; the caller frees it */
char *snapshot(struct sock *sock)
{
	static const struct request all[] = {
		{ NVGRE_CMD_CONFIG_GET, 0, "" },
		{ NVGRE_CMD_DEV_GET, DUMP, "" },
		{ NVGRE_CMD_PA_GET, DUMP, "" },
		{ NVGRE_CMD_VSID_GET, DUMP, "" },
		{ NVGRE_CMD_RECORD_GET, DUMP, "" },
		{ NVGRE_CMD_ROUTE_GET, DUMP, "" },
	};
	struct text text = { };
	struct answer a;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(all); i++) {
		ask(sock, &all[i], &a, add_object, &text);
		if (a.err)
			die("looking at everything: command %u: %s", all[i].cmd,
			    strerror(a.err));
	}
	return text.s;
}

/* --- the fixture --------------------------------------------------------------- */

/* Devices one, two, and three without a subnet */
void fixture_links(void)
{
	static const char make[] =
		"for dev in one two three; do ip link add $dev type nvgre || exit; done";

	if (system("ip link set lo up") || system(make))
		die("cannot make devices");
}

void fixture(struct sock *sock)
{
	static const struct request all[] = {
		{ NVGRE_CMD_ROUTE_FLUSH, 0, "" },
		{ NVGRE_CMD_RECORD_FLUSH, 0, "" },
		{ NVGRE_CMD_VSID_FLUSH, 0, "" },
		{ NVGRE_CMD_PA_FLUSH, 0, "" },
		{ NVGRE_CMD_CONFIG_SET, 0,
		  "miss-rate=100 learn-limit=256 ageing=300" },
		{ NVGRE_CMD_DEV_SET, 0,
		  "ifname=one mac=02:00:00:00:00:11 antispoof=1 dscp=0 ttl=0 flow-id=1 rdid=11111111-1111-1111-1111-111111111111",
		},
		{ NVGRE_CMD_DEV_SET, 0,
		  "ifname=two mac=02:00:00:00:00:22 antispoof=1 dscp=0 ttl=0 flow-id=1 rdid=22222222-2222-2222-2222-222222222222",
		},
		{ NVGRE_CMD_PA_NEW, NEW, "pa=192.0.2.1" },
		{ NVGRE_CMD_PA_NEW, NEW, "pa=2001:db8::1 owner=7" },
		{ NVGRE_CMD_VSID_NEW, NEW, "vsid=5000 ifname=one" },
		{ NVGRE_CMD_VSID_NEW, NEW, "vsid=5001 ifname=one owner=7" },
		{ NVGRE_CMD_VSID_NEW, NEW, "vsid=6000 ifname=two" },
		{ NVGRE_CMD_RECORD_NEW, NEW,
		  "vsid=5000 ca=10.0.0.5 mac=02:00:00:00:00:05 pa=192.0.2.2 vm-name=web" },
		{ NVGRE_CMD_RECORD_NEW, NEW,
		  "vsid=5000 ca=fd00::5 mac=02:00:00:00:00:05 pa=2001:db8::2 owner=7 record-type=1",
		},
		{ NVGRE_CMD_RECORD_NEW, NEW,
		  "vsid=5000 mac=02:00:00:00:00:06 pa=192.0.2.2 record-type=2" },
		{ NVGRE_CMD_RECORD_NEW, NEW,
		  "vsid=5000 ca=:: mac=02:00:00:00:00:07 pa=192.0.2.3 record-type=3" },
		{ NVGRE_CMD_RECORD_NEW, NEW,
		  "vsid=6000 ca=10.0.0.5 mac=02:00:00:00:00:05 pa=192.0.2.2 owner=7" },
		{ NVGRE_CMD_ROUTE_NEW, NEW,
		  "ifname=one prefix=10.0.0.0 prefix-len=24 vsid=5000" },
		{ NVGRE_CMD_ROUTE_NEW, NEW,
		  "ifname=one prefix=10.0.0.0 prefix-len=24 vsid=5001 metric=5" },
		{ NVGRE_CMD_ROUTE_NEW, NEW,
		  "ifname=one from-vsid=5001 prefix=fd00:: prefix-len=64 vsid=5000 via=fd00::5 owner=7",
		},
		{ NVGRE_CMD_ROUTE_NEW, NEW,
		  "ifname=two prefix=10.0.0.0 prefix-len=24 vsid=6000" },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(all); i++)
		must(sock, all[i].cmd, all[i].flags, all[i].words);
}
