/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What every part of the module knows: the namespace, the device, the subnet.
 *
 * Lifetime. Everything hangs off struct nvgre_net, one a network namespace.
 * Devices belong to the namespace they were made in (the underlay), even when
 * they are moved to another one. The packet path reads under RCU only; what
 * it may find is unlinked first and freed after a grace period.
 *
 * Locks. nvgre_net.lock serialises every change of the tables of a namespace.
 * It nests inside RTNL. Softirq never changes a table; what it learns is
 * queued (learn.c) and applied under the lock.
 *
 * Addresses, of both kinds and families, are struct in6_addr everywhere; IPv4
 * is v4-mapped. An IPv6 address that is itself v4-mapped is never valid.
 */
#ifndef _NVGRE_H
#define _NVGRE_H

#include <linux/etherdevice.h>
#include <linux/hashtable.h>
#include <linux/if_ether.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/rhashtable.h>
#include <linux/types.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <net/gro_cells.h>
#include <net/ipv6.h>
#include <net/net_namespace.h>

#include <uapi/linux/nvgre.h>

#include "lpm.h"

/* Bytes in front of the inner IP packet, from the outer IP header on. */
#define NVGRE_OVERHEAD4	(sizeof(struct iphdr) + 8 + ETH_HLEN)
#define NVGRE_OVERHEAD6	(sizeof(struct ipv6hdr) + 8 + ETH_HLEN)

#define NVGRE_DROPS	(NVGRE_DROP_LEARN_BUSY + 1)

struct nvgre_record;
struct nvgre_local;
struct nvgre_vsid;

/* Eight bits of a VSID at each of three levels. */
#define NVGRE_VSID_FAN	256

/**
 * struct nvgre_vsid_leaf - subnets by the last eight bits of their VSID
 * @vsid: subnets; written under nvgre_net.lock, RCU
 */
struct nvgre_vsid_leaf {
	struct nvgre_vsid __rcu *vsid[NVGRE_VSID_FAN];
};

/**
 * struct nvgre_vsid_node - leaves by the middle eight bits of a VSID
 * @leaf: leaves, which stay as long as the namespace; the same
 */
struct nvgre_vsid_node {
	struct nvgre_vsid_leaf __rcu *leaf[NVGRE_VSID_FAN];
};

/**
 * union nvgre_mac - a MAC address that is read and written in one piece
 * @word: the whole, for READ_ONCE() and WRITE_ONCE()
 * @addr: the address, in the first six bytes
 */
union nvgre_mac {
	u64 word;
	u8 addr[ETH_ALEN];
};

/**
 * struct nvgre_drops - drop counters of one CPU
 * @n: indexed by enum nvgre_drop
 */
struct nvgre_drops {
	u64 n[NVGRE_DROPS];
};

/**
 * struct nvgre_counters - traffic counters of one CPU
 * @rx_packets: inner packets accepted from the underlay
 * @rx_bytes: their bytes, from the inner IP header on
 * @tx_packets: inner packets handed to the underlay
 * @tx_bytes: their bytes, from the inner IP header on
 * @forwarded: of @rx_packets, those sent on without the host's stack
 * @replies: ARP and neighbour discovery requests answered
 */
struct nvgre_counters {
	u64 rx_packets;
	u64 rx_bytes;
	u64 tx_packets;
	u64 tx_bytes;
	u64 forwarded;
	u64 replies;
};

/**
 * struct nvgre_net - what the module keeps for a network namespace
 * @net: the namespace
 * @lock: serialises all changes below; nests inside RTNL
 * @devs: devices made here, by an id of ours; changed under @lock and RTNL
 * @vsids: subnets by VSID, to walk through; @lock
 * @vsid_map: the same, to find one; changed under @lock, read under RCU
 * @pas: provider addresses by an id of ours; @lock
 * @pa_hash: the assigned provider addresses; written under @lock, RCU
 * @n_pas: number of provider addresses; @lock
 * @hooked: @hooks are registered; @lock
 * @hooks: netfilter hooks for IPv4 and IPv6
 * @records: exact records by (VSID, CA); written under @lock, RCU
 * @macs: records by (VSID, MAC); written under @lock, RCU
 * @remotes: remote provider addresses; written under @lock, RCU
 * @remote_ids: the same by id; written under @lock, RCU
 * @n_records: number of records; @lock
 * @n_remotes: number of remotes; @lock
 * @generation: counts changes of the configuration; @lock
 * @mtu: what devices whose MTU follows the underlay get; RTNL
 * @learn_limit: default of new subnets; @lock
 * @ageing: default of new subnets, seconds; @lock
 * @miss_rate: miss events a second; written under @lock, read anywhere
 * @miss_lock: protects @miss_tokens and @miss_stamp
 * @miss_tokens: miss events that may be sent at once
 * @miss_stamp: jiffies when @miss_tokens was last filled
 * @gretaps: devices of kind gretap and ip6gretap that are up; RTNL
 * @drops: drops that could not be told to belong to a device
 * @repath: the paths to remotes are to be computed again
 * @refresh: reads addresses and MTUs of the namespace again
 * @age: removes learned records that went unused
 * @learn_work: applies @learn_queue
 * @learn_queue: addresses seen by softirq; protected by @learn_lock
 * @learn_queued: length of @learn_queue; @learn_lock
 * @learn_lock: protects @learn_queue and @learn_queued; softirq-safe
 */
