// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What must hold within a tenant. As in check.c, what was refused is not there;
 * and where something was, what is missing is no problem of its own.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "conf.h"
#include "marks.h"
#include "value.h"

static const struct subnet *subnet_of(const struct tenant *t, uint32_t vsid)
{
	size_t i;

	for (i = 0; i < t->subnets.n; i++)
		if (t->subnets.item[i].vsid == vsid)
			return &t->subnets.item[i];
	return NULL;
}

/* The prefix of the subnet that has the address */
static const struct addr *subnet_has(const struct subnet *s,
				     const struct addr *a)
{
	size_t i;

	for (i = 0; i < s->prefixes.n; i++)
		if (addr_in(a, &s->prefixes.item[i]))
			return &s->prefixes.item[i];
	return NULL;
}

/* Whether a VSID that a key names is one of the tenant's; says if not. */
static const struct subnet *need_subnet(struct conf *c, const struct tenant *t,
					const struct object *o, const char *key,
					uint32_t vsid)
{
	const struct subnet *s = subnet_of(t, vsid);

	if (!s && !t->o.bad)
		problem_key(c, o, key, "%s %u is not a subnet of this tenant.",
			    key, vsid);
	return s;
}

/* --- subnets and VLANs ----------------------------------------------------- */

/* 0.0.0.0/0 as a subnet would take all routes, 224.0.0.0/4 none. */
static bool check_prefix(struct conf *c, const struct subnet *s,
			 const struct addr *prefix)
{
	struct addr last;
	char text[ADDR_MAX];

	addr_last(prefix, &last);
	if (prefix->len && addr_unicast(prefix) && addr_unicast(&last))
		return true;
	problem_line(c, &s->o, prefix->line,
		     "prefixes %s is not a network hosts can be in.",
		     prefix_text(prefix, text));
	return false;
}

static void check_subnets(struct conf *c, const struct tenant *t,
			  struct spans *spans)
{
	const struct subnet *s;
	size_t i, j;

	for (i = 0; i < t->subnets.n; i++) {
		s = &t->subnets.item[i];
		for (j = 0; j < s->prefixes.n; j++)
			if (check_prefix(c, s, &s->prefixes.item[j]))
				span_prefix(spans, &s->prefixes.item[j], &s->o);
	}
}

static void check_vlans(struct conf *c, const struct tenant *t,
			struct spans *spans)
{
	const struct vlan *v;
	size_t i, j, k;

	for (i = 0; i < t->vlans.n; i++) {
		v = &t->vlans.item[i];
		for (j = 0; j < v->addresses.n; j++) {
			check_net_addr(c, &v->o, "addresses",
				       &v->addresses.item[j]);
			for (k = 0; k < j; k++)
				if (prefix_same(&v->addresses.item[j],
						&v->addresses.item[k]))
					break;
			/* Two addresses in one network are one network. */
			if (k == j)
				span_prefix(spans, &v->addresses.item[j],
					    &v->o);
			else if (!addr_compare(&v->addresses.item[j],
					       &v->addresses.item[k]))
				problem_line(c, &v->o,
					     v->addresses.item[j].line,
					     "addresses has the same address twice.");
		}
	}
}

static void check_networks(struct conf *c, const struct tenant *t)
{
	struct spans spans = { 0 };

	check_subnets(c, t, &spans);
	check_vlans(c, t, &spans);
	spans_report(c, &spans);
	if (!t->subnets.n && !t->vlans.n && !t->o.bad)
		problem_line(c, &t->o, t->o.line,
			     "the tenant has neither a subnet nor a VLAN.");
}

/* --- the gateway in the tenant's network ----------------------------------- */

static void check_gateway_addresses(struct conf *c, const struct tenant *t,
				    const struct subnet *s)
{
	const struct addr *a, *prefix;
	struct addr net;
	char text[ADDR_MAX];
	size_t i, j;

	for (i = 0; i < t->gateway_addresses.n; i++) {
		a = &t->gateway_addresses.item[i];
		prefix = subnet_has(s, a);
		if (prefix) {
			net = *a;
			net.len = prefix->len;
			check_net_addr(c, &t->o, "gateway_addresses", &net);
		} else if (!s->o.bad) {
			problem_line(c, &t->o, a->line,
				     "gateway_addresses %s is in no prefix of VSID %u.",
				     addr_text(a, text), s->vsid);
		}
		for (j = 0; j < i; j++)
			if (!addr_compare(a, &t->gateway_addresses.item[j]))
				break;
		if (j < i)
			problem_line(c, &t->o, a->line,
				     "gateway_addresses has %s twice.",
				     addr_text(a, text));
	}
}

