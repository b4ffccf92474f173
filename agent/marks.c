// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "marks.h"
#include "mem.h"
#include "value.h"

/* Sentences about one set of marks; who repeats a file repeats all of it. */
#define REPORT_MAX 20

/*
 * Keys: kind, then a number (4 bytes), and from the eighth byte a text, a GUID,
 * or an address: family, length, bytes, metric (4).
 */
#define KEY_AT		8
#define KEY_METRIC_AT	(KEY_AT + 18)

static struct mark *add_mark(struct marks *m, enum mark_kind kind,
			     uint32_t number, const struct object *o,
			     unsigned int line)
{
	struct mark *mark = list_add(m, sizeof(*mark));

	mark->key[0] = kind;
	memcpy(mark->key + 1, &number, sizeof(number));
	mark->source = o->source;
	mark->line = line;
	return mark;
}

/* A text of up to 23 bytes, maybe with a number */
void mark_text(struct marks *m, enum mark_kind kind, const char *text,
	       uint32_t number, const struct object *o, unsigned int line)
{
	struct mark *mark = add_mark(m, kind, number, o, line);

	snprintf((char *)mark->key + KEY_AT, MARK_KEY - KEY_AT, "%s", text);
}

void mark_number(struct marks *m, enum mark_kind kind, uint32_t number,
		 const struct object *o, unsigned int line)
{
	add_mark(m, kind, number, o, line);
}

void mark_guid(struct marks *m, const uint8_t *guid, const struct object *o,
	       unsigned int line)
{
	struct mark *mark = add_mark(m, MARK_RDID, 0, o, line);

	memcpy(mark->key + KEY_AT, guid, GUID_LEN);
}

void mark_addr(struct marks *m, enum mark_kind kind, const struct addr *a,
	       uint32_t number, uint32_t metric, const struct object *o,
	       unsigned int line)
{
	struct mark *mark = add_mark(m, kind, number, o, line);

	mark->key[KEY_AT] = a->family;
	mark->key[KEY_AT + 1] = a->len;
	memcpy(mark->key + KEY_AT + 2, a->b, sizeof(a->b));
	memcpy(mark->key + KEY_METRIC_AT, &metric, sizeof(metric));
}

static void describe(const struct mark *m, char *text, size_t size)
{
	const char *word = (const char *)m->key + KEY_AT;
	struct addr a = {
		.family = m->key[KEY_AT], .len = m->key[KEY_AT + 1]
	};
	const uint8_t *mac = m->key + KEY_AT + 2;
	char value[ADDR_MAX];
	uint32_t number;

	memcpy(&number, m->key + 1, sizeof(number));
	memcpy(a.b, m->key + KEY_AT + 2, sizeof(a.b));
	switch ((enum mark_kind)m->key[0]) {
	case MARK_NAME:
		snprintf(text, size, "a tenant \"%.15s\"", word);
		return;
	case MARK_RDID:
		snprintf(text, size, "a tenant with rdid %s",
			 guid_text(m->key + KEY_AT, value));
		return;
	case MARK_VSID:
		snprintf(text, size, "VSID %u", number);
		return;
	case MARK_VLAN:
		snprintf(text, size, "VLAN %u of %.15s", number, word);
		return;
	case MARK_DEVICE:
		snprintf(text, size, "a back end %.15s", word);
		return;
	case MARK_ADDRESS:
		snprintf(text, size, "the address %s", addr_text(&a, value));
		return;
	case MARK_RECORD:
		snprintf(text, size, "a record of %s in VSID %u",
			 addr_text(&a, value), number);
		return;
	case MARK_L2ONLY:
		snprintf(text, size, "an l2only record of %s in VSID %u",
			 mac_text(mac, value), number);
		return;
	case MARK_WILDCARD:
		snprintf(text, size, "a wildcard %s in VSID %u",
			 addr_text(&a, value), number);
		return;
	case MARK_CUSTOMER_ROUTE:
		snprintf(text, size,
			 "a customer route to %s with this metric",
			 prefix_text(&a, value));
		return;
	case MARK_STATIC_ROUTE:
		snprintf(text, size, "a static route to %s with this metric",
			 prefix_text(&a, value));
		return;
	}
}

