// SPDX-License-Identifier: GPL-2.0
/*
 * The way in: from the underlay's IP layer to the routing domain's device, or
 * on to another host (forward.c).
 *
 * Packets are taken in a netfilter hook in front of conntrack, because there
 * is one slot for GRE in the IP layer and ip_gre has it.
 */
#include "receive.h"

#include <linux/if_arp.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <net/dsfield.h>
#include <net/dst_metadata.h>
#include <net/gre.h>
#include <net/inet_ecn.h>
#include <net/ip_tunnels.h>
#include <net/l3mdev.h>

#include "device.h"
#include "drop.h"
#include "encap.h"
#include "learn.h"
#include "pa.h"
#include "trace.h"
#include "vsid.h"

/* Whether packets for @pa may come in on @in. */
static bool nvgre_pa_accepts(const struct nvgre_pa *pa,
			     const struct net_device *in)
{
	/*
	 * NVGRE inside NVGRE, or from a tenant's other links, is a tenant's
	 * try at another tenant: provider addresses are in the underlay's L3
	 * domain only. Packets that a VRF shows a second time were seen the
	 * first time.
	 */
	if (nvgre_is_nvgre(in) || netif_is_l3_master(in))
		return false;
	if (pa->oif)
		return in->ifindex == pa->oif;
	return l3mdev_master_ifindex_rcu(in) == pa->l3mdev;
}

/* What is wrong with the flags. */
static enum nvgre_drop nvgre_flags_check(__be16 flags)
{
	if (likely(flags == NVGRE_GRE_KEY))
		return NVGRE_DROP_NONE;
	if (flags & NVGRE_GRE_VERSION)
		return NVGRE_DROP_RX_VERSION;
	if (flags & NVGRE_GRE_CSUM)
		return NVGRE_DROP_RX_CHECKSUM_BIT;
	if (flags & NVGRE_GRE_SEQ)
		return NVGRE_DROP_RX_SEQUENCE_BIT;
	if (flags & NVGRE_GRE_RESERVED)
		return NVGRE_DROP_RX_RESERVED_BITS;
	if (!(flags & NVGRE_GRE_KEY))
		return NVGRE_DROP_RX_NO_KEY;
	return NVGRE_DROP_NONE;
}

/* Undo the outer headers' marks on a packet that is now an inner frame. */
static void nvgre_scrub(struct nvgre_rx *rx, struct sk_buff *skb)
{
	skb_clear_hash(skb);
	__vlan_hwaccel_clear_tag(skb);
	skb_set_queue_mapping(skb, 0);
	skb_scrub_packet(skb, !net_eq(rx->nn->net, dev_net(rx->nvgre->dev)));
}

/* RFC 6040 section 4.2; may write to the inner header. */
static enum nvgre_drop nvgre_ecn(struct nvgre_rx *rx, struct sk_buff *skb)
{
	u8 inner = rx->proto == htons(ETH_P_IP) ? ip_hdr(skb)->tos :
						  ipv6_get_dsfield(ipv6_hdr(skb));
	unsigned int hlen = rx->proto == htons(ETH_P_IP) ?
			    sizeof(struct iphdr) : sizeof(struct ipv6hdr);
	u8 outer = rx->tos & INET_ECN_MASK;

	if (likely(outer == INET_ECN_NOT_ECT))
		return NVGRE_DROP_NONE;
	if (INET_ECN_is_not_ect(inner))
		return outer == INET_ECN_CE ? NVGRE_DROP_RX_ECN :
					      NVGRE_DROP_NONE;
	if (outer == INET_ECN_ECT_0)
		return NVGRE_DROP_NONE;
	if (skb_ensure_writable(skb, hlen))
		return NVGRE_DROP_RX_NOMEM;
	if (outer == INET_ECN_CE)
		INET_ECN_set_ce(skb);
	else
		INET_ECN_set_ect1(skb);
	return NVGRE_DROP_NONE;
}

/* The inner addresses; IPv4 header at skb->data. */
static enum nvgre_drop nvgre_parse4(struct nvgre_rx *rx, struct sk_buff *skb)
{
	const struct iphdr *iph;

	if (unlikely(!pskb_may_pull(skb, sizeof(*iph))))
		return NVGRE_DROP_RX_INNER_HEADER;
	iph = ip_hdr(skb);
	if (unlikely(iph->version != 4 || iph->ihl < 5 ||
		     ntohs(iph->tot_len) < iph->ihl * 4 ||
		     ntohs(iph->tot_len) > skb->len))
		return NVGRE_DROP_RX_INNER_HEADER;
	nvgre_addr_set4(&rx->saddr, iph->saddr);
	nvgre_addr_set4(&rx->daddr, iph->daddr);
	return NVGRE_DROP_NONE;
}

