// SPDX-License-Identifier: GPL-2.0
/*
 * Module and namespaces: what comes into being in which order.
 */
#include <linux/module.h>
#include <linux/rtnetlink.h>
#include <net/genetlink.h>
#include <net/netns/generic.h>
#include <net/rtnetlink.h>

#include "device.h"
#include "encap.h"
#include "learn.h"
#include "lpm.h"
#include "netlink.h"
#include "pa.h"
#include "receive.h"
#include "record.h"
#include "remote.h"
#include "vsid.h"
#include "watch.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

#define NVGRE_DEFAULT_LEARN_LIMIT	256
#define NVGRE_DEFAULT_AGEING		300
#define NVGRE_DEFAULT_MISS_RATE		100

unsigned int nvgre_net_id __read_mostly;

/* The module's part of a namespace. */
struct nvgre_net *nvgre_net(const struct net *net)
{
	return net_generic(net, nvgre_net_id);
}

static int __net_init nvgre_net_init(struct net *net)
{
	struct nvgre_net *nn = nvgre_net(net);
	int err;

	nn->net = net;
	mutex_init(&nn->lock);
	xa_init_flags(&nn->devs, XA_FLAGS_ALLOC);
	xa_init(&nn->vsids);
	xa_init_flags(&nn->pas, XA_FLAGS_ALLOC);
	hash_init(nn->pa_hash);
	/* 0 would mean that a dump has just begun. */
	nn->generation = 1;
	nn->mtu = ETH_DATA_LEN - NVGRE_OVERHEAD4;
	nn->learn_limit = NVGRE_DEFAULT_LEARN_LIMIT;
	nn->ageing = NVGRE_DEFAULT_AGEING;
	nn->miss_rate = NVGRE_DEFAULT_MISS_RATE;
	spin_lock_init(&nn->miss_lock);
	nn->miss_stamp = jiffies;
	INIT_WORK(&nn->refresh, nvgre_refresh_work);
	nvgre_learn_init(nn);

	nn->drops = alloc_percpu(struct nvgre_drops);
	if (!nn->drops)
		return -ENOMEM;
	err = nvgre_remotes_init(nn);
	if (err)
		goto err_drops;
	err = nvgre_records_init(nn);
	if (err)
		goto err_remotes;
	return 0;

err_remotes:
	nvgre_remotes_uninit(nn);
err_drops:
	free_percpu(nn->drops);
	return err;
}

/* Stop to receive; whoever is in a hook is waited for before the rest. */
static void __net_exit nvgre_net_pre_exit(struct net *net)
{
	struct nvgre_net *nn = nvgre_net(net);

	mutex_lock(&nn->lock);
	nvgre_hooks_put(nn);
	mutex_unlock(&nn->lock);
}

static void __net_exit nvgre_net_exit_batch_rtnl(struct list_head *nets,
						 struct list_head *kill)
{
	struct net *net;

	list_for_each_entry(net, nets, exit_list)
		nvgre_devs_unregister(nvgre_net(net), kill);
}

/* All devices are gone; their subnets, records and routes went with them. */
static void __net_exit nvgre_net_exit(struct net *net)
{
	struct nvgre_net *nn = nvgre_net(net);

	WARN_ON_ONCE(!xa_empty(&nn->devs) || !xa_empty(&nn->vsids));
	cancel_work_sync(&nn->refresh);
	nvgre_learn_uninit(nn);
	mutex_lock(&nn->lock);
	nvgre_pas_flush(nn);
	mutex_unlock(&nn->lock);
	nvgre_records_uninit(nn);
	nvgre_remotes_uninit(nn);
	nvgre_vsid_map_free(nn);
	xa_destroy(&nn->devs);
	xa_destroy(&nn->vsids);
	xa_destroy(&nn->pas);
	free_percpu(nn->drops);
}

static struct pernet_operations nvgre_net_ops = {
	.init = nvgre_net_init,
	.pre_exit = nvgre_net_pre_exit,
	.exit_batch_rtnl = nvgre_net_exit_batch_rtnl,
	.exit = nvgre_net_exit,
	.id = &nvgre_net_id,
	.size = sizeof(struct nvgre_net),
};

static int __init nvgre_module_init(void)
{
	int err;

#ifdef NVGRE_TEST
	err = nvgre_lpm_selftest();
	if (err)
		return err;
#endif
	nvgre_encap_init();
	err = nvgre_record_cache_init();
	if (err)
		return err;
	err = register_pernet_subsys(&nvgre_net_ops);
	if (err)
		goto err_cache;
	err = nvgre_watch_register();
	if (err)
		goto err_pernet;
	err = nvgre_link_register();
	if (err)
		goto err_watch;
	err = nvgre_nl_register();
	if (err)
		goto err_link;
	return 0;

err_link:
	nvgre_link_unregister();
err_watch:
	nvgre_watch_unregister();
err_pernet:
	unregister_pernet_subsys(&nvgre_net_ops);
	rcu_barrier();
err_cache:
	nvgre_record_cache_uninit();
	return err;
}

static void __exit nvgre_module_exit(void)
{
	nvgre_nl_unregister();
	nvgre_link_unregister();
	nvgre_watch_unregister();
	unregister_pernet_subsys(&nvgre_net_ops);
	/* Callbacks of ours may still be under way. */
	rcu_barrier();
	nvgre_record_cache_uninit();
}

module_init(nvgre_module_init);
module_exit(nvgre_module_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("NVGRE multitenant gateway");
MODULE_VERSION(NVGRE_VERSION);
MODULE_ALIAS_RTNL_LINK("nvgre");
MODULE_ALIAS_GENL_FAMILY(NVGRE_GENL_NAME);