static int compare_places(const struct source *a, unsigned int a_line,
			  const struct source *b, unsigned int b_line)
{
	if (a != b)
		return a->index < b->index ? -1 : 1;
	return (a_line > b_line) - (a_line < b_line);
}

static int compare_marks(const void *a, const void *b)
{
	const struct mark *x = a, *y = b;
	int order = memcmp(x->key, y->key, MARK_KEY);

	return order ?: compare_places(x->source, x->line, y->source, y->line);
}

/* Say what is there twice, and forget all. */
void marks_report(struct conf *c, struct marks *m)
{
	const struct mark *first = m->item, *mark;
	unsigned int said = 0;
	char text[160];
	size_t i;

	if (m->n)
		qsort(m->item, m->n, sizeof(*m->item), compare_marks);
	for (i = 1; i < m->n && said < REPORT_MAX; i++) {
		mark = &m->item[i];
		if (memcmp(first->key, mark->key, MARK_KEY)) {
			first = mark;
			continue;
		}
		describe(mark, text, sizeof(text));
		problem(c, mark->source, mark->line, "%s is already at %s:%u.",
			text, first->source->name, first->line);
		said++;
	}
	free(m->item);
	m->item = NULL;
	m->n = 0;
}

/* --- spans ----------------------------------------------------------------- */

void span_prefix(struct spans *s, const struct addr *prefix,
		 const struct object *o)
{
	struct span *span = list_add(s, sizeof(*span));
	struct addr net;

	addr_first(prefix, &span->r.first);
	addr_last(prefix, &span->r.last);
	span->source = o->source;
	span->line = prefix->line;
	net = span->r.first;
	net.len = prefix->len;
	prefix_text(&net, span->text);
}

void span_range(struct spans *s, const struct range *r, const struct object *o)
{
	char first[ADDR_MAX], last[ADDR_MAX];
	struct span *span = list_add(s, sizeof(*span));

	span->r = *r;
	span->source = o->source;
	span->line = r->first.line;
	addr_text(&r->first, first);
	addr_text(&r->last, last);
	if (strcmp(first, last))
		snprintf(span->text, sizeof(span->text), "%.48s-%.48s", first,
			 last);
	else
		snprintf(span->text, sizeof(span->text), "%s", first);
}

static int compare_spans(const void *a, const void *b)
{
	const struct span *x = a, *y = b;
	int order = addr_compare(&x->r.first, &y->r.first);

	return order ?: compare_places(x->source, x->line, y->source, y->line);
}

static void overlap(struct conf *c, const struct span *x, const struct span *y)
{
	const struct span *first = x, *later = y;

	if (compare_places(y->source, y->line, x->source, x->line) < 0) {
		first = y;
		later = x;
	}
	problem(c, later->source, later->line, "%s overlaps %s at %s:%u.",
		later->text, first->text, first->source->name, first->line);
}

/* Say which overlap, at whichever comes later, and forget all. */
void spans_report(struct conf *c, struct spans *s)
{
	/* Spans that have begun, the last one on top */
	const struct span **open = mem_alloc((s->n + 1) * sizeof(*open));
	size_t n = 0, i;

	if (s->n)
		qsort(s->item, s->n, sizeof(*s->item), compare_spans);
	for (i = 0; i < s->n; i++) {
		while (n && addr_compare(&open[n - 1]->r.last,
					 &s->item[i].r.first) < 0)
			n--;
		if (n)
			overlap(c, open[n - 1], &s->item[i]);
		open[n++] = &s->item[i];
	}
	free(open);
	free(s->item);
	s->item = NULL;
	s->n = 0;
}
