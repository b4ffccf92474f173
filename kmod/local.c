// SPDX-License-Identifier: GPL-2.0
/*
 * The gateway's own customer addresses, for the packet path: what is for them
 * goes up the stack and is never forwarded, and they are answered for in ARP
 * and neighbour discovery.
 */
#include "local.h"

#include <linux/inetdevice.h>
#include <linux/rtnetlink.h>
#include <net/addrconf.h>

/* Put the addresses of @dev into @local if it is given; return their number. */
static unsigned int nvgre_local_collect(struct net_device *dev,
					struct nvgre_local *local,
					unsigned int n, unsigned int max)
{
	struct in_device *in_dev = __in_dev_get_rtnl(dev);
	struct inet6_dev *in6_dev = __in6_dev_get(dev);
	const struct inet6_ifaddr *ifp;
	const struct in_ifaddr *ifa;

	if (in_dev) {
		in_dev_for_each_ifa_rtnl(ifa, in_dev) {
			if (local && n < max)
				nvgre_addr_set4(&local->addr[n],
						ifa->ifa_local);
			n++;
		}
	}
	if (in6_dev) {
		read_lock_bh(&in6_dev->lock);
		list_for_each_entry(ifp, &in6_dev->addr_list, if_list) {
			if (local && n < max)
				local->addr[n] = ifp->addr;
			n++;
		}
		read_unlock_bh(&in6_dev->lock);
	}
	return n;
}

static unsigned int nvgre_local_collect_all(struct net_device *dev,
					    struct nvgre_local *local,
					    unsigned int max)
{
	struct net_device *master = netdev_master_upper_dev_get(dev);
	unsigned int n;

	n = nvgre_local_collect(dev, local, 0, max);
	if (master && netif_is_l3_master(master))
		n = nvgre_local_collect(master, local, n, max);
	return n;
}

static void nvgre_local_replace(struct nvgre_dev *nvgre,
				struct nvgre_local *local)
{
	struct nvgre_local *old;

	old = rcu_replace_pointer(nvgre->local, local,
				  lockdep_rtnl_is_held());
	if (old)
		kfree_rcu(old, rcu);
}

/**
 * nvgre_local_refresh() - read the addresses of a device again
 * @nvgre: the device
 *
 * Addresses of IPv6 may come between counting and reading them; their
 * notifier then asks for another refresh.
 *
 * Context: process, RTNL held.
 */
void nvgre_local_refresh(struct nvgre_dev *nvgre)
{
	struct nvgre_local *local;
	unsigned int i, n;

	ASSERT_RTNL();

	n = nvgre_local_collect_all(nvgre->dev, NULL, 0);
	local = kzalloc(struct_size(local, addr, n), GFP_KERNEL_ACCOUNT);
	if (!local)
		return;
	local->n = min(n, nvgre_local_collect_all(nvgre->dev, local, n));
	for (i = 0; i < local->n; i++)
		local->filter |= nvgre_local_bit(&local->addr[i]);
	nvgre_local_replace(nvgre, local);
}

/* Forget them, when the device goes; RTNL. */
void nvgre_local_flush(struct nvgre_dev *nvgre)
{
	nvgre_local_replace(nvgre, NULL);
}
