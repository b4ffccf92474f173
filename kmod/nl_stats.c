// SPDX-License-Identifier: GPL-2.0
/*
 * Generic netlink: settings of the namespace, counters, and miss events.
 */
#include "device.h"
#include "drop.h"
#include "miss.h"
#include "netlink.h"
#include "nvgre_compat.h"

static int nvgre_nl_fill_config(const struct nvgre_nl_msg *msg,
				const struct nvgre_net *nn)
{
	unsigned long id, vsids = 0;
	void *v, *hdr = nvgre_nl_put_header(msg);

	if (!hdr)
		return -EMSGSIZE;
	xa_for_each(&((struct nvgre_net *)nn)->vsids, id, v)
		vsids++;
	if (nla_put_u32(msg->skb, NVGRE_A_MISS_RATE, nn->miss_rate) ||
	    nla_put_u32(msg->skb, NVGRE_A_LEARN_LIMIT, nn->learn_limit) ||
	    nla_put_u32(msg->skb, NVGRE_A_AGEING, nn->ageing) ||
	    nla_put_u32(msg->skb, NVGRE_A_GENERATION, nn->generation) ||
	    nla_put_u32(msg->skb, NVGRE_A_VSIDS, vsids) ||
	    nla_put_u32(msg->skb, NVGRE_A_RECORDS, nn->n_records) ||
	    nla_put_u32(msg->skb, NVGRE_A_REMOTES, nn->n_remotes))
		return -EMSGSIZE;
	genlmsg_end(msg->skb, hdr);
	return 0;
}

int nvgre_nl_config_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nvgre_net *nn = nvgre_net(genl_info_net(info));
	struct nvgre_nl_msg msg;
	int err;

	err = nvgre_nl_check(info->attrs, 0, 0, info->extack);
	if (err)
		return err;
	err = nvgre_nl_reply_alloc(&msg, info, NVGRE_CMD_CONFIG_GET);
	if (err)
		return err;
	mutex_lock(&nn->lock);
	err = nvgre_nl_fill_config(&msg, nn);
	mutex_unlock(&nn->lock);
	return nvgre_nl_reply_send(&msg, info, err);
}

int nvgre_nl_config_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nvgre_net *nn = nvgre_net(genl_info_net(info));
	struct nlattr **attrs = info->attrs;
	struct nvgre_nl_msg msg;
	int err;

	err = nvgre_nl_check(attrs, BIT_ULL(NVGRE_A_MISS_RATE) |
			     BIT_ULL(NVGRE_A_LEARN_LIMIT) |
			     BIT_ULL(NVGRE_A_AGEING), 0, info->extack);
	if (err)
		return err;
	if (attrs[NVGRE_A_AGEING] && !nla_get_u32(attrs[NVGRE_A_AGEING])) {
		NL_SET_ERR_MSG_ATTR(info->extack, attrs[NVGRE_A_AGEING],
				    "Ageing must be at least 1 second");
		return -EINVAL;
	}

	mutex_lock(&nn->lock);
	WRITE_ONCE(nn->miss_rate, nvgre_nl_u32(attrs[NVGRE_A_MISS_RATE],
					       nn->miss_rate));
	nn->learn_limit = nvgre_nl_u32(attrs[NVGRE_A_LEARN_LIMIT],
				       nn->learn_limit);
	nn->ageing = nvgre_nl_u32(attrs[NVGRE_A_AGEING], nn->ageing);
	nn->generation++;
	if (nvgre_nl_listening(nn)) {
		if (nvgre_nl_notify_alloc(&msg, NVGRE_CMD_CONFIG_SET, info))
			err = nvgre_nl_fill_config(&msg, nn);
		nvgre_nl_notify_send(nn, msg.skb, err);
	}
	mutex_unlock(&nn->lock);
	return 0;
}

