// SPDX-License-Identifier: GPL-2.0
/* Test of the longest-prefix-match table, in the kernel (NVGRE_TEST) and, with
 * shims, in user space (selftests/unit/lpm).
 *
 * A large table of nested prefixes is compared with a model that shares no code
 * with it: a hash of (prefix, length), asked for one length after the other,
 * and for fewer addresses a scan of all routes. Then readers walk while a writer
 * changes the table around routes that stay.
 */

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "lpm.h"

enum {
	TEST_ROUTES	= 100000,
	TEST_BUCKETS	= 1 << 17,
	TEST_KEPT	= 128,		/* routes that stay while others go */
	TEST_CHURNED	= 2048,
	TEST_CHANGES	= 20000,
	TEST_READERS	= 2,
};

/**
 * struct test_route - an owner of an entry
 * @lpm: the entry
 * @chain: next in the model's bucket
 * @linked: in the table and the model
 * @rcu: to free the route, where readers are about
 */
struct test_route {
	struct nvgre_lpm_entry lpm;
	struct test_route *chain;
	bool linked;
	struct rcu_head rcu;
};

/**
 * struct test - one run
 * @lpm: the table under test
 * @lock: held by the writer of @lpm
 * @routes: all routes, linked or not
 * @bucket: the model's hash
 * @of_plen: number of linked routes of each length
 * @linked: number of linked routes
 * @random: state of the generator
 */
struct test {
	struct nvgre_lpm lpm;
	struct mutex lock; /* of lpm */
	struct test_route *routes;
	struct test_route **bucket;
	u32 of_plen[129];
	u32 linked;
	u64 random;
};

/**
 * struct test_reader - a thread that looks up
 * @lpm: the table
 * @kept: the plans of the routes that stay
 * @random: state of the generator
 * @task: the thread
 */
struct test_reader {
	const struct nvgre_lpm *lpm;
	const struct test_route *kept;
	u64 random;
	struct task_struct *task;
};

#define test_fail(fmt, ...) \
	pr_err("nvgre: lpm self-test: line %d: " fmt "\n", \
	       __LINE__, ##__VA_ARGS__)

#define test_expect(cond) ({						\
	bool ok_ = (cond);						\
									\
	if (!ok_)							\
		test_fail("not so: %s", #cond);				\
	ok_;								\
})

static u32 __init test_random(u64 *state)
{
	/* xorshift64*: a failure comes again with the same seed */
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return (*state * 0x2545f4914f6cdd1dULL) >> 32;
}

static void __init test_set_bit(struct in6_addr *addr, unsigned int pos,
				bool bit)
{
	u8 mask = 0x80 >> (pos & 7);

	if (bit)
		addr->s6_addr[pos >> 3] |= mask;
	else
		addr->s6_addr[pos >> 3] &= ~mask;
}

/* Random bits from position @from on */
static void __init test_randomize(struct in6_addr *addr, unsigned int from,
				  u64 *state)
{
	u32 bits = 0;
	unsigned int i;

	for (i = from; i < 128; i++) {
		if (!(i & 31) || i == from)
			bits = test_random(state);
		test_set_bit(addr, i, bits & 1);
		bits >>= 1;
	}
}

/* Prefix inside, around or beside another, so that they nest deeply */
static void __init test_fill_entry(struct nvgre_lpm_entry *entry,
				   const struct nvgre_lpm_entry *near,
				   u64 *state)
{
	struct in6_addr addr = {};
	unsigned int least, plen;
	bool v4 = test_random(state) & 1;
	u32 how = test_random(state) % 16;

	if (near) {
		v4 = ipv6_addr_v4mapped(&near->prefix);
		addr = near->prefix;
	} else if (v4) {
		addr.s6_addr[10] = 0xff;
		addr.s6_addr[11] = 0xff;
	}
	least = v4 ? 96 : 0;

	if (!near) {
		plen = least + test_random(state) % (129 - least);
		test_randomize(&addr, least, state);
	} else if (how < 10) {
		plen = near->plen + test_random(state) % 7;
		test_randomize(&addr, near->plen, state);
	} else if (how < 12) {
		plen = near->plen;
	} else if (how < 14) {
		plen = near->plen - test_random(state) % 8;
	} else {
		plen = near->plen;
		if (plen > least)
			test_randomize(&addr, plen - 1, state);
	}
	if (plen < least || plen > 128)
		plen = 128 - test_random(state) % 8;
	ipv6_addr_prefix(&entry->prefix, &addr, plen);
	entry->plen = plen;
	entry->metric = test_random(state) % 3;
}

