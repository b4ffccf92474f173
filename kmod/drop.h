/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVGRE_DROP_H
#define _NVGRE_DROP_H

#include "nvgre.h"

struct sk_buff;

/**
 * nvgre_drop_count() - count a drop whose packet somebody else frees
 * @nn: namespace
 * @nvgre: device, or NULL if it is not known
 * @reason: why
 *
 * Context: softirq or BH disabled.
 */
static inline void nvgre_drop_count(struct nvgre_net *nn,
				    const struct nvgre_dev *nvgre,
				    enum nvgre_drop reason)
{
	this_cpu_inc((nvgre ? nvgre->drops : nn->drops)->n[reason]);
}

void nvgre_drop(struct nvgre_net *nn, const struct nvgre_dev *nvgre,
		struct sk_buff *skb, enum nvgre_drop reason);
void nvgre_drops_sum(u64 *sum, const struct nvgre_drops __percpu *drops);

#endif /* _NVGRE_DROP_H */
