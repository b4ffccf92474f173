// SPDX-License-Identifier: GPL-2.0
/*
 * Answering ARP and neighbour discovery from policy. Nothing is flooded, and
 * what nobody knows is not answered.
 */
#include <linux/if_arp.h>
#include <net/dst.h>
#include <net/ip6_checksum.h>
#include <net/ndisc.h>

#include "drop.h"
#include "encap.h"
#include "local.h"
#include "receive.h"
#include "record.h"
#include "remote.h"
#include "vsid.h"

/*
 * Who has @addr, by the subnet's policy. A VM that asks for its own address
 * is finding out whether somebody else has it, and nobody has.
 */
static bool nvgre_who_has(const struct nvgre_rx *rx,
			  const struct in6_addr *addr, const u8 *asker,
			  u8 *mac, bool *gateway)
{
	const struct nvgre_record *rec;

	*gateway = nvgre_is_local(rx->nvgre, addr);
	if (*gateway) {
		ether_addr_copy(mac, rx->v->mac.addr);
		return true;
	}
	rec = nvgre_record_find(rx->nn, rx->v->id, addr);
	if (!rec || ether_addr_equal(rec->mac.mac, asker))
		return false;
	ether_addr_copy(mac, rec->mac.mac);
	return true;
}

/* Back to where the request came from. */
static void nvgre_reply(const struct nvgre_rx *rx, struct sk_buff *skb,
			const u8 *dmac, __be16 proto)
{
	struct nvgre_encap enc = {
		.v = rx->v,
		.dmac = dmac,
		.proto = proto,
		.local = &rx->local,
	};

	enc.dst = nvgre_path_route(rx->nn, &rx->local, rx->oif, &rx->pa);
	if (!enc.dst) {
		nvgre_drop(rx->nn, rx->nvgre, skb, NVGRE_DROP_TX_NO_ROUTE);
		return;
	}
	this_cpu_inc(rx->v->counters->replies);
	nvgre_encap_send(&enc, skb, &rx->pa);
	dst_release(enc.dst);
}

static struct sk_buff *nvgre_reply_alloc(const struct nvgre_rx *rx,
					 unsigned int len)
{
	unsigned int headroom = LL_MAX_HEADER + NVGRE_OVERHEAD6;
	struct sk_buff *skb = alloc_skb(headroom + len, GFP_ATOMIC);

	if (!skb)
		return NULL;
	skb_reserve(skb, headroom);
	skb->dev = rx->nvgre->dev;
	skb->priority = TC_PRIO_CONTROL;
	return skb;
}

/**
 * nvgre_respond_arp() - answer an ARP request
 * @rx: packet, parsed and checked
 * @skb: packet, from its ARP header on; consumed
 *
 * Context: softirq, RCU.
 */
void nvgre_respond_arp(struct nvgre_rx *rx, struct sk_buff *skb)
{
	const struct arphdr *arp = (const struct arphdr *)skb->data;
	u8 *asker = eth_hdr(skb)->h_source;
	struct sk_buff *reply;
	struct arphdr *rep;
	u8 mac[ETH_ALEN];
	bool gateway;
	u8 *p;

	if (arp->ar_op != htons(ARPOP_REQUEST)) {
		nvgre_drop(rx->nn, rx->nvgre, skb, NVGRE_DROP_ARP_MALFORMED);
		return;
	}
	if (!nvgre_addr_unicast(&rx->daddr) ||
	    !nvgre_who_has(rx, &rx->daddr, asker, mac, &gateway)) {
		nvgre_drop(rx->nn, rx->nvgre, skb, NVGRE_DROP_ARP_UNKNOWN);
		return;
	}
	reply = nvgre_reply_alloc(rx, sizeof(*rep) + 2 * (ETH_ALEN + 4));
	if (!reply) {
		nvgre_drop(rx->nn, rx->nvgre, skb, NVGRE_DROP_TX_NOMEM);
		return;
	}

	skb_reset_network_header(reply);
	rep = skb_put(reply, sizeof(*rep));
	*rep = (struct arphdr) {
		.ar_hrd = htons(ARPHRD_ETHER),
		.ar_pro = htons(ETH_P_IP),
		.ar_hln = ETH_ALEN,
		.ar_pln = 4,
		.ar_op = htons(ARPOP_REPLY),
	};
	p = skb_put(reply, 2 * (ETH_ALEN + 4));
	ether_addr_copy(p, mac);
	memcpy(p + ETH_ALEN, &rx->daddr.s6_addr32[3], 4);
	memcpy(p + ETH_ALEN + 4, asker, ETH_ALEN);
	memcpy(p + 2 * ETH_ALEN + 4, &rx->saddr.s6_addr32[3], 4);
	nvgre_reply(rx, reply, asker, htons(ETH_P_ARP));
	consume_skb(skb);
}

