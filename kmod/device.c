// SPDX-License-Identifier: GPL-2.0
/*
 * The device of a routing domain: link kind nvgre.
 */
#include "device.h"

#include <linux/ethtool.h>
#include <linux/if_arp.h>
#include <linux/inetdevice.h>
#include <linux/rtnetlink.h>
#include <net/addrconf.h>
#include <net/rtnetlink.h>

#include "drop.h"
#include "local.h"
#include "netlink.h"
#include "nvgre_compat.h"
#include "route.h"
#include "transmit.h"
#include "vsid.h"

#define NVGRE_FEATURES	(NETIF_F_SG | NETIF_F_FRAGLIST | NETIF_F_HIGHDMA | \
			 NETIF_F_HW_CSUM | NETIF_F_RXCSUM | \
			 NETIF_F_GSO_SOFTWARE)

/* Link the device into its namespace, where packets and requests find it. */
static int nvgre_init(struct net_device *dev)
{
	struct nvgre_dev *nvgre = netdev_priv(dev);
	struct nvgre_net *nn = nvgre->nn;
	int err;

	nvgre->drops = alloc_percpu_gfp(struct nvgre_drops,
					GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	if (!nvgre->drops)
		return -ENOMEM;
	err = gro_cells_init(&nvgre->cells, dev);
	if (err)
		goto err_drops;
	mutex_lock(&nn->lock);
	err = xa_alloc(&nn->devs, &nvgre->id, nvgre, xa_limit_32b,
		       GFP_KERNEL_ACCOUNT);
	if (!err)
		nn->generation++;
	mutex_unlock(&nn->lock);
	if (err)
		goto err_cells;
	return 0;

err_cells:
	gro_cells_destroy(&nvgre->cells);
err_drops:
	free_percpu(nvgre->drops);
	nvgre->drops = NULL;
	return err;
}

/* The device goes, and with it all that belongs to it. */
static void nvgre_uninit(struct net_device *dev)
{
	struct nvgre_dev *nvgre = netdev_priv(dev);
	struct nvgre_net *nn = nvgre->nn;
	struct nvgre_route *route;
	unsigned long id;

	mutex_lock(&nn->lock);
	nvgre->gone = true;
	nvgre_nl_notify_dev(nvgre, NVGRE_CMD_DEV_DEL_NTF, NULL);
	xa_for_each(&nvgre->routes, id, route)
		nvgre_route_del(route);
	nvgre_vsids_flush(nvgre);
	xa_erase(&nn->devs, nvgre->id);
	nn->generation++;
	mutex_unlock(&nn->lock);
	nvgre_local_flush(nvgre);
	gro_cells_destroy(&nvgre->cells);
}

static void nvgre_free(struct net_device *dev)
{
	struct nvgre_dev *nvgre = netdev_priv(dev);

	xa_destroy(&nvgre->routes);
	free_percpu(nvgre->drops);
}

static int nvgre_open(struct net_device *dev)
{
	struct in_device *in_dev = __in_dev_get_rtnl(dev);

	/*
	 * Hosts are told by policy who is where, not by redirects. Either of the
	 * device's setting and that for "all" would allow them; other devices
	 * have their own.
	 */
	if (in_dev) {
		IN_DEV_CONF_SET(in_dev, SEND_REDIRECTS, false);
		IPV4_DEVCONF_ALL(dev_net(dev), SEND_REDIRECTS) = false;
	}
	netif_start_queue(dev);
	return 0;
}

static int nvgre_stop(struct net_device *dev)
{
	netif_stop_queue(dev);
	return 0;
}

static int nvgre_change_mtu(struct net_device *dev, int mtu)
{
	struct nvgre_dev *nvgre = netdev_priv(dev);

	/* By hand; giving it the underlay's makes it follow again. */
	if (!nvgre->mtu_setting)
		nvgre->mtu_follows = mtu == nvgre->nn->mtu;
	WRITE_ONCE(dev->mtu, mtu);
	return 0;
}

/* Add up what the subnets have counted; RCU or nvgre_net.lock. */
void nvgre_dev_counters(struct nvgre_dev *nvgre, struct nvgre_counters *sum)
{
	struct nvgre_vsid *v;

	nvgre_counters_add(sum, &nvgre->base);
	list_for_each_entry_rcu(v, &nvgre->vsids, node,
				lockdep_is_held(&nvgre->nn->lock))
		nvgre_counters_sum(sum, v->counters);
}

static void nvgre_get_stats64(struct net_device *dev,
			      struct rtnl_link_stats64 *stats)
{
	struct nvgre_dev *nvgre = netdev_priv(dev);
	u64 drops[NVGRE_DROPS] = { };
	struct nvgre_counters sum = { };
	unsigned int i;

	rcu_read_lock();
	nvgre_dev_counters(nvgre, &sum);
	rcu_read_unlock();
	stats->rx_packets = sum.rx_packets;
	stats->rx_bytes = sum.rx_bytes;
	stats->tx_packets = sum.tx_packets;
	stats->tx_bytes = sum.tx_bytes;

	nvgre_drops_sum(drops, nvgre->drops);
	for (i = 0; i < NVGRE_DROPS; i++) {
		if (i < NVGRE_DROP_TX_PROTO)
			stats->rx_dropped += drops[i];
		else if (i < NVGRE_DROP_LEARN_LIMIT)
			stats->tx_dropped += drops[i];
	}
}

const struct net_device_ops nvgre_netdev_ops = {
	.ndo_init = nvgre_init,
	.ndo_uninit = nvgre_uninit,
	.ndo_open = nvgre_open,
	.ndo_stop = nvgre_stop,
	.ndo_start_xmit = nvgre_xmit,
	.ndo_change_mtu = nvgre_change_mtu,
	.ndo_get_stats64 = nvgre_get_stats64,
};

static void nvgre_get_drvinfo(struct net_device *dev,
			      struct ethtool_drvinfo *info)
{
	strscpy(info->driver, "nvgre", sizeof(info->driver));
}

static const struct ethtool_ops nvgre_ethtool_ops = {
	.get_drvinfo = nvgre_get_drvinfo,
	.get_link = ethtool_op_get_link,
};

static const struct device_type nvgre_type = { .name = "nvgre" };

static void nvgre_setup(struct net_device *dev)
{
	dev->netdev_ops = &nvgre_netdev_ops;
	dev->ethtool_ops = &nvgre_ethtool_ops;
	dev->priv_destructor = nvgre_free;
	dev->needs_free_netdev = true;
	SET_NETDEV_DEVTYPE(dev, &nvgre_type);

	dev->type = ARPHRD_NONE;
	/* Point to point: one neighbour for the device, not one for each CA. */
	dev->flags = IFF_POINTOPOINT | IFF_NOARP | IFF_MULTICAST;
	dev->hard_header_len = 0;
	dev->addr_len = 0;
	dev->needed_headroom = LL_MAX_HEADER + NVGRE_OVERHEAD6;
	dev->mtu = ETH_DATA_LEN - NVGRE_OVERHEAD4;
	dev->min_mtu = ETH_MIN_MTU;
	dev->max_mtu = IP_MAX_MTU - NVGRE_OVERHEAD6;
	dev->features |= NVGRE_FEATURES;
	dev->hw_features |= NVGRE_FEATURES;
	dev->priv_flags |= IFF_NO_QUEUE;
	nvgre_compat_lltx(dev);
	/* The route says whether a packet is a broadcast, and takes PMTUs. */
	netif_keep_dst(dev);
}

static int nvgre_validate(struct nlattr *tb[], struct nlattr *data[],
			  struct netlink_ext_ack *extack)
{
	if (tb[IFLA_ADDRESS]) {
		NL_SET_ERR_MSG_ATTR(extack, tb[IFLA_ADDRESS],
				    "Device has no link-layer address; see nvgre dev set mac");
		return -EINVAL;
	}
	return 0;
}

/**
 * nvgre_dev_mac_set() - set the gateway's MAC
 * @nvgre: device
 * @mac: MAC, for all subnets that have none of their own
 *
 * Context: process, nvgre_net.lock held, or the device not yet registered.
 */
void nvgre_dev_mac_set(struct nvgre_dev *nvgre, const u8 *mac)
{
	union nvgre_mac new = { };
	struct nvgre_vsid *v;

	ether_addr_copy(new.addr, mac);
	WRITE_ONCE(nvgre->mac.word, new.word);
	list_for_each_entry(v, &nvgre->vsids, node)
		if (!v->own_mac)
			WRITE_ONCE(v->mac.word, new.word);
}

static void nvgre_set_mtu(struct nvgre_dev *nvgre, unsigned int mtu)
{
	if (nvgre->dev->mtu == mtu)
		return;
	nvgre->mtu_setting = true;
	dev_set_mtu(nvgre->dev, mtu);
	nvgre->mtu_setting = false;
}

/**
 * nvgre_devs_follow_mtu() - give all devices the MTU of the underlay
 * @nn: namespace; its mtu was computed
 *
 * Devices whose MTU was set by hand keep it.
 *
 * Context: process; RTNL and nvgre_net.lock held.
 */
void nvgre_devs_follow_mtu(struct nvgre_net *nn)
{
	struct nvgre_dev *nvgre;
	unsigned long id;

	xa_for_each(&nn->devs, id, nvgre)
		if (nvgre->mtu_follows && !nvgre->gone &&
		    nvgre->dev->reg_state == NETREG_REGISTERED)
			nvgre_set_mtu(nvgre, min(nn->mtu, nvgre->dev->max_mtu));
}

static int nvgre_newlink(struct net *src_net, struct net_device *dev,
			 struct nlattr *tb[], struct nlattr *data[],
			 struct netlink_ext_ack *extack)
{
	struct nvgre_dev *nvgre = netdev_priv(dev);
	struct inet6_dev *in6_dev;
	u8 mac[ETH_ALEN];
	int err;

	nvgre->dev = dev;
	nvgre->nn = nvgre_net(src_net);
	nvgre->antispoof = true;
	nvgre->flow_id = true;
	nvgre->mtu_follows = !tb[IFLA_MTU];
	INIT_LIST_HEAD(&nvgre->vsids);
	nvgre_lpm_init(&nvgre->lpm);
	xa_init_flags(&nvgre->routes, XA_FLAGS_ALLOC);
	eth_random_addr(mac);
	nvgre_dev_mac_set(nvgre, mac);
	if (nvgre->mtu_follows)
		dev->mtu = min(nvgre->nn->mtu, dev->max_mtu);

	err = register_netdevice(dev);
	if (err)
		return err;
	/* There is no MAC to make a link-local address from. */
	in6_dev = __in6_dev_get(dev);
	if (in6_dev)
		WRITE_ONCE(in6_dev->cnf.addr_gen_mode, IN6_ADDR_GEN_MODE_NONE);
	return 0;
}

static struct net *nvgre_get_link_net(const struct net_device *dev)
{
	const struct nvgre_dev *nvgre = netdev_priv(dev);

	return nvgre->nn->net;
}

static struct rtnl_link_ops nvgre_link_ops __read_mostly = {
	.kind = "nvgre",
	.priv_size = sizeof(struct nvgre_dev),
	.setup = nvgre_setup,
	.validate = nvgre_validate,
	.newlink = nvgre_newlink,
	.get_link_net = nvgre_get_link_net,
};

/* Delete the devices made in a namespace that goes, wherever they are. */
void nvgre_devs_unregister(struct nvgre_net *nn, struct list_head *list)
{
	struct nvgre_dev *nvgre;
	unsigned long id;

	ASSERT_RTNL();

	xa_for_each(&nn->devs, id, nvgre)
		unregister_netdevice_queue(nvgre->dev, list);
}

int nvgre_link_register(void)
{
	return rtnl_link_register(&nvgre_link_ops);
}

void nvgre_link_unregister(void)
{
	rtnl_link_unregister(&nvgre_link_ops);
}
