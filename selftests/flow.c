// SPDX-License-Identifier: GPL-2.0
/*
 * Traffic whose every byte says where it belongs. A stream has a tag; byte N of
 * a TCP stream, or of datagram SEQ, is a function of the tag (and SEQ) and N, so
 * that a receiver tells what is its own, what is another tenant's and what was
 * damaged on the way.
 *
 *	flow tcp-recv PORT TAG			takes one connection
 *	flow tcp-send ADDR PORT TAG BYTES
 *	flow udp-recv PORT TAG COUNT		until COUNT came, or for -w s none
 *	flow udp-send ADDR PORT TAG COUNT SIZE
 *
 * Options, before the words:
 *	-s PORT		source port
 *	-i MICROSECONDS	between two datagrams, or chunks of 16 KiB of TCP
 *	-g SIZE		GSO: hand datagrams of this size over in bundles
 *	-m MSS		of TCP
 *	-d		DF clear: may be fragmented on the way
 *	-f OFFSET	IPv4 in two fragments, made here, cut at this multiple
 *			of 8; the IP IDs are the sequence numbers
 *	-w SECONDS	receivers: give up after this much silence (10)
 *
 * A receiver says "ready" on its standard error. Both print one line of
 * NAME=NUMBER, and fail if it is not as wanted.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif

#define CHUNK		16384
#define DATAGRAM_MAX	65507

/* What a datagram begins with, in network byte order */
struct head {
	uint32_t tag;
	uint32_t seq;
	uint32_t size;
} __attribute__((packed));

static struct {
	int sport;
	int interval;
	int gso;
	int mss;
	int cut;
	int silence;
	bool df_clear;
} options = { .silence = 10 };

static void __attribute__((noreturn, format(printf, 1, 2)))
die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, ": %s\n", strerror(errno));
	exit(1);
}

/* Byte @n of stream @tag, datagram @seq. */
static uint8_t pattern(uint32_t tag, uint32_t seq, uint64_t n)
{
	return tag * 41 + seq * 7 + n + (n >> 8) * 3 + (n >> 16) * 5;
}

static uint32_t to_number(const char *word)
{
	char *end;
	unsigned long value = strtoul(word, &end, 0);

	if (!*word || *end || value > UINT32_MAX) {
		fprintf(stderr, "flow: %s: not a number\n", word);
		exit(1);
	}
	return value;
}

static void pause_us(int us)
{
	struct timespec ts = { us / 1000000, us % 1000000 * 1000L };

	if (us)
		nanosleep(&ts, NULL);
}

static socklen_t to_address(const char *word, int port,
			    struct sockaddr_storage *addr)
{
	struct sockaddr_in *sin = (struct sockaddr_in *)addr;
	struct sockaddr_in6 *sin6 = (struct sockaddr_in6 *)addr;

	memset(addr, 0, sizeof(*addr));
	if (inet_pton(AF_INET, word, &sin->sin_addr) == 1) {
		sin->sin_family = AF_INET;
		sin->sin_port = htons(port);
		return sizeof(*sin);
	}
	if (inet_pton(AF_INET6, word, &sin6->sin6_addr) != 1) {
		fprintf(stderr, "flow: %s: not an address\n", word);
		exit(1);
	}
	sin6->sin6_family = AF_INET6;
	sin6->sin6_port = htons(port);
	return sizeof(*sin6);
}

static void set(int fd, int level, int name, int value)
{
	if (setsockopt(fd, level, name, &value, sizeof(value)))
		die("socket option %d/%d", level, name);
}

/* A socket of @family, bound to @port; IPv6 takes IPv4 as well. */
static int bound(int family, int type, int port)
{
	struct sockaddr_storage addr;
	socklen_t len = to_address(family == AF_INET ? "0.0.0.0" : "::", port,
				   &addr);
	int fd = socket(family, type, 0);

	if (fd < 0)
		die("socket");
	set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
	if (options.mss && type == SOCK_STREAM)
		set(fd, IPPROTO_TCP, TCP_MAXSEG, options.mss);
	if (bind(fd, (struct sockaddr *)&addr, len))
		die("bind to port %d", port);
	return fd;
}

static bool wait_readable(int fd)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };

	return poll(&pfd, 1, options.silence * 1000) == 1;
}

/* --- TCP ------------------------------------------------------------------ */

static int tcp_recv(uint32_t port, uint32_t tag)
{
	static uint8_t buf[1 << 17];
	uint64_t n = 0, corrupt = 0;
	int fd, listener = bound(AF_INET6, SOCK_STREAM, port);
	ssize_t len = -1;

	if (listen(listener, 1))
		die("listen");
	fprintf(stderr, "ready\n");
	if (!wait_readable(listener)) {
		errno = ETIMEDOUT;
		die("nobody connects");
	}
	fd = accept(listener, NULL, NULL);
	if (fd < 0)
		die("accept");
	while (wait_readable(fd)) {
		ssize_t i;

		len = read(fd, buf, sizeof(buf));
		if (len <= 0)
			break;
		for (i = 0; i < len; i++, n++)
			corrupt += buf[i] != pattern(tag, 0, n);
	}
	printf("bytes=%llu corrupt=%llu end=%d\n", (unsigned long long)n,
	       (unsigned long long)corrupt, len == 0);
	return corrupt || len;
}

