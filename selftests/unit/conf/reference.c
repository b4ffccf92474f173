// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Prints the part of Documentation/nvgw.conf.rst that comes from the table of
 * keys.
 */
#include <stdio.h>
#include <string.h>

#include "keys.h"

static void print_type(const struct key *k)
{
	static const char *const types[] = {
		[KEY_MAC] = "string, a MAC address of one station",
		[KEY_GUID] = "string, a GUID",
		[KEY_ADDR] = "string, an IPv4 or IPv6 address",
		[KEY_PREFIX] = "string, a prefix without host bits",
		[KEY_ADDRS] = "array of strings, each an IPv4 or IPv6 address",
		[KEY_NET_ADDRS] = "array of strings, each an address with a prefix length",
		[KEY_PREFIXES] = "array of strings, each a prefix without host bits",
		[KEY_RANGES] = "array of strings, each an address, a prefix or FIRST-LAST",
		[KEY_GROUP] = "group",
		[KEY_GROUPS] = "list of groups",
	};
	unsigned int i;

	switch (k->type) {
	case KEY_NUMBER:
		printf("number, %u to %u", k->min, k->max);
		break;
	case KEY_CHOICE:
		printf("string,");
		for (i = 0; k->choices[i]; i++)
			printf("%s ``\"%s\"``", i ? "," : "", k->choices[i]);
		break;
	case KEY_TEXT:
		printf("string of %u bytes at most", k->max);
		break;
	case KEY_NAME:
		printf("string, a name of %u characters at most", k->max);
		break;
	case KEY_TEXTS:
		printf("array of strings of %u bytes at most", k->max);
		break;
	default:
		printf("%s", types[k->type]);
	}
}

static void print_group(const struct group *g)
{
	const char *title = *g->path ? g->path : "Outside of all braces";
	const struct key *k = g->keys, *end = k + g->n_keys;
	size_t i;

	printf("\n%s\n", title);
	for (i = 0; i < strlen(title); i++)
		putchar('-');
	putchar('\n');
	if (*g->path)
		printf("\n%s\n", g->doc);
	for (; k < end; k++) {
		printf("\n``%s``\n    %s\n\n    :Type: ", k->name, k->doc);
		print_type(k);
		if (k->required)
			printf("\n    :Default: none, it has to be given");
		else
			printf("\n    :Default: %s", k->fallback ? k->fallback :
			       k->none);
		printf("\n    :Example: ``%s``\n", k->example);
	}
}

int main(void)
{
	unsigned int i;

	for (i = 0; all_groups[i]; i++)
		print_group(all_groups[i]);
	return 0;
}
