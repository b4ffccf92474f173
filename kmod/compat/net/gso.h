/* SPDX-License-Identifier: GPL-2.0 */
/* GSO moved out of linux/netdevice.h into a header of its own. */
#ifndef _NVGRE_COMPAT_NET_GSO_H
#define _NVGRE_COMPAT_NET_GSO_H

#include <linux/netdevice.h>
#if __has_include_next(<net/gso.h>)
#include_next <net/gso.h>
#endif

#endif /* _NVGRE_COMPAT_NET_GSO_H */
