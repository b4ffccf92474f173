#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# How the nvgre command speaks with the kernel: packing of batches, answers to
# them, dumps that change, extended errors, events that are lost. The socket is
# nvgre-tool/socket.c.
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=selftests/lib.sh
. selftests/lib.sh
require_cmd cc pkg-config

build=build/unit/nvgre-tool-socket
mkdir -p $build
wrap=
for function in genl_connect genl_ctrl_resolve genl_ctrl_resolve_grp \
	nl_socket_add_membership setsockopt getsockopt sendto recvfrom; do
	wrap+=,--wrap=$function
done
# shellcheck disable=SC2046 # lists
cc -O1 -g -Wall -Wextra -Werror -D_GNU_SOURCE -Iuapi -Itools/nvgre \
	-fsanitize=address,undefined -fno-sanitize-recover=undefined \
	$(pkg-config --cflags libnl-3.0 libnl-genl-3.0) -Wl"$wrap" \
	-o $build/nvgre tools/nvgre/*.c selftests/unit/nvgre-tool/socket.c \
	$(pkg-config --libs libnl-3.0 libnl-genl-3.0) ||
	die "the command does not compile"
nvgre=$build/nvgre
# libnl's socket is the program's to the end
export ASAN_OPTIONS=detect_leaks=0

# says NAME STATUS TEXT COMMAND...
says()
{
	local name=$1 status=$2 text=$3 got

	shift 3
	got=$("$@" 2>&1)
	check_equal "$name" "$? $got" "$status $text"
}

says "carried out" 0 "" $nvgre pa add 10.0.0.1
says "errno" 2 "nvgre: pa add: File exists" $nvgre pa add 10.0.0.1 owner 1017
says "errno of a replacement" 2 "nvgre: record replace: No such file or directory" \
	$nvgre record replace owner 1002
says "words and attribute" 2 "Error: Owner is round (attribute owner)." \
	$nvgre pa add 10.0.0.1 owner 2000
says "missing attribute" 2 "Error: There is more (missing attribute ca)." \
	$nvgre record add vsid 6000 owner 2001
says "an answer that is not capped" 2 \
	"Error: After the request (attribute owner)." \
	$nvgre record add vsid 6000 vm-name abc owner 2002
says "a warning" 0 "Warning: It is late." $nvgre pa add 10.0.0.1 owner 2003
says "get refused" 2 "nvgre: vsid show: Operation not permitted" \
	$nvgre vsid get 1001
says "no module" 2 "Error: the kernel has no family \"nvgre\": its module is not loaded (modprobe nvgre)." \
	env FAKE_NO_FAMILY=1 $nvgre -force -b - <<-END
	pa add 10.0.0.1
	pa add 10.0.0.2
	END

# --- batches -----------------------------------------------------------------

seq -f 'pa add 10.0.0.1 owner 1%06.0f' 10000 >$build/batch
got=$(FAKE_SENDS=1 $nvgre -b $build/batch 2>&1)
check_equal "10000 requests: status" $? 0
check "10000 requests: few system calls" [ "$(wc -l <<<"$got")" -lt 6 ]
check "the first buffers are full" \
	[ "$(sed -n 's/^send 2: \([0-9]*\) .*/\1/p' <<<"$got")" -gt 100000 ]
got=$(FAKE_BUFFER=65536 FAKE_SENDS=1 $nvgre -b $build/batch 2>&1)
check_equal "a small receive buffer: status" $? 0
check "a small receive buffer: many system calls" [ "$(wc -l <<<"$got")" -gt 300 ]

sed -i -e '5000s/owner.*/owner 1017/' -e '5001s/owner.*/owner 1001/' \
	-e '10000s/owner.*/owner 2000/' $build/batch
says "the first failure of a batch" 2 \
	"nvgre: pa add: File exists. Command failed $build/batch:5000" \
	$nvgre -b $build/batch
says "-force, every failure" 2 \
	"nvgre: pa add: File exists. Command failed $build/batch:5000
nvgre: pa add: Operation not permitted. Command failed $build/batch:5001
Error: Owner is round (attribute owner). Command failed $build/batch:10000" \
	$nvgre -force -b $build/batch
says "the last of a buffer fails" 2 \
	"nvgre: pa add: File exists. Command failed -:2" \
	$nvgre -b - < <(printf 'pa add 10.0.0.1\npa add 10.0.0.1 owner 1017\n')
says "failure before a line that makes no sense" 2 \
	'Error: "x" is not an object (try "nvgre help"). Command failed -:2
nvgre: pa add: File exists. Command failed -:1' \
	$nvgre -b - < <(printf 'pa add 10.0.0.1 owner 1017\nx\n')
says "failure before a command that shows" 2 \
	'nvgre: pa add: File exists. Command failed -:1' \
	$nvgre -b - < <(printf 'pa add 10.0.0.1 owner 1017\nrecord show\n')
says "the same with -force" 2 \
	'nvgre: pa add: File exists. Command failed -:1
vsid 6000
vsid 6001
vsid 6002' \
	$nvgre -force -b - < <(printf 'pa add 10.0.0.1 owner 1017\nrecord show\n')
says "a range stops at the first failure" 2 "nvgre: vsid add: File exists" \
	$nvgre vsid add 6000-60000 dev x owner 1017

# --- dumps -------------------------------------------------------------------

three="vsid 6000
vsid 6001
vsid 6002"
says "a dump" 0 "$three" $nvgre record show
says "a dump that changes once" 0 "$three" env FAKE_CHANGES=1 $nvgre record show
says "a dump that always changes" 0 "$three
Warning: what is shown changed meanwhile and may not be of one moment." \
	env FAKE_CHANGES=1000 $nvgre record show
says "a dump that fails at its end" 2 "Error: No more." \
	env FAKE_FAIL="No more" $nvgre record show
says "the same in JSON: nothing" 2 "Error: No more." \
	env FAKE_FAIL="No more" $nvgre -j record show

# --- events ------------------------------------------------------------------

says "events, and a gap" 2 "record add vsid 6000
# events were lost: they came faster than they were read
record replace vsid 6001
Error: cannot receive from the kernel: Connection reset by peer." \
	$nvgre monitor
says "the same in JSON" 2 '{"event":"add","object":"record","vsid":6000}
{"event":"lost"}
{"event":"replace","object":"record","vsid":6001}
Error: cannot receive from the kernel: Connection reset by peer.' \
	$nvgre -j monitor config

ksft_exit
