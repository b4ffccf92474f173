/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sentences for the user. Of a command in a batch they end with the file and
 * the line the command is on.
 */
#ifndef NVGRE_TOOL_REPORT_H
#define NVGRE_TOOL_REPORT_H

struct nlmsghdr;
struct args;

/* The file of the batch, NULL outside of one, and the line being parsed */
extern const char *report_file;
extern unsigned int report_line;
/* The gravest RC_* of all that was reported */
extern int report_rc;

__attribute__((format(printf, 2, 3)))
int bad_words(const struct args *a, const char *format, ...);
__attribute__((format(printf, 1, 2)))
int failed(const char *format, ...);
__attribute__((format(printf, 1, 2)))
void warning(const char *format, ...);

int kernel_error(const struct nlmsghdr *answer, const struct nlmsghdr *request,
		 unsigned int line);
void kernel_warning(const struct nlmsghdr *answer);

#endif /* NVGRE_TOOL_REPORT_H */
