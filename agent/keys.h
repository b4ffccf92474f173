/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every key of the configuration, once. The parser, the printer, the messages
 * and the reference page (Documentation/nvgw.conf.rst) come from this table.
 */
#ifndef NVGWD_KEYS_H
#define NVGWD_KEYS_H

#include "model.h"

enum key_type {
	KEY_NUMBER,		/* uint32_t */
	KEY_CHOICE,		/* uint32_t, an index of @choices */
	KEY_TEXT,		/* char *, @min to @max bytes */
	KEY_NAME,		/* char *, of a tenant, a gateway, a device */
	KEY_MAC,		/* uint8_t[MAC_LEN] */
	KEY_GUID,		/* uint8_t[GUID_LEN] */
	KEY_ADDR,		/* struct addr, a mere address */
	KEY_PREFIX,		/* struct addr without host bits */
	KEY_ADDRS,		/* list of mere addresses */
	KEY_NET_ADDRS,		/* list of addresses with a prefix length */
	KEY_PREFIXES,		/* list of struct addr without host bits */
	KEY_RANGES,		/* list of struct range */
	KEY_TEXTS,		/* list of struct text */
	KEY_GROUP,		/* a struct of @group's size */
	KEY_GROUPS,		/* list of them */
};

/**
 * struct key - a key
 * @name: of the key
 * @type: what its value is, and what is at @offset
 * @offset: where it goes in the struct of the group
 * @required: without it the group makes no sense
 * @fallback: value if it is not given, of numbers and choices
 * @min: least number, or length
 * @max: greatest number, or length
 * @choices: the words, NULL behind the last
 * @group: keys of the group
 * @none: what is so if it is not given, where there is no @fallback
 * @example: a line
 * @doc: a sentence or more
 */
struct key {
	const char *name;
	enum key_type type;
	size_t offset;
	bool required;
	const char *fallback;
	uint32_t min;
	uint32_t max;
	const char *const *choices;
	const struct group *group;
	const char *none;
	const char *example;
	const char *doc;
};

/**
 * struct group - what is between a pair of braces
 * @path: its name from the top on
 * @what: what to call one in a sentence
 * @doc: a sentence or more
 * @size: of its struct
 * @n_keys: number of keys
 * @keys: they
 */
struct group {
	const char *path;
	const char *what;
	const char *doc;
	size_t size;
	size_t n_keys;
	const struct key *keys;
};

extern const struct group root_group;
extern const struct group record_group;
extern const struct group *const all_groups[];

const struct key *key_find(const struct group *group, const char *name);
unsigned int key_line(const struct object *o, const char *name);
const char *key_type_name(enum key_type type);

#endif /* NVGWD_KEYS_H */
