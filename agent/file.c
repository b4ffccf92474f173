// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "mem.h"
#include "model.h"

/**
 * file_open() - open a regular file to read
 * @path: its name
 * @f: result
 *
 * Return: 0 or a negative errno, -EINVAL for what is not a regular file
 */
int file_open(const char *path, FILE **f)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), error = 0;
	struct stat st;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st))
		error = -errno;
	else if (S_ISDIR(st.st_mode))
		error = -EISDIR;
	else if (!S_ISREG(st.st_mode))
		error = -EINVAL;
	if (!error) {
		*f = fdopen(fd, "r");
		error = *f ? 0 : -errno;
	}
	if (error)
		close(fd);
	return error;
}

/**
 * file_read() - read all of a file
 * @path: its name
 * @text: result, for free(); a zero byte is put behind it
 * @len: bytes without that
 *
 * Return: 0 or a negative errno, -EFBIG for more than FILE_TEXT_MAX
 */
int file_read(const char *path, char **text, size_t *len)
{
	size_t room = 0, n = 0, got;
	char *t = NULL;
	int error;
	FILE *f;

	error = file_open(path, &f);
	if (error)
		return error;
	do {
		room = room ? room * 2 : 16384;
		t = mem_resize(t, room + 1);
		got = fread(t + n, 1, room - n, f);
		n += got;
	} while (n == room && n <= FILE_TEXT_MAX);
	if (ferror(f))
		error = errno ? -errno : -EIO;
	else if (n > FILE_TEXT_MAX)
		error = -EFBIG;
	fclose(f);
	if (error) {
		free(t);
		return error;
	}
	t[n] = '\0';
	*text = t;
	*len = n;
	return 0;
}

/* The one path of a file that has many; for free() */
int file_real(const char *path, char **real)
{
	*real = realpath(path, NULL);
	return *real ? 0 : -errno;
}

struct name_list {
	char **item;
	size_t n;
};

static int match_error;

/* No folder is no match; one that cannot be read is. */
static int on_glob_error(const char *path, int error)
{
	if (error == ENOENT || error == ENOTDIR)
		return 0;
	match_error = error;
	return 1;
}

/**
 * file_match() - files that a pattern of the shell matches
 * @pattern: the pattern
 * @paths: result, sorted by name; each and the list are for free()
 * @n: how many
 *
 * Nothing that matches is not an error.
 *
 * Return: 0 or a negative errno
 */
int file_match(const char *pattern, char ***paths, size_t *n)
{
	struct name_list list = { 0 };
	glob_t g = { 0 };
	size_t i;
	int rc;

	match_error = 0;
	rc = glob(pattern, 0, on_glob_error, &g);
	for (i = 0; !rc && i < g.gl_pathc; i++)
		*(char **)list_add(&list, sizeof(char *)) =
			mem_text(g.gl_pathv[i], strlen(g.gl_pathv[i]));
	globfree(&g);
	*paths = list.item;
	*n = list.n;
	return rc == GLOB_NOSPACE ? -ENOMEM : -match_error;
}
