// SPDX-License-Identifier: GPL-2.0
/*
 * Every command with every attribute: those it does not know, those it needs,
 * and those whose value is wrong. Each request must be refused with a reason
 * that points at the attribute, and must change nothing.
 */
#include "genl.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RECORD_FILTER \
	"vsid DEV ca mac pa record-type vm-name owner learned"
#define ROUTE "DEV from-vsid prefix prefix-len vsid via metric owner"

/* Documentation/netlink/specs/nvgre.yaml, told a second time */
const struct command commands[] = {
	{ "dev-get", NVGRE_CMD_DEV_GET, .device = true, .allowed = "DEV",
	  .required = "", .words = "ifname=one" },
	{ "dev-get dump", NVGRE_CMD_DEV_GET, .dump = true, .allowed = "",
	  .required = "", .words = "" },
	{ "dev-set", NVGRE_CMD_DEV_SET, .admin = true, .device = true,
	  .allowed = "DEV gateway-vsid mac antispoof dscp ttl flow-id",
	  .required = "", .words = "ifname=one dscp=9 gateway-vsid=5001" },
	{ "pa-new", NVGRE_CMD_PA_NEW, .admin = true,
	  .allowed = "pa oif owner", .required = "pa",
	  .words = "pa=192.0.2.9 owner=3" },
	{ "pa-del", NVGRE_CMD_PA_DEL, .admin = true, .allowed = "pa owner",
	  .required = "pa", .words = "pa=192.0.2.1" },
	{ "pa-get", NVGRE_CMD_PA_GET, .allowed = "pa", .required = "pa",
	  .words = "pa=192.0.2.1" },
	{ "pa-get dump", NVGRE_CMD_PA_GET, .dump = true, .allowed = "owner",
	  .required = "", .words = "owner=7" },
	{ "pa-flush", NVGRE_CMD_PA_FLUSH, .admin = true, .allowed = "owner",
	  .required = "", .words = "owner=7" },
	{ "vsid-new", NVGRE_CMD_VSID_NEW, .admin = true, .device = true,
	  .allowed = "vsid DEV mac owner learn-limit ageing",
	  .required = "vsid", .words = "vsid=5009 ifname=one" },
	{ "vsid-del", NVGRE_CMD_VSID_DEL, .admin = true,
	  .allowed = "vsid owner", .required = "vsid", .words = "vsid=5000" },
	{ "vsid-get", NVGRE_CMD_VSID_GET, .allowed = "vsid",
	  .required = "vsid", .words = "vsid=5000" },
	{ "vsid-get dump", NVGRE_CMD_VSID_GET, .dump = true,
	  .allowed = "DEV owner", .required = "", .words = "ifname=one" },
	{ "vsid-flush", NVGRE_CMD_VSID_FLUSH, .admin = true,
	  .allowed = "DEV owner", .required = "", .words = "ifname=one" },
	{ "record-new", NVGRE_CMD_RECORD_NEW, .admin = true,
	  .allowed = "vsid ca mac pa record-type vm-name owner",
	  .required = "vsid ca mac pa",
	  .words = "vsid=5000 ca=10.0.0.9 mac=02:00:00:00:00:09 pa=192.0.2.2" },
	{ "record-del", NVGRE_CMD_RECORD_DEL, .admin = true,
	  .allowed = "vsid ca mac record-type owner", .required = "vsid ca",
	  .words = "vsid=5000 ca=10.0.0.5" },
	{ "record-get", NVGRE_CMD_RECORD_GET,
	  .allowed = "vsid ca mac record-type", .required = "vsid ca",
	  .words = "vsid=5000 ca=10.0.0.5" },
	{ "record-get dump", NVGRE_CMD_RECORD_GET, .dump = true,
	  .allowed = RECORD_FILTER, .required = "", .words = "vsid=5000" },
	{ "record-flush", NVGRE_CMD_RECORD_FLUSH, .admin = true,
	  .allowed = RECORD_FILTER, .required = "", .words = "vsid=5000" },
	{ "route-new", NVGRE_CMD_ROUTE_NEW, .admin = true, .device = true,
	  .allowed = ROUTE, .required = "vsid prefix prefix-len",
	  .words = "ifname=one vsid=5000 prefix=10.9.0.0 prefix-len=16" },
	{ "route-del", NVGRE_CMD_ROUTE_DEL, .admin = true, .device = true,
	  .allowed = ROUTE, .required = "prefix prefix-len",
	  .words = "ifname=one prefix=10.0.0.0 prefix-len=24" },
	{ "route-get", NVGRE_CMD_ROUTE_GET, .device = true,
	  .allowed = "DEV from-vsid prefix prefix-len metric",
	  .required = "prefix prefix-len",
	  .words = "ifname=one prefix=10.0.0.0 prefix-len=24" },
	{ "route-get dump", NVGRE_CMD_ROUTE_GET, .dump = true,
	  .allowed = ROUTE, .required = "", .words = "ifname=one" },
	{ "route-flush", NVGRE_CMD_ROUTE_FLUSH, .admin = true,
	  .allowed = ROUTE, .required = "", .words = "ifname=one" },
	{ "resolve", NVGRE_CMD_RESOLVE, .device = true,
	  .allowed = "DEV from-vsid ca", .required = "ca",
	  .words = "ifname=one ca=10.0.0.5" },
	{ "config-get", NVGRE_CMD_CONFIG_GET, .allowed = "", .required = "",
	  .words = "" },
	{ "config-set", NVGRE_CMD_CONFIG_SET, .admin = true,
	  .allowed = "miss-rate learn-limit ageing", .required = "",
	  .words = "miss-rate=7" },
	{ "stats-get", NVGRE_CMD_STATS_GET, .device = true, .allowed = "DEV",
	  .required = "", .words = "ifname=one" },
	{ "stats-get dump", NVGRE_CMD_STATS_GET, .dump = true, .allowed = "",
	  .required = "", .words = "" },
};

