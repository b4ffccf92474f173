// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/nvgre.yaml */
/* YNL-GEN kernel source */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "netlink-gen.h"

#include <uapi/linux/nvgre.h>

/* Global operation policy for nvgre */
const struct nla_policy nvgre_nl_policy[NVGRE_A_MISS_RATE + 1] = {
	[NVGRE_A_IFINDEX] = { .type = NLA_U32, },
	[NVGRE_A_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[NVGRE_A_NETNSID] = { .type = NLA_S32, },
	[NVGRE_A_RDID] = NLA_POLICY_EXACT_LEN(NVGRE_RDID_LEN),
	[NVGRE_A_GATEWAY_VSID] = { .type = NLA_U32, },
	[NVGRE_A_MAC] = NLA_POLICY_EXACT_LEN(6),
	[NVGRE_A_ANTISPOOF] = NLA_POLICY_MAX(NLA_U8, 1),
	[NVGRE_A_DSCP] = { .type = NLA_U8, },
	[NVGRE_A_TTL] = { .type = NLA_U8, },
	[NVGRE_A_FLOW_ID] = NLA_POLICY_MAX(NLA_U8, 1),
	[NVGRE_A_VSID] = { .type = NLA_U32, },
	[NVGRE_A_FROM_VSID] = { .type = NLA_U32, },
	[NVGRE_A_CA] = { .type = NLA_BINARY, },
	[NVGRE_A_PA] = { .type = NLA_BINARY, },
	[NVGRE_A_RECORD_TYPE] = NLA_POLICY_MAX(NLA_U8, 3),
	[NVGRE_A_VM_NAME] = { .type = NLA_NUL_STRING, .len = NVGRE_VM_NAME_LEN, },
	[NVGRE_A_OWNER] = { .type = NLA_U32, },
	[NVGRE_A_LEARNED] = { .type = NLA_FLAG, },
	[NVGRE_A_PREFIX] = { .type = NLA_BINARY, },
	[NVGRE_A_PREFIX_LEN] = { .type = NLA_U8, },
	[NVGRE_A_VIA] = { .type = NLA_BINARY, },
	[NVGRE_A_METRIC] = { .type = NLA_U32, },
	[NVGRE_A_OIF] = { .type = NLA_U32, },
	[NVGRE_A_LEARN_LIMIT] = { .type = NLA_U32, },
	[NVGRE_A_AGEING] = { .type = NLA_U32, },
	[NVGRE_A_MISS_RATE] = { .type = NLA_U32, },
};

/* Ops table for nvgre */
const struct genl_small_ops nvgre_nl_ops[22] = {
	{
		.cmd	= NVGRE_CMD_DEV_GET,
		.doit	= nvgre_nl_dev_get_doit,
		.dumpit	= nvgre_nl_dev_get_dumpit,
	},
	{
		.cmd	= NVGRE_CMD_DEV_SET,
		.doit	= nvgre_nl_dev_set_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= NVGRE_CMD_PA_NEW,
		.doit	= nvgre_nl_pa_new_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= NVGRE_CMD_PA_DEL,
		.doit	= nvgre_nl_pa_del_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= NVGRE_CMD_PA_GET,
		.doit	= nvgre_nl_pa_get_doit,
		.dumpit	= nvgre_nl_pa_get_dumpit,
	},
	{
		.cmd	= NVGRE_CMD_PA_FLUSH,
		.doit	= nvgre_nl_pa_flush_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= NVGRE_CMD_VSID_NEW,
		.doit	= nvgre_nl_vsid_new_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= NVGRE_CMD_VSID_DEL,
		.doit	= nvgre_nl_vsid_del_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= NVGRE_CMD_VSID_GET,
		.doit	= nvgre_nl_vsid_get_doit,
		.dumpit	= nvgre_nl_vsid_get_dumpit,
	},
	{
		.cmd	= NVGRE_CMD_VSID_FLUSH,
		.doit	= nvgre_nl_vsid_flush_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= NVGRE_CMD_RECORD_NEW,
		.doit	= nvgre_nl_record_new_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= NVGRE_CMD_RECORD_DEL,
		.doit	= nvgre_nl_record_del_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= NVGRE_CMD_RECORD_GET,
		.doit	= nvgre_nl_record_get_doit,
		.dumpit	= nvgre_nl_record_get_dumpit,
	},
	{
		.cmd	= NVGRE_CMD_RECORD_FLUSH,
		.doit	= nvgre_nl_record_flush_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= NVGRE_CMD_ROUTE_NEW,
		.doit	= nvgre_nl_route_new_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= NVGRE_CMD_ROUTE_DEL,
		.doit	= nvgre_nl_route_del_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= NVGRE_CMD_ROUTE_GET,
		.doit	= nvgre_nl_route_get_doit,
		.dumpit	= nvgre_nl_route_get_dumpit,
	},
	{
		.cmd	= NVGRE_CMD_ROUTE_FLUSH,
		.doit	= nvgre_nl_route_flush_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= NVGRE_CMD_RESOLVE,
		.doit	= nvgre_nl_resolve_doit,
	},
	{
		.cmd	= NVGRE_CMD_CONFIG_GET,
		.doit	= nvgre_nl_config_get_doit,
	},
	{
		.cmd	= NVGRE_CMD_CONFIG_SET,
		.doit	= nvgre_nl_config_set_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= NVGRE_CMD_STATS_GET,
		.doit	= nvgre_nl_stats_get_doit,
		.dumpit	= nvgre_nl_stats_get_dumpit,
	},
};

static const struct genl_multicast_group nvgre_nl_mcgrps[] = {
	[NVGRE_NLGRP_CONFIG] = { "config", },
	[NVGRE_NLGRP_MISS] = { "miss", },
};
