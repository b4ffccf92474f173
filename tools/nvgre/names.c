// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The words of the ABI. They are those of Documentation/netlink/specs/nvgre.yaml;
 * selftests/unit/nvgre-tool.sh compares the two.
 */
#include <linux/netlink.h>

#include <stdio.h>

#include "names.h"

static const char *const attr_names[] = {
	[NVGRE_A_PAD] = "pad",
	[NVGRE_A_IFINDEX] = "ifindex",
	[NVGRE_A_IFNAME] = "ifname",
	[NVGRE_A_NETNSID] = "netnsid",
	[NVGRE_A_RDID] = "rdid",
	[NVGRE_A_GATEWAY_VSID] = "gateway-vsid",
	[NVGRE_A_MAC] = "mac",
	[NVGRE_A_ANTISPOOF] = "antispoof",
	[NVGRE_A_DSCP] = "dscp",
	[NVGRE_A_TTL] = "ttl",
	[NVGRE_A_FLOW_ID] = "flow-id",
	[NVGRE_A_VSID] = "vsid",
	[NVGRE_A_FROM_VSID] = "from-vsid",
	[NVGRE_A_CA] = "ca",
	[NVGRE_A_PA] = "pa",
	[NVGRE_A_RECORD_TYPE] = "record-type",
	[NVGRE_A_VM_NAME] = "vm-name",
	[NVGRE_A_OWNER] = "owner",
	[NVGRE_A_LEARNED] = "learned",
	[NVGRE_A_AGE] = "age",
	[NVGRE_A_PREFIX] = "prefix",
	[NVGRE_A_PREFIX_LEN] = "prefix-len",
	[NVGRE_A_VIA] = "via",
	[NVGRE_A_METRIC] = "metric",
	[NVGRE_A_OIF] = "oif",
	[NVGRE_A_PA_STATE] = "pa-state",
	[NVGRE_A_LEARN_LIMIT] = "learn-limit",
	[NVGRE_A_AGEING] = "ageing",
	[NVGRE_A_MISS_RATE] = "miss-rate",
	[NVGRE_A_VERDICT] = "verdict",
	[NVGRE_A_DROP_REASON] = "drop-reason",
	[NVGRE_A_LOCAL_PA] = "local-pa",
	[NVGRE_A_MTU] = "mtu",
	[NVGRE_A_RECORDS] = "records",
	[NVGRE_A_LEARNED_RECORDS] = "learned-records",
	[NVGRE_A_ROUTES] = "routes",
	[NVGRE_A_VSIDS] = "vsids",
	[NVGRE_A_STATS] = "stats",
	[NVGRE_A_DROPS] = "drops",
	[NVGRE_A_GENERATION] = "generation",
	[NVGRE_A_REMOTES] = "remotes",
};

_Static_assert(ARRAY_SIZE(attr_names) == NVGRE_A_MAX + 1,
	       "an attribute has no name");

