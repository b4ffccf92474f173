// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What must hold of the gateway, and between tenants. A value that was refused
 * when it was read is not there (0, NULL, family 0), and says nothing here.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "conf.h"
#include "marks.h"
#include "value.h"

static const char *family_name(uint8_t family)
{
	return family == AF_INET ? "IPv4" : "IPv6";
}

/* --- an address on a device ------------------------------------------------ */

/**
 * check_net_addr() - check an address that the host will have
 * @c: where problems go
 * @o: the object it is in
 * @key: its key
 * @a: the address with the length of the network's prefix
 */
void check_net_addr(struct conf *c, const struct object *o, const char *key,
		    const struct addr *a)
{
	unsigned int host = a->family == AF_INET ? 32 : 128;
	struct addr first, last;
	char text[ADDR_MAX];

	prefix_text(a, text);
	addr_first(a, &first);
	addr_last(a, &last);
	if (!addr_unicast(a))
		problem_line(c, o, a->line,
			     "%s %s is not an address a host can have.", key,
			     text);
	else if (a->len < host - 1 && !addr_compare(a, &first))
		problem_line(c, o, a->line,
			     "%s %s is the address of the network itself.",
			     key, text);
	else if (a->family == AF_INET && a->len < host - 1 &&
		 !addr_compare(a, &last))
		problem_line(c, o, a->line,
			     "%s %s is the broadcast address of the network.",
			     key, text);
}

/* --- the gateway's devices ------------------------------------------------- */

static void check_next_hops(struct conf *c, const struct link *l)
{
	unsigned int seen4 = 0, seen6 = 0, *seen;
	const struct addr *via;
	char text[ADDR_MAX];
	size_t i, j;

	for (i = 0; i < l->gateways.n; i++) {
		via = &l->gateways.item[i];
		addr_text(via, text);
		for (j = 0; j < l->addresses.n; j++)
			if (addr_in(via, &l->addresses.item[j]))
				break;
		if (j == l->addresses.n) {
			if (!l->o.bad)
				problem_line(c, &l->o, via->line,
					     "gateways %s is in the network of none of the addresses.",
					     text);
		} else if (!addr_compare(via, &l->addresses.item[j])) {
			problem_line(c, &l->o, via->line,
				     "gateways %s is the gateway's own address.",
				     text);
		}
		seen = via->family == AF_INET ? &seen4 : &seen6;
		if ((*seen)++)
			problem_line(c, &l->o, via->line,
				     "gateways %s is one more for %s.", text,
				     family_name(via->family));
	}
}

static void check_networks(struct conf *c, const struct link *l)
{
	const struct addr *net;
	char text[ADDR_MAX];
	size_t i, j;

	for (i = 0; i < l->networks.n; i++) {
		net = &l->networks.item[i];
		for (j = 0; j < l->gateways.n; j++)
			if (l->gateways.item[j].family == net->family)
				break;
		if (j == l->gateways.n && !l->o.bad)
			problem_line(c, &l->o, net->line,
				     "networks %s leads nowhere: there is no gateway for %s.",
				     prefix_text(net, text),
				     family_name(net->family));
	}
}

static void check_link(struct conf *c, const struct link *l,
		       struct marks *addresses)
{
	const struct addr *a;
	struct addr bare;
	size_t i;

	for (i = 0; i < l->addresses.n; i++) {
		a = &l->addresses.item[i];
		check_net_addr(c, &l->o, "addresses", a);
		bare = *a;
		bare.len = 0;
		mark_addr(addresses, MARK_ADDRESS, &bare, 0, 0, &l->o, a->line);
	}
	check_next_hops(c, l);
	check_networks(c, l);
}

/* The same network on two back ends: which one leads to a host of it? */
static void check_back_end_networks(struct conf *c, const struct link *x,
				    const struct link *y)
{
	const struct addr *a, *b;
	char text[ADDR_MAX];
	size_t i, j;

	for (i = 0; i < y->addresses.n; i++) {
		b = &y->addresses.item[i];
		for (j = 0; j < x->addresses.n; j++) {
			a = &x->addresses.item[j];
			if (!prefix_in(a, b) && !prefix_in(b, a))
				continue;
			problem_line(c, &y->o, b->line,
				     "addresses %s is in the network of another back end at %s:%u.",
				     prefix_text(b, text), x->o.source->name,
				     a->line);
			break;
		}
	}
}

