// SPDX-License-Identifier: GPL-2.0
/*
 * Generic netlink: virtual subnets.
 */
#include "netlink.h"
#include "nvgre_compat.h"
#include "vsid.h"

static int nvgre_nl_fill_vsid(const struct nvgre_nl_msg *msg,
			      struct netlink_callback *cb,
			      struct nvgre_vsid *v)
{
	struct nvgre_counters sum = { };
	void *hdr = nvgre_nl_put_header(msg);

	if (!hdr)
		return -EMSGSIZE;
	if (cb)
		genl_dump_check_consistent(cb, hdr);
	nvgre_counters_sum(&sum, v->counters);
	if (nla_put_u32(msg->skb, NVGRE_A_VSID, v->id) ||
	    nvgre_nl_put_dev(msg->skb, v->nvgre) ||
	    nla_put(msg->skb, NVGRE_A_MAC, ETH_ALEN, v->mac.addr) ||
	    nla_put_u32(msg->skb, NVGRE_A_OWNER, v->owner) ||
	    nla_put_u32(msg->skb, NVGRE_A_LEARN_LIMIT, v->learn_limit) ||
	    nla_put_u32(msg->skb, NVGRE_A_AGEING, v->ageing) ||
	    nla_put_u32(msg->skb, NVGRE_A_RECORDS, v->n_records) ||
	    nla_put_u32(msg->skb, NVGRE_A_LEARNED_RECORDS, v->n_learned) ||
	    nla_put_u32(msg->skb, NVGRE_A_ROUTES, v->n_routes) ||
	    nla_put_u32(msg->skb, NVGRE_A_REMOTES, v->n_members) ||
	    nvgre_nl_put_counters(msg->skb, &sum)) {
		genlmsg_cancel(msg->skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(msg->skb, hdr);
	return 0;
}

void nvgre_nl_notify_vsid(struct nvgre_vsid *v, u8 cmd,
			  const struct genl_info *info)
{
	struct nvgre_net *nn = v->nvgre->nn;
	struct nvgre_nl_msg msg;
	int err = 0;

	if (!nvgre_nl_listening(nn))
		return;
	if (nvgre_nl_notify_alloc(&msg, cmd, info))
		err = nvgre_nl_fill_vsid(&msg, NULL, v);
	nvgre_nl_notify_send(nn, msg.skb, err);
}

static int nvgre_nl_vsid_spec(struct nvgre_net *nn, struct nlattr **attrs,
			      struct nvgre_vsid_spec *spec,
			      struct netlink_ext_ack *extack)
{
	int err;

	if (attrs[NVGRE_A_MAC]) {
		err = nvgre_nl_mac(attrs[NVGRE_A_MAC], extack);
		if (err)
			return err;
		spec->mac = nla_data(attrs[NVGRE_A_MAC]);
	}
	spec->owner = nvgre_nl_u32(attrs[NVGRE_A_OWNER], 0);
	spec->learn_limit = nvgre_nl_u32(attrs[NVGRE_A_LEARN_LIMIT],
					 nn->learn_limit);
	spec->ageing = nvgre_nl_u32(attrs[NVGRE_A_AGEING], nn->ageing);
	if (!spec->ageing) {
		NL_SET_ERR_MSG_ATTR(extack, attrs[NVGRE_A_AGEING],
				    "Ageing must be at least 1 second");
		return -EINVAL;
	}
	return 0;
}

static int nvgre_nl_vsid_make(struct nvgre_net *nn, struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;
	struct nvgre_vsid_spec spec = { };
	bool create, replace;
	struct nvgre_dev *nvgre;
	bool gateway = false;
	struct nvgre_vsid *v;
	u32 vsid;
	int err;

	err = nvgre_nl_vsid(attrs[NVGRE_A_VSID], &vsid, info->extack);
	if (err)
		return err;
	err = nvgre_nl_vsid_spec(nn, attrs, &spec, info->extack);
	if (err)
		return err;
	nvgre = nvgre_nl_find_dev(nn, attrs, info->extack);
	if (IS_ERR(nvgre))
		return PTR_ERR(nvgre);

	nvgre_nl_mode(info, &create, &replace);
	v = nvgre_vsid_find(nn, vsid);
	if (v && v->nvgre != nvgre) {
		NL_SET_ERR_MSG_ATTR(info->extack, attrs[NVGRE_A_VSID],
				    "VSID belongs to another device");
		return -EEXIST;
	}
	if (v && !replace) {
		NL_SET_ERR_MSG_ATTR(info->extack, attrs[NVGRE_A_VSID],
				    "VSID exists");
		return -EEXIST;
	}
	if (!v && !create) {
		NL_SET_ERR_MSG_ATTR(info->extack, attrs[NVGRE_A_VSID],
				    "VSID does not exist");
		return -ENOENT;
	}
	if (v) {
		nvgre_vsid_change(v, &spec);
	} else {
		gateway = !rcu_access_pointer(nvgre->gateway);
		v = nvgre_vsid_add(nvgre, vsid, &spec, info->extack);
		if (IS_ERR(v))
			return PTR_ERR(v);
	}
	nn->generation++;
	nvgre_nl_notify_vsid(v, NVGRE_CMD_VSID_NEW, info);
	if (gateway)
		nvgre_nl_notify_dev(nvgre, NVGRE_CMD_DEV_NEW_NTF, info);
	return 0;
}

int nvgre_nl_vsid_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nvgre_net *nn = nvgre_net(genl_info_net(info));
	int err;

	err = nvgre_nl_check(info->attrs, NVGRE_NL_DEV_ATTRS |
			     BIT_ULL(NVGRE_A_VSID) | BIT_ULL(NVGRE_A_MAC) |
			     BIT_ULL(NVGRE_A_OWNER) |
			     BIT_ULL(NVGRE_A_LEARN_LIMIT) |
			     BIT_ULL(NVGRE_A_AGEING),
			     BIT_ULL(NVGRE_A_VSID), info->extack);
	if (err)
		return err;
	mutex_lock(&nn->lock);
	err = nvgre_nl_vsid_make(nn, info);
	mutex_unlock(&nn->lock);
	return err;
}

static void nvgre_nl_vsid_remove(struct nvgre_vsid *v,
				 const struct genl_info *info)
{
	struct nvgre_dev *nvgre = v->nvgre;
	bool gateway = rcu_access_pointer(nvgre->gateway) == v;

	nvgre->nn->generation++;
	nvgre_nl_notify_vsid(v, NVGRE_CMD_VSID_DEL, info);
	nvgre_vsid_del(v);
	if (gateway)
		nvgre_nl_notify_dev(nvgre, NVGRE_CMD_DEV_NEW_NTF, info);
}

int nvgre_nl_vsid_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nvgre_net *nn = nvgre_net(genl_info_net(info));
	struct nvgre_vsid *v;
	int err;

