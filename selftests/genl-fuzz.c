// SPDX-License-Identifier: GPL-2.0
/*
 * Requests made wrong at random. The kernel may take or refuse them, but it
 * answers each, changes nothing when it refuses, and lives.
 */
#include "genl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t state;

static uint32_t draw(uint32_t below)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % below;
}

/* Numbers at which something changes */
static uint32_t draw_number(void)
{
	static const uint32_t odd[] = {
		0, 1, 2, 3, 4, 15, 16, 32, 33, 63, 64, 128, 129, 255, 256,
		4095, 4096, 5000, 5001, 6000, 65535, 16777214, 16777215,
		16777216, 0x7fffffff, 0x80000000, 0xffffffff
	};

	return draw(4) ? odd[draw(ARRAY_SIZE(odd))] : draw(0xffffffff);
}

static void draw_attr(struct msg *m)
{
	static const uint8_t lens[] = {
		0, 1, 1, 2, 3, 4, 4, 4, 4, 5, 6, 6, 8, 15, 16, 16, 16, 17, 65,
		66
	};
	uint8_t data[80];
	unsigned int len = lens[draw(ARRAY_SIZE(lens))], i;
	uint32_t number = draw_number();

	for (i = 0; i < sizeof(data); i++)
		data[i] = draw(3) ? draw(256) : 0;
	if (draw(2))
		memcpy(data, &number, 4);
	if (draw(2) && len)
		data[len - 1] = 0;
	msg_add(m, draw(8) ? draw(NVGRE_A_MAX + 3) : draw(65536), data, len);
}

static void mutate(struct msg *m)
{
	const unsigned int begin = NLMSG_LENGTH(GENL_HDRLEN);
	struct genlmsghdr *genl = NLMSG_DATA(&m->h);
	uint32_t number = draw_number();
	unsigned int at;

	switch (draw(9)) {
	case 0:
	case 1:
		draw_attr(m);
		return;
	case 2:
		genl->cmd = draw(10) ? draw(NVGRE_CMD_MAX + 2) : draw(256);
		return;
	case 3:
		m->h.nlmsg_flags ^= 0x100 << draw(5);
		return;
	case 4:
		m->h.nlmsg_flags ^= DUMP;
		return;
	}
	if (m->h.nlmsg_len <= begin)
		return;
	at = begin + draw(m->h.nlmsg_len - begin);
	switch (draw(4)) {
	case 0:
		m->buf[at] ^= 1 << draw(8);
		break;
	case 1:
		m->buf[at] = draw(256);
		break;
	case 2:
		/* Somewhere in a payload, most often */
		at = begin + (at - begin) / 4 * 4;
		if (at + 4 <= m->h.nlmsg_len)
			memcpy(m->buf + at, &number, 4);
		break;
	case 3:
		m->h.nlmsg_len = draw(8) ? at : begin - draw(4);
		break;
	}
}

static void take_generation(const struct nlmsghdr *nlh, void *data)
{
	*(uint32_t *)data = attr_u32(nlh, NVGRE_A_GENERATION);
}

/* Counts what was changed; cheaper to compare than everything */
static uint32_t generation(struct sock *sock)
{
	const struct request request = { NVGRE_CMD_CONFIG_GET, 0, "" };
	uint32_t count = 0;
	struct answer a;

	ask(sock, &request, &a, take_generation, &count);
	return count;
}

static void random_request(struct msg *m)
{
	const struct command *c = &commands[draw(n_commands)];
	unsigned int i;

	msg_begin(m, c->cmd, c->dump ? DUMP : 0);
	if (!c->dump && draw(2))
		m->h.nlmsg_flags |= draw(2) ? SET : NLM_F_CREATE;
	msg_words(m, c->words);
	for (i = draw(4); i; i--)
		mutate(m);
	/* It is ours to ask and to be answered */
	m->h.nlmsg_type = family;
	m->h.nlmsg_flags |= NLM_F_REQUEST | NLM_F_ACK;
}

void test_fuzz(unsigned int seed, unsigned int n)
{
	unsigned int i, refused = 0, half_done = 0, shown = 0;
	uint32_t before, now;
	struct sock sock;
	char *all, *same;
	struct answer a;
	struct msg m;

	state = seed ?: 1;
	note("seed %u, %u requests", seed, n);
	sock_open(&sock);
	fixture_links();
	fixture(&sock);
	before = generation(&sock);
	for (i = 0; i < n; i++) {
		random_request(&m);
		/* And now and then, all there is */
		all = draw(50) ? NULL : snapshot(&sock);
		talk(&sock, &m, &a, NULL, NULL);
		shown += a.objects;
		refused += a.err != 0;
		now = generation(&sock);
		same = all ? snapshot(&sock) : NULL;
		if (a.err && (now != before || (all && strcmp(all, same)))) {
			half_done++;
			note("request %u: error %d, \"%s\"", i, a.err, a.text);
		}
		free(all);
		free(same);
		if (!draw(200))
			fixture(&sock);
		before = generation(&sock);
	}
	note("%u refused, %u objects shown", refused, shown);
	result(refused && refused < n && shown, "requests of all kinds");
	result(!half_done, "what was refused changed nothing");
	fixture(&sock);
	must(&sock, NVGRE_CMD_DEV_GET, 0, "ifname=one");
	result(true, "the kernel still answers after %u random requests", n);
	sock_close(&sock);
}