const unsigned int n_commands = ARRAY_SIZE(commands);

/* A value of each attribute that its type allows */
static const char * const good[NVGRE_A_MAX + 1] = {
	[NVGRE_A_PAD] = "#", [NVGRE_A_IFINDEX] = "1",
	[NVGRE_A_IFNAME] = "one", [NVGRE_A_NETNSID] = "0",
	[NVGRE_A_RDID] = "11111111111111111111111111111111",
	[NVGRE_A_GATEWAY_VSID] = "5000", [NVGRE_A_MAC] = "020000000001",
	[NVGRE_A_ANTISPOOF] = "1", [NVGRE_A_DSCP] = "1", [NVGRE_A_TTL] = "1",
	[NVGRE_A_FLOW_ID] = "1", [NVGRE_A_VSID] = "5000",
	[NVGRE_A_FROM_VSID] = "5000", [NVGRE_A_CA] = "10.0.0.5",
	[NVGRE_A_PA] = "192.0.2.1", [NVGRE_A_RECORD_TYPE] = "0",
	[NVGRE_A_VM_NAME] = "web", [NVGRE_A_OWNER] = "0",
	[NVGRE_A_LEARNED] = "", [NVGRE_A_AGE] = "1",
	[NVGRE_A_PREFIX] = "10.0.0.0", [NVGRE_A_PREFIX_LEN] = "24",
	[NVGRE_A_VIA] = "10.0.0.5", [NVGRE_A_METRIC] = "0",
	[NVGRE_A_OIF] = "1", [NVGRE_A_PA_STATE] = "1",
	[NVGRE_A_LEARN_LIMIT] = "1", [NVGRE_A_AGEING] = "1",
	[NVGRE_A_MISS_RATE] = "1", [NVGRE_A_VERDICT] = "1",
	[NVGRE_A_DROP_REASON] = "1", [NVGRE_A_LOCAL_PA] = "192.0.2.1",
	[NVGRE_A_MTU] = "1400", [NVGRE_A_RECORDS] = "1",
	[NVGRE_A_LEARNED_RECORDS] = "1", [NVGRE_A_ROUTES] = "1",
	[NVGRE_A_VSIDS] = "1", [NVGRE_A_STATS] = "#0800020000000000",
	[NVGRE_A_DROPS] = "#0800020000000000", [NVGRE_A_GENERATION] = "1",
	[NVGRE_A_REMOTES] = "1",
};

