// SPDX-License-Identifier: GPL-2.0
#include <sched.h>
#include <stdarg.h>
#include <sys/random.h>

#include "lpm_test.h"
#include "shim.h"

u32 shim_seed;
long shim_allocs = -1;
__thread shim_hook *shim_loaded;
__thread shim_hook *shim_stored;

void shim_pr_err(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fputs("# ", stdout);
	vprintf(fmt, args);
	va_end(args);
}

u32 get_random_u32(void)
{
	u32 value = shim_seed;

	if (!value && getrandom(&value, sizeof(value), 0) != sizeof(value))
		abort();
	return value;
}

void *kzalloc(size_t size, int flags)
{
	if (!shim_allocs)
		return NULL;
	if (shim_allocs > 0)
		shim_allocs--;
	return calloc(1, size);
}

/* --- RCU ------------------------------------------------------------------ */

/* A reader notes the epoch in which it came in. Memory that was given back in
 * an epoch goes once no reader of that epoch or of an earlier one is inside.
 */
enum { SHIM_READERS = 16, SHIM_BATCH = 64 };

static u64 shim_epoch = 1;
static u64 shim_inside[SHIM_READERS];
static u32 shim_readers;
static pthread_mutex_t shim_lock = PTHREAD_MUTEX_INITIALIZER;
static struct rcu_head *shim_pending;
static u32 shim_pending_count;
static __thread u32 shim_reader;	/* index + 1 */
static __thread u32 shim_nesting;

void rcu_read_lock(void)
{
	u64 *inside;

	if (!shim_reader)
		shim_reader = __atomic_add_fetch(&shim_readers, 1,
						 __ATOMIC_SEQ_CST);
	if (shim_reader > SHIM_READERS)
		abort();
	if (shim_nesting++)
		return;
	inside = &shim_inside[shim_reader - 1];
	__atomic_store_n(inside, __atomic_load_n(&shim_epoch, __ATOMIC_SEQ_CST),
			 __ATOMIC_SEQ_CST);
#ifndef __SANITIZE_THREAD__
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
#endif
}

void rcu_read_unlock(void)
{
	if (!shim_nesting)
		abort();
	if (!--shim_nesting)
		__atomic_store_n(&shim_inside[shim_reader - 1], 0,
				 __ATOMIC_SEQ_CST);
}

bool rcu_read_lock_held(void)
{
	return shim_nesting;
}

/* Under shim_lock */
static void shim_drain(void)
{
	struct rcu_head *head;
	u64 epoch, inside;
	int i;

	epoch = __atomic_fetch_add(&shim_epoch, 1, __ATOMIC_SEQ_CST);
	for (i = 0; i < SHIM_READERS; i++)
		while ((inside = __atomic_load_n(&shim_inside[i],
						 __ATOMIC_SEQ_CST)) &&
		       inside <= epoch)
			sched_yield();
	while ((head = shim_pending)) {
		shim_pending = head->next;
		free(head->object);
	}
	shim_pending_count = 0;
}

void shim_free_rcu(struct rcu_head *head, void *object)
{
	pthread_mutex_lock(&shim_lock);
	head->object = object;
	head->next = shim_pending;
	shim_pending = head;
	if (++shim_pending_count >= SHIM_BATCH && !shim_nesting)
		shim_drain();
	pthread_mutex_unlock(&shim_lock);
}

void rcu_barrier(void)
{
	pthread_mutex_lock(&shim_lock);
	shim_drain();
	pthread_mutex_unlock(&shim_lock);
}

/* --- threads -------------------------------------------------------------- */

struct task_struct {
	pthread_t thread;
	int (*fn)(void *arg);
	void *arg;
	int result;
	bool stop;
};

static __thread struct task_struct *shim_current;

static void *shim_run(void *arg)
{
	shim_current = arg;
	shim_current->result = shim_current->fn(shim_current->arg);
	return NULL;
}

struct task_struct *shim_thread(int (*fn)(void *arg), void *arg)
{
	struct task_struct *task = calloc(1, sizeof(*task));

	if (!task)
		return NULL;
	task->fn = fn;
	task->arg = arg;
	if (pthread_create(&task->thread, NULL, shim_run, task)) {
		free(task);
		return NULL;
	}
	return task;
}

bool kthread_should_stop(void)
{
	return __atomic_load_n(&shim_current->stop, __ATOMIC_ACQUIRE);
}

int kthread_stop(struct task_struct *task)
{
	int result;

	__atomic_store_n(&task->stop, true, __ATOMIC_RELEASE);
	pthread_join(task->thread, NULL);
	result = task->result;
	free(task);
	return result;
}