/* Lengths are checked here once, so that the readers need not. */
const struct nla_policy attr_policy[NVGRE_A_MAX + 1] = {
	[NVGRE_A_IFINDEX] = { .type = NLA_U32 },
	[NVGRE_A_IFNAME] = { .type = NLA_NUL_STRING },
	[NVGRE_A_NETNSID] = { .type = NLA_S32 },
	[NVGRE_A_RDID] = { .minlen = NVGRE_RDID_LEN, .maxlen = NVGRE_RDID_LEN },
	[NVGRE_A_GATEWAY_VSID] = { .type = NLA_U32 },
	[NVGRE_A_MAC] = { .minlen = 6, .maxlen = 6 },
	[NVGRE_A_ANTISPOOF] = { .type = NLA_U8 },
	[NVGRE_A_DSCP] = { .type = NLA_U8 },
	[NVGRE_A_TTL] = { .type = NLA_U8 },
	[NVGRE_A_FLOW_ID] = { .type = NLA_U8 },
	[NVGRE_A_VSID] = { .type = NLA_U32 },
	[NVGRE_A_FROM_VSID] = { .type = NLA_U32 },
	[NVGRE_A_CA] = { .minlen = 4, .maxlen = 16 },
	[NVGRE_A_PA] = { .minlen = 4, .maxlen = 16 },
	[NVGRE_A_RECORD_TYPE] = { .type = NLA_U8 },
	[NVGRE_A_VM_NAME] = { .type = NLA_NUL_STRING },
	[NVGRE_A_OWNER] = { .type = NLA_U32 },
	[NVGRE_A_LEARNED] = { .type = NLA_FLAG },
	[NVGRE_A_AGE] = { .type = NLA_U32 },
	[NVGRE_A_PREFIX] = { .minlen = 4, .maxlen = 16 },
	[NVGRE_A_PREFIX_LEN] = { .type = NLA_U8 },
	[NVGRE_A_VIA] = { .minlen = 4, .maxlen = 16 },
	[NVGRE_A_METRIC] = { .type = NLA_U32 },
	[NVGRE_A_OIF] = { .type = NLA_U32 },
	[NVGRE_A_PA_STATE] = { .type = NLA_U8 },
	[NVGRE_A_LEARN_LIMIT] = { .type = NLA_U32 },
	[NVGRE_A_AGEING] = { .type = NLA_U32 },
	[NVGRE_A_MISS_RATE] = { .type = NLA_U32 },
	[NVGRE_A_VERDICT] = { .type = NLA_U8 },
	[NVGRE_A_DROP_REASON] = { .type = NLA_U32 },
	[NVGRE_A_LOCAL_PA] = { .minlen = 4, .maxlen = 16 },
	[NVGRE_A_MTU] = { .type = NLA_U32 },
	[NVGRE_A_RECORDS] = { .type = NLA_U32 },
	[NVGRE_A_LEARNED_RECORDS] = { .type = NLA_U32 },
	[NVGRE_A_ROUTES] = { .type = NLA_U32 },
	[NVGRE_A_VSIDS] = { .type = NLA_U32 },
	[NVGRE_A_STATS] = { .type = NLA_NESTED },
	[NVGRE_A_DROPS] = { .type = NLA_NESTED },
	[NVGRE_A_GENERATION] = { .type = NLA_U32 },
	[NVGRE_A_REMOTES] = { .type = NLA_U32 },
};

const char *const stats_names[] = {
	[NVGRE_STATS_A_RX_PACKETS] = "rx-packets",
	[NVGRE_STATS_A_RX_BYTES] = "rx-bytes",
	[NVGRE_STATS_A_TX_PACKETS] = "tx-packets",
	[NVGRE_STATS_A_TX_BYTES] = "tx-bytes",
	[NVGRE_STATS_A_FORWARDED] = "forwarded",
	[NVGRE_STATS_A_REPLIES] = "replies",
};

_Static_assert(ARRAY_SIZE(stats_names) == NVGRE_STATS_A_MAX + 1,
	       "a counter has no name");

const struct nla_policy stats_policy[NVGRE_STATS_A_MAX + 1] = {
	[NVGRE_STATS_A_RX_PACKETS] = { .type = NLA_U64 },
	[NVGRE_STATS_A_RX_BYTES] = { .type = NLA_U64 },
	[NVGRE_STATS_A_TX_PACKETS] = { .type = NLA_U64 },
	[NVGRE_STATS_A_TX_BYTES] = { .type = NLA_U64 },
	[NVGRE_STATS_A_FORWARDED] = { .type = NLA_U64 },
	[NVGRE_STATS_A_REPLIES] = { .type = NLA_U64 },
};

const struct nla_policy drop_policy[NVGRE_DROP_A_MAX + 1] = {
	[NVGRE_DROP_A_REASON] = { .type = NLA_U32 },
	[NVGRE_DROP_A_COUNT] = { .type = NLA_U64 },
};

const char *const record_type_names[] = {
	[NVGRE_RECORD_TYPE_STATIC] = "static",
	[NVGRE_RECORD_TYPE_DYNAMIC] = "dynamic",
	[NVGRE_RECORD_TYPE_L2ONLY] = "l2only",
	[NVGRE_RECORD_TYPE_WILDCARD] = "wildcard",
};

const size_t record_type_count = ARRAY_SIZE(record_type_names);

static const char *const pa_state_names[] = {
	[NVGRE_PA_STATE_MISSING] = "missing",
	[NVGRE_PA_STATE_ASSIGNED] = "assigned",
};

static const char *const verdict_names[] = {
	[NVGRE_VERDICT_UNRESOLVED] = "unresolved",
	[NVGRE_VERDICT_RECORD] = "record",
	[NVGRE_VERDICT_ROUTE] = "route",
	[NVGRE_VERDICT_WILDCARD] = "wildcard",
	[NVGRE_VERDICT_LOCAL] = "local",
};

