/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVGRE_REMOTE_H
#define _NVGRE_REMOTE_H

#include "nvgre.h"

struct dst_entry;

/**
 * struct nvgre_path_dst - an underlay route, cached for one CPU
 * @dst: the route with a reference, or NULL; used by its CPU in softirq only
 * @cookie: what dst_check() of @dst needs
 */
struct nvgre_path_dst {
	struct dst_entry *dst;
	u32 cookie;
};

/**
 * struct nvgre_path - from one local provider address to one remote one
 * @local: the local address, outer source
 * @oif: device to send on, or an L3 master device, or 0
 * @ifindex: device the local address is on
 * @dst: the route, per CPU
 */
struct nvgre_path {
	struct in6_addr local;
	int oif;
	int ifindex;
	struct nvgre_path_dst __percpu *dst;
};

/**
 * struct nvgre_paths - the paths to a remote
 * @rcu: for freeing
 * @n: number of @path
 * @path: one for each assigned local address of the remote's family
 */
struct nvgre_paths {
	struct rcu_head rcu;
	unsigned int n;
	struct nvgre_path path[];
};

/**
 * struct nvgre_remote - a provider address that records point at
 * @node: in nvgre_net.remotes
 * @addr: the address
 * @paths: how to get there; NULL if there is no local address of its family;
 *	written under nvgre_net.lock, RCU
 * @id: key in nvgre_net.remote_ids, not 0
 * @refs: number of records that point here; nvgre_net.lock
 * @self: it is an assigned provider address of this host; written under
 *	nvgre_net.lock
 * @rcu: for freeing
 *
 * Records of the same host share one remote, so that a million records cost
 * no million cached routes.
 */
struct nvgre_remote {
	struct rhash_head node;
	struct in6_addr addr;
	struct nvgre_paths __rcu *paths;
	u32 id;
	u32 refs;
	bool self;
	struct rcu_head rcu;
};

int nvgre_remotes_init(struct nvgre_net *nn);
void nvgre_remotes_uninit(struct nvgre_net *nn);

/* Returns a reference, to be given back with nvgre_remote_put(). */
struct nvgre_remote *nvgre_remote_get(struct nvgre_net *nn,
				      const struct in6_addr *addr);
void nvgre_remote_put(struct nvgre_net *nn, struct nvgre_remote *remote);

/* Returns a borrowed pointer; RCU. */
struct nvgre_remote *nvgre_remote_find(struct nvgre_net *nn,
				       const struct in6_addr *addr);

void nvgre_remotes_refresh(struct nvgre_net *nn);

struct dst_entry *nvgre_path_route(struct nvgre_net *nn,
				   const struct in6_addr *local, int oif,
				   const struct in6_addr *remote);
struct dst_entry *nvgre_path_lookup(struct nvgre_net *nn,
				    const struct nvgre_path *path,
				    const struct nvgre_remote *remote);

#endif /* _NVGRE_REMOTE_H */
