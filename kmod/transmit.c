// SPDX-License-Identifier: GPL-2.0
/*
 * The way out: what the stack routes to a routing domain's device.
 */
#include "transmit.h"

#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/inetdevice.h>
#include <net/icmp.h>
#include <net/dsfield.h>
#include <net/ip.h>
#include <net/ip6_fib.h>
#include <net/ipv6.h>
#include <net/route.h>

#include "device.h"
#include "drop.h"
#include "encap.h"
#include "miss.h"
#include "record.h"
#include "remote.h"
#include "resolve.h"
#include "route.h"
#include "vsid.h"

static void nvgre_send_one(struct nvgre_dev *nvgre, struct sk_buff *skb);

/* Addresses, traffic class and hash of a packet from the stack. */
static enum nvgre_drop nvgre_tx_parse(struct sk_buff *skb,
				      struct nvgre_encap *enc,
				      struct in6_addr *daddr)
{
	enc->proto = skb->protocol;
	switch (skb->protocol) {
	case htons(ETH_P_IP):
		if (!pskb_may_pull(skb, sizeof(struct iphdr)) ||
		    ip_hdr(skb)->version != 4 || ip_hdr(skb)->ihl < 5)
			return NVGRE_DROP_TX_MALFORMED;
		nvgre_addr_set4(daddr, ip_hdr(skb)->daddr);
		enc->tos = ip_hdr(skb)->tos;
		enc->hash = nvgre_flow_hash4(skb, ip_hdr(skb));
		return NVGRE_DROP_NONE;
	case htons(ETH_P_IPV6):
		if (!pskb_may_pull(skb, sizeof(struct ipv6hdr)) ||
		    ipv6_hdr(skb)->version != 6)
			return NVGRE_DROP_TX_MALFORMED;
		*daddr = ipv6_hdr(skb)->daddr;
		if (nvgre_is_v4(daddr))
			return NVGRE_DROP_TX_MALFORMED;
		enc->tos = ipv6_get_dsfield(ipv6_hdr(skb));
		enc->hash = nvgre_flow_hash6(skb, ipv6_hdr(skb));
		return NVGRE_DROP_NONE;
	default:
		return NVGRE_DROP_TX_PROTO;
	}
}

static int nvgre_send_fragment(struct net *net, struct sock *sk,
			       struct sk_buff *skb)
{
	nvgre_send_one(netdev_priv(skb->dev), skb);
	return 0;
}

/*
 * An IPv4 packet that may be fragmented is, before it is encapsulated; a GSO
 * packet is segmented first.
 */
static void nvgre_fragment(struct nvgre_dev *nvgre, struct sk_buff *skb,
			   unsigned int mtu)
{
	struct sk_buff *segs, *next;

	if (!skb_is_gso(skb)) {
		memset(IPCB(skb), 0, sizeof(*IPCB(skb)));
		IPCB(skb)->frag_max_size = mtu;
		skb->dev = nvgre->dev;
		/* What fails in there is freed there; fragments count apart. */
		if (ip_do_fragment(dev_net(nvgre->dev), skb->sk, skb,
				   nvgre_send_fragment))
			nvgre_drop_count(nvgre->nn, nvgre,
					 NVGRE_DROP_TX_NOMEM);
		return;
	}
	segs = skb_gso_segment(skb, nvgre->dev->features & ~NETIF_F_GSO_MASK);
	if (IS_ERR_OR_NULL(segs)) {
		nvgre_drop(nvgre->nn, nvgre, skb, NVGRE_DROP_TX_NOMEM);
		return;
	}
	consume_skb(skb);
	skb_list_walk_safe(segs, skb, next) {
		skb_mark_not_on_list(skb);
		nvgre_send_one(nvgre, skb);
	}
}

/* The packet does not fit: tell its source, or cut it to size. */
static void nvgre_too_big(struct nvgre_dev *nvgre, struct sk_buff *skb,
			  unsigned int mtu)
{
	if (skb->protocol == htons(ETH_P_IP)) {
		if (!(ip_hdr(skb)->frag_off & htons(IP_DF)) &&
		    skb_rtable(skb) && mtu >= ETH_MIN_MTU) {
			nvgre_fragment(nvgre, skb, mtu);
			return;
		}
		skb_dst_update_pmtu_no_confirm(skb, mtu);
		icmp_ndo_send(skb, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED,
			      htonl(mtu));
	} else {
		mtu = max_t(unsigned int, mtu, IPV6_MIN_MTU);
		skb_dst_update_pmtu_no_confirm(skb, mtu);
		icmpv6_ndo_send(skb, ICMPV6_PKT_TOOBIG, 0, mtu);
	}
	nvgre_drop(nvgre->nn, nvgre, skb, NVGRE_DROP_TX_TOO_BIG);
}

static void nvgre_unreachable(struct sk_buff *skb)
{
	if (skb->protocol == htons(ETH_P_IP))
		icmp_ndo_send(skb, ICMP_DEST_UNREACH, ICMP_HOST_UNREACH, 0);
	else
		icmpv6_ndo_send(skb, ICMPV6_DEST_UNREACH,
				ICMPV6_ADDR_UNREACH, 0);
}

/* Leave behind what the packet has from the tenant's side. */
static void nvgre_tx_send(struct nvgre_dev *nvgre, struct sk_buff *skb,
			  struct nvgre_encap *enc,
			  const struct nvgre_remote *remote)
{
	skb_scrub_packet(skb, !net_eq(nvgre->nn->net, dev_net(nvgre->dev)));
	nvgre_encap_send(enc, skb, &remote->addr);
}

