#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# DKMS builds and installs the module from the packed tree, without git, for
# every kernel whose headers are installed and that we say we support, and
# leaves another kernel alone. Nothing is installed.
. "$(dirname "$0")/../lib.sh"
# shellcheck source=selftests/unit/dkms/lib.sh
. "$TESTDIR/unit/dkms/lib.sh"
require_cmd dkms modinfo unshare

top=$(cd "$TESTDIR/.." && pwd)
work=$(mktemp -d)
on_exit rm -rf "$work"

"$top/tools/dkms-tree" "$work/pack" || die "the tree cannot be packed"
private_dkms "$work" "$(cat "$work/pack/VERSION")"
mkdir "$work/src"
mv "$work/pack" "$work/src/nvgre-$version"

check "the tree has no git" [ ! -e "$work/src/nvgre-$version/.git" ]
check "add" run_dkms add
for meta in linux-headers-amd64 linux-headers-6.12-amd64; do
	kernel=$(headers_release "$meta")
	if [ -z "$kernel" ]; then
		skip_one "$meta" "not installed"
		continue
	fi
	check_build "$kernel"
done

# The headers of a kernel that we can build for, under a name that we cannot
check_left_alone "another series is skipped" 5.10.0-99-amd64 \
	"/lib/modules/$kernel/build"
mkdir "$work/headers"
grep -v '^CONFIG_NETFILTER=' "/lib/modules/$kernel/build/.config" \
	>"$work/headers/.config"
check_left_alone "a kernel without netfilter is skipped" 6.12.0-99-amd64 \
	"$work/headers"
ksft_exit
