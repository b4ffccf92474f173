/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVGRE_LOCAL_H
#define _NVGRE_LOCAL_H

#include <linux/hash.h>

#include "nvgre.h"

/**
 * struct nvgre_local - the gateway's own customer addresses
 * @rcu: for freeing
 * @filter: a bit is set for the hash of each address
 * @n: number of @addr
 * @addr: addresses of the device and of its L3 master device
 */
struct nvgre_local {
	struct rcu_head rcu;
	u64 filter;
	unsigned int n;
	struct in6_addr addr[];
};

static inline u64 nvgre_local_bit(const struct in6_addr *addr)
{
	return BIT_ULL(hash_32((__force u32)addr->s6_addr32[3], 6));
}

/**
 * nvgre_is_local() - is an address the gateway's own
 * @nvgre: routing domain
 * @addr: customer address
 *
 * Context: RCU.
 * Return: whether it is on the device or on its L3 master device.
 */
static inline bool nvgre_is_local(const struct nvgre_dev *nvgre,
				  const struct in6_addr *addr)
{
	const struct nvgre_local *local = rcu_dereference(nvgre->local);
	unsigned int i;

	if (!local || !(local->filter & nvgre_local_bit(addr)))
		return false;
	for (i = 0; i < local->n; i++)
		if (ipv6_addr_equal(&local->addr[i], addr))
			return true;
	return false;
}

/* RTNL; may sleep. */
void nvgre_local_refresh(struct nvgre_dev *nvgre);
void nvgre_local_flush(struct nvgre_dev *nvgre);

#endif /* _NVGRE_LOCAL_H */