static const struct {
	const char *name;
	const char *text;
} drops[] = {
	[NVGRE_DROP_NONE] = {
		"none",
		"Not dropped"
	},
	[NVGRE_DROP_RX_TRUNCATED] = {
		"rx-truncated",
		"Shorter than its headers say"
	},
	[NVGRE_DROP_RX_FRAGMENT] = {
		"rx-fragment",
		"Outer packet is a fragment"
	},
	[NVGRE_DROP_RX_VERSION] = {
		"rx-version",
		"GRE version is not 0"
	},
	[NVGRE_DROP_RX_NO_KEY] = {
		"rx-no-key",
		"GRE key bit clear"
	},
	[NVGRE_DROP_RX_CHECKSUM_BIT] = {
		"rx-checksum-bit",
		"GRE checksum bit set"
	},
	[NVGRE_DROP_RX_SEQUENCE_BIT] = {
		"rx-sequence-bit",
		"GRE sequence bit set"
	},
	[NVGRE_DROP_RX_RESERVED_BITS] = {
		"rx-reserved-bits",
		"Another reserved GRE bit set"
	},
	[NVGRE_DROP_RX_VSID_RESERVED] = {
		"rx-vsid-reserved",
		"VSID is reserved (0..4095 or 16777215)"
	},
	[NVGRE_DROP_RX_VSID_UNKNOWN] = {
		"rx-vsid-unknown",
		"VSID is not one of this host's"
	},
	[NVGRE_DROP_RX_DEVICE_DOWN] = {
		"rx-device-down",
		"The routing domain's device is down"
	},
	[NVGRE_DROP_RX_INNER_VLAN] = {
		"rx-inner-vlan",
		"Inner frame carries a VLAN tag"
	},
	[NVGRE_DROP_RX_INNER_MAC] = {
		"rx-inner-mac",
		"Inner source MAC is not a unicast address"
	},
	[NVGRE_DROP_RX_INNER_PROTO] = {
		"rx-inner-proto",
		"Inner frame is neither IPv4 nor IPv6 nor ARP"
	},
	[NVGRE_DROP_RX_INNER_HEADER] = {
		"rx-inner-header",
		"Inner IP header is malformed"
	},
	[NVGRE_DROP_RX_OTHER_HOST] = {
		"rx-other-host",
		"Inner destination MAC is not the gateway's"
	},
	[NVGRE_DROP_RX_SPOOF_PA] = {
		"rx-spoof-pa",
		"Sender is known but not at this provider address"
	},
	[NVGRE_DROP_RX_SPOOF_MAC] = {
		"rx-spoof-mac",
		"Inner source address is known with another MAC"
	},
	[NVGRE_DROP_RX_SPOOF_CA] = {
		"rx-spoof-ca",
		"Inner source address has no record"
	},
	[NVGRE_DROP_RX_ECN] = {
		"rx-ecn",
		"CE on the outer header of a not-ECT packet (RFC 6040)"
	},
	[NVGRE_DROP_RX_NOMEM] = {
		"rx-nomem",
		"No memory on receive"
	},
	[NVGRE_DROP_ARP_MALFORMED] = {
		"arp-malformed",
		"Malformed ARP or not a request"
	},
	[NVGRE_DROP_ARP_UNKNOWN] = {
		"arp-unknown",
		"ARP request for an address without record"
	},
	[NVGRE_DROP_ND_MALFORMED] = {
		"nd-malformed",
		"Malformed neighbour discovery or not a solicitation"
	},
	[NVGRE_DROP_ND_UNKNOWN] = {
		"nd-unknown",
		"Neighbour solicitation for an address without record"
	},
	[NVGRE_DROP_TX_PROTO] = {
		"tx-proto",
		"Neither IPv4 nor IPv6"
	},
	[NVGRE_DROP_TX_MALFORMED] = {
		"tx-malformed",
		"Malformed IP header"
	},
	[NVGRE_DROP_TX_NO_VSID] = {
		"tx-no-vsid",
		"The device has no gateway VSID"
	},
	[NVGRE_DROP_TX_NO_RECORD] = {
		"tx-no-record",
		"No record and no route for the address"
	},
	[NVGRE_DROP_TX_NO_NEXTHOP] = {
		"tx-no-nexthop",
		"A route matches but its next hop has no record"
	},
	[NVGRE_DROP_TX_SELF] = {
		"tx-self",
		"The record points at a provider address of this host"
	},
	[NVGRE_DROP_TX_NO_PA] = {
		"tx-no-pa",
		"No usable provider address of the right family"
	},
	[NVGRE_DROP_TX_NO_ROUTE] = {
		"tx-no-route",
		"The underlay has no route to the provider address"
	},
	[NVGRE_DROP_TX_RECURSION] = {
		"tx-recursion",
		"The underlay route leads back into a tunnel of this kind"
	},
	[NVGRE_DROP_TX_TOO_BIG] = {
		"tx-too-big",
		"Larger than the path allows; the source was told"
	},
	[NVGRE_DROP_TX_NOMEM] = {
		"tx-nomem",
		"No memory on transmit"
	},
	[NVGRE_DROP_TX_NO_MEMBER] = {
		"tx-no-member",
		"Broadcast or multicast into a subnet without records"
	},
	[NVGRE_DROP_LEARN_LIMIT] = {
		"learn-limit",
		"Learned address over the limit; the packet went on"
	},
	[NVGRE_DROP_LEARN_BUSY] = {
		"learn-busy",
		"Learning queue full; the packet went on"
	},
};