struct nvgre_net {
	struct net *net;
	struct mutex lock; /* see above */
	struct xarray devs;
	struct xarray vsids;
	struct nvgre_vsid_node __rcu *vsid_map[NVGRE_VSID_FAN];
	struct xarray pas;
	DECLARE_HASHTABLE(pa_hash, 6);
	u32 n_pas;
	bool hooked;
	struct nf_hook_ops hooks[2];
	struct rhashtable records;
	struct rhltable macs;
	struct rhashtable remotes;
	struct xarray remote_ids;
	u32 n_records;
	u32 n_remotes;
	u32 generation;
	unsigned int mtu;
	u32 learn_limit;
	u32 ageing;
	u32 miss_rate;
	spinlock_t miss_lock; /* see above */
	u32 miss_tokens;
	unsigned long miss_stamp;
	int gretaps;
	struct nvgre_drops __percpu *drops;
	bool repath;
	struct work_struct refresh;
	struct delayed_work age;
	struct work_struct learn_work;
	struct list_head learn_queue;
	u32 learn_queued;
	spinlock_t learn_lock; /* see above */
};

/**
 * struct nvgre_dev - a routing domain: a device of kind nvgre
 * @dev: the device
 * @nn: the underlay namespace; outlives the device
 * @id: key in nvgre_net.devs
 * @gateway: subnet the stack's packets are resolved from; nvgre_net.lock, RCU
 * @lpm: routes for every subnet of the routing domain; nvgre_net.lock, RCU
 * @routes: all routes of the routing domain by id; nvgre_net.lock
 * @n_routes: their number; nvgre_net.lock
 * @vsids: its subnets; written under nvgre_net.lock, RCU
 * @n_vsids: their number; nvgre_net.lock
 * @local: the gateway's own customer addresses; written under RTNL, RCU
 * @mac: the gateway's MAC; written under nvgre_net.lock
 * @rdid: the GUID of the routing domain, all zero if not set; nvgre_net.lock
 * @antispoof: check senders; written under nvgre_net.lock
 * @dscp: outer DSCP (0..63) or NVGRE_DSCP_INHERIT; the same
 * @ttl: outer TTL, 0 for the host's default; the same
 * @flow_id: fill the FlowID; the same
 * @mtu_follows: nobody set the MTU by hand; RTNL
 * @mtu_setting: we are setting the MTU ourselves; RTNL
 * @gone: being deleted, takes no more objects; nvgre_net.lock
 * @cells: GRO for underlay devices without it
 * @base: counters of subnets that were deleted; nvgre_net.lock
 * @drops: drop counters
 */
struct nvgre_dev {
	struct net_device *dev;
	struct nvgre_net *nn;
	u32 id;
	struct nvgre_vsid __rcu *gateway;
	struct nvgre_lpm lpm;
	struct xarray routes;
	u32 n_routes;
	struct list_head vsids;
	u32 n_vsids;
	struct nvgre_local __rcu *local;
	union nvgre_mac mac;
	u8 rdid[NVGRE_RDID_LEN];
	bool antispoof;
	u8 dscp;
	u8 ttl;
	bool flow_id;
	bool mtu_follows;
	bool mtu_setting;
	bool gone;
	struct gro_cells cells;
	struct nvgre_counters base;
	struct nvgre_drops __percpu *drops;
};