	err = nvgre_nl_check(info->attrs, BIT_ULL(NVGRE_A_VSID) |
			     BIT_ULL(NVGRE_A_OWNER), BIT_ULL(NVGRE_A_VSID),
			     info->extack);
	if (err)
		return err;
	mutex_lock(&nn->lock);
	v = nvgre_nl_find_vsid(nn, info->attrs[NVGRE_A_VSID], NULL,
			       info->extack);
	err = PTR_ERR_OR_ZERO(v);
	if (!err)
		err = nvgre_nl_owner(info->attrs, v->owner, info->extack);
	if (!err)
		nvgre_nl_vsid_remove(v, info);
	mutex_unlock(&nn->lock);
	return err;
}

int nvgre_nl_vsid_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nvgre_net *nn = nvgre_net(genl_info_net(info));
	struct nvgre_nl_msg msg;
	struct nvgre_vsid *v;
	int err;

	err = nvgre_nl_check(info->attrs, BIT_ULL(NVGRE_A_VSID),
			     BIT_ULL(NVGRE_A_VSID), info->extack);
	if (err)
		return err;
	err = nvgre_nl_reply_alloc(&msg, info, NVGRE_CMD_VSID_GET);
	if (err)
		return err;
	mutex_lock(&nn->lock);
	v = nvgre_nl_find_vsid(nn, info->attrs[NVGRE_A_VSID], NULL,
			       info->extack);
	err = IS_ERR(v) ? PTR_ERR(v) : nvgre_nl_fill_vsid(&msg, NULL, v);
	mutex_unlock(&nn->lock);
	return nvgre_nl_reply_send(&msg, info, err);
}

