/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVGRE_RECEIVE_H
#define _NVGRE_RECEIVE_H

#include "nvgre.h"

struct nvgre_record;

/**
 * struct nvgre_rx - a packet on its way in
 * @nn: namespace
 * @v: subnet it came from, borrowed
 * @nvgre: its routing domain
 * @pa: outer source
 * @local: outer destination
 * @in: underlay device
 * @oif: device, or L3 master device, of an answer; or 0
 * @tos: outer traffic class
 * @saddr: inner source; unspecified if there is none
 * @daddr: inner destination; unspecified if there is none
 * @proto: inner EtherType, network byte order
 * @for_us: the inner destination MAC is the gateway's or a group's
 */
struct nvgre_rx {
	struct nvgre_net *nn;
	struct nvgre_vsid *v;
	struct nvgre_dev *nvgre;
	struct in6_addr pa;
	struct in6_addr local;
	const struct net_device *in;
	int oif;
	u8 tos;
	struct in6_addr saddr;
	struct in6_addr daddr;
	__be16 proto;
	bool for_us;
};

/* These need nvgre_net.lock. */
int nvgre_hooks_get(struct nvgre_net *nn);
void nvgre_hooks_put(struct nvgre_net *nn);

/* The steps of a packet on its way in, each in a file of its own. */
enum nvgre_drop nvgre_spoof_check(const struct nvgre_rx *rx,
				  const struct sk_buff *skb);
bool nvgre_forward(struct nvgre_rx *rx, struct sk_buff *skb);
void nvgre_respond_arp(struct nvgre_rx *rx, struct sk_buff *skb);
bool nvgre_respond_nd(struct nvgre_rx *rx, struct sk_buff *skb);
void nvgre_underlay_icmp4(struct nvgre_net *nn, struct sk_buff *skb);
void nvgre_underlay_icmp6(struct nvgre_net *nn, struct sk_buff *skb);

#endif /* _NVGRE_RECEIVE_H */