static void check_links(struct conf *c, const struct gateway *g)
{
	struct marks devices = { 0 }, addresses = { 0 };
	const struct link *l;
	size_t i, j;

	for (i = 0; i < g->back_end.n; i++) {
		l = &g->back_end.item[i];
		if (l->device)
			mark_text(&devices, MARK_DEVICE, l->device, 0, &l->o,
				  key_line(&l->o, "device"));
		check_link(c, l, &addresses);
		for (j = 0; j < i; j++)
			check_back_end_networks(c, &g->back_end.item[j], l);
	}
	if (g->front_end.o.line)
		check_link(c, &g->front_end, &addresses);
	if (g->management.o.line)
		check_link(c, &g->management, &addresses);
	marks_report(c, &devices);
	marks_report(c, &addresses);
}

/* --- the pool -------------------------------------------------------------- */

static void check_pool_against(struct conf *c, const struct link *front,
			       const struct range *r, const struct link *l)
{
	const struct addr *a;
	char text[ADDR_MAX];
	size_t i;

	for (i = 0; i < l->addresses.n; i++) {
		a = &l->addresses.item[i];
		if (a->family != r->first.family ||
		    addr_compare(a, &r->first) < 0 ||
		    addr_compare(a, &r->last) > 0)
			continue;
		problem_line(c, &front->o, r->first.line,
			     "pool has %s, which is the gateway's own address at %s:%u.",
			     addr_text(a, text), l->o.source->name, a->line);
	}
	for (i = 0; l == front && i < l->gateways.n; i++) {
		a = &l->gateways.item[i];
		if (a->family == r->first.family &&
		    addr_compare(a, &r->first) >= 0 &&
		    addr_compare(a, &r->last) <= 0)
			problem_line(c, &front->o, r->first.line,
				     "pool has %s, which is the next hop at %s:%u.",
				     addr_text(a, text), l->o.source->name,
				     a->line);
	}
}

static void check_pool(struct conf *c, const struct gateway *g)
{
	const struct link *front = &g->front_end;
	struct spans spans = { 0 };
	const struct range *r;
	char text[ADDR_MAX];
	size_t i, j;

	for (i = 0; i < front->pool.n; i++) {
		r = &front->pool.item[i];
		span_range(&spans, r, &front->o);
		if (!addr_unicast(&r->first) || !addr_unicast(&r->last))
			problem_line(c, &front->o, r->first.line,
				     "pool has %s, which is not an address a host can have.",
				     addr_text(addr_unicast(&r->first) ?
					       &r->last : &r->first, text));
		check_pool_against(c, front, r, front);
		check_pool_against(c, front, r, &g->management);
		for (j = 0; j < g->back_end.n; j++)
			check_pool_against(c, front, r, &g->back_end.item[j]);
	}
	spans_report(c, &spans);
}

/* --- metrics --------------------------------------------------------------- */

static bool reaches(const struct link *l, const struct addr *net)
{
	static const struct addr any4 = { .family = AF_INET };
	static const struct addr any6 = { .family = AF_INET6 };
	const struct addr *any = net->family == AF_INET ? &any4 : &any6;
	size_t i;

	for (i = 0; i < l->addresses.n; i++)
		if (prefix_same(net, &l->addresses.item[i]))
			return true;
	for (i = 0; i < l->networks.n; i++)
		if (prefix_same(net, &l->networks.item[i]))
			return true;
	for (i = 0; i < l->gateways.n; i++)
		if (l->gateways.item[i].family == net->family &&
		    prefix_same(net, any))
			return true;
	return false;
}

static void check_metric(struct conf *c, const struct gateway *g,
			 const struct addr *net)
{
	const struct link *m = &g->management, *f = &g->front_end;
	struct addr first = *net;
	char text[ADDR_MAX];

	if (m->metric > f->metric || !reaches(f, net))
		return;
	addr_first(net, &first);
	first.len = net->len;
	problem_key(c, &m->o, "metric",
		    "metric %u of the management network is not greater than the front end's, which is %u, and both reach %s.",
		    m->metric, f->metric, prefix_text(&first, text));
}

static void check_metrics(struct conf *c, const struct gateway *g)
{
	const struct link *m = &g->management;
	struct addr any = { 0 };
	size_t i;

	if (!g->front_end.o.line || !m->o.line)
		return;
	for (i = 0; i < m->addresses.n; i++)
		check_metric(c, g, &m->addresses.item[i]);
	for (i = 0; i < m->networks.n; i++)
		check_metric(c, g, &m->networks.item[i]);
	for (i = 0; i < m->gateways.n; i++) {
		any.family = m->gateways.item[i].family;
		check_metric(c, g, &any);
	}
}

/* --- the mode -------------------------------------------------------------- */

static const char *mode_name(const struct gateway *g)
{
	return key_find(g->o.group, "mode")->choices[g->mode];
}

