// SPDX-License-Identifier: GPL-2.0
/* Longest prefix match for customer routes.
 *
 * A binary trie without chains: a node is either the place of a prefix, or a
 * fork ("glue") that has two children and no entry. One writer, any number of
 * RCU readers.
 *
 * Each change shows itself to readers by one pointer store, and a node is
 * taken out only by a store that leads past it. A node that was taken out
 * keeps its children, which reach all that is below it and lives, as long as
 * a reader may stand on it. So a reader meets every prefix of its path that
 * was in the table during the whole of its walk.
 */

#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "lpm.h"

/* An address as two numbers of host byte order, the first bit on top of hi */
struct nvgre_lpm_key {
	u64 hi;
	u64 lo;
};

/**
 * struct nvgre_lpm_node - a prefix that has entries or two longer prefixes
 * @child: the longer prefixes, by the first bit after this one
 * @entries: lowest metric first; NULL for glue, which has both children
 * @key: bits of the prefix, others zero; constant
 * @plen: length of the prefix, 0 to 128; constant
 * @rcu: to free the node
 * @todo: in place of @rcu, the next node to free, for the writer that flushes
 *
 * All but the constants is written under the table's mutex and read under RCU.
 */
struct nvgre_lpm_node {
	struct nvgre_lpm_node __rcu *child[2];
	struct nvgre_lpm_entry __rcu *entries;
	struct nvgre_lpm_key key;
	u8 plen;
	union {
		struct rcu_head rcu;
		struct nvgre_lpm_node *todo;
	};
};

/* kmalloc() aligns what has this size, so a step of a walk costs one line */
static_assert(sizeof(struct nvgre_lpm_node) <= 64);

#define lpm_protected(p, lock) \
	rcu_dereference_protected(p, lockdep_is_held(lock))

static inline u64 lpm_addr_lo(const struct in6_addr *addr)
{
	return (u64)be32_to_cpu(addr->s6_addr32[2]) << 32 |
	       be32_to_cpu(addr->s6_addr32[3]);
}

static inline struct nvgre_lpm_key lpm_key(const struct in6_addr *addr)
{
	return (struct nvgre_lpm_key) {
		.hi = (u64)be32_to_cpu(addr->s6_addr32[0]) << 32 |
		      be32_to_cpu(addr->s6_addr32[1]),
		.lo = lpm_addr_lo(addr),
	};
}

static unsigned int lpm_bit(const struct nvgre_lpm_key *key, u8 pos)
{
	return (pos < 64 ? key->hi >> (63 - pos) : key->lo >> (127 - pos)) & 1;
}

static unsigned int lpm_common(const struct nvgre_lpm_key *a,
			       const struct nvgre_lpm_key *b)
{
	if (a->hi != b->hi)
		return 64 - fls64(a->hi ^ b->hi);
	return 128 - fls64(a->lo ^ b->lo);
}

static struct nvgre_lpm_key lpm_mask(struct nvgre_lpm_key key, u8 plen)
{
	if (plen <= 64) {
		key.hi = plen ? key.hi & (~0ULL << (64 - plen)) : 0;
		key.lo = 0;
	} else {
		key.lo &= ~0ULL << (128 - plen);
	}
	return key;
}

static bool lpm_same_key(const struct nvgre_lpm_key *a,
			 const struct nvgre_lpm_key *b)
{
	return a->hi == b->hi && a->lo == b->lo;
}

/**
 * nvgre_lpm_walk4() - nvgre_lpm_find() in a part that is not empty
 * @node: root of the IPv4 prefixes
 * @addr: a v4-mapped address
 *
 * Context: as nvgre_lpm_find().
 * Return: as nvgre_lpm_find().
 */
struct nvgre_lpm_entry *nvgre_lpm_walk4(const struct nvgre_lpm_node *node,
					const struct in6_addr *addr)
{
	struct nvgre_lpm_entry *entry, *best = NULL;
	u64 lo = lpm_addr_lo(addr), next;

	do {
		/* The first 96 bits are the same in all. What differs is
		 * shifted until the bit after the prefix is the lowest: above
		 * 1, the prefix itself differs. Doubled, for after the last
		 * bit there is one more.
		 */
		next = ((lo ^ node->key.lo) << 1) >> (-node->plen & 63);
		if (next > 1)
			break;
		entry = nvgre_lpm_dereference(node->entries);
		if (entry)
			best = entry;
		node = nvgre_lpm_dereference(node->child[next]);
	} while (node);
	return best;
}

