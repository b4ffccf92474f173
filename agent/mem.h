/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory. Who has none left cannot say what is wrong with a configuration
 * either: these end the program with EXIT_NO_MEMORY.
 */
#ifndef NVGWD_MEM_H
#define NVGWD_MEM_H

#include <stdarg.h>
#include <stddef.h>

#define EXIT_NO_MEMORY 204

void *mem_alloc(size_t size);
void *mem_resize(void *p, size_t size);
char *mem_text(const char *s, size_t len);
char *mem_vprint(const char *format, va_list args);
__attribute__((format(printf, 1, 2)))
char *mem_print(const char *format, ...);
void *list_add(void *list, size_t size);

#endif /* NVGWD_MEM_H */
