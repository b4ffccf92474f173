// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "nl.h"
#include "nvgre.h"
#include "parse.h"
#include "report.h"

#define NETNS_DIR "/run/netns/"

struct options opt;

static const struct object *const objects[] = {
	&dev_object, &pa_object, &vsid_object, &record_object, &route_object,
	&stats_object, &config_object, &monitor_object,
};

/* --- help ------------------------------------------------------------------ */

static void usage(FILE *to)
{
	fputs("Usage: nvgre [ OPTIONS ] OBJECT { COMMAND | help }\n"
	      "       nvgre [ OPTIONS ] [ -force ] -batch FILE\n"
	      "where  OBJECT := { dev | pa | vsid | record | route | stats | config | monitor }\n"
	      "       OPTIONS := { -j[son] | -p[retty] | -s[tatistics] | -d[etails] |\n"
	      "                    -o[neline] | -t[imestamp] | -n[umeric] |\n"
	      "                    -N[etns] NAME | -force | -b[atch] FILE |\n"
	      "                    -V[ersion] | -h[elp] }\n",
	      to);
}

static void command_usage(const struct object *o, const struct command *c)
{
	const char *s;

	printf("%s%s", o->name, strcmp(c->name, "all") ? " " : "");
	if (strcmp(c->name, "all"))
		fputs(c->name, stdout);
	if (*c->usage)
		putchar(' ');
	for (s = c->usage; *s; s++) {
		putchar(*s);
		if (*s == '\n')
			fputs("               ", stdout);
	}
	putchar('\n');
}

static int object_usage(const struct object *o, const struct command *only)
{
	const struct command *c;
	const char *s, *lead = "Usage: nvgre ";

	for (c = o->commands; c->name; c++) {
		if (only && c != only)
			continue;
		fputs(lead, stdout);
		command_usage(o, c);
		lead = "       nvgre ";
	}
	if (!o->where)
		return 0;
	fputs("where  ", stdout);
	for (s = o->where; *s; s++) {
		putchar(*s);
		if (*s == '\n' && s[1])
			fputs("       ", stdout);
	}
	return 0;
}

/* --- objects and commands -------------------------------------------------- */

static const struct object *find_object(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(objects); i++)
		if (!strcmp(objects[i]->name, name))
			return objects[i];
	return NULL;
}

static const struct command *find_command(const struct object *o,
					  const char *name)
{
	const struct command *c;

	for (c = o->commands; c->name; c++)
		if (!strcmp(c->name, name))
			return c;
	return NULL;
}

static int run_object(const struct object *o, struct args *a)
{
	const struct command *c;
	char what[32];
	const char *name;

	if (is_help(a))
		return object_usage(o, NULL);
	name = next_word(a);
	if (!name)
		name = o == &monitor_object ? "all" : "show";
	c = find_command(o, name);
	a->what = o->name;
	if (!c)
		return bad_words(a, "\"%s\" is not a command (try \"nvgre %s help\")",
				 name, o->name);
	if (is_help(a) && a->left == 1)
		return object_usage(o, c);
	snprintf(what, sizeof(what), "%s %s", o->name, c->name);
	a->what = what;
	return c->run(o, c, a);
}

/* One command, from the command line or a line of a batch. */
int run_words(int argc, char **argv)
{
	struct args a = { .left = argc, .word = argv };
	const struct object *o;
	const char *name;

	if (is_help(&a)) {
		usage(stdout);
		return 0;
	}
	name = next_word(&a);
	o = find_object(name);
	if (!o)
		return bad_words(NULL, "\"%s\" is not an object (try \"nvgre help\")",
				 name);
	return run_object(o, &a);
}

/* --- options --------------------------------------------------------------- */

static int enter_netns(const char *name)
{
	char path[256];
	int fd, n;

	n = snprintf(path, sizeof(path), "%s%s",
		     strchr(name, '/') ? "" : NETNS_DIR, name);
	if (n >= (int)sizeof(path))
		return bad_words(NULL, "the name of the namespace is too long");
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return bad_words(NULL, "cannot open the network namespace \"%s\": %s",
				 name, strerror(errno));
	n = setns(fd, CLONE_NEWNET);
	close(fd);
	if (n)
		return failed("cannot enter the network namespace \"%s\": %s",
			      name, strerror(errno));
	return 0;
}

/* Whether @word is the option @name, short of @letter if there is such */
static bool is_option(const char *word, const char *letter, const char *name)
{
	return (letter && !strcmp(word, letter)) || !strcmp(word, name);
}

static bool *flag_option(const char *word)
{
	static bool accepted;

	if (is_option(word, "j", "json"))
		return &opt.json;
	if (is_option(word, "p", "pretty"))
		return &opt.pretty;
	if (is_option(word, "s", "statistics") || !strcmp(word, "stats"))
		return &opt.stats;
	if (is_option(word, "d", "details"))
		return &opt.details;
	if (is_option(word, "o", "oneline"))
		return &opt.oneline;
	if (is_option(word, "t", "timestamp"))
		return &opt.timestamp;
	if (is_option(word, NULL, "force"))
		return &opt.force;
	/* all is numeric already; scripts write it nevertheless */
	if (is_option(word, "n", "numeric"))
		return &accepted;
	return NULL;
}

/**
 * read_options() - take the words that begin with "-"
 * @a: the words
 * @done: set if nothing is left to be done
 *
 * Return: 0 or RC_*
 */
static int read_options(struct args *a, bool *done)
{
	const char *word, *value, *netns = NULL;
	bool *flag;

	while (a->left && a->word[0][0] == '-') {
		word = next_word(a) + 1;
		word += *word == '-';
		flag = flag_option(word);
		if (flag) {
			*flag = true;
		} else if (is_option(word, "h", "help")) {
			usage(stdout);
			*done = true;
			return 0;
		} else if (is_option(word, "V", "Version") ||
			   !strcmp(word, "version")) {
			puts("nvgre " NVGRE_VERSION);
			*done = true;
			return 0;
		} else if (is_option(word, "b", "batch") ||
			   is_option(word, "N", "Netns") ||
			   !strcmp(word, "netns")) {
			value = next_word(a);
			if (!value)
				return bad_words(NULL, "the option \"-%s\" needs a value",
						 word);
			*(word[0] == 'b' ? &opt.batch : &netns) = value;
		} else {
			return bad_words(NULL, "\"-%s\" is not an option (try \"nvgre help\")",
					 word);
		}
	}
	return netns ? enter_netns(netns) : 0;
}

static int run(struct args *a)
{
	bool done = false;
	int rc;

	rc = read_options(a, &done);
	if (rc || done)
		return rc;
	if (opt.batch) {
		if (a->left)
			return bad_words(NULL, "\"%s\" is one word too many beside a batch",
					 a->word[0]);
		return batch_run(opt.batch);
	}
	if (!a->left) {
		usage(stderr);
		return RC_SYNTAX;
	}
	rc = run_words(a->left, a->word);
	return rc ? rc : kernel_flush();
}

int main(int argc, char **argv)
{
	struct args a = { .left = argc - 1, .word = argv + 1 };
	int rc = run(&a);

	/* A disk that is full must not go unnoticed. */
	if (fflush(stdout) || ferror(stdout))
		rc = failed("cannot write: %s", strerror(errno));
	/* With -force the gravest failure is not the last. */
	return rc > report_rc ? rc : report_rc;
}
