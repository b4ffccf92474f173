// SPDX-License-Identifier: GPL-2.0
/*
 * Provider addresses of this host: which they are, where they are, and the
 * MTU that follows from it.
 */
#include "pa.h"

#include <linux/inetdevice.h>
#include <linux/jhash.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/addrconf.h>
#include <net/l3mdev.h>

#include "device.h"
#include "netlink.h"
#include "receive.h"
#include "remote.h"

/* What the device of a provider address on the loopback may send, at least. */
#define NVGRE_UNDERLAY_MTU	1500

static u32 nvgre_pa_hash(const struct in6_addr *addr)
{
	return (__force u32)(addr->s6_addr32[3] ^ addr->s6_addr32[1]);
}

/**
 * nvgre_pa_find() - find an assigned provider address
 * @nn: namespace
 * @addr: address
 *
 * Context: RCU or nvgre_net.lock.
 * Return: the address, borrowed, or NULL.
 */
struct nvgre_pa *nvgre_pa_find(struct nvgre_net *nn,
			       const struct in6_addr *addr)
{
	struct nvgre_pa *pa;

	hash_for_each_possible_rcu(nn->pa_hash, pa, node, nvgre_pa_hash(addr),
				   lockdep_is_held(&nn->lock))
		if (ipv6_addr_equal(&pa->addr, addr))
			return pa;
	return NULL;
}

/* Find a provider address, assigned or not. */
struct nvgre_pa *nvgre_pa_get_exact(struct nvgre_net *nn,
				    const struct in6_addr *addr)
{
	struct nvgre_pa *pa;
	unsigned long id;

	lockdep_assert_held(&nn->lock);

	xa_for_each(&nn->pas, id, pa)
		if (ipv6_addr_equal(&pa->addr, addr))
			return pa;
	return NULL;
}

static bool nvgre_dev_has4(struct net_device *dev, __be32 addr)
{
	struct in_device *in_dev = __in_dev_get_rtnl(dev);
	const struct in_ifaddr *ifa;

	if (!in_dev)
		return false;
	in_dev_for_each_ifa_rtnl(ifa, in_dev)
		if (ifa->ifa_local == addr)
			return true;
	return false;
}

/* The device that has the address, or NULL; RTNL. */
static struct net_device *nvgre_pa_device(struct nvgre_net *nn,
					  const struct nvgre_pa *pa)
{
	struct net_device *dev;

	if (pa->oif) {
		dev = __dev_get_by_index(nn->net, pa->oif);
		if (!dev)
			return NULL;
		if (nvgre_is_v4(&pa->addr))
			return nvgre_dev_has4(dev, nvgre_addr_get4(&pa->addr)) ?
			       dev : NULL;
		return ipv6_chk_addr(nn->net, &pa->addr, dev, 1) ? dev : NULL;
	}

	for_each_netdev(nn->net, dev) {
		if (nvgre_is_v4(&pa->addr) ?
		    nvgre_dev_has4(dev, nvgre_addr_get4(&pa->addr)) :
		    ipv6_chk_addr(nn->net, &pa->addr, dev, 1))
			return dev;
	}
	return NULL;
}

/* Fill in what depends on the devices of the namespace. */
static void nvgre_pa_locate(struct nvgre_net *nn, struct nvgre_pa *pa)
{
	unsigned int overhead = nvgre_is_v4(&pa->addr) ? NVGRE_OVERHEAD4 :
							 NVGRE_OVERHEAD6;
	struct net_device *dev = nvgre_pa_device(nn, pa);
	unsigned int mtu;

	pa->assigned = dev;
	pa->ifindex = dev ? dev->ifindex : 0;
	pa->l3mdev = dev ? l3mdev_master_ifindex(dev) : 0;
	mtu = dev && !(dev->flags & IFF_LOOPBACK) ? READ_ONCE(dev->mtu) :
						    NVGRE_UNDERLAY_MTU;
	pa->mtu = mtu > overhead ? mtu - overhead : 0;
}

static void nvgre_pa_hash_add(struct nvgre_net *nn, struct nvgre_pa *pa)
{
	if (pa->assigned)
		hash_add_rcu(nn->pa_hash, &pa->node, nvgre_pa_hash(&pa->addr));
}

/* The MTU of devices that follow the underlay, after a change there. */
static void nvgre_mtu_refresh(struct nvgre_net *nn)
{
	unsigned int mtu = UINT_MAX;
	struct nvgre_pa *pa;
	unsigned long id;

	xa_for_each(&nn->pas, id, pa)
		if (pa->assigned)
			mtu = min(mtu, pa->mtu);
	if (mtu == UINT_MAX)
		mtu = NVGRE_UNDERLAY_MTU - NVGRE_OVERHEAD4;
	nn->mtu = max_t(unsigned int, mtu, ETH_MIN_MTU);
	nvgre_devs_follow_mtu(nn);
}

