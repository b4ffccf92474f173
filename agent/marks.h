/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What may be there once only, and spans of addresses that may not overlap.
 * Both are collected first and looked at together, for they come by the
 * million.
 */
#ifndef NVGWD_MARKS_H
#define NVGWD_MARKS_H

#include "conf.h"

#define MARK_KEY 32

enum mark_kind {
	MARK_NAME = 1,
	MARK_RDID,
	MARK_VSID,
	MARK_VLAN,
	MARK_DEVICE,
	MARK_ADDRESS,
	MARK_RECORD,
	MARK_L2ONLY,
	MARK_WILDCARD,
	MARK_CUSTOMER_ROUTE,
	MARK_STATIC_ROUTE,
};

/**
 * struct mark - something at a place
 * @key: enum mark_kind in the first byte, then what the kind says
 * @source: its file
 * @line: its line
 */
struct mark {
	uint8_t key[MARK_KEY];
	const struct source *source;
	unsigned int line;
};

struct marks {
	struct mark *item;
	size_t n;
};

/**
 * struct span - addresses at a place
 * @r: the addresses
 * @source: its file
 * @line: its line
 * @text: as they are written
 */
struct span {
	struct range r;
	const struct source *source;
	unsigned int line;
	char text[100];
};

struct spans {
	struct span *item;
	size_t n;
};

void mark_text(struct marks *m, enum mark_kind kind, const char *text,
	       uint32_t number, const struct object *o, unsigned int line);
void mark_number(struct marks *m, enum mark_kind kind, uint32_t number,
		 const struct object *o, unsigned int line);
void mark_guid(struct marks *m, const uint8_t *guid, const struct object *o,
	       unsigned int line);
void mark_addr(struct marks *m, enum mark_kind kind, const struct addr *a,
	       uint32_t number, uint32_t metric, const struct object *o,
	       unsigned int line);
void marks_report(struct conf *c, struct marks *m);

void span_prefix(struct spans *s, const struct addr *prefix,
		 const struct object *o);
void span_range(struct spans *s, const struct range *r, const struct object *o);
void spans_report(struct conf *c, struct spans *s);

#endif /* NVGWD_MARKS_H */
