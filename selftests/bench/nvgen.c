// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * nvgen - frames for the benchmark, and the configuration they fit
 *
 * Frames enter the stack at a network device as if its driver had received
 * them (BPF_PROG_RUN of an XDP program with live frames, in batches), without
 * a driver, a wire or a second machine to add to the figure. The program is a
 * dozen instructions and assembled here, so that no BPF compiler is needed.
 *
 * The kernel recycles the pages of the frames without restoring what is in
 * them, and whoever forwards or decapsulates a frame writes to it. So the
 * program writes all of every frame anew, from an array of templates; the array
 * is the mix of flows.
 *
 * The plan of addresses is in this file alone. There are D routing domains of V
 * subnets of R machines; all domains use the same addresses:
 *
 *	subnet j of domain d	VSID (or VNI) FIRST_VSID + d * V + j
 *	machine r in subnet j	10.j.0.0 + r + 1, MAC 02:00:00:j:r+1
 *	gateway in subnet j	10.j.255.254, MAC GATEWAY_MAC
 *	host of a machine	198.51.100.1 + r % H; of a subnet, where a
 *				tunnel has one remote end: 198.51.100.1 + j % H
 *	gateway's underlay	192.0.2.1, MAC DEVICE_MAC
 *	somebody outside	198.18.0.1 + flow % 64
 */
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/udp.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define FRAME_LEN	128
#define BATCH		64

#define FIRST_VSID	5000
#define FIRST_GW_VSID	1000000
#define GATEWAY_MAC	"\x02\x00\x00\xff\x00\x02"
#define DEVICE_MAC	"\x02\x00\x00\xff\x00\x01"
#define PEER_MAC	"\x02\x00\x00\xff\x00\x03"
#define LOCAL_PA	0xc0000201	/* 192.0.2.1 */
#define REMOTE_PA	0xc6336401	/* 198.51.100.1 */
#define OUTSIDE		0xc6120001	/* 198.18.0.1 */
#define OUTSIDE_HOSTS	64

/* What the frames look like on the underlay */
enum kind {
	KIND_PLAIN,
	KIND_NVGRE,	/* a FlowID in the key, sender's host by machine */
	KIND_GRETAP,	/* the same key always, sender's host by subnet */
	KIND_VXLAN,
};

enum scenario {
	SCENARIO_DECAP,		/* machine to outside, encapsulated */
	SCENARIO_ENCAP,		/* outside to machine, plain */
	SCENARIO_EAST_WEST,	/* machine to machine of the next subnet */
};

static const char * const kinds[] = { "plain", "nvgre", "gretap", "vxlan" };
static const char * const marks[] = { "begin", "end" };
static const char * const scenarios[] = { "decap", "encap", "east-west" };

static unsigned int domains = 1, subnets = 1, machines = 16, hosts = 16;
static unsigned int flows = 64;

