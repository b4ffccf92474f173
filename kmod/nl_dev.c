// SPDX-License-Identifier: GPL-2.0
/*
 * Generic netlink: devices.
 */
#include "device.h"
#include "netlink.h"
#include "nvgre_compat.h"
#include "vsid.h"

/* Write a device; nvgre_net.lock. */
static int nvgre_nl_fill_dev(const struct nvgre_nl_msg *msg,
			     struct netlink_callback *cb,
			     struct nvgre_dev *nvgre)
{
	struct nvgre_vsid *gateway;
	void *hdr = nvgre_nl_put_header(msg);

	if (!hdr)
		return -EMSGSIZE;
	if (cb)
		genl_dump_check_consistent(cb, hdr);
	gateway = rcu_dereference_protected(nvgre->gateway,
					    lockdep_is_held(&nvgre->nn->lock));
	if (nvgre_nl_put_dev(msg->skb, nvgre) ||
	    (gateway &&
	     nla_put_u32(msg->skb, NVGRE_A_GATEWAY_VSID, gateway->id)) ||
	    nla_put(msg->skb, NVGRE_A_MAC, ETH_ALEN, nvgre->mac.addr) ||
	    nla_put_u8(msg->skb, NVGRE_A_ANTISPOOF, nvgre->antispoof) ||
	    nla_put_u8(msg->skb, NVGRE_A_DSCP, nvgre->dscp) ||
	    nla_put_u8(msg->skb, NVGRE_A_TTL, nvgre->ttl) ||
	    nla_put_u8(msg->skb, NVGRE_A_FLOW_ID, nvgre->flow_id) ||
	    nla_put_u32(msg->skb, NVGRE_A_MTU, READ_ONCE(nvgre->dev->mtu)) ||
	    nla_put_u32(msg->skb, NVGRE_A_VSIDS, nvgre->n_vsids) ||
	    nla_put_u32(msg->skb, NVGRE_A_ROUTES, nvgre->n_routes)) {
		genlmsg_cancel(msg->skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(msg->skb, hdr);
	return 0;
}

void nvgre_nl_notify_dev(struct nvgre_dev *nvgre, u8 cmd,
			 const struct genl_info *info)
{
	struct nvgre_nl_msg msg;
	int err = 0;

	if (!nvgre_nl_listening(nvgre->nn))
		return;
	if (nvgre_nl_notify_alloc(&msg, cmd, info))
		err = nvgre_nl_fill_dev(&msg, NULL, nvgre);
	nvgre_nl_notify_send(nvgre->nn, msg.skb, err);
}

int nvgre_nl_dev_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nvgre_net *nn = nvgre_net(genl_info_net(info));
	struct nvgre_nl_msg msg;
	struct nvgre_dev *nvgre;
	int err;

	err = nvgre_nl_check(info->attrs, NVGRE_NL_DEV_ATTRS, 0, info->extack);
	if (err)
		return err;
	err = nvgre_nl_reply_alloc(&msg, info, NVGRE_CMD_DEV_GET);
	if (err)
		return err;
	mutex_lock(&nn->lock);
	nvgre = nvgre_nl_find_dev(nn, info->attrs, info->extack);
	err = IS_ERR(nvgre) ? PTR_ERR(nvgre) :
			      nvgre_nl_fill_dev(&msg, NULL, nvgre);
	mutex_unlock(&nn->lock);
	return nvgre_nl_reply_send(&msg, info, err);
}

int nvgre_nl_dev_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct nvgre_net *nn = nvgre_net(sock_net(skb->sk));
	struct nvgre_nl_msg msg;
	struct nvgre_dev *nvgre;
	unsigned long id;
	int err;

	err = nvgre_nl_check(nvgre_compat_dump_attrs(cb), 0, 0, cb->extack);
	if (err)
		return err;
	nvgre_nl_dump_msg(&msg, skb, cb, NVGRE_CMD_DEV_GET);
	mutex_lock(&nn->lock);
	cb->seq = nn->generation;
	xa_for_each_start(&nn->devs, id, nvgre, cb->args[0]) {
		if (nvgre_nl_fill_dev(&msg, cb, nvgre))
			break;
		cb->args[0] = id + 1;
	}
	mutex_unlock(&nn->lock);
	return skb->len;
}

/* Everything that can be refused is, before anything is changed. */
static int nvgre_nl_dev_precheck(struct nvgre_dev *nvgre,
				 struct nlattr **attrs, bool rdid,
				 struct netlink_ext_ack *extack)
{
	struct nvgre_dev *other;
	unsigned long id;
	int err;

