// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libFuzzer target: a configuration of nvgwd with all its files, each behind a
 * line "=== NAME". What is accepted and written out again is accepted once more
 * and the same.
 */
#include <errno.h>
#include <fnmatch.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "conf.h"
#include "file.h"
#include "mem.h"

#define FILES 8

static struct {
	char name[32];
	const char *text;
	size_t len;
} files[FILES];
static size_t n_files;

static int find(const char *path)
{
	size_t i;

	for (i = 0; i < n_files; i++)
		if (!strcmp(files[i].name, path))
			return i;
	return -ENOENT;
}

int file_real(const char *path, char **real)
{
	int i = find(path);

	if (i < 0)
		return i;
	*real = mem_text(path, strlen(path));
	return 0;
}

int file_read(const char *path, char **text, size_t *len)
{
	int i = find(path);

	if (i < 0)
		return i;
	*text = mem_text(files[i].text, files[i].len);
	*len = files[i].len;
	return 0;
}

int file_open(const char *path, FILE **f)
{
	int i = find(path);

	if (i < 0)
		return i;
	*f = files[i].len ? fmemopen((void *)files[i].text, files[i].len, "r") :
		fopen("/dev/null", "r");
	return *f ? 0 : -errno;
}

int file_match(const char *pattern, char ***paths, size_t *n)
{
	size_t i;

	*paths = mem_alloc(FILES * sizeof(**paths));
	*n = 0;
	for (i = 0; i < n_files; i++)
		if (!fnmatch(pattern, files[i].name, 0))
			(*paths)[(*n)++] = mem_text(files[i].name,
						    strlen(files[i].name));
	return 0;
}

static void split(const char *data, size_t size)
{
	const char *end = data + size, *mark, *line;

	n_files = 1;
	snprintf(files[0].name, sizeof(files[0].name), "conf");
	files[0].text = data;
	files[0].len = size;
	while (n_files < FILES) {
		mark = memmem(data, end - data, "\n=== ", 5);
		line = mark ? memchr(mark + 5, '\n', end - mark - 5) : NULL;
		if (!line)
			return;
		files[n_files - 1].len = mark + 1 - files[n_files - 1].text;
		snprintf(files[n_files].name, sizeof(files[0].name), "%.*s",
			 (int)(line - mark - 5), mark + 5);
		data = line + 1;
		files[n_files].text = data;
		files[n_files].len = end - data;
		n_files++;
	}
}

/* The dump of a configuration; NULL if something is wrong with it */
static char *dump(void)
{
	FILE *f, *old = stdout;
	char *text = NULL;
	struct conf *c;
	size_t len;
	int error;

	c = conf_load("conf", &error);
	if (c->problems.n) {
		problems_print(c);
	} else {
		f = open_memstream(&text, &len);
		stdout = f;
		conf_dump(c);
		stdout = old;
		fclose(f);
	}
	conf_free(c);
	return text;
}

/* libconfig 1.5 forgets a string in which it meets a mistake. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:libconfig.so";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *first, *second;

	split((const char *)data, size);
	first = dump();
	if (!first)
		return 0;
	files[0].text = first;
	files[0].len = strlen(first);
	second = dump();
	if (!second || strcmp(first, second))
		abort();
	free(first);
	free(second);
	return 0;
}