#define A16 "aaaaaaaaaaaaaaaa"
#define GUID15 "111111111111111111111111111111"
#define WRONG_U32 "# #00 #0000 #000000 #0000000000 #0000000000000000"
#define WRONG_U8 "# #0000 #00000000"
#define WRONG_ADDR "# #0a #0a0000 #0a00000005 #fd0000000000000000000000000000 #fd00000000000000000000000000000005 ::ffff:10.0.0.5"
#define NOT_UNICAST "0.0.0.0 127.0.0.1 224.0.0.5 255.255.255.255 :: ::1 ff02::5"

/**
 * struct wrong - values that an attribute must not have
 * @attr: its name
 * @values: the values
 * @but: commands in which they are allowed: a filter may name anything
 */
static const struct wrong {
	const char *attr;
	const char *values;
	const char *but;
} wrongs[] = {
	{ "ifindex", WRONG_U32, NULL },
	{ "ifname", "# #6f6e65 #61616161616161616161616161616161 " A16
	  " " A16 A16, NULL },
	{ "netnsid", WRONG_U32 " -2 77", NULL },
	{ "rdid", "# #11 #" GUID15 " #" GUID15 "1111", NULL },
	{ "gateway-vsid", WRONG_U32 " 0 1 4095 16777215 16777216 0xffffffff", NULL },
	{ "mac", "# #0200000000 #02000000000001 #0200000000000001", NULL },
	{ "mac", "00:00:00:00:00:00 ff:ff:ff:ff:ff:ff 01:00:5e:00:00:01",
	  ",record-get dump,record-flush," },
	{ "antispoof", WRONG_U8 " 2 255", NULL },
	{ "dscp", WRONG_U8 " 64 128 254", NULL },
	{ "ttl", WRONG_U8, NULL },
	{ "flow-id", WRONG_U8 " 2 255", NULL },
	{ "vsid", WRONG_U32 " 0 1 4095 16777215 16777216 0xffffffff", NULL },
	{ "from-vsid", WRONG_U32 " 0 1 4095 16777215 16777216 0xffffffff", NULL },
	{ "ca", WRONG_ADDR, NULL },
	{ "ca", NOT_UNICAST, ",record-get dump,record-flush,resolve," },
	{ "pa", WRONG_ADDR, NULL },
	{ "pa", NOT_UNICAST, ",pa-del,pa-get,record-get dump,record-flush," },
	{ "record-type", WRONG_U8 " 4 255", NULL },
	{ "vm-name", "# #776562 " A16 A16 A16 A16 "a", NULL },
	{ "owner", WRONG_U32, NULL },
	{ "learned", "#00 #00000000", NULL },
	{ "prefix", WRONG_ADDR " 10.0.0.1 fd00::1", NULL },
	{ "prefix-len", WRONG_U8 " 33 129 255", NULL },
	{ "via", WRONG_ADDR, NULL },
	{ "via", "127.0.0.1 224.0.0.5 255.255.255.255",
	  ",route-get dump,route-del,route-flush," },
	{ "metric", WRONG_U32, NULL },
	{ "oif", WRONG_U32 " 99999", NULL },
	{ "learn-limit", WRONG_U32, NULL },
	{ "ageing", WRONG_U32 " 0", NULL },
	{ "miss-rate", WRONG_U32, NULL },
};

static struct sock sock;
static char *before;
static bool fine;
static unsigned int tried;

static void wrong_answer(const struct msg *m, const struct answer *a,
			 const char *name, const char *why)
{
	char words[4096];

	fine = false;
	attr_words(words, sizeof(words), &m->h, 0);
	note("%s: %s: %s: error %d, \"%s\", offset %d, missing %d", name, why,
	     words, a->err, a->text, a->offset, a->miss);
}

static void unchanged(const struct msg *m, const struct answer *a,
		      const char *name)
{
	char *now = snapshot(&sock);

	if (strcmp(now, before)) {
		wrong_answer(m, a, name, "changed something");
		free(before);
		before = now;
	} else {
		free(now);
	}
}

