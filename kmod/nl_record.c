// SPDX-License-Identifier: GPL-2.0
/*
 * Generic netlink: lookup records.
 */
#include "learn.h"
#include "netlink.h"
#include "nvgre_compat.h"
#include "record.h"
#include "remote.h"

static int nvgre_nl_fill_record(const struct nvgre_nl_msg *msg,
				struct netlink_callback *cb,
				const struct nvgre_record *rec)
{
	unsigned long age = (jiffies - READ_ONCE(rec->used)) / HZ;
	void *hdr = nvgre_nl_put_header(msg);

	if (!hdr)
		return -EMSGSIZE;
	if (cb)
		genl_dump_check_consistent(cb, hdr);
	if (nla_put_u32(msg->skb, NVGRE_A_VSID, rec->key.vsid) ||
	    nvgre_nl_put_addr(msg->skb, NVGRE_A_CA, &rec->key.ca) ||
	    nla_put(msg->skb, NVGRE_A_MAC, ETH_ALEN, rec->mac.mac) ||
	    nvgre_nl_put_addr(msg->skb, NVGRE_A_PA, &rec->remote->addr) ||
	    nla_put_u8(msg->skb, NVGRE_A_RECORD_TYPE, rec->type) ||
	    (rec->name &&
	     nla_put_string(msg->skb, NVGRE_A_VM_NAME, rec->name)) ||
	    nla_put_u32(msg->skb, NVGRE_A_OWNER, rec->owner) ||
	    (rec->learned &&
	     (nla_put_flag(msg->skb, NVGRE_A_LEARNED) ||
	      nla_put_u32(msg->skb, NVGRE_A_AGE, age)))) {
		genlmsg_cancel(msg->skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(msg->skb, hdr);
	return 0;
}

void nvgre_nl_notify_record(struct nvgre_vsid *v,
			    const struct nvgre_record *rec, u8 cmd,
			    const struct genl_info *info)
{
	struct nvgre_net *nn = v->nvgre->nn;
	struct nvgre_nl_msg msg;
	int err = 0;

	if (!nvgre_nl_listening(nn))
		return;
	if (nvgre_nl_notify_alloc(&msg, cmd, info))
		err = nvgre_nl_fill_record(&msg, NULL, rec);
	nvgre_nl_notify_send(nn, msg.skb, err);
}

static int nvgre_nl_missing(int attr, const char *what,
			    struct netlink_ext_ack *extack)
{
	NL_SET_ERR_ATTR_MISS(extack, NULL, attr);
	if (extack)
		extack->_msg = what;
	return -EINVAL;
}

/* Type, customer address and MAC: what names a record. */
static int nvgre_nl_record_name(struct nlattr **attrs,
				struct nvgre_record_spec *spec,
				struct netlink_ext_ack *extack)
{
	bool any;
	int err;

	spec->type = attrs[NVGRE_A_RECORD_TYPE] ?
		     nla_get_u8(attrs[NVGRE_A_RECORD_TYPE]) :
		     NVGRE_RECORD_TYPE_STATIC;
	nvgre_addr_set4(&spec->ca, 0);
	if (attrs[NVGRE_A_CA]) {
		err = nvgre_nl_addr(attrs[NVGRE_A_CA], &spec->ca, extack);
		if (err)
			return err;
	} else if (spec->type != NVGRE_RECORD_TYPE_L2ONLY) {
		return nvgre_nl_missing(NVGRE_A_CA,
					"Customer address is missing", extack);
	}
	if (attrs[NVGRE_A_MAC]) {
		err = nvgre_nl_mac(attrs[NVGRE_A_MAC], extack);
		if (err)
			return err;
		ether_addr_copy(spec->mac, nla_data(attrs[NVGRE_A_MAC]));
	} else if (spec->type == NVGRE_RECORD_TYPE_L2ONLY) {
		return nvgre_nl_missing(NVGRE_A_MAC,
					"MAC is missing; it names a record of type l2only",
					extack);
	}

	any = nvgre_addr_any(&spec->ca);
	if (spec->type == NVGRE_RECORD_TYPE_L2ONLY ||
	    spec->type == NVGRE_RECORD_TYPE_WILDCARD) {
		if (any)
			return 0;
		NL_SET_ERR_MSG_ATTR(extack, attrs[NVGRE_A_CA],
				    "Customer address of this record type must be 0.0.0.0 or ::");
		return -EINVAL;
	}
	if (nvgre_addr_unicast(&spec->ca))
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attrs[NVGRE_A_CA],
			    "Customer address must be a unicast address");
	return -EINVAL;
}

static int nvgre_nl_record_spec(struct nlattr **attrs,
				struct nvgre_record_spec *spec,
				struct netlink_ext_ack *extack)
{
	int err;

	err = nvgre_nl_record_name(attrs, spec, extack);
	if (err)
		return err;
	err = nvgre_nl_addr(attrs[NVGRE_A_PA], &spec->pa, extack);
	if (err)
		return err;
	if (!nvgre_addr_unicast(&spec->pa)) {
		NL_SET_ERR_MSG_ATTR(extack, attrs[NVGRE_A_PA],
				    "Provider address must be a unicast address");
		return -EINVAL;
	}
	spec->owner = nvgre_nl_u32(attrs[NVGRE_A_OWNER], 0);
	if (attrs[NVGRE_A_VM_NAME])
		spec->name = nla_data(attrs[NVGRE_A_VM_NAME]);
	return 0;
}

int nvgre_nl_record_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nvgre_net *nn = nvgre_net(genl_info_net(info));
	struct nvgre_record_spec spec = { };
	struct nlattr **attrs = info->attrs;
	struct nvgre_record *rec;
	bool create, replace;
	struct nvgre_vsid *v;
	int err;

	err = nvgre_nl_check(attrs, BIT_ULL(NVGRE_A_VSID) |
			     BIT_ULL(NVGRE_A_CA) | BIT_ULL(NVGRE_A_MAC) |
			     BIT_ULL(NVGRE_A_PA) |
			     BIT_ULL(NVGRE_A_RECORD_TYPE) |
			     BIT_ULL(NVGRE_A_VM_NAME) |
			     BIT_ULL(NVGRE_A_OWNER),
			     BIT_ULL(NVGRE_A_VSID) | BIT_ULL(NVGRE_A_MAC) |
			     BIT_ULL(NVGRE_A_PA), info->extack);
	if (err)
		return err;
	err = nvgre_nl_record_spec(attrs, &spec, info->extack);
	if (err)
		return err;
	nvgre_nl_mode(info, &create, &replace);

	mutex_lock(&nn->lock);
	v = nvgre_nl_find_vsid(nn, attrs[NVGRE_A_VSID], NULL, info->extack);
	err = PTR_ERR_OR_ZERO(v);
	if (err)
		goto out;
	err = nvgre_record_set(v, &spec, create, replace, &rec, info->extack);
	if (err) {
		NL_SET_BAD_ATTR(info->extack, attrs[NVGRE_A_CA] ?:
					      attrs[NVGRE_A_MAC]);
		goto out;
	}
	nn->generation++;
	nvgre_nl_notify_record(v, rec, NVGRE_CMD_RECORD_NEW, info);
	if (rec->type == NVGRE_RECORD_TYPE_L2ONLY)
		nvgre_learn_flush_mac(v, rec->mac.mac);
out:
	mutex_unlock(&nn->lock);
	return err;
}

