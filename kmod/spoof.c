// SPDX-License-Identifier: GPL-2.0
/*
 * Is a sender who it says it is? Its customer address, its MAC and its
 * provider address must belong together by the records of its subnet.
 */
#include "drop.h"
#include "learn.h"
#include "local.h"
#include "receive.h"
#include "record.h"
#include "remote.h"
#include "route.h"

static enum nvgre_drop nvgre_spoof_record(const struct nvgre_record *rec,
					  const struct in6_addr *pa,
					  const u8 *mac)
{
	if (unlikely(!ether_addr_equal(rec->mac.mac, mac)))
		return NVGRE_DROP_RX_SPOOF_MAC;
	if (unlikely(!ipv6_addr_equal(&rec->remote->addr, pa)))
		return NVGRE_DROP_RX_SPOOF_PA;
	return NVGRE_DROP_NONE;
}

/*
 * An address that is beyond a router of the tenant, or in another subnet of
 * the routing domain, whose packets came through the distributed router.
 */
static bool nvgre_spoof_routed(const struct nvgre_rx *rx, const u8 *mac)
{
	const struct nvgre_record *rec;
	const struct nvgre_route *route;

	route = nvgre_route_find(rx->v, &rx->saddr);
	if (!route)
		return false;
	rec = nvgre_record_find(rx->nn, route->vsid->id,
				route->on_link ? &rx->saddr : &route->via);
	if (!rec || !ipv6_addr_equal(&rec->remote->addr, &rx->pa))
		return false;
	/* In its own subnet a router speaks for itself... */
	if (route->vsid == rx->v)
		return ether_addr_equal(rec->mac.mac, mac);
	/* ...in another one the distributed router of its host does. */
	return nvgre_mac_known(rx->nn, rx->v->id, mac, NULL);
}

static bool nvgre_spoof_wildcard(const struct nvgre_rx *rx, const u8 *mac)
{
	const struct nvgre_record *rec;

	rec = rcu_dereference(rx->v->wildcard[!nvgre_is_v4(&rx->saddr)]);
	return rec && ether_addr_equal(rec->mac.mac, mac) &&
	       ipv6_addr_equal(&rec->remote->addr, &rx->pa);
}

/* A sender without a record of its address. */
static enum nvgre_drop nvgre_spoof_other(const struct nvgre_rx *rx,
					 const u8 *mac)
{
	const struct nvgre_record *rec;

	if (!nvgre_addr_any(&rx->saddr) && !nvgre_addr_unicast(&rx->saddr))
		return NVGRE_DROP_RX_INNER_HEADER;
	/* Nobody may take the gateway's own addresses. */
	if (nvgre_is_local(rx->nvgre, &rx->saddr))
		return NVGRE_DROP_RX_SPOOF_CA;
	/* Probes and link-local addresses have no record: the MAC must do. */
	if (nvgre_addr_any(&rx->saddr) ||
	    (ipv6_addr_type(&rx->saddr) & IPV6_ADDR_LINKLOCAL))
		return nvgre_mac_known(rx->nn, rx->v->id, mac, &rx->pa) ?
		       NVGRE_DROP_NONE : NVGRE_DROP_RX_SPOOF_MAC;

	rec = nvgre_record_find_l2(rx->nn, rx->v->id, mac);
	if (rec) {
		if (!ipv6_addr_equal(&rec->remote->addr, &rx->pa))
			return NVGRE_DROP_RX_SPOOF_PA;
		nvgre_learn(rx->v, &rx->saddr, mac);
		return NVGRE_DROP_NONE;
	}
	if (nvgre_spoof_routed(rx, mac) || nvgre_spoof_wildcard(rx, mac))
		return NVGRE_DROP_NONE;
	return NVGRE_DROP_RX_SPOOF_CA;
}

/**
 * nvgre_spoof_check() - check a sender against the records
 * @rx: packet, parsed
 * @skb: packet, its MAC header is the inner frame's
 *
 * Context: softirq, RCU.
 * Return: 0 or why the packet is refused.
 */
enum nvgre_drop nvgre_spoof_check(const struct nvgre_rx *rx,
				  const struct sk_buff *skb)
{
	const u8 *mac = eth_hdr(skb)->h_source;
	struct nvgre_record *rec;

	rec = nvgre_record_find(rx->nn, rx->v->id, &rx->saddr);
	if (unlikely(!rec))
		return nvgre_spoof_other(rx, mac);
	if (unlikely(rec->learned))
		nvgre_learn_used(rec);
	return nvgre_spoof_record(rec, &rx->pa, mac);
}
