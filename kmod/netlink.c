// SPDX-License-Identifier: GPL-2.0
/*
 * Generic netlink: what all requests and messages have in common. Each object
 * has a file nl_*.c of its own.
 */
#include "netlink.h"

#include <linux/etherdevice.h>
#include <linux/net_namespace.h>
#include <net/net_namespace.h>

#include "device.h"
#include "nvgre_compat.h"

static const struct genl_multicast_group nvgre_nl_groups[] = {
	[NVGRE_NLGRP_CONFIG] = { .name = NVGRE_MCGRP_CONFIG, },
	[NVGRE_NLGRP_MISS] = { .name = NVGRE_MCGRP_MISS, },
};

struct genl_family nvgre_nl_family __ro_after_init = {
	.name = NVGRE_GENL_NAME,
	.version = NVGRE_GENL_VERSION,
	.netnsok = true,
	.parallel_ops = true,
	.module = THIS_MODULE,
	.policy = nvgre_nl_policy,
	.maxattr = ARRAY_SIZE(nvgre_nl_policy) - 1,
	.small_ops = nvgre_nl_ops,
	.n_small_ops = ARRAY_SIZE(nvgre_nl_ops),
	.mcgrps = nvgre_nl_groups,
	.n_mcgrps = ARRAY_SIZE(nvgre_nl_groups),
	/* Requests say with netlink flags whether to create or replace. */
	.resv_start_op = __NVGRE_CMD_MAX,
};

/**
 * nvgre_nl_check() - check which attributes a request has
 * @attrs: attributes, each valid by the policy
 * @allowed: bit mask of those that the command knows, @required included
 * @required: bit mask of those that it needs
 * @extack: for the reason of a refusal
 *
 * Return: 0 or -EINVAL.
 */
int nvgre_nl_check(struct nlattr **attrs, u64 allowed, u64 required,
		   struct netlink_ext_ack *extack)
{
	unsigned int i;

	for (i = 1; i < ARRAY_SIZE(nvgre_nl_policy); i++) {
		if (attrs[i] && !(allowed & BIT_ULL(i))) {
			NL_SET_ERR_MSG_ATTR(extack, attrs[i],
					    "Attribute is not accepted by this command");
			return -EINVAL;
		}
		if (!attrs[i] && (required & BIT_ULL(i))) {
			NL_SET_ERR_MSG(extack, "Required attribute is missing");
			NL_SET_ERR_ATTR_MISS(extack, NULL, i);
			return -EINVAL;
		}
	}
	return 0;
}

/**
 * nvgre_nl_addr() - read an address
 * @attr: attribute
 * @addr: where to put it; IPv4 as v4-mapped
 * @extack: for the reason of a refusal
 *
 * Return: 0 or -EINVAL.
 */
int nvgre_nl_addr(const struct nlattr *attr, struct in6_addr *addr,
		  struct netlink_ext_ack *extack)
{
	switch (nla_len(attr)) {
	case sizeof(__be32):
		nvgre_addr_set4(addr, nla_get_be32(attr));
		return 0;
	case sizeof(*addr):
		*addr = nla_get_in6_addr(attr);
		if (!nvgre_is_v4(addr))
			return 0;
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "IPv4 address must be 4 bytes long, not mapped into IPv6");
		return -EINVAL;
	default:
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "Address must be 4 or 16 bytes long");
		return -EINVAL;
	}
}

int nvgre_nl_vsid(const struct nlattr *attr, u32 *vsid,
		  struct netlink_ext_ack *extack)
{
	*vsid = nla_get_u32(attr);
	if (nvgre_vsid_valid(*vsid))
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attr,
			    "VSID must be in the range 4096 to 16777214");
	return -EINVAL;
}

/* Check a MAC address that is to be somebody's. */
int nvgre_nl_mac(const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	if (is_valid_ether_addr(nla_data(attr)))
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attr,
			    "MAC must be a unicast address and not all zero");
	return -EINVAL;
}

u32 nvgre_nl_u32(const struct nlattr *attr, u32 none)
{
	return attr ? nla_get_u32(attr) : none;
}

/* What the flags of a request to make an object ask for. */
void nvgre_nl_mode(const struct genl_info *info, bool *create, bool *replace)
{
	u16 flags = info->nlhdr->nlmsg_flags;

	*replace = flags & NLM_F_REPLACE;
	*create = (flags & NLM_F_CREATE) || !*replace;
}

/* A request that names an owner touches that owner's objects only. */
int nvgre_nl_owner(struct nlattr **attrs, u32 owner,
		   struct netlink_ext_ack *extack)
{
	if (!attrs[NVGRE_A_OWNER] ||
	    nla_get_u32(attrs[NVGRE_A_OWNER]) == owner)
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attrs[NVGRE_A_OWNER],
			    "Object belongs to another owner");
	return -EPERM;
}

static bool nvgre_nl_dev_in(const struct nvgre_dev *nvgre,
			    const struct net *net)
{
	return net_eq(dev_net(nvgre->dev), net);
}

