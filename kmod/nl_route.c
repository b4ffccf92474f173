// SPDX-License-Identifier: GPL-2.0
/*
 * Generic netlink: customer routes, and how an address is resolved.
 */
#include <net/dst.h>

#include "encap.h"
#include "local.h"
#include "netlink.h"
#include "nvgre_compat.h"
#include "record.h"
#include "remote.h"
#include "resolve.h"
#include "route.h"

/* A prefix length as users count it. */
static u8 nvgre_nl_plen(const struct nvgre_route *route)
{
	return nvgre_is_v4(&route->lpm.prefix) && route->lpm.plen >= 96 ?
	       route->lpm.plen - 96 : route->lpm.plen;
}

static int nvgre_nl_put_prefix(struct sk_buff *skb,
			       const struct nvgre_route *route)
{
	if (nvgre_nl_put_addr(skb, NVGRE_A_PREFIX, &route->lpm.prefix) ||
	    nla_put_u8(skb, NVGRE_A_PREFIX_LEN, nvgre_nl_plen(route)) ||
	    nla_put_u32(skb, NVGRE_A_METRIC, route->lpm.metric))
		return -EMSGSIZE;
	return 0;
}

static int nvgre_nl_fill_route(const struct nvgre_nl_msg *msg,
			       struct netlink_callback *cb,
			       const struct nvgre_route *route)
{
	void *hdr = nvgre_nl_put_header(msg);

	if (!hdr)
		return -EMSGSIZE;
	if (cb)
		genl_dump_check_consistent(cb, hdr);
	if (nvgre_nl_put_dev(msg->skb, route->nvgre) ||
	    (route->from &&
	     nla_put_u32(msg->skb, NVGRE_A_FROM_VSID, route->from->id)) ||
	    nvgre_nl_put_prefix(msg->skb, route) ||
	    nla_put_u32(msg->skb, NVGRE_A_VSID, route->vsid->id) ||
	    (!route->on_link &&
	     nvgre_nl_put_addr(msg->skb, NVGRE_A_VIA, &route->via)) ||
	    nla_put_u32(msg->skb, NVGRE_A_OWNER, route->owner)) {
		genlmsg_cancel(msg->skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(msg->skb, hdr);
	return 0;
}

void nvgre_nl_notify_route(const struct nvgre_route *route, u8 cmd,
			   const struct genl_info *info)
{
	struct nvgre_net *nn = route->nvgre->nn;
	struct nvgre_nl_msg msg;
	int err = 0;

	if (!nvgre_nl_listening(nn))
		return;
	if (nvgre_nl_notify_alloc(&msg, cmd, info))
		err = nvgre_nl_fill_route(&msg, NULL, route);
	nvgre_nl_notify_send(nn, msg.skb, err);
}

/* Prefix and length. */
static int nvgre_nl_prefix(struct nlattr **attrs, struct in6_addr *prefix,
			   u8 *plen, struct netlink_ext_ack *extack)
{
	u8 len = nla_get_u8(attrs[NVGRE_A_PREFIX_LEN]);
	struct in6_addr masked;
	bool v4;
	int err;

	err = nvgre_nl_addr(attrs[NVGRE_A_PREFIX], prefix, extack);
	if (err)
		return err;
	v4 = nvgre_is_v4(prefix);
	if (len > (v4 ? 32 : 128)) {
		NL_SET_ERR_MSG_ATTR(extack, attrs[NVGRE_A_PREFIX_LEN],
				    "Prefix length must be at most 32 for IPv4 and 128 for IPv6");
		return -EINVAL;
	}
	*plen = v4 ? len + 96 : len;
	ipv6_addr_prefix(&masked, prefix, *plen);
	if (!ipv6_addr_equal(&masked, prefix)) {
		NL_SET_ERR_MSG_ATTR(extack, attrs[NVGRE_A_PREFIX],
				    "Prefix has bits set behind its length");
		return -EINVAL;
	}
	return 0;
}

/* Device, source subnet, prefix and metric: what names a route. */
static struct nvgre_dev *nvgre_nl_route_name(struct nvgre_net *nn,
					     struct nlattr **attrs,
					     struct nvgre_route_spec *spec,
					     struct netlink_ext_ack *extack)
{
	struct nvgre_dev *nvgre;
	int err;

	err = nvgre_nl_prefix(attrs, &spec->prefix, &spec->plen, extack);
	if (err)
		return ERR_PTR(err);
	spec->metric = nvgre_nl_u32(attrs[NVGRE_A_METRIC], 0);
	nvgre = nvgre_nl_find_dev(nn, attrs, extack);
	if (IS_ERR(nvgre))
		return nvgre;
	if (attrs[NVGRE_A_FROM_VSID]) {
		spec->from = nvgre_nl_find_vsid(nn, attrs[NVGRE_A_FROM_VSID],
						nvgre, extack);
		if (IS_ERR(spec->from))
			return ERR_CAST(spec->from);
	}
	return nvgre;
}

/* The next hop; an unspecified one is HNV's word for on-link. */
static int nvgre_nl_via(const struct nlattr *attr, struct in6_addr *via,
			struct nvgre_route_spec *spec,
			struct netlink_ext_ack *extack)
{
	int err;

	err = nvgre_nl_addr(attr, via, extack);
	if (err)
		return err;
	if (nvgre_addr_any(via))
		return 0;
	if (nvgre_is_v4(via) != nvgre_is_v4(&spec->prefix)) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "Next hop must be of the family of the prefix");
		return -EINVAL;
	}
	if (!nvgre_addr_unicast(via)) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "Next hop must be a unicast address");
		return -EINVAL;
	}
	spec->via = via;
	return 0;
}