/**
 * nvgre_lpm_walk6() - nvgre_lpm_find() in a part that is not empty
 * @node: root of the IPv6 prefixes
 * @addr: an address that is not v4-mapped
 *
 * Context: as nvgre_lpm_find().
 * Return: as nvgre_lpm_find().
 */
struct nvgre_lpm_entry *nvgre_lpm_walk6(const struct nvgre_lpm_node *node,
					const struct in6_addr *addr)
{
	struct nvgre_lpm_key key = lpm_key(addr);
	struct nvgre_lpm_entry *entry, *best = NULL;
	u64 next;

	do {
		u8 plen = node->plen;

		/* As for IPv4, in the half where the prefix ends */
		if (plen < 64)
			next = (key.hi ^ node->key.hi) >> (63 - plen);
		else if (key.hi != node->key.hi)
			break;
		else if (plen < 128)
			next = (key.lo ^ node->key.lo) >> (127 - plen);
		else
			next = key.lo == node->key.lo ? 0 : 2;
		if (next > 1)
			break;
		entry = nvgre_lpm_dereference(node->entries);
		if (entry)
			best = entry;
		node = nvgre_lpm_dereference(node->child[next]);
	} while (node);
	return best;
}

static bool lpm_covers(const struct nvgre_lpm_node *node,
		       const struct nvgre_lpm_key *key)
{
	u8 plen = node->plen;

	if (plen > 64)
		return key->hi == node->key.hi &&
		       !((key->lo ^ node->key.lo) >> (128 - plen));
	return !plen || !((key->hi ^ node->key.hi) >> (64 - plen));
}

/**
 * nvgre_lpm_init() - make a table empty
 * @lpm: the table, not yet seen by others
 */
void nvgre_lpm_init(struct nvgre_lpm *lpm)
{
	RCU_INIT_POINTER(lpm->root4, NULL);
	RCU_INIT_POINTER(lpm->root6, NULL);
	lpm->count = 0;
}

/**
 * nvgre_lpm_get() - the entry of exactly this prefix and metric
 * @lpm: the table
 * @prefix: the prefix, bits after @plen zero
 * @plen: its length in bits, 0 to 128
 * @metric: the metric
 *
 * Context: any, under rcu_read_lock() or the table's mutex.
 * Return: the entry, borrowed for the RCU section or while the mutex is held,
 * or NULL.
 */
struct nvgre_lpm_entry *nvgre_lpm_get(const struct nvgre_lpm *lpm,
				      const struct in6_addr *prefix, u8 plen,
				      u32 metric)
{
	struct nvgre_lpm_key key = lpm_key(prefix);
	const struct nvgre_lpm_node *node;
	struct nvgre_lpm_entry *entry = NULL;

	/* For callers that hold only the mutex, which is not known here */
	rcu_read_lock();
	node = ipv6_addr_v4mapped(prefix) ? rcu_dereference(lpm->root4) :
					    rcu_dereference(lpm->root6);
	while (node && node->plen < plen && lpm_covers(node, &key))
		node = rcu_dereference(node->child[lpm_bit(&key, node->plen)]);
	if (node && node->plen == plen && lpm_same_key(&node->key, &key)) {
		entry = rcu_dereference(node->entries);
		while (entry && entry->metric < metric)
			entry = rcu_dereference(entry->next);
		if (entry && entry->metric != metric)
			entry = NULL;
	}
	rcu_read_unlock();
	return entry;
}

static struct nvgre_lpm_node __rcu **lpm_root(struct nvgre_lpm *lpm,
					      const struct in6_addr *prefix)
{
	return ipv6_addr_v4mapped(prefix) ? &lpm->root4 : &lpm->root6;
}

static struct nvgre_lpm_node *lpm_node_alloc(struct nvgre_lpm_key key, u8 plen)
{
	struct nvgre_lpm_node *node;

	node = kzalloc(sizeof(*node), GFP_KERNEL_ACCOUNT);
	if (node) {
		node->key = lpm_mask(key, plen);
		node->plen = plen;
	}
	return node;
}

static int lpm_entries_add(struct nvgre_lpm_node *node,
			   struct nvgre_lpm_entry *entry, struct mutex *lock)
{
	struct nvgre_lpm_entry __rcu **pos = &node->entries;
	struct nvgre_lpm_entry *next;