static void check_gateway_vsid(struct conf *c, const struct tenant *t)
{
	const struct subnet *s;

	if (t->gateway_vsid) {
		s = need_subnet(c, t, &t->o, "gateway_vsid", t->gateway_vsid);
		if (s)
			check_gateway_addresses(c, t, s);
		if (!t->gateway_addresses.n && !t->o.bad)
			problem_key(c, &t->o, "gateway_vsid",
				    "gateway_vsid %u needs \"gateway_addresses\".",
				    t->gateway_vsid);
	} else if (!t->o.bad && t->gateway_addresses.n) {
		problem_key(c, &t->o, "gateway_addresses",
			    "gateway_addresses needs \"gateway_vsid\".");
	} else if (!t->o.bad && t->subnets.n) {
		problem_line(c, &t->o, t->o.line,
			     "a tenant with subnets needs \"gateway_vsid\".");
	}
}

/* In single-tenant mode there is no NVGRE. */
static void check_single(struct conf *c, const struct tenant *t)
{
	static const char *const keys[] = {
		"gateway_vsid", "gateway_addresses", "subnets", "records",
		"record_files", "customer_routes"
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++)
		if (key_line(&t->o, keys[i]))
			problem_key(c, &t->o, keys[i],
				    "there is no NVGRE in single-tenant mode, and so no \"%s\".",
				    keys[i]);
}

/* --- routes ---------------------------------------------------------------- */

static void check_from(struct conf *c, const struct tenant *t,
		       const struct route *r, const struct subnet *s)
{
	char via[ADDR_MAX], prefix[ADDR_MAX];
	size_t i;

	addr_text(&r->via, via);
	prefix_text(&r->prefix, prefix);
	if (!r->via.family) {
		for (i = 0; i < s->prefixes.n; i++)
			if (prefix_in(&r->prefix, &s->prefixes.item[i]))
				return;
		if (!s->o.bad && !r->o.bad)
			problem_key(c, &r->o, "prefix",
				    "prefix %s leads nowhere: it is on-link, and part of no prefix of VSID %u.",
				    prefix, s->vsid);
		return;
	}
	if (r->via.family != r->prefix.family)
		problem_key(c, &r->o, "via",
			    "via %s is not of the family of %s.", via, prefix);
	else if (!subnet_has(s, &r->via) && !s->o.bad)
		problem_key(c, &r->o, "via",
			    "via %s is in no prefix of VSID %u.", via, s->vsid);
}

static void check_customer_routes(struct conf *c, const struct tenant *t)
{
	struct marks marks = { 0 };
	const struct subnet *s;
	const struct route *r;
	size_t i;

	for (i = 0; i < t->customer_routes.n; i++) {
		r = &t->customer_routes.item[i];
		s = r->vsid ? need_subnet(c, t, &r->o, "vsid", r->vsid) : NULL;
		if (r->from_vsid)
			need_subnet(c, t, &r->o, "from_vsid", r->from_vsid);
		if (!r->prefix.family)
			continue;
		if (s)
			check_from(c, t, r, s);
		if (!r->o.bad)
			mark_addr(&marks, MARK_CUSTOMER_ROUTE, &r->prefix,
				  r->from_vsid, r->metric, &r->o, r->o.line);
	}
	marks_report(c, &marks);
}

/* Whether a host of the tenant's could have the address; *own: we have. */
static bool tenant_reaches(const struct tenant *t, const struct addr *a,
			   bool *own)
{
	const struct vlan *v;
	bool found = false;
	size_t i, j;

	*own = false;
	for (i = 0; i < t->gateway_addresses.n; i++)
		*own |= !addr_compare(a, &t->gateway_addresses.item[i]);
	for (i = 0; i < t->subnets.n; i++)
		found |= !!subnet_has(&t->subnets.item[i], a);
	for (i = 0; i < t->vlans.n; i++) {
		v = &t->vlans.item[i];
		for (j = 0; j < v->addresses.n; j++) {
			found |= addr_in(a, &v->addresses.item[j]);
			*own |= !addr_compare(a, &v->addresses.item[j]);
		}
	}
	return found;
}

