/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The linker calls these instead of those without "__wrap_". */
#ifndef NVGRE_TOOL_SOCKET_H
#define NVGRE_TOOL_SOCKET_H

#include <sys/socket.h>

struct nl_sock;

int __wrap_genl_connect(struct nl_sock *sk);
int __wrap_genl_ctrl_resolve(struct nl_sock *sk, const char *name);
int __wrap_genl_ctrl_resolve_grp(struct nl_sock *sk, const char *name,
				 const char *group);
int __wrap_nl_socket_add_membership(struct nl_sock *sk, int group);
int __wrap_setsockopt(int fd, int level, int option, const void *value,
		      socklen_t len);
int __wrap_getsockopt(int fd, int level, int option, void *value,
		      socklen_t *len);
ssize_t __wrap_sendto(int fd, const void *data, size_t len, int flags,
		      const struct sockaddr *to, socklen_t to_len);
ssize_t __wrap_recvfrom(int fd, void *data, size_t len, int flags,
			struct sockaddr *from, socklen_t *from_len);

#endif /* NVGRE_TOOL_SOCKET_H */
