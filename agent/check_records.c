// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Records, those of the configuration and those of files, of which there may be
 * millions.
 */
#include <stdlib.h>
#include <string.h>

#include "conf.h"
#include "marks.h"
#include "mem.h"
#include "value.h"

/**
 * struct look - what records are looked at with
 * @subnets: the tenant's, in the order of their VSIDs
 * @marks: what no two records may have
 */
struct look {
	const struct subnet **subnets;
	struct marks marks;
};

static int compare_subnets(const void *a, const void *b)
{
	const struct subnet *const *x = a, *const *y = b;

	return ((*x)->vsid > (*y)->vsid) - ((*x)->vsid < (*y)->vsid);
}

static const struct subnet *find_subnet(const struct look *k,
					const struct tenant *t, uint32_t vsid)
{
	struct subnet wanted = { .vsid = vsid };
	const struct subnet *w = &wanted, **found = NULL;

	if (t->subnets.n)
		found = bsearch(&w, k->subnets, t->subnets.n,
				sizeof(*k->subnets), compare_subnets);
	return found ? *found : NULL;
}

static void mark_record(struct look *k, const struct record *r)
{
	struct addr a = r->ca;

	a.len = 0;
	if (r->type == RECORD_L2ONLY) {
		/* Of any address, so the VM is what there is one of */
		memset(&a, 0, sizeof(a));
		memcpy(a.b, r->mac, MAC_LEN);
		mark_addr(&k->marks, MARK_L2ONLY, &a, r->vsid, 0, &r->o,
			  r->o.line);
		return;
	}
	mark_addr(&k->marks, r->type == RECORD_WILDCARD ? MARK_WILDCARD :
		  MARK_RECORD, &a, r->vsid, 0, &r->o, r->o.line);
}

static void check_ca(struct conf *c, const struct tenant *t,
		     const struct record *r, const struct look *k)
{
	const struct subnet *s = find_subnet(k, t, r->vsid);
	char text[ADDR_MAX];
	size_t i;

	if (!s) {
		if (!t->o.bad)
			problem_key(c, &r->o, "vsid",
				    "vsid %u is not a subnet of this tenant.",
				    r->vsid);
		return;
	}
	addr_text(&r->ca, text);
	if (r->type == RECORD_L2ONLY || r->type == RECORD_WILDCARD) {
		if (!addr_any(&r->ca))
			problem_key(c, &r->o, "ca",
				    "ca %s is to be 0.0.0.0 or :: with this type.",
				    text);
		return;
	}
	for (i = 0; i < s->prefixes.n; i++)
		if (addr_in(&r->ca, &s->prefixes.item[i]))
			return;
	if (!s->o.bad)
		problem_key(c, &r->o, "ca", "ca %s is in no prefix of VSID %u.",
			    text, r->vsid);
}

static void check_record(struct conf *c, struct tenant *t,
			 const struct record *r, void *arg)
{
	struct look *k = arg;
	char text[ADDR_MAX];

	if (!r->vsid || !r->ca.family || r->o.bad)
		return;
	check_ca(c, t, r, k);
	if (!addr_unicast(&r->pa))
		problem_key(c, &r->o, "pa",
			    "pa %s is not an address a host can have.",
			    addr_text(&r->pa, text));
	mark_record(k, r);
}

/**
 * check_records() - check all records of a tenant, its files too
 * @c: where problems go
 * @t: the tenant
 */
void check_records(struct conf *c, struct tenant *t)
{
	struct look k = {
		.subnets = mem_alloc((t->subnets.n + 1) * sizeof(*k.subnets))
	};
	size_t i;

	for (i = 0; i < t->subnets.n; i++)
		k.subnets[i] = &t->subnets.item[i];
	qsort(k.subnets, t->subnets.n, sizeof(*k.subnets), compare_subnets);
	for (i = 0; i < t->records.n; i++)
		check_record(c, t, &t->records.item[i], &k);
	for (i = 0; i < t->record_files.n; i++)
		records_read(c, t, &t->record_files.item[i], check_record, &k);
	marks_report(c, &k.marks);
	free(k.subnets);
}
