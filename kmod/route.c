// SPDX-License-Identifier: GPL-2.0
/*
 * Customer routes: to which subnet, and to which next hop in it, a customer
 * address belongs.
 */
#include "route.h"

#include <linux/netlink.h>

static struct nvgre_lpm *nvgre_route_table(struct nvgre_dev *nvgre,
					   struct nvgre_vsid *from)
{
	return from ? &from->lpm : &nvgre->lpm;
}

/**
 * nvgre_route_get() - find the very route that a specification names
 * @nvgre: routing domain
 * @spec: subnet, prefix and metric
 *
 * Context: process, nvgre_net.lock held.
 * Return: the route, borrowed, or NULL.
 */
struct nvgre_route *nvgre_route_get(struct nvgre_dev *nvgre,
				    const struct nvgre_route_spec *spec)
{
	struct nvgre_lpm_entry *entry;

	lockdep_assert_held(&nvgre->nn->lock);

	rcu_read_lock();
	entry = nvgre_lpm_get(nvgre_route_table(nvgre, spec->from),
			      &spec->prefix, spec->plen, spec->metric);
	rcu_read_unlock();
	return entry ? nvgre_route_of(entry) : NULL;
}

static int nvgre_route_link(struct nvgre_dev *nvgre, struct nvgre_route *route,
			    struct nvgre_route *old)
{
	struct nvgre_lpm *lpm = nvgre_route_table(nvgre, route->from);
	int err;

	if (old) {
		route->id = old->id;
		nvgre_lpm_replace(lpm, &old->lpm, &route->lpm,
				  &nvgre->nn->lock);
		/* Storing over an entry needs no memory. */
		xa_store(&nvgre->routes, route->id, route, GFP_KERNEL);
		kfree_rcu(old, rcu);
		return 0;
	}

	err = xa_alloc(&nvgre->routes, &route->id, route, xa_limit_32b,
		       GFP_KERNEL_ACCOUNT);
	if (err)
		return err;
	err = nvgre_lpm_add(lpm, &route->lpm, &nvgre->nn->lock);
	if (err) {
		xa_erase(&nvgre->routes, route->id);
		return err;
	}
	nvgre->n_routes++;
	if (route->from)
		route->from->n_routes++;
	return 0;
}

/**
 * nvgre_route_set() - make or replace a route
 * @nvgre: routing domain
 * @spec: what the route is to say, checked
 * @create: make it if it is not there
 * @replace: replace it if it is there; readers see the old or the new one
 * @res: where to put the route, borrowed
 * @extack: for the reason of a refusal
 *
 * Context: process, nvgre_net.lock held.
 * Return: 0, -EEXIST, -ENOENT or -ENOMEM.
 */
int nvgre_route_set(struct nvgre_dev *nvgre,
		    const struct nvgre_route_spec *spec, bool create,
		    bool replace, struct nvgre_route **res,
		    struct netlink_ext_ack *extack)
{
	struct nvgre_route *old = nvgre_route_get(nvgre, spec);
	struct nvgre_route *route;
	int err;

	if (old && !replace) {
		NL_SET_ERR_MSG(extack,
			       "Route with this prefix and metric exists");
		return -EEXIST;
	}
	if (!old && !create) {
		NL_SET_ERR_MSG(extack, "Route does not exist");
		return -ENOENT;
	}

	route = kzalloc(sizeof(*route), GFP_KERNEL_ACCOUNT);
	if (!route)
		return -ENOMEM;
	route->lpm.prefix = spec->prefix;
	route->lpm.plen = spec->plen;
	route->lpm.metric = spec->metric;
	route->nvgre = nvgre;
	route->from = spec->from;
	route->vsid = spec->vsid;
	route->on_link = !spec->via;
	if (spec->via)
		route->via = *spec->via;
	route->owner = spec->owner;

	err = nvgre_route_link(nvgre, route, old);
	if (err) {
		kfree(route);
		return err;
	}
	*res = route;
	return 0;
}

/**
 * nvgre_route_del() - delete a route
 * @route: the route
 *
 * Context: process, nvgre_net.lock held.
 */
void nvgre_route_del(struct nvgre_route *route)
{
	struct nvgre_dev *nvgre = route->nvgre;

	lockdep_assert_held(&nvgre->nn->lock);

	nvgre_lpm_del(nvgre_route_table(nvgre, route->from), &route->lpm,
		      &nvgre->nn->lock);
	xa_erase(&nvgre->routes, route->id);
	nvgre->n_routes--;
	if (route->from)
		route->from->n_routes--;
	kfree_rcu(route, rcu);
}

/* Delete the routes from and to a subnet that goes; nvgre_net.lock held. */
void nvgre_routes_flush_vsid(struct nvgre_vsid *v)
{
	struct nvgre_route *route;
	unsigned long id;

	xa_for_each(&v->nvgre->routes, id, route) {
		if (route->from == v || route->vsid == v)
			nvgre_route_del(route);
		cond_resched();
	}
}