static enum nvgre_drop nvgre_parse6(struct nvgre_rx *rx, struct sk_buff *skb)
{
	const struct ipv6hdr *ip6h;

	if (unlikely(!pskb_may_pull(skb, sizeof(*ip6h))))
		return NVGRE_DROP_RX_INNER_HEADER;
	ip6h = ipv6_hdr(skb);
	if (unlikely(ip6h->version != 6 ||
		     ntohs(ip6h->payload_len) > skb->len - sizeof(*ip6h) ||
		     ipv6_addr_v4mapped(&ip6h->saddr) ||
		     ipv6_addr_v4mapped(&ip6h->daddr)))
		return NVGRE_DROP_RX_INNER_HEADER;
	rx->saddr = ip6h->saddr;
	rx->daddr = ip6h->daddr;
	return NVGRE_DROP_NONE;
}

/* The sender's address of an ARP packet is its inner source. */
static enum nvgre_drop nvgre_parse_arp(struct nvgre_rx *rx, struct sk_buff *skb)
{
	const struct arphdr *arp;
	__be32 sip, tip;
	const u8 *p;

	if (!pskb_may_pull(skb, sizeof(*arp) + 2 * (ETH_ALEN + 4)))
		return NVGRE_DROP_ARP_MALFORMED;
	arp = (const struct arphdr *)skb->data;
	p = (const u8 *)(arp + 1);
	if (arp->ar_hrd != htons(ARPHRD_ETHER) ||
	    arp->ar_pro != htons(ETH_P_IP) || arp->ar_hln != ETH_ALEN ||
	    arp->ar_pln != 4 || !ether_addr_equal(p, eth_hdr(skb)->h_source))
		return NVGRE_DROP_ARP_MALFORMED;
	memcpy(&sip, p + ETH_ALEN, 4);
	memcpy(&tip, p + 2 * ETH_ALEN + 4, 4);
	nvgre_addr_set4(&rx->saddr, sip);
	nvgre_addr_set4(&rx->daddr, tip);
	return NVGRE_DROP_NONE;
}

static enum nvgre_drop nvgre_parse(struct nvgre_rx *rx, struct sk_buff *skb)
{
	const struct ethhdr *eth = eth_hdr(skb);

	if (unlikely(!is_valid_ether_addr(eth->h_source)))
		return NVGRE_DROP_RX_INNER_MAC;
	rx->proto = eth->h_proto;
	switch (rx->proto) {
	case htons(ETH_P_IP):
		return nvgre_parse4(rx, skb);
	case htons(ETH_P_IPV6):
		return nvgre_parse6(rx, skb);
	case htons(ETH_P_ARP):
		return nvgre_parse_arp(rx, skb);
	case htons(ETH_P_8021Q):
	case htons(ETH_P_8021AD):
	case htons(ETH_P_QINQ1):
	case htons(ETH_P_QINQ2):
	case htons(ETH_P_QINQ3):
		return NVGRE_DROP_RX_INNER_VLAN;
	default:
		return NVGRE_DROP_RX_INNER_PROTO;
	}
}

/* Up the stack, as a packet that came in on the device. */
static void nvgre_deliver(struct nvgre_rx *rx, struct sk_buff *skb)
{
	struct net_device *dev = rx->nvgre->dev;

	skb->dev = dev;
	skb_reset_mac_header(skb);
	skb_reset_mac_len(skb);
	/*
	 * A NIC that merges packets has merged them by now, for the kernel's
	 * GRO looks into GRE. Only behind a device without GRO is it worth
	 * the while here.
	 */
	if (skb_is_gso(skb) || rx->in->features & NETIF_F_GRO ||
	    !(dev->features & NETIF_F_GRO))
		netif_receive_skb(skb);
	else
		gro_cells_receive(&rx->nvgre->cells, skb);
}

/* For whom is the frame: the gateway, everybody, or somebody else. */
static bool nvgre_for_us(const struct nvgre_rx *rx, struct sk_buff *skb)
{
	const struct ethhdr *eth = eth_hdr(skb);

	if (likely(ether_addr_equal(eth->h_dest, rx->v->mac.addr)))
		return true;
	if (is_broadcast_ether_addr(eth->h_dest))
		skb->pkt_type = PACKET_BROADCAST;
	else if (is_multicast_ether_addr(eth->h_dest))
		skb->pkt_type = PACKET_MULTICAST;
	else
		return false;
	return true;
}

