// SPDX-License-Identifier: GPL-2.0
/*
 * Whoever listens knows. A copy of the configuration is kept by reading
 * notifications only; after each change it must equal what dumps show.
 */
#include "genl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_OBJECTS 256

enum kind { CONFIG, DEV, PA, VSID, RECORD, ROUTE };

/**
 * struct object - one in words
 * @kind: what it is
 * @words: its attributes, without those that no notification is sent for
 */
struct object {
	enum kind kind;
	char words[512];
};

/**
 * struct state - a configuration
 * @n: how many objects
 * @object: each
 */
struct state {
	unsigned int n;
	struct object object[MAX_OBJECTS];
};

static struct state told, shown;
static bool fine;

/* What each kind is named by; and what others' attributes say, or counters */
static const struct {
	const char *name;
	const char *key;
	const char *without;
} kinds[] = {
	[CONFIG] = { "config", "", "generation vsids records remotes" },
	[DEV] = { "dev", "ifindex", "mtu vsids routes" },
	[PA] = { "pa", "pa", "" },
	[VSID] = { "vsid", "vsid",
		   "ifname rdid stats records learned-records routes remotes" },
	[RECORD] = { "record", "vsid ca mac record-type", "age" },
	[ROUTE] = { "route", "ifindex from-vsid prefix prefix-len metric",
		    "ifname rdid" },
};

static enum kind kind_of(uint8_t cmd)
{
	switch (cmd) {
	case NVGRE_CMD_DEV_GET:
	case NVGRE_CMD_DEV_NEW_NTF:
	case NVGRE_CMD_DEV_DEL_NTF:
		return DEV;
	case NVGRE_CMD_PA_NEW:
	case NVGRE_CMD_PA_DEL:
	case NVGRE_CMD_PA_GET:
		return PA;
	case NVGRE_CMD_VSID_NEW:
	case NVGRE_CMD_VSID_DEL:
	case NVGRE_CMD_VSID_GET:
		return VSID;
	case NVGRE_CMD_RECORD_NEW:
	case NVGRE_CMD_RECORD_DEL:
	case NVGRE_CMD_RECORD_GET:
		return RECORD;
	case NVGRE_CMD_ROUTE_NEW:
	case NVGRE_CMD_ROUTE_DEL:
	case NVGRE_CMD_ROUTE_GET:
		return ROUTE;
	case NVGRE_CMD_CONFIG_GET:
	case NVGRE_CMD_CONFIG_SET:
		return CONFIG;
	}
	die("no object is told of by command %u", cmd);
}

/* The word "name=value" of an object, "" if it has none */
static const char *word_of(const char *words, const char *name, size_t len)
{
	static char word[2][256];
	static int turn;
	char *to = word[turn ^= 1];
	const char *at = words;

	*to = '\0';
	while (*at) {
		if (!strncmp(at, name, len) && at[len] == '=') {
			snprintf(to, 256, "%.*s", (int)strcspn(at, " "), at);
			break;
		}
		at += strcspn(at, " ");
		at += strspn(at, " ");
	}
	return to;
}

static bool same_word(const char *a, const char *b, const char *name)
{
	size_t len = strcspn(name, " ");

	return !strcmp(word_of(a, name, len), word_of(b, name, len));
}

static bool has(const char *words, const char *word)
{
	return !strcmp(word_of(words, word, strcspn(word, "=")), word);
}

static bool same_key(const struct object *a, const struct object *b)
{
	const char *key;

	if (a->kind != b->kind)
		return false;
	if (a->kind == RECORD) {
		bool l2 = has(a->words, "record-type=2");
		bool any = has(a->words, "record-type=3");

		if (l2 != has(b->words, "record-type=2") ||
		    any != has(b->words, "record-type=3") ||
		    !same_word(a->words, b->words, "vsid"))
			return false;
		return same_word(a->words, b->words, l2 ? "mac" : "ca");
	}
	for (key = kinds[a->kind].key; *key;
	     key += strcspn(key, " "), key += strspn(key, " "))
		if (!same_word(a->words, b->words, key))
			return false;
	return true;
}

static struct object *find(struct state *state, const struct object *like)
{
	unsigned int i;

	for (i = 0; i < state->n; i++)
		if (same_key(&state->object[i], like))
			return &state->object[i];
	return NULL;
}

static void forget(struct object *object)
{
	*object = told.object[--told.n];
}

static void read_object(struct object *object, const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *genl = NLMSG_DATA(nlh);

	object->kind = kind_of(genl->cmd);
	attr_words(object->words, sizeof(object->words), nlh,
		   attr_mask(kinds[object->kind].without));
}

static void wrong(const char *what, const struct object *object)
{
	fine = false;
	note("%s: %s %s", what, kinds[object->kind].name, object->words);
}

static bool is_from(const struct object *route, const struct object *vsid)
{
	const char *from = word_of(route->words, "from-vsid", 9);

	return *from &&
	       !strcmp(from + strlen("from-"), word_of(vsid->words, "vsid", 4));
}

