// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "keys.h"

#define NUMBER_MAX INT32_MAX

static const char *const modes[] = {
	[MODE_MULTITENANT] = "multitenant",
	[MODE_FORWARDING] = "forwarding",
	[MODE_SINGLE_TENANT] = "single-tenant",
	NULL
};

static const char *const record_types[] = {
	[RECORD_STATIC] = "static",
	[RECORD_DYNAMIC] = "dynamic",
	[RECORD_L2ONLY] = "l2only",
	[RECORD_WILDCARD] = "wildcard",
	NULL
};

/* --- the gateway ----------------------------------------------------------- */

static const struct key back_end_keys[] = {
	{ .name = "device", .type = KEY_NAME, .required = true,
	  .offset = offsetof(struct link, device), .max = 15,
	  .example = "device = \"eth1\";",
	  .doc = "The device of the underlay." },
	{ .name = "addresses", .type = KEY_NET_ADDRS, .required = true,
	  .offset = offsetof(struct link, addresses),
	  .example = "addresses = [ \"192.168.10.1/24\" ];",
	  .doc = "The provider addresses on it, with the length of the network's prefix." },
	{ .name = "mtu", .type = KEY_NUMBER,
	  .offset = offsetof(struct link, mtu),
	  .fallback = "1500", .min = 1280, .max = 65535,
	  .example = "mtu = 9000;",
	  .doc = "The MTU of the device. What a tenant's MTU may be follows from it." },
};

static const struct group back_end_group = {
	"gateway.back_end", "a back end",
	"A list of groups: the devices on which NVGRE arrives. In single-tenant mode there is none, in the others one at least.",
	sizeof(struct link), ARRAY_SIZE(back_end_keys), back_end_keys
};

static const struct key front_end_keys[] = {
	{ .name = "device", .type = KEY_NAME, .required = true,
	  .offset = offsetof(struct link, device), .max = 15,
	  .example = "device = \"eth0\";",
	  .doc = "The device to the outside." },
	{ .name = "addresses", .type = KEY_NET_ADDRS, .required = true,
	  .offset = offsetof(struct link, addresses),
	  .example = "addresses = [ \"203.0.113.2/24\", \"2001:db8::2/64\" ];",
	  .doc = "The gateway's addresses on it, with the length of the network's prefix." },
	{ .name = "gateways", .type = KEY_ADDRS,
	  .offset = offsetof(struct link, gateways),
	  .none = "no default route",
	  .example = "gateways = [ \"203.0.113.1\" ];",
	  .doc =
		"The next hops of the default routes, one for IPv4 and one for IPv6 at most, each in the network of one of the addresses.",
	},
	{ .name = "networks", .type = KEY_PREFIXES,
	  .offset = offsetof(struct link, networks),
	  .none = "none",
	  .example = "networks = [ \"198.51.100.0/24\" ];",
	  .doc = "What is reached through the gateways besides." },
	{ .name = "metric", .type = KEY_NUMBER,
	  .offset = offsetof(struct link, metric),
	  .fallback = "100", .min = 0, .max = NUMBER_MAX,
	  .example = "metric = 100;",
	  .doc = "The metric of the routes through this device; the lowest wins." },
	{ .name = "pool", .type = KEY_RANGES,
	  .offset = offsetof(struct link, pool),
	  .none = "none",
	  .example = "pool = [ \"203.0.113.16/28\", \"203.0.113.40-203.0.113.50\" ];",
	  .doc =
		"Public addresses to give to tenants, none of them an address of the gateway itself. Not in forwarding mode, in which nothing is translated.",
	},
};

static const struct group front_end_group = {
	"gateway.front_end", "the front end",
	"The device to the outside.",
	sizeof(struct link), ARRAY_SIZE(front_end_keys), front_end_keys
};

