// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>

#include "names.h"
#include "nl.h"
#include "report.h"

const char *report_file;
unsigned int report_line;
int report_rc;

/* Begin a sentence, after what was already shown. */
static void begin(const char *word)
{
	fflush(stdout);
	fputs(word, stderr);
}

/* End the sentence of a command that failed. */
static int end(unsigned int line, int rc)
{
	if (rc > report_rc)
		report_rc = rc;
	/* What ends all of a batch is no fault of a line. */
	if (report_file && !kernel_broken)
		fprintf(stderr, " Command failed %s:%u\n", report_file, line);
	else
		fputc('\n', stderr);
	return rc;
}

/* Say what is wrong with the words of a command. Return: RC_SYNTAX */
int bad_words(const struct args *a, const char *format, ...)
{
	va_list ap;

	begin("Error: ");
	if (a && a->what)
		fprintf(stderr, "%s: ", a->what);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('.', stderr);
	return end(report_line, RC_SYNTAX);
}

/* Say what failed beside the words. Return: RC_REFUSED */
int failed(const char *format, ...)
{
	va_list ap;

	begin("Error: ");
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('.', stderr);
	return end(report_line, RC_REFUSED);
}

void warning(const char *format, ...)
{
	va_list ap;

	begin("Warning: ");
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputs(".\n", stderr);
}

/**
 * struct extack - what the kernel adds to an error
 * @text: its words, not terminated; NULL if there are none
 * @len: length of @text
 * @offset: of the attribute concerned in the request, 0 for none
 * @missing: the attribute that is missing, 0 for none
 */
struct extack {
	const char *text;
	int len;
	uint32_t offset;
	uint32_t missing;
};

static void extack_parse(const struct nlmsghdr *n, struct extack *e)
{
	int skip = sizeof(int), len;
	struct nlattr *a;

	memset(e, 0, sizeof(*e));
	if (!(n->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	if (n->nlmsg_type == NLMSG_ERROR) {
		const struct nlmsgerr *err = NLMSG_DATA(n);

		skip = sizeof(*err);
		/* without NLM_F_CAPPED the whole request comes first */
		if (!(n->nlmsg_flags & NLM_F_CAPPED))
			skip += NLMSG_ALIGN(err->msg.nlmsg_len) - NLMSG_HDRLEN;
	}
	len = (int)n->nlmsg_len - NLMSG_HDRLEN - NLMSG_ALIGN(skip);
	a = (struct nlattr *)((char *)NLMSG_DATA(n) + NLMSG_ALIGN(skip));
	for (; len > 0 && nla_ok(a, len); a = nla_next(a, &len)) {
		switch (nla_type(a)) {
		case NLMSGERR_ATTR_MSG:
			e->text = nla_data(a);
			e->len = strnlen(e->text, nla_len(a));
			break;
		case NLMSGERR_ATTR_OFFS:
			if (nla_len(a) >= 4)
				e->offset = nla_get_u32(a);
			break;
		case NLMSGERR_ATTR_MISS_TYPE:
			if (nla_len(a) >= 4)
				e->missing = nla_get_u32(a);
			break;
		}
	}
	/* we end the sentence ourselves */
	while (e->len && (e->text[e->len - 1] == '.' ||
			  e->text[e->len - 1] == '\n'))
		e->len--;
}

static void print_attr(const struct extack *e, const struct nlmsghdr *request)
{
	const struct nlattr *a;

	if (e->missing) {
		fprintf(stderr, " (missing attribute %s)",
			attr_name(e->missing));
	} else if (e->offset >= NLMSG_HDRLEN + GENL_HDRLEN && request &&
		   e->offset + NLA_HDRLEN <= request->nlmsg_len) {
		a = (const void *)((const char *)request + e->offset);
		fprintf(stderr, " (attribute %s)",
			attr_name(a->nla_type & NLA_TYPE_MASK));
	}
}

/**
 * kernel_error() - say why the kernel refused a request
 * @answer: the NLMSG_ERROR, or the NLMSG_DONE of a dump that failed
 * @request: the request
 * @line: the line of the batch it comes from
 *
 * Return: RC_REFUSED
 */
int kernel_error(const struct nlmsghdr *answer, const struct nlmsghdr *request,
		 unsigned int line)
{
	const struct genlmsghdr *genl = NLMSG_DATA(request);
	int error = -*(const int *)NLMSG_DATA(answer);
	struct extack e;

	extack_parse(answer, &e);
	begin(e.len ? "Error: " : "nvgre: ");
	if (e.len)
		fprintf(stderr, "%.*s", e.len, e.text);
	else
		fprintf(stderr, "%s: %s",
			command_name(genl->cmd, request->nlmsg_flags),
			strerror(error));
	print_attr(&e, request);
	if (e.len || report_file)
		fputc('.', stderr);
	return end(line, RC_REFUSED);
}

/* Pass on what the kernel says about a request it carried out. */
void kernel_warning(const struct nlmsghdr *answer)
{
	struct extack e;

	extack_parse(answer, &e);
	if (e.len)
		warning("%.*s", e.len, e.text);
}
