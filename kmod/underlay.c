// SPDX-License-Identifier: GPL-2.0
/*
 * What routers of the underlay tell a provider address about its packets.
 *
 * The IP layer hands ICMP errors to the owner of the GRE slot, which is not
 * us, so the path MTU is picked up here. An error must quote a packet that
 * this host can have sent: from a provider address, to a remote that records
 * point at, with a VSID of ours.
 */
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <net/ip6_checksum.h>
#include <net/ip6_route.h>
#include <net/route.h>

#include "encap.h"
#include "receive.h"
#include "remote.h"

static bool nvgre_quoted(struct nvgre_net *nn, const struct sk_buff *skb,
			 unsigned int offset, const struct in6_addr *remote)
{
	const struct nvgre_hdr *hdr;
	struct nvgre_hdr buf;

	hdr = skb_header_pointer(skb, offset, sizeof(buf), &buf);
	return hdr && hdr->flags == NVGRE_GRE_KEY &&
	       hdr->proto == htons(ETH_P_TEB) &&
	       nvgre_vsid_find(nn, nvgre_key_vsid(hdr->key)) &&
	       nvgre_remote_find(nn, remote);
}

/**
 * nvgre_underlay_icmp4() - learn from an ICMP message to a provider address
 * @nn: namespace
 * @skb: packet, from its IP header on; not changed
 *
 * Context: softirq, RCU.
 */
void nvgre_underlay_icmp4(struct nvgre_net *nn, struct sk_buff *skb)
{
	unsigned int offset = ip_hdrlen(skb);
	const struct iphdr *iph = ip_hdr(skb);
	const struct icmphdr *icmph;
	struct in6_addr remote;
	struct icmphdr ibuf;
	struct iphdr buf;
	__be32 outer_dst = iph->daddr;
	u32 mtu;

	if (ip_is_fragment(iph))
		return;
	icmph = skb_header_pointer(skb, offset, sizeof(ibuf), &ibuf);
	if (!icmph || icmph->type != ICMP_DEST_UNREACH ||
	    icmph->code != ICMP_FRAG_NEEDED)
		return;
	mtu = ntohs(icmph->un.frag.mtu);
	if (csum_fold(skb_checksum(skb, offset, skb->len - offset, 0)))
		return;

	offset += sizeof(ibuf);
	iph = skb_header_pointer(skb, offset, sizeof(buf), &buf);
	if (!iph || iph->protocol != IPPROTO_GRE || iph->ihl < 5 ||
	    iph->saddr != outer_dst)
		return;
	nvgre_addr_set4(&remote, iph->daddr);
	if (!nvgre_quoted(nn, skb, offset + iph->ihl * 4, &remote))
		return;

	/* It wants the quoted header at skb->data. */
	if (!pskb_may_pull(skb, offset + sizeof(buf)))
		return;
	__skb_pull(skb, offset);
	ipv4_update_pmtu(skb, nn->net, mtu, 0, IPPROTO_GRE);
	__skb_push(skb, offset);
}

/**
 * nvgre_underlay_icmp6() - learn from an ICMPv6 message to a provider address
 * @nn: namespace
 * @skb: packet, from its IP header on; not changed
 *
 * Context: softirq, RCU.
 */
void nvgre_underlay_icmp6(struct nvgre_net *nn, struct sk_buff *skb)
{
	const struct ipv6hdr *ip6h = ipv6_hdr(skb);
	struct in6_addr local = ip6h->daddr;
	unsigned int offset = sizeof(*ip6h);
	const struct icmp6hdr *icmph;
	struct icmp6hdr ibuf;
	struct ipv6hdr buf;
	__be32 mtu;

	if (ip6h->nexthdr != IPPROTO_ICMPV6)
		return;
	icmph = skb_header_pointer(skb, offset, sizeof(ibuf), &ibuf);
	if (!icmph || icmph->icmp6_type != ICMPV6_PKT_TOOBIG)
		return;
	mtu = icmph->icmp6_mtu;
	if (csum_ipv6_magic(&ip6h->saddr, &ip6h->daddr, skb->len - offset,
			    IPPROTO_ICMPV6,
			    skb_checksum(skb, offset, skb->len - offset, 0)))
		return;

	offset += sizeof(ibuf);
	ip6h = skb_header_pointer(skb, offset, sizeof(buf), &buf);
	if (!ip6h || ip6h->nexthdr != IPPROTO_GRE ||
	    !ipv6_addr_equal(&ip6h->saddr, &local) ||
	    !nvgre_quoted(nn, skb, offset + sizeof(buf), &ip6h->daddr))
		return;
	if (!pskb_may_pull(skb, offset + sizeof(buf)))
		return;
	__skb_pull(skb, offset);
	ip6_update_pmtu(skb, nn->net, mtu, 0, 0, INVALID_UID);
	__skb_push(skb, offset);
}