/* An address inside a prefix, or just outside */
static void __init test_near_addr(struct in6_addr *addr,
				  const struct nvgre_lpm_entry *entry,
				  u64 *state)
{
	int least = ipv6_addr_v4mapped(&entry->prefix) ? 96 : 0;
	u32 how = test_random(state) % 8;

	*addr = entry->prefix;
	if (how < 5)
		test_randomize(addr, entry->plen, state);
	else if (how < 7)
		test_randomize(addr, max(least, entry->plen - 2), state);
}

static u32 __init test_hash(const struct in6_addr *prefix, u8 plen)
{
	u32 hash = plen;
	int i;

	for (i = 0; i < 4; i++) {
		hash ^= (__force u32)prefix->s6_addr32[i];
		hash *= 0x9e3779b1;
		hash ^= hash >> 15;
	}
	return hash % TEST_BUCKETS;
}

static struct test_route *__init
test_model_get(const struct test *t, const struct in6_addr *prefix, u8 plen,
	       bool any, u32 metric)
{
	struct test_route *route = t->bucket[test_hash(prefix, plen)];
	struct test_route *best = NULL;

	for (; route; route = route->chain) {
		if (route->lpm.plen != plen ||
		    !ipv6_addr_equal(&route->lpm.prefix, prefix))
			continue;
		if (any ? !best || route->lpm.metric < best->lpm.metric :
			  route->lpm.metric == metric)
			best = route;
	}
	return best;
}

static struct test_route *__init test_model_find(const struct test *t,
						 const struct in6_addr *addr)
{
	int least = ipv6_addr_v4mapped(addr) ? 96 : 0, plen;
	struct test_route *route;
	struct in6_addr prefix;

	for (plen = 128; plen >= least; plen--) {
		if (!t->of_plen[plen])
			continue;
		ipv6_addr_prefix(&prefix, addr, plen);
		route = test_model_get(t, &prefix, plen, true, 0);
		if (route)
			return route;
	}
	return NULL;
}

static struct test_route *__init test_scan_find(const struct test *t,
						const struct in6_addr *addr)
{
	bool v4 = ipv6_addr_v4mapped(addr);
	struct test_route *route, *best = NULL;

	for (route = t->routes; route < t->routes + TEST_ROUTES; route++) {
		if (!route->linked ||
		    v4 != ipv6_addr_v4mapped(&route->lpm.prefix) ||
		    !ipv6_prefix_equal(&route->lpm.prefix, addr,
				       route->lpm.plen))
			continue;
		if (!best || route->lpm.plen > best->lpm.plen ||
		    (route->lpm.plen == best->lpm.plen &&
		     route->lpm.metric < best->lpm.metric))
			best = route;
	}
	return best;
}

static void __init test_model_link(struct test *t, struct test_route *route)
{
	u32 hash = test_hash(&route->lpm.prefix, route->lpm.plen);

	route->chain = t->bucket[hash];
	t->bucket[hash] = route;
	t->of_plen[route->lpm.plen]++;
	t->linked++;
	route->linked = true;
}

static void __init test_model_unlink(struct test *t, struct test_route *route)
{
	u32 hash = test_hash(&route->lpm.prefix, route->lpm.plen);
	struct test_route **pos = &t->bucket[hash];

	while (*pos != route)
		pos = &(*pos)->chain;
	*pos = route->chain;
	t->of_plen[route->lpm.plen]--;
	t->linked--;
	route->linked = false;
}

