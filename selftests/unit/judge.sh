#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# tools/vm/judge: sees what a kernel complains of, and nothing else.
. "$(dirname "$0")/../lib.sh"
judge=$TESTDIR/../tools/vm/judge
log=$(mktemp)
on_exit rm -f "$log"

bad()
{
	printf '[    1.000000] ordinary line\n%s\n[    2.000000] another\n' "$2" \
		>"$log"
	if output=$("$judge" "$log"); then
		not_ok "$1"
	else
		check_equal "$1 is shown" \
			"$(grep -cF -e "${2##*] }" <<<"$output")" 1
	fi
}

good()
{
	echo "$2" >"$log"
	check "$1" "$judge" "$log"
}

bad oops '[    8.363444] BUG: kernel NULL pointer dereference, address: 0'
bad warning '[    5.1] WARNING: CPU: 0 PID: 1 at net/core/dev.c:1 f+0x1/0x2'
bad "cut here" '[    5.1] ------------[ cut here ]------------'
bad "register dump" '[    5.1] RIP: 0010:register_netdevice+0x103/0x7e0'
bad trace '[    5.1] Call Trace:'
bad panic '[    5.1] Kernel panic - not syncing: Fatal exception'
bad circular '[    5.1] WARNING: possible circular locking dependency detected'
bad recursive '[    5.1] WARNING: possible recursive locking detected'
bad "lock state" '[    5.1] WARNING: inconsistent lock state'
bad RCU '[    5.1] WARNING: suspicious RCU usage'
bad sleep '[    5.1] BUG: sleeping function called from invalid context'
bad lockdep '[    5.1] BUG: MAX_LOCKDEP_ENTRIES too low!'
bad KASAN '[    5.1] BUG: KASAN: slab-use-after-free in nvgre_rcv+0x1/0x2'
bad KFENCE '[    5.1] BUG: KFENCE: out-of-bounds read in f'
bad UBSAN '[    5.1] UBSAN: array-index-out-of-bounds in kmod/pa.c:1:2'
bad leak 'unreferenced object 0xffff888004f3d000 (size 512):'
bad "leak detector" '[    5.1] kmemleak: Kernel memory leak detector disabled'
bad reference '[    5.1] ref_tracker: net notrefcnt@0xff has 1/1 users at'
bad "device reference" \
	'[    5.1] unregister_netdevice: waiting for t0 to become free. Usage = 2'
bad "hung task" '[    5.1] INFO: task ip:99 blocked for more than 120 seconds.'
bad "soft lockup" '[    5.1] watchdog: BUG: soft lockup - CPU#0 stuck for 22s'
bad stall '[    5.1] rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:'
bad object '[    5.1] ODEBUG: free active (active state 0) object: 0xff timer'
bad refcount '[    5.1] refcount_t: underflow; use-after-free.'
bad list '[    5.1] list_add corruption. next->prev should be prev (0xff)'
bad usercopy '[    5.1] usercopy: Kernel memory exposure attempt detected'

good "taint by an out-of-tree module" \
	'[    8.0] nvgre: loading out-of-tree module taints kernel.'
good "unsigned module" '[    8.0] nvgre: module verification failed: signature'
good "lockdep's sizes" '[    2.3] ... MAX_LOCKDEP_ENTRIES:     262144'
good "lockdep's greeting" '[    2.3] Lock dependency validator: Copyright (c)'
good "kmemleak's greeting" \
	'[    9.8] kmemleak: Kernel memory leak detector initialized'
good "RCU's self tests" '[    2.6] Running RCU synchronous self tests'
good "nothing at all" ''

"$judge" /nonexistent 2>/dev/null
check_equal "no log is an error" $? 2
ksft_exit
