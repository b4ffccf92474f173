// SPDX-License-Identifier: GPL-2.0
/*
 * Many writers at once, each in a range of its own, while others dump. What is
 * there throughout is in every dump once; in the end the kernel has what the
 * writers think it has.
 */
#include "genl.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* Of each writer: objects that stay, and objects that come and go */
#define STAY	64
#define COME	64
#define OBJECTS	(STAY + COME)
#define MAX_WRITERS 16
#define DUMPERS	3

enum kind { RECORD, ROUTE, SUBNET, KINDS };

static const char * const kind_names[] = { "records", "routes", "subnets" };

static const uint8_t kind_get[] = {
	NVGRE_CMD_RECORD_GET, NVGRE_CMD_ROUTE_GET, NVGRE_CMD_VSID_GET
};

static const uint8_t kind_new[] = {
	NVGRE_CMD_RECORD_NEW, NVGRE_CMD_ROUTE_NEW, NVGRE_CMD_VSID_NEW
};

static const uint8_t kind_del[] = {
	NVGRE_CMD_RECORD_DEL, NVGRE_CMD_ROUTE_DEL, NVGRE_CMD_VSID_DEL
};

/**
 * struct shared - what all processes see
 * @stop: writers have ended
 * @value: what a writer thinks each object says, 0 if there is none; objects
 *	are told apart by their address, values are kept in the owner
 * @dumps: dumps that dumpers have read, by kind
 * @intr: of those, how many were said to be inconsistent
 * @wrong: things that dumpers found wrong, by kind
 * @torn: of those, in dumps said to be inconsistent
 */
struct shared {
	bool stop;
	uint32_t value[KINDS][MAX_WRITERS][OBJECTS];
	unsigned int dumps[KINDS];
	unsigned int intr[KINDS];
	unsigned int wrong[KINDS];
	unsigned int torn[KINDS];
};

static struct shared *shared;
static uint32_t draw(uint32_t *state, uint32_t below)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state % below;
}

/* The words that name an object, and with @value those that make it */
static void object_words(char *to, size_t size, int kind, unsigned int writer,
			 unsigned int i, uint32_t value)
{
	int n = 0;

	switch (kind) {
	case RECORD:
		n = snprintf(to, size, "vsid=%u ca=10.%u.%u.1",
			     5000 + writer % 4, writer, i);
		if (value)
			n += snprintf(to + n, size - n,
				      " mac=02:00:00:00:00:05 pa=192.0.2.%u",
				      value % 13 + 1);
		break;
	case ROUTE:
		n = snprintf(to, size,
			     "ifname=one prefix=10.%u.%u.0 prefix-len=24",
			     writer, i);
		if (writer % 2)
			n += snprintf(to + n, size - n, " from-vsid=5001");
		if (value)
			n += snprintf(to + n, size - n, " vsid=5000");
		break;
	case SUBNET:
		n = snprintf(to, size, "vsid=%u", 100000 + writer * 1000 + i);
		if (value)
			n += snprintf(to + n, size - n, " ifname=two");
		break;
	}
	if (value)
		snprintf(to + n, size - n, " owner=%u", value);
}

static void make(struct sock *sock, int kind, unsigned int writer,
		 unsigned int i, uint32_t value)
{
	bool there = shared->value[kind][writer][i];
	struct request request = { kind_new[kind], there ? CHANGE : NEW, NULL };
	struct answer a;
	char words[256];

	request.words = words;
	object_words(words, sizeof(words), kind, writer, i, value);
	ask(sock, &request, &a, NULL, NULL);
	if (a.err)
		die("writer %u: \"%s\": %s, %s", writer, words,
		    strerror(a.err), a.text);
	shared->value[kind][writer][i] = value;
}

static void drop(struct sock *sock, int kind, unsigned int writer,
		 unsigned int i)
{
	struct request request = { kind_del[kind], 0, NULL };
	struct answer a;
	char words[256];

	request.words = words;
	object_words(words, sizeof(words), kind, writer, i, 0);
	ask(sock, &request, &a, NULL, NULL);
	if (a.err)
		die("writer %u: del \"%s\": %s, %s", writer, words,
		    strerror(a.err), a.text);
	shared->value[kind][writer][i] = 0;
}

