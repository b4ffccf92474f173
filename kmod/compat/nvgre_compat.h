/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What differs between the kernels we build for. Kbuild probes the headers of
 * the kernel at hand; nothing here asks for a version, because stable kernels
 * change these things within a series.
 */
#ifndef _NVGRE_COMPAT_H
#define _NVGRE_COMPAT_H

#include <linux/netdevice.h>
#include <net/genetlink.h>
#ifdef NVGRE_HAVE_NET_GSO_H
#include <net/gso.h>
#endif

/* Lockless transmit was a feature bit, and is a bit of the device now. */
static inline void nvgre_compat_lltx(struct net_device *dev)
{
#ifdef NVGRE_HAVE_DEV_LLTX
	dev->lltx = true;
#else
	dev->features |= NETIF_F_LLTX;
#endif
}

/* The attributes of a dump request, parsed and checked. */
static inline struct nlattr **nvgre_compat_dump_attrs(struct netlink_callback *cb)
{
#ifdef NVGRE_HAVE_GENL_INFO_DUMP
	return genl_info_dump(cb)->attrs;
#else
	return genl_dumpit_info(cb)->attrs;
#endif
}

/* Trace events name the source of a string once, or twice. */
#ifdef NVGRE_HAVE_ASSIGN_STR_1
#define nvgre_assign_str(dst, src)	__assign_str(dst)
#else
#define nvgre_assign_str(dst, src)	__assign_str(dst, src)
#endif

#endif /* _NVGRE_COMPAT_H */
