// SPDX-License-Identifier: GPL-2.0
/* usage: lpm_test [SEED]
 * The self-test of kmod/lpm_test.c, and what the kernel cannot easily do:
 * failing allocations, and reader and writer in an order that time would
 * hardly ever give.
 */
#include "lpm.h"
#include "lpm_test.h"

static struct nvgre_lpm lpm;
static struct mutex lock;
static u32 released;

static void release(struct nvgre_lpm_entry *entry)
{
	released++;
}

static struct nvgre_lpm_entry entry4(u8 a, u8 b, u8 plen)
{
	return (struct nvgre_lpm_entry) {
		.prefix.s6_addr = { [10] = 0xff, 0xff, a, b },
		.plen = 96 + plen,
	};
}

/* With each number of allocations that succeed: refused and as before, until
 * there are enough
 */
static bool add_needs(struct nvgre_lpm_entry *entry, long allocs)
{
	const struct in6_addr *addr = &entry->prefix;
	struct nvgre_lpm_entry *before;
	u32 count = lpm.count;
	bool good;
	long i;

	rcu_read_lock();
	before = nvgre_lpm_find(&lpm, addr);
	rcu_read_unlock();
	for (i = 0; i < allocs; i++) {
		shim_allocs = i;
		if (nvgre_lpm_add(&lpm, entry, &lock) != -ENOMEM)
			return false;
		rcu_read_lock();
		good = nvgre_lpm_find(&lpm, addr) == before;
		rcu_read_unlock();
		if (!good || lpm.count != count)
			return false;
	}
	shim_allocs = allocs;
	if (nvgre_lpm_add(&lpm, entry, &lock) || shim_allocs)
		return false;
	shim_allocs = -1;
	return nvgre_lpm_get(&lpm, addr, entry->plen, 0) == entry;
}

static bool out_of_memory(void)
{
	struct nvgre_lpm_entry leaf = entry4(10, 1, 16);
	struct nvgre_lpm_entry fork = entry4(10, 128, 16);
	struct nvgre_lpm_entry above = entry4(10, 0, 8);
	struct nvgre_lpm_entry below = entry4(10, 192, 16);
	struct nvgre_lpm_entry glue;
	bool good;

	nvgre_lpm_init(&lpm);
	mutex_init(&lock);
	mutex_lock(&lock);
	good = add_needs(&leaf, 1) && add_needs(&fork, 2) &&
	       add_needs(&below, 2);
	/* On a fork that is there already, an entry needs no memory */
	glue = entry4(10, 128, 9);
	good = good && add_needs(&glue, 0) && add_needs(&above, 0);
	nvgre_lpm_flush(&lpm, &lock, release);
	mutex_unlock(&lock);
	return good && released == 5;
}

/* --- reader and writer interleaved ---------------------------------------- */

/* All prefixes that share their first SPACE_LEAST bits with a base and have
 * at most SPACE_BITS more, in some metrics: each is a slot. Everything happens
 * in one thread. Where a reader has loaded a pointer, the writer makes some
 * changes before the reader goes on; where the writer has stored one, a reader
 * makes a whole lookup. What was there from the reader's begin to its end must
 * be found, or what is better.
 */
enum { SPACE_BITS = 7, SPACE_METRICS = 3, SPACE_WALKS = 20000 };
enum { SPACE_SLOTS = (2 << SPACE_BITS) * SPACE_METRICS };

struct route {
	struct nvgre_lpm_entry lpm;
	struct rcu_head rcu;
};

static struct space {
	struct in6_addr base;
	u8 least;
	struct route *slot[SPACE_SLOTS];
	u64 changed[SPACE_SLOTS];	/* when it last came or went */
	u64 now;
	u32 dense;		/* of 8 slots, how many the writer wants full */
	u64 failures;
	u64 walks;
	u64 changes;
} space;

static u32 space_random(u32 below)
{
	return (u32)rand() % below;
}

static void space_set(struct in6_addr *addr, u32 pos, bool bit)
{
	addr->s6_addr[pos / 8] &= ~(0x80 >> pos % 8);
	addr->s6_addr[pos / 8] |= bit ? 0x80 >> pos % 8 : 0;
}

/* A prefix is numbered by its bits after a leading 1 */
static u32 space_plen(u32 number)
{
	return 31 - __builtin_clz(number);
}

static void space_prefix(struct nvgre_lpm_entry *entry, u32 slot)
{
	u32 number = slot / SPACE_METRICS, i, bits = space_plen(number);

	entry->prefix = space.base;
	entry->plen = space.least + bits;
	entry->metric = slot % SPACE_METRICS;
	for (i = 0; i < bits; i++)
		space_set(&entry->prefix, space.least + i,
			  number >> (bits - 1 - i) & 1);
}

static u32 space_any(void)
{
	return SPACE_METRICS + space_random(SPACE_SLOTS - SPACE_METRICS);
}

static void space_change(u32 slot)
{
	struct route *old = space.slot[slot], *new;
	bool want = space_random(8) < space.dense;

	space.now++;
	space.changes++;
	if (old && !want) {
		space.changed[slot] = space.now;
		space.slot[slot] = NULL;
		nvgre_lpm_del(&lpm, &old->lpm, &lock);
		kfree_rcu(old, rcu);
	} else if (want && (!old || !space_random(4))) {
		new = calloc(1, sizeof(*new));
		if (!new)
			abort();
		space_prefix(&new->lpm, slot);
		if (old) {
			nvgre_lpm_replace(&lpm, &old->lpm, &new->lpm, &lock);
			kfree_rcu(old, rcu);
		} else {
			space.changed[slot] = space.now;
			if (nvgre_lpm_add(&lpm, &new->lpm, &lock))
				abort();
		}
		space.slot[slot] = new;
	}
}