#define NVGRE_NL_ROUTE	(NVGRE_NL_DEV_ATTRS | BIT_ULL(NVGRE_A_FROM_VSID) | \
			 BIT_ULL(NVGRE_A_PREFIX) | \
			 BIT_ULL(NVGRE_A_PREFIX_LEN) | BIT_ULL(NVGRE_A_VSID) | \
			 BIT_ULL(NVGRE_A_VIA) | BIT_ULL(NVGRE_A_METRIC) | \
			 BIT_ULL(NVGRE_A_OWNER))
#define NVGRE_NL_PREFIX	(BIT_ULL(NVGRE_A_PREFIX) | BIT_ULL(NVGRE_A_PREFIX_LEN))

int nvgre_nl_route_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nvgre_net *nn = nvgre_net(genl_info_net(info));
	struct nvgre_route_spec spec = { };
	struct nlattr **attrs = info->attrs;
	struct nvgre_route *route;
	struct nvgre_dev *nvgre;
	bool create, replace;
	struct in6_addr via;
	int err;

	err = nvgre_nl_check(attrs, NVGRE_NL_ROUTE, NVGRE_NL_PREFIX |
			     BIT_ULL(NVGRE_A_VSID), info->extack);
	if (err)
		return err;
	nvgre_nl_mode(info, &create, &replace);

	mutex_lock(&nn->lock);
	nvgre = nvgre_nl_route_name(nn, attrs, &spec, info->extack);
	err = PTR_ERR_OR_ZERO(nvgre);
	if (err)
		goto out;
	spec.vsid = nvgre_nl_find_vsid(nn, attrs[NVGRE_A_VSID], nvgre,
				       info->extack);
	err = PTR_ERR_OR_ZERO(spec.vsid);
	if (err)
		goto out;
	if (attrs[NVGRE_A_VIA])
		err = nvgre_nl_via(attrs[NVGRE_A_VIA], &via, &spec,
				   info->extack);
	if (err)
		goto out;
	spec.owner = nvgre_nl_u32(attrs[NVGRE_A_OWNER], 0);
	err = nvgre_route_set(nvgre, &spec, create, replace, &route,
			      info->extack);
	if (err) {
		NL_SET_BAD_ATTR(info->extack, attrs[NVGRE_A_PREFIX]);
		goto out;
	}
	nn->generation++;
	nvgre_nl_notify_route(route, NVGRE_CMD_ROUTE_NEW, info);
