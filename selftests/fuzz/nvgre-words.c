// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libFuzzer target: a batch of the nvgre command. Whatever the lines are, they
 * are refused, or become requests that the fake kernel finds well formed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake.h"
#include "nl.h"
#include "nvgre.h"
#include "report.h"
#include "req.h"

#define MAX_WORDS 128

static void line(const uint8_t *data, size_t size)
{
	char *words[MAX_WORDS], *copy = malloc(size + 1);
	const char *error;
	int n;

	memcpy(copy, data, size);
	n = split_line(copy, size, words, MAX_WORDS, &error);
	/* A range of millions is well formed, but takes its time. */
	if (n > 0 && strcmp(words[0], "vsid"))
		run_words(n, words);
	else if (n > 2 && strlen(words[2]) < 8)
		run_words(n, words);
	kernel_flush();
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = data + size, *nl;
	static bool ready;

	if (!ready) {
		ready = freopen("/dev/null", "w", stdout);
		ready &= !!freopen("/dev/null", "w", stderr);
		fake_quiet = true;
		opt.force = true;
	}
	opt.json = size & 1;
	report_file = size & 2 ? "fuzz" : NULL;
	for (; data < end; data = nl + 1) {
		nl = memchr(data, '\n', end - data);
		if (!nl)
			nl = end;
		line(data, nl - data);
	}
	return 0;
}
