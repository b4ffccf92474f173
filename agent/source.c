// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is done to the text of a file before libconfig gets it. libconfig 1.5
 *  - knows no patterns in @include, and stops at the first error of all files:
 *    so the lines are found here, and each file is parsed by itself;
 *  - takes from a number what fits, so that VSID 0x100001770 would be 6000;
 *  - takes a comment without an end for one;
 *  - gives a string in a list the line of what comes behind it.
 */
#include <stdlib.h>
#include <string.h>

#include "conf.h"
#include "mem.h"

/**
 * struct scan - a walk through a text
 * @c: where problems go
 * @s: its file
 * @text: the text
 * @at: index of the next byte
 * @line: its line
 * @depth: braces and the like that are open
 * @good: nothing was found that makes parsing useless
 * @includes: lines with @include
 */
struct scan {
	struct conf *c;
	const struct source *s;
	char *text;
	size_t at;
	unsigned int line;
	unsigned int depth;
	bool good;
	struct includes *includes;
};

/* A name in a file is that of a file beside it, if it has no leading slash. */
char *source_beside(const char *file, const char *name)
{
	const char *slash = strrchr(file, '/');

	if (*name == '/' || !slash)
		return mem_text(name, strlen(name));
	return mem_print("%.*s/%s", (int)(slash - file), file, name);
}

static bool blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The end of the comment or blank space at @i, counted or not; @i if none. */
static size_t skip_space(const char *text, size_t i)
{
	const char *end;

	if (text[i] == '#' || (text[i] == '/' && text[i + 1] == '/'))
		return i + strcspn(text + i, "\n");
	if (text[i] == '/' && text[i + 1] == '*') {
		end = strstr(text + i + 2, "*/");
		return end ? (size_t)(end - text) + 2 : i;
	}
	return i + strspn(text + i, " \t\r\n\f");
}

static void advance(struct scan *n, size_t to)
{
	for (; n->at < to; n->at++)
		n->line += n->text[n->at] == '\n';
}

/*
 * Put the mark behind a string right behind it, for libconfig looks at it
 * before it gives the string a line.
 */
static void pull_mark(char *behind)
{
	size_t i = 0, next;
	char mark;

	while ((next = skip_space(behind, i)) != i)
		i = next;
	mark = behind[i];
	if (!i || !mark || !strchr(",;)]}", mark))
		return;
	memmove(behind + 1, behind, i);
	*behind = mark;
}

static void scan_string(struct scan *n)
{
	size_t i = n->at + 1;

	while (n->text[i] && n->text[i] != '"')
		i += n->text[i] == '\\' && n->text[i + 1] ? 2 : 1;
	if (!n->text[i]) {
		problem(n->c, n->s, n->line,
			"the string that begins here does not end.");
		n->good = false;
	} else {
		i++;
		pull_mark(n->text + i);
	}
	advance(n, i);
}

static void scan_number(struct scan *n)
{
	bool hex = n->text[n->at] == '0' && (n->text[n->at + 1] | 0x20) == 'x';
	const char *digits = hex ? "0123456789abcdefABCDEF" : "0123456789";
	size_t begin = n->at, i = begin + (hex ? 2 : 0);
	unsigned long long value;

	i += strspn(n->text + i, digits);
	value = strtoull(n->text + begin, NULL, hex ? 16 : 10);
	if (value > INT32_MAX) {
		problem(n->c, n->s, n->line,
			"the number %.*s is greater than any that could be here.",
			i - begin > 40 ? 40 : (int)(i - begin),
			n->text + begin);
		n->good = false;
	}
	/* 1.5, 1e5 and what only begins with a digit is libconfig's. */
	i += strspn(n->text + i, "0123456789.abcdefABCDEFLxX_-");
	advance(n, i);
}

/* @include "PATTERN", which is made blank */
static void scan_include(struct scan *n)
{
	size_t begin = n->at, i = begin + strlen("@include"), quote;
	struct include *include;

	i += strspn(n->text + i, " \t");
	quote = n->text[i] == '"' ? i + 1 + strcspn(n->text + i + 1, "\"\n") : i;
	if (quote <= i + 1 || n->text[quote] != '"') {
		problem(n->c, n->s, n->line,
			"@include needs the name of a file in quotes.");
		quote = begin + strcspn(n->text + begin, "\n") - 1;
	} else if (n->depth) {
		problem(n->c, n->s, n->line,
			"@include is inside of braces, and is to be outside.");
	} else {
		include = list_add(n->includes, sizeof(*include));
		include->pattern = mem_text(n->text + i + 1, quote - i - 1);
		include->line = n->line;
	}
	memset(n->text + begin, ' ', quote + 1 - begin);
	n->at = quote + 1;
}

static bool begins_line(const struct scan *n)
{
	size_t i = n->at;

	while (i && blank(n->text[i - 1]))
		i--;
	return !i || n->text[i - 1] == '\n';
}

static void scan_other(struct scan *n)
{
	char c = n->text[n->at];

	if (c == '/' && n->text[n->at + 1] == '*') {
		/* skip_space() did not find its end. */
		problem(n->c, n->s, n->line,
			"the comment that begins here does not end.");
		n->good = false;
		advance(n, n->at + strlen(n->text + n->at));
		return;
	}
	if (strchr("{([", c))
		n->depth++;
	else if (strchr("})]", c) && n->depth)
		n->depth--;
	n->at++;
}

/**
 * source_prepare() - make a text fit for libconfig
 * @c: where problems go
 * @s: its file
 * @text: the text, with a zero byte behind it; will be changed, its lines stay
 * @len: bytes without that
 * @includes: gets the patterns of @include, to be freed
 *
 * Return: whether to parse it at all
 */
bool source_prepare(struct conf *c, const struct source *s, char *text,
		    size_t len, struct includes *includes)
{
	static const char name[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*_-";
	struct scan n = {
		.c = c, .s = s, .text = text, .line = 1, .good = true,
		.includes = includes
	};
	size_t next;
	char first;

	if (strlen(text) != len) {
		advance(&n, strlen(text));
		problem(c, s, n.line, "there is a zero byte in this line.");
		return false;
	}
	while (text[n.at]) {
		next = skip_space(text, n.at);
		first = text[n.at];
		if (next != n.at)
			advance(&n, next);
		else if (first == '"')
			scan_string(&n);
		else if (first >= '0' && first <= '9')
			scan_number(&n);
		else if (strchr(name, first))
			n.at += strspn(text + n.at, name);
		else if (begins_line(&n) &&
			 !strncmp(text + n.at, "@include", 8))
			scan_include(&n);
		else
			scan_other(&n);
	}
	return n.good;
}