/* An inner frame, its Ethernet header pulled and set as the MAC header. */
static void nvgre_rcv_frame(struct nvgre_rx *rx, struct sk_buff *skb)
{
	enum nvgre_drop reason;

	reason = nvgre_parse(rx, skb);
	if (unlikely(reason))
		goto drop;
	skb->protocol = rx->proto;
	if (likely(READ_ONCE(rx->nvgre->antispoof))) {
		reason = nvgre_spoof_check(rx, skb);
		if (unlikely(reason))
			goto drop;
	}

	nvgre_count_rx(rx->v, skb);
	trace_nvgre_decap(rx->v, skb, &rx->pa);
	rx->for_us = nvgre_for_us(rx, skb);
	if (rx->proto == htons(ETH_P_ARP)) {
		nvgre_respond_arp(rx, skb);
		return;
	}
	reason = nvgre_ecn(rx, skb);
	if (unlikely(reason))
		goto drop;
	/* To whomever it is sent: a hop limit of 254 is of no use to a VM. */
	if (rx->proto == htons(ETH_P_IPV6) && nvgre_respond_nd(rx, skb))
		return;
	if (likely(skb->pkt_type == PACKET_HOST)) {
		if (nvgre_forward(rx, skb))
			return;
		reason = NVGRE_DROP_RX_OTHER_HOST;
		if (unlikely(!rx->for_us))
			goto drop;
	}
	nvgre_deliver(rx, skb);
	return;

drop:
	nvgre_drop(rx->nn, rx->nvgre, skb, reason);
}

/* Take the outer headers off, which are linear, and the inner Ethernet one. */
static void nvgre_pull(struct sk_buff *skb, unsigned int len)
{
	if (unlikely(skb->ip_summed == CHECKSUM_COMPLETE))
		skb_pull_rcsum(skb, len);
	else
		__skb_pull(skb, len);
	skb_reset_network_header(skb);
	skb_set_mac_header(skb, -ETH_HLEN);
}

/* Whether GRE packets that are not ours may be another driver's. */
static bool nvgre_leave(const struct nvgre_net *nn)
{
	return READ_ONCE(nn->gretaps);
}

/*
 * A GRE packet to a provider address, its header @offset bytes into the
 * packet. Only Ethernet frames are ours. When this host has other devices
 * for such frames, those that are not ours for sure are left to them.
 */
static unsigned int nvgre_rcv(struct nvgre_rx *rx, struct sk_buff *skb,
			      unsigned int offset, bool fragment)
{
	enum nvgre_drop reason;
	struct nvgre_hdr *hdr;
	u32 vsid;

	if (unlikely(!pskb_may_pull(skb, offset + 4)))
		return NF_ACCEPT;
	hdr = (struct nvgre_hdr *)(skb->data + offset);
	if (hdr->proto != htons(ETH_P_TEB))
		return NF_ACCEPT;

	reason = nvgre_flags_check(hdr->flags);
	if (unlikely(reason))
		goto drop_or_leave;
	if (unlikely(!pskb_may_pull(skb, offset + sizeof(*hdr)))) {
		reason = NVGRE_DROP_RX_TRUNCATED;
		goto drop_or_leave;
	}
	hdr = (struct nvgre_hdr *)(skb->data + offset);
	vsid = nvgre_key_vsid(hdr->key);
	rx->v = nvgre_vsid_find(rx->nn, vsid);
	if (unlikely(!rx->v)) {
		reason = nvgre_vsid_valid(vsid) ? NVGRE_DROP_RX_VSID_UNKNOWN :
						  NVGRE_DROP_RX_VSID_RESERVED;
		goto drop_or_leave;
	}
	rx->nvgre = rx->v->nvgre;

	reason = NVGRE_DROP_RX_DEVICE_DOWN;
	if (unlikely(!(rx->nvgre->dev->flags & IFF_UP)))
		goto drop;
	reason = NVGRE_DROP_RX_FRAGMENT;
	if (unlikely(fragment))
		goto drop;
	reason = NVGRE_DROP_RX_TRUNCATED;
	if (unlikely(!pskb_may_pull(skb, offset + sizeof(*hdr) + ETH_HLEN)))
		goto drop;
	reason = NVGRE_DROP_RX_NOMEM;
	if (unlikely(iptunnel_pull_offloads(skb)))
		goto drop;

	nvgre_pull(skb, offset + sizeof(*hdr) + ETH_HLEN);
	nvgre_scrub(rx, skb);
	nvgre_rcv_frame(rx, skb);
	return NF_STOLEN;

drop_or_leave:
	if (nvgre_leave(rx->nn))
		return NF_ACCEPT;
drop:
	nvgre_drop(rx->nn, rx->v ? rx->nvgre : NULL, skb, reason);
	return NF_STOLEN;
}

