// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Files of records: comma-separated values with a line of names first, or a
 * JSON object a line. They are read a line at a time, and never kept.
 */
#include <stdlib.h>
#include <string.h>

#include "conf.h"
#include "file.h"
#include "mem.h"

#define LINE_LEN	65536
#define COLUMNS		16
/* After so many wrong lines the rest is not worth a look. */
#define PROBLEMS_MAX	20

/**
 * struct reader - a file of records
 * @c: where problems go
 * @f: the file
 * @r: the record of this line
 * @line: the line, without its end
 * @n_columns: columns of a file of comma-separated values; 0: not known yet
 * @columns: what they are
 */
struct reader {
	struct conf *c;
	FILE *f;
	struct record r;
	char line[LINE_LEN];
	size_t n_columns;
	const struct key *columns[COLUMNS];
};

__attribute__((format(printf, 2, 3)))
static bool bad_line(struct reader *d, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = mem_vprint(format, args);
	va_end(args);
	problem(d->c, d->r.o.source, d->r.o.line, "%s", text);
	free(text);
	d->r.o.bad = true;
	return false;
}

/* Whether there is a line, 0 at the end, -1 for one that cannot be */
static int next_line(struct reader *d)
{
	size_t n = 0;
	int byte;

	d->r.o.line++;
	while ((byte = getc_unlocked(d->f)) != EOF && byte != '\n') {
		if (!byte || n == LINE_LEN - 1) {
			bad_line(d, byte ? "the line is too long." :
				 "there is a zero byte in this line.");
			return -1;
		}
		d->line[n++] = byte;
	}
	if (byte == EOF && ferror(d->f)) {
		bad_line(d, "the file cannot be read on.");
		return -1;
	}
	if (n && d->line[n - 1] == '\r')
		n--;
	d->line[n] = '\0';
	return n || byte != EOF;
}

static bool set_key(struct reader *d, const struct key *k, const char *value)
{
	struct object *o = &d->r.o;

	if (o->key_line[k - record_group.keys])
		return bad_line(d, "\"%s\" is there twice.", k->name);
	o->key_line[k - record_group.keys] = o->line;
	return set_text(d->c, o, k, o->line, value);
}

/* --- comma-separated values ------------------------------------------------ */

/* The next field, unquoted in its place; *at moves behind its comma. */
static char *next_field(char **at)
{
	char *begin = *at, *in = begin, *out = begin;

	if (*in != '"') {
		in += strcspn(in, ",");
		*at = *in ? in + 1 : NULL;
		*in = '\0';
		return begin;
	}
	for (in++; *in && (*in != '"' || in[1] == '"'); in++) {
		in += *in == '"';
		*out++ = *in;
	}
	if (*in != '"' || (in[1] && in[1] != ','))
		return NULL;
	*at = in[1] ? in + 2 : NULL;
	*out = '\0';
	return begin;
}

static bool read_header(struct reader *d)
{
	char *at = d->line, *name;
	const struct key *k;

	while (at) {
		name = next_field(&at);
		k = name ? key_find(&record_group, name) : NULL;
		if (!k)
			return bad_line(d,
					"\"%.100s\" is not a key of a record, and the first line is to name the columns.",
					name ?: d->line);
		if (d->n_columns == COLUMNS)
			return bad_line(d, "there are too many columns.");
		d->columns[d->n_columns++] = k;
	}
	return true;
}

static bool read_values(struct reader *d)
{
	char *at = d->line, *value;
	size_t i;

	for (i = 0; i < d->n_columns && at; i++) {
		value = next_field(&at);
		if (!value)
			return bad_line(d, "a quotation is not as it should be.");
		if (*value)
			set_key(d, d->columns[i], value);
	}
	if (i < d->n_columns || at)
		return bad_line(d, "there are %s than %zu values.",
				at ? "more" : "less", d->n_columns);
	return true;
}

/* --- JSON ------------------------------------------------------------------ */

static bool hex4(const char *s, unsigned int *value)
{
	char digits[5] = "";

	strncat(digits, s, 4);
	if (strspn(digits, "0123456789abcdefABCDEF") != 4)
		return false;
	*value = strtoul(digits, NULL, 16);
	return true;
}

static char *put_utf8(char *out, unsigned int u)
{
	if (u < 0x80) {
		*out++ = u;
	} else if (u < 0x800) {
		*out++ = 0xc0 | u >> 6;
		*out++ = 0x80 | (u & 0x3f);
	} else if (u < 0x10000) {
		*out++ = 0xe0 | u >> 12;
		*out++ = 0x80 | (u >> 6 & 0x3f);
		*out++ = 0x80 | (u & 0x3f);
	} else {
		*out++ = 0xf0 | u >> 18;
		*out++ = 0x80 | (u >> 12 & 0x3f);
		*out++ = 0x80 | (u >> 6 & 0x3f);
		*out++ = 0x80 | (u & 0x3f);
	}
	return out;
}

/* What is behind \u, maybe two of them; no zero. */
static char *json_unicode(char **in, char *out)
{
	unsigned int u, low;

	if (!hex4(*in, &u) || !u || (u >= 0xdc00 && u < 0xe000))
		return NULL;
	*in += 4;
	if (u >= 0xd800 && u < 0xdc00) {
		if ((*in)[0] != '\\' || (*in)[1] != 'u' ||
		    !hex4(*in + 2, &low) || low < 0xdc00 || low >= 0xe000)
			return NULL;
		*in += 6;
		u = 0x10000 + ((u - 0xd800) << 10) + (low - 0xdc00);
	}
	return put_utf8(out, u);
}

