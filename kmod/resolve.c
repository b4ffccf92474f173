// SPDX-License-Identifier: GPL-2.0
/*
 * From a customer address to the record of its next hop.
 */
#include "resolve.h"

#include "record.h"
#include "remote.h"
#include "route.h"
#include "trace.h"

static const struct nvgre_record *
nvgre_resolve_wildcard(struct nvgre_vsid *from, const struct in6_addr *addr)
{
	const struct nvgre_record *rec;

	rec = rcu_dereference(from->wildcard[!nvgre_is_v4(addr)]);
	/* This host being the gateway itself, there is no other one to ask. */
	if (rec && READ_ONCE(rec->remote->self))
		return NULL;
	return rec;
}

/**
 * nvgre_resolve() - find where a customer address is
 * @from: subnet that the packet is from
 * @addr: destination
 * @hop: result
 *
 * In this order: the record of the address in @from; the longest route of
 * @from, or else of its routing domain, and the record of its next hop; the
 * wildcard record of @from.
 *
 * Context: RCU.
 * Return: whether there is a record; @hop->reason says why not.
 */
bool nvgre_resolve(struct nvgre_vsid *from, const struct in6_addr *addr,
		   struct nvgre_hop *hop)
{
	struct nvgre_net *nn = from->nvgre->nn;
	const struct nvgre_route *route;

	hop->vsid = from;
	hop->route = NULL;
	hop->verdict = NVGRE_VERDICT_RECORD;
	hop->reason = NVGRE_DROP_NONE;
	hop->rec = nvgre_record_find(nn, from->id, addr);
	if (hop->rec)
		goto out;

	hop->reason = NVGRE_DROP_TX_NO_RECORD;
	route = nvgre_route_find(from, addr);
	if (route) {
		hop->route = route;
		hop->vsid = route->vsid;
		hop->verdict = NVGRE_VERDICT_ROUTE;
		hop->rec = nvgre_record_find(nn, route->vsid->id,
					     route->on_link ? addr :
							      &route->via);
		if (hop->rec)
			goto out;
		hop->reason = NVGRE_DROP_TX_NO_NEXTHOP;
	}

	hop->rec = nvgre_resolve_wildcard(from, addr);
	if (hop->rec) {
		hop->vsid = from;
		hop->verdict = NVGRE_VERDICT_WILDCARD;
	} else {
		hop->verdict = NVGRE_VERDICT_UNRESOLVED;
	}
out:
	trace_nvgre_resolve(from, addr, hop);
	return hop->rec;
}