static void write_all(unsigned int writer, unsigned int steps)
{
	uint32_t state = writer + 1, step;
	struct sock sock;

	sock_open(&sock);
	for (step = 0; step < steps; step++) {
		int kind = draw(&state, 8) ? draw(&state, 2) : SUBNET;
		unsigned int i = draw(&state, OBJECTS);

		if (i >= STAY && shared->value[kind][writer][i] &&
		    draw(&state, 2))
			drop(&sock, kind, writer, i);
		else
			make(&sock, kind, writer, i,
			     draw(&state, 1000000) + 1);
	}
	sock_close(&sock);
}

/**
 * struct seen - a dump
 * @kind: of what
 * @times: how often each object was in it
 * @value: what it said last
 * @strange: objects that nobody made
 */
struct seen {
	int kind;
	uint8_t times[MAX_WRITERS][OBJECTS];
	uint32_t value[MAX_WRITERS][OBJECTS];
	unsigned int strange;
};

static void see(const struct nlmsghdr *nlh, void *data)
{
	struct seen *seen = data;
	unsigned int writer, i;
	const uint8_t *ca;
	uint32_t vsid;

	switch (seen->kind) {
	case SUBNET:
		vsid = attr_u32(nlh, NVGRE_A_VSID);
		if (vsid < 100000)
			return;
		writer = (vsid - 100000) / 1000;
		i = (vsid - 100000) % 1000;
		break;
	default:
		ca = (const void *)(attr_find(nlh, seen->kind == RECORD ?
					      NVGRE_A_CA : NVGRE_A_PREFIX) + 1);
		writer = ca[1];
		i = ca[2];
	}
	if (writer >= MAX_WRITERS || i >= OBJECTS) {
		seen->strange++;
		return;
	}
	seen->times[writer][i]++;
	seen->value[writer][i] = attr_u32(nlh, NVGRE_A_OWNER);
}

static void dump_all(unsigned int writers)
{
	static struct seen seen;
	unsigned int writer, i, wrong;
	struct sock sock;
	struct answer a;
	int kind = 0;

	sock_open(&sock);
	while (!__atomic_load_n(&shared->stop, __ATOMIC_RELAXED)) {
		struct request request = { kind_get[kind], DUMP, "" };

		memset(&seen, 0, sizeof(seen));
		seen.kind = kind;
		ask(&sock, &request, &a, see, &seen);
		wrong = (a.err != 0) + seen.strange;
		for (writer = 0; writer < writers; writer++)
			for (i = 0; i < OBJECTS; i++)
				wrong += seen.times[writer][i] > 1 ||
					 (i < STAY &&
					  !seen.times[writer][i]);
		__atomic_fetch_add(&shared->dumps[kind], 1, __ATOMIC_RELAXED);
		__atomic_fetch_add(&shared->intr[kind], a.intr,
				   __ATOMIC_RELAXED);
		__atomic_fetch_add(a.intr ? &shared->torn[kind] :
					    &shared->wrong[kind],
				   wrong, __ATOMIC_RELAXED);
		kind = (kind + 1) % KINDS;
	}
	sock_close(&sock);
}

static pid_t start(void)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid < 0)
		die("fork: %s", strerror(errno));
	return pid;
}

