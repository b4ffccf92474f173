/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/nvgre.yaml */
/* YNL-GEN uapi header */

#ifndef _UAPI_LINUX_NVGRE_H
#define _UAPI_LINUX_NVGRE_H

#define NVGRE_GENL_NAME		"nvgre"
#define NVGRE_GENL_VERSION	1

#define NVGRE_VSID_MIN		4096
#define NVGRE_VSID_MAX		16777214
#define NVGRE_RDID_LEN		16
#define NVGRE_VM_NAME_LEN	64
#define NVGRE_DSCP_INHERIT	255

/**
 * enum nvgre_record_type - What a lookup record stands for.
 * @NVGRE_RECORD_TYPE_STATIC: One customer address, set by an administrator.
 * @NVGRE_RECORD_TYPE_DYNAMIC: One customer address, set by a controller or
 *   learned.
 * @NVGRE_RECORD_TYPE_L2ONLY: A VM known by its MAC only; the customer
 *   addresses it uses are learned into dynamic records. The address is 0.0.0.0
 *   or ::.
 * @NVGRE_RECORD_TYPE_WILDCARD: The gateway for every address of the subnet's
 *   address family that has no record and no route. The address is 0.0.0.0 or
 *   ::.
 */
enum nvgre_record_type {
	NVGRE_RECORD_TYPE_STATIC,
	NVGRE_RECORD_TYPE_DYNAMIC,
	NVGRE_RECORD_TYPE_L2ONLY,
	NVGRE_RECORD_TYPE_WILDCARD,
};

/**
 * enum nvgre_pa_state
 * @NVGRE_PA_STATE_MISSING: The address is not on any device of the namespace;
 *   not used.
 * @NVGRE_PA_STATE_ASSIGNED: The address is on a device and is used.
 */
enum nvgre_pa_state {
	NVGRE_PA_STATE_MISSING,
	NVGRE_PA_STATE_ASSIGNED,
};

/**
 * enum nvgre_verdict - How an address was resolved.
 * @NVGRE_VERDICT_UNRESOLVED: Not at all; drop-reason says why.
 * @NVGRE_VERDICT_RECORD: By the record of the address in the subnet asked
 *   from.
 * @NVGRE_VERDICT_ROUTE: By a customer route.
 * @NVGRE_VERDICT_WILDCARD: By the wildcard record of the subnet.
 * @NVGRE_VERDICT_LOCAL: The address is the gateway's own.
 */
enum nvgre_verdict {
	NVGRE_VERDICT_UNRESOLVED,
	NVGRE_VERDICT_RECORD,
	NVGRE_VERDICT_ROUTE,
	NVGRE_VERDICT_WILDCARD,
	NVGRE_VERDICT_LOCAL,
};