/* The attribute at @offset is wrong, or that of type @miss is missing */
static void must_refuse(struct msg *m, const char *name, int offset, int miss)
{
	struct answer a;

	tried++;
	talk(&sock, m, &a, NULL, NULL);
	if (!a.err) {
		wrong_answer(m, &a, name, "was not refused");
	} else if (a.err != EINVAL && a.err != ERANGE && a.err != ENODEV) {
		wrong_answer(m, &a, name, "was refused otherwise");
	} else if (!a.text[0]) {
		wrong_answer(m, &a, name, "no reason");
	} else if (a.offset != offset) {
		/* 6.1 does not point at anything when a dump is refused late */
		if ((m->h.nlmsg_flags & DUMP) != DUMP || a.offset != -1)
			wrong_answer(m, &a, name, "points elsewhere");
	} else if (a.miss != miss) {
		wrong_answer(m, &a, name, "misses something else");
	}
	unchanged(m, &a, name);
}

static void begin(const struct command *c, struct msg *m)
{
	msg_begin(m, c->cmd, c->dump ? NLM_F_DUMP : 0);
}

/* A request that would succeed, but for the attribute @type put into it */
static void put_wrong(const struct command *c, struct msg *m, int type,
		      const char *value)
{
	const char *words = c->words;
	bool there = false, paired;
	char one[256];
	size_t len;

	begin(c, m);
	for (; *words; words += len + strspn(words + len, " ")) {
		len = strcspn(words, " ");
		snprintf(one, sizeof(one), "%.*s", (int)len, words);
		if (attr_type(one, strcspn(one, "=")) == type) {
			snprintf(one, sizeof(one), "%d=%s", type, value);
			there = true;
		}
		msg_words(m, one);
	}
	if (there)
		return;
	/* What makes sense in pairs only */
	paired = attr_mask(c->allowed) & (1ULL << type);
	if (paired && type == NVGRE_A_PREFIX)
		msg_words(m, "prefix-len=24");
	if (paired && type == NVGRE_A_NETNSID && !strstr(c->words, "ifname"))
		msg_words(m, "ifname=one");
	snprintf(one, sizeof(one), "%d=%s", type, value);
	msg_words(m, one);
	if (paired && type == NVGRE_A_PREFIX_LEN)
		msg_words(m, *value == '1' ? "prefix=fd00::" :
					     "prefix=10.0.0.0");
}

static void test_unknown(const struct command *c)
{
	uint64_t allowed = attr_mask(c->allowed);
	static const char * const strange[] = { "100", "1000", "16383" };
	char word[256];
	struct msg m;
	unsigned int i;
	int type, at;

	for (type = 1; type <= NVGRE_A_MAX; type++) {
		if (allowed & (1ULL << type))
			continue;
		put_wrong(c, &m, type, good[type]);
		must_refuse(&m, c->name, m.offset[type], -1);
	}
	for (i = 0; i < ARRAY_SIZE(strange); i++) {
		begin(c, &m);
		msg_words(&m, c->words);
		at = m.h.nlmsg_len;
		snprintf(word, sizeof(word), "%s=#00000000", strange[i]);
		msg_words(&m, word);
		must_refuse(&m, c->name, at, -1);
	}
}

static void test_required(const struct command *c)
{
	uint64_t required = attr_mask(c->required);
	const char *words;
	struct msg m;
	char one[256];
	size_t len;
	int type, drop;

	for (drop = 1; drop <= NVGRE_A_MAX; drop++) {
		if (!(required & (1ULL << drop)) &&
		    !(c->device && drop == NVGRE_A_IFNAME))
			continue;
		begin(c, &m);
		for (words = c->words; *words;
		     words += len + strspn(words + len, " ")) {
			len = strcspn(words, " ");
			snprintf(one, sizeof(one), "%.*s", (int)len, words);
			type = attr_type(one, strcspn(one, "="));
			if (type != drop)
				msg_words(&m, one);
		}
		must_refuse(&m, c->name, -1, drop);
	}
}

