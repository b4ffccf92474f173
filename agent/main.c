// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf.h"
#include "mem.h"

#define CONF_FILE "/etc/nvgw/nvgw.conf"

/* As systemd and the LSB have them; nvgwd(8) says what they mean. */
enum {
	EXIT_GOOD = 0,
	EXIT_FAILED = 1,
	EXIT_BAD_CONFIG = 2,
	EXIT_NO_PERMISSION = 4,
	EXIT_NO_CONFIG = 6,
	EXIT_USAGE = 64,
};

static void usage(FILE *f)
{
	fputs("Usage: nvgwd --check [--dump] [FILE]\n"
	      "       nvgwd { --help | --version }\n"
	      "FILE is " CONF_FILE " if it is not given.\n", f);
}

static int check(const char *path, bool dump)
{
	struct conf *c;
	bool good;
	int error;

	c = conf_load(path, &error);
	if (!c) {
		fprintf(stderr, "nvgwd: %s cannot be read: %s\n", path,
			file_error(error));
		if (error == -ENOENT || error == -ENOTDIR)
			return EXIT_NO_CONFIG;
		return error == -EACCES ? EXIT_NO_PERMISSION : EXIT_FAILED;
	}
	good = !c->problems.n;
	if (!good)
		problems_print(c);
	else if (dump)
		conf_dump(c);
	conf_free(c);
	if (!good)
		return EXIT_BAD_CONFIG;
	if (fflush(stdout) || ferror(stdout)) {
		fprintf(stderr, "nvgwd: cannot write: %s\n", strerror(errno));
		return EXIT_FAILED;
	}
	return EXIT_GOOD;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "check", no_argument, NULL, 'c' },
		{ "dump", no_argument, NULL, 'd' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ 0 }
	};
	bool want_check = false, dump = false;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'c':
			want_check = true;
			break;
		case 'd':
			dump = true;
			break;
		case 'h':
			usage(stdout);
			return EXIT_GOOD;
		case 'V':
			puts("nvgwd " NVGRE_VERSION);
			return EXIT_GOOD;
		default:
			usage(stderr);
			return EXIT_USAGE;
		}
	}
	if (!want_check || argc - optind > 1) {
		usage(stderr);
		return EXIT_USAGE;
	}
	return check(optind < argc ? argv[optind] : CONF_FILE, dump);
}