/**
 * enum nvgre_drop - Why a packet was dropped. The names are those of the
 *   counters.
 * @NVGRE_DROP_NONE: Not dropped.
 * @NVGRE_DROP_RX_TRUNCATED: Shorter than its headers say.
 * @NVGRE_DROP_RX_FRAGMENT: Outer packet is a fragment.
 * @NVGRE_DROP_RX_VERSION: GRE version is not 0.
 * @NVGRE_DROP_RX_NO_KEY: GRE key bit clear.
 * @NVGRE_DROP_RX_CHECKSUM_BIT: GRE checksum bit set.
 * @NVGRE_DROP_RX_SEQUENCE_BIT: GRE sequence bit set.
 * @NVGRE_DROP_RX_RESERVED_BITS: Another reserved GRE bit set.
 * @NVGRE_DROP_RX_VSID_RESERVED: VSID is reserved (0..4095 or 16777215).
 * @NVGRE_DROP_RX_VSID_UNKNOWN: VSID is not one of this host's.
 * @NVGRE_DROP_RX_DEVICE_DOWN: The routing domain's device is down.
 * @NVGRE_DROP_RX_INNER_VLAN: Inner frame carries a VLAN tag.
 * @NVGRE_DROP_RX_INNER_MAC: Inner source MAC is not a unicast address.
 * @NVGRE_DROP_RX_INNER_PROTO: Inner frame is neither IPv4 nor IPv6 nor ARP.
 * @NVGRE_DROP_RX_INNER_HEADER: Inner IP header is malformed.
 * @NVGRE_DROP_RX_OTHER_HOST: Inner destination MAC is not the gateway's.
 * @NVGRE_DROP_RX_SPOOF_PA: Sender is known but not at this provider address.
 * @NVGRE_DROP_RX_SPOOF_MAC: Inner source address is known with another MAC.
 * @NVGRE_DROP_RX_SPOOF_CA: Inner source address has no record.
 * @NVGRE_DROP_RX_ECN: CE on the outer header of a not-ECT packet (RFC 6040).
 * @NVGRE_DROP_RX_NOMEM: No memory on receive.
 * @NVGRE_DROP_ARP_MALFORMED: Malformed ARP or not a request.
 * @NVGRE_DROP_ARP_UNKNOWN: ARP request for an address without record.
 * @NVGRE_DROP_ND_MALFORMED: Malformed neighbour discovery or not a
 *   solicitation.
 * @NVGRE_DROP_ND_UNKNOWN: Neighbour solicitation for an address without
 *   record.
 * @NVGRE_DROP_TX_PROTO: Neither IPv4 nor IPv6.
 * @NVGRE_DROP_TX_MALFORMED: Malformed IP header.
 * @NVGRE_DROP_TX_NO_VSID: The device has no gateway VSID.
 * @NVGRE_DROP_TX_NO_RECORD: No record and no route for the address.
 * @NVGRE_DROP_TX_NO_NEXTHOP: A route matches but its next hop has no record.
 * @NVGRE_DROP_TX_SELF: The record points at a provider address of this host.
 * @NVGRE_DROP_TX_NO_PA: No usable provider address of the right family.
 * @NVGRE_DROP_TX_NO_ROUTE: The underlay has no route to the provider address.
 * @NVGRE_DROP_TX_RECURSION: The underlay route leads back into a tunnel of
 *   this kind.
 * @NVGRE_DROP_TX_TOO_BIG: Larger than the path allows; the source was told.
 * @NVGRE_DROP_TX_NOMEM: No memory on transmit.
 * @NVGRE_DROP_TX_NO_MEMBER: Broadcast or multicast into a subnet without
 *   records.
 * @NVGRE_DROP_LEARN_LIMIT: Learned address over the limit; the packet went on.
 * @NVGRE_DROP_LEARN_BUSY: Learning queue full; the packet went on.
 */
enum nvgre_drop {
	NVGRE_DROP_NONE,
	NVGRE_DROP_RX_TRUNCATED,
	NVGRE_DROP_RX_FRAGMENT,
	NVGRE_DROP_RX_VERSION,
	NVGRE_DROP_RX_NO_KEY,
	NVGRE_DROP_RX_CHECKSUM_BIT,
	NVGRE_DROP_RX_SEQUENCE_BIT,
	NVGRE_DROP_RX_RESERVED_BITS,
	NVGRE_DROP_RX_VSID_RESERVED,
	NVGRE_DROP_RX_VSID_UNKNOWN,
	NVGRE_DROP_RX_DEVICE_DOWN,
	NVGRE_DROP_RX_INNER_VLAN,
	NVGRE_DROP_RX_INNER_MAC,
	NVGRE_DROP_RX_INNER_PROTO,
	NVGRE_DROP_RX_INNER_HEADER,
	NVGRE_DROP_RX_OTHER_HOST,
	NVGRE_DROP_RX_SPOOF_PA,
	NVGRE_DROP_RX_SPOOF_MAC,
	NVGRE_DROP_RX_SPOOF_CA,
	NVGRE_DROP_RX_ECN,
	NVGRE_DROP_RX_NOMEM,
	NVGRE_DROP_ARP_MALFORMED,
	NVGRE_DROP_ARP_UNKNOWN,
	NVGRE_DROP_ND_MALFORMED,
	NVGRE_DROP_ND_UNKNOWN,
	NVGRE_DROP_TX_PROTO,
	NVGRE_DROP_TX_MALFORMED,
	NVGRE_DROP_TX_NO_VSID,
	NVGRE_DROP_TX_NO_RECORD,
	NVGRE_DROP_TX_NO_NEXTHOP,
	NVGRE_DROP_TX_SELF,
	NVGRE_DROP_TX_NO_PA,
	NVGRE_DROP_TX_NO_ROUTE,
	NVGRE_DROP_TX_RECURSION,
	NVGRE_DROP_TX_TOO_BIG,
	NVGRE_DROP_TX_NOMEM,
	NVGRE_DROP_TX_NO_MEMBER,
	NVGRE_DROP_LEARN_LIMIT,
	NVGRE_DROP_LEARN_BUSY,
};

