/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The configuration as the agent has it in memory. Everything belongs to the
 * struct conf it was read into, and goes with it.
 */
#ifndef NVGWD_MODEL_H
#define NVGWD_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VSID_MIN	4096
#define VSID_MAX	16777214
#define GUID_LEN	16
#define MAC_LEN		6
/* What NVGRE puts around a packet: IPv4 or IPv6, GRE, Ethernet */
#define OVERHEAD4	42
#define OVERHEAD6	62
/* Most keys of a group */
#define OBJECT_KEYS	20

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

struct group;

/**
 * struct source - a file that was read
 * @name: as it was named, for messages and to open it
 * @path: its real path, by which a second reading is known
 * @index: counts the files, in the order in which they were named
 */
struct source {
	char *name;
	char *path;
	unsigned int index;
};

/**
 * struct object - where a group of the configuration is; begins its struct
 * @group: its keys
 * @source: its file
 * @line: the line it begins on, 0 if it is not there
 * @key_line: the line of each key, in the order of @group; 0: not given
 * @bad: something in it was refused and left out, so that what is not there
 *	says nothing
 */
struct object {
	const struct group *group;
	const struct source *source;
	unsigned int line;
	unsigned int key_line[OBJECT_KEYS];
	bool bad;
};

/**
 * struct addr - an address, a prefix or both
 * @family: AF_INET or AF_INET6; 0: none
 * @len: length of the prefix in bits, 32 or 128 for a mere address
 * @b: bytes in network order; those that the family does not have are 0
 * @line: where it was
 */
struct addr {
	uint8_t family;
	uint8_t len;
	uint8_t b[16];
	unsigned int line;
};

/* From the first to the last address, both included */
struct range {
	struct addr first;
	struct addr last;
};

struct text {
	char *s;
	unsigned int line;
};

/* What all lists below look like, for those who know the size of an item */
struct list {
	char *item;
	size_t n;
};

struct addr_list {
	struct addr *item;
	size_t n;
};

struct range_list {
	struct range *item;
	size_t n;
};

struct text_list {
	struct text *item;
	size_t n;
};

enum mode {
	MODE_MULTITENANT,
	MODE_FORWARDING,
	MODE_SINGLE_TENANT,
};

enum record_type {
	RECORD_STATIC,
	RECORD_DYNAMIC,
	RECORD_L2ONLY,
	RECORD_WILDCARD,
};

/**
 * struct link - a device of the gateway: back end, front end or management
 * @o: where it is
 * @device: name of the device
 * @addresses: with the length of the network's prefix; a back end's are the
 *	provider addresses
 * @gateways: next hops of default routes
 * @networks: what else is reached through it
 * @pool: public addresses to give out; front end only
 * @metric: of all its routes
 * @mtu: of the device; back end only
 */
struct link {
	struct object o;
	char *device;
	struct addr_list addresses;
	struct addr_list gateways;
	struct addr_list networks;
	struct range_list pool;
	uint32_t metric;
	uint32_t mtu;
};

struct link_list {
	struct link *item;
	size_t n;
};

/**
 * struct gateway - what belongs to no tenant
 * @o: where it is
 * @name: of the gateway
 * @mode: enum mode
 * @max_vm_networks: most tenants
 * @vpn_server_address: what tenants are told to connect to
 * @back_end: underlay devices
 * @front_end: the device to the outside
 * @management: the device of the infrastructure network
 */
struct gateway {
	struct object o;
	char *name;
	uint32_t mode;
	uint32_t max_vm_networks;
	struct addr vpn_server_address;
	struct link_list back_end;
	struct link front_end;
	struct link management;
};

/**
 * struct subnet - a virtual subnet
 * @o: where it is
 * @vsid: its number
 * @prefixes: its customer addresses
 * @mac: the gateway's in this subnet; if not given, the tenant's
 * @learn_limit: most records learned
 * @ageing: seconds that an unused learned record stays
 */
struct subnet {
	struct object o;
	uint32_t vsid;
	struct addr_list prefixes;
	uint8_t mac[MAC_LEN];
	uint32_t learn_limit;
	uint32_t ageing;
};

struct subnet_list {
	struct subnet *item;
	size_t n;
};

/**
 * struct record - a lookup record
 * @o: where it is; only source and line for one of a file of records
 * @vsid: virtual subnet
 * @ca: customer address, 0.0.0.0 or :: for RECORD_L2ONLY and RECORD_WILDCARD
 * @mac: of the VM, or of who takes what a wildcard gets
 * @pa: provider address of its host
 * @type: enum record_type
 * @vm_name: a note
 */
struct record {
	struct object o;
	uint32_t vsid;
	struct addr ca;
	uint8_t mac[MAC_LEN];
	struct addr pa;
	uint32_t type;
	char *vm_name;
};

struct record_list {
	struct record *item;
	size_t n;
};

/**
 * struct route - a customer route, or a static route of the tenant's VRF
 * @o: where it is
 * @prefix: destination
 * @vsid: virtual subnet that it leads to; customer routes only
 * @via: next hop; without one a customer route is on-link
 * @metric: the lowest wins
 * @from_vsid: 0, or the only subnet it is for; customer routes only
 */
struct route {
	struct object o;
	struct addr prefix;
	uint32_t vsid;
	struct addr via;
	uint32_t metric;
	uint32_t from_vsid;
};

struct route_list {
	struct route *item;
	size_t n;
};

/**
 * struct vlan - a VLAN of the tenant's, outside of NVGRE
 * @o: where it is
 * @id: VLAN ID
 * @device: the device it is tagged on
 * @addresses: the gateway's, with the length of the network's prefix
 */
struct vlan {
	struct object o;
	uint32_t id;
	char *device;
	struct addr_list addresses;
};

struct vlan_list {
	struct vlan *item;
	size_t n;
};

/**
 * struct tenant - a routing domain
 * @o: where it is
 * @name: of the tenant, and of its device
 * @rdid: GUID of the routing domain
 * @mac: the gateway's in the tenant's subnets; not given: any
 * @mtu: of its device; 0: what the underlay leaves
 * @transmit_kbps: most that is sent to the tenant's networks; 0: no limit
 * @receive_kbps: most that is taken from them; 0: no limit
 * @gateway_vsid: the subnet in which the gateway is; 0: in none
 * @gateway_addresses: the gateway's customer addresses
 * @subnets: its virtual subnets
 * @records: its lookup records
 * @record_files: files with more of them
 * @customer_routes: between its subnets
 * @static_routes: of its VRF
 * @vlans: its VLANs
 * @admin_users: who may change it
 * @admin_groups: whose members may
 */
struct tenant {
	struct object o;
	char *name;
	uint8_t rdid[GUID_LEN];
	uint8_t mac[MAC_LEN];
	uint32_t mtu;
	uint32_t transmit_kbps;
	uint32_t receive_kbps;
	uint32_t gateway_vsid;
	struct addr_list gateway_addresses;
	struct subnet_list subnets;
	struct record_list records;
	struct text_list record_files;
	struct route_list customer_routes;
	struct route_list static_routes;
	struct vlan_list vlans;
	struct text_list admin_users;
	struct text_list admin_groups;
};

struct tenant_list {
	struct tenant *item;
	size_t n;
};

struct model {
	struct object o;
	struct gateway gateway;
	struct tenant_list tenants;
};

#endif /* NVGWD_MODEL_H */