/* A string whose quotation mark is at *at, unescaped in its place */
static char *json_string(char **at)
{
	static const char escapes[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
	char *in = *at + 1, *out = in, *begin = in;
	const char *e;

	while (*in != '"') {
		if ((unsigned char)*in < ' ')
			return NULL;
		if (*in != '\\') {
			*out++ = *in++;
			continue;
		}
		if (in[1] == 'u') {
			in += 2;
			out = json_unicode(&in, out);
			if (!out)
				return NULL;
			continue;
		}
		for (e = escapes; *e && *e != in[1]; e += 2)
			;
		if (!*e)
			return NULL;
		*out++ = e[1];
		in += 2;
	}
	*out = '\0';
	*at = in + 1;
	return begin;
}

static void json_space(char **at)
{
	*at += strspn(*at, " \t\r");
}

/* "NAME": VALUE */
static bool json_pair(struct reader *d, char **at)
{
	char *name, *value, number[16] = "";
	const struct key *k;
	size_t n;

	json_space(at);
	name = **at == '"' ? json_string(at) : NULL;
	json_space(at);
	if (!name || *(*at)++ != ':')
		return bad_line(d, "this is not a JSON object of strings and numbers.");
	json_space(at);
	n = strspn(*at, "0123456789");
	k = key_find(&record_group, name);
	if (n && n < sizeof(number)) {
		memcpy(number, *at, n);
		*at += n;
		value = number;
	} else {
		value = **at == '"' ? json_string(at) : NULL;
	}
	if (!value)
		return bad_line(d, "this is not a JSON object of strings and numbers.");
	if (!k)
		return bad_line(d, "\"%.100s\" is not a key of a record.", name);
	if (value == number ? k->type != KEY_NUMBER : k->type == KEY_NUMBER)
		return bad_line(d, "%s is to be %s.", k->name,
				key_type_name(k->type));
	set_key(d, k, value);
	return true;
}

static bool read_object(struct reader *d)
{
	char *at = d->line;

	json_space(&at);
	if (*at++ != '{')
		return bad_line(d, "this is not a JSON object of strings and numbers.");
	json_space(&at);
	while (*at != '}') {
		if (!json_pair(d, &at))
			return false;
		json_space(&at);
		if (*at == ',' && at[1 + strspn(at + 1, " \t\r")] != '}')
			at++;
		else if (*at != '}')
			return bad_line(d, "this is not a JSON object of strings and numbers.");
	}
	at++;
	json_space(&at);
	if (*at)
		return bad_line(d, "there is something behind the JSON object.");
	return true;
}

/* --- files ----------------------------------------------------------------- */

static void begin_record(struct reader *d)
{
	const struct source *s = d->r.o.source;
	unsigned int line = d->r.o.line;

	free(d->r.vm_name);
	memset(&d->r, 0, sizeof(d->r));
	d->r.o.source = s;
	d->r.o.line = line;
	d->r.o.group = &record_group;
	set_fallbacks(&d->r.o);
}

static void read_lines(struct reader *d, struct tenant *t, record_fn *fn,
		       void *arg)
{
	size_t before = d->c->problems.n;
	int json = -1;
	bool good;

	while (begin_record(d), next_line(d) > 0) {
		if (d->r.o.line == 1 && !strncmp(d->line, "\xef\xbb\xbf", 3))
			memmove(d->line, d->line + 3, strlen(d->line + 3) + 1);
		if (!d->line[strspn(d->line, " \t")] || *d->line == '#')
			continue;
		if (json < 0) {
			json = d->line[strspn(d->line, " \t")] == '{';
			if (!json && !read_header(d))
				return;
			if (!json)
				continue;
		}
		good = json ? read_object(d) : read_values(d);
		if (good && !d->r.o.bad && require_keys(d->c, &d->r.o))
			fn(d->c, t, &d->r, arg);
		if (d->c->problems.n - before >= PROBLEMS_MAX) {
			bad_line(d, "so much is wrong that the rest of the file was not read.");
			return;
		}
	}
}

/**
 * records_read() - read a file of records
 * @c: where problems go
 * @t: the tenant
 * @file: an item of its record_files
 * @fn: called with each good record, which is gone when it returns
 * @arg: for @fn
 */
void records_read(struct conf *c, struct tenant *t, const struct text *file,
		  record_fn *fn, void *arg)
{
	char *name = source_beside(t->o.source->name, file->s);
	char *real = NULL;
	struct reader *d;
	FILE *f;
	int error;

	error = file_real(name, &real);
	if (!error)
		error = file_open(name, &f);
	if (error) {
		problem_line(c, &t->o, file->line, "\"%s\" cannot be read: %s.",
			     name, file_error(error));
		free(real);
		free(name);
		return;
	}
	d = mem_alloc(sizeof(*d));
	d->c = c;
	d->f = f;
	d->r.o.source = conf_source(c, name, real);
	read_lines(d, t, fn, arg);
	free(d->r.vm_name);
	free(d);
	fclose(f);
	free(name);
}
