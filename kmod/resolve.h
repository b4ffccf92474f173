/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVGRE_RESOLVE_H
#define _NVGRE_RESOLVE_H

#include "nvgre.h"

struct nvgre_record;
struct nvgre_route;

/**
 * struct nvgre_hop - where a customer address is
 * @rec: record that says MAC and provider address, borrowed; or NULL
 * @vsid: subnet the packet goes to, borrowed
 * @route: route that was used, borrowed; or NULL
 * @verdict: enum nvgre_verdict
 * @reason: enum nvgre_drop, why @rec is NULL
 */
struct nvgre_hop {
	const struct nvgre_record *rec;
	struct nvgre_vsid *vsid;
	const struct nvgre_route *route;
	u8 verdict;
	u8 reason;
};

bool nvgre_resolve(struct nvgre_vsid *from, const struct in6_addr *addr,
		   struct nvgre_hop *hop);

#endif /* _NVGRE_RESOLVE_H */
