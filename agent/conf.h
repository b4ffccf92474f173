/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A configuration that was read, and what is wrong with it.
 */
#ifndef NVGWD_CONF_H
#define NVGWD_CONF_H

#include "keys.h"
#include "model.h"

/**
 * struct problem - a sentence about a line
 * @source: the file
 * @line: the line, 0 for the whole file
 * @order: counts problems as they are found
 * @text: the sentence
 */
struct problem {
	const struct source *source;
	unsigned int line;
	size_t order;
	char *text;
};

struct problem_list {
	struct problem *item;
	size_t n;
};

struct source_list {
	struct source **item;
	size_t n;
};

/**
 * struct conf - a configuration
 * @model: what it says; sound only if there is no problem
 * @sources: files that were read, in the order they were named
 * @problems: all that is wrong
 */
struct conf {
	struct model model;
	struct source_list sources;
	struct problem_list problems;
};

struct conf *conf_load(const char *path, int *error);
void conf_free(struct conf *c);
const char *file_error(int error);
struct source *conf_source(struct conf *c, const char *name, char *path);

/* report.c */
__attribute__((format(printf, 4, 5)))
void problem(struct conf *c, const struct source *s, unsigned int line,
	     const char *format, ...);
__attribute__((format(printf, 4, 5)))
void problem_key(struct conf *c, const struct object *o, const char *key,
		 const char *format, ...);
__attribute__((format(printf, 4, 5)))
void problem_line(struct conf *c, const struct object *o, unsigned int line,
		  const char *format, ...);
void problems_print(struct conf *c);

/* set.c */
bool set_number(struct conf *c, struct object *o, const struct key *k,
		unsigned int line, long long value);
bool set_text(struct conf *c, struct object *o, const struct key *k,
	      unsigned int line, const char *s);
bool add_text(struct conf *c, struct object *o, const struct key *k,
	      unsigned int line, const char *s);
void set_fallbacks(struct object *o);
bool require_keys(struct conf *c, struct object *o);

/* source.c */
struct include {
	char *pattern;
	unsigned int line;
};

struct includes {
	struct include *item;
	size_t n;
};

char *source_beside(const char *file, const char *name);
bool source_prepare(struct conf *c, const struct source *s, char *text,
		    size_t len, struct includes *includes);

/* check.c, check_tenant.c, check_records.c */
void conf_check(struct conf *c);
void check_net_addr(struct conf *c, const struct object *o, const char *key,
		    const struct addr *a);
void check_tenant(struct conf *c, struct tenant *t);
void check_records(struct conf *c, struct tenant *t);

/* records.c */
typedef void record_fn(struct conf *c, struct tenant *t,
		       const struct record *r, void *arg);
void records_read(struct conf *c, struct tenant *t, const struct text *file,
		  record_fn *fn, void *arg);

/* dump.c */
void conf_dump(const struct conf *c);

#endif /* NVGWD_CONF_H */