/* The addresses' first bits are those of the prefix with this number */
static void space_walk(u32 number)
{
	const struct nvgre_lpm_entry *entry;
	struct nvgre_lpm_entry probe;
	struct in6_addr addr;
	u64 start = space.now;
	u32 bits, metric, slot;

	space.walks++;
	space_prefix(&probe, number * SPACE_METRICS);
	addr = probe.prefix;
	for (bits = probe.plen; bits < 128; bits++)
		space_set(&addr, bits, space_random(2));

	rcu_read_lock();
	entry = nvgre_lpm_find(&lpm, &addr);
	if (entry && !ipv6_prefix_equal(&entry->prefix, &addr, entry->plen))
		space.failures++;
	for (; number; number /= 2) {
		for (metric = 0; metric < SPACE_METRICS; metric++) {
			slot = number * SPACE_METRICS + metric;
			if (!space.slot[slot] || space.changed[slot] > start)
				continue;
			space_prefix(&probe, slot);
			if (!entry || entry->plen < probe.plen ||
			    (entry->plen == probe.plen &&
			     entry->metric > metric))
				space.failures++;
			break;
		}
	}
	rcu_read_unlock();
}

static void space_get(u32 slot)
{
	u64 start = space.now;
	const struct nvgre_lpm_entry *entry;
	struct nvgre_lpm_entry probe;

	space_prefix(&probe, slot);
	rcu_read_lock();
	entry = nvgre_lpm_get(&lpm, &probe.prefix, probe.plen, probe.metric);
	if (space.changed[slot] <= start &&
	    (!entry != !space.slot[slot] ||
	     (entry && entry->metric != probe.metric)))
		space.failures++;
	rcu_read_unlock();
}

static u32 space_reads;		/* the number of the prefix being read */

static void space_loaded(void)
{
	u32 i, near;

	shim_loaded = NULL;
	for (i = space_random(6); i; i--) {
		/* Mostly around the reader */
		near = space_reads >> space_random(space_plen(space_reads) + 1);
		near ^= space_random(4) ? 0 : 1;
		space_change(near && space_random(8) ?
			     near * SPACE_METRICS +
			     space_random(SPACE_METRICS) : space_any());
	}
	shim_loaded = space_loaded;
}

static u32 space_writes;	/* the slot being changed */

static void space_stored(void)
{
	u32 number = space_writes / SPACE_METRICS, metric;

	shim_stored = NULL;
	/* Down from here, at random */
	while (space_plen(number) < SPACE_BITS)
		number = 2 * number + space_random(2);
	space_walk(number);
	number = space_writes / SPACE_METRICS;
	for (metric = 0; metric < SPACE_METRICS; metric++)
		if (number * SPACE_METRICS + metric != space_writes)
			space_get(number * SPACE_METRICS + metric);
	shim_stored = space_stored;
}

static void space_run(struct in6_addr base, u8 least)
{
	u32 i;

	space.base = base;
	space.least = least;
	for (i = 0; i < SPACE_WALKS; i++) {
		if (!(i % 512))
			space.dense = space_random(8);

		space_reads = (1 << SPACE_BITS) + space_random(1 << SPACE_BITS);
		shim_loaded = space_loaded;
		space_walk(space_reads);
		space_get((space_reads >> space_random(SPACE_BITS)) *
			  SPACE_METRICS + space_random(SPACE_METRICS));
		shim_loaded = NULL;

		space_writes = space_any();
		shim_stored = space_stored;
		space.changed[space_writes] = space.now + 1;
		space_change(space_writes);
		shim_stored = NULL;
	}
	space.dense = 0;
	for (i = SPACE_METRICS; i < SPACE_SLOTS; i++)
		space_change(i);
	if (lpm.count || lpm.root4 || lpm.root6)
		space.failures++;
}

static bool interleaved(void)
{
	struct in6_addr v4 = entry4(10, 0, 8).prefix;
	struct in6_addr v6 = { .s6_addr = { 0x20, 1, 0xd, 0xb8 } };

	nvgre_lpm_init(&lpm);
	mutex_init(&lock);
	mutex_lock(&lock);
	space_run(v4, 104);
	space_run(v4, 121);
	space_run(v6, 61);
	space_run((struct in6_addr) {}, 0);
	mutex_unlock(&lock);
	printf("# %llu lookups, %llu changes, %llu failures\n",
	       (unsigned long long)space.walks,
	       (unsigned long long)space.changes,
	       (unsigned long long)space.failures);
	return !space.failures;
}

static int tap_count, tap_failed;

static void tap(bool good, const char *what)
{
	printf("%sok %d %s\n", good ? "" : "not ", ++tap_count, what);
	tap_failed += !good;
}

int main(int argc, char **argv)
{
	u32 seed;

	if (argc > 1 && !strcmp(argv[1], "--help")) {
		printf("usage: lpm_test [SEED]\n");
		return 0;
	}
	if (argc > 1)
		shim_seed = strtoul(argv[1], NULL, 0);
	setvbuf(stdout, NULL, _IOLBF, 0);
	seed = get_random_u32();
	printf("TAP version 13\n1..3\n# seed %u\n", seed);
	srand(seed);
	shim_seed = seed;

	tap(out_of_memory(), "failing allocations leave the table as it was");
	tap(interleaved(), "reader and writer interleaved");
	tap(!nvgre_lpm_selftest(), "self-test of the module");
	rcu_barrier();
	return !!tap_failed;
}