enum {
	NVGRE_A_PAD = 1,
	NVGRE_A_IFINDEX,
	NVGRE_A_IFNAME,
	NVGRE_A_NETNSID,
	NVGRE_A_RDID,
	NVGRE_A_GATEWAY_VSID,
	NVGRE_A_MAC,
	NVGRE_A_ANTISPOOF,
	NVGRE_A_DSCP,
	NVGRE_A_TTL,
	NVGRE_A_FLOW_ID,
	NVGRE_A_VSID,
	NVGRE_A_FROM_VSID,
	NVGRE_A_CA,
	NVGRE_A_PA,
	NVGRE_A_RECORD_TYPE,
	NVGRE_A_VM_NAME,
	NVGRE_A_OWNER,
	NVGRE_A_LEARNED,
	NVGRE_A_AGE,
	NVGRE_A_PREFIX,
	NVGRE_A_PREFIX_LEN,
	NVGRE_A_VIA,
	NVGRE_A_METRIC,
	NVGRE_A_OIF,
	NVGRE_A_PA_STATE,
	NVGRE_A_LEARN_LIMIT,
	NVGRE_A_AGEING,
	NVGRE_A_MISS_RATE,
	NVGRE_A_VERDICT,
	NVGRE_A_DROP_REASON,
	NVGRE_A_LOCAL_PA,
	NVGRE_A_MTU,
	NVGRE_A_RECORDS,
	NVGRE_A_LEARNED_RECORDS,
	NVGRE_A_ROUTES,
	NVGRE_A_VSIDS,
	NVGRE_A_STATS,
	NVGRE_A_DROPS,
	NVGRE_A_GENERATION,
	NVGRE_A_REMOTES,

	__NVGRE_A_MAX
};
#define NVGRE_A_MAX (__NVGRE_A_MAX - 1)

enum {
	NVGRE_STATS_A_PAD = 1,
	NVGRE_STATS_A_RX_PACKETS,
	NVGRE_STATS_A_RX_BYTES,
	NVGRE_STATS_A_TX_PACKETS,
	NVGRE_STATS_A_TX_BYTES,
	NVGRE_STATS_A_FORWARDED,
	NVGRE_STATS_A_REPLIES,

	__NVGRE_STATS_A_MAX
};
#define NVGRE_STATS_A_MAX (__NVGRE_STATS_A_MAX - 1)

enum {
	NVGRE_DROP_A_PAD = 1,
	NVGRE_DROP_A_REASON,
	NVGRE_DROP_A_COUNT,

	__NVGRE_DROP_A_MAX
};
#define NVGRE_DROP_A_MAX (__NVGRE_DROP_A_MAX - 1)

enum {
	NVGRE_CMD_DEV_GET = 1,
	NVGRE_CMD_DEV_SET,
	NVGRE_CMD_DEV_NEW_NTF,
	NVGRE_CMD_DEV_DEL_NTF,
	NVGRE_CMD_PA_NEW,
	NVGRE_CMD_PA_DEL,
	NVGRE_CMD_PA_GET,
	NVGRE_CMD_PA_FLUSH,
	NVGRE_CMD_VSID_NEW,
	NVGRE_CMD_VSID_DEL,
	NVGRE_CMD_VSID_GET,
	NVGRE_CMD_VSID_FLUSH,
	NVGRE_CMD_RECORD_NEW,
	NVGRE_CMD_RECORD_DEL,
	NVGRE_CMD_RECORD_GET,
	NVGRE_CMD_RECORD_FLUSH,
	NVGRE_CMD_ROUTE_NEW,
	NVGRE_CMD_ROUTE_DEL,
	NVGRE_CMD_ROUTE_GET,
	NVGRE_CMD_ROUTE_FLUSH,
	NVGRE_CMD_RESOLVE,
	NVGRE_CMD_CONFIG_GET,
	NVGRE_CMD_CONFIG_SET,
	NVGRE_CMD_STATS_GET,
	NVGRE_CMD_MISS,

	__NVGRE_CMD_MAX
};
#define NVGRE_CMD_MAX (__NVGRE_CMD_MAX - 1)

#define NVGRE_MCGRP_CONFIG	"config"
#define NVGRE_MCGRP_MISS	"miss"

#endif /* _UAPI_LINUX_NVGRE_H */
