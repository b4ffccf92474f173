// SPDX-License-Identifier: GPL-2.0
/*
 * usage: genl policy | refusals | rights | filters | notify | fail
 *        genl fuzz SEED COUNT | writers COUNT STEPS | resume RECORDS CHANGING
 *
 * Tests of the generic netlink family, as TAP. Run in a network namespace that
 * is thrown away afterwards: genl.sh and writers.sh do.
 */
#include "genl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	unsigned int one = argc > 2 ? strtoul(argv[2], NULL, 0) : 0;
	unsigned int two = argc > 3 ? strtoul(argv[3], NULL, 0) : 0;

	find_family();
	if (!strcmp(what, "policy"))
		test_policy();
	else if (!strcmp(what, "refusals"))
		test_refusals();
	else if (!strcmp(what, "rights"))
		test_rights();
	else if (!strcmp(what, "filters"))
		test_filters();
	else if (!strcmp(what, "notify"))
		test_notify();
	else if (!strcmp(what, "fail"))
		test_fail();
	else if (!strcmp(what, "fuzz"))
		test_fuzz(one, two);
	else if (!strcmp(what, "writers"))
		test_writers(one, two);
	else if (!strcmp(what, "resume"))
		test_resume(one, two);
	else
		die("usage: genl TEST");
	return results_end();
}
