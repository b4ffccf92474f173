// SPDX-License-Identifier: GPL-2.0
/*
 * Putting an inner IP packet into NVGRE and onto the underlay. What is said
 * about the wire is said here; another encapsulation would replace this file
 * and the header checks of receive.c.
 */
#include "encap.h"

#include <linux/hash.h>
#include <linux/jhash.h>
#include <linux/netfilter.h>
#include <linux/random.h>
#include <net/dst.h>
#include <net/ip.h>
#include <net/ip_tunnels.h>
#include <net/ip6_route.h>
#include <net/neighbour.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/route.h>

#include "device.h"
#include "drop.h"
#include "remote.h"
#include "trace.h"
#include "vsid.h"

static u64 nvgre_hash_seed __read_mostly;

void nvgre_encap_init(void)
{
	nvgre_hash_seed = get_random_u64();
}

/* The ports, if the protocol has some where TCP has them. */
static u32 nvgre_flow_ports(const struct sk_buff *skb, u8 proto,
			    unsigned int offset)
{
	const __be32 *ports;
	__be32 buf;

	switch (proto) {
	case IPPROTO_TCP:
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
	case IPPROTO_SCTP:
	case IPPROTO_DCCP:
		break;
	default:
		return 0;
	}
	ports = skb_header_pointer(skb, offset, sizeof(buf), &buf);
	return ports ? (__force u32)*ports : 0;
}

/* Spreads load, no more: who can predict it gains nothing. */
static u32 nvgre_flow_mix(u64 ends, u64 ports)
{
	u64 hash = (ends ^ nvgre_hash_seed) * GOLDEN_RATIO_64;

	hash = ((hash ^ hash >> 32) + ports) * GOLDEN_RATIO_64;
	return hash >> 32;
}

/**
 * nvgre_flow_hash4() - hash of an inner flow
 * @skb: packet
 * @iph: its inner IPv4 header, at skb->data
 *
 * All fragments of a datagram have the same hash, as only the first one has
 * ports.
 *
 * Return: the hash.
 */
u32 nvgre_flow_hash4(const struct sk_buff *skb, const struct iphdr *iph)
{
	u64 ends = (u64)(__force u32)iph->saddr << 32 |
		   (__force u32)iph->daddr;
	u32 ports = 0;

	if (likely(!ip_is_fragment(iph)))
		ports = nvgre_flow_ports(skb, iph->protocol, iph->ihl * 4);
	return nvgre_flow_mix(ends, (u64)ports << 8 | iph->protocol);
}

/**
 * nvgre_flow_hash6() - hash of an inner flow
 * @skb: packet
 * @ip6h: its inner IPv6 header, at skb->data
 *
 * Return: the hash.
 */
u32 nvgre_flow_hash6(const struct sk_buff *skb, const struct ipv6hdr *ip6h)
{
	u32 ports = nvgre_flow_ports(skb, ip6h->nexthdr, sizeof(*ip6h));
	u32 ends = jhash2((const u32 *)&ip6h->saddr, 8, 0);

	/*
	 * Extension headers hide the ports, and a fragment's is one of them:
	 * with them, the addresses alone make the flow.
	 */
	return nvgre_flow_mix(ends,
			      ports ? (u64)ports << 8 | ip6h->nexthdr : 0);
}

/**
 * nvgre_encap_path() - choose the path of a packet
 * @enc: encapsulation; hash is set, local, dst and mtu will be
 * @remote: where the packet goes
 *
 * Context: softirq or BH disabled, RCU; the result is good in this section.
 * Return: 0 or why there is no path.
 */
