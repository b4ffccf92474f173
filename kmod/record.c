// SPDX-License-Identifier: GPL-2.0
/*
 * Lookup records: which MAC and which provider address a customer address of
 * a subnet has.
 */
#include "record.h"

#include <linux/hash.h>
#include <linux/jhash.h>
#include <linux/netlink.h>

#include "remote.h"

static struct kmem_cache *nvgre_record_cache;

/*
 * IPv4 addresses differ in one word: multiplying by an odd number that nobody
 * knows spreads them at a tenth of the cost. The table takes another seed when
 * a chain grows long all the same.
 */
static __always_inline u32 nvgre_ca_key_hash(const struct nvgre_ca_key *key,
					     u32 seed)
{
	u64 hash;

	if (nvgre_is_v4(&key->ca)) {
		hash = (u64)key->vsid << 32 |
		       (__force u32)nvgre_addr_get4(&key->ca);
		hash = (hash + seed) * (GOLDEN_RATIO_64 ^ (u64)seed << 1);
		return (hash >> 32) ^ (hash >> 16);
	}
	return jhash2((const u32 *)key, sizeof(*key) / sizeof(u32), seed);
}

static __always_inline u32 nvgre_ca_hashfn(const void *data, u32 len, u32 seed)
{
	return nvgre_ca_key_hash(data, seed);
}

static u32 nvgre_ca_obj_hashfn(const void *data, u32 len, u32 seed)
{
	const struct nvgre_record *rec = data;

	return nvgre_ca_key_hash(&rec->key, seed);
}

static int nvgre_ca_cmpfn(struct rhashtable_compare_arg *arg, const void *obj)
{
	const struct nvgre_ca_key *key = arg->key;
	const struct nvgre_record *rec = obj;

	return key->vsid != rec->key.vsid ||
	       !ipv6_addr_equal(&key->ca, &rec->key.ca);
}

static const struct rhashtable_params nvgre_record_params = {
	.head_offset = offsetof(struct nvgre_record, node),
	.key_offset = offsetof(struct nvgre_record, key),
	.key_len = sizeof(struct nvgre_ca_key),
	.hashfn = nvgre_ca_hashfn,
	.obj_hashfn = nvgre_ca_obj_hashfn,
	.obj_cmpfn = nvgre_ca_cmpfn,
	.automatic_shrinking = true,
};

static const struct rhashtable_params nvgre_mac_params = {
	.head_offset = offsetof(struct nvgre_record, mac_node),
	.key_offset = offsetof(struct nvgre_record, mac),
	.key_len = sizeof(struct nvgre_mac_key),
	.automatic_shrinking = true,
};

/**
 * nvgre_record_find() - find the record of a customer address
 * @nn: namespace
 * @vsid: VSID, host byte order
 * @ca: customer address
 *
 * Context: RCU or nvgre_net.lock.
 * Return: the record, borrowed, or NULL.
 */
struct nvgre_record *nvgre_record_find(struct nvgre_net *nn, u32 vsid,
				       const struct in6_addr *ca)
{
	struct nvgre_ca_key key = { .ca = *ca, .vsid = vsid };

	return rhashtable_lookup(&nn->records, &key, nvgre_record_params);
}

static struct rhlist_head *nvgre_mac_list(struct nvgre_net *nn, u32 vsid,
					  const u8 *mac)
{
	struct nvgre_mac_key key = { .vsid = vsid };

	ether_addr_copy(key.mac, mac);
	return rhltable_lookup(&nn->macs, &key, nvgre_mac_params);
}

/**
 * nvgre_record_find_l2() - find the l2only record of a MAC
 * @nn: namespace
 * @vsid: VSID, host byte order
 * @mac: inner MAC
 *
 * Context: RCU, also where nvgre_net.lock is held.
 * Return: the record, borrowed, or NULL.
 */
struct nvgre_record *nvgre_record_find_l2(struct nvgre_net *nn, u32 vsid,
					  const u8 *mac)
{
	struct rhlist_head *pos, *list = nvgre_mac_list(nn, vsid, mac);
	struct nvgre_record *rec;

	rhl_for_each_entry_rcu(rec, pos, list, mac_node)
		if (rec->type == NVGRE_RECORD_TYPE_L2ONLY)
			return rec;
	return NULL;
}

/**
 * nvgre_mac_known() - is there a record with this MAC
 * @nn: namespace
 * @vsid: VSID, host byte order
 * @mac: inner MAC
 * @pa: provider address it must have, or NULL for any
 *
 * Context: RCU.
 * Return: whether there is.
 */
bool nvgre_mac_known(struct nvgre_net *nn, u32 vsid, const u8 *mac,
		     const struct in6_addr *pa)
{
	struct rhlist_head *pos, *list = nvgre_mac_list(nn, vsid, mac);
	struct nvgre_record *rec;

	rhl_for_each_entry_rcu(rec, pos, list, mac_node)
		if (!pa || ipv6_addr_equal(&rec->remote->addr, pa))
			return true;
	return false;
}