static int nvgre_nl_put_drop(struct sk_buff *skb, u32 reason, u64 count)
{
	struct nlattr *nest = nla_nest_start(skb, NVGRE_A_DROPS);

	if (!nest)
		return -EMSGSIZE;
	if (nla_put_u32(skb, NVGRE_DROP_A_REASON, reason) ||
	    nla_put_u64_64bit(skb, NVGRE_DROP_A_COUNT, count,
			      NVGRE_DROP_A_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* Write the counters of a device, or with NULL of the namespace. */
static int nvgre_nl_fill_stats(const struct nvgre_nl_msg *msg,
			       struct netlink_callback *cb,
			       struct nvgre_net *nn, struct nvgre_dev *nvgre)
{
	struct nvgre_counters sum = { };
	u64 drops[NVGRE_DROPS] = { };
	void *hdr = nvgre_nl_put_header(msg);
	unsigned int i;

	if (!hdr)
		return -EMSGSIZE;
	if (cb)
		genl_dump_check_consistent(cb, hdr);
	if (nvgre) {
		nvgre_dev_counters(nvgre, &sum);
		if (nvgre_nl_put_dev(msg->skb, nvgre) ||
		    nvgre_nl_put_counters(msg->skb, &sum))
			goto cancel;
	}
	nvgre_drops_sum(drops, nvgre ? nvgre->drops : nn->drops);
	for (i = NVGRE_DROP_NONE + 1; i < NVGRE_DROPS; i++)
		if (nvgre_nl_put_drop(msg->skb, i, drops[i]))
			goto cancel;
	genlmsg_end(msg->skb, hdr);
	return 0;

cancel:
	genlmsg_cancel(msg->skb, hdr);
	return -EMSGSIZE;
}

int nvgre_nl_stats_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nvgre_net *nn = nvgre_net(genl_info_net(info));
	struct nvgre_nl_msg msg;
	struct nvgre_dev *nvgre;
	int err;

	err = nvgre_nl_check(info->attrs, NVGRE_NL_DEV_ATTRS, 0, info->extack);
	if (err)
		return err;
	err = nvgre_nl_reply_alloc(&msg, info, NVGRE_CMD_STATS_GET);
	if (err)
		return err;
	mutex_lock(&nn->lock);
	nvgre = nvgre_nl_find_dev(nn, info->attrs, info->extack);
	err = IS_ERR(nvgre) ? PTR_ERR(nvgre) :
			      nvgre_nl_fill_stats(&msg, NULL, nn, nvgre);
	mutex_unlock(&nn->lock);
	return nvgre_nl_reply_send(&msg, info, err);
}

int nvgre_nl_stats_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct nvgre_net *nn = nvgre_net(sock_net(skb->sk));
	struct nvgre_nl_msg msg;
	struct nvgre_dev *nvgre;
	unsigned long id;
	int err;

	err = nvgre_nl_check(nvgre_compat_dump_attrs(cb), 0, 0, cb->extack);
	if (err)
		return err;
	nvgre_nl_dump_msg(&msg, skb, cb, NVGRE_CMD_STATS_GET);
	mutex_lock(&nn->lock);
	cb->seq = nn->generation;
	/* First the namespace, then each device by its id. */
	if (!cb->args[1] && nvgre_nl_fill_stats(&msg, cb, nn, NULL))
		goto out;
	cb->args[1] = 1;
	xa_for_each_start(&nn->devs, id, nvgre, cb->args[0]) {
		if (nvgre_nl_fill_stats(&msg, cb, nn, nvgre))
			break;
		cb->args[0] = id + 1;
	}
out:
	mutex_unlock(&nn->lock);
	return skb->len;
}

/* A token bucket of one second. */
static bool nvgre_miss_allowed(struct nvgre_net *nn)
{
	u32 rate = READ_ONCE(nn->miss_rate);
	bool allowed;

	spin_lock(&nn->miss_lock);
	if (time_after_eq(jiffies, nn->miss_stamp + HZ)) {
		nn->miss_stamp = jiffies;
		nn->miss_tokens = rate;
	}
	nn->miss_tokens = min(nn->miss_tokens, rate);
	allowed = nn->miss_tokens;
	if (allowed)
		nn->miss_tokens--;
	spin_unlock(&nn->miss_lock);
	return allowed;
}

/**
 * nvgre_miss() - tell listeners that an address could not be resolved
 * @v: subnet where it was looked for
 * @ca: customer address
 * @reason: why
 *
 * Costs nothing when nobody listens.
 *
 * Context: softirq or BH disabled, RCU.
 */
void nvgre_miss(const struct nvgre_vsid *v, const struct in6_addr *ca,
		enum nvgre_drop reason)
{
	struct nvgre_dev *nvgre = v->nvgre;
	struct nvgre_net *nn = nvgre->nn;
	struct nvgre_nl_msg msg = { .cmd = NVGRE_CMD_MISS };
	void *hdr;

	if (!genl_has_listeners(&nvgre_nl_family, nn->net, NVGRE_NLGRP_MISS) ||
	    !nvgre_miss_allowed(nn))
		return;
	msg.skb = genlmsg_new(256, GFP_ATOMIC);
	if (!msg.skb)
		return;
	hdr = nvgre_nl_put_header(&msg);
	if (!hdr || nvgre_nl_put_dev(msg.skb, nvgre) ||
	    nla_put_u32(msg.skb, NVGRE_A_VSID, v->id) ||
	    nvgre_nl_put_addr(msg.skb, NVGRE_A_CA, ca) ||
	    nla_put_u32(msg.skb, NVGRE_A_DROP_REASON, reason)) {
		nlmsg_free(msg.skb);
		return;
	}
	genlmsg_end(msg.skb, hdr);
	genlmsg_multicast_netns(&nvgre_nl_family, nn->net, msg.skb, 0,
				NVGRE_NLGRP_MISS, GFP_ATOMIC);
}
