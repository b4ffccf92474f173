// SPDX-License-Identifier: GPL-2.0
/*
 * Virtual subnets.
 */
#include "vsid.h"

#include <linux/netlink.h>
#include <linux/rculist.h>

#include "record.h"
#include "route.h"

/* Add to @sum what @counters of all CPUs say. */
void nvgre_counters_sum(struct nvgre_counters *sum,
			const struct nvgre_counters __percpu *counters)
{
	int cpu;

	for_each_possible_cpu(cpu)
		nvgre_counters_add(sum, per_cpu_ptr(counters, cpu));
}

void nvgre_counters_add(struct nvgre_counters *sum,
			const struct nvgre_counters *add)
{
	sum->rx_packets += READ_ONCE(add->rx_packets);
	sum->rx_bytes += READ_ONCE(add->rx_bytes);
	sum->tx_packets += READ_ONCE(add->tx_packets);
	sum->tx_bytes += READ_ONCE(add->tx_bytes);
	sum->forwarded += READ_ONCE(add->forwarded);
	sum->replies += READ_ONCE(add->replies);
}

static void nvgre_vsid_free_rcu(struct rcu_head *rcu)
{
	struct nvgre_vsid *v = container_of(rcu, struct nvgre_vsid, rcu);

	free_percpu(v->counters);
	kfree(v);
}

/* The place of a VSID in the map, made if need be; NULL without memory. */
static struct nvgre_vsid __rcu **nvgre_vsid_slot(struct nvgre_net *nn, u32 id)
{
	struct nvgre_vsid_node *node;
	struct nvgre_vsid_leaf *leaf;

	node = rcu_dereference_protected(nn->vsid_map[id >> 16],
					 lockdep_is_held(&nn->lock));
	if (!node) {
		node = kzalloc(sizeof(*node), GFP_KERNEL_ACCOUNT);
		if (!node)
			return NULL;
		rcu_assign_pointer(nn->vsid_map[id >> 16], node);
	}
	leaf = rcu_dereference_protected(node->leaf[(id >> 8) & 0xff],
					 lockdep_is_held(&nn->lock));
	if (!leaf) {
		leaf = kzalloc(sizeof(*leaf), GFP_KERNEL_ACCOUNT);
		if (!leaf)
			return NULL;
		rcu_assign_pointer(node->leaf[(id >> 8) & 0xff], leaf);
	}
	return &leaf->vsid[id & 0xff];
}

/* Free the map, when the namespace goes and nobody can look any more. */
void nvgre_vsid_map_free(struct nvgre_net *nn)
{
	struct nvgre_vsid_node *node;
	unsigned int i, j;

	for (i = 0; i < NVGRE_VSID_FAN; i++) {
		node = rcu_dereference_protected(nn->vsid_map[i], 1);
		if (!node)
			continue;
		for (j = 0; j < NVGRE_VSID_FAN; j++)
			kfree(rcu_dereference_protected(node->leaf[j], 1));
		kfree(node);
	}
}

static void nvgre_vsid_mac_set(struct nvgre_vsid *v, const u8 *mac)
{
	union nvgre_mac new = { };

	v->own_mac = mac;
	if (mac)
		ether_addr_copy(new.addr, mac);
	else
		new.word = v->nvgre->mac.word;
	WRITE_ONCE(v->mac.word, new.word);
}

/**
 * nvgre_vsid_change() - change a subnet
 * @v: the subnet
 * @spec: what it is to be
 *
 * Context: process, nvgre_net.lock held.
 */
void nvgre_vsid_change(struct nvgre_vsid *v,
		       const struct nvgre_vsid_spec *spec)
{
	lockdep_assert_held(&v->nvgre->nn->lock);

	nvgre_vsid_mac_set(v, spec->mac);
	v->owner = spec->owner;
	WRITE_ONCE(v->learn_limit, spec->learn_limit);
	v->ageing = spec->ageing;
}

/**
 * nvgre_vsid_add() - make a subnet
 * @nvgre: its routing domain
 * @id: VSID, valid and not in use, host byte order
 * @spec: what it is to be
 * @extack: for the reason of a refusal
 *
 * The first subnet of a routing domain becomes its gateway VSID.
 *
 * Context: process, nvgre_net.lock held.
 * Return: the subnet, borrowed, or an ERR_PTR.
 */
struct nvgre_vsid *nvgre_vsid_add(struct nvgre_dev *nvgre, u32 id,
				  const struct nvgre_vsid_spec *spec,
				  struct netlink_ext_ack *extack)
{
	struct nvgre_net *nn = nvgre->nn;
	struct nvgre_vsid __rcu **slot;
	struct nvgre_vsid *v;
	int err;

	lockdep_assert_held(&nn->lock);

	if (nvgre->gone) {
		NL_SET_ERR_MSG(extack, "Device is being deleted");
		return ERR_PTR(-ENODEV);
	}

	v = kzalloc(sizeof(*v), GFP_KERNEL_ACCOUNT);
	if (!v)
		return ERR_PTR(-ENOMEM);
	v->id = id;
	v->nvgre = nvgre;
	nvgre_lpm_init(&v->lpm);
	xa_init_flags(&v->records, XA_FLAGS_ALLOC);
	xa_init(&v->members);
	INIT_LIST_HEAD(&v->learned);
	nvgre_vsid_change(v, spec);

	err = -ENOMEM;
	v->counters = alloc_percpu_gfp(struct nvgre_counters,
				       GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	if (!v->counters)
		goto err_free;
	slot = nvgre_vsid_slot(nn, id);
	if (!slot)
		goto err_free;
	err = xa_insert(&nn->vsids, id, v, GFP_KERNEL_ACCOUNT);
	if (err)
		goto err_free;
	rcu_assign_pointer(*slot, v);

	list_add_tail_rcu(&v->node, &nvgre->vsids);
	nvgre->n_vsids++;
	if (!rcu_access_pointer(nvgre->gateway))
		rcu_assign_pointer(nvgre->gateway, v);
	return v;

err_free:
	free_percpu(v->counters);
	kfree(v);
	return ERR_PTR(err);
}

/**
 * nvgre_vsid_del() - delete a subnet, its records and the routes around it
 * @v: the subnet
 *
 * Context: process, nvgre_net.lock held; may sleep.
 */
void nvgre_vsid_del(struct nvgre_vsid *v)
{
	struct nvgre_dev *nvgre = v->nvgre;
	struct nvgre_net *nn = nvgre->nn;

	lockdep_assert_held(&nn->lock);

	if (rcu_access_pointer(nvgre->gateway) == v)
		RCU_INIT_POINTER(nvgre->gateway, NULL);
	RCU_INIT_POINTER(*nvgre_vsid_slot(nn, v->id), NULL);
	xa_erase(&nn->vsids, v->id);
	nvgre_routes_flush_vsid(v);
	nvgre_record_flush(v);
	WARN_ON_ONCE(v->n_records || v->n_learned || v->n_members);
	xa_destroy(&v->records);
	xa_destroy(&v->members);
	list_del_rcu(&v->node);
	nvgre->n_vsids--;
	nvgre_counters_sum(&nvgre->base, v->counters);
	call_rcu(&v->rcu, nvgre_vsid_free_rcu);
}

/* Delete all subnets of a device; nvgre_net.lock held, may sleep. */
void nvgre_vsids_flush(struct nvgre_dev *nvgre)
{
	struct nvgre_vsid *v, *tmp;

	list_for_each_entry_safe(v, tmp, &nvgre->vsids, node)
		nvgre_vsid_del(v);
}