enum nvgre_drop nvgre_encap_path(struct nvgre_encap *enc,
				 const struct nvgre_remote *remote)
{
	unsigned int overhead = nvgre_is_v4(&remote->addr) ? NVGRE_OVERHEAD4 :
							     NVGRE_OVERHEAD6;
	const struct nvgre_paths *paths = rcu_dereference(remote->paths);
	const struct nvgre_path *path;
	unsigned int mtu;

	if (unlikely(READ_ONCE(remote->self)))
		return NVGRE_DROP_TX_SELF;
	if (unlikely(!paths))
		return NVGRE_DROP_TX_NO_PA;
	path = paths->path;
	if (paths->n > 1)
		path += reciprocal_scale(enc->hash, paths->n);

	enc->local = &path->local;
	enc->dst = nvgre_path_lookup(enc->v->nvgre->nn, path, remote);
	if (unlikely(!enc->dst))
		return NVGRE_DROP_TX_NO_ROUTE;
	if (unlikely(nvgre_is_nvgre(enc->dst->dev)))
		return NVGRE_DROP_TX_RECURSION;
	mtu = dst_mtu(enc->dst);
	enc->mtu = mtu > overhead ? mtu - overhead : 0;
	return NVGRE_DROP_NONE;
}

/* Let segmentation and checksums be done behind us, where they are wanted. */
static int nvgre_offloads(struct sk_buff *skb)
{
	if (likely(!skb_is_gso(skb) && skb->ip_summed != CHECKSUM_PARTIAL)) {
		skb->ip_summed = CHECKSUM_NONE;
		skb->encapsulation = 0;
		return 0;
	}
	return iptunnel_handle_offloads(skb, SKB_GSO_GRE);
}

/* Inner Ethernet and NVGRE headers; the headroom is there. */
static int nvgre_push(const struct nvgre_encap *enc, struct sk_buff *skb,
		      u8 flow_id)
{
	union nvgre_mac mac = { .word = READ_ONCE(enc->v->mac.word) };
	struct nvgre_hdr *hdr;
	struct ethhdr *eth;
	int err;

	eth = __skb_push(skb, sizeof(*eth));
	ether_addr_copy(eth->h_dest, enc->dmac);
	ether_addr_copy(eth->h_source, mac.addr);
	eth->h_proto = enc->proto;
	skb_reset_mac_header(skb);

	err = nvgre_offloads(skb);
	if (unlikely(err))
		return err;
	skb_set_inner_protocol(skb, htons(ETH_P_TEB));

	hdr = __skb_push(skb, sizeof(*hdr));
	hdr->flags = NVGRE_GRE_KEY;
	hdr->proto = htons(ETH_P_TEB);
	hdr->key = nvgre_vsid_key(enc->v->id, flow_id);
	skb_reset_transport_header(skb);
	return 0;
}

/* The outer traffic class: DSCP as configured, ECN copied (RFC 6040 4.1). */
static u8 nvgre_outer_tos(const struct nvgre_dev *nvgre, u8 inner)
{
	u8 dscp = READ_ONCE(nvgre->dscp);

	if (dscp == NVGRE_DSCP_INHERIT)
		return inner;
	return dscp << 2 | (inner & INET_ECN_MASK);
}

static void nvgre_push4(const struct nvgre_encap *enc, struct sk_buff *skb,
			const struct in6_addr *remote)
{
	const struct nvgre_dev *nvgre = enc->v->nvgre;
	struct iphdr *iph = __skb_push(skb, sizeof(*iph));
	u8 ttl = READ_ONCE(nvgre->ttl);

	skb_reset_network_header(skb);
	iph->version = 4;
	iph->ihl = sizeof(*iph) / 4;
	iph->tos = nvgre_outer_tos(nvgre, enc->tos);
	/* Never fragmented, so the ID need not be unique (RFC 6864). */
	iph->id = 0;
	iph->frag_off = htons(IP_DF);
	iph->ttl = ttl ?: READ_ONCE(nvgre->nn->net->ipv4.sysctl_ip_default_ttl);
	iph->protocol = IPPROTO_GRE;
	iph->saddr = nvgre_addr_get4(enc->local);
	iph->daddr = nvgre_addr_get4(remote);
	memset(IPCB(skb), 0, sizeof(*IPCB(skb)));
	skb->protocol = htons(ETH_P_IP);
}