static void __attribute__((noreturn, format(printf, 1, 2)))
die(const char *fmt, ...)
{
	va_list ap;

	fputs("nvgen: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

/* --- the plan ------------------------------------------------------------ */

static uint32_t vsid_of(unsigned int d, unsigned int j)
{
	return FIRST_VSID + d * subnets + j;
}

static uint32_t ca_of(unsigned int j, unsigned int r)
{
	return 10u << 24 | j << 16 | (r + 1);
}

static void mac_of(unsigned int j, unsigned int r, uint8_t *mac)
{
	mac[0] = 2;
	mac[1] = 0;
	mac[2] = 0;
	mac[3] = j;
	mac[4] = (r + 1) >> 8;
	mac[5] = r + 1;
}

static uint32_t host_of(enum kind kind, unsigned int j, unsigned int r)
{
	return REMOTE_PA + (kind == KIND_GRETAP ? j : r) % hosts;
}

static const char *ip_text(uint32_t ip)
{
	static char text[4][INET_ADDRSTRLEN];
	static unsigned int turn;
	char *t = text[turn++ % 4];
	struct in_addr addr = { .s_addr = htonl(ip) };

	return inet_ntop(AF_INET, &addr, t, INET_ADDRSTRLEN);
}

static const char *mac_text(unsigned int j, unsigned int r)
{
	static char text[18];
	uint8_t m[6];

	mac_of(j, r, m);
	snprintf(text, sizeof(text), "%02x:%02x:%02x:%02x:%02x:%02x",
		 m[0], m[1], m[2], m[3], m[4], m[5]);
	return text;
}

/* --- configuration ------------------------------------------------------- */

static void print_subnet(const char *what, unsigned int d, unsigned int j)
{
	uint32_t vsid = vsid_of(d, j);
	unsigned int next = (j + 1) % subnets, r;

	if (!strcmp(what, "nvgre-vsids")) {
		if (!j)
			printf("dev set rd%u gateway-vsid %u mac 02:00:00:ff:00:02\n",
			       d, FIRST_GW_VSID + d);
		printf("vsid add %u dev rd%u\n", vsid, d);
		printf("route add %s/16 dev rd%u vsid %u\n",
		       ip_text(ca_of(j, -1)), d, vsid);
	} else if (!strcmp(what, "ovs-decap")) {
		/* Any FlowID */
		printf("in_port=gre0,tun_id=0x%x/0xffffff00,actions=p%u\n",
		       vsid << 8, d);
	}
	for (r = 0; r < machines; r++) {
		const char *ca = ip_text(ca_of(j, r));
		const char *pa = ip_text(host_of(KIND_NVGRE, j, r));

		if (!strcmp(what, "nvgre-records"))
			printf("record add vsid %u ca %s mac %s pa %s\n",
			       vsid, ca, mac_text(j, r), pa);
		else if (!strcmp(what, "neigh"))
			printf("neigh add %s lladdr %s dev t%u.%u nud permanent\n",
			       ca, mac_text(j, r), d, j);
		else if (!strcmp(what, "neigh-ovs"))
			printf("neigh add %s lladdr %s dev p%u nud permanent\n",
			       ca, mac_text(j, r), d);
		else if (!strcmp(what, "fdb"))
			printf("fdb add %s dev t%u.%u dst %s self permanent\n",
			       mac_text(j, r), d, j, pa);
		else if (!strcmp(what, "ovs-encap"))
			printf("in_port=p%u,ip,nw_dst=%s,actions=set_field:0x%x->tun_id,set_field:%s->tun_dst,gre0\n",
			       d, ca, vsid << 8, pa);
		else if (!strcmp(what, "ovs-east-west"))
			printf("in_port=gre0,tun_id=0x%x/0xffffff00,ip,nw_dst=%s,actions=dec_ttl,mod_dl_src:02:00:00:ff:00:02,mod_dl_dst:%s,set_field:0x%x->tun_id,set_field:%s->tun_dst,in_port\n",
			       vsid << 8, ip_text(ca_of(next, r)),
			       mac_text(next, r), vsid_of(d, next) << 8, pa);
	}
}

static void print_config(const char *what)
{
	static const char * const known[] = {
		"nvgre-vsids", "nvgre-records", "neigh", "neigh-ovs", "fdb",
		"ovs-decap", "ovs-encap", "ovs-east-west",
	};
	unsigned int i, d, j;

	for (i = 0; strcmp(what, known[i]); i++)
		if (i + 1 == sizeof(known) / sizeof(*known))
			die("no such configuration: %s", what);
	for (d = 0; d < domains; d++)
		for (j = 0; j < subnets; j++)
			print_subnet(what, d, j);
	if (fflush(stdout))
		die("cannot write: %s", strerror(errno));
}

/* --- frames -------------------------------------------------------------- */

static uint16_t ip_checksum(const void *data, size_t len)
{
	const uint8_t *p = data;
	uint32_t sum = 0;

	for (; len; p += 2, len -= 2)
		sum += p[0] << 8 | p[1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons(~sum);
}

static uint8_t *put_eth(uint8_t *p, const void *dst, const void *src)
{
	memcpy(p, dst, ETH_ALEN);
	memcpy(p + ETH_ALEN, src, ETH_ALEN);
	p[12] = ETH_P_IP >> 8;
	p[13] = ETH_P_IP & 0xff;
	return p + ETH_HLEN;
}

static uint8_t *put_ip(uint8_t *p, const uint8_t *end, uint32_t src,
		       uint32_t dst, uint8_t protocol)
{
	struct iphdr ip = {
		.version = 4,
		.ihl = 5,
		.ttl = 64,
		.frag_off = htons(0x4000),
		.tot_len = htons(end - p),
		.protocol = protocol,
		.saddr = htonl(src),
		.daddr = htonl(dst),
	};

	ip.check = ip_checksum(&ip, sizeof(ip));
	memcpy(p, &ip, sizeof(ip));
	return p + sizeof(ip);
}

static uint8_t *put_udp(uint8_t *p, const uint8_t *end, uint16_t sport,
			uint16_t dport)
{
	struct udphdr udp = {
		.source = htons(sport),
		.dest = htons(dport),
		.len = htons(end - p),
	};

	memcpy(p, &udp, sizeof(udp));
	return p + sizeof(udp);
}

static void make_frame(uint8_t *p, enum kind kind, enum scenario scenario,
		       unsigned int d, unsigned int j, unsigned int f)
{
	const uint8_t *end = p + FRAME_LEN;
	unsigned int r = f % machines;
	uint32_t outside = OUTSIDE + f % OUTSIDE_HOSTS;
	uint32_t key = vsid_of(d, j) << 8;
	uint8_t flowid = (f + 1) * 37;
	uint8_t mac[ETH_ALEN];
	uint32_t src, dst;

	memset(p, 0, FRAME_LEN);
	p = put_eth(p, DEVICE_MAC, PEER_MAC);
	if (kind == KIND_PLAIN) {
		p = put_ip(p, end, outside, ca_of(j, r), IPPROTO_UDP);
		put_udp(p, end, 1024 + f, 5001);
		return;
	}

	src = host_of(kind, j, r);
	if (kind == KIND_VXLAN) {
		p = put_ip(p, end, src, LOCAL_PA, IPPROTO_UDP);
		p = put_udp(p, end, 49152 + flowid, 4789);
		*p = 0x08;
	} else {
		p = put_ip(p, end, src, LOCAL_PA, IPPROTO_GRE);
		memcpy(p, "\x20\x00\x65\x58", 4);
		if (kind == KIND_NVGRE)
			key |= flowid;
	}
	key = htonl(key);
	memcpy(p + 4, &key, 4);
	p += 8;

	mac_of(j, r, mac);
	p = put_eth(p, GATEWAY_MAC, mac);
	if (scenario == SCENARIO_EAST_WEST)
		dst = ca_of((j + 1) % subnets, r);
	else
		dst = outside;
	p = put_ip(p, end, ca_of(j, r), dst, IPPROTO_UDP);
	put_udp(p, end, 1024 + f, 5001);
}

/* --- BPF ----------------------------------------------------------------- */

static int bpf(int cmd, union bpf_attr *attr)
{
	return syscall(__NR_bpf, cmd, attr, sizeof(*attr));
}

/* An array map, mapped into this process */
static void *array_map(unsigned int entries, size_t size, int *fd)
{
	union bpf_attr attr = {
		.map_type = BPF_MAP_TYPE_ARRAY,
		.key_size = 4,
		.value_size = size,
		.max_entries = entries,
		.map_flags = BPF_F_MMAPABLE,
	};
	void *map;

	*fd = bpf(BPF_MAP_CREATE, &attr);
	if (*fd < 0)
		die("cannot create a BPF map of %u entries: %s", entries,
		    strerror(errno));
	map = mmap(NULL, entries * size, PROT_READ | PROT_WRITE, MAP_SHARED,
		   *fd, 0);
	if (map == MAP_FAILED)
		die("cannot map a BPF map: %s", strerror(errno));
	return map;
}

/* Which templates the program goes through, round and round */
struct control {
	uint32_t next;
	uint32_t first;
	uint32_t end;
	uint32_t unused;
};

#define INSN(c, d, s, o, i) \
	{ .code = (c), .dst_reg = (d), .src_reg = (s), .off = (o), .imm = (i) }
#define MOV_REG(d, s)	INSN(BPF_ALU64 | BPF_MOV | BPF_X, d, s, 0, 0)
#define MOV_IMM(d, i)	INSN(BPF_ALU64 | BPF_MOV | BPF_K, d, 0, 0, i)
#define ADD_IMM(d, i)	INSN(BPF_ALU64 | BPF_ADD | BPF_K, d, 0, 0, i)
#define LOAD32(d, s, o)	INSN(BPF_LDX | BPF_MEM | BPF_W, d, s, o, 0)
#define STORE32(d, s, o) INSN(BPF_STX | BPF_MEM | BPF_W, d, s, o, 0)
#define CALL(f)		INSN(BPF_JMP | BPF_CALL, 0, 0, 0, f)
#define EXIT()		INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)
#define LOAD_MAP(d, type, fd) \
	INSN(BPF_LD | BPF_DW | BPF_IMM, d, type, 0, fd), INSN(0, 0, 0, 0, 0)

static int load_program(int control_fd, int template_fd, int action)
{
	struct bpf_insn insns[] = {
		MOV_REG(BPF_REG_6, BPF_REG_1),
		LOAD_MAP(BPF_REG_7, BPF_PSEUDO_MAP_VALUE, control_fd),
		/* The index is this frame's template, then the next one's */
		LOAD32(BPF_REG_8, BPF_REG_7, offsetof(struct control, next)),
		STORE32(BPF_REG_10, BPF_REG_8, -4),
		ADD_IMM(BPF_REG_8, 1),
		LOAD32(BPF_REG_2, BPF_REG_7, offsetof(struct control, end)),
		INSN(BPF_JMP | BPF_JLT | BPF_X, BPF_REG_8, BPF_REG_2, 1, 0),
		LOAD32(BPF_REG_8, BPF_REG_7, offsetof(struct control, first)),
		STORE32(BPF_REG_7, BPF_REG_8, offsetof(struct control, next)),
		LOAD_MAP(BPF_REG_1, BPF_PSEUDO_MAP_FD, template_fd),
		MOV_REG(BPF_REG_2, BPF_REG_10),
		ADD_IMM(BPF_REG_2, -4),
		CALL(BPF_FUNC_map_lookup_elem),
		INSN(BPF_JMP | BPF_JEQ | BPF_K, BPF_REG_0, 0, 6, 0),
		MOV_REG(BPF_REG_1, BPF_REG_6),
		MOV_IMM(BPF_REG_2, 0),
		MOV_REG(BPF_REG_3, BPF_REG_0),
		MOV_IMM(BPF_REG_4, FRAME_LEN),
		CALL(BPF_FUNC_xdp_store_bytes),
		MOV_IMM(BPF_REG_0, action),
		EXIT(),
	};
	static char log[65536];
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_XDP,
		.insns = (uintptr_t)insns,
		.insn_cnt = sizeof(insns) / sizeof(*insns),
		.license = (uintptr_t)"GPL",
		.log_buf = (uintptr_t)log,
		.log_size = sizeof(log),
		.log_level = 1,
	};
	int fd = bpf(BPF_PROG_LOAD, &attr);

	if (fd < 0)
		die("cannot load the BPF program: %s\n%s", strerror(errno),
		    log);
	return fd;
}

/*
 * Returns what a frame took, in nanoseconds, which with -icount shift=0 is in
 * instructions. The kernel's own figure leaves out the setting up of the run
 * and, what matters more, its tear-down, which sleeps.
 */
static uint32_t send_frames(int prog, unsigned int ifindex, unsigned int count)
{
	static uint8_t frame[FRAME_LEN];
	struct xdp_md ctx = {
		.data_end = FRAME_LEN,
		.ingress_ifindex = ifindex,
	};
	union bpf_attr attr = {
		.test = {
			.prog_fd = prog,
			.repeat = count,
			.batch_size = BATCH,
			.flags = BPF_F_TEST_XDP_LIVE_FRAMES,
			.data_in = (uintptr_t)frame,
			.data_size_in = FRAME_LEN,
			.ctx_in = (uintptr_t)&ctx,
			.ctx_size_in = sizeof(ctx),
		},
	};

	if (bpf(BPF_PROG_TEST_RUN, &attr))
		die("cannot send: %s", strerror(errno));
	return attr.test.duration;
}

/* --- measuring ----------------------------------------------------------- */

/* insncount, the QEMU plugin, counts between these two; others see a no-op. */
static void mark_begin(void)
{
	asm volatile(".byte 0x0f,0x1f,0x84,0x00,0xa1,0x0b,0x5e,0x7a"
		     ::: "memory");
}

static void mark_end(void)
{
	asm volatile(".byte 0x0f,0x1f,0x84,0x00,0xa2,0x0b,0x5e,0x7a"
		     ::: "memory");
}

static uint64_t tx_packets(const char *ifname)
{
	size_t len = strlen(ifname);
	uint64_t packets = 0;
	bool found = false;
	char line[512];
	FILE *f;

	f = fopen("/proc/net/dev", "r");
	if (!f)
		die("cannot read /proc/net/dev: %s", strerror(errno));
	while (fgets(line, sizeof(line), f)) {
		char *p = line + strspn(line, " ");

		if (strncmp(p, ifname, len) || p[len] != ':')
			continue;
		found = sscanf(p + len + 1,
			       "%*u %*u %*u %*u %*u %*u %*u %*u %*u %lu",
			       &packets) == 1;
		break;
	}
	fclose(f);
	if (!found)
		die("no device %s", ifname);
	return packets;
}

/* A device that frames come in by, and the templates of those frames */
struct stream {
	unsigned int ifindex;
	unsigned int first;
	unsigned int end;
};

static struct stream *streams;
static unsigned int stream_count;
static struct control *control;

/* Returns what a frame took */
static double run(int prog, unsigned int per_stream)
{
	uint64_t sum = 0;
	unsigned int i;

	for (i = 0; i < stream_count; i++) {
		control->first = streams[i].first;
		control->next = streams[i].first;
		control->end = streams[i].end;
		sum += send_frames(prog, streams[i].ifindex, per_stream);
	}
	return (double)sum / stream_count;
}

static unsigned int ifindex_of(const char *name)
{
	unsigned int ifindex = if_nametoindex(name);

	if (!ifindex)
		die("no device %s", name);
	return ifindex;
}

/*
 * One device for all, or one for each domain where a %u in its name says so:
 * all domains look alike from there, and the templates of one do for all.
 */
static unsigned int make_streams(const char *device, bool per_domain)
{
	unsigned int mix = per_domain ? 1 : domains, d;
	unsigned int templates = mix * subnets * flows;
	char name[IF_NAMESIZE];
	const char *number;

	stream_count = per_domain ? domains : 1;
	streams = calloc(stream_count, sizeof(*streams));
	if (!streams)
		die("no memory");
	number = strchr(device, '%');
	for (d = 0; d < stream_count; d++) {
		if (per_domain)
			snprintf(name, sizeof(name), "%.*s%u%s",
				 (int)(number - device), device, d,
				 number + 1);
		streams[d].ifindex = ifindex_of(per_domain ? name : device);
		streams[d].end = templates;
	}
	return templates;
}

static int measure(enum kind kind, enum scenario scenario, const char *device,
		   const char *sink, unsigned int count, unsigned int warm_up)
{
	bool per_domain = strchr(device, '%');
	uint64_t before, sent, received;
	double generator, total;
	unsigned int mix = per_domain ? 1 : domains;
	unsigned int templates, per_stream, d, j, f;
	int control_fd, template_fd, pass, drop;
	uint8_t *frame;

	templates = make_streams(device, per_domain);
	control = array_map(1, sizeof(*control), &control_fd);
	frame = array_map(templates, FRAME_LEN, &template_fd);
	/* Neighbours in the array are of different domains and subnets */
	for (f = 0; f < flows; f++)
		for (j = 0; j < subnets; j++)
			for (d = 0; d < mix; d++, frame += FRAME_LEN)
				make_frame(frame, kind, scenario, d, j, f);
	drop = load_program(control_fd, template_fd, XDP_DROP);
	pass = load_program(control_fd, template_fd, XDP_PASS);

	/* Whole rounds: every template equally often */
	per_stream = count / stream_count / templates * templates;
	if (!per_stream)
		per_stream = templates;
	sent = (uint64_t)per_stream * stream_count;

	if (warm_up) {
		if (warm_up > per_stream)
			warm_up = per_stream;
		run(pass, warm_up < templates ? templates : warm_up);
	}
	if (!sink)
		return 0;

	run(drop, per_stream);
	generator = run(drop, per_stream);
	before = tx_packets(sink);
	mark_begin();
	total = run(pass, per_stream);
	mark_end();
	received = tx_packets(sink) - before;

	printf("%lu %lu %.0f %.0f\n", sent, received, generator,
	       total - generator);
	return received == sent ? 0 : 3;
}

/* --- command line -------------------------------------------------------- */

static void __attribute__((noreturn)) usage(int status)
{
	fputs("usage: nvgen [PLAN] -k KIND -s SCENARIO -i DEVICE [-n FRAMES] [-w FRAMES] [-o SINK]\n"
	      "       nvgen [PLAN] -p CONFIGURATION\n"
	      "       nvgen -m { begin | end }\n"
	      "  PLAN  -D domains, -V subnets of each, -R machines of each,\n"
	      "        -F flows of a subnet, -H hosts they are on\n"
	      "  -k    plain, nvgre, gretap, vxlan: what the frames are\n"
	      "  -s    decap, encap, east-west: where they go\n"
	      "  -i    where they come in; % in it is the domain's number\n"
	      "  -w    to send first, without looking, by each DEVICE\n"
	      "  -o    where they must come out; without it only -w is done\n"
	      "  -p    print it, for nvgre -batch, ip, bridge or ovs-ofctl\n"
	      "  -m    have insncount count what comes between, whoever does it\n"
	      "prints: sent received generator's-cost cost (instructions a frame)\n"
	      "exit status: 3 if not all came out, which makes the cost void\n",
	      status ? stderr : stdout);
	exit(status);
}

static unsigned int choose(const char *word, const char * const *from,
			   unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		if (!strcmp(word, from[i]))
			return i;
	die("unknown word: %s", word);
}

static unsigned int number(const char *word, unsigned int max)
{
	char *end;
	unsigned long n;

	errno = 0;
	n = strtoul(word, &end, 10);
	if (errno || *end || end == word || !n || n > max)
		die("not a number from 1 to %u: %s", max, word);
	return n;
}

int main(int argc, char **argv)
{
	const char *device = NULL, *sink = NULL, *config = NULL;
	unsigned int count = 65536, warm_up = 0;
	enum scenario scenario = SCENARIO_DECAP;
	enum kind kind = KIND_PLAIN;
	int opt;

	while ((opt = getopt(argc, argv, "D:V:R:F:H:k:s:i:n:w:o:p:m:h")) != -1) {
		switch (opt) {
		case 'D':
			domains = number(optarg, 65536);
			break;
		case 'V':
			subnets = number(optarg, 256);
			break;
		case 'R':
			machines = number(optarg, 65000);
			break;
		case 'F':
			flows = number(optarg, 1 << 20);
			break;
		case 'H':
			hosts = number(optarg, 128);
			break;
		case 'k':
			kind = choose(optarg, kinds, 4);
			break;
		case 's':
			scenario = choose(optarg, scenarios, 3);
			break;
		case 'i':
			device = optarg;
			break;
		case 'n':
			count = number(optarg, 1 << 30);
			break;
		case 'w':
			warm_up = number(optarg, 1 << 30);
			break;
		case 'o':
			sink = optarg;
			break;
		case 'p':
			config = optarg;
			break;
		case 'm':
			if (choose(optarg, marks, 2))
				mark_end();
			else
				mark_begin();
			return 0;
		case 'h':
			usage(0);
		default:
			usage(1);
		}
	}
	if (optind != argc)
		usage(1);
	if (config) {
		print_config(config);
		return 0;
	}
	if (!device)
		usage(1);
	return measure(kind, scenario, device, sink, count, warm_up);
}
