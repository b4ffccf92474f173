// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "conf.h"
#include "mem.h"

static void add_problem(struct conf *c, const struct source *s,
			unsigned int line, const char *format, va_list args)
{
	struct problem *p = list_add(&c->problems, sizeof(*p));
	char *byte;

	p->source = s;
	p->line = line;
	p->order = c->problems.n;
	p->text = mem_vprint(format, args);
	/* A problem is one line, and moves no cursor. */
	for (byte = p->text; *byte; byte++)
		if ((unsigned char)*byte < ' ' || *byte == 0x7f)
			*byte = '?';
}

void problem(struct conf *c, const struct source *s, unsigned int line,
	     const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_problem(c, s, line, format, args);
	va_end(args);
}

/* Of a line of an object's file */
void problem_line(struct conf *c, const struct object *o, unsigned int line,
		  const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_problem(c, o->source, line, format, args);
	va_end(args);
}

/* Of the line of a key, or of where the object begins if it is not given */
void problem_key(struct conf *c, const struct object *o, const char *key,
		 const char *format, ...)
{
	unsigned int line = key_line(o, key);
	va_list args;

	va_start(args, format);
	add_problem(c, o->source, line ? line : o->line, format, args);
	va_end(args);
}

static int compare(const void *a, const void *b)
{
	const struct problem *x = a, *y = b;

	if (x->source->index != y->source->index)
		return x->source->index < y->source->index ? -1 : 1;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

/* To the standard error, a line each, in the order of the files. */
void problems_print(struct conf *c)
{
	const struct problem *p = c->problems.item, *end = p + c->problems.n;

	if (p)
		qsort(c->problems.item, c->problems.n, sizeof(*p), compare);
	for (; p < end; p++) {
		if (p->line)
			fprintf(stderr, "%s:%u: %s\n", p->source->name, p->line,
				p->text);
		else
			fprintf(stderr, "%s: %s\n", p->source->name, p->text);
	}
}