/* Delete a record, and if it let others in, those too. */
static void nvgre_nl_record_remove(struct nvgre_vsid *v,
				   struct nvgre_record *rec,
				   const struct genl_info *info)
{
	if (rec->type == NVGRE_RECORD_TYPE_L2ONLY)
		nvgre_learn_flush_mac(v, rec->mac.mac);
	v->nvgre->nn->generation++;
	nvgre_nl_notify_record(v, rec, NVGRE_CMD_RECORD_DEL, info);
	nvgre_record_del(v, rec);
}

/* The record that a request to get or delete one names. */
static struct nvgre_record *nvgre_nl_find_record(struct nvgre_net *nn,
						 struct genl_info *info,
						 struct nvgre_vsid **v)
{
	struct nvgre_record_spec spec = { };
	struct nlattr **attrs = info->attrs;
	struct nvgre_record *rec;
	int err;

	err = nvgre_nl_record_name(attrs, &spec, info->extack);
	if (err)
		return ERR_PTR(err);
	*v = nvgre_nl_find_vsid(nn, attrs[NVGRE_A_VSID], NULL, info->extack);
	if (IS_ERR(*v))
		return ERR_CAST(*v);
	rec = nvgre_record_find_spec(*v, spec.type, &spec.ca, spec.mac);
	if (!rec) {
		NL_SET_ERR_MSG_ATTR(info->extack, attrs[NVGRE_A_CA] ?:
				    attrs[NVGRE_A_MAC],
				    "Record does not exist");
		return ERR_PTR(-ENOENT);
	}
	if (attrs[NVGRE_A_MAC] && !ether_addr_equal(rec->mac.mac, spec.mac)) {
		NL_SET_ERR_MSG_ATTR(info->extack, attrs[NVGRE_A_MAC],
				    "Record has another MAC");
		return ERR_PTR(-ENOENT);
	}
	return rec;
}