	while ((next = lpm_protected(*pos, lock)) &&
	       next->metric < entry->metric)
		pos = &next->next;
	if (next && next->metric == entry->metric)
		return -EEXIST;

	RCU_INIT_POINTER(entry->next, next);
	rcu_assign_pointer(*pos, entry);
	return 0;
}

/**
 * nvgre_lpm_add() - put an entry into a table
 * @lpm: the table
 * @entry: the entry, prefix, length and metric filled in; to stay until
 *	nvgre_lpm_del(), nvgre_lpm_replace() or nvgre_lpm_flush() and a grace
 *	period after that
 * @lock: the table's mutex, held
 *
 * Context: process, may sleep.
 * Return: 0; -EEXIST if there is an entry of the same prefix and metric;
 * -EINVAL if the length is above 128 or a bit after it is set; -ENOMEM. After
 * an error the table is as before.
 */
int nvgre_lpm_add(struct nvgre_lpm *lpm, struct nvgre_lpm_entry *entry,
		  struct mutex *lock)
{
	struct nvgre_lpm_key key = lpm_key(&entry->prefix), masked;
	struct nvgre_lpm_node *node, *new, *glue;
	struct nvgre_lpm_node __rcu **slot;
	unsigned int common = 0;
	u8 plen = entry->plen;
	int err;

	lockdep_assert_held(lock);

	if (plen > 128)
		return -EINVAL;
	masked = lpm_mask(key, plen);
	if (!lpm_same_key(&masked, &key))
		return -EINVAL;

	slot = lpm_root(lpm, &entry->prefix);
	while ((node = lpm_protected(*slot, lock))) {
		common = min3(lpm_common(&key, &node->key),
			      (unsigned int)plen, (unsigned int)node->plen);
		if (common < node->plen)
			break;
		if (node->plen == plen) {
			err = lpm_entries_add(node, entry, lock);
			if (err)
				return err;
			goto out;
		}
		slot = &node->child[lpm_bit(&key, node->plen)];
	}

	new = lpm_node_alloc(key, plen);
	if (!new)
		return -ENOMEM;

	if (!node) {
		glue = new;
	} else if (common == plen) {
		RCU_INIT_POINTER(new->child[lpm_bit(&node->key, plen)], node);
		glue = new;
	} else {
		glue = lpm_node_alloc(key, common);
		if (!glue) {
			kfree(new);
			return -ENOMEM;
		}
		RCU_INIT_POINTER(glue->child[lpm_bit(&key, common)], new);
		RCU_INIT_POINTER(glue->child[lpm_bit(&node->key, common)],
				 node);
	}
	RCU_INIT_POINTER(entry->next, NULL);
	RCU_INIT_POINTER(new->entries, entry);
	rcu_assign_pointer(*slot, glue);
out:
	WRITE_ONCE(lpm->count, lpm->count + 1);
	return 0;
}

/**
 * struct lpm_place - where an entry is in a table
 * @pos: what points to the entry
 * @node: the node of its prefix
 * @slot: what points to @node
 * @parent: the node above @node, or NULL
 * @parent_slot: what points to @parent, or NULL
 */
struct lpm_place {
	struct nvgre_lpm_entry __rcu **pos;
	struct nvgre_lpm_node *node;
	struct nvgre_lpm_node __rcu **slot;
	struct nvgre_lpm_node *parent;
	struct nvgre_lpm_node __rcu **parent_slot;
};

/* False, after a warning, if the table does not hold this very entry */
static bool lpm_locate(struct nvgre_lpm *lpm,
		       const struct nvgre_lpm_entry *entry,
		       struct lpm_place *at, struct mutex *lock)
{
	struct nvgre_lpm_key key = lpm_key(&entry->prefix);
	struct nvgre_lpm_entry *e;

	at->parent = NULL;
	at->parent_slot = NULL;
	at->slot = lpm_root(lpm, &entry->prefix);
	while ((at->node = lpm_protected(*at->slot, lock)) &&
	       at->node->plen < entry->plen) {
		at->parent = at->node;
		at->parent_slot = at->slot;
		at->slot = &at->node->child[lpm_bit(&key, at->node->plen)];
	}
	if (WARN_ON_ONCE(!at->node || at->node->plen != entry->plen ||
			 !lpm_same_key(&at->node->key, &key)))
		return false;

	at->pos = &at->node->entries;
	while ((e = lpm_protected(*at->pos, lock)) && e != entry)
		at->pos = &e->next;
	return !WARN_ON_ONCE(!e);
}

