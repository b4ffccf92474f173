// SPDX-License-Identifier: GPL-2.0-or-later
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "nvgre.h"
#include "print.h"

const char *const PR_JSON = "(not in text)";

#define MAX_DEPTH 8

/**
 * struct printer - where the output is
 * @list_wanted: a list was begun of which nothing is written yet
 * @in_list: a list is open
 * @depth: number of JSON brackets open
 * @comma: something was written at this depth
 * @space: something was written on this line of text
 */
static struct {
	bool list_wanted;
	bool in_list;
	unsigned int depth;
	bool comma[MAX_DEPTH];
	bool space;
} pr;

static void put(char c)
{
	putchar_unlocked(c);
}

static void puts_raw(const char *s)
{
	fputs_unlocked(s, stdout);
}

static void put_u64(uint64_t v)
{
	char digits[24], *p = digits + sizeof(digits);

	*--p = '\0';
	do {
		*--p = '0' + v % 10;
		v /= 10;
	} while (v);
	puts_raw(p);
}

/* --- JSON ------------------------------------------------------------------ */

static void json_newline(void)
{
	unsigned int i;

	if (!opt.pretty)
		return;
	put('\n');
	for (i = 0; i < pr.depth; i++)
		puts_raw("    ");
}

static void json_next(void)
{
	if (pr.comma[pr.depth])
		put(',');
	pr.comma[pr.depth] = true;
	if (pr.depth)
		json_newline();
}

static void json_open(char bracket)
{
	put(bracket);
	pr.depth++;
	pr.comma[pr.depth] = false;
}

static void json_close(char bracket)
{
	bool empty = !pr.comma[pr.depth];

	pr.depth--;
	if (!empty)
		json_newline();
	put(bracket);
}

