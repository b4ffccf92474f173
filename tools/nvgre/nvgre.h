/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of the nvgre command share: the options, the tables that
 * describe objects and their words, and the arguments on their way through.
 */
#ifndef NVGRE_TOOL_H
#define NVGRE_TOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <netlink/attr.h>

#include <linux/nvgre.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#ifndef NVGRE_VERSION
#define NVGRE_VERSION "unknown"
#endif

/* What the program returns; 0 is success. */
#define RC_SYNTAX	1	/* the words make no sense: nothing was asked */
#define RC_REFUSED	2	/* the kernel refused, or could not be asked */

/**
 * struct options - the words before the object
 * @json: print JSON
 * @pretty: indent the JSON
 * @stats: show statistics
 * @details: show more
 * @oneline: keep an object on one line
 * @timestamp: say when an event came
 * @force: go on after a line of a batch failed
 * @batch: file to read commands from, "-" is the standard input
 */
struct options {
	bool json;
	bool pretty;
	bool stats;
	bool details;
	bool oneline;
	bool timestamp;
	bool force;
	const char *batch;
};

extern struct options opt;

/**
 * struct args - words not yet taken
 * @left: number of words
 * @word: the next one
 * @what: object and command, for messages
 */
struct args {
	int left;
	char **word;
	const char *what;
};

/* The form of the value of a word, see parse_value(). */
enum form {
	FORM_U32,
	FORM_S32,
	FORM_ADDR,
	FORM_MAC,
	FORM_RDID,
	FORM_DEV,
	FORM_STRING,
	FORM_ONOFF,
	FORM_DSCP,
	FORM_TTL,
	FORM_RECORD_TYPE,
	FORM_OIF,
	FORM_NONE,	/* the word stands alone */
	FORM_IGNORED,	/* has a value, which is not sent */
	FORM_IGNORED_FLAG,
};

/* The commands a word may be used with. */
#define IN_NEW		0x01
#define IN_DEL		0x02
#define IN_GET		0x04
#define IN_SHOW		0x08
#define IN_FLUSH	0x10
#define IN_SET		0x20
#define IN_RESOLVE	0x40
#define IN_FILTER	(IN_SHOW | IN_FLUSH)
#define IN_CHANGE	(IN_NEW | IN_SET)
#define IN_ALL		0xff

/**
 * struct keyword - a word and the attribute it sets
 * @word: the word
 * @attr: NVGRE_A_*
 * @form: form of the value
 * @in: commands that take it, IN_*
 */
struct keyword {
	const char *word;
	uint8_t attr;
	uint8_t form;
	uint8_t in;
};

struct object;
struct req;

/**
 * struct command - what can be done with an object
 * @name: its word
 * @run: does it
 * @cmd: NVGRE_CMD_* it sends
 * @in: one of IN_*, choosing the words it takes
 * @flags: netlink flags it sends
 * @usage: what follows the word, in BNF
 */
struct command {
	const char *name;
	int (*run)(const struct object *o, const struct command *c,
		   struct args *a);
	uint8_t cmd;
	uint8_t in;
	uint16_t flags;
	const char *usage;
};

/**
 * struct object - a kind of object
 * @name: its word
 * @commands: ends with one without a name; the first that is called "show"
 *	is the default
 * @words: ends with one without a word
 * @where: the "Where:" part of its help, or NULL
 * @subject: takes the word that names the object, which has no keyword before
 *	it; NULL if the object has none
 * @subject_name: what to call that in a message
 * @print: prints one, between pr_begin() and pr_end()
 */
struct object {
	const char *name;
	const struct command *commands;
	const struct keyword *words;
	const char *where;
	int (*subject)(struct args *a, struct req *r, const char *word);
	const char *subject_name;
	void (*print)(const struct nlmsghdr *nlh, struct nlattr **tb);
};

extern const struct object dev_object, pa_object, vsid_object, record_object,
	route_object, stats_object, config_object, monitor_object;

/* main.c */
int run_words(int argc, char **argv);

/* batch.c */
int batch_run(const char *name);
int split_line(char *line, size_t len, char **words, int max,
	       const char **error);

/* object.c: the commands most objects have */
int do_change(const struct object *o, const struct command *c, struct args *a);
int do_get(const struct object *o, const struct command *c, struct args *a);
int do_show(const struct object *o, const struct command *c, struct args *a);
int do_show_any(const struct object *o, const struct command *c,
		struct args *a);
int do_flush(const struct object *o, const struct command *c, struct args *a);
int object_talk(const struct object *o, struct req *r);
int object_dump(const struct object *o, struct req *r);
void print_dev(struct nlattr **tb);
void print_owner(struct nlattr **tb);
void print_stats(struct nlattr *nest);

#endif /* NVGRE_TOOL_H */