out:
	mutex_unlock(&nn->lock);
	return err;
}

static struct nvgre_route *nvgre_nl_find_route(struct nvgre_net *nn,
					       struct genl_info *info)
{
	struct nvgre_route_spec spec = { };
	struct nvgre_route *route;
	struct nvgre_dev *nvgre;

	nvgre = nvgre_nl_route_name(nn, info->attrs, &spec, info->extack);
	if (IS_ERR(nvgre))
		return ERR_CAST(nvgre);
	route = nvgre_route_get(nvgre, &spec);
	if (route)
		return route;
	NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[NVGRE_A_PREFIX],
			    "Route does not exist");
	return ERR_PTR(-ENOENT);
}

static void nvgre_nl_route_remove(struct nvgre_route *route,
				  const struct genl_info *info)
{
	route->nvgre->nn->generation++;
	nvgre_nl_notify_route(route, NVGRE_CMD_ROUTE_DEL, info);
	nvgre_route_del(route);
}

/* What a deletion says beyond the name of the route must be true of it. */
static int nvgre_nl_route_is(const struct nvgre_route *route,
			     struct nlattr **attrs,
			     struct netlink_ext_ack *extack)
{
	struct in6_addr via;
	u32 vsid;
	int err;

	if (attrs[NVGRE_A_VSID]) {
		err = nvgre_nl_vsid(attrs[NVGRE_A_VSID], &vsid, extack);
		if (err)
			return err;
		if (vsid != route->vsid->id) {
			NL_SET_ERR_MSG_ATTR(extack, attrs[NVGRE_A_VSID],
					    "Route leads to another VSID");
			return -ENOENT;
		}
	}
	if (attrs[NVGRE_A_VIA]) {
		err = nvgre_nl_addr(attrs[NVGRE_A_VIA], &via, extack);
		if (err)
			return err;
		if (nvgre_addr_any(&via) != route->on_link ||
		    (!route->on_link && !ipv6_addr_equal(&via, &route->via))) {
			NL_SET_ERR_MSG_ATTR(extack, attrs[NVGRE_A_VIA],
					    "Route has another next hop");
			return -ENOENT;
		}
	}
	return nvgre_nl_owner(attrs, route->owner, extack);
}

int nvgre_nl_route_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nvgre_net *nn = nvgre_net(genl_info_net(info));
	struct nvgre_route *route;
	int err;

	err = nvgre_nl_check(info->attrs, NVGRE_NL_ROUTE, NVGRE_NL_PREFIX,
			     info->extack);
	if (err)
		return err;
	mutex_lock(&nn->lock);
	route = nvgre_nl_find_route(nn, info);
	err = PTR_ERR_OR_ZERO(route);
	if (!err)
		err = nvgre_nl_route_is(route, info->attrs, info->extack);
	if (!err)
		nvgre_nl_route_remove(route, info);
	mutex_unlock(&nn->lock);
	return err;
}

int nvgre_nl_route_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nvgre_net *nn = nvgre_net(genl_info_net(info));
	struct nvgre_route *route;
	struct nvgre_nl_msg msg;
	int err;

	err = nvgre_nl_check(info->attrs, NVGRE_NL_DEV_ATTRS |
			     BIT_ULL(NVGRE_A_FROM_VSID) |
			     BIT_ULL(NVGRE_A_METRIC) | NVGRE_NL_PREFIX,
			     NVGRE_NL_PREFIX, info->extack);
	if (err)
		return err;
	err = nvgre_nl_reply_alloc(&msg, info, NVGRE_CMD_ROUTE_GET);
	if (err)
		return err;
	mutex_lock(&nn->lock);
	route = nvgre_nl_find_route(nn, info);
	err = IS_ERR(route) ? PTR_ERR(route) :
			      nvgre_nl_fill_route(&msg, NULL, route);
	mutex_unlock(&nn->lock);
	return nvgre_nl_reply_send(&msg, info, err);
}

