/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVGRE_MISS_H
#define _NVGRE_MISS_H

#include "nvgre.h"

void nvgre_miss(const struct nvgre_vsid *v, const struct in6_addr *ca,
		enum nvgre_drop reason);

#endif /* _NVGRE_MISS_H */