static void check_static_routes(struct conf *c, const struct tenant *t)
{
	char via[ADDR_MAX], prefix[ADDR_MAX];
	struct marks marks = { 0 };
	const struct route *r;
	bool own, found;
	size_t i;

	for (i = 0; i < t->static_routes.n; i++) {
		r = &t->static_routes.item[i];
		if (r->prefix.family && !r->o.bad)
			mark_addr(&marks, MARK_STATIC_ROUTE, &r->prefix, 0,
				  r->metric, &r->o, r->o.line);
		if (!r->via.family)
			continue;
		addr_text(&r->via, via);
		found = tenant_reaches(t, &r->via, &own);
		if (own)
			problem_key(c, &r->o, "via",
				    "via %s is the gateway's own address.",
				    via);
		else if (!found && !t->o.bad)
			problem_key(c, &r->o, "via",
				    "via %s is in no network of this tenant.",
				    via);
		if (r->prefix.family && r->prefix.family != r->via.family)
			problem_key(c, &r->o, "via",
				    "via %s is not of the family of %s.", via,
				    prefix_text(&r->prefix, prefix));
	}
	marks_report(c, &marks);
}

/* --- MTU ------------------------------------------------------------------- */

static bool has_ipv6(const struct tenant *t)
{
	size_t i, j;

	for (i = 0; i < t->subnets.n; i++)
		for (j = 0; j < t->subnets.item[i].prefixes.n; j++)
			if (t->subnets.item[i].prefixes.item[j].family ==
			    AF_INET6)
				return true;
	for (i = 0; i < t->vlans.n; i++)
		for (j = 0; j < t->vlans.item[i].addresses.n; j++)
			if (t->vlans.item[i].addresses.item[j].family ==
			    AF_INET6)
				return true;
	return false;
}

/* The least that a back end leaves of its MTU, and what it takes for itself */
static uint32_t mtu_left(const struct gateway *g, const struct link **least,
			 uint32_t *overhead)
{
	uint32_t left = UINT32_MAX, over;
	const struct link *l;
	size_t i, j;

	*least = NULL;
	for (i = 0; i < g->back_end.n; i++) {
		l = &g->back_end.item[i];
		over = OVERHEAD4;
		for (j = 0; j < l->addresses.n; j++)
			if (l->addresses.item[j].family == AF_INET6)
				over = OVERHEAD6;
		if (l->mtu - over >= left)
			continue;
		left = l->mtu - over;
		*overhead = over;
		*least = l;
	}
	return left;
}

static void check_mtu(struct conf *c, const struct tenant *t)
{
	const struct gateway *g = &c->model.gateway;
	const struct link *least;
	uint32_t left, overhead = 0;

	left = mtu_left(g, &least, &overhead);
	if (t->mtu && t->subnets.n && t->mtu > left && !g->o.bad)
		problem_key(c, &t->o, "mtu",
			    "mtu %u is greater than %u, which is what NVGRE leaves of the %u of back end %s.",
			    t->mtu, left, left + overhead, least->device);
	if (!has_ipv6(t))
		return;
	if (t->mtu && t->mtu < 1280)
		problem_key(c, &t->o, "mtu",
			    "mtu %u is less than the 1280 that IPv6 needs.",
			    t->mtu);
	else if (!t->mtu && t->subnets.n && left < 1280 && !g->o.bad)
		problem_line(c, &t->o, t->o.line,
			     "back end %s leaves an MTU of %u, less than the 1280 that IPv6 needs.",
			     least->device, left);
}

/* --- the rest -------------------------------------------------------------- */

/* Names of accounts, which may come from a directory and look like it */
static void check_accounts(struct conf *c, const struct tenant *t,
			   const char *key, const struct text *item, size_t n)
{
	for (; n; n--, item++)
		if (item->s[0] == '-' || strpbrk(item->s, " \t\r\n:,/"))
			problem_line(c, &t->o, item->line,
				     "%s \"%s\" is not the name of an account.",
				     key, item->s);
}

/**
 * check_tenant() - check a tenant by itself
 * @c: where problems go
 * @t: the tenant
 */
void check_tenant(struct conf *c, struct tenant *t)
{
	check_networks(c, t);
	if (c->model.gateway.o.line &&
	    c->model.gateway.mode == MODE_SINGLE_TENANT)
		check_single(c, t);
	else
		check_gateway_vsid(c, t);
	check_records(c, t);
	check_customer_routes(c, t);
	check_static_routes(c, t);
	check_mtu(c, t);
	check_accounts(c, t, "admin_users", t->admin_users.item,
		       t->admin_users.n);
	check_accounts(c, t, "admin_groups", t->admin_groups.item,
		       t->admin_groups.n);
}
