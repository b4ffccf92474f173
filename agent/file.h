/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files, as far as the configuration needs them. All return 0 or a negative errno.
 */
#ifndef NVGWD_FILE_H
#define NVGWD_FILE_H

#include <stddef.h>
#include <stdio.h>

/* Most bytes of a file of settings; files of records may have any number. */
#define FILE_TEXT_MAX (64 << 20)

int file_read(const char *path, char **text, size_t *len);
int file_open(const char *path, FILE **f);
int file_real(const char *path, char **real);
int file_match(const char *pattern, char ***paths, size_t *n);

#endif /* NVGWD_FILE_H */