/**
 * nvgre_record_find_spec() - find the record that a specification names
 * @v: subnet
 * @type: enum nvgre_record_type; static and dynamic name the same record
 * @ca: customer address; its family chooses among wildcards
 * @mac: inner MAC, of l2only records
 *
 * Context: process, nvgre_net.lock held.
 * Return: the record, borrowed, or NULL.
 */
struct nvgre_record *nvgre_record_find_spec(struct nvgre_vsid *v, u8 type,
					    const struct in6_addr *ca,
					    const u8 *mac)
{
	struct nvgre_net *nn = v->nvgre->nn;
	struct nvgre_record *rec;

	lockdep_assert_held(&nn->lock);

	switch (type) {
	case NVGRE_RECORD_TYPE_WILDCARD:
		return rcu_dereference_protected(v->wildcard[!nvgre_is_v4(ca)],
						 1);
	case NVGRE_RECORD_TYPE_L2ONLY:
		rcu_read_lock();
		rec = nvgre_record_find_l2(nn, v->id, mac);
		rcu_read_unlock();
		return rec;
	default:
		rcu_read_lock();
		rec = nvgre_record_find(nn, v->id, ca);
		rcu_read_unlock();
		return rec;
	}
}

static void nvgre_record_free_now(struct nvgre_record *rec)
{
	kfree(rec->name);
	kmem_cache_free(nvgre_record_cache, rec);
}

static void nvgre_record_free_rcu(struct rcu_head *rcu)
{
	nvgre_record_free_now(container_of(rcu, struct nvgre_record, rcu));
}

static struct nvgre_record *
nvgre_record_alloc(struct nvgre_vsid *v, const struct nvgre_record_spec *spec)
{
	struct nvgre_record *rec;

	rec = kmem_cache_zalloc(nvgre_record_cache, GFP_KERNEL_ACCOUNT);
	if (!rec)
		return ERR_PTR(-ENOMEM);
	rec->key.ca = spec->ca;
	rec->key.vsid = v->id;
	rec->mac.vsid = v->id;
	ether_addr_copy(rec->mac.mac, spec->mac);
	rec->type = spec->type;
	rec->owner = spec->owner;
	rec->learned = spec->learned;
	rec->used = jiffies;
	if (spec->name) {
		rec->name = kstrdup(spec->name, GFP_KERNEL_ACCOUNT);
		if (!rec->name)
			goto err_free;
	}
	rec->remote = nvgre_remote_get(v->nvgre->nn, &spec->pa);
	if (IS_ERR(rec->remote))
		goto err_free;
	return rec;

err_free:
	nvgre_record_free_now(rec);
	return ERR_PTR(-ENOMEM);
}

/* One more record of @v points at @remote; may fail only for the first. */
static int nvgre_member_get(struct nvgre_vsid *v, struct nvgre_remote *remote)
{
	void *old = xa_load(&v->members, remote->id);
	int err;

	err = xa_err(xa_store(&v->members, remote->id,
			      xa_mk_value(old ? xa_to_value(old) + 1 : 1),
			      GFP_KERNEL_ACCOUNT));
	if (!err && !old)
		v->n_members++;
	return err;
}

static void nvgre_member_put(struct nvgre_vsid *v, struct nvgre_remote *remote)
{
	unsigned long n = xa_to_value(xa_load(&v->members, remote->id)) - 1;

	/* Storing over an entry needs no memory. */
	if (n) {
		xa_store(&v->members, remote->id, xa_mk_value(n), GFP_KERNEL);
	} else {
		xa_erase(&v->members, remote->id);
		v->n_members--;
	}
}

/* Link a new record for the packet path, in place of @old if there is one. */
static int nvgre_record_link(struct nvgre_vsid *v, struct nvgre_record *rec,
			     struct nvgre_record *old)
{
	struct nvgre_net *nn = v->nvgre->nn;
	int err;

	err = rhltable_insert(&nn->macs, &rec->mac_node, nvgre_mac_params);
	if (err)
		return err;

	if (rec->type == NVGRE_RECORD_TYPE_WILDCARD)
		rcu_assign_pointer(v->wildcard[!nvgre_is_v4(&rec->key.ca)],
				   rec);
	else if (nvgre_record_exact(rec) && old)
		err = rhashtable_replace_fast(&nn->records, &old->node,
					      &rec->node, nvgre_record_params);
	else if (nvgre_record_exact(rec))
		err = rhashtable_insert_fast(&nn->records, &rec->node,
					     nvgre_record_params);
	if (err)
		rhltable_remove(&nn->macs, &rec->mac_node, nvgre_mac_params);
	return err;
}

/* Forget a record that the packet path finds no more, but for its MAC. */
static void nvgre_record_release(struct nvgre_vsid *v, struct nvgre_record *rec)
{
	struct nvgre_net *nn = v->nvgre->nn;

	rhltable_remove(&nn->macs, &rec->mac_node, nvgre_mac_params);
	if (rec->learned) {
		list_del(&rec->list);
		v->n_learned--;
	}
	nvgre_member_put(v, rec->remote);
	nvgre_remote_put(nn, rec->remote);
	call_rcu(&rec->rcu, nvgre_record_free_rcu);
}

