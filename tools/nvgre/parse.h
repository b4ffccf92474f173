/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words into attributes. Only what cannot be sent at all is refused here, with
 * RC_SYNTAX and a sentence that quotes the word; whether a value makes sense is
 * for the kernel to say.
 */
#ifndef NVGRE_TOOL_PARSE_H
#define NVGRE_TOOL_PARSE_H

#include "nvgre.h"
#include "req.h"

/* The next word, NULL if there is none */
const char *next_word(struct args *a);
bool is_help(const struct args *a);

/* The rest of the words, as @words says for a command @in. */
int parse_words(struct args *a, struct req *r, const struct keyword *words,
		uint8_t in);
bool is_keyword(const struct keyword *words, const char *word, uint8_t in);

int parse_addr(const struct args *a, struct req *r, uint16_t attr,
	       const char *what, const char *word);
int parse_prefix(struct args *a, struct req *r, const char *word);
bool number_u32(const char *word, uint32_t max, uint32_t *value);

#endif /* NVGRE_TOOL_PARSE_H */
