// SPDX-License-Identifier: GPL-2.0
/*
 * Learning the customer addresses of VMs that are known by MAC only.
 *
 * Softirq sees an address and queues it; a worker makes the record, so that
 * the tables have one kind of writer. Learned records age.
 */
#include "learn.h"

#include <linux/slab.h>

#include "drop.h"
#include "netlink.h"
#include "remote.h"

/* Addresses that may wait for the worker in one namespace. */
#define NVGRE_LEARN_QUEUE	1024

/**
 * struct nvgre_learned - an address that was seen
 * @list: in nvgre_net.learn_queue
 * @vsid: VSID, host byte order
 * @ca: customer address
 * @mac: inner MAC
 */
struct nvgre_learned {
	struct list_head list;
	u32 vsid;
	struct in6_addr ca;
	u8 mac[ETH_ALEN];
};

/**
 * nvgre_learn() - a VM that is known by MAC uses an address
 * @v: subnet
 * @ca: its address, unicast, without a record
 * @mac: its MAC, which has an l2only record
 *
 * Context: softirq or BH disabled, RCU.
 */
void nvgre_learn(struct nvgre_vsid *v, const struct in6_addr *ca,
		 const u8 *mac)
{
	struct nvgre_net *nn = v->nvgre->nn;
	struct nvgre_learned *seen;

	if (READ_ONCE(v->n_learned) >= READ_ONCE(v->learn_limit)) {
		nvgre_drop_count(nn, v->nvgre, NVGRE_DROP_LEARN_LIMIT);
		return;
	}

	seen = kmalloc(sizeof(*seen), GFP_ATOMIC | __GFP_NOWARN);
	if (!seen)
		goto busy;
	seen->vsid = v->id;
	seen->ca = *ca;
	ether_addr_copy(seen->mac, mac);

	spin_lock(&nn->learn_lock);
	if (nn->learn_queued < NVGRE_LEARN_QUEUE) {
		list_add_tail(&seen->list, &nn->learn_queue);
		nn->learn_queued++;
		seen = NULL;
	}
	spin_unlock(&nn->learn_lock);
	queue_work(system_unbound_wq, &nn->learn_work);
	if (!seen)
		return;
	kfree(seen);
busy:
	nvgre_drop_count(nn, v->nvgre, NVGRE_DROP_LEARN_BUSY);
}

/* Make the record, if nothing has changed since the address was seen. */
static void nvgre_learn_apply(struct nvgre_net *nn,
			      const struct nvgre_learned *seen)
{
	struct nvgre_record_spec spec = {
		.ca = seen->ca,
		.type = NVGRE_RECORD_TYPE_DYNAMIC,
		.learned = true,
	};
	struct nvgre_record *rec, *l2;
	struct nvgre_vsid *v;

	v = nvgre_vsid_find(nn, seen->vsid);
	if (!v || v->n_learned >= v->learn_limit)
		return;
	l2 = nvgre_record_find_spec(v, NVGRE_RECORD_TYPE_L2ONLY, &seen->ca,
				    seen->mac);
	if (!l2)
		return;
	spec.pa = l2->remote->addr;
	spec.owner = l2->owner;
	spec.name = l2->name;
	ether_addr_copy(spec.mac, seen->mac);
	if (nvgre_record_set(v, &spec, true, false, &rec, NULL))
		return;
	nn->generation++;
	nvgre_nl_notify_record(v, rec, NVGRE_CMD_RECORD_NEW, NULL);
	/* An earlier time would wait longer than the shortest ageing. */
	queue_delayed_work(system_unbound_wq, &nn->age, HZ);
}

static void nvgre_learn_work(struct work_struct *work)
{
	struct nvgre_net *nn = container_of(work, struct nvgre_net, learn_work);
	struct nvgre_learned *seen, *tmp;
	LIST_HEAD(queue);

	spin_lock_bh(&nn->learn_lock);
	list_splice_init(&nn->learn_queue, &queue);
	nn->learn_queued = 0;
	spin_unlock_bh(&nn->learn_lock);

	mutex_lock(&nn->lock);
	list_for_each_entry_safe(seen, tmp, &queue, list) {
		nvgre_learn_apply(nn, seen);
		kfree(seen);
	}
	mutex_unlock(&nn->lock);
}

static void nvgre_learn_forget(struct nvgre_vsid *v, struct nvgre_record *rec)
{
	v->nvgre->nn->generation++;
	nvgre_nl_notify_record(v, rec, NVGRE_CMD_RECORD_DEL, NULL);
	nvgre_record_del(v, rec);
}

/**
 * nvgre_learn_flush_mac() - forget what was learned of a MAC
 * @v: subnet
 * @mac: MAC whose l2only record goes or moves
 *
 * Context: process, nvgre_net.lock held.
 */
void nvgre_learn_flush_mac(struct nvgre_vsid *v, const u8 *mac)
{
	struct nvgre_record *rec, *tmp;

	lockdep_assert_held(&v->nvgre->nn->lock);

	list_for_each_entry_safe(rec, tmp, &v->learned, list)
		if (ether_addr_equal(rec->mac.mac, mac))
			nvgre_learn_forget(v, rec);
}

static void nvgre_age_work(struct work_struct *work)
{
	struct nvgre_net *nn = container_of(to_delayed_work(work),
					    struct nvgre_net, age);
	struct nvgre_record *rec, *tmp;
	bool more = false;
	struct nvgre_vsid *v;
	unsigned long id;

	mutex_lock(&nn->lock);
	xa_for_each(&nn->vsids, id, v) {
		list_for_each_entry_safe(rec, tmp, &v->learned, list)
			if (time_after(jiffies, READ_ONCE(rec->used) +
						(unsigned long)v->ageing * HZ))
				nvgre_learn_forget(v, rec);
		more |= !list_empty(&v->learned);
		cond_resched();
	}
	mutex_unlock(&nn->lock);
	if (more)
		queue_delayed_work(system_unbound_wq, &nn->age, HZ);
}

void nvgre_learn_init(struct nvgre_net *nn)
{
	spin_lock_init(&nn->learn_lock);
	INIT_LIST_HEAD(&nn->learn_queue);
	INIT_WORK(&nn->learn_work, nvgre_learn_work);
	INIT_DELAYED_WORK(&nn->age, nvgre_age_work);
}

/* No device is left in the namespace, so nothing is queued any more. */
void nvgre_learn_uninit(struct nvgre_net *nn)
{
	struct nvgre_learned *seen, *tmp;

	cancel_work_sync(&nn->learn_work);
	cancel_delayed_work_sync(&nn->age);
	list_for_each_entry_safe(seen, tmp, &nn->learn_queue, list)
		kfree(seen);
}
