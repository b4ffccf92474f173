// SPDX-License-Identifier: GPL-2.0
/*
 * Following what others do to devices and addresses.
 */
#include "watch.h"

#include <linux/inetdevice.h>
#include <linux/rtnetlink.h>
#include <net/addrconf.h>
#include <net/l3mdev.h>
#include <net/rtnetlink.h>

#include "device.h"
#include "local.h"
#include "netlink.h"
#include "pa.h"

/* The addresses of @dev changed: those of a tenant, if it is one's. */
static void nvgre_watch_tenant(struct net_device *dev)
{
	struct net_device *lower;
	struct list_head *iter;

	if (nvgre_is_nvgre(dev)) {
		nvgre_local_refresh(netdev_priv(dev));
		return;
	}
	if (!netif_is_l3_master(dev))
		return;
	netdev_for_each_lower_dev(dev, lower, iter)
		if (nvgre_is_nvgre(lower))
			nvgre_local_refresh(netdev_priv(lower));
}

/* Something about the underlay changed; RTNL. */
static void nvgre_watch_underlay(struct net_device *dev)
{
	struct nvgre_net *nn = nvgre_net(dev_net(dev));

	/* Without provider addresses there is nothing to follow. */
	if (nvgre_is_nvgre(dev) || !READ_ONCE(nn->n_pas))
		return;
	mutex_lock(&nn->lock);
	nvgre_pas_refresh(nn);
	mutex_unlock(&nn->lock);
}

/* For those who may not sleep, or hold the lock already. */
void nvgre_refresh_work(struct work_struct *work)
{
	struct nvgre_net *nn = container_of(work, struct nvgre_net, refresh);
	struct net_device *dev;

	rtnl_lock();
	for_each_netdev(nn->net, dev)
		nvgre_watch_tenant(dev);
	mutex_lock(&nn->lock);
	nvgre_pas_refresh(nn);
	mutex_unlock(&nn->lock);
	rtnl_unlock();
}

static int nvgre_inetaddr_event(struct notifier_block *nb, unsigned long event,
				void *ptr)
{
	const struct in_ifaddr *ifa = ptr;
	struct net_device *dev = ifa->ifa_dev->dev;

	nvgre_watch_tenant(dev);
	nvgre_watch_underlay(dev);
	return NOTIFY_DONE;
}

/* Comes in atomic context. */
static int nvgre_inet6addr_event(struct notifier_block *nb,
				 unsigned long event, void *ptr)
{
	const struct inet6_ifaddr *ifp = ptr;
	struct net_device *dev = ifp->idev->dev;
	struct nvgre_net *nn = nvgre_net(dev_net(dev));

	if (nvgre_is_nvgre(dev) || netif_is_l3_master(dev) ||
	    READ_ONCE(nn->n_pas))
		schedule_work(&nn->refresh);
	return NOTIFY_DONE;
}

/* Other drivers' devices that take Ethernet in GRE. */
static bool nvgre_is_gretap(const struct net_device *dev)
{
	return dev->rtnl_link_ops &&
	       (!strcmp(dev->rtnl_link_ops->kind, "gretap") ||
		!strcmp(dev->rtnl_link_ops->kind, "ip6gretap"));
}

static void nvgre_count_gretap(struct net_device *dev, int add)
{
	struct nvgre_net *nn = nvgre_net(dev_net(dev));

	if (nvgre_is_gretap(dev))
		WRITE_ONCE(nn->gretaps, nn->gretaps + add);
}

/* A device was made, renamed or moved to another namespace. */
static void nvgre_appeared(struct net_device *dev)
{
	struct nvgre_dev *nvgre = netdev_priv(dev);

	mutex_lock(&nvgre->nn->lock);
	nvgre->nn->generation++;
	nvgre_nl_notify_dev(nvgre, NVGRE_CMD_DEV_NEW_NTF, NULL);
	mutex_unlock(&nvgre->nn->lock);
}

static int nvgre_netdev_event(struct notifier_block *nb, unsigned long event,
			      void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);

	switch (event) {
	case NETDEV_UP:
		nvgre_count_gretap(dev, 1);
		break;
	case NETDEV_DOWN:
		nvgre_count_gretap(dev, -1);
		break;
	case NETDEV_REGISTER:
	case NETDEV_CHANGENAME:
		if (nvgre_is_nvgre(dev))
			nvgre_appeared(dev);
		break;
	case NETDEV_CHANGEUPPER:
		nvgre_watch_tenant(dev);
		nvgre_watch_underlay(dev);
		break;
	case NETDEV_CHANGEMTU:
	case NETDEV_UNREGISTER:
		nvgre_watch_underlay(dev);
		break;
	}
	return NOTIFY_DONE;
}

static struct notifier_block nvgre_netdev_nb = {
	.notifier_call = nvgre_netdev_event,
};

static struct notifier_block nvgre_inetaddr_nb = {
	.notifier_call = nvgre_inetaddr_event,
};

static struct notifier_block nvgre_inet6addr_nb = {
	.notifier_call = nvgre_inet6addr_event,
};

int nvgre_watch_register(void)
{
	int err;

	err = register_netdevice_notifier(&nvgre_netdev_nb);
	if (err)
		return err;
	err = register_inetaddr_notifier(&nvgre_inetaddr_nb);
	if (err)
		goto err_netdev;
	err = register_inet6addr_notifier(&nvgre_inet6addr_nb);
	if (err)
		goto err_inetaddr;
	return 0;

err_inetaddr:
	unregister_inetaddr_notifier(&nvgre_inetaddr_nb);
err_netdev:
	unregister_netdevice_notifier(&nvgre_netdev_nb);
	return err;
}

void nvgre_watch_unregister(void)
{
	unregister_inet6addr_notifier(&nvgre_inet6addr_nb);
	unregister_inetaddr_notifier(&nvgre_inetaddr_nb);
	unregister_netdevice_notifier(&nvgre_netdev_nb);
}
