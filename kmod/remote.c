// SPDX-License-Identifier: GPL-2.0
/*
 * Remote provider addresses and the underlay routes to them.
 */
#include "remote.h"

#include <net/ip6_fib.h>
#include <net/ip6_route.h>
#include <net/route.h>

#include "pa.h"

static const struct rhashtable_params nvgre_remote_params = {
	.head_offset = offsetof(struct nvgre_remote, node),
	.key_offset = offsetof(struct nvgre_remote, addr),
	.key_len = sizeof(struct in6_addr),
	.automatic_shrinking = true,
};

/**
 * nvgre_path_route() - look an underlay route up
 * @nn: underlay namespace
 * @local: local provider address, the source
 * @oif: device or L3 master device to use, or 0
 * @remote: remote provider address
 *
 * Context: any; RCU for IPv6's sake is not needed.
 * Return: a route with a reference, or NULL.
 */
struct dst_entry *nvgre_path_route(struct nvgre_net *nn,
				   const struct in6_addr *local, int oif,
				   const struct in6_addr *remote)
{
	struct flowi6 fl6 = {
		.flowi6_oif = oif,
		.flowi6_proto = IPPROTO_GRE,
		.saddr = *local,
		.daddr = *remote,
	};
	struct flowi4 fl4 = {
		.flowi4_oif = oif,
		.flowi4_proto = IPPROTO_GRE,
		.saddr = nvgre_addr_get4(local),
		.daddr = nvgre_addr_get4(remote),
	};
	struct dst_entry *dst;
	struct rtable *rt;

	if (nvgre_is_v4(remote)) {
		rt = ip_route_output_key(nn->net, &fl4);
		return IS_ERR(rt) ? NULL : &rt->dst;
	}
	dst = ip6_dst_lookup_flow(nn->net, NULL, &fl6, NULL);
	return IS_ERR(dst) ? NULL : dst;
}

/* Remember the route for this CPU, in place of the one that went stale. */
static struct dst_entry *nvgre_path_renew(struct nvgre_net *nn,
					  const struct nvgre_path *path,
					  const struct nvgre_remote *remote,
					  struct nvgre_path_dst *slot)
{
	struct dst_entry *dst;

	dst = nvgre_path_route(nn, &path->local, path->oif, &remote->addr);
	/* The underlay's routes have changed; another source may suit better. */
	if (dst && nn->n_pas > 1 && dst->dev->ifindex != path->ifindex &&
	    !xchg(&nn->repath, true))
		schedule_work(&nn->refresh);
	dst_release(slot->dst);
	slot->dst = dst;
	slot->cookie = 0;
	if (dst && !nvgre_is_v4(&remote->addr))
		slot->cookie = rt6_get_cookie((struct rt6_info *)dst);
	return dst;
}

/**
 * nvgre_path_lookup() - the underlay route of a path, cached per CPU
 * @nn: underlay namespace
 * @path: the path
 * @remote: where it leads
 *
 * Context: softirq or BH disabled, in an RCU read-side section.
 * Return: the route without a reference of its own, good until the end of the
 * RCU section; or NULL.
 */
struct dst_entry *nvgre_path_lookup(struct nvgre_net *nn,
				    const struct nvgre_path *path,
				    const struct nvgre_remote *remote)
{
	struct nvgre_path_dst *slot = this_cpu_ptr(path->dst);
	struct dst_entry *dst = slot->dst;

	if (likely(dst && dst_check(dst, slot->cookie)))
		return dst;
	return nvgre_path_renew(nn, path, remote, slot);
}

static void nvgre_paths_free(struct nvgre_paths *paths)
{
	unsigned int i;
	int cpu;

	for (i = 0; i < paths->n; i++) {
		if (!paths->path[i].dst)
			continue;
		for_each_possible_cpu(cpu)
			dst_release(per_cpu_ptr(paths->path[i].dst, cpu)->dst);
		free_percpu(paths->path[i].dst);
	}
	kfree(paths);
}

static void nvgre_paths_free_rcu(struct rcu_head *rcu)
{
	nvgre_paths_free(container_of(rcu, struct nvgre_paths, rcu));
}

/* The device that packets to @addr leave by, or 0. */
static int nvgre_remote_ifindex(struct nvgre_net *nn,
				const struct in6_addr *addr)
{
	struct in6_addr any = { };
	struct dst_entry *dst;
	int ifindex;

	if (nvgre_is_v4(addr))
		nvgre_addr_set4(&any, 0);
	dst = nvgre_path_route(nn, &any, 0, addr);
	if (!dst)
		return 0;
	ifindex = dst->dev->ifindex;
	dst_release(dst);
	return ifindex;
}

/* Whether @pa is to be the source of packets to @addr. */
static bool nvgre_pa_suits(const struct nvgre_pa *pa,
			   const struct in6_addr *addr, int ifindex)
{
	return nvgre_pa_serves(pa, addr) &&
	       (!ifindex || pa->ifindex == ifindex);
}

/*
 * All paths to @addr, NULL if there are none, or an ERR_PTR. If some of the
 * provider addresses are on the device that the packets leave by, only those
 * are sources.
 */