/**
 * struct nvgre_vsid_filter - which subnets are meant
 * @nvgre: of this device, or NULL for all
 * @attrs: the request, for the owner
 */
struct nvgre_vsid_filter {
	const struct nvgre_dev *nvgre;
	struct nlattr **attrs;
};

static int nvgre_nl_vsid_filter(struct nvgre_net *nn, struct nlattr **attrs,
				struct nvgre_vsid_filter *filter,
				struct netlink_ext_ack *extack)
{
	struct nvgre_dev *nvgre = NULL;

	if (attrs[NVGRE_A_IFINDEX] || attrs[NVGRE_A_IFNAME] ||
	    attrs[NVGRE_A_NETNSID] || attrs[NVGRE_A_RDID]) {
		nvgre = nvgre_nl_find_dev(nn, attrs, extack);
		if (IS_ERR(nvgre))
			return PTR_ERR(nvgre);
	}
	filter->nvgre = nvgre;
	filter->attrs = attrs;
	return 0;
}

static bool nvgre_nl_vsid_matches(const struct nvgre_vsid *v,
				  const struct nvgre_vsid_filter *filter)
{
	return (!filter->nvgre || v->nvgre == filter->nvgre) &&
	       !nvgre_nl_owner(filter->attrs, v->owner, NULL);
}

int nvgre_nl_vsid_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct nlattr **attrs = nvgre_compat_dump_attrs(cb);
	struct nvgre_net *nn = nvgre_net(sock_net(skb->sk));
	struct nvgre_vsid_filter filter;
	struct nvgre_nl_msg msg;
	struct nvgre_vsid *v;
	unsigned long id;
	int err;

	err = nvgre_nl_check(attrs, NVGRE_NL_DEV_ATTRS |
			     BIT_ULL(NVGRE_A_OWNER), 0, cb->extack);
	if (err)
		return err;
	nvgre_nl_dump_msg(&msg, skb, cb, NVGRE_CMD_VSID_GET);
	mutex_lock(&nn->lock);
	cb->seq = nn->generation;
	err = nvgre_nl_vsid_filter(nn, attrs, &filter, cb->extack);
	if (err)
		goto out;
	xa_for_each_start(&nn->vsids, id, v, cb->args[0]) {
		if (nvgre_nl_vsid_matches(v, &filter) &&
		    nvgre_nl_fill_vsid(&msg, cb, v))
			break;
		cb->args[0] = id + 1;
	}
out:
	mutex_unlock(&nn->lock);
	return err ?: skb->len;
}

int nvgre_nl_vsid_flush_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nvgre_net *nn = nvgre_net(genl_info_net(info));
	struct nvgre_vsid_filter filter;
	struct nvgre_vsid *v;
	unsigned long id;
	int err;

	err = nvgre_nl_check(info->attrs, NVGRE_NL_DEV_ATTRS |
			     BIT_ULL(NVGRE_A_OWNER), 0, info->extack);
	if (err)
		return err;
	mutex_lock(&nn->lock);
	err = nvgre_nl_vsid_filter(nn, info->attrs, &filter, info->extack);
	if (err)
		goto out;
	xa_for_each(&nn->vsids, id, v)
		if (nvgre_nl_vsid_matches(v, &filter))
			nvgre_nl_vsid_remove(v, info);
out:
	mutex_unlock(&nn->lock);
	return err;
}
