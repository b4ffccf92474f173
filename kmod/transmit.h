/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVGRE_TRANSMIT_H
#define _NVGRE_TRANSMIT_H

#include <linux/netdevice.h>

netdev_tx_t nvgre_xmit(struct sk_buff *skb, struct net_device *dev);

#endif /* _NVGRE_TRANSMIT_H */
