/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVGRE_LPM_H
#define _NVGRE_LPM_H

#include <linux/in6.h>
#include <linux/rcupdate.h>
#include <linux/types.h>
#include <net/ipv6.h>

struct mutex;
struct nvgre_lpm_node;

/**
 * struct nvgre_lpm_entry - a prefix and metric, embedded in the owner's route
 * @next: entry of the same prefix with the next higher metric; written under
 *	the table's mutex, read under RCU
 * @prefix: address with all bits after @plen zero; IPv4 is v4-mapped.
 *	Constant while the entry is in a table
 * @metric: the lowest wins; one entry for each prefix and metric. Constant
 *	while the entry is in a table
 * @plen: length of @prefix in bits, 0 to 128; for IPv4 96 more than its own.
 *	Constant while the entry is in a table
 */
struct nvgre_lpm_entry {
	struct nvgre_lpm_entry __rcu *next;
	struct in6_addr prefix;
	u32 metric;
	u8 plen;
};

/**
 * struct nvgre_lpm - a longest-prefix-match table
 * @root4: prefixes inside ::ffff:0:0/96, that is IPv4; apart from the others
 *	so that ::/0 does not catch IPv4
 * @root6: all other prefixes
 * @count: entries in the table; read it with READ_ONCE() without the mutex
 *
 * All members are written under one mutex, which the owner passes to each
 * function that writes; the roots are read under RCU. The table never owns
 * an entry.
 */
struct nvgre_lpm {
	struct nvgre_lpm_node __rcu *root4;
	struct nvgre_lpm_node __rcu *root6;
	u32 count;
};

void nvgre_lpm_init(struct nvgre_lpm *lpm);
struct nvgre_lpm_entry *nvgre_lpm_get(const struct nvgre_lpm *lpm,
				      const struct in6_addr *prefix, u8 plen,
				      u32 metric);
int nvgre_lpm_add(struct nvgre_lpm *lpm,
		  struct nvgre_lpm_entry *entry, struct mutex *lock);
void nvgre_lpm_replace(struct nvgre_lpm *lpm, struct nvgre_lpm_entry *old,
		       struct nvgre_lpm_entry *new, struct mutex *lock);
void nvgre_lpm_del(struct nvgre_lpm *lpm,
		   struct nvgre_lpm_entry *entry, struct mutex *lock);
void nvgre_lpm_flush(struct nvgre_lpm *lpm, struct mutex *lock,
		     void (*release)(struct nvgre_lpm_entry *entry));

struct nvgre_lpm_entry *nvgre_lpm_walk4(const struct nvgre_lpm_node *node,
					const struct in6_addr *addr);
struct nvgre_lpm_entry *nvgre_lpm_walk6(const struct nvgre_lpm_node *node,
					const struct in6_addr *addr);

/* Transmission holds only the _bh kind of read lock */
#define nvgre_lpm_dereference(p) \
	rcu_dereference_check(p, rcu_read_lock_bh_held())

/**
 * nvgre_lpm_find() - the longest prefix that holds an address
 * @lpm: the table
 * @addr: the address, IPv4 as v4-mapped
 *
 * An IPv4 address meets IPv4 prefixes only, and an IPv6 address IPv6 prefixes
 * only.
 *
 * Context: any, under rcu_read_lock() or rcu_read_lock_bh().
 * Return: of the longest prefix the entry with the lowest metric, borrowed for
 * the RCU section; NULL if no prefix holds @addr.
 */
static inline struct nvgre_lpm_entry *
nvgre_lpm_find(const struct nvgre_lpm *lpm, const struct in6_addr *addr)
{
	const struct nvgre_lpm_node *root;

	if (ipv6_addr_v4mapped(addr)) {
		root = nvgre_lpm_dereference(lpm->root4);
		return root ? nvgre_lpm_walk4(root, addr) : NULL;
	}
	root = nvgre_lpm_dereference(lpm->root6);
	return root ? nvgre_lpm_walk6(root, addr) : NULL;
}

#ifdef NVGRE_TEST
int nvgre_lpm_selftest(void);
#endif

#endif /* _NVGRE_LPM_H */
