#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: timeout=200 kernels=debug
# Requests for which memory runs short, at each allocation in turn, happen whole
# or not at all, and nothing is lost: the harness looks for leaks afterwards.
. "$(dirname "$0")/lib.sh"

require_cmd nvgre ip
[ -x "$TESTDIR/genl" ] || skip_all "genl is not built"
modprobe -q nvgre || skip_all "no module nvgre for this kernel"
[ -e /proc/thread-self/fail-nth ] || skip_all "no fault injection"
debugfs=/sys/kernel/debug
mountpoint -q $debugfs || mount -t debugfs debugfs $debugfs
[ -d $debugfs/failslab ] || skip_all "no fault injection into slabs"

for kind in failslab fail_page_alloc; do
	[ -d $debugfs/$kind ] || continue
	# Ours may sleep, and are to fail all the same; without a trace each time
	echo N >$debugfs/$kind/ignore-gfp-wait
	echo 0 >$debugfs/$kind/verbose
done
starved=''
setup_ns starved
tap n "$starved" "$TESTDIR/genl" fail
ksft_exit
