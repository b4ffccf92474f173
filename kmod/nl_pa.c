// SPDX-License-Identifier: GPL-2.0
/*
 * Generic netlink: provider addresses. Their changes reach the MTU of
 * devices, so they are made under RTNL.
 */
#include <linux/rtnetlink.h>

#include "netlink.h"
#include "nvgre_compat.h"
#include "pa.h"

static int nvgre_nl_fill_pa(const struct nvgre_nl_msg *msg,
			    struct netlink_callback *cb,
			    const struct nvgre_pa *pa)
{
	void *hdr = nvgre_nl_put_header(msg);

	if (!hdr)
		return -EMSGSIZE;
	if (cb)
		genl_dump_check_consistent(cb, hdr);
	if (nvgre_nl_put_addr(msg->skb, NVGRE_A_PA, &pa->addr) ||
	    (pa->oif && nla_put_u32(msg->skb, NVGRE_A_OIF, pa->oif)) ||
	    nla_put_u32(msg->skb, NVGRE_A_OWNER, pa->owner) ||
	    nla_put_u8(msg->skb, NVGRE_A_PA_STATE,
		       pa->assigned ? NVGRE_PA_STATE_ASSIGNED :
				      NVGRE_PA_STATE_MISSING)) {
		genlmsg_cancel(msg->skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(msg->skb, hdr);
	return 0;
}

void nvgre_nl_notify_pa(struct nvgre_net *nn, const struct nvgre_pa *pa,
			u8 cmd, const struct genl_info *info)
{
	struct nvgre_nl_msg msg;
	struct sk_buff *skb;
	int err = 0;

	if (!nvgre_nl_listening(nn))
		return;
	skb = nvgre_nl_notify_alloc(&msg, cmd, info);
	/* Without a request, what is there has changed its state. */
	if (!info && cmd == NVGRE_CMD_PA_NEW)
		msg.flags = NLM_F_REPLACE;
	if (skb)
		err = nvgre_nl_fill_pa(&msg, NULL, pa);
	nvgre_nl_notify_send(nn, msg.skb, err);
}

int nvgre_nl_pa_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nvgre_net *nn = nvgre_net(genl_info_net(info));
	struct nlattr **attrs = info->attrs;
	bool create, replace;
	struct in6_addr addr;
	struct nvgre_pa *pa;
	int oif, err;

	err = nvgre_nl_check(attrs, BIT_ULL(NVGRE_A_PA) |
			     BIT_ULL(NVGRE_A_OIF) | BIT_ULL(NVGRE_A_OWNER),
			     BIT_ULL(NVGRE_A_PA), info->extack);
	if (err)
		return err;
	err = nvgre_nl_addr(attrs[NVGRE_A_PA], &addr, info->extack);
	if (err)
		return err;
	if (!nvgre_addr_unicast(&addr)) {
		NL_SET_ERR_MSG_ATTR(info->extack, attrs[NVGRE_A_PA],
				    "Provider address must be a unicast address");
		return -EINVAL;
	}
	oif = nvgre_nl_u32(attrs[NVGRE_A_OIF], 0);
	nvgre_nl_mode(info, &create, &replace);

	rtnl_lock();
	mutex_lock(&nn->lock);
	if (attrs[NVGRE_A_OIF] && !__dev_get_by_index(nn->net, oif)) {
		NL_SET_ERR_MSG_ATTR(info->extack, attrs[NVGRE_A_OIF],
				    "Underlay device does not exist");
		err = -ENODEV;
		goto out;
	}
	err = nvgre_pa_set(nn, &addr, oif, nvgre_nl_u32(attrs[NVGRE_A_OWNER], 0),
			   create, replace, &pa, info->extack);
	if (err) {
		NL_SET_BAD_ATTR(info->extack, attrs[NVGRE_A_PA]);
		goto out;
	}
	nn->generation++;
	nvgre_nl_notify_pa(nn, pa, NVGRE_CMD_PA_NEW, info);
out:
	mutex_unlock(&nn->lock);
	rtnl_unlock();
	return err;
}

static struct nvgre_pa *nvgre_nl_find_pa(struct nvgre_net *nn,
					 const struct nlattr *attr,
					 struct netlink_ext_ack *extack)
{
	struct in6_addr addr;
	struct nvgre_pa *pa;
	int err;

	err = nvgre_nl_addr(attr, &addr, extack);
	if (err)
		return ERR_PTR(err);
	pa = nvgre_pa_get_exact(nn, &addr);
	if (pa)
		return pa;
	NL_SET_ERR_MSG_ATTR(extack, attr, "Provider address does not exist");
	return ERR_PTR(-ENOENT);
}

int nvgre_nl_pa_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nvgre_net *nn = nvgre_net(genl_info_net(info));
	struct nvgre_pa *pa;
	int err;

	err = nvgre_nl_check(info->attrs, BIT_ULL(NVGRE_A_PA) |
			     BIT_ULL(NVGRE_A_OWNER), BIT_ULL(NVGRE_A_PA),
			     info->extack);
	if (err)
		return err;
	rtnl_lock();
	mutex_lock(&nn->lock);
	pa = nvgre_nl_find_pa(nn, info->attrs[NVGRE_A_PA], info->extack);
	err = PTR_ERR_OR_ZERO(pa);
	if (!err)
		err = nvgre_nl_owner(info->attrs, pa->owner, info->extack);
	if (!err) {
		nn->generation++;
		nvgre_nl_notify_pa(nn, pa, NVGRE_CMD_PA_DEL, info);
		nvgre_pa_del(nn, pa);
	}
	mutex_unlock(&nn->lock);
	rtnl_unlock();
	return err;
}

