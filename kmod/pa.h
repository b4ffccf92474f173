/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVGRE_PA_H
#define _NVGRE_PA_H

#include "nvgre.h"

struct netlink_ext_ack;

/**
 * struct nvgre_pa - a provider address of this host
 * @node: in nvgre_net.pa_hash, if assigned; nvgre_net.lock, RCU
 * @addr: the address
 * @id: key in nvgre_net.pas
 * @owner: who made it
 * @oif: the device it is bound to, or 0: accept and send there only
 * @l3mdev: L3 master device of the device it is on, or 0
 * @ifindex: device it is on
 * @mtu: largest inner packet by the MTU of that device
 * @assigned: it is on a device of the namespace, or of @oif
 * @rcu: for freeing
 *
 * Never changes while the packet path can see it: a change is a replacement
 * of the whole, in nvgre_pas_refresh(). Written under RTNL and nvgre_net.lock.
 */
struct nvgre_pa {
	struct hlist_node node;
	struct in6_addr addr;
	u32 id;
	u32 owner;
	int oif;
	int l3mdev;
	int ifindex;
	unsigned int mtu;
	bool assigned;
	struct rcu_head rcu;
};

struct nvgre_pa *nvgre_pa_find(struct nvgre_net *nn,
			       const struct in6_addr *addr);

/* True if @pa can be the source of packets to @remote. */
static inline bool nvgre_pa_serves(const struct nvgre_pa *pa,
				   const struct in6_addr *remote)
{
	return pa->assigned && nvgre_is_v4(&pa->addr) == nvgre_is_v4(remote);
}

/* These need RTNL and nvgre_net.lock. */
struct nvgre_pa *nvgre_pa_get_exact(struct nvgre_net *nn,
				    const struct in6_addr *addr);
int nvgre_pa_set(struct nvgre_net *nn, const struct in6_addr *addr, int oif,
		 u32 owner, bool create, bool replace, struct nvgre_pa **res,
		 struct netlink_ext_ack *extack);
void nvgre_pa_del(struct nvgre_net *nn, struct nvgre_pa *pa);
void nvgre_pas_refresh(struct nvgre_net *nn);
void nvgre_pas_flush(struct nvgre_net *nn);

#endif /* _NVGRE_PA_H */
