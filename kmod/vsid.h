/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVGRE_VSID_H
#define _NVGRE_VSID_H

#include "nvgre.h"

struct netlink_ext_ack;

/**
 * struct nvgre_vsid_spec - what a subnet is to be
 * @mac: the gateway's MAC in it, or NULL for the device's
 * @owner: who makes it
 * @learn_limit: most learned records
 * @ageing: life of an unused learned record, seconds
 */
struct nvgre_vsid_spec {
	const u8 *mac;
	u32 owner;
	u32 learn_limit;
	u32 ageing;
};

/* These need nvgre_net.lock. */
struct nvgre_vsid *nvgre_vsid_add(struct nvgre_dev *nvgre, u32 id,
				  const struct nvgre_vsid_spec *spec,
				  struct netlink_ext_ack *extack);
void nvgre_vsid_change(struct nvgre_vsid *v,
		       const struct nvgre_vsid_spec *spec);
void nvgre_vsid_del(struct nvgre_vsid *v);
void nvgre_vsids_flush(struct nvgre_dev *nvgre);
void nvgre_vsid_map_free(struct nvgre_net *nn);

void nvgre_counters_sum(struct nvgre_counters *sum,
			const struct nvgre_counters __percpu *counters);
void nvgre_counters_add(struct nvgre_counters *sum,
			const struct nvgre_counters *add);

/* Count a packet; softirq or BH disabled. */
static inline void nvgre_count_rx(const struct nvgre_vsid *v,
				  const struct sk_buff *skb)
{
	this_cpu_add(v->counters->rx_packets,
		     max_t(u16, 1, skb_shinfo(skb)->gso_segs));
	this_cpu_add(v->counters->rx_bytes, skb->len);
}

static inline void nvgre_count_tx(const struct nvgre_vsid *v,
				  const struct sk_buff *skb)
{
	this_cpu_add(v->counters->tx_packets,
		     max_t(u16, 1, skb_shinfo(skb)->gso_segs));
	this_cpu_add(v->counters->tx_bytes, skb->len);
}

#endif /* _NVGRE_VSID_H */