int nvgre_nl_pa_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nvgre_net *nn = nvgre_net(genl_info_net(info));
	struct nvgre_nl_msg msg;
	struct nvgre_pa *pa;
	int err;

	err = nvgre_nl_check(info->attrs, BIT_ULL(NVGRE_A_PA),
			     BIT_ULL(NVGRE_A_PA), info->extack);
	if (err)
		return err;
	err = nvgre_nl_reply_alloc(&msg, info, NVGRE_CMD_PA_GET);
	if (err)
		return err;
	mutex_lock(&nn->lock);
	pa = nvgre_nl_find_pa(nn, info->attrs[NVGRE_A_PA], info->extack);
	err = IS_ERR(pa) ? PTR_ERR(pa) : nvgre_nl_fill_pa(&msg, NULL, pa);
	mutex_unlock(&nn->lock);
	return nvgre_nl_reply_send(&msg, info, err);
}

int nvgre_nl_pa_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct nlattr **attrs = nvgre_compat_dump_attrs(cb);
	struct nvgre_net *nn = nvgre_net(sock_net(skb->sk));
	struct nvgre_nl_msg msg;
	struct nvgre_pa *pa;
	unsigned long id;
	int err;

	err = nvgre_nl_check(attrs, BIT_ULL(NVGRE_A_OWNER), 0, cb->extack);
	if (err)
		return err;
	nvgre_nl_dump_msg(&msg, skb, cb, NVGRE_CMD_PA_GET);
	mutex_lock(&nn->lock);
	cb->seq = nn->generation;
	xa_for_each_start(&nn->pas, id, pa, cb->args[0]) {
		if (!nvgre_nl_owner(attrs, pa->owner, NULL) &&
		    nvgre_nl_fill_pa(&msg, cb, pa))
			break;
		cb->args[0] = id + 1;
	}
	mutex_unlock(&nn->lock);
	return skb->len;
}

int nvgre_nl_pa_flush_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nvgre_net *nn = nvgre_net(genl_info_net(info));
	struct nvgre_pa *pa;
	unsigned long id;
	int err;

	err = nvgre_nl_check(info->attrs, BIT_ULL(NVGRE_A_OWNER), 0,
			     info->extack);
	if (err)
		return err;
	rtnl_lock();
	mutex_lock(&nn->lock);
	xa_for_each(&nn->pas, id, pa) {
		if (nvgre_nl_owner(info->attrs, pa->owner, NULL))
			continue;
		nn->generation++;
		nvgre_nl_notify_pa(nn, pa, NVGRE_CMD_PA_DEL, info);
		nvgre_pa_del(nn, pa);
	}
	mutex_unlock(&nn->lock);
	rtnl_unlock();
	return 0;
}
