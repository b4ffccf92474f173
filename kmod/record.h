/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVGRE_RECORD_H
#define _NVGRE_RECORD_H

#include "nvgre.h"

struct netlink_ext_ack;
struct nvgre_remote;

/**
 * struct nvgre_ca_key - names an exact record
 * @ca: customer address; unspecified in wildcard and l2only records
 * @vsid: VSID, host byte order
 */
struct nvgre_ca_key {
	struct in6_addr ca;
	u32 vsid;
};

/**
 * struct nvgre_mac_key - names the records of a MAC
 * @vsid: VSID, host byte order
 * @mac: MAC
 * @pad: zero
 */
struct nvgre_mac_key {
	u32 vsid;
	u8 mac[ETH_ALEN];
	u16 pad;
};

/**
 * struct nvgre_record - where a customer address lives
 * @node: in nvgre_net.records, if the type is static or dynamic
 * @remote: the provider address, with a reference
 * @key: VSID and customer address
 * @mac: VSID and inner MAC
 * @mac_node: in nvgre_net.macs
 * @id: key in nvgre_vsid.records, kept by a replacement
 * @owner: who made it
 * @type: enum nvgre_record_type
 * @learned: learned from traffic, in nvgre_vsid.learned; ages
 * @used: jiffies when traffic from it was last seen, if @learned; written by
 *	softirq, at most once a second
 * @name: VM name, or NULL
 * @list: in nvgre_vsid.learned, if @learned; nvgre_net.lock
 * @rcu: for freeing, which only follows removal from everything above
 *
 * A record never changes, but for @used: a change is a replacement.
 */
struct nvgre_record {
	struct rhash_head node;
	struct nvgre_remote *remote;
	struct nvgre_ca_key key;
	struct nvgre_mac_key mac;
	struct rhlist_head mac_node;
	u32 id;
	u32 owner;
	u8 type;
	bool learned;
	unsigned long used;
	char *name;
	union {
		struct list_head list;
		struct rcu_head rcu;
	};
};

/**
 * struct nvgre_record_spec - a record to be made
 * @ca: customer address; IPv4 as v4-mapped
 * @pa: provider address
 * @mac: inner MAC
 * @owner: who makes it
 * @type: enum nvgre_record_type
 * @learned: learned from traffic
 * @name: VM name, or NULL; copied
 */
struct nvgre_record_spec {
	struct in6_addr ca;
	struct in6_addr pa;
	u8 mac[ETH_ALEN];
	u32 owner;
	u8 type;
	bool learned;
	const char *name;
};

static inline bool nvgre_record_exact(const struct nvgre_record *rec)
{
	return rec->type == NVGRE_RECORD_TYPE_STATIC ||
	       rec->type == NVGRE_RECORD_TYPE_DYNAMIC;
}

int nvgre_records_init(struct nvgre_net *nn);
void nvgre_records_uninit(struct nvgre_net *nn);
int nvgre_record_cache_init(void);
void nvgre_record_cache_uninit(void);

/* These return a borrowed record, or NULL; RCU or nvgre_net.lock. */
struct nvgre_record *nvgre_record_find(struct nvgre_net *nn, u32 vsid,
				       const struct in6_addr *ca);
struct nvgre_record *nvgre_record_find_l2(struct nvgre_net *nn, u32 vsid,
					  const u8 *mac);
struct nvgre_record *nvgre_record_find_spec(struct nvgre_vsid *v, u8 type,
					    const struct in6_addr *ca,
					    const u8 *mac);
bool nvgre_mac_known(struct nvgre_net *nn, u32 vsid, const u8 *mac,
		     const struct in6_addr *pa);

/* These change the tables; nvgre_net.lock. */
int nvgre_record_set(struct nvgre_vsid *v, const struct nvgre_record_spec *spec,
		     bool create, bool replace, struct nvgre_record **res,
		     struct netlink_ext_ack *extack);
void nvgre_record_del(struct nvgre_vsid *v, struct nvgre_record *rec);
void nvgre_record_flush(struct nvgre_vsid *v);

#endif /* _NVGRE_RECORD_H */