/* One copy for each host of the subnet. */
static void nvgre_replicate(struct nvgre_dev *nvgre, struct sk_buff *skb,
			    struct nvgre_encap *enc)
{
	struct nvgre_net *nn = nvgre->nn;
	const struct nvgre_remote *remote;
	struct sk_buff *copy;
	bool sent = false;
	unsigned long id;
	void *count;

	xa_for_each(&enc->v->members, id, count) {
		enum nvgre_drop reason;

		remote = xa_load(&nn->remote_ids, id);
		if (!remote || READ_ONCE(remote->self))
			continue;
		sent = true;
		reason = nvgre_encap_path(enc, remote);
		if (!reason && !nvgre_fits(skb, enc->mtu))
			reason = NVGRE_DROP_TX_TOO_BIG;
		if (reason) {
			nvgre_drop_count(nn, nvgre, reason);
			continue;
		}
		copy = skb_clone(skb, GFP_ATOMIC);
		if (!copy) {
			nvgre_drop_count(nn, nvgre, NVGRE_DROP_TX_NOMEM);
			continue;
		}
		nvgre_tx_send(nvgre, copy, enc, remote);
	}
	if (sent)
		consume_skb(skb);
	else
		nvgre_drop(nn, nvgre, skb, NVGRE_DROP_TX_NO_MEMBER);
}

/* The MAC of a group (RFC 1112 section 6.4, RFC 2464 section 7). */
static void nvgre_group_mac(const struct in6_addr *group, u8 *mac)
{
	if (!nvgre_is_v4(group))
		ipv6_eth_mc_map(group, mac);
	else if (ipv4_is_multicast(nvgre_addr_get4(group)))
		ip_eth_mc_map(nvgre_addr_get4(group), mac);
	else
		eth_broadcast_addr(mac);
}

/*
 * The subnet that a group or broadcast address means, or NULL: the one of the
 * gateway, but for the broadcast address of an on-link route's prefix.
 */
static struct nvgre_vsid *nvgre_group(struct nvgre_vsid *gateway,
				      const struct sk_buff *skb,
				      const struct in6_addr *daddr)
{
	const struct rtable *rt = skb_rtable(skb);
	const struct nvgre_route *route;
	__be32 v4, mask;

	if (!nvgre_is_v4(daddr))
		return ipv6_addr_is_multicast(daddr) ? gateway : NULL;
	v4 = nvgre_addr_get4(daddr);
	if (ipv4_is_multicast(v4) || ipv4_is_lbcast(v4))
		return gateway;
	/* Host part not all ones: most packets end here. */
	if (likely((ntohl(v4) & 3) != 3))
		return NULL;
	route = nvgre_route_find(gateway, daddr);
	if (route && route->on_link && route->lpm.plen < 96 + 31) {
		mask = inet_make_mask(route->lpm.plen - 96);
		if (!(~v4 & ~mask))
			return route->vsid;
	}
	return rt && rt->rt_type == RTN_BROADCAST ? gateway : NULL;
}

static void nvgre_send_group(struct nvgre_dev *nvgre, struct sk_buff *skb,
			     struct nvgre_encap *enc,
			     const struct in6_addr *group)
{
	u8 mac[ETH_ALEN];

	nvgre_group_mac(group, mac);
	enc->dmac = mac;
	enc->hash = 0;
	nvgre_replicate(nvgre, skb, enc);
}

/* Resolve, encapsulate, send; @skb is consumed. */
static void nvgre_send_one(struct nvgre_dev *nvgre, struct sk_buff *skb)
{
	struct nvgre_vsid *gateway = rcu_dereference(nvgre->gateway);
	enum nvgre_drop reason;
	struct nvgre_encap enc;
	struct in6_addr daddr;
	struct nvgre_hop hop;

	reason = nvgre_tx_parse(skb, &enc, &daddr);
	if (unlikely(reason))
		goto drop;
	reason = NVGRE_DROP_TX_NO_VSID;
	if (unlikely(!gateway))
		goto drop;

	enc.v = nvgre_group(gateway, skb, &daddr);
	if (unlikely(enc.v)) {
		nvgre_send_group(nvgre, skb, &enc, &daddr);
		return;
	}
	if (unlikely(!nvgre_resolve(gateway, &daddr, &hop))) {
		reason = hop.reason;
		nvgre_miss(hop.vsid, &daddr, reason);
		nvgre_unreachable(skb);
		goto drop;
	}
	enc.v = hop.vsid;
	enc.dmac = hop.rec->mac.mac;
	reason = nvgre_encap_path(&enc, hop.rec->remote);
	if (unlikely(reason)) {
		nvgre_unreachable(skb);
		goto drop;
	}
	if (unlikely(!nvgre_fits(skb, enc.mtu))) {
		nvgre_too_big(nvgre, skb, enc.mtu);
		return;
	}
	nvgre_tx_send(nvgre, skb, &enc, hop.rec->remote);
	return;

drop:
	nvgre_drop(nvgre->nn, nvgre, skb, reason);
}

/**
 * nvgre_xmit() - transmit a packet from the stack
 * @skb: packet
 * @dev: device of kind nvgre
 *
 * Context: BH disabled.
 * Return: NETDEV_TX_OK; drops are counted.
 */
netdev_tx_t nvgre_xmit(struct sk_buff *skb, struct net_device *dev)
{
	rcu_read_lock();
	nvgre_send_one(netdev_priv(dev), skb);
	rcu_read_unlock();
	return NETDEV_TX_OK;
}