int nvgre_nl_record_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nvgre_net *nn = nvgre_net(genl_info_net(info));
	struct nvgre_record *rec;
	struct nvgre_vsid *v;
	int err;

	err = nvgre_nl_check(info->attrs, BIT_ULL(NVGRE_A_VSID) |
			     BIT_ULL(NVGRE_A_CA) | BIT_ULL(NVGRE_A_MAC) |
			     BIT_ULL(NVGRE_A_RECORD_TYPE) |
			     BIT_ULL(NVGRE_A_OWNER),
			     BIT_ULL(NVGRE_A_VSID), info->extack);
	if (err)
		return err;
	mutex_lock(&nn->lock);
	rec = nvgre_nl_find_record(nn, info, &v);
	err = PTR_ERR_OR_ZERO(rec);
	if (!err)
		err = nvgre_nl_owner(info->attrs, rec->owner, info->extack);
	if (!err)
		nvgre_nl_record_remove(v, rec, info);
	mutex_unlock(&nn->lock);
	return err;
}

int nvgre_nl_record_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nvgre_net *nn = nvgre_net(genl_info_net(info));
	struct nvgre_record *rec;
	struct nvgre_nl_msg msg;
	struct nvgre_vsid *v;
	int err;

	err = nvgre_nl_check(info->attrs, BIT_ULL(NVGRE_A_VSID) |
			     BIT_ULL(NVGRE_A_CA) | BIT_ULL(NVGRE_A_MAC) |
			     BIT_ULL(NVGRE_A_RECORD_TYPE),
			     BIT_ULL(NVGRE_A_VSID), info->extack);
	if (err)
		return err;
	err = nvgre_nl_reply_alloc(&msg, info, NVGRE_CMD_RECORD_GET);
	if (err)
		return err;
	mutex_lock(&nn->lock);
	rec = nvgre_nl_find_record(nn, info, &v);
	err = IS_ERR(rec) ? PTR_ERR(rec) :
			    nvgre_nl_fill_record(&msg, NULL, rec);
	mutex_unlock(&nn->lock);
	return nvgre_nl_reply_send(&msg, info, err);
}

/**
 * struct nvgre_record_filter - which records are meant
 * @v: of this subnet, or NULL for all
 * @nvgre: of this device, or NULL for all
 * @ca: of this customer address, if attrs says so
 * @pa: of this provider address, if attrs says so
 * @attrs: the request, for the rest
 */
struct nvgre_record_filter {
	struct nvgre_vsid *v;
	const struct nvgre_dev *nvgre;
	struct in6_addr ca;
	struct in6_addr pa;
	struct nlattr **attrs;
};

static int nvgre_nl_record_filter(struct nvgre_net *nn, struct nlattr **attrs,
				  struct nvgre_record_filter *filter,
				  struct netlink_ext_ack *extack)
{
	struct nvgre_dev *nvgre = NULL;
	struct nvgre_vsid *v = NULL;
	int err;

	filter->attrs = attrs;
	if (attrs[NVGRE_A_CA]) {
		err = nvgre_nl_addr(attrs[NVGRE_A_CA], &filter->ca, extack);
		if (err)
			return err;
	}
	if (attrs[NVGRE_A_PA]) {
		err = nvgre_nl_addr(attrs[NVGRE_A_PA], &filter->pa, extack);
		if (err)
			return err;
	}
	if (attrs[NVGRE_A_IFINDEX] || attrs[NVGRE_A_IFNAME] ||
	    attrs[NVGRE_A_NETNSID] || attrs[NVGRE_A_RDID]) {
		nvgre = nvgre_nl_find_dev(nn, attrs, extack);
		if (IS_ERR(nvgre))
			return PTR_ERR(nvgre);
	}
	if (attrs[NVGRE_A_VSID]) {
		v = nvgre_nl_find_vsid(nn, attrs[NVGRE_A_VSID], nvgre, extack);
		if (IS_ERR(v))
			return PTR_ERR(v);
	}
	filter->nvgre = nvgre;
	filter->v = v;
	return 0;
}

