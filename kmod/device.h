/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVGRE_DEVICE_H
#define _NVGRE_DEVICE_H

#include "nvgre.h"

extern const struct net_device_ops nvgre_netdev_ops;

/* Whether a device is of our kind, in whatever namespace. */
static inline bool nvgre_is_nvgre(const struct net_device *dev)
{
	return dev->netdev_ops == &nvgre_netdev_ops;
}

/* RTNL and nvgre_net.lock. */
void nvgre_devs_follow_mtu(struct nvgre_net *nn);
/* RTNL. */
void nvgre_devs_unregister(struct nvgre_net *nn, struct list_head *list);

void nvgre_dev_mac_set(struct nvgre_dev *nvgre, const u8 *mac);
void nvgre_dev_counters(struct nvgre_dev *nvgre, struct nvgre_counters *sum);

int nvgre_link_register(void);
void nvgre_link_unregister(void);

#endif /* _NVGRE_DEVICE_H */
