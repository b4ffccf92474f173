/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/nvgre.yaml */
/* YNL-GEN kernel header */

#ifndef _LINUX_NVGRE_GEN_H
#define _LINUX_NVGRE_GEN_H

#include <net/netlink.h>
#include <net/genetlink.h>

#include <uapi/linux/nvgre.h>

/* Global operation policy for nvgre */
extern const struct nla_policy nvgre_nl_policy[NVGRE_A_MISS_RATE + 1];

/* Ops table for nvgre */
extern const struct genl_small_ops nvgre_nl_ops[22];

int nvgre_nl_dev_get_doit(struct sk_buff *skb, struct genl_info *info);
int nvgre_nl_dev_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int nvgre_nl_dev_set_doit(struct sk_buff *skb, struct genl_info *info);
int nvgre_nl_pa_new_doit(struct sk_buff *skb, struct genl_info *info);
int nvgre_nl_pa_del_doit(struct sk_buff *skb, struct genl_info *info);
int nvgre_nl_pa_get_doit(struct sk_buff *skb, struct genl_info *info);
int nvgre_nl_pa_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int nvgre_nl_pa_flush_doit(struct sk_buff *skb, struct genl_info *info);
int nvgre_nl_vsid_new_doit(struct sk_buff *skb, struct genl_info *info);
int nvgre_nl_vsid_del_doit(struct sk_buff *skb, struct genl_info *info);
int nvgre_nl_vsid_get_doit(struct sk_buff *skb, struct genl_info *info);
int nvgre_nl_vsid_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int nvgre_nl_vsid_flush_doit(struct sk_buff *skb, struct genl_info *info);
int nvgre_nl_record_new_doit(struct sk_buff *skb, struct genl_info *info);
int nvgre_nl_record_del_doit(struct sk_buff *skb, struct genl_info *info);
int nvgre_nl_record_get_doit(struct sk_buff *skb, struct genl_info *info);
int nvgre_nl_record_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb);
int nvgre_nl_record_flush_doit(struct sk_buff *skb, struct genl_info *info);
int nvgre_nl_route_new_doit(struct sk_buff *skb, struct genl_info *info);
int nvgre_nl_route_del_doit(struct sk_buff *skb, struct genl_info *info);
int nvgre_nl_route_get_doit(struct sk_buff *skb, struct genl_info *info);
int nvgre_nl_route_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int nvgre_nl_route_flush_doit(struct sk_buff *skb, struct genl_info *info);
int nvgre_nl_resolve_doit(struct sk_buff *skb, struct genl_info *info);
int nvgre_nl_config_get_doit(struct sk_buff *skb, struct genl_info *info);
int nvgre_nl_config_set_doit(struct sk_buff *skb, struct genl_info *info);
int nvgre_nl_stats_get_doit(struct sk_buff *skb, struct genl_info *info);
int nvgre_nl_stats_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);

enum {
	NVGRE_NLGRP_CONFIG,
	NVGRE_NLGRP_MISS,
};

#endif /* _LINUX_NVGRE_GEN_H */
