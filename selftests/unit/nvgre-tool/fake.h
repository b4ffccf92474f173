/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NVGRE_TOOL_FAKE_H
#define NVGRE_TOOL_FAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Check requests, but write and keep nothing. */
extern bool fake_quiet;

/* libFuzzer calls it, and no header of its own declares it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif /* NVGRE_TOOL_FAKE_H */