/* What goes without saying when a subnet or a device goes */
static void forget_parts(const struct object *gone)
{
	unsigned int i = 0;

	while (i < told.n) {
		struct object *o = &told.object[i];
		bool part = false;

		if (gone->kind == VSID && o->kind == RECORD)
			part = same_word(o->words, gone->words, "vsid");
		else if (gone->kind == VSID && o->kind == ROUTE)
			part = same_word(o->words, gone->words, "vsid") ||
			       is_from(o, gone);
		else if (gone->kind == DEV &&
			 (o->kind == VSID || o->kind == ROUTE))
			part = same_word(o->words, gone->words, "ifindex");
		if (!part) {
			i++;
			continue;
		}
		if (o->kind == VSID) {
			struct object vsid = *o;

			forget(o);
			forget_parts(&vsid);
			i = 0;
			continue;
		}
		forget(o);
	}
}

/* A subnet without a MAC of its own has its device's */
static void follow_mac(const struct object *old, const struct object *new)
{
	const char *mac;
	unsigned int i;
	char *at;

	for (i = 0; i < told.n; i++) {
		struct object *o = &told.object[i];

		if (o->kind != VSID ||
		    !same_word(o->words, old->words, "ifindex") ||
		    !same_word(o->words, old->words, "mac"))
			continue;
		mac = word_of(new->words, "mac", 3);
		at = strstr(o->words, "mac=");
		memcpy(at, mac, strlen(mac));
	}
}

static void take_event(const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *genl = NLMSG_DATA(nlh);
	struct object object, *there;

	read_object(&object, nlh);
	there = find(&told, &object);
	switch (genl->cmd) {
	case NVGRE_CMD_DEV_DEL_NTF:
	case NVGRE_CMD_PA_DEL:
	case NVGRE_CMD_VSID_DEL:
	case NVGRE_CMD_RECORD_DEL:
	case NVGRE_CMD_ROUTE_DEL:
		if (!there) {
			wrong("deleted, but was not there", &object);
			break;
		}
		if (strcmp(there->words, object.words))
			wrong("deleted, but was another", &object);
		forget(there);
		forget_parts(&object);
		break;
	default:
		if (there && object.kind == DEV)
			follow_mac(there, &object);
		if (!there) {
			if (told.n == MAX_OBJECTS)
				die("too many objects for the test");
			there = &told.object[told.n++];
		}
		*there = object;
	}
}

static void add_shown(const struct nlmsghdr *nlh, void *data)
{
	if (shown.n == MAX_OBJECTS)
		die("too many objects for the test");
	read_object(&shown.object[shown.n++], nlh);
}

static void show(struct sock *sock)
{
	static const struct request all[] = {
		{ NVGRE_CMD_CONFIG_GET, 0, "" },
		{ NVGRE_CMD_DEV_GET, DUMP, "" },
		{ NVGRE_CMD_PA_GET, DUMP, "" },
		{ NVGRE_CMD_VSID_GET, DUMP, "" },
		{ NVGRE_CMD_RECORD_GET, DUMP, "" },
		{ NVGRE_CMD_ROUTE_GET, DUMP, "" },
	};
	struct answer a;
	unsigned int i;

	shown.n = 0;
	for (i = 0; i < ARRAY_SIZE(all); i++)
		ask(sock, &all[i], &a, add_shown, NULL);
}

static void compare(void)
{
	struct object *other;
	unsigned int i;

	for (i = 0; i < shown.n; i++) {
		other = find(&told, &shown.object[i]);
		if (!other) {
			wrong("never told of", &shown.object[i]);
		} else if (strcmp(other->words, shown.object[i].words)) {
			wrong("it is", &shown.object[i]);
			wrong("told that it is", other);
		}
	}
	for (i = 0; i < told.n; i++)
		if (!find(&shown, &told.object[i]))
			wrong("not told that it went", &told.object[i]);
}

#define SH 255 /* words are for the shell */