/**
 * struct nvgre_route_filter - which routes are meant
 * @nvgre: of this device, or NULL for all
 * @prefix: with this prefix, if attrs says so
 * @plen: and this length
 * @via: with this next hop, if attrs says so
 * @attrs: the request, for the rest
 */
struct nvgre_route_filter {
	const struct nvgre_dev *nvgre;
	struct in6_addr prefix;
	u8 plen;
	struct in6_addr via;
	struct nlattr **attrs;
};

static int nvgre_nl_route_filter(struct nvgre_net *nn, struct nlattr **attrs,
				 struct nvgre_route_filter *filter,
				 struct netlink_ext_ack *extack)
{
	struct nvgre_dev *nvgre = NULL;
	struct nvgre_vsid *v;
	int err;

	filter->attrs = attrs;
	if (!attrs[NVGRE_A_PREFIX] != !attrs[NVGRE_A_PREFIX_LEN]) {
		NL_SET_ERR_MSG_ATTR(extack, attrs[NVGRE_A_PREFIX] ?:
				    attrs[NVGRE_A_PREFIX_LEN],
				    "Prefix and prefix length go together");
		return -EINVAL;
	}
	if (attrs[NVGRE_A_PREFIX]) {
		err = nvgre_nl_prefix(attrs, &filter->prefix, &filter->plen,
				      extack);
		if (err)
			return err;
	}
	if (attrs[NVGRE_A_VIA]) {
		err = nvgre_nl_addr(attrs[NVGRE_A_VIA], &filter->via, extack);
		if (err)
			return err;
	}
	if (attrs[NVGRE_A_IFINDEX] || attrs[NVGRE_A_IFNAME] ||
	    attrs[NVGRE_A_NETNSID] || attrs[NVGRE_A_RDID]) {
		nvgre = nvgre_nl_find_dev(nn, attrs, extack);
		if (IS_ERR(nvgre))
			return PTR_ERR(nvgre);
	}
	if (attrs[NVGRE_A_FROM_VSID]) {
		v = nvgre_nl_find_vsid(nn, attrs[NVGRE_A_FROM_VSID], nvgre,
				       extack);
		if (IS_ERR(v))
			return PTR_ERR(v);
	}
	if (attrs[NVGRE_A_VSID]) {
		v = nvgre_nl_find_vsid(nn, attrs[NVGRE_A_VSID], nvgre, extack);
		if (IS_ERR(v))
			return PTR_ERR(v);
	}
	filter->nvgre = nvgre;
	return 0;
}

static bool nvgre_nl_route_matches(const struct nvgre_route *route,
				   const struct nvgre_route_filter *filter)
{
	struct nlattr **attrs = filter->attrs;

	return (!attrs[NVGRE_A_FROM_VSID] ||
		(route->from && route->from->id ==
				nla_get_u32(attrs[NVGRE_A_FROM_VSID]))) &&
	       (!attrs[NVGRE_A_VSID] ||
		route->vsid->id == nla_get_u32(attrs[NVGRE_A_VSID])) &&
	       (!attrs[NVGRE_A_PREFIX] ||
		(route->lpm.plen == filter->plen &&
		 ipv6_addr_equal(&route->lpm.prefix, &filter->prefix))) &&
	       (!attrs[NVGRE_A_VIA] ||
		(route->on_link ? nvgre_addr_any(&filter->via) :
		 ipv6_addr_equal(&route->via, &filter->via))) &&
	       (!attrs[NVGRE_A_METRIC] ||
		route->lpm.metric == nla_get_u32(attrs[NVGRE_A_METRIC])) &&
	       !nvgre_nl_owner(attrs, route->owner, NULL);
}

