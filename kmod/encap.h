/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVGRE_ENCAP_H
#define _NVGRE_ENCAP_H

#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/skbuff.h>
#include <linux/types.h>

#include "nvgre.h"
#include "nvgre_compat.h"

struct dst_entry;
struct nvgre_remote;
struct sk_buff;

/* Key present, nothing else (RFC 7637 section 3.2). */
#define NVGRE_GRE_CSUM		htons(0x8000)
#define NVGRE_GRE_KEY		htons(0x2000)
#define NVGRE_GRE_SEQ		htons(0x1000)
#define NVGRE_GRE_VERSION	htons(0x0007)
/* Reserved bits that must be zero; 6 to 12 are ignored (RFC 2784 2.3). */
#define NVGRE_GRE_RESERVED	htons(0x4c00)

/**
 * struct nvgre_hdr - the NVGRE header on the wire (RFC 7637 section 3.2)
 * @flags: GRE flags and version
 * @proto: ETH_P_TEB
 * @key: VSID in the upper 24 bits, FlowID in the lower 8
 */
struct nvgre_hdr {
	__be16 flags;
	__be16 proto;
	__be32 key;
};

/**
 * struct nvgre_encap - how a packet is to be encapsulated
 * @v: subnet it goes to; its gateway MAC is the inner source
 * @dmac: inner destination MAC
 * @proto: inner EtherType, network byte order
 * @tos: inner traffic class
 * @hash: of the inner flow, 0 if there is none
 * @local: outer source, once the path is known
 * @dst: underlay route, once the path is known
 * @mtu: largest inner packet on that route, bytes from the IP header on
 */
struct nvgre_encap {
	struct nvgre_vsid *v;
	const u8 *dmac;
	__be16 proto;
	u8 tos;
	u32 hash;
	const struct in6_addr *local;
	struct dst_entry *dst;
	unsigned int mtu;
};

u32 nvgre_flow_hash4(const struct sk_buff *skb, const struct iphdr *iph);
u32 nvgre_flow_hash6(const struct sk_buff *skb, const struct ipv6hdr *ip6h);

enum nvgre_drop nvgre_encap_path(struct nvgre_encap *enc,
				 const struct nvgre_remote *remote);
void nvgre_encap_send(struct nvgre_encap *enc, struct sk_buff *skb,
		      const struct in6_addr *remote);
void nvgre_encap_init(void);

/* Whether the packet fits; a GSO packet does if its segments do. */
static inline bool nvgre_fits(const struct sk_buff *skb, unsigned int mtu)
{
	return skb->len <= mtu ||
	       (skb_is_gso(skb) && skb_gso_validate_network_len(skb, mtu));
}

#endif /* _NVGRE_ENCAP_H */
