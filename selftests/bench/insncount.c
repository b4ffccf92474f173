// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * insncount - QEMU plugin: how often each block of guest code runs
 *
 * Counts between two marks, no-ops with a number in them which nvgen executes
 * around the frames it measures, and writes a line for every block that ran:
 *
 *	ADDRESS INSTRUCTIONS-IN-IT TIMES-RUN
 *
 * Argument: out=FILE. The guest pays nothing for being counted, so the figures
 * are those of a run without.
 *
 * Debian's QEMU is built for plugins but ships no header for them; what is used
 * of the interface (version 1) is declared here.
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
struct qemu_info_t;

enum { QEMU_PLUGIN_CB_NO_REGS };
enum { QEMU_PLUGIN_INLINE_ADD_U64 };

void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id,
		void (*cb)(qemu_plugin_id_t id, struct qemu_plugin_tb *tb));
void qemu_plugin_register_vcpu_tb_exec_inline(struct qemu_plugin_tb *tb,
		int op, void *ptr, uint64_t imm);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
		void (*cb)(unsigned int cpu, void *data), int flags,
		void *data);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(
		const struct qemu_plugin_tb *tb, size_t i);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *insn);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);

int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info_t *info,
			int argc, char **argv);
int qemu_plugin_version = 1;

struct block {
	struct block *next;
	uint64_t vaddr;
	uint64_t insns;
	uint64_t runs;
};

#define BUCKETS (1 << 16)

/* The same code may be translated again and again; it stays one block. */
static struct block *blocks[BUCKETS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *path;

static struct block *block_get(uint64_t vaddr, uint64_t insns)
{
	struct block **head = &blocks[(vaddr ^ vaddr >> 16) % BUCKETS], *b;

	for (b = *head; b; b = b->next)
		if (b->vaddr == vaddr && b->insns == insns)
			return b;
	b = calloc(1, sizeof(*b));
	if (!b)
		abort();
	b->vaddr = vaddr;
	b->insns = insns;
	b->next = *head;
	*head = b;
	return b;
}

static void begin(unsigned int cpu, void *data)
{
	struct block *b;
	unsigned int i;

	pthread_mutex_lock(&lock);
	for (i = 0; i < BUCKETS; i++)
		for (b = blocks[i]; b; b = b->next)
			b->runs = 0;
	pthread_mutex_unlock(&lock);
}

static void end(unsigned int cpu, void *data)
{
	FILE *f = fopen(path, "w");
	struct block *b;
	unsigned int i;

	if (!f) {
		perror(path);
		return;
	}
	pthread_mutex_lock(&lock);
	for (i = 0; i < BUCKETS; i++)
		for (b = blocks[i]; b; b = b->next)
			if (b->runs)
				fprintf(f, "%" PRIx64 " %" PRIu64 " %" PRIu64
					"\n", b->vaddr, b->insns, b->runs);
	pthread_mutex_unlock(&lock);
	fclose(f);
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	static const uint8_t begin_mark[] = {
		0x0f, 0x1f, 0x84, 0x00, 0xa1, 0x0b, 0x5e, 0x7a };
	static const uint8_t end_mark[] = {
		0x0f, 0x1f, 0x84, 0x00, 0xa2, 0x0b, 0x5e, 0x7a };
	size_t n = qemu_plugin_tb_n_insns(tb), i;
	struct qemu_plugin_insn *insn;
	struct block *b;

	insn = qemu_plugin_tb_get_insn(tb, 0);
	pthread_mutex_lock(&lock);
	b = block_get(qemu_plugin_insn_vaddr(insn), n);
	pthread_mutex_unlock(&lock);
	qemu_plugin_register_vcpu_tb_exec_inline(tb,
						 QEMU_PLUGIN_INLINE_ADD_U64,
						 &b->runs, 1);
	for (i = 0; i < n; i++) {
		insn = qemu_plugin_tb_get_insn(tb, i);
		if (qemu_plugin_insn_size(insn) != sizeof(begin_mark))
			continue;
		if (!memcmp(qemu_plugin_insn_data(insn), begin_mark,
			    sizeof(begin_mark)))
			qemu_plugin_register_vcpu_insn_exec_cb(insn, begin,
					QEMU_PLUGIN_CB_NO_REGS, NULL);
		else if (!memcmp(qemu_plugin_insn_data(insn), end_mark,
				 sizeof(end_mark)))
			qemu_plugin_register_vcpu_insn_exec_cb(insn, end,
					QEMU_PLUGIN_CB_NO_REGS, NULL);
	}
}

__attribute__((visibility("default")))
int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info_t *info,
			int argc, char **argv)
{
	int i;

	for (i = 0; i < argc; i++)
		if (!strncmp(argv[i], "out=", 4))
			path = strdup(argv[i] + 4);
	if (!path) {
		fputs("insncount: out=FILE is missing\n", stderr);
		return -1;
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	return 0;
}