static struct nvgre_lpm_entry *__init test_find(struct test *t,
						const struct in6_addr *addr)
{
	struct nvgre_lpm_entry *entry;

	rcu_read_lock();
	entry = nvgre_lpm_find(&t->lpm, addr);
	rcu_read_unlock();
	return entry;
}

static bool __init test_agree(struct test *t, const struct in6_addr *addr,
			      bool scan)
{
	struct nvgre_lpm_entry *entry = test_find(t, addr);
	struct test_route *route = scan ? test_scan_find(t, addr) :
					  test_model_find(t, addr);

	if (entry == (route ? &route->lpm : NULL))
		return true;
	test_fail("%pI6c: found /%d, not /%d", addr, entry ? entry->plen : -1,
		  route ? route->lpm.plen : -1);
	return false;
}

static bool __init test_lookups(struct test *t, u32 count, u32 scans)
{
	struct in6_addr addr;
	u32 i, pick;

	for (i = 0; i < count + scans; i++) {
		pick = test_random(&t->random) % TEST_ROUTES;
		test_near_addr(&addr, &t->routes[pick].lpm, &t->random);
		if (!(i & 7))
			test_randomize(&addr, i & 8 ? 96 : 0, &t->random);
		if (!test_agree(t, &addr, i >= count))
			return false;
		cond_resched();
	}
	return test_expect(READ_ONCE(t->lpm.count) == t->linked);
}

static bool __init test_link(struct test *t, struct test_route *route)
{
	bool known = test_model_get(t, &route->lpm.prefix, route->lpm.plen,
				    false, route->lpm.metric);
	int err = nvgre_lpm_add(&t->lpm, &route->lpm, &t->lock);

	if (!test_expect(err == (known ? -EEXIST : 0)))
		return false;
	if (!err)
		test_model_link(t, route);
	return true;
}

static void __init test_unlink(struct test *t, struct test_route *route)
{
	nvgre_lpm_del(&t->lpm, &route->lpm, &t->lock);
	test_model_unlink(t, route);
}

static bool __init test_adds(struct test *t)
{
	struct test_route *route, *near;
	u32 i;

	for (i = 0; i < TEST_ROUTES;) {
		route = &t->routes[i];
		near = i > 16 && test_random(&t->random) % 64 ?
		       &t->routes[test_random(&t->random) % i] : NULL;
		test_fill_entry(&route->lpm, near ? &near->lpm : NULL,
				&t->random);
		if (!test_link(t, route))
			return false;
		if (!route->linked)
			continue;
		i++;
		if (is_power_of_2(i) && !test_lookups(t, 500, 1))
			return false;
		cond_resched();
	}
	return true;
}

static bool __init test_gets(struct test *t)
{
	struct nvgre_lpm_entry *entry, probe;
	struct test_route *route;
	u32 i;

	for (i = 0; i < TEST_ROUTES; i += 4) {
		entry = &t->routes[i].lpm;
		if (!test_expect(nvgre_lpm_get(&t->lpm, &entry->prefix,
					       entry->plen, entry->metric) ==
				 entry))
			return false;
		test_fill_entry(&probe, entry, &t->random);
		route = test_model_get(t, &probe.prefix, probe.plen, false,
				       probe.metric);
		if (!test_expect(nvgre_lpm_get(&t->lpm, &probe.prefix,
					       probe.plen, probe.metric) ==
				 (route ? &route->lpm : NULL)))
			return false;
		cond_resched();
	}
	return true;
}

/* A route moves to a copy and back; the model sees that it is in its place */
static bool __init test_replaces(struct test *t)
{
	struct test_route *route, *copy;
	struct in6_addr addr;
	bool good;
	u32 i;

	copy = kzalloc(sizeof(*copy), GFP_KERNEL);
	if (!copy)
		return test_expect(copy);
	for (i = 0; i < TEST_ROUTES; i += 16) {
		route = &t->routes[i];
		copy->lpm = route->lpm;
		copy->lpm.next = NULL;
		nvgre_lpm_replace(&t->lpm, &route->lpm, &copy->lpm, &t->lock);
		good = nvgre_lpm_get(&t->lpm, &copy->lpm.prefix,
				     copy->lpm.plen, copy->lpm.metric) ==
		       &copy->lpm;
		nvgre_lpm_replace(&t->lpm, &copy->lpm, &route->lpm, &t->lock);
		addr = route->lpm.prefix;
		if (!test_expect(good) || !test_agree(t, &addr, false))
			break;
		cond_resched();
	}
	kfree(copy);
	return i >= TEST_ROUTES;
}