static int tcp_send(const char *to, uint32_t port, uint32_t tag, uint32_t bytes)
{
	struct sockaddr_storage addr;
	socklen_t len = to_address(to, port, &addr);
	static uint8_t buf[CHUNK];
	uint32_t n = 0;
	char end;
	int fd;

	fd = bound(addr.ss_family, SOCK_STREAM, options.sport);
	if (connect(fd, (struct sockaddr *)&addr, len))
		die("connect to %s", to);
	while (n < bytes) {
		uint32_t i, size = bytes - n < CHUNK ? bytes - n : CHUNK;

		for (i = 0; i < size; i++)
			buf[i] = pattern(tag, 0, n + i);
		for (i = 0; i < size;) {
			ssize_t done = write(fd, buf + i, size - i);

			if (done < 0)
				die("write after %u bytes", n + i);
			i += done;
		}
		n += size;
		pause_us(options.interval);
	}
	/* Until the receiver has read all of it */
	shutdown(fd, SHUT_WR);
	if (read(fd, &end, 1))
		die("no end from %s", to);
	printf("bytes=%u\n", n);
	return 0;
}

/* --- UDP ------------------------------------------------------------------ */

static void fill(uint8_t *buf, uint32_t tag, uint32_t seq, uint32_t size)
{
	struct head head = { htonl(tag), htonl(seq), htonl(size) };
	uint32_t i;

	for (i = 0; i < size; i++)
		buf[i] = pattern(tag, seq, i);
	memcpy(buf, &head, sizeof(head));
}

static bool intact(const uint8_t *buf, uint32_t tag, uint32_t seq,
		   uint32_t size)
{
	uint32_t i;

	for (i = sizeof(struct head); i < size; i++)
		if (buf[i] != pattern(tag, seq, i))
			return false;
	return true;
}

static int udp_recv(uint32_t port, uint32_t tag, uint32_t count)
{
	uint32_t received = 0, foreign = 0, corrupt = 0, twice = 0, late = 0;
	uint32_t next = 0, beyond = 0;
	int fd = bound(AF_INET6, SOCK_DGRAM, port);
	static uint8_t buf[DATAGRAM_MAX + 1];
	uint8_t *seen = calloc(count, 1);
	struct head head;

	if (!seen)
		die("no memory");
	set(fd, SOL_SOCKET, SO_RCVBUFFORCE, 16 << 20);
	fprintf(stderr, "ready\n");
	while (received < count && wait_readable(fd)) {
		ssize_t len = recv(fd, buf, sizeof(buf), 0);
		uint32_t seq;

		if (len < 0)
			die("recv");
		if (len < (ssize_t)sizeof(head)) {
			corrupt++;
			continue;
		}
		memcpy(&head, buf, sizeof(head));
		seq = ntohl(head.seq);
		if (ntohl(head.tag) != tag) {
			foreign++;
		} else if (ntohl(head.size) != len ||
			   !intact(buf, tag, seq, len)) {
			corrupt++;
		} else if (seq >= count) {
			beyond++;
		} else if (seen[seq]) {
			twice++;
		} else {
			seen[seq] = 1;
			received++;
			late += seq < next;
			if (seq >= next)
				next = seq + 1;
		}
	}
	printf("received=%u lost=%u foreign=%u corrupt=%u twice=%u late=%u last=%u\n",
	       received, count - received, foreign, corrupt, twice, late,
	       next - 1);
	return received != count || foreign || corrupt || twice || beyond;
}

static uint32_t sum16(const void *data, unsigned int len, uint32_t sum)
{
	const uint8_t *p = data;
	unsigned int i;

	for (i = 0; i + 1 < len; i += 2)
		sum += p[i] << 8 | p[i + 1];
	if (len & 1)
		sum += p[len - 1] << 8;
	return sum;
}

static uint16_t fold(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons(~sum);
}

/* The kernel fills source address and checksum of the IP header in. */
static void send_fragments(int fd, const struct sockaddr_in *sin,
			   const uint8_t *datagram, uint32_t size, uint16_t id)
{
	uint32_t offset, end;

	for (offset = 0; offset < size; offset = end) {
		uint8_t packet[sizeof(struct iphdr) + DATAGRAM_MAX];
		struct iphdr iph = {
			.version = 4,
			.ihl = 5,
			.id = htons(id),
			.ttl = 64,
			.protocol = IPPROTO_UDP,
			.daddr = sin->sin_addr.s_addr,
		};

		end = offset ? size : (uint32_t)options.cut;
		iph.frag_off = htons(offset / 8 | (end < size ? IP_MF : 0));
		memcpy(packet, &iph, sizeof(iph));
		memcpy(packet + sizeof(iph), datagram + offset, end - offset);
		if (sendto(fd, packet, sizeof(iph) + end - offset, 0,
			   (struct sockaddr *)sin, sizeof(*sin)) < 0)
			die("send fragment");
	}
}