static const struct key management_keys[] = {
	{ .name = "device", .type = KEY_NAME, .required = true,
	  .offset = offsetof(struct link, device), .max = 15,
	  .example = "device = \"eth2\";",
	  .doc = "The device of the infrastructure network." },
	{ .name = "addresses", .type = KEY_NET_ADDRS, .required = true,
	  .offset = offsetof(struct link, addresses),
	  .example = "addresses = [ \"10.20.0.5/16\" ];",
	  .doc = "The gateway's addresses on it, with the length of the network's prefix." },
	{ .name = "gateways", .type = KEY_ADDRS,
	  .offset = offsetof(struct link, gateways),
	  .none = "no default route",
	  .example = "gateways = [ \"10.20.0.1\" ];",
	  .doc = "As of the front end." },
	{ .name = "networks", .type = KEY_PREFIXES,
	  .offset = offsetof(struct link, networks),
	  .none = "none",
	  .example = "networks = [ \"10.0.0.0/8\" ];",
	  .doc = "What is reached through the gateways besides." },
	{ .name = "metric", .type = KEY_NUMBER,
	  .offset = offsetof(struct link, metric),
	  .fallback = "200", .min = 0, .max = NUMBER_MAX,
	  .example = "metric = 200;",
	  .doc =
		"The metric of the routes through this device. Where the front end reaches the same network, it must be greater than the front end's.",
	},
};

static const struct group management_group = {
	"gateway.management", "the management network",
	"The infrastructure network, from which the gateway is managed.",
	sizeof(struct link), ARRAY_SIZE(management_keys), management_keys
};

static const struct key gateway_keys[] = {
	{ .name = "name", .type = KEY_NAME, .required = true,
	  .offset = offsetof(struct gateway, name), .max = 63,
	  .example = "name = \"gw1\";",
	  .doc = "The name of this gateway." },
	{ .name = "mode", .type = KEY_CHOICE,
	  .offset = offsetof(struct gateway, mode),
	  .fallback = "multitenant", .choices = modes,
	  .example = "mode = \"multitenant\";",
	  .doc =
		"Many tenants; or one that is routed and not translated (forwarding); or one without NVGRE, on VLANs only (single-tenant).",
	},
	{ .name = "max_vm_networks", .type = KEY_NUMBER,
	  .offset = offsetof(struct gateway, max_vm_networks),
	  .fallback = "50", .min = 1, .max = 65535,
	  .example = "max_vm_networks = 200;",
	  .doc =
		"The most tenants there may be. In the forwarding and single-tenant modes it is always 1.",
	},
	{ .name = "vpn_server_address", .type = KEY_ADDR,
	  .offset = offsetof(struct gateway, vpn_server_address),
	  .none = "the front end's address",
	  .example = "vpn_server_address = \"198.51.100.7\";",
	  .doc =
		"The address tenants are to connect to, if the gateway is behind a load balancer.",
	},
	{ .name = "back_end", .type = KEY_GROUPS, .group = &back_end_group,
	  .offset = offsetof(struct gateway, back_end),
	  .none = "none",
	  .example = "back_end = ( { device = \"eth1\"; addresses = [ \"192.168.10.1/24\" ]; } );",
	  .doc = "See gateway.back_end." },
	{ .name = "front_end", .type = KEY_GROUP, .group = &front_end_group,
	  .offset = offsetof(struct gateway, front_end),
	  .none = "none",
	  .example = "front_end = { device = \"eth0\"; addresses = [ \"203.0.113.2/24\" ]; };",
	  .doc = "See gateway.front_end. The forwarding mode needs it." },
	{ .name = "management", .type = KEY_GROUP, .group = &management_group,
	  .offset = offsetof(struct gateway, management),
	  .none = "none",
	  .example = "management = { device = \"eth2\"; addresses = [ \"10.20.0.5/16\" ]; };",
	  .doc = "See gateway.management." },
};

static const struct group gateway_group = {
	"gateway", "the gateway",
	"What belongs to no tenant.",
	sizeof(struct gateway), ARRAY_SIZE(gateway_keys), gateway_keys
};