static bool __init test_dels(struct test *t)
{
	u32 i, last, back, step, *order;
	struct test_route *route;
	struct in6_addr addr;
	bool good = false;

	order = kvcalloc(TEST_ROUTES, sizeof(*order), GFP_KERNEL);
	if (!order)
		return test_expect(order);
	for (i = 0; i < TEST_ROUTES; i++) {
		last = test_random(&t->random) % (i + 1);
		order[i] = order[last];
		order[last] = i;
	}
	for (i = 0; i < TEST_ROUTES; i++) {
		route = &t->routes[order[i]];
		test_unlink(t, route);
		/* Of the first half some come back for a while */
		if (i < TEST_ROUTES / 2 && !(i & 15)) {
			back = test_random(&t->random) % (i + 1);
			route = &t->routes[order[back]];
			if (!route->linked && !test_link(t, route))
				goto out;
			if (route->linked)
				test_unlink(t, route);
		}
		if (!(i & 31)) {
			test_near_addr(&addr, &route->lpm, &t->random);
			if (!test_agree(t, &addr, false))
				goto out;
		}
		step = TEST_ROUTES - i - 1;
		if (step && is_power_of_2(step) && !test_lookups(t, 500, 1))
			goto out;
		cond_resched();
	}
	good = test_expect(!t->lpm.count) &&
	       test_expect(!rcu_access_pointer(t->lpm.root4)) &&
	       test_expect(!rcu_access_pointer(t->lpm.root6));
out:
	kvfree(order);
	return good;
}

static u32 test_released __initdata;

static void __init test_release(struct nvgre_lpm_entry *entry)
{
	test_released++;
}

static bool __init test_flush(struct test *t)
{
	u32 i;

	for (i = 0; i < TEST_ROUTES; i += 8) {
		if (!test_link(t, &t->routes[i]))
			return false;
		cond_resched();
	}
	test_released = 0;
	nvgre_lpm_flush(&t->lpm, &t->lock, test_release);
	return test_expect(test_released == t->linked) &&
	       test_expect(!t->lpm.count) &&
	       test_expect(!rcu_access_pointer(t->lpm.root4)) &&
	       test_expect(!rcu_access_pointer(t->lpm.root6));
}

/**
 * struct test_step - one step of a test by hand
 * @what: 'a'dd, 'd'elete, or 'f'ind
 * @err: of an addition; of a search -ENOENT if nothing is to be found
 * @addr: prefix, or address to find
 * @plen: length of the prefix, or of the one to be found
 * @metric: its metric
 */
struct test_step {
	char what;
	int err;
	struct in6_addr addr;
	u8 plen;
	u8 metric;
};

#define V6(...)	{ .in6_u.u6_addr8 = { __VA_ARGS__ } }
#define V4(...)	V6(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, __VA_ARGS__)

