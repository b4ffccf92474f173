#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# tools/vm/run: what the command says and how it ends comes out, what the kernel
# says is judged, nothing of this machine is changed.
. "$(dirname "$0")/../lib.sh"
run=$TESTDIR/../tools/vm/run
work=$(mktemp -d)
on_exit rm -rf "$work"
kernel=6.12

witness=$TESTDIR/../build/vm-witness
mkdir -p "${witness%/*}"
echo before >"$witness"
on_exit rm -f "$witness"
# shellcheck disable=SC2016 # the guest's
output=$("$run" -o "$work/a" -e GREETING="good day" $kernel -- bash -c '
	echo "$1, $GREETING"
	echo complaint >&2
	echo again >/dev/stdout
	echo after >build/vm-witness
	echo result >$RESULTS/file
	[ "$(id -u)" = 0 ] && ip link show lo up | grep -q UP && exit 7' sh 'a "b"')
check_equal "exit status" $? 7
check_equal "words, environment, standard output and error" "$output" \
	$'a "b", good day\ncomplaint\nagain'
check_equal "results come out" "$(cat "$work/a/file")" result
check_equal "the machine's files are left alone" "$(cat "$witness")" before
check "the kernel's log is kept" grep -q 'Linux version' "$work/a/dmesg.log"

output=$("$run" -o "$work/b" $kernel -- sh -c \
	'echo "<4>WARNING: CPU: 0 PID: 1 at a/test.c:1" >/dev/kmsg')
check_equal "a warning of the kernel fails the run" $? 99
check "and is shown" grep -q 'at a/test.c:1' <<<"$output"

output=$("$run" -o "$work/c" $kernel -- sh -c 'echo c >/proc/sysrq-trigger')
check_equal "a crash fails the run" $? 99
check "and is shown" grep -q 'sysrq triggered crash' <<<"$output"

output=$("$run" -t 8 $kernel -- sleep 1000)
check_equal "time is limited" $? 124

"$run" 5.4 -- true 2>/dev/null
check_equal "another kernel is refused" $? 1
ksft_exit