	if (attrs[NVGRE_A_MAC]) {
		err = nvgre_nl_mac(attrs[NVGRE_A_MAC], extack);
		if (err)
			return err;
	}
	if (attrs[NVGRE_A_DSCP] && nla_get_u8(attrs[NVGRE_A_DSCP]) > 63 &&
	    nla_get_u8(attrs[NVGRE_A_DSCP]) != NVGRE_DSCP_INHERIT) {
		NL_SET_ERR_MSG_ATTR(extack, attrs[NVGRE_A_DSCP],
				    "DSCP must be in the range 0 to 63, or 255 to inherit");
		return -EINVAL;
	}
	if (!rdid)
		return 0;
	xa_for_each(&nvgre->nn->devs, id, other) {
		if (other == nvgre || !memchr_inv(other->rdid, 0, NVGRE_RDID_LEN) ||
		    memcmp(other->rdid, nla_data(attrs[NVGRE_A_RDID]),
			   NVGRE_RDID_LEN))
			continue;
		NL_SET_ERR_MSG_ATTR(extack, attrs[NVGRE_A_RDID],
				    "RDID is that of another device");
		return -EEXIST;
	}
	return 0;
}

/* The subnet to be the gateway VSID, made if need be. */
static struct nvgre_vsid *nvgre_nl_gateway(struct nvgre_dev *nvgre,
					   const struct nlattr *attr,
					   const struct genl_info *info)
{
	struct nvgre_net *nn = nvgre->nn;
	struct nvgre_vsid_spec spec = {
		.learn_limit = nn->learn_limit,
		.ageing = nn->ageing,
	};
	struct nvgre_vsid *v;
	u32 vsid;
	int err;

	err = nvgre_nl_vsid(attr, &vsid, info->extack);
	if (err)
		return ERR_PTR(err);
	v = nvgre_vsid_find(nn, vsid);
	if (v && v->nvgre != nvgre) {
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "VSID belongs to another device");
		return ERR_PTR(-EEXIST);
	}
	if (v)
		return v;
	v = nvgre_vsid_add(nvgre, vsid, &spec, info->extack);
	if (!IS_ERR(v))
		nvgre_nl_notify_vsid(v, NVGRE_CMD_VSID_NEW, info);
	return v;
}

static int nvgre_nl_dev_change(struct nvgre_dev *nvgre,
			       const struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;
	bool rdid = attrs[NVGRE_A_RDID] &&
		    (attrs[NVGRE_A_IFINDEX] || attrs[NVGRE_A_IFNAME]);
	struct nvgre_vsid *gateway;
	int err;

	err = nvgre_nl_dev_precheck(nvgre, attrs, rdid, info->extack);
	if (err)
		return err;
	if (attrs[NVGRE_A_GATEWAY_VSID]) {
		gateway = nvgre_nl_gateway(nvgre, attrs[NVGRE_A_GATEWAY_VSID],
					   info);
		if (IS_ERR(gateway))
			return PTR_ERR(gateway);
		rcu_assign_pointer(nvgre->gateway, gateway);
	}

	if (rdid)
		memcpy(nvgre->rdid, nla_data(attrs[NVGRE_A_RDID]),
		       NVGRE_RDID_LEN);
	if (attrs[NVGRE_A_MAC])
		nvgre_dev_mac_set(nvgre, nla_data(attrs[NVGRE_A_MAC]));
	if (attrs[NVGRE_A_ANTISPOOF])
		WRITE_ONCE(nvgre->antispoof,
			   nla_get_u8(attrs[NVGRE_A_ANTISPOOF]));
	if (attrs[NVGRE_A_DSCP])
		WRITE_ONCE(nvgre->dscp, nla_get_u8(attrs[NVGRE_A_DSCP]));
	if (attrs[NVGRE_A_TTL])
		WRITE_ONCE(nvgre->ttl, nla_get_u8(attrs[NVGRE_A_TTL]));
	if (attrs[NVGRE_A_FLOW_ID])
		WRITE_ONCE(nvgre->flow_id, nla_get_u8(attrs[NVGRE_A_FLOW_ID]));
	return 0;
}

int nvgre_nl_dev_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nvgre_net *nn = nvgre_net(genl_info_net(info));
	struct nlattr **attrs = info->attrs;
	struct nlattr *rdid = attrs[NVGRE_A_RDID];
	struct nvgre_dev *nvgre;
	int err;

	err = nvgre_nl_check(attrs, NVGRE_NL_DEV_ATTRS |
			     BIT_ULL(NVGRE_A_GATEWAY_VSID) |
			     BIT_ULL(NVGRE_A_MAC) |
			     BIT_ULL(NVGRE_A_ANTISPOOF) |
			     BIT_ULL(NVGRE_A_DSCP) | BIT_ULL(NVGRE_A_TTL) |
			     BIT_ULL(NVGRE_A_FLOW_ID),
			     0, info->extack);
	if (err)
		return err;
	/* An RDID that the device is not named by is a new one. */
	if (attrs[NVGRE_A_IFINDEX] || attrs[NVGRE_A_IFNAME])
		attrs[NVGRE_A_RDID] = NULL;
	mutex_lock(&nn->lock);
	nvgre = nvgre_nl_find_dev(nn, attrs, info->extack);
	attrs[NVGRE_A_RDID] = rdid;
	if (IS_ERR(nvgre)) {
		err = PTR_ERR(nvgre);
		goto out;
	}
	err = nvgre_nl_dev_change(nvgre, info);
	if (err)
		goto out;
	nn->generation++;
	nvgre_nl_notify_dev(nvgre, NVGRE_CMD_DEV_NEW_NTF, info);
out:
	mutex_unlock(&nn->lock);
	return err;
}