static const struct test_step test_steps[] __initconst = {
	{ 'f', -ENOENT, V4(10, 1, 2, 3) },
	{ 'f', -ENOENT, V6(0x20, 1) },
	/* ::/0 is not for IPv4, nor 0.0.0.0/0 for IPv6 */
	{ 'a', 0, V6(0), 0, 5 },
	{ 'f', -ENOENT, V4(10, 1, 2, 3) },
	{ 'f', 0, V6(0x20, 1), 0, 5 },
	{ 'f', 0, V6(0), 0, 5 },
	{ 'a', 0, V4(0), 96, 7 },
	{ 'f', 0, V4(10, 1, 2, 3), 96, 7 },
	{ 'f', 0, V6(0x20, 1), 0, 5 },
	{ 'd', 0, V6(0), 0, 5 },
	{ 'f', 0, V4(255, 255, 255, 255), 96, 7 },
	{ 'f', -ENOENT, V6(0x20, 1) },
	/* IPv4-compatible addresses are IPv6 */
	{ 'f', -ENOENT, V6(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 1, 2, 3) },
	/* what is not a prefix */
	{ 'a', -EINVAL, V4(10, 0, 0, 1), 127 },
	{ 'a', -EINVAL, V4(0), 95 },
	{ 'a', -EINVAL, V6(0x20, 1), 129 },
	{ 'a', -EINVAL, V6(0x20, 1), 15 },
	{ 'a', -EINVAL, V6(0x80), 0 },
	/* metrics */
	{ 'a', 0, V4(10, 0, 0, 0), 104, 2 },
	{ 'a', 0, V4(10, 0, 0, 0), 104, 3 },
	{ 'a', 0, V4(10, 0, 0, 0), 104, 1 },
	{ 'a', -EEXIST, V4(10, 0, 0, 0), 104, 2 },
	{ 'f', 0, V4(10, 1, 2, 3), 104, 1 },
	{ 'd', 0, V4(10, 0, 0, 0), 104, 2 },
	{ 'f', 0, V4(10, 1, 2, 3), 104, 1 },
	{ 'd', 0, V4(10, 0, 0, 0), 104, 1 },
	{ 'f', 0, V4(10, 1, 2, 3), 104, 3 },
	/* lengths at the ends and at the seam of the two words */
	{ 'a', 0, V4(10, 1, 2, 3), 128, 0 },
	{ 'a', 0, V4(10, 1, 2, 2), 127, 0 },
	{ 'a', 0, V4(128, 0, 0, 0), 97, 0 },
	{ 'f', 0, V4(10, 1, 2, 3), 128, 0 },
	{ 'f', 0, V4(10, 1, 2, 2), 127, 0 },
	{ 'f', 0, V4(10, 1, 2, 4), 104, 3 },
	{ 'f', 0, V4(200, 1, 2, 4), 97, 0 },
	{ 'a', 0, V6(0x20, 1, 0, 0, 0, 0, 0, 2), 63, 0 },
	{ 'a', 0, V6(0x20, 1, 0, 0, 0, 0, 0, 3), 64, 0 },
	{ 'a', 0, V6(0x20, 1, 0, 0, 0, 0, 0, 3, 0x80), 65, 0 },
	{ 'a', 0, V6(0x20, 1, 0, 0, 0, 0, 0, 3, [15] = 1), 128, 0 },
	{ 'f', 0, V6(0x20, 1, 0, 0, 0, 0, 0, 2, [15] = 1), 63, 0 },
	{ 'f', 0, V6(0x20, 1, 0, 0, 0, 0, 0, 3, [15] = 2), 64, 0 },
	{ 'f', 0, V6(0x20, 1, 0, 0, 0, 0, 0, 3, 0xff), 65, 0 },
	{ 'f', 0, V6(0x20, 1, 0, 0, 0, 0, 0, 3, [15] = 1), 128, 0 },
	{ 'f', -ENOENT, V6(0x20, 1, 0, 0, 0, 0, 0, 4) },
	/* a fork, its leaf's end, and the end of what was above it */
	{ 'a', 0, V4(10, 1, 64, 0), 114, 0 },
	{ 'a', 0, V4(10, 1, 128, 0), 114, 0 },
	{ 'd', 0, V4(10, 1, 64, 0), 114, 0 },
	{ 'f', 0, V4(10, 1, 64, 1), 104, 3 },
	{ 'f', 0, V4(10, 1, 128, 1), 114, 0 },
	{ 'd', 0, V4(10, 0, 0, 0), 104, 3 },
	{ 'f', 0, V4(10, 1, 64, 1), 96, 7 },
	{ 'f', 0, V4(10, 1, 128, 1), 114, 0 },
	{ 'f', 0, V4(10, 1, 2, 3), 128, 0 },
};

