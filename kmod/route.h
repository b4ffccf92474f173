/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVGRE_ROUTE_H
#define _NVGRE_ROUTE_H

#include "nvgre.h"

struct netlink_ext_ack;

/**
 * struct nvgre_route - a customer route
 * @lpm: prefix, metric and place in the table
 * @nvgre: its routing domain
 * @from: subnet whose packets it is for, or NULL for all of them
 * @vsid: subnet the packet goes to
 * @via: next hop, a customer address of @vsid; unspecified if on-link
 * @on_link: the destination itself is in @vsid
 * @id: key in nvgre_dev.routes, kept by a replacement
 * @owner: who made it
 * @rcu: for freeing
 *
 * A route never changes: a change is a replacement. Made and deleted under
 * nvgre_net.lock, read under RCU.
 */
struct nvgre_route {
	struct nvgre_lpm_entry lpm;
	struct nvgre_dev *nvgre;
	struct nvgre_vsid *from;
	struct nvgre_vsid *vsid;
	struct in6_addr via;
	bool on_link;
	u32 id;
	u32 owner;
	struct rcu_head rcu;
};

/**
 * struct nvgre_route_spec - a route to be made
 * @from: see struct nvgre_route
 * @vsid: see struct nvgre_route
 * @prefix: destination; IPv4 as v4-mapped
 * @plen: its length, 0 to 128; 96 more than usual for IPv4
 * @metric: lowest wins
 * @via: next hop, or NULL
 * @owner: who makes it
 */
struct nvgre_route_spec {
	struct nvgre_vsid *from;
	struct nvgre_vsid *vsid;
	struct in6_addr prefix;
	u8 plen;
	u32 metric;
	const struct in6_addr *via;
	u32 owner;
};

static inline struct nvgre_route *nvgre_route_of(struct nvgre_lpm_entry *entry)
{
	return container_of(entry, struct nvgre_route, lpm);
}

/**
 * nvgre_route_find() - find the route of an address
 * @from: subnet the packet is from
 * @addr: destination
 *
 * The longest of the subnet's own routes, or else of its routing domain's.
 *
 * Context: RCU.
 * Return: the route, borrowed, or NULL.
 */
static inline struct nvgre_route *nvgre_route_find(const struct nvgre_vsid *from,
						   const struct in6_addr *addr)
{
	struct nvgre_lpm_entry *entry;

	entry = nvgre_lpm_find(&from->lpm, addr);
	if (!entry)
		entry = nvgre_lpm_find(&from->nvgre->lpm, addr);
	return entry ? nvgre_route_of(entry) : NULL;
}

/* These need nvgre_net.lock. */
struct nvgre_route *nvgre_route_get(struct nvgre_dev *nvgre,
				    const struct nvgre_route_spec *spec);
int nvgre_route_set(struct nvgre_dev *nvgre,
		    const struct nvgre_route_spec *spec, bool create,
		    bool replace, struct nvgre_route **res,
		    struct netlink_ext_ack *extack);
void nvgre_route_del(struct nvgre_route *route);
void nvgre_routes_flush_vsid(struct nvgre_vsid *v);

#endif /* _NVGRE_ROUTE_H */