static void nvgre_push6(const struct nvgre_encap *enc, struct sk_buff *skb,
			const struct in6_addr *remote)
{
	const struct nvgre_dev *nvgre = enc->v->nvgre;
	struct ipv6hdr *ip6h = __skb_push(skb, sizeof(*ip6h));
	u8 ttl = READ_ONCE(nvgre->ttl);

	skb_reset_network_header(skb);
	/* The flow label spreads load where the key is not looked at. */
	ip6_flow_hdr(ip6h, nvgre_outer_tos(nvgre, enc->tos),
		     htonl(enc->hash) & IPV6_FLOWLABEL_MASK);
	ip6h->nexthdr = IPPROTO_GRE;
	ip6h->hop_limit = ttl ?: ip6_dst_hoplimit(enc->dst);
	ip6h->saddr = *enc->local;
	ip6h->daddr = *remote;
	memset(IP6CB(skb), 0, sizeof(*IP6CB(skb)));
	skb->protocol = htons(ETH_P_IPV6);
}

/* The rest of ip_output() for a packet that needs none of what is in between. */
static int nvgre_out4_neigh(struct net *net, struct sock *sk,
			    struct sk_buff *skb)
{
	struct rtable *rt = skb_rtable(skb);
	struct neighbour *neigh;
	bool v6gw = false;

	IP_UPD_PO_STATS(net, IPSTATS_MIB_OUT, skb->len);
	rcu_read_lock();
	neigh = ip_neigh_for_gw(rt, skb, &v6gw);
	if (IS_ERR(neigh))
		nvgre_drop(nvgre_net(net), NULL, skb, NVGRE_DROP_TX_NO_ROUTE);
	else
		neigh_output(neigh, skb, v6gw);
	rcu_read_unlock();
	return 0;
}

/*
 * Send an IPv4 packet. It is known to fit, so that without a socket, IPsec or
 * another tunnel behind the route ip_local_out() has no more to do than this.
 */
static void nvgre_out4(struct net *net, struct dst_entry *dst,
		       struct sk_buff *skb)
{
	if (skb->sk || dst->output != ip_output || dst->lwtstate) {
		ip_local_out(net, NULL, skb);
		return;
	}
	iph_set_totlen(ip_hdr(skb), skb->len);
	ip_send_check(ip_hdr(skb));
	if (nf_hook(NFPROTO_IPV4, NF_INET_LOCAL_OUT, net, NULL, skb, NULL,
		    dst->dev, dst_output) != 1)
		return;
	if (unlikely(skb_dst(skb) != dst)) {
		dst_output(net, NULL, skb);
		return;
	}
	skb->dev = dst->dev;
	NF_HOOK(NFPROTO_IPV4, NF_INET_POST_ROUTING, net, NULL, skb, NULL,
		dst->dev, nvgre_out4_neigh);
}

/**
 * nvgre_encap_send() - encapsulate a packet and send it
 * @enc: encapsulation, complete
 * @skb: packet, from its inner IP header (or ARP header) on, scrubbed of what
 *	it has from where it was before; consumed
 * @remote: outer destination
 *
 * The packet has been found to fit. The outer packet is no connection's and
 * is not tracked. Counts the packet, or its drop.
 *
 * Context: softirq or BH disabled, RCU.
 */
void nvgre_encap_send(struct nvgre_encap *enc, struct sk_buff *skb,
		      const struct in6_addr *remote)
{
	struct nvgre_dev *nvgre = enc->v->nvgre;
	struct net *net = nvgre->nn->net;
	bool v4 = nvgre_is_v4(remote);
	u8 flow_id = READ_ONCE(nvgre->flow_id) ? enc->hash >> 24 : 0;

	if (skb_cow_head(skb, LL_RESERVED_SPACE(enc->dst->dev) +
			      (v4 ? NVGRE_OVERHEAD4 : NVGRE_OVERHEAD6)))
		goto drop;
	trace_nvgre_encap(enc->v, skb, remote, flow_id);
	nvgre_count_tx(enc->v, skb);

	skb_clear_hash_if_not_l4(skb);
	if (nvgre_push(enc, skb, flow_id))
		goto drop;
	skb_dst_set_noref(skb, enc->dst);
	nf_ct_set(skb, NULL, IP_CT_UNTRACKED);
	if (v4) {
		nvgre_push4(enc, skb, remote);
		nvgre_out4(net, enc->dst, skb);
	} else {
		nvgre_push6(enc, skb, remote);
		ip6_local_out(net, NULL, skb);
	}
	return;

drop:
	nvgre_drop(nvgre->nn, nvgre, skb, NVGRE_DROP_TX_NOMEM);
}