static int nvgre_record_insert(struct nvgre_vsid *v, struct nvgre_record *rec,
			       struct nvgre_record *old)
{
	struct nvgre_net *nn = v->nvgre->nn;
	int err;

	err = nvgre_member_get(v, rec->remote);
	if (err)
		return err;
	if (old) {
		rec->id = old->id;
		err = 0;
	} else {
		err = xa_alloc(&v->records, &rec->id, rec, xa_limit_32b,
			       GFP_KERNEL_ACCOUNT);
	}
	if (err)
		goto err_member;
	err = nvgre_record_link(v, rec, old);
	if (err)
		goto err_id;

	if (rec->learned) {
		list_add_tail(&rec->list, &v->learned);
		v->n_learned++;
	}
	if (old) {
		/* Storing over an entry needs no memory. */
		xa_store(&v->records, rec->id, rec, GFP_KERNEL);
		nvgre_record_release(v, old);
	} else {
		v->n_records++;
		nn->n_records++;
	}
	return 0;

err_id:
	if (!old)
		xa_erase(&v->records, rec->id);
err_member:
	nvgre_member_put(v, rec->remote);
	return err;
}

/**
 * nvgre_record_set() - make or replace a record
 * @v: subnet
 * @spec: what the record is to say, checked
 * @create: make it if it is not there
 * @replace: replace it if it is there; readers see the old or the new one
 * @res: where to put the record, borrowed
 * @extack: for the reason of a refusal
 *
 * Context: process, nvgre_net.lock held.
 * Return: 0, -EEXIST, -ENOENT or -ENOMEM.
 */
int nvgre_record_set(struct nvgre_vsid *v, const struct nvgre_record_spec *spec,
		     bool create, bool replace, struct nvgre_record **res,
		     struct netlink_ext_ack *extack)
{
	struct nvgre_record *rec, *old;
	int err;

	old = nvgre_record_find_spec(v, spec->type, &spec->ca, spec->mac);
	/* What was learned gives way to what somebody says. */
	if (old && !replace && (!old->learned || spec->learned)) {
		NL_SET_ERR_MSG(extack, "Record exists");
		return -EEXIST;
	}
	if (!old && !create) {
		NL_SET_ERR_MSG(extack, "Record does not exist");
		return -ENOENT;
	}

	rec = nvgre_record_alloc(v, spec);
	if (IS_ERR(rec))
		return PTR_ERR(rec);
	err = nvgre_record_insert(v, rec, old);
	if (err) {
		nvgre_remote_put(v->nvgre->nn, rec->remote);
		/* A lookup by MAC may have seen it. */
		call_rcu(&rec->rcu, nvgre_record_free_rcu);
		return err;
	}
	*res = rec;
	return 0;
}

/**
 * nvgre_record_del() - delete a record
 * @v: its subnet
 * @rec: the record, in the tables
 *
 * Context: process, nvgre_net.lock held.
 */
void nvgre_record_del(struct nvgre_vsid *v, struct nvgre_record *rec)
{
	struct nvgre_net *nn = v->nvgre->nn;

	lockdep_assert_held(&nn->lock);

	if (rec->type == NVGRE_RECORD_TYPE_WILDCARD)
		RCU_INIT_POINTER(v->wildcard[!nvgre_is_v4(&rec->key.ca)],
				 NULL);
	else if (nvgre_record_exact(rec))
		rhashtable_remove_fast(&nn->records, &rec->node,
				       nvgre_record_params);
	xa_erase(&v->records, rec->id);
	v->n_records--;
	nn->n_records--;
	nvgre_record_release(v, rec);
}

/**
 * nvgre_record_flush() - delete all records of a subnet
 * @v: the subnet
 *
 * Context: process, nvgre_net.lock held; may sleep.
 */
void nvgre_record_flush(struct nvgre_vsid *v)
{
	struct nvgre_record *rec;
	unsigned long id;

	xa_for_each(&v->records, id, rec) {
		nvgre_record_del(v, rec);
		cond_resched();
	}
}

int nvgre_records_init(struct nvgre_net *nn)
{
	int err;

	err = rhashtable_init(&nn->records, &nvgre_record_params);
	if (err)
		return err;
	err = rhltable_init(&nn->macs, &nvgre_mac_params);
	if (err)
		rhashtable_destroy(&nn->records);
	return err;
}

void nvgre_records_uninit(struct nvgre_net *nn)
{
	WARN_ON_ONCE(nn->n_records);
	rhltable_destroy(&nn->macs);
	rhashtable_destroy(&nn->records);
}

int nvgre_record_cache_init(void)
{
	nvgre_record_cache = KMEM_CACHE(nvgre_record, SLAB_ACCOUNT);
	return nvgre_record_cache ? 0 : -ENOMEM;
}

/* All records were freed through RCU: the caller has waited for that. */
void nvgre_record_cache_uninit(void)
{
	kmem_cache_destroy(nvgre_record_cache);
}