static struct nvgre_dev *nvgre_nl_match_dev(struct nvgre_net *nn,
					    struct nlattr **attrs,
					    const struct net *net)
{
	struct nvgre_dev *nvgre;
	unsigned long id;

	xa_for_each(&nn->devs, id, nvgre) {
		if (attrs[NVGRE_A_IFINDEX] || attrs[NVGRE_A_IFNAME]) {
			if (!nvgre_nl_dev_in(nvgre, net))
				continue;
			if (attrs[NVGRE_A_IFINDEX] &&
			    nla_get_u32(attrs[NVGRE_A_IFINDEX]) !=
			    nvgre->dev->ifindex)
				continue;
			if (attrs[NVGRE_A_IFNAME] &&
			    nla_strcmp(attrs[NVGRE_A_IFNAME], nvgre->dev->name))
				continue;
		}
		if (attrs[NVGRE_A_RDID] &&
		    memcmp(nla_data(attrs[NVGRE_A_RDID]), nvgre->rdid,
			   NVGRE_RDID_LEN))
			continue;
		return nvgre;
	}
	return NULL;
}

/**
 * nvgre_nl_find_dev() - find the device that a request names
 * @nn: namespace of the request
 * @attrs: attributes; the name or index counts in the namespace that netnsid
 *	says, or else in @nn; of name, index and GUID all that are given must
 *	be the device's
 * @extack: for the reason of a refusal
 *
 * Context: process, nvgre_net.lock held.
 * Return: the device, borrowed, or an ERR_PTR.
 */
struct nvgre_dev *nvgre_nl_find_dev(struct nvgre_net *nn,
				    struct nlattr **attrs,
				    struct netlink_ext_ack *extack)
{
	struct nvgre_dev *nvgre = NULL;
	struct net *net = nn->net;

	lockdep_assert_held(&nn->lock);

	if (!attrs[NVGRE_A_IFINDEX] && !attrs[NVGRE_A_IFNAME] &&
	    !attrs[NVGRE_A_RDID]) {
		NL_SET_ERR_MSG(extack,
			       "Device must be named by ifindex, ifname or rdid");
		NL_SET_ERR_ATTR_MISS(extack, NULL, NVGRE_A_IFNAME);
		return ERR_PTR(-EINVAL);
	}
	if (attrs[NVGRE_A_NETNSID]) {
		net = get_net_ns_by_id(nn->net,
				       nla_get_s32(attrs[NVGRE_A_NETNSID]));
		if (!net) {
			NL_SET_ERR_MSG_ATTR(extack, attrs[NVGRE_A_NETNSID],
					    "Namespace does not exist");
			return ERR_PTR(-EINVAL);
		}
	}
	nvgre = nvgre_nl_match_dev(nn, attrs, net);
	if (attrs[NVGRE_A_NETNSID])
		put_net(net);
	if (!nvgre) {
		NL_SET_ERR_MSG_ATTR(extack, attrs[NVGRE_A_RDID] ?:
					    attrs[NVGRE_A_IFNAME] ?:
					    attrs[NVGRE_A_IFINDEX],
				    "No such device of kind nvgre in this namespace");
		return ERR_PTR(-ENODEV);
	}
	return nvgre;
}

/**
 * nvgre_nl_find_vsid() - find the subnet that a request names
 * @nn: namespace of the request
 * @attr: VSID
 * @nvgre: routing domain it must be in, or NULL
 * @extack: for the reason of a refusal
 *
 * Context: process, nvgre_net.lock held.
 * Return: the subnet, borrowed, or an ERR_PTR.
 */
struct nvgre_vsid *nvgre_nl_find_vsid(struct nvgre_net *nn,
				      const struct nlattr *attr,
				      const struct nvgre_dev *nvgre,
				      struct netlink_ext_ack *extack)
{
	struct nvgre_vsid *v;
	u32 vsid;
	int err;

	lockdep_assert_held(&nn->lock);

	err = nvgre_nl_vsid(attr, &vsid, extack);
	if (err)
		return ERR_PTR(err);
	v = nvgre_vsid_find(nn, vsid);
	if (!v) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "VSID does not exist");
		return ERR_PTR(-ENOENT);
	}
	if (nvgre && v->nvgre != nvgre) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "VSID belongs to another device");
		return ERR_PTR(-EINVAL);
	}
	return v;
}

int nvgre_nl_put_addr(struct sk_buff *skb, int attr,
		      const struct in6_addr *addr)
{
	if (nvgre_is_v4(addr))
		return nla_put_in_addr(skb, attr, nvgre_addr_get4(addr));
	return nla_put_in6_addr(skb, attr, addr);
}

