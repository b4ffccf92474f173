// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "model.h"

static void *got(void *p)
{
	if (p)
		return p;
	fputs("nvgwd: there is no memory left\n", stderr);
	exit(EXIT_NO_MEMORY);
}

/* Zeroed */
void *mem_alloc(size_t size)
{
	return got(calloc(1, size));
}

void *mem_resize(void *p, size_t size)
{
	return got(realloc(p, size));
}

char *mem_text(const char *s, size_t len)
{
	char *copy = mem_alloc(len + 1);

	memcpy(copy, s, len);
	return copy;
}

char *mem_vprint(const char *format, va_list args)
{
	char *s;

	return got(vasprintf(&s, format, args) < 0 ? NULL : s);
}

char *mem_print(const char *format, ...)
{
	va_list args;
	char *s;

	va_start(args, format);
	s = mem_vprint(format, args);
	va_end(args);
	return s;
}

/**
 * list_add() - make a list longer by one
 * @list: a struct like struct list, of something
 * @size: size of that something
 *
 * What is in the list may move.
 *
 * Return: the new item, zeroed
 */
void *list_add(void *list, size_t size)
{
	struct list l;
	char *item;

	memcpy(&l, list, sizeof(l));
	/* Room is doubled whenever there is a power of two of them. */
	if (!(l.n & (l.n - 1)))
		l.item = mem_resize(l.item, (l.n ? l.n * 2 : 1) * size);
	item = l.item + l.n * size;
	memset(item, 0, size);
	l.n++;
	memcpy(list, &l, sizeof(l));
	return item;
}