/* --- tenants --------------------------------------------------------------- */

static const struct key subnet_keys[] = {
	{ .name = "vsid", .type = KEY_NUMBER, .required = true,
	  .offset = offsetof(struct subnet, vsid),
	  .min = VSID_MIN, .max = VSID_MAX,
	  .example = "vsid = 6000;",
	  .doc = "Its number, which no other subnet has." },
	{ .name = "prefixes", .type = KEY_PREFIXES, .required = true,
	  .offset = offsetof(struct subnet, prefixes),
	  .example = "prefixes = [ \"10.0.1.0/24\", \"fd00:1::/64\" ];",
	  .doc = "Its customer addresses. Other tenants may have the same." },
	{ .name = "mac", .type = KEY_MAC,
	  .offset = offsetof(struct subnet, mac),
	  .none = "the tenant's",
	  .example = "mac = \"00:15:5d:00:10:01\";",
	  .doc = "The gateway's MAC address in this subnet." },
	{ .name = "learn_limit", .type = KEY_NUMBER,
	  .offset = offsetof(struct subnet, learn_limit),
	  .fallback = "256", .min = 0, .max = NUMBER_MAX,
	  .example = "learn_limit = 1000;",
	  .doc = "The most records learned from l2only VMs; 0 turns learning off." },
	{ .name = "ageing", .type = KEY_NUMBER,
	  .offset = offsetof(struct subnet, ageing),
	  .fallback = "300", .min = 1, .max = NUMBER_MAX,
	  .example = "ageing = 600;",
	  .doc = "Seconds after which an unused learned record goes." },
};

static const struct group subnet_group = {
	"tenants.subnets", "a subnet",
	"A list of groups: the tenant's virtual subnets.",
	sizeof(struct subnet), ARRAY_SIZE(subnet_keys), subnet_keys
};

static const struct key record_keys[] = {
	{ .name = "vsid", .type = KEY_NUMBER, .required = true,
	  .offset = offsetof(struct record, vsid),
	  .min = VSID_MIN, .max = VSID_MAX,
	  .example = "vsid = 6000;",
	  .doc = "The subnet it is in, one of the tenant's." },
	{ .name = "ca", .type = KEY_ADDR, .required = true,
	  .offset = offsetof(struct record, ca),
	  .example = "ca = \"10.0.1.5\";",
	  .doc =
		"The customer address, in a prefix of the subnet; 0.0.0.0 or :: for the types l2only and wildcard.",
	},
	{ .name = "mac", .type = KEY_MAC, .required = true,
	  .offset = offsetof(struct record, mac),
	  .example = "mac = \"00:15:5d:00:00:05\";",
	  .doc = "The VM's MAC address." },
	{ .name = "pa", .type = KEY_ADDR, .required = true,
	  .offset = offsetof(struct record, pa),
	  .example = "pa = \"192.168.10.2\";",
	  .doc = "The provider address of the VM's host." },
	{ .name = "type", .type = KEY_CHOICE,
	  .offset = offsetof(struct record, type),
	  .fallback = "static", .choices = record_types,
	  .example = "type = \"wildcard\";",
	  .doc =
		"A wildcard takes what no other record has; a VM of type l2only has its addresses learned.",
	},
	{ .name = "vm_name", .type = KEY_TEXT,
	  .offset = offsetof(struct record, vm_name), .max = 255,
	  .none = "none",
	  .example = "vm_name = \"web-1\";",
	  .doc = "A note." },
};

const struct group record_group = {
	"tenants.records", "a record",
	"A list of groups: the tenant's lookup records.",
	sizeof(struct record), ARRAY_SIZE(record_keys), record_keys
};