static bool __init test_by_hand(struct test *t)
{
	struct nvgre_lpm_entry *entry;
	const struct test_step *step;
	struct test_route *route;
	bool good = true;
	u32 i;
	int err;

	for (i = 0; good && i < ARRAY_SIZE(test_steps); i++) {
		step = &test_steps[i];
		route = &t->routes[i];
		switch (step->what) {
		case 'a':
			route->lpm.prefix = step->addr;
			route->lpm.plen = step->plen;
			route->lpm.metric = step->metric;
			err = nvgre_lpm_add(&t->lpm, &route->lpm, &t->lock);
			good = err == step->err;
			break;
		case 'd':
			entry = nvgre_lpm_get(&t->lpm, &step->addr, step->plen,
					      step->metric);
			good = entry;
			if (entry)
				nvgre_lpm_del(&t->lpm, entry, &t->lock);
			break;
		default:
			entry = test_find(t, &step->addr);
			good = step->err ? !entry :
			       entry && entry->plen == step->plen &&
			       entry->metric == step->metric;
		}
		if (!good)
			test_fail("step %u, %c %pI6c/%u", i, step->what,
				  &step->addr, step->plen);
	}
	nvgre_lpm_flush(&t->lpm, &t->lock, test_release);
	return good;
}

/* Each search must end at a route that stays, or inside or before it */
static int __init test_read(void *arg)
{
	const struct nvgre_lpm_entry *kept, *entry;
	struct test_reader *reader = arg;
	struct in6_addr addr;
	int i, missed = 0;
	bool good;

	while (!kthread_should_stop()) {
		for (i = 0; i < 64; i++) {
			kept = &reader->kept[test_random(&reader->random) %
					     TEST_KEPT].lpm;
			addr = kept->prefix;
			test_randomize(&addr, kept->plen, &reader->random);

			rcu_read_lock();
			entry = nvgre_lpm_find(reader->lpm, &addr);
			good = entry &&
			       ipv6_prefix_equal(&entry->prefix, &addr,
						 entry->plen) &&
			       (entry->plen > kept->plen ||
				(entry->plen == kept->plen &&
				 entry->metric <= kept->metric));
			entry = nvgre_lpm_get(reader->lpm, &kept->prefix,
					      kept->plen, kept->metric);
			good = good && entry && entry->metric == kept->metric;
			rcu_read_unlock();
			missed += !good;
		}
		cond_resched();
	}
	return missed;
}

static void __init test_release_rcu(struct nvgre_lpm_entry *entry)
{
	kfree_rcu(container_of(entry, struct test_route, lpm), rcu);
}

/* If a route is in the table, it is replaced or deleted, else added */
static int __init test_change(struct nvgre_lpm *lpm, struct mutex *lock,
			      const struct nvgre_lpm_entry *plan, bool stays)
{
	struct nvgre_lpm_entry *entry;
	struct test_route *route;
	int err;

	entry = nvgre_lpm_get(lpm, &plan->prefix, plan->plen, plan->metric);
	if (entry && !stays) {
		nvgre_lpm_del(lpm, entry, lock);
		test_release_rcu(entry);
		return 0;
	}

	route = kzalloc(sizeof(*route), GFP_KERNEL);
	if (!route)
		return -ENOMEM;
	route->lpm.prefix = plan->prefix;
	route->lpm.plen = plan->plen;
	route->lpm.metric = plan->metric;
	if (entry) {
		nvgre_lpm_replace(lpm, entry, &route->lpm, lock);
		test_release_rcu(entry);
		return 0;
	}
	err = nvgre_lpm_add(lpm, &route->lpm, lock);
	if (err)
		kfree(route);
	return err;
}

/* Fills in what comes and goes; the first are in the table and stay */
static bool __init test_plan(struct nvgre_lpm *lpm, struct mutex *lock,
			     struct test_route *plans, u64 *random)
{
	struct nvgre_lpm_entry *plan;
	u32 i, k;