/* UDP with a checksum, for one of zeros would not find a wrong fragment. */
static void udp_fragmented(int fd, const struct sockaddr_in *sin,
			   struct in_addr from, const uint8_t *payload,
			   uint32_t size, uint16_t id)
{
	static uint8_t datagram[sizeof(struct udphdr) + DATAGRAM_MAX];
	uint32_t len = sizeof(struct udphdr) + size, sum;
	struct udphdr udp = {
		.source = htons(options.sport),
		.dest = sin->sin_port,
		.len = htons(len),
	};

	memcpy(datagram, &udp, sizeof(udp));
	memcpy(datagram + sizeof(udp), payload, size);
	sum = sum16(&from, 4, IPPROTO_UDP + len);
	sum = sum16(&sin->sin_addr, 4, sum);
	udp.check = fold(sum16(datagram, len, sum));
	memcpy(datagram, &udp, sizeof(udp));
	send_fragments(fd, sin, datagram, len, id);
}

static int udp_send(const char *to, uint32_t port, uint32_t tag, uint32_t count,
		    uint32_t size)
{
	uint32_t bundle = options.gso ? 60000 / size : 1, refused = 0, seq, n;
	static uint8_t buf[DATAGRAM_MAX + 1];
	struct sockaddr_storage addr, own;
	socklen_t len = to_address(to, port, &addr), own_len = sizeof(own);
	bool v4 = addr.ss_family == AF_INET;
	int fd, raw = -1;

	if (size < sizeof(struct head) || size > DATAGRAM_MAX)
		die("size %u", size);
	fd = bound(addr.ss_family, SOCK_DGRAM, options.sport);
	set(fd, SOL_SOCKET, SO_SNDBUFFORCE, 4 << 20);
	if (v4)
		set(fd, IPPROTO_IP, IP_MTU_DISCOVER, options.df_clear ?
		    IP_PMTUDISC_DONT : IP_PMTUDISC_DO);
	if (options.gso)
		set(fd, IPPROTO_UDP, UDP_SEGMENT, size);
	if (options.cut) {
		int probe = bound(addr.ss_family, SOCK_DGRAM, 0);

		if (connect(probe, (struct sockaddr *)&addr, len) ||
		    getsockname(probe, (struct sockaddr *)&own, &own_len))
			die("source address");
		close(probe);
		raw = socket(AF_INET, SOCK_RAW, IPPROTO_RAW);
		if (raw < 0)
			die("raw socket");
	}

	for (seq = 0; seq < count; seq += n) {
		for (n = 0; n < bundle && seq + n < count; n++)
			fill(buf + n * size, tag, seq + n, size);
		if (raw >= 0) {
			udp_fragmented(raw, (struct sockaddr_in *)&addr,
				       ((struct sockaddr_in *)&own)->sin_addr,
				       buf, size, seq + 1);
		} else {
			/* What an ICMP error of an earlier one says */
			while (sendto(fd, buf, n * size, 0,
				      (struct sockaddr *)&addr, len) < 0) {
				if (errno == ENOBUFS || errno == EAGAIN) {
					pause_us(1000);
					continue;
				}
				refused++;
				break;
			}
		}
		pause_us(options.interval);
	}
	printf("sent=%u refused=%u\n", count, refused);
	return refused != 0;
}

int main(int argc, char **argv)
{
	char *w[6];
	int i, option;

	while ((option = getopt(argc, argv, "+s:i:g:m:df:w:")) != -1) {
		switch (option) {
		case 's':
			options.sport = to_number(optarg);
			break;
		case 'i':
			options.interval = to_number(optarg);
			break;
		case 'g':
			options.gso = to_number(optarg);
			break;
		case 'm':
			options.mss = to_number(optarg);
			break;
		case 'd':
			options.df_clear = true;
			break;
		case 'f':
			options.cut = to_number(optarg);
			break;
		case 'w':
			options.silence = to_number(optarg);
			break;
		default:
			return 1;
		}
	}
	signal(SIGPIPE, SIG_IGN);
	argc -= optind;
	for (i = 0; i < 6; i++)
		w[i] = i < argc ? argv[optind + i] : NULL;
	if (argc == 3 && !strcmp(w[0], "tcp-recv"))
		return tcp_recv(to_number(w[1]), to_number(w[2]));
	if (argc == 5 && !strcmp(w[0], "tcp-send"))
		return tcp_send(w[1], to_number(w[2]), to_number(w[3]), to_number(w[4]));
	if (argc == 4 && !strcmp(w[0], "udp-recv"))
		return udp_recv(to_number(w[1]), to_number(w[2]), to_number(w[3]));
	if (argc == 6 && !strcmp(w[0], "udp-send"))
		return udp_send(w[1], to_number(w[2]), to_number(w[3]), to_number(w[4]),
				to_number(w[5]));
	fprintf(stderr, "usage: see the top of flow.c\n");
	return 1;
}