static bool nvgre_nl_record_matches(const struct nvgre_record *rec,
				    const struct nvgre_record_filter *filter)
{
	struct nlattr **attrs = filter->attrs;

	return (!attrs[NVGRE_A_CA] ||
		ipv6_addr_equal(&rec->key.ca, &filter->ca)) &&
	       (!attrs[NVGRE_A_PA] ||
		ipv6_addr_equal(&rec->remote->addr, &filter->pa)) &&
	       (!attrs[NVGRE_A_MAC] ||
		ether_addr_equal(rec->mac.mac, nla_data(attrs[NVGRE_A_MAC]))) &&
	       (!attrs[NVGRE_A_RECORD_TYPE] ||
		rec->type == nla_get_u8(attrs[NVGRE_A_RECORD_TYPE])) &&
	       (!attrs[NVGRE_A_VM_NAME] ||
		(rec->name && !nla_strcmp(attrs[NVGRE_A_VM_NAME], rec->name))) &&
	       (!attrs[NVGRE_A_LEARNED] || rec->learned) &&
	       !nvgre_nl_owner(attrs, rec->owner, NULL);
}

#define NVGRE_NL_RECORD_FILTER	(NVGRE_NL_DEV_ATTRS | BIT_ULL(NVGRE_A_VSID) | \
				 BIT_ULL(NVGRE_A_CA) | BIT_ULL(NVGRE_A_MAC) | \
				 BIT_ULL(NVGRE_A_PA) | \
				 BIT_ULL(NVGRE_A_RECORD_TYPE) | \
				 BIT_ULL(NVGRE_A_VM_NAME) | \
				 BIT_ULL(NVGRE_A_OWNER) | \
				 BIT_ULL(NVGRE_A_LEARNED))

/*
 * Go on in a subnet from record id cb->args[1]. An id stays with its record,
 * so none that is there throughout is missed or shown twice.
 */
static int nvgre_nl_dump_records(const struct nvgre_nl_msg *msg,
				 struct netlink_callback *cb,
				 struct nvgre_vsid *v,
				 const struct nvgre_record_filter *filter)
{
	struct nvgre_record *rec;
	unsigned long id;
	int err;

	xa_for_each_start(&v->records, id, rec, cb->args[1]) {
		if (nvgre_nl_record_matches(rec, filter)) {
			err = nvgre_nl_fill_record(msg, cb, rec);
			if (err)
				return err;
		}
		cb->args[1] = id + 1;
		cond_resched();
	}
	return 0;
}

int nvgre_nl_record_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb)
{
	struct nlattr **attrs = nvgre_compat_dump_attrs(cb);
	struct nvgre_net *nn = nvgre_net(sock_net(skb->sk));
	struct nvgre_record_filter filter;
	struct nvgre_nl_msg msg;
	struct nvgre_vsid *v;
	unsigned long id;
	int err;

	err = nvgre_nl_check(attrs, NVGRE_NL_RECORD_FILTER, 0, cb->extack);
	if (err)
		return err;
	nvgre_nl_dump_msg(&msg, skb, cb, NVGRE_CMD_RECORD_GET);
	mutex_lock(&nn->lock);
	cb->seq = nn->generation;
	err = nvgre_nl_record_filter(nn, attrs, &filter, cb->extack);
	if (err)
		goto out;
	xa_for_each_start(&nn->vsids, id, v, cb->args[0]) {
		if (id != cb->args[0])
			cb->args[1] = 0;
		cb->args[0] = id;
		if ((filter.v && filter.v != v) ||
		    (filter.nvgre && filter.nvgre != v->nvgre))
			continue;
		if (nvgre_nl_dump_records(&msg, cb, v, &filter))
			goto out;
	}
	cb->args[0] = NVGRE_VSID_MAX + 1;
out:
	mutex_unlock(&nn->lock);
	return err ?: skb->len;
}

static void nvgre_nl_flush_records(struct nvgre_vsid *v,
				   const struct nvgre_record_filter *filter,
				   const struct genl_info *info)
{
	struct nvgre_record *rec;
	unsigned long id;

	xa_for_each(&v->records, id, rec) {
		if (nvgre_nl_record_matches(rec, filter))
			nvgre_nl_record_remove(v, rec, info);
		cond_resched();
	}
}

int nvgre_nl_record_flush_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nvgre_net *nn = nvgre_net(genl_info_net(info));
	struct nvgre_record_filter filter;
	struct nvgre_vsid *v;
	unsigned long id;
	int err;

	err = nvgre_nl_check(info->attrs, NVGRE_NL_RECORD_FILTER, 0,
			     info->extack);
	if (err)
		return err;
	mutex_lock(&nn->lock);
	err = nvgre_nl_record_filter(nn, info->attrs, &filter, info->extack);
	if (err)
		goto out;
	xa_for_each(&nn->vsids, id, v)
		if ((!filter.v || filter.v == v) &&
		    (!filter.nvgre || filter.nvgre == v->nvgre))
			nvgre_nl_flush_records(v, &filter, info);
out:
	mutex_unlock(&nn->lock);
	return err;
}
