// SPDX-License-Identifier: GPL-2.0
/*
 * East-west: from one host of a routing domain to another, without entering
 * the host's own IP stack. Whatever needs more than a lookup and one off the
 * TTL is left to the stack, which also sends the ICMP errors.
 */
#include <net/dsfield.h>
#include <net/ip.h>
#include <net/ipv6.h>

#include "drop.h"
#include "encap.h"
#include "local.h"
#include "receive.h"
#include "record.h"
#include "remote.h"
#include "resolve.h"
#include "vsid.h"

/* An IPv4 packet that a plain router would just pass on. */
static bool nvgre_plain4(struct sk_buff *skb, struct nvgre_encap *enc)
{
	const struct iphdr *iph = ip_hdr(skb);
	unsigned int len = ntohs(iph->tot_len);

	if (iph->ihl != 5 || ip_is_fragment(iph) || iph->ttl <= 1 ||
	    ip_fast_csum(iph, 5))
		return false;
	if (skb->len != len && pskb_trim_rcsum(skb, len))
		return false;
	skb_set_transport_header(skb, sizeof(*iph));
	iph = ip_hdr(skb);
	enc->tos = iph->tos;
	enc->hash = nvgre_flow_hash4(skb, iph);
	return true;
}

static bool nvgre_plain6(struct sk_buff *skb, struct nvgre_encap *enc)
{
	const struct ipv6hdr *ip6h = ipv6_hdr(skb);
	unsigned int len = ntohs(ip6h->payload_len) + sizeof(*ip6h);

	/* No length, or extension headers that routers look at. */
	if (len == sizeof(*ip6h) || ip6h->nexthdr == NEXTHDR_HOP ||
	    ip6h->nexthdr == NEXTHDR_ROUTING || ip6h->hop_limit <= 1)
		return false;
	if ((ipv6_addr_type(&ip6h->saddr) | ipv6_addr_type(&ip6h->daddr)) &
	    IPV6_ADDR_LINKLOCAL)
		return false;
	if (skb->len != len && pskb_trim_rcsum(skb, len))
		return false;
	skb_set_transport_header(skb, sizeof(*ip6h));
	ip6h = ipv6_hdr(skb);
	enc->tos = ipv6_get_dsfield(ip6h);
	enc->hash = nvgre_flow_hash6(skb, ip6h);
	return true;
}

static bool nvgre_plain(const struct nvgre_rx *rx, struct sk_buff *skb,
			struct nvgre_encap *enc)
{
	/* Merged packets that cannot be put into GRE as they are. */
	if (skb_is_gso(skb) && !(skb_shinfo(skb)->gso_type &
				 (SKB_GSO_TCPV4 | SKB_GSO_TCPV6 |
				  SKB_GSO_UDP_L4)))
		return false;
	if (rx->proto == htons(ETH_P_IP))
		return nvgre_plain4(skb, enc);
	return nvgre_plain6(skb, enc);
}

static bool nvgre_take_ttl(const struct nvgre_rx *rx, struct sk_buff *skb)
{
	if (rx->proto == htons(ETH_P_IP)) {
		if (skb_ensure_writable(skb, sizeof(struct iphdr)))
			return false;
		ip_decrease_ttl(ip_hdr(skb));
	} else {
		if (skb_ensure_writable(skb, sizeof(struct ipv6hdr)))
			return false;
		ipv6_hdr(skb)->hop_limit--;
	}
	return true;
}

/**
 * nvgre_forward() - send a packet on to another host of its routing domain
 * @rx: packet, parsed and checked
 * @skb: packet, from its inner IP header on
 *
 * Frames for the MAC of another VM are sent on as well, for hosts that know
 * no way to it but this gateway.
 *
 * Context: softirq, RCU.
 * Return: true if the packet was consumed; else it is the caller's still.
 */
bool nvgre_forward(struct nvgre_rx *rx, struct sk_buff *skb)
{
	struct nvgre_encap enc;
	struct nvgre_hop hop;

	if (unlikely(!nvgre_addr_unicast(&rx->daddr) ||
		     !nvgre_addr_unicast(&rx->saddr) ||
		     nvgre_is_local(rx->nvgre, &rx->daddr)))
		return false;
	if (!nvgre_resolve(rx->v, &rx->daddr, &hop))
		return false;
	if (unlikely(!rx->for_us) &&
	    (hop.verdict != NVGRE_VERDICT_RECORD ||
	     !ether_addr_equal(hop.rec->mac.mac, eth_hdr(skb)->h_dest)))
		return false;

	if (unlikely(!nvgre_plain(rx, skb, &enc)))
		return false;
	enc.v = hop.vsid;
	enc.dmac = hop.rec->mac.mac;
	enc.proto = rx->proto;
	if (nvgre_encap_path(&enc, hop.rec->remote) ||
	    !nvgre_fits(skb, enc.mtu) || !nvgre_take_ttl(rx, skb))
		return false;

	/* A checksum of the whole packet is of no use to the sender's side. */
	if (skb->ip_summed == CHECKSUM_COMPLETE)
		skb->ip_summed = CHECKSUM_NONE;
	skb->priority = rt_tos2priority(enc.tos);
	this_cpu_inc(rx->v->counters->forwarded);
	nvgre_encap_send(&enc, skb, &hop.rec->remote->addr);
	return true;
}
