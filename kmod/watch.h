/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVGRE_WATCH_H
#define _NVGRE_WATCH_H

#include "nvgre.h"

int nvgre_watch_register(void);
void nvgre_watch_unregister(void);
void nvgre_refresh_work(struct work_struct *work);

#endif /* _NVGRE_WATCH_H */
