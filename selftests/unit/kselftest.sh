#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The folder is a kselftest one: put into the selftests of a kernel tree as
# net/nvgre, the tree's own makefiles build and install it, and the tree's own
# runner runs it (the smoke test of it, in a VM).
. "$(dirname "$0")/../lib.sh"
top=$(cd "$TESTDIR/.." && pwd)

# Not in /tmp, which the VM has one of its own of
tree=$top/build/kselftest
rm -rf "$tree"
mkdir -p "$tree/usr/include/linux"
on_exit rm -rf "$tree"
source=$("$top/tools/kernel-source") || die "no kernel source"
cp -r "$source"/{Makefile,scripts,tools,include,arch} "$tree"
target=$tree/tools/testing/selftests/net/nvgre
mkdir "$target"
(cd "$TESTDIR" && find . -maxdepth 1 -type f ! -name '.*' -exec cp -p -t \
	"$target" {} +)
# Where a kernel tree's "make headers" would put it
cp "$top/uapi/linux/nvgre.h" "$tree/usr/include/linux/"

kselftest()
{
	make -C "$tree/tools/testing/selftests" TARGETS=net/nvgre \
		INSTALL_PATH="$tree/install" "$@"
}

check "make all" kselftest all
check "make install" kselftest install
missing=
for name in $(make -s -C "$TESTDIR" list); do
	[ -x "$tree/install/net/nvgre/$name" ] || missing+=" $name"
done
check_equal "every test is installed" "$missing" ""
listed=$("$tree/install/run_kselftest.sh" -l | grep -c '^net/nvgre:')
check_equal "the runner lists every test" "$listed" \
	"$(make -s -C "$TESTDIR" list | wc -w)"

output=$("$top/tools/vm/run" 6.12 -- "$tree/install/run_kselftest.sh" \
	-t net/nvgre:smoke.sh 2>&1)
check_equal "the VM ends well" $? 0
check "smoke.sh passes under the tree's runner" grep -qx \
	'ok 1 selftests: net/nvgre: smoke.sh' <<<"$output"
[ "$TAP_FAILED" = 0 ] || diag "$output"
ksft_exit
