/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text and JSON from one call. Each value has a key, which is the name in
 * JSON (NULL: not there), and a word, which stands before it in text (NULL: the
 * value stands alone). PR_JSON as the word keeps the value out of the text.
 */
#ifndef NVGRE_TOOL_PRINT_H
#define NVGRE_TOOL_PRINT_H

#include <stdbool.h>
#include <stdint.h>

struct nlattr;

extern const char *const PR_JSON;

/* A list of objects. An object outside of a list is a line of its own. */
void pr_list_begin(void);
void pr_list_end(bool ok);
void pr_begin(void);
void pr_end(void);

/* An object in an object; a line of its own in text */
void pr_nest_begin(const char *key, const char *word);
void pr_nest_end(void);
void pr_line(void);

void pr_word(const char *word);
void pr_str(const char *key, const char *word, const char *value);
void pr_u64(const char *key, const char *word, uint64_t value);
void pr_s64(const char *key, const char *word, int64_t value);
void pr_bool(const char *key, const char *word, bool value);
void pr_flag(const char *key, const char *word);

/* The same, of an attribute; nothing if it is NULL. */
void pr_attr_u32(const char *key, const char *word, struct nlattr *a);
void pr_attr_str(const char *key, const char *word, struct nlattr *a);
void pr_attr_addr(const char *key, const char *word, struct nlattr *a);
void pr_attr_mac(const char *key, const char *word, struct nlattr *a);
void pr_attr_rdid(const char *key, const char *word, struct nlattr *a);

#endif /* NVGRE_TOOL_PRINT_H */
