/* SPDX-License-Identifier: GPL-2.0 */
/* As much of the kernel as kmod/lpm.c and kmod/lpm_test.c need, in user space.
 * RCU is real: memory given to kfree_rcu() goes when every reader that was
 * inside has left, and not before, so that a sanitizer sees a wrong access.
 */
#ifndef NVGRE_SHIM_H
#define NVGRE_SHIM_H

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint8_t u8;
typedef uint32_t u32;
typedef uint64_t u64;

#define __force
#define __init
#define __initconst
#define __initdata
#define __rcu

#define in6_u			__in6_u
#define u6_addr8		__u6_addr8

#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#define container_of(p, type, member) \
	((type *)((char *)(p) - offsetof(type, member)))
#define max(a, b)		((a) > (b) ? (a) : (b))
#define min(a, b)		((a) < (b) ? (a) : (b))
#define min_t(type, a, b)	min((type)(a), (type)(b))
#define min3(a, b, c)		min(a, min(b, c))
#define is_power_of_2(n)	((n) && !((n) & ((n) - 1)))
#define fls64(x)		((x) ? 64 - __builtin_clzll(x) : 0)
#define be32_to_cpu(x)		ntohl(x)
#define cond_resched()		do { } while (0)

#define READ_ONCE(x)		__atomic_load_n(&(x), __ATOMIC_RELAXED)
#define WRITE_ONCE(x, v)	__atomic_store_n(&(x), v, __ATOMIC_RELAXED)

/* --- what goes wrong is not to be overlooked ------------------------------ */

#define WARN_ON_ONCE(cond) ({						\
	bool warn_ = (cond);						\
									\
	if (warn_) {							\
		fprintf(stderr, "WARN: %s\n", #cond);			\
		abort();						\
	}								\
	warn_;								\
})

#define IS_ERR(p)		(!(p))
#define pr_info(...)		printf("# " __VA_ARGS__)
/* %pI6c is not known here: libc prints the pointer and "I6c" */
#define pr_err(...)		shim_pr_err(__VA_ARGS__)
void shim_pr_err(const char *fmt, ...);

u32 get_random_u32(void);

/* --- memory --------------------------------------------------------------- */

#define GFP_KERNEL		0
#define GFP_KERNEL_ACCOUNT	0

void *kzalloc(size_t size, int flags);
#define kvcalloc(n, size, flags)	calloc(n, size)
#define kfree(p)		free(p)
#define kvfree(p)		free(p)

/* --- mutex and lockdep ---------------------------------------------------- */

struct mutex {
	pthread_mutex_t lock;
	pthread_t owner;
	bool held;
};

#define mutex_init(m)		(*(m) = (struct mutex) { \
					.lock = PTHREAD_MUTEX_INITIALIZER })
#define mutex_destroy(m)	pthread_mutex_destroy(&(m)->lock)

static inline void mutex_lock(struct mutex *m)
{
	pthread_mutex_lock(&m->lock);
	m->owner = pthread_self();
	m->held = true;
}

static inline void mutex_unlock(struct mutex *m)
{
	m->held = false;
	pthread_mutex_unlock(&m->lock);
}

#define lockdep_is_held(m)	((m)->held && \
				 pthread_equal((m)->owner, pthread_self()))
#define lockdep_assert_held(m)	WARN_ON_ONCE(!lockdep_is_held(m))

/* --- RCU ------------------------------------------------------------------ */

struct rcu_head {
	struct rcu_head *next;
	void *object;
};

void rcu_read_lock(void);
void rcu_read_unlock(void);
bool rcu_read_lock_held(void);
void shim_free_rcu(struct rcu_head *head, void *object);
void rcu_barrier(void);

/* Where another thread may come in between: a test does here what it would do */
typedef void shim_hook(void);
extern __thread shim_hook *shim_loaded;
extern __thread shim_hook *shim_stored;

#define shim_point(hook) do {						\
	if (hook)							\
		hook();							\
} while (0)

#define rcu_read_lock_bh_held()	false
#define rcu_dereference_check(p, cond) ({				\
	__auto_type loaded_ = __atomic_load_n(&(p), __ATOMIC_ACQUIRE);	\
									\
	WARN_ON_ONCE(!(rcu_read_lock_held() || (cond)));		\
	shim_point(shim_loaded);					\
	loaded_;							\
})
#define rcu_dereference(p)	rcu_dereference_check(p, false)
#define rcu_dereference_protected(p, cond) ({				\
	WARN_ON_ONCE(!(cond));						\
	__atomic_load_n(&(p), __ATOMIC_RELAXED);			\
})
#define rcu_access_pointer(p)	__atomic_load_n(&(p), __ATOMIC_RELAXED)
#define rcu_assign_pointer(p, v) do {					\
	__atomic_store_n(&(p), v, __ATOMIC_RELEASE);			\
	shim_point(shim_stored);					\
} while (0)
#define RCU_INIT_POINTER(p, v) do {					\
	__atomic_store_n(&(p), v, __ATOMIC_RELAXED);			\
	shim_point(shim_stored);					\
} while (0)
#define rcu_replace_pointer(p, v, cond) ({				\
	WARN_ON_ONCE(!(cond));						\
	__atomic_exchange_n(&(p), v, __ATOMIC_ACQ_REL);			\
})
#define kfree_rcu(p, member)	shim_free_rcu(&(p)->member, p)

/* --- threads -------------------------------------------------------------- */

struct task_struct;

struct task_struct *shim_thread(int (*fn)(void *arg), void *arg);
#define kthread_run(fn, arg, ...)	shim_thread(fn, arg)
bool kthread_should_stop(void);
int kthread_stop(struct task_struct *task);

/* --- addresses ------------------------------------------------------------ */

static inline bool ipv6_addr_v4mapped(const struct in6_addr *a)
{
	return IN6_IS_ADDR_V4MAPPED(a);
}

static inline bool ipv6_addr_equal(const struct in6_addr *a,
				   const struct in6_addr *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static inline void ipv6_addr_prefix(struct in6_addr *prefix,
				    const struct in6_addr *addr, int plen)
{
	int whole = plen / 8, rest = plen % 8;

	memset(prefix, 0, sizeof(*prefix));
	memcpy(prefix, addr, whole);
	if (rest)
		prefix->s6_addr[whole] = addr->s6_addr[whole] &
					 (0xff00 >> rest);
}

static inline bool ipv6_prefix_equal(const struct in6_addr *a,
				     const struct in6_addr *b,
				     unsigned int plen)
{
	int whole = plen / 8, rest = plen % 8;

	return !memcmp(a, b, whole) &&
	       (!rest || !((a->s6_addr[whole] ^ b->s6_addr[whole]) &
			   (0xff00 >> rest)));
}

#endif /* NVGRE_SHIM_H */
