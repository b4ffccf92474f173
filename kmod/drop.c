// SPDX-License-Identifier: GPL-2.0
/*
 * Dropping packets, each with a reason that is counted and traced.
 */
#include "drop.h"

#include <linux/skbuff.h>

#include "trace.h"

/*
 * The kernel's nearest words for our reasons: modules cannot add their own
 * on the kernels we support.
 */
static enum skb_drop_reason nvgre_skb_reason(enum nvgre_drop reason)
{
	switch (reason) {
	case NVGRE_DROP_RX_TRUNCATED:
		return SKB_DROP_REASON_HDR_TRUNC;
	case NVGRE_DROP_RX_DEVICE_DOWN:
		return SKB_DROP_REASON_DEV_READY;
	case NVGRE_DROP_RX_INNER_PROTO:
	case NVGRE_DROP_TX_PROTO:
		return SKB_DROP_REASON_UNHANDLED_PROTO;
	case NVGRE_DROP_RX_INNER_HEADER:
	case NVGRE_DROP_TX_MALFORMED:
		return SKB_DROP_REASON_IP_INHDR;
	case NVGRE_DROP_RX_OTHER_HOST:
		return SKB_DROP_REASON_OTHERHOST;
	case NVGRE_DROP_RX_SPOOF_PA:
	case NVGRE_DROP_RX_SPOOF_MAC:
	case NVGRE_DROP_RX_SPOOF_CA:
		return SKB_DROP_REASON_IP_RPFILTER;
	case NVGRE_DROP_RX_NOMEM:
	case NVGRE_DROP_TX_NOMEM:
		return SKB_DROP_REASON_NOMEM;
	case NVGRE_DROP_TX_NO_RECORD:
	case NVGRE_DROP_TX_NO_NEXTHOP:
	case NVGRE_DROP_TX_NO_ROUTE:
		return SKB_DROP_REASON_IP_OUTNOROUTES;
	case NVGRE_DROP_TX_TOO_BIG:
		return SKB_DROP_REASON_PKT_TOO_BIG;
	default:
		return SKB_DROP_REASON_NOT_SPECIFIED;
	}
}

/**
 * nvgre_drop() - drop a packet
 * @nn: namespace
 * @nvgre: device, or NULL if it is not known
 * @skb: packet; freed
 * @reason: why
 *
 * Context: softirq or BH disabled.
 */
void nvgre_drop(struct nvgre_net *nn, const struct nvgre_dev *nvgre,
		struct sk_buff *skb, enum nvgre_drop reason)
{
	nvgre_drop_count(nn, nvgre, reason);
	trace_nvgre_drop(nvgre ? nvgre->dev : NULL, skb, reason);
	kfree_skb_reason(skb, nvgre_skb_reason(reason));
}

/* Add to @sum, indexed by reason, what the CPUs have counted. */
void nvgre_drops_sum(u64 *sum, const struct nvgre_drops __percpu *drops)
{
	unsigned int i;
	int cpu;

	for_each_possible_cpu(cpu)
		for (i = 0; i < NVGRE_DROPS; i++)
			sum[i] += READ_ONCE(per_cpu_ptr(drops, cpu)->n[i]);
}