	for (i = 0; i < TEST_CHURNED; i++) {
		plan = &plans[i].lpm;
		test_fill_entry(plan, i > 4 ?
				&plans[test_random(random) % i].lpm : NULL,
				random);
		/* Twice among the plans, and one of them is to stay */
		for (k = 0; k < min_t(u32, i, TEST_KEPT); k++)
			if (plan->plen == plans[k].lpm.plen &&
			    plan->metric == plans[k].lpm.metric &&
			    ipv6_addr_equal(&plan->prefix,
					    &plans[k].lpm.prefix))
				break;
		plans[i].linked = k < min_t(u32, i, TEST_KEPT) || i < TEST_KEPT;
		if (i < TEST_KEPT &&
		    !test_expect(!test_change(lpm, lock, plan, true)))
			return false;
	}
	return true;
}

static bool __init test_concurrent(u64 *random)
{
	struct test_reader readers[TEST_READERS] = {};
	struct test_route *plans, *plan;
	struct nvgre_lpm lpm;
	struct mutex lock; /* of lpm */
	bool good;
	int i;

	plans = kvcalloc(TEST_CHURNED, sizeof(*plans), GFP_KERNEL);
	if (!plans)
		return test_expect(plans);
	mutex_init(&lock);
	nvgre_lpm_init(&lpm);
	mutex_lock(&lock);
	good = test_plan(&lpm, &lock, plans, random);

	for (i = 0; good && i < TEST_READERS; i++) {
		readers[i].lpm = &lpm;
		readers[i].kept = plans;
		readers[i].random = *random + i;
		readers[i].task = kthread_run(test_read, &readers[i],
					      "nvgre_lpm/%d", i);
		if (!test_expect(!IS_ERR(readers[i].task))) {
			readers[i].task = NULL;
			good = false;
		}
	}
	for (i = 0; good && i < TEST_CHANGES; i++) {
		plan = &plans[test_random(random) %
			      (i & 7 ? TEST_CHURNED : TEST_KEPT)];
		good = test_expect(!test_change(&lpm, &lock, &plan->lpm,
						plan->linked));
		cond_resched();
	}
	for (i = 0; i < TEST_READERS && readers[i].task; i++)
		if (!test_expect(!kthread_stop(readers[i].task)))
			good = false;

	nvgre_lpm_flush(&lpm, &lock, test_release_rcu);
	mutex_unlock(&lock);
	mutex_destroy(&lock);
	kvfree(plans);
	return good;
}

/**
 * nvgre_lpm_selftest() - test of the table, before anything relies on it
 *
 * Context: process, may sleep.
 * Return: 0, or -ENOTRECOVERABLE after a line in the log that says what
 * failed.
 */
int __init nvgre_lpm_selftest(void)
{
	u32 seed = get_random_u32();
	bool good = false;
	struct test *t;

	t = kvcalloc(1, sizeof(*t), GFP_KERNEL);
	if (!t)
		goto out;
	t->routes = kvcalloc(TEST_ROUTES, sizeof(*t->routes), GFP_KERNEL);
	t->bucket = kvcalloc(TEST_BUCKETS, sizeof(*t->bucket), GFP_KERNEL);
	if (!t->routes || !t->bucket)
		goto out_free;
	t->random = 1ULL << 32 | seed;
	mutex_init(&t->lock);
	nvgre_lpm_init(&t->lpm);

	mutex_lock(&t->lock);
	good = test_by_hand(t) && test_adds(t) &&
	       test_lookups(t, 20000, 50) && test_gets(t) &&
	       test_replaces(t) && test_dels(t) && test_flush(t);
	if (!good)
		nvgre_lpm_flush(&t->lpm, &t->lock, test_release);
	mutex_unlock(&t->lock);
	good = good && test_concurrent(&t->random);
	mutex_destroy(&t->lock);
out_free:
	kvfree(t->bucket);
	kvfree(t->routes);
	kvfree(t);
out:
	if (!good) {
		pr_err("nvgre: lpm self-test: FAIL, seed %u\n", seed);
		return -ENOTRECOVERABLE;
	}
	pr_info("nvgre: lpm self-test: pass\n");
	return 0;
}