static void check_mode(struct conf *c, struct gateway *g)
{
	if (g->mode != MODE_MULTITENANT) {
		if (key_line(&g->o, "max_vm_networks") &&
		    g->max_vm_networks > 1)
			problem_key(c, &g->o, "max_vm_networks",
				    "max_vm_networks is always 1 in %s mode.",
				    mode_name(g));
		g->max_vm_networks = 1;
	}
	if (g->mode == MODE_SINGLE_TENANT) {
		if (g->back_end.n)
			problem_key(c, &g->o, "back_end",
				    "there is no back end in single-tenant mode.");
	} else if (!g->back_end.n && !g->o.bad) {
		problem_key(c, &g->o, "back_end",
			    "the gateway needs a back end in %s mode.",
			    mode_name(g));
	}
	if (g->mode != MODE_FORWARDING)
		return;
	if (!g->front_end.o.line && !g->o.bad)
		problem_key(c, &g->o, "front_end",
			    "the gateway needs \"front_end\" in forwarding mode.");
	if (g->front_end.pool.n)
		problem_key(c, &g->front_end.o, "pool",
			    "nothing is translated in forwarding mode, so there is no pool.");
}

static void check_gateway(struct conf *c)
{
	struct gateway *g = &c->model.gateway;
	const struct addr *vpn = &g->vpn_server_address;
	char text[ADDR_MAX];

	/* Without it the mode is not known either. */
	if (!g->o.line)
		return;
	check_mode(c, g);
	check_links(c, g);
	check_pool(c, g);
	check_metrics(c, g);
	if (vpn->family && !addr_unicast(vpn))
		problem_line(c, &g->o, vpn->line,
			     "vpn_server_address %s is not an address a host can have.",
			     addr_text(vpn, text));
}

/* --- between tenants ------------------------------------------------------- */

static bool is_device(const struct gateway *g, const char *name)
{
	size_t i;

	if (!strcmp(name, "lo") || !strcmp(name, "all") ||
	    !strcmp(name, "default"))
		return true;
	for (i = 0; i < g->back_end.n; i++)
		if (g->back_end.item[i].device &&
		    !strcmp(name, g->back_end.item[i].device))
			return true;
	return (g->front_end.device && !strcmp(name, g->front_end.device)) ||
		(g->management.device && !strcmp(name, g->management.device));
}

static void mark_tenant(struct conf *c, const struct tenant *t,
			struct marks *m)
{
	static const uint8_t zero[GUID_LEN];
	const struct subnet *s;
	const struct vlan *v;
	size_t i;

	if (t->name) {
		mark_text(m, MARK_NAME, t->name, 0, &t->o,
			  key_line(&t->o, "name"));
		if (is_device(&c->model.gateway, t->name))
			problem_key(c, &t->o, "name",
				    "name \"%s\" is that of another device.",
				    t->name);
	}
	if (memcmp(t->rdid, zero, GUID_LEN))
		mark_guid(m, t->rdid, &t->o, key_line(&t->o, "rdid"));
	for (i = 0; i < t->subnets.n; i++) {
		s = &t->subnets.item[i];
		if (s->vsid)
			mark_number(m, MARK_VSID, s->vsid, &s->o,
				    key_line(&s->o, "vsid"));
	}
	for (i = 0; i < t->vlans.n; i++) {
		v = &t->vlans.item[i];
		if (v->id && v->device)
			mark_text(m, MARK_VLAN, v->device, v->id, &v->o,
				  key_line(&v->o, "id"));
	}
}

static void check_number_of_tenants(struct conf *c)
{
	const struct gateway *g = &c->model.gateway;
	size_t n = c->model.tenants.n;
	const struct tenant *over;

	if (!g->o.line || n <= g->max_vm_networks)
		return;
	over = &c->model.tenants.item[g->max_vm_networks];
	if (g->mode != MODE_MULTITENANT)
		problem_line(c, &over->o, over->o.line,
			     "there are %zu tenants, and in %s mode there may be one.",
			     n, mode_name(g));
	else
		problem_line(c, &over->o, over->o.line,
			     "there are %zu tenants, and max_vm_networks is %u.",
			     n, g->max_vm_networks);
}

/**
 * conf_check() - check a configuration as a whole
 * @c: the configuration; gets all that is wrong
 */
void conf_check(struct conf *c)
{
	struct marks marks = { 0 };
	size_t i;

	check_gateway(c);
	check_number_of_tenants(c);
	for (i = 0; i < c->model.tenants.n; i++) {
		mark_tenant(c, &c->model.tenants.item[i], &marks);
		check_tenant(c, &c->model.tenants.item[i]);
	}
	marks_report(c, &marks);
}