static const struct key customer_route_keys[] = {
	{ .name = "prefix", .type = KEY_PREFIX, .required = true,
	  .offset = offsetof(struct route, prefix),
	  .example = "prefix = \"10.0.3.0/24\";",
	  .doc = "The destination." },
	{ .name = "vsid", .type = KEY_NUMBER, .required = true,
	  .offset = offsetof(struct route, vsid),
	  .min = VSID_MIN, .max = VSID_MAX,
	  .example = "vsid = 6000;",
	  .doc = "The subnet it leads to, one of the tenant's." },
	{ .name = "via", .type = KEY_ADDR,
	  .offset = offsetof(struct route, via),
	  .none = "on-link: the prefix is part of one of the subnet",
	  .example = "via = \"10.0.1.254\";",
	  .doc = "The next hop, in a prefix of the subnet." },
	{ .name = "metric", .type = KEY_NUMBER,
	  .offset = offsetof(struct route, metric),
	  .fallback = "0", .min = 0, .max = NUMBER_MAX,
	  .example = "metric = 10;",
	  .doc = "Of several routes to the same prefix the lowest wins." },
	{ .name = "from_vsid", .type = KEY_NUMBER,
	  .offset = offsetof(struct route, from_vsid),
	  .min = VSID_MIN, .max = VSID_MAX,
	  .none = "for all of the tenant's subnets",
	  .example = "from_vsid = 6001;",
	  .doc = "The only subnet whose packets take it." },
};

static const struct group customer_route_group = {
	"tenants.customer_routes", "a customer route",
	"A list of groups: routes between the tenant's subnets.",
	sizeof(struct route), ARRAY_SIZE(customer_route_keys),
	customer_route_keys
};

static const struct key static_route_keys[] = {
	{ .name = "prefix", .type = KEY_PREFIX, .required = true,
	  .offset = offsetof(struct route, prefix),
	  .example = "prefix = \"172.16.0.0/12\";",
	  .doc = "The destination." },
	{ .name = "via", .type = KEY_ADDR, .required = true,
	  .offset = offsetof(struct route, via),
	  .example = "via = \"10.254.254.1\";",
	  .doc = "The next hop, in a network of the tenant's: a subnet's prefix, or a VLAN's." },
	{ .name = "metric", .type = KEY_NUMBER,
	  .offset = offsetof(struct route, metric),
	  .fallback = "0", .min = 0, .max = NUMBER_MAX,
	  .example = "metric = 10;",
	  .doc = "Of several routes to the same prefix the lowest wins." },
};

static const struct group static_route_group = {
	"tenants.static_routes", "a static route",
	"A list of groups: routes of the tenant's VRF.",
	sizeof(struct route), ARRAY_SIZE(static_route_keys), static_route_keys
};

static const struct key vlan_keys[] = {
	{ .name = "id", .type = KEY_NUMBER, .required = true,
	  .offset = offsetof(struct vlan, id), .min = 1, .max = 4094,
	  .example = "id = 100;",
	  .doc = "The VLAN ID, used once on its device." },
	{ .name = "device", .type = KEY_NAME, .required = true,
	  .offset = offsetof(struct vlan, device), .max = 15,
	  .example = "device = \"eth1\";",
	  .doc = "The device the frames are tagged on." },
	{ .name = "addresses", .type = KEY_NET_ADDRS, .required = true,
	  .offset = offsetof(struct vlan, addresses),
	  .example = "addresses = [ \"10.254.254.2/29\" ];",
	  .doc = "The gateway's addresses in the VLAN, with the length of the network's prefix." },
};

static const struct group vlan_group = {
	"tenants.vlans", "a VLAN",
	"A list of groups: VLANs that are part of the tenant's network.",
	sizeof(struct vlan), ARRAY_SIZE(vlan_keys), vlan_keys
};