static const struct request changes[] = {
	{ SH, 0, "ip link add four type nvgre" },
	{ NVGRE_CMD_CONFIG_SET, 0, "miss-rate=5 ageing=100" },
	{ NVGRE_CMD_DEV_SET, 0,
	  "ifname=four rdid=44444444-4444-4444-4444-444444444444 dscp=255" },
	/* The first subnet becomes the gateway's */
	{ NVGRE_CMD_VSID_NEW, NEW, "vsid=7000 ifname=four owner=3" },
	{ NVGRE_CMD_DEV_SET, 0, "ifname=four gateway-vsid=7001 ttl=9" },
	{ NVGRE_CMD_DEV_SET, 0, "ifname=four mac=02:00:00:00:00:44" },
	{ NVGRE_CMD_VSID_NEW, SET,
	  "vsid=7000 ifname=four mac=02:00:00:00:00:70 learn-limit=3" },
	{ SH, 0, "ip link set four name five" },
	{ NVGRE_CMD_PA_NEW, NEW, "pa=192.0.2.44" },
	{ SH, 0, "ip addr add 192.0.2.44/32 dev lo" },
	{ NVGRE_CMD_PA_NEW, SET, "pa=192.0.2.44 owner=9 oif=1" },
	{ NVGRE_CMD_RECORD_NEW, NEW,
	  "vsid=7000 ca=10.0.0.5 mac=02:00:00:00:00:05 pa=192.0.2.2 vm-name=web" },
	{ NVGRE_CMD_RECORD_NEW, NEW,
	  "vsid=7001 ca=fd00::5 mac=02:00:00:00:00:05 pa=192.0.2.2 record-type=1" },
	{ NVGRE_CMD_RECORD_NEW, NEW,
	  "vsid=7001 mac=02:00:00:00:00:06 pa=192.0.2.2 record-type=2" },
	{ NVGRE_CMD_RECORD_NEW, NEW,
	  "vsid=7001 ca=0.0.0.0 mac=02:00:00:00:00:07 pa=192.0.2.2 record-type=3" },
	{ NVGRE_CMD_RECORD_NEW, SET,
	  "vsid=7001 ca=0.0.0.0 mac=02:00:00:00:00:08 pa=192.0.2.2 record-type=3" },
	{ NVGRE_CMD_RECORD_NEW, CHANGE,
	  "vsid=7000 ca=10.0.0.5 mac=02:00:00:00:00:05 pa=192.0.2.3 owner=4" },
	{ NVGRE_CMD_ROUTE_NEW, NEW,
	  "ifname=five prefix=10.1.0.0 prefix-len=24 vsid=7000" },
	{ NVGRE_CMD_ROUTE_NEW, NEW,
	  "ifname=five prefix=10.1.0.0 prefix-len=24 vsid=7001 metric=4" },
	{ NVGRE_CMD_ROUTE_NEW, NEW,
	  "ifname=five prefix=10.1.0.0 prefix-len=24 from-vsid=7000 vsid=7001 metric=4 via=10.0.0.5",
	},
	{ NVGRE_CMD_ROUTE_NEW, SET,
	  "ifname=five prefix=10.1.0.0 prefix-len=24 vsid=7001 owner=8" },
	{ NVGRE_CMD_ROUTE_NEW, NEW,
	  "ifname=five prefix=fd09:: prefix-len=64 from-vsid=7001 vsid=7000" },
	/* Refused: nothing to tell */
	{ NVGRE_CMD_ROUTE_NEW, NEW,
	  "ifname=five prefix=10.1.0.0 prefix-len=24 vsid=7001" },
	{ NVGRE_CMD_ROUTE_DEL, 0,
	  "ifname=five prefix=10.1.0.0 prefix-len=24 vsid=7001 metric=4" },
	{ NVGRE_CMD_RECORD_DEL, 0, "vsid=7001 mac=02:00:00:00:00:06 record-type=2" },
	{ NVGRE_CMD_RECORD_FLUSH, 0, "vsid=7000" },
	{ NVGRE_CMD_RECORD_FLUSH, 0, "owner=7" },
	{ NVGRE_CMD_ROUTE_FLUSH, 0, "owner=7" },
	{ NVGRE_CMD_PA_FLUSH, 0, "owner=7" },
	{ NVGRE_CMD_PA_DEL, 0, "pa=192.0.2.44" },
	/* With its own routes, those that lead to it, and its records */
	{ NVGRE_CMD_VSID_DEL, 0, "vsid=7001" },
	{ NVGRE_CMD_VSID_NEW, NEW, "vsid=7002 ifname=five" },
	{ NVGRE_CMD_VSID_FLUSH, 0, "ifname=one" },
	{ SH, 0, "ip link del two" },
	{ SH, 0, "ip link del five" },
	{ NVGRE_CMD_PA_FLUSH, 0, "" },
	{ NVGRE_CMD_VSID_FLUSH, 0, "" },
};

void test_notify(void)
{
	const struct request *change;
	struct sock sock, events;
	unsigned int n, all = 0;
	struct answer a;
	struct msg m;

	sock_open(&sock);
	sock_open(&events);
	fixture_links();
	fixture(&sock);
	sock_join(&events, group_config);
	show(&sock);
	told = shown;
	for (change = changes; change < changes + ARRAY_SIZE(changes);
	     change++) {
		fine = true;
		a.err = 0;
		if (change->cmd == SH)
			a.err = system(change->words);
		else
			ask(&sock, change, &a, NULL, NULL);
		for (n = 0; next_event(&events, &m); n++) {
			take_event(&m.h);
			/* Who did it is told as well */
			if (change->cmd != SH &&
			    m.h.nlmsg_seq != sock.seq) {
				fine = false;
				note("event of request %u says %u", sock.seq,
				     m.h.nlmsg_seq);
			}
		}
		all += n;
		show(&sock);
		compare();
		if (!n != !!a.err && change->words[0]) {
			fine = false;
			note("error %d, %u events", a.err, n);
		}
		result(fine, "%u events tell of %u \"%s\"", n, change->cmd,
		       change->words);
	}
	note("%u events", all);
	sock_close(&events);
	sock_close(&sock);
}
