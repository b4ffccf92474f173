// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Commands from a file. What they change goes through the queue, so that a
 * system call carries as many as fit; a command that prints goes after them.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "nl.h"
#include "nvgre.h"
#include "parse.h"
#include "report.h"

#define BATCH_BYTES	(256 * 1024)
#define BATCH_WORDS	128
#define PROGRESS_SECONDS 3

/**
 * struct batch - a file of commands
 * @fd: the file
 * @eof: all was read
 * @len: bytes in @data
 * @at: bytes of @data already used
 * @began: when
 * @told: when the user was last told how far it is, in seconds since @began
 * @terminal: somebody watches
 * @data: what was read and not yet used
 */
struct batch {
	int fd;
	bool eof;
	size_t len;
	size_t at;
	struct timespec began;
	unsigned int told;
	bool terminal;
	char *data;
};

/* --- words ----------------------------------------------------------------- */

static int hex_value(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *p = c ? strchr(digits, c | 0x20) : NULL;

	return p ? p - digits : -1;
}

/* What stands after a backslash in double quotes: \xHH, or any character. */
static char *unescape(char *s, char *end, char *out)
{
	if (end - s >= 3 && *s == 'x' && hex_value(s[1]) >= 0 &&
	    hex_value(s[2]) >= 0) {
		*out = hex_value(s[1]) << 4 | hex_value(s[2]);
		return *out ? s + 3 : NULL;
	}
	*out = *s;
	return s + 1;
}

/* Copy what is in quotes at @s to *@out. Return: what follows, NULL if bad */
static char *quoted(char *s, char *end, char **out)
{
	char quote = *s++;

	while (s < end && *s != quote) {
		if (*s == '\\' && quote == '"' && s + 1 < end) {
			s = unescape(s + 1, end, *out);
			if (!s)
				return NULL;
			++*out;
		} else {
			*(*out)++ = *s++;
		}
	}
	return s < end ? s + 1 : NULL;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/**
 * split_line() - cut a line into words, in place
 * @line: the line; there must be room for one more byte after it
 * @len: its length
 * @words: result
 * @max: room in @words
 * @error: what is wrong with the line
 *
 * "#" at the beginning of a word begins a comment. In single quotes every
 * character stands for itself; in double quotes a backslash protects the next
 * one, and \xHH is a byte.
 *
 * Return: number of words, or -1 with *@error set
 */
int split_line(char *line, size_t len, char **words, int max,
	       const char **error)
{
	char *s = line, *end = line + len, *out, *after;
	int n = 0;

	*error = "it has a zero byte";
	if (memchr(line, '\0', len))
		return -1;
	for (;;) {
		while (s < end && is_space(*s))
			s++;
		if (s == end || *s == '#')
			return n;
		*error = "it has too many words";
		if (n == max)
			return -1;
		out = s;
		words[n++] = out;
		while (s < end && !is_space(*s)) {
			if (*s != '"' && *s != '\'') {
				*out++ = *s++;
				continue;
			}
			*error = "a quotation in it does not end, or has a zero byte";
			after = quoted(s, end, &out);
			if (!after)
				return -1;
			s = after;
		}
		/* the byte at s is a space, or the one after the line */
		if (s < end)
			s++;
		*out = '\0';
	}
}

/* --- lines ----------------------------------------------------------------- */

/* Nothing waits here while we wait for whoever writes the file. */
static int wait_for_input(struct batch *b)
{
	struct pollfd p = { .fd = b->fd, .events = POLLIN };
	int rc;

	if (poll(&p, 1, 0) > 0)
		return 0;
	rc = kernel_flush();
	fflush(stdout);
	return rc;
}

static int read_more(struct batch *b)
{
	ssize_t n;
	int rc;

	memmove(b->data, b->data + b->at, b->len - b->at);
	b->len -= b->at;
	b->at = 0;
	if (b->len == BATCH_BYTES) {
		report_line++;
		b->eof = true;
		b->len = 0;
		return bad_words(NULL, "the line is longer than %d bytes",
				 BATCH_BYTES);
	}
	rc = wait_for_input(b);
	if (rc)
		return rc;
	do {
		n = read(b->fd, b->data + b->len, BATCH_BYTES - b->len);
	} while (n < 0 && errno == EINTR);
	if (n < 0) {
		b->eof = true;
		return failed("cannot read: %s", strerror(errno));
	}
	b->eof = !n;
	b->len += n;
	return 0;
}

/**
 * next_line() - find the next line
 * @b: batch
 * @line: result, NULL at the end of the file
 * @len: its length, without the end of line
 *
 * Return: 0 or RC_*
 */
static int next_line(struct batch *b, char **line, size_t *len)
{
	size_t searched = 0;
	char *nl;
	int rc;

	*line = NULL;
	for (;;) {
		nl = memchr(b->data + b->at + searched, '\n',
			    b->len - b->at - searched);
		if (nl || (b->eof && b->len > b->at))
			break;
		if (b->eof)
			return 0;
		searched = b->len - b->at;
		rc = read_more(b);
		if (rc)
			return rc;
	}
	*line = b->data + b->at;
	*len = (nl ? nl : b->data + b->len) - *line;
	b->at += *len + !!nl;
	report_line++;
	return 0;
}

static double seconds_since(const struct timespec *began)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec - began->tv_sec +
	       (now.tv_nsec - began->tv_nsec) / 1e9;
}

static void progress(struct batch *b)
{
	unsigned int seconds;

	if (!b->terminal || report_line % 4096)
		return;
	seconds = seconds_since(&b->began);
	if (seconds < PROGRESS_SECONDS || seconds == b->told)
		return;
	b->told = seconds;
	fprintf(stderr, "\r%u lines, %u seconds ", report_line, seconds);
}

static int run_line(char *line, size_t len)
{
	char *words[BATCH_WORDS];
	const char *error;
	int n;

	n = split_line(line, len, words, BATCH_WORDS, &error);
	if (n < 0)
		return bad_words(NULL, "the line makes no sense: %s", error);
	return n ? run_words(n, words) : 0;
}

static int run_lines(struct batch *b)
{
	char *line;
	size_t len;
	int rc;

	for (;;) {
		rc = next_line(b, &line, &len);
		if (!rc && !line)
			return kernel_flush();
		if (!rc)
			rc = run_line(line, len);
		/* Those before a line that makes no sense are carried out. */
		if (rc && (!opt.force || kernel_broken)) {
			kernel_flush();
			return rc;
		}
		progress(b);
	}
}

static void summary(struct batch *b)
{
	double seconds = seconds_since(&b->began);

	if (b->told)
		fputc('\n', stderr);
	if (opt.stats)
		fprintf(stderr, "%llu requests in %.3f seconds, %.0f a second\n",
			(unsigned long long)queue.total, seconds,
			seconds > 0 ? queue.total / seconds : 0);
}

int batch_run(const char *name)
{
	struct batch b = { .terminal = isatty(STDERR_FILENO) };
	int rc;

	if (strcmp(name, "-")) {
		b.fd = open(name, O_RDONLY | O_CLOEXEC);
		if (b.fd < 0) {
			bad_words(NULL, "cannot open \"%s\": %s", name,
				  strerror(errno));
			return RC_SYNTAX;
		}
	}
	/* one byte more, for the zero after a last line without an end */
	b.data = malloc(BATCH_BYTES + 1);
	if (!b.data)
		return failed("no memory for a buffer");
	clock_gettime(CLOCK_MONOTONIC, &b.began);
	report_file = name;
	rc = run_lines(&b);
	report_file = NULL;
	summary(&b);
	free(b.data);
	if (b.fd)
		close(b.fd);
	return rc;
}