/* RFC 4861 section 7.1.1; @msg holds @len bytes. */
static bool nvgre_ns_valid(const struct ipv6hdr *ip6h, const struct nd_msg *msg,
			   unsigned int len, const u8 *asker)
{
	const u8 *opt = msg->opt;
	unsigned int left = len - sizeof(*msg);

	if (ip6h->hop_limit != 255 || msg->icmph.icmp6_code ||
	    ipv6_addr_is_multicast(&msg->target) ||
	    csum_ipv6_magic(&ip6h->saddr, &ip6h->daddr, len, IPPROTO_ICMPV6,
			    csum_partial(msg, len, 0)))
		return false;
	while (left >= 8) {
		unsigned int optlen = opt[1] * 8;

		if (!optlen || optlen > left)
			return false;
		if (opt[0] == ND_OPT_SOURCE_LL_ADDR &&
		    (ipv6_addr_any(&ip6h->saddr) ||
		     !ether_addr_equal(opt + 2, asker)))
			return false;
		opt += optlen;
		left -= optlen;
	}
	return !left;
}

static struct sk_buff *nvgre_na_build(const struct nvgre_rx *rx,
				      const struct in6_addr *target,
				      const u8 *mac, bool gateway)
{
	unsigned int len = sizeof(struct nd_msg) + 8;
	bool dad = ipv6_addr_any(&rx->saddr);
	struct sk_buff *skb;
	struct ipv6hdr *ip6h;
	struct nd_msg *na;

	skb = nvgre_reply_alloc(rx, sizeof(*ip6h) + len);
	if (!skb)
		return NULL;
	skb_reset_network_header(skb);
	ip6h = skb_put(skb, sizeof(*ip6h));
	ip6_flow_hdr(ip6h, 0, 0);
	ip6h->payload_len = htons(len);
	ip6h->nexthdr = IPPROTO_ICMPV6;
	ip6h->hop_limit = 255;
	ip6h->saddr = *target;
	/* Who has no address yet is told together with everybody else. */
	ip6h->daddr = dad ? in6addr_linklocal_allnodes : rx->saddr;

	na = skb_put_zero(skb, len);
	na->icmph.icmp6_type = NDISC_NEIGHBOUR_ADVERTISEMENT;
	na->icmph.icmp6_router = gateway;
	na->icmph.icmp6_solicited = !dad;
	na->icmph.icmp6_override = 1;
	na->target = *target;
	na->opt[0] = ND_OPT_TARGET_LL_ADDR;
	na->opt[1] = 1;
	ether_addr_copy(na->opt + 2, mac);
	na->icmph.icmp6_cksum = csum_ipv6_magic(&ip6h->saddr, &ip6h->daddr,
						len, IPPROTO_ICMPV6,
						csum_partial(na, len, 0));
	return skb;
}

static void nvgre_respond_ns(struct nvgre_rx *rx, struct sk_buff *skb,
			     unsigned int len)
{
	const struct nd_msg *msg = (const struct nd_msg *)(ipv6_hdr(skb) + 1);
	enum nvgre_drop reason = NVGRE_DROP_ND_MALFORMED;
	const u8 *asker = eth_hdr(skb)->h_source;
	struct in6_addr target;
	struct sk_buff *reply;
	u8 mac[ETH_ALEN];
	bool gateway;

	if (len < sizeof(*msg) ||
	    !nvgre_ns_valid(ipv6_hdr(skb), msg, len, asker))
		goto drop;
	reason = NVGRE_DROP_ND_UNKNOWN;
	target = msg->target;
	if (ipv6_addr_v4mapped(&target) ||
	    !nvgre_who_has(rx, &target, asker, mac, &gateway))
		goto drop;
	reason = NVGRE_DROP_TX_NOMEM;
	reply = nvgre_na_build(rx, &target, mac, gateway);
	if (!reply)
		goto drop;
	nvgre_reply(rx, reply, asker, htons(ETH_P_IPV6));
	consume_skb(skb);
	return;

drop:
	nvgre_drop(rx->nn, rx->nvgre, skb, reason);
}

/**
 * nvgre_respond_nd() - answer a neighbour solicitation
 * @rx: packet, parsed and checked
 * @skb: IPv6 packet from its inner IP header on
 *
 * Advertisements and redirects are nothing to the gateway, which knows from
 * policy where everybody is.
 *
 * Context: softirq, RCU.
 * Return: true if the packet was neighbour discovery, and consumed.
 */
bool nvgre_respond_nd(struct nvgre_rx *rx, struct sk_buff *skb)
{
	unsigned int len = ntohs(ipv6_hdr(skb)->payload_len);
	const struct icmp6hdr *icmph;

	if (ipv6_hdr(skb)->nexthdr != IPPROTO_ICMPV6 || len < sizeof(*icmph))
		return false;
	if (!pskb_may_pull(skb, sizeof(struct ipv6hdr) + sizeof(*icmph)))
		return false;
	icmph = (const struct icmp6hdr *)(ipv6_hdr(skb) + 1);
	switch (icmph->icmp6_type) {
	case NDISC_NEIGHBOUR_SOLICITATION:
		if (!pskb_may_pull(skb, sizeof(struct ipv6hdr) + len))
			break;
		nvgre_respond_ns(rx, skb, len);
		return true;
	case NDISC_NEIGHBOUR_ADVERTISEMENT:
	case NDISC_ROUTER_ADVERTISEMENT:
	case NDISC_REDIRECT:
		break;
	default:
		return false;
	}
	nvgre_drop(rx->nn, rx->nvgre, skb, NVGRE_DROP_ND_MALFORMED);
	return true;
}