/* Go on in a device from route id cb->args[1]. */
static int nvgre_nl_dump_routes(const struct nvgre_nl_msg *msg,
				struct netlink_callback *cb,
				struct nvgre_dev *nvgre,
				const struct nvgre_route_filter *filter)
{
	struct nvgre_route *route;
	unsigned long id;
	int err;

	xa_for_each_start(&nvgre->routes, id, route, cb->args[1]) {
		if (nvgre_nl_route_matches(route, filter)) {
			err = nvgre_nl_fill_route(msg, cb, route);
			if (err)
				return err;
		}
		cb->args[1] = id + 1;
		cond_resched();
	}
	return 0;
}

int nvgre_nl_route_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct nlattr **attrs = nvgre_compat_dump_attrs(cb);
	struct nvgre_net *nn = nvgre_net(sock_net(skb->sk));
	struct nvgre_route_filter filter;
	struct nvgre_nl_msg msg;
	struct nvgre_dev *nvgre;
	unsigned long id;
	int err;

	err = nvgre_nl_check(attrs, NVGRE_NL_ROUTE, 0, cb->extack);
	if (err)
		return err;
	nvgre_nl_dump_msg(&msg, skb, cb, NVGRE_CMD_ROUTE_GET);
	mutex_lock(&nn->lock);
	cb->seq = nn->generation;
	err = nvgre_nl_route_filter(nn, attrs, &filter, cb->extack);
	if (err)
		goto out;
	xa_for_each_start(&nn->devs, id, nvgre, cb->args[0]) {
		if (id != cb->args[0])
			cb->args[1] = 0;
		cb->args[0] = id;
		if (filter.nvgre && filter.nvgre != nvgre)
			continue;
		if (nvgre_nl_dump_routes(&msg, cb, nvgre, &filter))
			goto out;
	}
	cb->args[0] = ULONG_MAX;
out:
	mutex_unlock(&nn->lock);
	return err ?: skb->len;
}

int nvgre_nl_route_flush_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nvgre_net *nn = nvgre_net(genl_info_net(info));
	struct nvgre_route_filter filter;
	struct nvgre_route *route;
	struct nvgre_dev *nvgre;
	unsigned long id, rid;
	int err;

	err = nvgre_nl_check(info->attrs, NVGRE_NL_ROUTE, 0, info->extack);
	if (err)
		return err;
	mutex_lock(&nn->lock);
	err = nvgre_nl_route_filter(nn, info->attrs, &filter, info->extack);
	if (err)
		goto out;
	xa_for_each(&nn->devs, id, nvgre) {
		if (filter.nvgre && filter.nvgre != nvgre)
			continue;
		xa_for_each(&nvgre->routes, rid, route)
			if (nvgre_nl_route_matches(route, &filter))
				nvgre_nl_route_remove(route, info);
	}
out:
	mutex_unlock(&nn->lock);
	return err;
}

/* The path that a flow without a hash would take. */
static int nvgre_nl_put_path(struct sk_buff *skb, struct nvgre_hop *hop)
{
	const struct nvgre_record *rec = hop->rec;
	struct nvgre_encap enc = { .v = hop->vsid };

	hop->reason = nvgre_encap_path(&enc, rec->remote);
	if (hop->reason)
		return 0;
	if (nvgre_nl_put_addr(skb, NVGRE_A_LOCAL_PA, enc.local) ||
	    nla_put_u32(skb, NVGRE_A_OIF, enc.dst->dev->ifindex) ||
	    nla_put_u32(skb, NVGRE_A_MTU, enc.mtu))
		return -EMSGSIZE;
	return 0;
}

