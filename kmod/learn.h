/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVGRE_LEARN_H
#define _NVGRE_LEARN_H

#include <linux/jiffies.h>

#include "nvgre.h"
#include "record.h"

void nvgre_learn(struct nvgre_vsid *v, const struct in6_addr *ca,
		 const u8 *mac);

/* Traffic came from a learned record; written once a second at most. */
static inline void nvgre_learn_used(struct nvgre_record *rec)
{
	if (time_after(jiffies, READ_ONCE(rec->used) + HZ))
		WRITE_ONCE(rec->used, jiffies);
}

void nvgre_learn_init(struct nvgre_net *nn);
void nvgre_learn_uninit(struct nvgre_net *nn);
/* The learned records that an l2only record has let in; nvgre_net.lock. */
void nvgre_learn_flush_mac(struct nvgre_vsid *v, const u8 *mac);

#endif /* _NVGRE_LEARN_H */