static struct nvgre_paths *nvgre_paths_alloc(struct nvgre_net *nn,
					     const struct in6_addr *addr)
{
	struct nvgre_paths *paths;
	struct nvgre_pa *pa;
	unsigned int n = 0;
	unsigned long id;
	int ifindex;

	lockdep_assert_held(&nn->lock);

	ifindex = nn->n_pas > 1 ? nvgre_remote_ifindex(nn, addr) : 0;
	xa_for_each(&nn->pas, id, pa)
		n += nvgre_pa_suits(pa, addr, ifindex);
	if (!n) {
		ifindex = 0;
		xa_for_each(&nn->pas, id, pa)
			n += nvgre_pa_suits(pa, addr, 0);
	}
	if (!n)
		return NULL;

	paths = kzalloc(struct_size(paths, path, n), GFP_KERNEL_ACCOUNT);
	if (!paths)
		return ERR_PTR(-ENOMEM);

	xa_for_each(&nn->pas, id, pa) {
		struct nvgre_path *path = &paths->path[paths->n];

		if (!nvgre_pa_suits(pa, addr, ifindex))
			continue;
		path->local = pa->addr;
		path->ifindex = pa->ifindex;
		path->oif = pa->oif ?: pa->l3mdev;
		path->dst = alloc_percpu_gfp(struct nvgre_path_dst,
					     GFP_KERNEL_ACCOUNT | __GFP_ZERO);
		paths->n++;
		if (!path->dst) {
			nvgre_paths_free(paths);
			return ERR_PTR(-ENOMEM);
		}
	}
	return paths;
}

static int nvgre_remote_refresh(struct nvgre_net *nn,
				struct nvgre_remote *remote)
{
	struct nvgre_paths *paths, *old;

	paths = nvgre_paths_alloc(nn, &remote->addr);
	if (IS_ERR(paths))
		return PTR_ERR(paths);
	WRITE_ONCE(remote->self, nvgre_pa_find(nn, &remote->addr));
	old = rcu_replace_pointer(remote->paths, paths,
				  lockdep_is_held(&nn->lock));
	if (old)
		call_rcu(&old->rcu, nvgre_paths_free_rcu);
	return 0;
}

/**
 * nvgre_remotes_refresh() - compute the paths to all remotes again
 * @nn: underlay namespace, whose provider addresses have changed
 *
 * Without memory some remotes keep their old paths, and it is tried again.
 *
 * Context: process, nvgre_net.lock held.
 */
void nvgre_remotes_refresh(struct nvgre_net *nn)
{
	struct nvgre_remote *remote;
	unsigned long id;
	int err = 0;

	lockdep_assert_held(&nn->lock);

	xa_for_each(&nn->remote_ids, id, remote) {
		err = nvgre_remote_refresh(nn, remote) ?: err;
		cond_resched();
	}
	if (err) {
		WRITE_ONCE(nn->repath, true);
		schedule_work(&nn->refresh);
	}
}

/**
 * nvgre_remote_find() - look a remote up
 * @nn: namespace
 * @addr: its address
 *
 * Context: RCU or nvgre_net.lock.
 * Return: the remote, borrowed, or NULL.
 */
struct nvgre_remote *nvgre_remote_find(struct nvgre_net *nn,
				       const struct in6_addr *addr)
{
	return rhashtable_lookup_fast(&nn->remotes, addr, nvgre_remote_params);
}

/**
 * nvgre_remote_get() - the remote of an address, made if need be
 * @nn: namespace
 * @addr: its address
 *
 * Context: process, nvgre_net.lock held.
 * Return: the remote with a reference, or an ERR_PTR.
 */
struct nvgre_remote *nvgre_remote_get(struct nvgre_net *nn,
				      const struct in6_addr *addr)
{
	struct nvgre_remote *remote = nvgre_remote_find(nn, addr);
	int err;

	lockdep_assert_held(&nn->lock);

	if (remote) {
		remote->refs++;
		return remote;
	}

	remote = kzalloc(sizeof(*remote), GFP_KERNEL_ACCOUNT);
	if (!remote)
		return ERR_PTR(-ENOMEM);
	remote->addr = *addr;
	remote->refs = 1;

	err = xa_alloc(&nn->remote_ids, &remote->id, remote,
		       XA_LIMIT(1, U32_MAX), GFP_KERNEL_ACCOUNT);
	if (err)
		goto err_free;
	err = nvgre_remote_refresh(nn, remote);
	if (err)
		goto err_id;
	err = rhashtable_insert_fast(&nn->remotes, &remote->node,
				     nvgre_remote_params);
	if (err)
		goto err_paths;
	nn->n_remotes++;
	return remote;

err_paths:
	if (rcu_access_pointer(remote->paths))
		nvgre_paths_free(rcu_dereference_protected(remote->paths, 1));
err_id:
	xa_erase(&nn->remote_ids, remote->id);
err_free:
	kfree_rcu(remote, rcu);
	return ERR_PTR(err);
}

/**
 * nvgre_remote_put() - give a reference back
 * @nn: namespace
 * @remote: the remote; freed with the last reference
 *
 * Context: process, nvgre_net.lock held.
 */
void nvgre_remote_put(struct nvgre_net *nn, struct nvgre_remote *remote)
{
	struct nvgre_paths *paths;

	lockdep_assert_held(&nn->lock);

	if (--remote->refs)
		return;
	rhashtable_remove_fast(&nn->remotes, &remote->node,
			       nvgre_remote_params);
	xa_erase(&nn->remote_ids, remote->id);
	nn->n_remotes--;
	paths = rcu_replace_pointer(remote->paths, NULL, true);
	if (paths)
		call_rcu(&paths->rcu, nvgre_paths_free_rcu);
	kfree_rcu(remote, rcu);
}

int nvgre_remotes_init(struct nvgre_net *nn)
{
	xa_init_flags(&nn->remote_ids, XA_FLAGS_ALLOC1);
	return rhashtable_init(&nn->remotes, &nvgre_remote_params);
}

void nvgre_remotes_uninit(struct nvgre_net *nn)
{
	WARN_ON_ONCE(nn->n_remotes);
	rhashtable_destroy(&nn->remotes);
	xa_destroy(&nn->remote_ids);
}