/**
 * struct nvgre_vsid - a virtual subnet
 * @id: the VSID, host byte order
 * @nvgre: its routing domain; outlives the subnet by a grace period
 * @node: in nvgre_dev.vsids; nvgre_net.lock, RCU
 * @mac: the gateway's MAC in this subnet; written under nvgre_net.lock
 * @own_mac: @mac was set for this subnet, not taken from the device
 * @lpm: routes for packets from this subnet only; nvgre_net.lock, RCU
 * @wildcard: records for IPv4 [0] and IPv6 [1]; nvgre_net.lock, RCU
 * @records: its records by id; nvgre_net.lock
 * @members: by the id of a remote, how many records are there; written under
 *	nvgre_net.lock, RCU
 * @n_records: number of records, learned ones included; nvgre_net.lock
 * @n_learned: number of learned records; nvgre_net.lock
 * @n_members: number of distinct remotes; nvgre_net.lock
 * @n_routes: number of routes that are for this subnet only; nvgre_net.lock
 * @learned: the learned records; nvgre_net.lock
 * @learn_limit: most learned records; written under nvgre_net.lock
 * @ageing: life of an unused learned record, seconds; nvgre_net.lock
 * @owner: who made it; nvgre_net.lock
 * @counters: per CPU
 * @rcu: for freeing
 */
struct nvgre_vsid {
	u32 id;
	struct nvgre_dev *nvgre;
	struct list_head node;
	union nvgre_mac mac;
	bool own_mac;
	struct nvgre_lpm lpm;
	struct nvgre_record __rcu *wildcard[2];
	struct xarray records;
	struct xarray members;
	u32 n_records;
	u32 n_learned;
	u32 n_members;
	u32 n_routes;
	struct list_head learned;
	u32 learn_limit;
	u32 ageing;
	u32 owner;
	struct nvgre_counters __percpu *counters;
	struct rcu_head rcu;
};

extern unsigned int nvgre_net_id;

struct nvgre_net *nvgre_net(const struct net *net);

/* VSID of the wire's key field, and the other way round. */
static inline u32 nvgre_key_vsid(__be32 key)
{
	return be32_to_cpu(key) >> 8;
}

static inline __be32 nvgre_vsid_key(u32 vsid, u8 flow_id)
{
	return cpu_to_be32(vsid << 8 | flow_id);
}

static inline bool nvgre_vsid_valid(u32 vsid)
{
	return vsid >= NVGRE_VSID_MIN && vsid <= NVGRE_VSID_MAX;
}

static inline bool nvgre_is_v4(const struct in6_addr *addr)
{
	return ipv6_addr_v4mapped(addr);
}

static inline void nvgre_addr_set4(struct in6_addr *addr, __be32 v4)
{
	ipv6_addr_set_v4mapped(v4, addr);
}

static inline __be32 nvgre_addr_get4(const struct in6_addr *addr)
{
	return addr->s6_addr32[3];
}

/* True of 0.0.0.0 and of ::. */
static inline bool nvgre_addr_any(const struct in6_addr *addr)
{
	return ipv6_addr_any(addr) ||
	       (nvgre_is_v4(addr) && !nvgre_addr_get4(addr));
}

/* True if @addr may be a host's: not multicast, loopback, broadcast, any. */
static inline bool nvgre_addr_unicast(const struct in6_addr *addr)
{
	__be32 v4 = nvgre_addr_get4(addr);

	if (nvgre_is_v4(addr))
		return !ipv4_is_multicast(v4) && !ipv4_is_lbcast(v4) &&
		       !ipv4_is_zeronet(v4) && !ipv4_is_loopback(v4);
	return !ipv6_addr_is_multicast(addr) && !ipv6_addr_any(addr) &&
	       !ipv6_addr_loopback(addr);
}

/**
 * nvgre_vsid_find() - look a subnet up
 * @nn: namespace
 * @vsid: VSID, 24 bits, host byte order
 *
 * Context: RCU or nvgre_net.lock.
 * Return: the subnet, borrowed; or NULL.
 */
static inline struct nvgre_vsid *nvgre_vsid_find(struct nvgre_net *nn, u32 vsid)
{
	struct nvgre_vsid_node *node;
	struct nvgre_vsid_leaf *leaf;

	node = rcu_dereference_check(nn->vsid_map[vsid >> 16],
				     lockdep_is_held(&nn->lock));
	if (unlikely(!node))
		return NULL;
	leaf = rcu_dereference_check(node->leaf[(vsid >> 8) & 0xff],
				     lockdep_is_held(&nn->lock));
	if (unlikely(!leaf))
		return NULL;
	return rcu_dereference_check(leaf->vsid[vsid & 0xff],
				     lockdep_is_held(&nn->lock));
}

#endif /* _NVGRE_H */
