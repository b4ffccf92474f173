/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVGRE_NETLINK_H
#define _NVGRE_NETLINK_H

#include <net/genetlink.h>

#include "netlink-gen.h"
#include "nvgre.h"

struct nvgre_pa;
struct nvgre_record;
struct nvgre_route;

/* Attributes that name a device. */
#define NVGRE_NL_DEV_ATTRS	(BIT_ULL(NVGRE_A_IFINDEX) | \
				 BIT_ULL(NVGRE_A_IFNAME) | \
				 BIT_ULL(NVGRE_A_NETNSID) | \
				 BIT_ULL(NVGRE_A_RDID))

extern struct genl_family nvgre_nl_family;

/**
 * struct nvgre_nl_msg - which message to write
 * @skb: where to
 * @portid: socket it answers, or 0
 * @seq: request it answers, or 0
 * @flags: netlink flags
 * @cmd: command
 */
struct nvgre_nl_msg {
	struct sk_buff *skb;
	u32 portid;
	u32 seq;
	int flags;
	u8 cmd;
};

int nvgre_nl_register(void);
void nvgre_nl_unregister(void);

/* What requests have in common. All refusals leave a reason in @extack. */
int nvgre_nl_check(struct nlattr **attrs, u64 allowed, u64 required,
		   struct netlink_ext_ack *extack);
int nvgre_nl_addr(const struct nlattr *attr, struct in6_addr *addr,
		  struct netlink_ext_ack *extack);
int nvgre_nl_vsid(const struct nlattr *attr, u32 *vsid,
		  struct netlink_ext_ack *extack);
int nvgre_nl_mac(const struct nlattr *attr, struct netlink_ext_ack *extack);
void nvgre_nl_mode(const struct genl_info *info, bool *create, bool *replace);
int nvgre_nl_owner(struct nlattr **attrs, u32 owner,
		   struct netlink_ext_ack *extack);
u32 nvgre_nl_u32(const struct nlattr *attr, u32 none);

/* These need nvgre_net.lock; what they return is borrowed. */
struct nvgre_dev *nvgre_nl_find_dev(struct nvgre_net *nn,
				    struct nlattr **attrs,
				    struct netlink_ext_ack *extack);
struct nvgre_vsid *nvgre_nl_find_vsid(struct nvgre_net *nn,
				      const struct nlattr *attr,
				      const struct nvgre_dev *nvgre,
				      struct netlink_ext_ack *extack);

/* Pieces of messages. */
int nvgre_nl_put_addr(struct sk_buff *skb, int attr,
		      const struct in6_addr *addr);
int nvgre_nl_put_dev(struct sk_buff *skb, const struct nvgre_dev *nvgre);
int nvgre_nl_put_counters(struct sk_buff *skb,
			  const struct nvgre_counters *counters);
void *nvgre_nl_put_header(const struct nvgre_nl_msg *msg);

/* Sending them. */
bool nvgre_nl_listening(const struct nvgre_net *nn);
struct sk_buff *nvgre_nl_notify_alloc(struct nvgre_nl_msg *msg, u8 cmd,
				      const struct genl_info *info);
void nvgre_nl_notify_send(struct nvgre_net *nn, struct sk_buff *skb, int err);
int nvgre_nl_reply_alloc(struct nvgre_nl_msg *msg, struct genl_info *info,
			 u8 cmd);
int nvgre_nl_reply_send(struct nvgre_nl_msg *msg, struct genl_info *info,
			int err);
void nvgre_nl_dump_msg(struct nvgre_nl_msg *msg, struct sk_buff *skb,
		       struct netlink_callback *cb, u8 cmd);

/*
 * Notifications on the config group; nvgre_net.lock. @info is the request
 * that made the change, or NULL.
 */
void nvgre_nl_notify_dev(struct nvgre_dev *nvgre, u8 cmd,
			 const struct genl_info *info);
void nvgre_nl_notify_pa(struct nvgre_net *nn, const struct nvgre_pa *pa,
			u8 cmd, const struct genl_info *info);
void nvgre_nl_notify_vsid(struct nvgre_vsid *v, u8 cmd,
			  const struct genl_info *info);
void nvgre_nl_notify_record(struct nvgre_vsid *v,
			    const struct nvgre_record *rec, u8 cmd,
			    const struct genl_info *info);
void nvgre_nl_notify_route(const struct nvgre_route *route, u8 cmd,
			   const struct genl_info *info);

#endif /* _NVGRE_NETLINK_H */
