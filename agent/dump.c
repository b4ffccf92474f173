// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The model as a configuration file: all of it in one, with what is so by
 * default written out.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "conf.h"
#include "value.h"

static void indent(unsigned int depth)
{
	while (depth--)
		putchar('\t');
}

static void print_string(const char *s)
{
	putchar('"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			printf("\\%c", *s);
		else if ((unsigned char)*s < ' ' || *s == 0x7f)
			printf("\\x%02x", *s);
		else
			putchar(*s);
	}
	putchar('"');
}

static void print_range(const struct range *r)
{
	char first[ADDR_MAX], last[ADDR_MAX];

	if (addr_compare(&r->first, &r->last))
		printf("\"%s-%s\"", addr_text(&r->first, first),
		       addr_text(&r->last, last));
	else
		printf("\"%s\"", addr_text(&r->first, first));
}

/* The names of files, from the root on: the copy may be read elsewhere. */
static void print_text(const struct object *o, const struct key *k,
		       const char *s)
{
	char *path;

	if (strcmp(k->name, "record_files")) {
		print_string(s);
		return;
	}
	path = source_beside(o->source->path, s);
	print_string(path);
	free(path);
}

static void print_array(const struct object *o, const struct key *k,
			const void *at)
{
	struct list list;
	char text[ADDR_MAX];
	const void *item;
	size_t i;

	memcpy(&list, at, sizeof(list));
	printf("[");
	for (i = 0; i < list.n; i++) {
		printf(i ? ", " : " ");
		item = list.item;
		if (k->type == KEY_RANGES)
			print_range((const struct range *)item + i);
		else if (k->type == KEY_TEXTS)
			print_text(o, k, ((const struct text *)item)[i].s);
		else if (k->type == KEY_ADDRS)
			print_string(addr_text((const struct addr *)item + i,
					       text));
		else
			print_string(prefix_text((const struct addr *)item + i,
						 text));
	}
	printf(" ];\n");
}

static void print_value(const struct key *k, const void *at)
{
	char text[ADDR_MAX];

	switch (k->type) {
	case KEY_NUMBER:
		printf("%u", *(const uint32_t *)at);
		break;
	case KEY_CHOICE:
		print_string(k->choices[*(const uint32_t *)at]);
		break;
	case KEY_MAC:
		print_string(mac_text(at, text));
		break;
	case KEY_GUID:
		print_string(guid_text(at, text));
		break;
	case KEY_ADDR:
		print_string(addr_text(at, text));
		break;
	case KEY_PREFIX:
		print_string(prefix_text(at, text));
		break;
	default:
		print_string(*(char *const *)at);
	}
	printf(";\n");
}

static void print_object(const struct object *o, unsigned int depth);

static void print_groups(const struct key *k, const void *at,
			 unsigned int depth)
{
	struct list list;
	size_t i;

	memcpy(&list, at, sizeof(list));
	printf("(");
	for (i = 0; i < list.n; i++) {
		printf(i ? ", {\n" : " {\n");
		print_object((const void *)(list.item + i * k->group->size),
			     depth + 1);
		indent(depth);
		printf("}");
	}
	printf(" );\n");
}

static void print_object(const struct object *o, unsigned int depth)
{
	const struct key *k;
	const void *at;
	size_t i;

	for (i = 0; i < o->group->n_keys; i++) {
		k = &o->group->keys[i];
		at = (const char *)o + k->offset;
		if (!o->key_line[i] && !k->fallback)
			continue;
		indent(depth);
		printf("%s = ", k->name);
		if (k->type == KEY_GROUP) {
			printf("{\n");
			print_object(at, depth + 1);
			indent(depth);
			printf("};\n");
		} else if (k->type == KEY_GROUPS) {
			print_groups(k, at, depth);
		} else if (k->type >= KEY_ADDRS) {
			print_array(o, k, at);
		} else {
			print_value(k, at);
		}
	}
}

/* A configuration without problems, to the standard output */
void conf_dump(const struct conf *c)
{
	print_object(&c->model.o, 0);
}