/* Name, index and namespace of a device, and its GUID. */
int nvgre_nl_put_dev(struct sk_buff *skb, const struct nvgre_dev *nvgre)
{
	const struct net_device *dev = nvgre->dev;
	int id = NETNSA_NSID_NOT_ASSIGNED;

	rcu_read_lock();
	if (!net_eq(dev_net(dev), nvgre->nn->net))
		id = peernet2id_alloc(nvgre->nn->net, dev_net(dev), GFP_ATOMIC);
	rcu_read_unlock();

	if (nla_put_u32(skb, NVGRE_A_IFINDEX, dev->ifindex) ||
	    nla_put_string(skb, NVGRE_A_IFNAME, dev->name))
		return -EMSGSIZE;
	if (id >= 0 && nla_put_s32(skb, NVGRE_A_NETNSID, id))
		return -EMSGSIZE;
	if (memchr_inv(nvgre->rdid, 0, NVGRE_RDID_LEN) &&
	    nla_put(skb, NVGRE_A_RDID, NVGRE_RDID_LEN, nvgre->rdid))
		return -EMSGSIZE;
	return 0;
}

int nvgre_nl_put_counters(struct sk_buff *skb,
			  const struct nvgre_counters *counters)
{
	struct nlattr *nest = nla_nest_start(skb, NVGRE_A_STATS);

	if (!nest)
		return -EMSGSIZE;
	if (nla_put_u64_64bit(skb, NVGRE_STATS_A_RX_PACKETS,
			      counters->rx_packets, NVGRE_STATS_A_PAD) ||
	    nla_put_u64_64bit(skb, NVGRE_STATS_A_RX_BYTES,
			      counters->rx_bytes, NVGRE_STATS_A_PAD) ||
	    nla_put_u64_64bit(skb, NVGRE_STATS_A_TX_PACKETS,
			      counters->tx_packets, NVGRE_STATS_A_PAD) ||
	    nla_put_u64_64bit(skb, NVGRE_STATS_A_TX_BYTES,
			      counters->tx_bytes, NVGRE_STATS_A_PAD) ||
	    nla_put_u64_64bit(skb, NVGRE_STATS_A_FORWARDED,
			      counters->forwarded, NVGRE_STATS_A_PAD) ||
	    nla_put_u64_64bit(skb, NVGRE_STATS_A_REPLIES,
			      counters->replies, NVGRE_STATS_A_PAD)) {
		nla_nest_cancel(skb, nest);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

void *nvgre_nl_put_header(const struct nvgre_nl_msg *msg)
{
	return genlmsg_put(msg->skb, msg->portid, msg->seq, &nvgre_nl_family,
			   msg->flags, msg->cmd);
}

/* Whether a notification would be read; loading a million records asks. */
bool nvgre_nl_listening(const struct nvgre_net *nn)
{
	return genl_has_listeners(&nvgre_nl_family, (struct net *)nn->net,
				  NVGRE_NLGRP_CONFIG);
}

struct sk_buff *nvgre_nl_notify_alloc(struct nvgre_nl_msg *msg, u8 cmd,
				      const struct genl_info *info)
{
	*msg = (struct nvgre_nl_msg) {
		.skb = genlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL),
		.portid = info ? info->snd_portid : 0,
		.seq = info ? info->snd_seq : 0,
		.flags = info ? info->nlhdr->nlmsg_flags & NLM_F_REPLACE : 0,
		.cmd = cmd,
	};
	return msg->skb;
}

/* Send @skb to the group, or say that something was lost. */
void nvgre_nl_notify_send(struct nvgre_net *nn, struct sk_buff *skb, int err)
{
	if (!skb || err) {
		nlmsg_free(skb);
		genl_set_err(&nvgre_nl_family, nn->net, 0, NVGRE_NLGRP_CONFIG,
			     -ENOBUFS);
		return;
	}
	genlmsg_multicast_netns(&nvgre_nl_family, nn->net, skb, 0,
				NVGRE_NLGRP_CONFIG, GFP_KERNEL);
}

int nvgre_nl_reply_alloc(struct nvgre_nl_msg *msg, struct genl_info *info,
			 u8 cmd)
{
	*msg = (struct nvgre_nl_msg) {
		.skb = genlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL),
		.portid = info->snd_portid,
		.seq = info->snd_seq,
		.cmd = cmd,
	};
	return msg->skb ? 0 : -ENOMEM;
}

int nvgre_nl_reply_send(struct nvgre_nl_msg *msg, struct genl_info *info,
			int err)
{
	if (err) {
		nlmsg_free(msg->skb);
		return err;
	}
	return genlmsg_reply(msg->skb, info);
}

void nvgre_nl_dump_msg(struct nvgre_nl_msg *msg, struct sk_buff *skb,
		       struct netlink_callback *cb, u8 cmd)
{
	*msg = (struct nvgre_nl_msg) {
		.skb = skb,
		.portid = NETLINK_CB(cb->skb).portid,
		.seq = cb->nlh->nlmsg_seq,
		.flags = NLM_F_MULTI,
		.cmd = cmd,
	};
}

int nvgre_nl_register(void)
{
	return genl_register_family(&nvgre_nl_family);
}

void nvgre_nl_unregister(void)
{
	genl_unregister_family(&nvgre_nl_family);
}