static unsigned int nvgre_hook4(void *priv, struct sk_buff *skb,
				const struct nf_hook_state *state)
{
	struct nvgre_net *nn = priv;
	const struct iphdr *iph = ip_hdr(skb);
	struct nvgre_rx rx;
	struct nvgre_pa *pa;

	if (iph->protocol != IPPROTO_GRE && iph->protocol != IPPROTO_ICMP)
		return NF_ACCEPT;
	nvgre_addr_set4(&rx.local, iph->daddr);
	pa = nvgre_pa_find(nn, &rx.local);
	if (!pa || !nvgre_pa_accepts(pa, state->in))
		return NF_ACCEPT;
	if (unlikely(iph->protocol == IPPROTO_ICMP)) {
		nvgre_underlay_icmp4(nn, skb);
		return NF_ACCEPT;
	}
	/* The others have no header to look at, and wait for the first. */
	if (unlikely(iph->frag_off & htons(IP_OFFSET)))
		return NF_ACCEPT;

	rx.nn = nn;
	rx.v = NULL;
	nvgre_addr_set4(&rx.pa, iph->saddr);
	rx.in = state->in;
	rx.oif = pa->oif ?: pa->l3mdev;
	rx.tos = iph->tos;
	return nvgre_rcv(&rx, skb, iph->ihl * 4,
			 iph->frag_off & htons(IP_MF));
}

static unsigned int nvgre_hook6(void *priv, struct sk_buff *skb,
				const struct nf_hook_state *state)
{
	struct nvgre_net *nn = priv;
	const struct ipv6hdr *ip6h = ipv6_hdr(skb);
	u8 nexthdr = ip6h->nexthdr;
	int offset = sizeof(*ip6h);
	struct nvgre_rx rx;
	struct nvgre_pa *pa;
	__be16 frag = 0;

	pa = nvgre_pa_find(nn, &ip6h->daddr);
	if (!pa || !nvgre_pa_accepts(pa, state->in))
		return NF_ACCEPT;
	rx.pa = ip6h->saddr;
	rx.local = ip6h->daddr;
	rx.tos = ipv6_get_dsfield(ip6h);
	if (unlikely(nexthdr != IPPROTO_GRE)) {
		/* Linux' own ip6gre puts destination options in between. */
		offset = ipv6_skip_exthdr(skb, offset, &nexthdr, &frag);
		if (offset < 0 || frag & htons(IP6_OFFSET))
			return NF_ACCEPT;
		if (nexthdr == IPPROTO_ICMPV6)
			nvgre_underlay_icmp6(nn, skb);
		if (nexthdr != IPPROTO_GRE)
			return NF_ACCEPT;
	}

	rx.nn = nn;
	rx.v = NULL;
	rx.in = state->in;
	rx.oif = pa->oif ?: pa->l3mdev;
	return nvgre_rcv(&rx, skb, offset, frag & htons(IP6_MF));
}

/* In front of defragmentation: a fragment must be seen to be refused. */
static const struct nf_hook_ops nvgre_hook_ops[] = {
	{
		.hook = nvgre_hook4,
		.pf = NFPROTO_IPV4,
		.hooknum = NF_INET_PRE_ROUTING,
		.priority = NF_IP_PRI_RAW_BEFORE_DEFRAG,
	},
	{
		.hook = nvgre_hook6,
		.pf = NFPROTO_IPV6,
		.hooknum = NF_INET_PRE_ROUTING,
		.priority = NF_IP6_PRI_RAW_BEFORE_DEFRAG,
	},
};

/**
 * nvgre_hooks_get() - start to receive
 * @nn: namespace, which gets its first provider address
 *
 * Namespaces that do not use the module pay nothing for it.
 *
 * Context: process, nvgre_net.lock held.
 * Return: 0 or a negative error.
 */
int nvgre_hooks_get(struct nvgre_net *nn)
{
	unsigned int i;
	int err;

	lockdep_assert_held(&nn->lock);

	if (nn->hooked)
		return 0;
	for (i = 0; i < ARRAY_SIZE(nvgre_hook_ops); i++) {
		nn->hooks[i] = nvgre_hook_ops[i];
		nn->hooks[i].priv = nn;
	}
	err = nf_register_net_hooks(nn->net, nn->hooks,
				    ARRAY_SIZE(nn->hooks));
	nn->hooked = !err;
	return err;
}

/* Stop to receive: the last provider address went; nvgre_net.lock held. */
void nvgre_hooks_put(struct nvgre_net *nn)
{
	lockdep_assert_held(&nn->lock);

	if (nn->hooked)
		nf_unregister_net_hooks(nn->net, nn->hooks,
					ARRAY_SIZE(nn->hooks));
	nn->hooked = false;
}