static void test_wrong(const struct command *c)
{
	uint64_t allowed = attr_mask(c->allowed);
	const struct wrong *wrong;
	char word[128], name[32];
	const char *value;
	struct msg m;
	size_t len;
	int type;

	snprintf(name, sizeof(name), ",%s,", c->name);
	for (wrong = wrongs; wrong < wrongs + ARRAY_SIZE(wrongs); wrong++) {
		type = attr_type(wrong->attr, strlen(wrong->attr));
		if (!(allowed & (1ULL << type)) ||
		    (wrong->but && strstr(wrong->but, name)))
			continue;
		for (value = wrong->values; *value;
		     value += len + strspn(value + len, " ")) {
			len = strcspn(value, " ");
			snprintf(word, sizeof(word), "%.*s", (int)len, value);
			put_wrong(c, &m, type, word);
			must_refuse(&m, c->name, m.offset[type], -1);
		}
	}
}

/* Attributes whose headers lie */
static void test_torn(const struct command *c)
{
	uint64_t allowed = attr_mask(c->allowed);
	struct nlattr *nla;
	struct answer a;
	struct msg m;
	int type;

	for (type = 1; type <= NVGRE_A_MAX; type++) {
		if (!(allowed & (1ULL << type)))
			continue;
		put_wrong(c, &m, type, good[type]);
		nla = (void *)(m.buf + m.offset[type]);
		nla->nla_type |= NLA_F_NESTED;
		must_refuse(&m, c->name, m.offset[type], -1);

		/* Longer than the message; shorter than a header */
		begin(c, &m);
		msg_words(&m, c->words);
		nla = msg_add(&m, type, "\0\0\0", 4);
		nla->nla_len = 200;
		talk(&sock, &m, &a, NULL, NULL);
		if (a.err != EINVAL || !a.text[0])
			wrong_answer(&m, &a, c->name, "too long an attribute");
		nla->nla_len = 2;
		talk(&sock, &m, &a, NULL, NULL);
		if (a.err != EINVAL || !a.text[0])
			wrong_answer(&m, &a, c->name, "too short an attribute");
		unchanged(&m, &a, c->name);
		tried += 2;
	}
	begin(c, &m);
	m.h.nlmsg_len -= 2;
	talk(&sock, &m, &a, NULL, NULL);
	if (a.err != EINVAL)
		wrong_answer(&m, &a, c->name, "half a header");
	unchanged(&m, &a, c->name);
}

static void report(const struct command *c, const char *what)
{
	if (tried)
		result(fine, "%s: %s (%u requests)", c->name, what, tried);
	fine = true;
	tried = 0;
}

/* The fixture's requests are good: else all of the above says nothing */
static void test_good(const struct command *c)
{
	struct request request = { c->cmd, c->dump ? DUMP : 0, c->words };
	struct answer a;
	char *now;

	fixture(&sock);
	free(before);
	before = snapshot(&sock);
	ask(&sock, &request, &a, NULL, NULL);
	now = snapshot(&sock);
	if (a.err)
		note("%s: %s (%s)", c->words, strerror(a.err), a.text);
	if (!strcmp(now, before) == c->admin)
		note("%s: changed %s", c->words,
		     c->admin ? "nothing" : "something");
	result(!a.err && !strcmp(now, before) == !c->admin &&
	       (c->admin || a.objects), "%s: does it when all is right",
	       c->name);
	free(now);
}

void test_policy(void)
{
	const struct command *c;

	sock_open(&sock);
	fixture_links();
	fixture(&sock);
	before = snapshot(&sock);
	for (c = commands; c < commands + n_commands; c++) {
		fine = true;
		tried = 0;
		test_unknown(c);
		report(c, "refuses attributes it does not know");
		test_required(c);
		report(c, "refuses when an attribute is missing");
		test_wrong(c);
		report(c, "refuses wrong values");
		test_torn(c);
		report(c, "refuses torn messages");
	}
	for (c = commands; c < commands + n_commands; c++)
		test_good(c);
	free(before);
	sock_close(&sock);
}