/* Length of the UTF-8 character at @s, 0 if it is none. */
static int utf8_len(const unsigned char *s)
{
	int len, i;

	if (s[0] < 0x80)
		return 1;
	if (s[0] >= 0xc2 && s[0] <= 0xdf)
		len = 2;
	else if ((s[0] & 0xf0) == 0xe0)
		len = 3;
	else if (s[0] >= 0xf0 && s[0] <= 0xf4)
		len = 4;
	else
		return 0;
	for (i = 1; i < len; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	/* overlong forms, surrogates and what is beyond Unicode */
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
	    (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return len;
}

static void json_string(const char *value)
{
	const unsigned char *s = (const unsigned char *)value;
	int len;

	put('"');
	while (*s) {
		len = utf8_len(s);
		if (!len) {
			puts_raw("\\ufffd");
			s++;
		} else if (*s == '"' || *s == '\\') {
			put('\\');
			put(*s++);
		} else if (*s < 0x20 || *s == 0x7f) {
			printf("\\u%04x", *s++);
		} else {
			while (len--)
				put(*s++);
		}
	}
	put('"');
}

static bool json_key(const char *key)
{
	if (!key)
		return false;
	json_next();
	json_string(key);
	put(':');
	if (opt.pretty)
		put(' ');
	return true;
}

/* --- text ------------------------------------------------------------------ */

static void text_space(void)
{
	if (pr.space)
		put(' ');
	pr.space = true;
}

static bool text_word(const char *word)
{
	if (word == PR_JSON)
		return false;
	text_space();
	if (word) {
		puts_raw(word);
		put(' ');
	}
	return true;
}

/* Whether neither split_line() nor a shell sees more in it than one word */
static bool is_plain(const char *s)
{
	if (!*s)
		return false;
	for (; *s; s++)
		if (!((*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') ||
		      (*s >= '0' && *s <= '9') || strchr("._-:/@+,%=", *s)))
			return false;
	return true;
}

/* As split_line() reads it. Nothing that moves a terminal's cursor. */
static void text_string(const char *s)
{
	if (is_plain(s)) {
		puts_raw(s);
		return;
	}
	put('"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\') {
			put('\\');
			put(*s);
		} else if ((unsigned char)*s < 0x20 || *s == 0x7f) {
			printf("\\x%02x", (unsigned char)*s);
		} else {
			put(*s);
		}
	}
	put('"');
}

/* --- structure ------------------------------------------------------------- */

void pr_list_begin(void)
{
	pr.list_wanted = true;
	pr.in_list = false;
}

static void list_open(void)
{
	if (!pr.list_wanted)
		return;
	pr.list_wanted = false;
	pr.in_list = true;
	if (opt.json)
		json_open('[');
}

/* @ok: the list is complete; one that failed is not even printed empty */
void pr_list_end(bool ok)
{
	if (ok)
		list_open();
	if (pr.in_list && opt.json) {
		json_close(']');
		put('\n');
	}
	pr.list_wanted = false;
	pr.in_list = false;
}

void pr_begin(void)
{
	list_open();
	pr.space = false;
	if (!opt.json)
		return;
	if (pr.in_list)
		json_next();
	json_open('{');
}

void pr_end(void)
{
	if (!opt.json) {
		put('\n');
		return;
	}
	json_close('}');
	if (!pr.in_list)
		put('\n');
}

void pr_line(void)
{
	if (opt.json)
		return;
	puts_raw(opt.oneline ? "\\    " : "\n    ");
	pr.space = false;
}

void pr_nest_begin(const char *key, const char *word)
{
	if (opt.json) {
		json_key(key);
		json_open('{');
		return;
	}
	pr_line();
	if (word)
		pr_word(word);
}

void pr_nest_end(void)
{
	if (opt.json)
		json_close('}');
}

/* --- values ---------------------------------------------------------------- */

void pr_word(const char *word)
{
	if (opt.json)
		return;
	text_space();
	puts_raw(word);
}

void pr_str(const char *key, const char *word, const char *value)
{
	if (opt.json) {
		if (json_key(key))
			json_string(value);
	} else if (text_word(word)) {
		text_string(value);
	}
}

void pr_u64(const char *key, const char *word, uint64_t value)
{
	if (opt.json ? json_key(key) : text_word(word))
		put_u64(value);
}

void pr_s64(const char *key, const char *word, int64_t value)
{
	if (opt.json ? json_key(key) : text_word(word))
		printf("%lld", (long long)value);
}

void pr_bool(const char *key, const char *word, bool value)
{
	if (opt.json) {
		if (json_key(key))
			puts_raw(value ? "true" : "false");
	} else if (text_word(word)) {
		puts_raw(value ? "on" : "off");
	}
}

void pr_flag(const char *key, const char *word)
{
	if (opt.json)
		pr_bool(key, NULL, true);
	else
		pr_word(word);
}

/* --- attributes ------------------------------------------------------------ */

void pr_attr_u32(const char *key, const char *word, struct nlattr *a)
{
	if (a)
		pr_u64(key, word, nla_get_u32(a));
}

void pr_attr_str(const char *key, const char *word, struct nlattr *a)
{
	if (a)
		pr_str(key, word, nla_get_string(a));
}

/* A million records have two million of them, so not with inet_ntop(). */
static void format_ipv4(char *s, const uint8_t *addr)
{
	int i;

	for (i = 0; i < 4; i++) {
		if (addr[i] >= 100)
			*s++ = '0' + addr[i] / 100;
		if (addr[i] >= 10)
			*s++ = '0' + addr[i] / 10 % 10;
		*s++ = '0' + addr[i] % 10;
		*s++ = i < 3 ? '.' : '\0';
	}
}

static char *format_hex(char *s, uint8_t byte)
{
	static const char digits[] = "0123456789abcdef";

	*s++ = digits[byte >> 4];
	*s++ = digits[byte & 15];
	return s;
}

void pr_attr_addr(const char *key, const char *word, struct nlattr *a)
{
	char s[INET6_ADDRSTRLEN];

	if (!a)
		return;
	if (nla_len(a) == 4)
		format_ipv4(s, nla_data(a));
	else if (nla_len(a) == 16)
		inet_ntop(AF_INET6, nla_data(a), s, sizeof(s));
	else
		snprintf(s, sizeof(s), "?");
	pr_str(key, word, s);
}

void pr_attr_mac(const char *key, const char *word, struct nlattr *a)
{
	char s[18], *p = s;
	const uint8_t *m;
	int i;

	if (!a)
		return;
	m = nla_data(a);
	for (i = 0; i < 6; i++) {
		p = format_hex(p, m[i]);
		*p++ = i < 5 ? ':' : '\0';
	}
	pr_str(key, word, s);
}

void pr_attr_rdid(const char *key, const char *word, struct nlattr *a)
{
	char s[37], *p = s;
	const uint8_t *g;
	int i;

	if (!a)
		return;
	g = nla_data(a);
	for (i = 0; i < NVGRE_RDID_LEN; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*p++ = '-';
		p = format_hex(p, g[i]);
	}
	*p = '\0';
	pr_str(key, word, s);
}