static bool ended_well(pid_t pid)
{
	int status;

	waitpid(pid, &status, 0);
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

static void test_end_state(struct sock *sock, unsigned int writers)
{
	static struct seen seen;
	unsigned int writer, i, wrong, n;
	struct answer a;
	int kind;

	for (kind = 0; kind < KINDS; kind++) {
		struct request request = { kind_get[kind], DUMP, "" };

		memset(&seen, 0, sizeof(seen));
		seen.kind = kind;
		ask(sock, &request, &a, see, &seen);
		wrong = seen.strange;
		n = 0;
		for (writer = 0; writer < writers; writer++) {
			for (i = 0; i < OBJECTS; i++) {
				uint32_t value =
					shared->value[kind][writer][i];

				wrong += seen.times[writer][i] != !!value ||
					 seen.value[writer][i] != value;
				n += !!value;
			}
		}
		result(!wrong && !a.intr && !a.err,
		       "in the end the %u %s are what was written", n,
		       kind_names[kind]);
	}
}

void test_writers(unsigned int writers, unsigned int steps)
{
	pid_t writer_pid[MAX_WRITERS], dumper_pid[DUMPERS];
	unsigned int writer, i;
	struct sock sock;
	bool good = true;
	char words[64];
	int kind;

	if (writers > MAX_WRITERS)
		writers = MAX_WRITERS;
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		die("mmap: %s", strerror(errno));
	sock_open(&sock);
	fixture_links();
	for (i = 0; i < 4; i++) {
		snprintf(words, sizeof(words), "vsid=%u ifname=one", 5000 + i);
		must(&sock, NVGRE_CMD_VSID_NEW, NEW, words);
	}
	for (writer = 0; writer < writers; writer++)
		for (i = 0; i < STAY; i++)
			for (kind = 0; kind < KINDS; kind++)
				make(&sock, kind, writer, i, 1);

	for (i = 0; i < DUMPERS; i++) {
		dumper_pid[i] = start();
		if (!dumper_pid[i]) {
			dump_all(writers);
			_exit(0);
		}
	}
	for (writer = 0; writer < writers; writer++) {
		writer_pid[writer] = start();
		if (!writer_pid[writer]) {
			write_all(writer, steps);
			_exit(0);
		}
	}
	for (writer = 0; writer < writers; writer++)
		good &= ended_well(writer_pid[writer]);
	result(good, "%u writers at once, %u changes each", writers, steps);
	__atomic_store_n(&shared->stop, true, __ATOMIC_RELAXED);
	for (i = 0, good = true; i < DUMPERS; i++)
		good &= ended_well(dumper_pid[i]);
	result(good, "%u dumpers beside them", DUMPERS);
	for (kind = 0; kind < KINDS; kind++) {
		note("%s: %u dumps, %u of them marked as inconsistent",
		     kind_names[kind], shared->dumps[kind],
		     shared->intr[kind]);
		result(shared->dumps[kind] && !shared->wrong[kind],
		       "what stayed is once in each dump of %s",
		       kind_names[kind]);
		/* Ids stay with their objects: better than netlink promises */
		result(!shared->torn[kind],
		       "and in those that changed under way, of %s",
		       kind_names[kind]);
	}
	result(shared->intr[RECORD] && shared->intr[ROUTE],
	       "dumps that changed under way are marked");
	test_end_state(&sock, writers);
	sock_close(&sock);
}

/* --- a dump of many messages ---------------------------------------------------- */

static uint8_t *times;
static unsigned int strange;

static void count_record(const struct nlmsghdr *nlh, void *data)
{
	const uint8_t *ca = (const void *)(attr_find(nlh, NVGRE_A_CA) + 1);
	unsigned int i = ca[1] << 16 | ca[2] << 8 | ca[3];
	unsigned int records = *(unsigned int *)data;

	if (i < records)
		times[i]++;
	else
		strange++;
}

/*
 * Each record is once in a dump, which takes thousands of messages; with
 * @changing also in those that are read while somebody replaces them all.
 */
void test_resume(unsigned int records, bool changing)
{
	struct request request = { NVGRE_CMD_RECORD_GET, DUMP, "" };
	unsigned int i, wrong = 0, dumps = 0, intr = 0;
	struct sock sock;
	struct answer a;

	times = calloc(records, 1);
	sock_open(&sock);
	do {
		memset(times, 0, records);
		ask(&sock, &request, &a, count_record, &records);
		for (i = 0; i < records; i++)
			wrong += times[i] != 1;
		wrong += strange + (a.err != 0);
		intr += a.intr;
		dumps++;
	} while (a.intr && !wrong);
	note("%u wrong, %u dumps, %u of them marked as inconsistent", wrong,
	     dumps, intr);
	result(!wrong && !!intr == changing,
	       "a dump of %u records has each once%s", records,
	       changing ? ", also of those that are replaced meanwhile" : "");
	free(times);
	sock_close(&sock);
}