static const struct key tenant_keys[] = {
	{ .name = "name", .type = KEY_NAME, .required = true,
	  .offset = offsetof(struct tenant, name), .max = 15,
	  .example = "name = \"contoso\";",
	  .doc = "The tenant's name, and that of its device; so it is not one of another device." },
	{ .name = "rdid", .type = KEY_GUID, .required = true,
	  .offset = offsetof(struct tenant, rdid),
	  .example = "rdid = \"{0f8fad5b-d9cb-469f-a165-70867728950e}\";",
	  .doc = "The routing domain's GUID, with or without braces." },
	{ .name = "mac", .type = KEY_MAC,
	  .offset = offsetof(struct tenant, mac),
	  .none = "chosen by the kernel",
	  .example = "mac = \"00:15:5d:00:10:00\";",
	  .doc = "The gateway's MAC address in the tenant's subnets." },
	{ .name = "mtu", .type = KEY_NUMBER,
	  .offset = offsetof(struct tenant, mtu), .min = 68, .max = 65535,
	  .none = "what the underlay leaves",
	  .example = "mtu = 1400;",
	  .doc =
		"The MTU of the tenant's network: at most that of each back end less 42, or less 62 where a provider address is IPv6; 1280 at least if the tenant has IPv6.",
	},
	{ .name = "transmit_kbps", .type = KEY_NUMBER,
	  .offset = offsetof(struct tenant, transmit_kbps),
	  .min = 8, .max = NUMBER_MAX,
	  .none = "no cap",
	  .example = "transmit_kbps = 100000;",
	  .doc = "The most the gateway sends into the tenant's network, in kbit/s." },
	{ .name = "receive_kbps", .type = KEY_NUMBER,
	  .offset = offsetof(struct tenant, receive_kbps),
	  .min = 8, .max = NUMBER_MAX,
	  .none = "no cap",
	  .example = "receive_kbps = 100000;",
	  .doc = "The most it takes from there, in kbit/s." },
	{ .name = "gateway_vsid", .type = KEY_NUMBER,
	  .offset = offsetof(struct tenant, gateway_vsid),
	  .min = VSID_MIN, .max = VSID_MAX,
	  .none = "none; needed with subnets",
	  .example = "gateway_vsid = 6001;",
	  .doc = "The subnet in which the gateway is, one of the tenant's." },
	{ .name = "gateway_addresses", .type = KEY_ADDRS,
	  .offset = offsetof(struct tenant, gateway_addresses),
	  .none = "none; needed with subnets",
	  .example = "gateway_addresses = [ \"10.0.2.2\" ];",
	  .doc = "The gateway's customer addresses, in prefixes of that subnet." },
	{ .name = "subnets", .type = KEY_GROUPS, .group = &subnet_group,
	  .offset = offsetof(struct tenant, subnets),
	  .none = "none",
	  .example = "subnets = ( { vsid = 6001; prefixes = [ \"10.0.2.0/24\" ]; } );",
	  .doc = "See tenants.subnets. A tenant has a subnet or a VLAN at least." },
	{ .name = "records", .type = KEY_GROUPS, .group = &record_group,
	  .offset = offsetof(struct tenant, records),
	  .none = "none",
	  .example =
		"records = ( { vsid = 6000; ca = \"10.0.1.5\"; mac = \"00:15:5d:00:00:05\"; pa = \"192.168.10.2\"; } );",
	  .doc = "See tenants.records." },
	{ .name = "record_files", .type = KEY_TEXTS,
	  .offset = offsetof(struct tenant, record_files), .max = 4095,
	  .none = "none",
	  .example = "record_files = [ \"contoso.csv\" ];",
	  .doc =
		"Files with more records, see Files of records; a name without a leading slash is one beside the file it is written in.",
	},
	{ .name = "customer_routes", .type = KEY_GROUPS,
	  .group = &customer_route_group,
	  .offset = offsetof(struct tenant, customer_routes),
	  .none = "none",
	  .example = "customer_routes = ( { prefix = \"10.0.1.0/24\"; vsid = 6000; } );",
	  .doc = "See tenants.customer_routes." },
	{ .name = "static_routes", .type = KEY_GROUPS,
	  .group = &static_route_group,
	  .offset = offsetof(struct tenant, static_routes),
	  .none = "none",
	  .example = "static_routes = ( { prefix = \"172.16.0.0/12\"; via = \"10.254.254.1\"; } );",
	  .doc = "See tenants.static_routes." },
	{ .name = "vlans", .type = KEY_GROUPS, .group = &vlan_group,
	  .offset = offsetof(struct tenant, vlans),
	  .none = "none",
	  .example =
		"vlans = ( { id = 100; device = \"eth1\"; addresses = [ \"10.254.254.2/29\" ]; } );",
	  .doc = "See tenants.vlans." },
	{ .name = "admin_users", .type = KEY_TEXTS,
	  .offset = offsetof(struct tenant, admin_users), .max = 256,
	  .none = "none",
	  .example = "admin_users = [ \"alice\" ];",
	  .doc = "Users of this machine that are the tenant's administrators." },
	{ .name = "admin_groups", .type = KEY_TEXTS,
	  .offset = offsetof(struct tenant, admin_groups), .max = 256,
	  .none = "none",
	  .example = "admin_groups = [ \"contoso-admins\" ];",
	  .doc = "Groups of this machine whose members are." },
};