_Static_assert(ARRAY_SIZE(drops) == NVGRE_DROP_LEARN_BUSY + 1,
	       "a drop reason has no name");

const unsigned int drop_count = ARRAY_SIZE(drops);

/* Notifications have no name here: they are never sent, so never refused. */
static const char *const command_names[] = {
	[NVGRE_CMD_DEV_GET] = "dev show",
	[NVGRE_CMD_DEV_SET] = "dev set",
	[NVGRE_CMD_PA_NEW] = "pa add",
	[NVGRE_CMD_PA_DEL] = "pa del",
	[NVGRE_CMD_PA_GET] = "pa show",
	[NVGRE_CMD_PA_FLUSH] = "pa flush",
	[NVGRE_CMD_VSID_NEW] = "vsid add",
	[NVGRE_CMD_VSID_DEL] = "vsid del",
	[NVGRE_CMD_VSID_GET] = "vsid show",
	[NVGRE_CMD_VSID_FLUSH] = "vsid flush",
	[NVGRE_CMD_RECORD_NEW] = "record add",
	[NVGRE_CMD_RECORD_DEL] = "record del",
	[NVGRE_CMD_RECORD_GET] = "record show",
	[NVGRE_CMD_RECORD_FLUSH] = "record flush",
	[NVGRE_CMD_ROUTE_NEW] = "route add",
	[NVGRE_CMD_ROUTE_DEL] = "route del",
	[NVGRE_CMD_ROUTE_GET] = "route show",
	[NVGRE_CMD_ROUTE_FLUSH] = "route flush",
	[NVGRE_CMD_RESOLVE] = "route get",
	[NVGRE_CMD_CONFIG_GET] = "config show",
	[NVGRE_CMD_CONFIG_SET] = "config set",
	[NVGRE_CMD_STATS_GET] = "stats show",
};

/* A value of a newer kernel has a number for a name. */
static const char *name_of(const char *const *names, size_t count,
			   unsigned int i)
{
	static char number[16];

	if (i < count && names[i])
		return names[i];
	snprintf(number, sizeof(number), "%u", i);
	return number;
}

const char *attr_name(unsigned int attr)
{
	return name_of(attr_names, ARRAY_SIZE(attr_names), attr);
}

const char *command_name(unsigned int cmd, unsigned int flags)
{
	if (flags & NLM_F_REPLACE) {
		switch (cmd) {
		case NVGRE_CMD_PA_NEW:
			return "pa replace";
		case NVGRE_CMD_VSID_NEW:
			return "vsid replace";
		case NVGRE_CMD_RECORD_NEW:
			return "record replace";
		case NVGRE_CMD_ROUTE_NEW:
			return "route replace";
		}
	}
	return name_of(command_names, ARRAY_SIZE(command_names), cmd);
}

const char *record_type_name(unsigned int type)
{
	return name_of(record_type_names, ARRAY_SIZE(record_type_names), type);
}

const char *pa_state_name(unsigned int state)
{
	return name_of(pa_state_names, ARRAY_SIZE(pa_state_names), state);
}

const char *verdict_name(unsigned int verdict)
{
	return name_of(verdict_names, ARRAY_SIZE(verdict_names), verdict);
}

const char *drop_name(unsigned int reason)
{
	static char number[32];

	if (reason < ARRAY_SIZE(drops))
		return drops[reason].name;
	snprintf(number, sizeof(number), "reason-%u", reason);
	return number;
}

const char *drop_text(unsigned int reason)
{
	if (reason < ARRAY_SIZE(drops))
		return drops[reason].text;
	return "A reason that this program does not know";
}