static int nvgre_nl_put_hop(struct sk_buff *skb, struct nvgre_hop *hop)
{
	const struct nvgre_record *rec = hop->rec;
	int err;

	if (hop->route && hop->verdict != NVGRE_VERDICT_WILDCARD &&
	    nvgre_nl_put_prefix(skb, hop->route))
		return -EMSGSIZE;
	if (rec) {
		if (nla_put_u32(skb, NVGRE_A_VSID, rec->key.vsid) ||
		    (hop->verdict != NVGRE_VERDICT_WILDCARD &&
		     nvgre_nl_put_addr(skb, NVGRE_A_VIA, &rec->key.ca)) ||
		    nla_put(skb, NVGRE_A_MAC, ETH_ALEN, rec->mac.mac) ||
		    nla_put_u8(skb, NVGRE_A_RECORD_TYPE, rec->type) ||
		    (rec->name &&
		     nla_put_string(skb, NVGRE_A_VM_NAME, rec->name)) ||
		    nla_put_u32(skb, NVGRE_A_OWNER, rec->owner) ||
		    nvgre_nl_put_addr(skb, NVGRE_A_PA, &rec->remote->addr))
			return -EMSGSIZE;
		err = nvgre_nl_put_path(skb, hop);
		if (err)
			return err;
	}
	if (nla_put_u8(skb, NVGRE_A_VERDICT, hop->verdict) ||
	    (hop->reason &&
	     nla_put_u32(skb, NVGRE_A_DROP_REASON, hop->reason)))
		return -EMSGSIZE;
	return 0;
}

/* Ask the packet path itself. */
static int nvgre_nl_fill_resolve(const struct nvgre_nl_msg *msg,
				 struct nvgre_dev *nvgre,
				 struct nvgre_vsid *from,
				 const struct in6_addr *ca)
{
	struct nvgre_hop hop = { .verdict = NVGRE_VERDICT_LOCAL };
	void *hdr = nvgre_nl_put_header(msg);
	int err;

	if (!hdr || nvgre_nl_put_dev(msg->skb, nvgre) ||
	    nla_put_u32(msg->skb, NVGRE_A_FROM_VSID, from->id) ||
	    nvgre_nl_put_addr(msg->skb, NVGRE_A_CA, ca))
		return -EMSGSIZE;

	local_bh_disable();
	rcu_read_lock();
	if (!nvgre_is_local(nvgre, ca))
		nvgre_resolve(from, ca, &hop);
	err = nvgre_nl_put_hop(msg->skb, &hop);
	rcu_read_unlock();
	local_bh_enable();
	if (!err)
		genlmsg_end(msg->skb, hdr);
	return err;
}

int nvgre_nl_resolve_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nvgre_net *nn = nvgre_net(genl_info_net(info));
	struct nlattr **attrs = info->attrs;
	struct nvgre_nl_msg msg;
	struct nvgre_dev *nvgre;
	struct nvgre_vsid *from;
	struct in6_addr ca;
	int err;

	err = nvgre_nl_check(attrs, NVGRE_NL_DEV_ATTRS |
			     BIT_ULL(NVGRE_A_FROM_VSID) | BIT_ULL(NVGRE_A_CA),
			     BIT_ULL(NVGRE_A_CA), info->extack);
	if (err)
		return err;
	err = nvgre_nl_addr(attrs[NVGRE_A_CA], &ca, info->extack);
	if (err)
		return err;
	err = nvgre_nl_reply_alloc(&msg, info, NVGRE_CMD_RESOLVE);
	if (err)
		return err;

	mutex_lock(&nn->lock);
	nvgre = nvgre_nl_find_dev(nn, attrs, info->extack);
	err = PTR_ERR_OR_ZERO(nvgre);
	if (err)
		goto out;
	if (attrs[NVGRE_A_FROM_VSID])
		from = nvgre_nl_find_vsid(nn, attrs[NVGRE_A_FROM_VSID], nvgre,
					  info->extack);
	else
		from = rcu_dereference_protected(nvgre->gateway,
						 lockdep_is_held(&nn->lock));
	err = PTR_ERR_OR_ZERO(from);
	if (!err && !from) {
		NL_SET_ERR_MSG(info->extack, "Device has no gateway VSID");
		err = -ENOENT;
	}
	if (!err)
		err = nvgre_nl_fill_resolve(&msg, nvgre, from, &ca);
out:
	mutex_unlock(&nn->lock);
	return nvgre_nl_reply_send(&msg, info, err);
}
