// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Files into the model. Every file is a document of its own for libconfig; what
 * they say is put together here.
 */
#include <errno.h>
#include <libconfig.h>
#include <stdlib.h>
#include <string.h>

#include "conf.h"
#include "file.h"
#include "mem.h"

#define INCLUDE_DEPTH 10

static void read_group(struct conf *c, config_setting_t *from,
		       struct object *o);
static void read_source(struct conf *c, struct source *s, char *text,
			size_t len, unsigned int depth);

/* Takes the path. */
struct source *conf_source(struct conf *c, const char *name, char *path)
{
	struct source *s = mem_alloc(sizeof(*s));

	s->name = mem_text(name, strlen(name));
	s->path = path;
	s->index = c->sources.n;
	*(struct source **)list_add(&c->sources, sizeof(s)) = s;
	return s;
}

/* --- settings -------------------------------------------------------------- */

static void begin_object(struct object *o, const struct group *group,
			 const struct object *parent, unsigned int line)
{
	o->group = group;
	o->source = parent->source;
	o->line = line;
	set_fallbacks(o);
}

static void wrong_type(struct conf *c, struct object *o, const struct key *k,
		       unsigned int line)
{
	problem_line(c, o, line, "%s is to be %s.", k->name,
		     key_type_name(k->type));
	o->bad = true;
}

static void read_array(struct conf *c, config_setting_t *from,
		       struct object *o, const struct key *k)
{
	int type = config_setting_type(from), n, i;
	config_setting_t *item;

	if (type != CONFIG_TYPE_ARRAY && type != CONFIG_TYPE_LIST) {
		wrong_type(c, o, k, from->line);
		return;
	}
	n = config_setting_length(from);
	for (i = 0; i < n; i++) {
		item = config_setting_get_elem(from, i);
		if (config_setting_type(item) == CONFIG_TYPE_STRING)
			add_text(c, o, k, item->line,
				 config_setting_get_string(item));
		else
			wrong_type(c, o, k, item->line);
	}
	if (!n && k->required) {
		problem_line(c, o, from->line, "%s is empty.", k->name);
		o->bad = true;
	}
}

static void read_groups(struct conf *c, config_setting_t *from,
			struct object *o, const struct key *k)
{
	config_setting_t *item;
	struct object *child;
	int n, i;

	if (config_setting_type(from) != CONFIG_TYPE_LIST) {
		wrong_type(c, o, k, from->line);
		return;
	}
	n = config_setting_length(from);
	for (i = 0; i < n; i++) {
		item = config_setting_get_elem(from, i);
		if (config_setting_type(item) != CONFIG_TYPE_GROUP) {
			wrong_type(c, o, k, item->line);
			continue;
		}
		child = list_add((char *)o + k->offset, k->group->size);
		begin_object(child, k->group, o, item->line);
		read_group(c, item, child);
		o->bad |= child->bad;
	}
}

static void read_one_group(struct conf *c, config_setting_t *from,
			   struct object *o, const struct key *k)
{
	struct object *child = (void *)((char *)o + k->offset);

	if (config_setting_type(from) != CONFIG_TYPE_GROUP) {
		wrong_type(c, o, k, from->line);
		return;
	}
	/* libconfig lets no name be twice in a group, but in two files it may. */
	if (child->line) {
		problem_line(c, o, from->line, "%s is already at %s:%u.",
			     k->name, child->source->name, child->line);
		o->bad = true;
		return;
	}
	begin_object(child, k->group, o, from->line);
	read_group(c, from, child);
	o->bad |= child->bad;
}

static void read_key(struct conf *c, config_setting_t *from, struct object *o,
		     const struct key *k)
{
	int type = config_setting_type(from);

	switch (k->type) {
	case KEY_NUMBER:
		if (type == CONFIG_TYPE_INT || type == CONFIG_TYPE_INT64)
			set_number(c, o, k, from->line,
				   config_setting_get_int64(from));
		else
			wrong_type(c, o, k, from->line);
		return;
	case KEY_ADDRS:
	case KEY_NET_ADDRS:
	case KEY_PREFIXES:
	case KEY_RANGES:
	case KEY_TEXTS:
		read_array(c, from, o, k);
		return;
	case KEY_GROUP:
		read_one_group(c, from, o, k);
		return;
	case KEY_GROUPS:
		read_groups(c, from, o, k);
		return;
	default:
		if (type == CONFIG_TYPE_STRING)
			set_text(c, o, k, from->line,
				 config_setting_get_string(from));
		else
			wrong_type(c, o, k, from->line);
	}
}

static void read_keys(struct conf *c, config_setting_t *from, struct object *o)
{
	int n = config_setting_length(from), i;
	config_setting_t *item;
	const struct key *k;

	for (i = 0; i < n; i++) {
		item = config_setting_get_elem(from, i);
		k = key_find(o->group, config_setting_name(item));
		if (!k) {
			problem_line(c, o, item->line,
				     "\"%s\" is not a key of %s.",
				     config_setting_name(item), o->group->what);
			o->bad = true;
			continue;
		}
		o->key_line[k - o->group->keys] = item->line;
		read_key(c, item, o, k);
	}
}

static void read_group(struct conf *c, config_setting_t *from,
		       struct object *o)
{
	read_keys(c, from, o);
	require_keys(c, o);
}