static const struct group tenant_group = {
	"tenants", "a tenant",
	"A list of groups: the tenants. The lists of all files that are read make one.",
	sizeof(struct tenant), ARRAY_SIZE(tenant_keys), tenant_keys
};

static const struct key root_keys[] = {
	{ .name = "gateway", .type = KEY_GROUP, .required = true,
	  .group = &gateway_group, .offset = offsetof(struct model, gateway),
	  .example = "gateway = { name = \"gw1\"; };",
	  .doc = "See gateway." },
	{ .name = "tenants", .type = KEY_GROUPS, .group = &tenant_group,
	  .offset = offsetof(struct model, tenants),
	  .none = "none",
	  .example = "tenants = ( { name = \"contoso\"; } );",
	  .doc = "See tenants." },
};

const struct group root_group = {
	"", "the configuration", "What is outside of all braces.",
	sizeof(struct model), ARRAY_SIZE(root_keys), root_keys
};

const struct group *const all_groups[] = {
	&root_group, &gateway_group, &back_end_group, &front_end_group,
	&management_group, &tenant_group, &subnet_group, &record_group,
	&customer_route_group, &static_route_group, &vlan_group, NULL
};

_Static_assert(ARRAY_SIZE(tenant_keys) <= OBJECT_KEYS, "OBJECT_KEYS");

const struct key *key_find(const struct group *group, const char *name)
{
	size_t i;

	for (i = 0; i < group->n_keys; i++)
		if (!strcmp(group->keys[i].name, name))
			return &group->keys[i];
	return NULL;
}

/**
 * key_line() - where a key of an object is
 * @o: the object
 * @name: the key, one of its group
 *
 * Return: the line; 0 if the key is not given
 */
unsigned int key_line(const struct object *o, const char *name)
{
	const struct key *k;

	if (!o->group)
		return 0;
	k = key_find(o->group, name);
	return k ? o->key_line[k - o->group->keys] : 0;
}

const char *key_type_name(enum key_type type)
{
	static const char *const names[] = {
		[KEY_NUMBER] = "a number",
		[KEY_CHOICE] = "a string",
		[KEY_TEXT] = "a string",
		[KEY_NAME] = "a string",
		[KEY_MAC] = "a string",
		[KEY_GUID] = "a string",
		[KEY_ADDR] = "a string",
		[KEY_PREFIX] = "a string",
		[KEY_ADDRS] = "an array of strings",
		[KEY_NET_ADDRS] = "an array of strings",
		[KEY_PREFIXES] = "an array of strings",
		[KEY_RANGES] = "an array of strings",
		[KEY_TEXTS] = "an array of strings",
		[KEY_GROUP] = "a group in braces",
		[KEY_GROUPS] = "a list of groups",
	};

	return names[type];
}