/**
 * nvgre_pas_refresh() - read the addresses and devices of the namespace again
 * @nn: namespace
 *
 * A provider address that has moved, come or gone is replaced, so that the
 * packet path sees the old or the new state of it.
 *
 * Context: process; RTNL and nvgre_net.lock held.
 */
void nvgre_pas_refresh(struct nvgre_net *nn)
{
	struct nvgre_pa *pa, *new;
	bool changed = xchg(&nn->repath, false);
	unsigned long id;

	ASSERT_RTNL();
	lockdep_assert_held(&nn->lock);

	xa_for_each(&nn->pas, id, pa) {
		struct nvgre_pa now = *pa;

		nvgre_pa_locate(nn, &now);
		if (now.assigned == pa->assigned && now.mtu == pa->mtu &&
		    now.ifindex == pa->ifindex && now.l3mdev == pa->l3mdev)
			continue;
		changed = true;
		new = kmemdup(&now, sizeof(now), GFP_KERNEL_ACCOUNT);
		if (!new) {
			/* Better unused than used in the wrong place. */
			if (pa->assigned)
				hash_del_rcu(&pa->node);
			pa->assigned = false;
			continue;
		}
		INIT_HLIST_NODE(&new->node);
		if (pa->assigned && new->assigned)
			hlist_replace_rcu(&pa->node, &new->node);
		else if (pa->assigned)
			hash_del_rcu(&pa->node);
		else
			nvgre_pa_hash_add(nn, new);
		xa_store(&nn->pas, id, new, GFP_KERNEL);
		kfree_rcu(pa, rcu);
		nn->generation++;
		nvgre_nl_notify_pa(nn, new, NVGRE_CMD_PA_NEW, NULL);
	}
	if (!changed)
		return;
	nvgre_remotes_refresh(nn);
	nvgre_mtu_refresh(nn);
}

/**
 * nvgre_pa_set() - make or replace a provider address
 * @nn: namespace
 * @addr: the address
 * @oif: device to bind it to, or 0
 * @owner: who makes it
 * @create: make it if it is not there
 * @replace: replace it if it is there
 * @res: where to put the result, borrowed
 * @extack: for the reason of a refusal
 *
 * Context: process; RTNL and nvgre_net.lock held.
 * Return: 0, -EEXIST, -ENOENT or -ENOMEM.
 */
int nvgre_pa_set(struct nvgre_net *nn, const struct in6_addr *addr, int oif,
		 u32 owner, bool create, bool replace, struct nvgre_pa **res,
		 struct netlink_ext_ack *extack)
{
	struct nvgre_pa *old = nvgre_pa_get_exact(nn, addr);
	struct nvgre_pa *pa;
	int err;

	if (old && !replace) {
		NL_SET_ERR_MSG(extack, "Provider address exists");
		return -EEXIST;
	}
	if (!old && !create) {
		NL_SET_ERR_MSG(extack, "Provider address does not exist");
		return -ENOENT;
	}

	pa = kzalloc(sizeof(*pa), GFP_KERNEL_ACCOUNT);
	if (!pa)
		return -ENOMEM;
	pa->addr = *addr;
	pa->oif = oif;
	pa->owner = owner;
	nvgre_pa_locate(nn, pa);

	if (old) {
		pa->id = old->id;
		xa_store(&nn->pas, pa->id, pa, GFP_KERNEL);
		if (old->assigned)
			hash_del_rcu(&old->node);
		kfree_rcu(old, rcu);
	} else {
		err = xa_alloc(&nn->pas, &pa->id, pa, xa_limit_32b,
			       GFP_KERNEL_ACCOUNT);
		if (err)
			goto err_free;
		err = nvgre_hooks_get(nn);
		if (err)
			goto err_id;
		nn->n_pas++;
	}
	nvgre_pa_hash_add(nn, pa);
	nvgre_remotes_refresh(nn);
	nvgre_mtu_refresh(nn);
	*res = pa;
	return 0;

err_id:
	xa_erase(&nn->pas, pa->id);
err_free:
	kfree(pa);
	return err;
}

/**
 * nvgre_pa_del() - delete a provider address
 * @nn: namespace
 * @pa: the address
 *
 * Context: process; RTNL and nvgre_net.lock held.
 */
void nvgre_pa_del(struct nvgre_net *nn, struct nvgre_pa *pa)
{
	if (pa->assigned)
		hash_del_rcu(&pa->node);
	xa_erase(&nn->pas, pa->id);
	kfree_rcu(pa, rcu);
	nn->n_pas--;
	nvgre_remotes_refresh(nn);
	nvgre_mtu_refresh(nn);
	if (!nn->n_pas)
		nvgre_hooks_put(nn);
}

/* Delete all, when the namespace goes: no device and no record is left. */
void nvgre_pas_flush(struct nvgre_net *nn)
{
	struct nvgre_pa *pa;
	unsigned long id;

	xa_for_each(&nn->pas, id, pa) {
		if (pa->assigned)
			hash_del_rcu(&pa->node);
		xa_erase(&nn->pas, id);
		kfree_rcu(pa, rcu);
		nn->n_pas--;
	}
}