/* --- files ----------------------------------------------------------------- */

/* An error of file.c in words */
const char *file_error(int error)
{
	if (error == -EINVAL)
		return "not a regular file";
	if (error == -EFBIG)
		return "too big";
	return strerror(-error);
}

static void include_file(struct conf *c, const struct source *by,
			 unsigned int line, const char *name,
			 unsigned int depth)
{
	char *text, *path = NULL;
	size_t len, i;
	int error;

	error = file_real(name, &path);
	if (!error)
		error = file_read(name, &text, &len);
	if (error) {
		problem(c, by, line, "\"%s\" cannot be read: %s.", name,
			file_error(error));
		c->model.o.bad = true;
		free(path);
		return;
	}
	for (i = 0; i < c->sources.n; i++) {
		if (strcmp(c->sources.item[i]->path, path))
			continue;
		problem(c, by, line, "\"%s\" was read already.",
			name);
		free(text);
		free(path);
		return;
	}
	read_source(c, conf_source(c, name, path), text, len, depth + 1);
}

static void include_pattern(struct conf *c, const struct source *by,
			    const struct include *include, unsigned int depth)
{
	char *pattern = source_beside(by->name, include->pattern), **paths;
	size_t n, i;
	int error;

	if (depth == INCLUDE_DEPTH) {
		problem(c, by, include->line,
			"files include files more than %u deep.", depth);
	} else if (!strpbrk(pattern, "*?[")) {
		include_file(c, by, include->line, pattern, depth);
	} else {
		error = file_match(pattern, &paths, &n);
		if (error)
			problem(c, by, include->line,
				"what \"%s\" matches cannot be listed: %s.",
				pattern, strerror(-error));
		for (i = 0; i < n; i++) {
			include_file(c, by, include->line, paths[i], depth);
			free(paths[i]);
		}
		free(paths);
	}
	free(pattern);
}

static void parse(struct conf *c, const struct source *s, const char *text)
{
	const char *error;
	config_t config;

	config_init(&config);
	if (config_read_string(&config, text)) {
		c->model.o.source = s;
		read_keys(c, config_root_setting(&config), &c->model.o);
	} else {
		c->model.o.bad = true;
		error = config_error_text(&config);
		if (!strcmp(error, "duplicate setting name"))
			error = "this key is given twice";
		else if (!strcmp(error, "syntax error"))
			error = "the syntax is wrong here, or just before";
		problem(c, s, config_error_line(&config), "%s.", error);
	}
	config_destroy(&config);
}

/* Takes the text. */
static void read_source(struct conf *c, struct source *s, char *text,
			size_t len, unsigned int depth)
{
	struct includes includes = { 0 };
	size_t i;

	if (source_prepare(c, s, text, len, &includes))
		parse(c, s, text);
	else
		c->model.o.bad = true;
	free(text);
	for (i = 0; i < includes.n; i++) {
		include_pattern(c, s, &includes.item[i], depth);
		free(includes.item[i].pattern);
	}
	free(includes.item);
}

/**
 * conf_load() - read a configuration and check it
 * @path: its first file
 * @error: why it cannot be read, a negative errno
 *
 * Return: the configuration, for conf_free(), sound if it has no problems; NULL
 * if the first file cannot be read
 */
struct conf *conf_load(const char *path, int *error)
{
	char *text, *real = NULL;
	struct conf *c;
	size_t len;

	*error = file_real(path, &real);
	if (!*error)
		*error = file_read(path, &text, &len);
	if (*error) {
		free(real);
		return NULL;
	}
	c = mem_alloc(sizeof(*c));
	c->model.o.group = &root_group;
	read_source(c, conf_source(c, path, real), text, len, 0);
	c->model.o.source = c->sources.item[0];
	if (!c->model.o.bad)
		require_keys(c, &c->model.o);
	conf_check(c);
	return c;
}

/* --- the end --------------------------------------------------------------- */

static void free_object(struct object *o)
{
	const struct key *k, *end;
	struct list list;
	size_t i;
	void *at;

	/* A group that was not given */
	if (!o->group)
		return;
	end = o->group->keys + o->group->n_keys;
	for (k = o->group->keys; k < end; k++) {
		at = (char *)o + k->offset;
		if (k->type == KEY_TEXT || k->type == KEY_NAME)
			free(*(char **)at);
		else if (k->type == KEY_GROUP)
			free_object(at);
		if (k->type < KEY_ADDRS || k->type == KEY_GROUP)
			continue;
		memcpy(&list, at, sizeof(list));
		for (i = 0; i < list.n && k->type == KEY_GROUPS; i++)
			free_object((void *)(list.item + i * k->group->size));
		for (i = 0; i < list.n && k->type == KEY_TEXTS; i++)
			free(((struct text *)(void *)list.item)[i].s);
		free(list.item);
	}
}

void conf_free(struct conf *c)
{
	size_t i;

	if (!c)
		return;
	free_object(&c->model.o);
	for (i = 0; i < c->sources.n; i++) {
		free(c->sources.item[i]->name);
		free(c->sources.item[i]->path);
		free(c->sources.item[i]);
	}
	free(c->sources.item);
	for (i = 0; i < c->problems.n; i++)
		free(c->problems.item[i].text);
	free(c->problems.item);
	free(c);
}