/**
 * nvgre_lpm_replace() - put one entry in another's place
 * @lpm: the table
 * @old: an entry of the table
 * @new: an entry of the same prefix, length and metric, not in a table
 * @lock: the table's mutex, held
 *
 * Readers see @old or @new, never neither. The caller frees @old after a grace
 * period.
 *
 * Context: process; does not sleep.
 */
void nvgre_lpm_replace(struct nvgre_lpm *lpm, struct nvgre_lpm_entry *old,
		       struct nvgre_lpm_entry *new, struct mutex *lock)
{
	struct lpm_place at;

	lockdep_assert_held(lock);

	if (WARN_ON_ONCE(!ipv6_addr_equal(&old->prefix, &new->prefix) ||
			 old->plen != new->plen || old->metric != new->metric))
		return;
	if (!lpm_locate(lpm, old, &at, lock))
		return;
	RCU_INIT_POINTER(new->next, lpm_protected(old->next, lock));
	rcu_assign_pointer(*at.pos, new);
}

/* A node that lost its last entry: it stays as glue, or goes */
static void lpm_node_del(const struct lpm_place *at, struct mutex *lock)
{
	struct nvgre_lpm_node *left = lpm_protected(at->node->child[0], lock);
	struct nvgre_lpm_node *right = lpm_protected(at->node->child[1], lock);
	struct nvgre_lpm_node *parent = at->parent;

	if (left && right)
		return;

	if (left || right || !parent || rcu_access_pointer(parent->entries)) {
		rcu_assign_pointer(*at->slot, left ?: right);
	} else {
		/* Glue above a leaf has no use without it */
		bool which = at->slot == &parent->child[0];

		rcu_assign_pointer(*at->parent_slot,
				   lpm_protected(parent->child[which], lock));
		kfree_rcu(parent, rcu);
	}
	kfree_rcu(at->node, rcu);
}

/**
 * nvgre_lpm_del() - take an entry out of a table
 * @lpm: the table
 * @entry: an entry of the table
 * @lock: the table's mutex, held
 *
 * The caller frees @entry after a grace period.
 *
 * Context: process; does not sleep.
 */
void nvgre_lpm_del(struct nvgre_lpm *lpm, struct nvgre_lpm_entry *entry,
		   struct mutex *lock)
{
	struct lpm_place at;

	lockdep_assert_held(lock);

	if (!lpm_locate(lpm, entry, &at, lock))
		return;
	rcu_assign_pointer(*at.pos, lpm_protected(entry->next, lock));
	if (!rcu_access_pointer(at.node->entries))
		lpm_node_del(&at, lock);
	WRITE_ONCE(lpm->count, lpm->count - 1);
}

static void lpm_flush_root(struct nvgre_lpm_node *todo, struct mutex *lock,
			   void (*release)(struct nvgre_lpm_entry *entry))
{
	struct nvgre_lpm_entry *entry, *next;
	struct nvgre_lpm_node *node, *child;
	int i;

	if (todo)
		todo->todo = NULL;
	while ((node = todo)) {
		todo = node->todo;
		for (i = 0; i < 2; i++) {
			child = lpm_protected(node->child[i], lock);
			if (child) {
				child->todo = todo;
				todo = child;
			}
		}
		entry = lpm_protected(node->entries, lock);
		kfree_rcu(node, rcu);
		for (; entry; entry = next) {
			next = lpm_protected(entry->next, lock);
			release(entry);
		}
		cond_resched();
	}
}

/**
 * nvgre_lpm_flush() - take all entries out of a table
 * @lpm: the table
 * @lock: the table's mutex, held
 * @release: called once for each entry, which is out of the table but which
 *	readers may still hold: it frees the entry after a grace period
 *
 * Context: process, may sleep.
 */
void nvgre_lpm_flush(struct nvgre_lpm *lpm, struct mutex *lock,
		     void (*release)(struct nvgre_lpm_entry *entry))
{
	struct nvgre_lpm_node *root4, *root6;

	lockdep_assert_held(lock);

	root4 = rcu_replace_pointer(lpm->root4, NULL, lockdep_is_held(lock));
	root6 = rcu_replace_pointer(lpm->root6, NULL, lockdep_is_held(lock));
	WRITE_ONCE(lpm->count, 0);
	lpm_flush_root(root4, lock, release);
	lpm_flush_root(root6, lock, release);
}
