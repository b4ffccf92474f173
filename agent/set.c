// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Values into objects, as the table of keys says, whatever they were read from.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf.h"
#include "mem.h"
#include "value.h"

static bool refuse(struct conf *c, struct object *o, const struct key *k,
		   unsigned int line, const char *s, const char *why)
{
	/* A whole file in a message helps nobody. */
	problem_line(c, o, line, "%s \"%.100s%s\" %s.", k->name, s,
		     strlen(s) > 100 ? "..." : "", why);
	o->bad = true;
	return false;
}

bool set_number(struct conf *c, struct object *o, const struct key *k,
		unsigned int line, long long value)
{
	uint32_t *number = (void *)((char *)o + k->offset);

	if (value < k->min || value > k->max) {
		problem_line(c, o, line, "%s %lld is not from %u to %u.",
			     k->name, value, k->min, k->max);
		o->bad = true;
		return false;
	}
	*number = value;
	return true;
}

static bool set_choice(struct conf *c, struct object *o, const struct key *k,
		       unsigned int line, const char *s)
{
	char why[WHY_MAX] = "is none of";
	size_t n = strlen(why);
	uint32_t i;

	/* System Center's word for it */
	if (o->group == &record_group && !strcmp(s, "dhcp"))
		s = "dynamic";
	for (i = 0; k->choices[i]; i++) {
		if (!strcmp(k->choices[i], s)) {
			*(uint32_t *)((char *)o + k->offset) = i;
			return true;
		}
		n += snprintf(why + n, sizeof(why) - n, "%s \"%s\"",
			      i ? "," : "", k->choices[i]);
	}
	return refuse(c, o, k, line, s, why);
}

static bool set_string(struct conf *c, struct object *o, const struct key *k,
		       unsigned int line, const char *s)
{
	char **text = (void *)((char *)o + k->offset);
	char why[WHY_MAX];

	if (k->type == KEY_NAME) {
		if (!value_name(s, k->max, why))
			return refuse(c, o, k, line, s, why);
	} else if (strlen(s) > k->max) {
		snprintf(why, sizeof(why), "is longer than %u bytes", k->max);
		return refuse(c, o, k, line, s, why);
	}
	free(*text);
	*text = mem_text(s, strlen(s));
	return true;
}

/**
 * set_text() - set a key that has one value
 * @c: where problems go
 * @o: the object
 * @k: the key, of the object's group, of a type that is text or a number
 * @line: where the value is
 * @s: the value
 *
 * Return: whether it was good
 */
bool set_text(struct conf *c, struct object *o, const struct key *k,
	      unsigned int line, const char *s)
{
	void *at = (char *)o + k->offset;
	uint8_t bytes[GUID_LEN];
	char why[WHY_MAX];
	struct addr a = { .line = line };
	long long number;
	bool good;

	switch (k->type) {
	case KEY_NUMBER:
		good = value_number(s, &number, why);
		if (good)
			return set_number(c, o, k, line, number);
		break;
	case KEY_CHOICE:
		return set_choice(c, o, k, line, s);
	case KEY_MAC:
		good = value_mac(s, bytes, why);
		if (good)
			memcpy(at, bytes, MAC_LEN);
		break;
	case KEY_GUID:
		good = value_guid(s, bytes, why);
		if (good)
			memcpy(at, bytes, GUID_LEN);
		break;
	case KEY_ADDR:
		good = value_addr(s, &a, why);
		if (good)
			memcpy(at, &a, sizeof(a));
		break;
	case KEY_PREFIX:
		good = value_prefix(s, &a, why);
		if (good)
			memcpy(at, &a, sizeof(a));
		break;
	default:
		return set_string(c, o, k, line, s);
	}
	return good || refuse(c, o, k, line, s, why);
}

static bool add_string(struct conf *c, struct object *o, const struct key *k,
		       unsigned int line, const char *s)
{
	char why[WHY_MAX];
	struct text *text;

	if (!*s)
		return refuse(c, o, k, line, s, "is empty");
	if (strlen(s) > k->max) {
		snprintf(why, sizeof(why), "is longer than %u bytes", k->max);
		return refuse(c, o, k, line, s, why);
	}
	text = list_add((char *)o + k->offset, sizeof(*text));
	text->s = mem_text(s, strlen(s));
	text->line = line;
	return true;
}

/**
 * add_text() - add to a key that has any number of values
 * @c: where problems go
 * @o: the object
 * @k: the key, of the object's group, of a type that is an array of strings
 * @line: where the value is
 * @s: the value
 *
 * Return: whether it was good
 */
bool add_text(struct conf *c, struct object *o, const struct key *k,
	      unsigned int line, const char *s)
{
	void *list = (char *)o + k->offset;
	struct addr a = { .line = line };
	struct range r = { 0 };
	char why[WHY_MAX];
	bool good;

	switch (k->type) {
	case KEY_ADDRS:
		good = value_addr(s, &a, why);
		break;
	case KEY_NET_ADDRS:
		good = value_net_addr(s, &a, why);
		break;
	case KEY_PREFIXES:
		good = value_prefix(s, &a, why);
		break;
	case KEY_RANGES:
		good = value_range(s, &r, why);
		if (!good)
			break;
		r.first.line = line;
		r.last.line = line;
		*(struct range *)list_add(list, sizeof(r)) = r;
		return true;
	default:
		return add_string(c, o, k, line, s);
	}
	if (!good)
		return refuse(c, o, k, line, s, why);
	*(struct addr *)list_add(list, sizeof(a)) = a;
	return true;
}

/* Numbers and choices that need not be given, before anything is. */
void set_fallbacks(struct object *o)
{
	const struct key *k = o->group->keys, *end = k + o->group->n_keys;

	for (; k < end; k++)
		if (k->fallback && k->type == KEY_NUMBER)
			*(uint32_t *)((char *)o + k->offset) =
				strtoul(k->fallback, NULL, 10);
		else if (k->fallback)
			set_choice(NULL, o, k, 0, k->fallback);
}

/* Whether all is there that has to be */
bool require_keys(struct conf *c, struct object *o)
{
	size_t i;

	for (i = 0; i < o->group->n_keys; i++) {
		if (o->key_line[i] || !o->group->keys[i].required)
			continue;
		problem_line(c, o, o->line, "%s needs \"%s\".", o->group->what,
			     o->group->keys[i].name);
		o->bad = true;
	}
	return !o->bad;
}
