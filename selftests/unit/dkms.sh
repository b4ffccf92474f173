#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# DKMS builds and installs the module from the packed tree, without git, for
# every kernel whose headers are installed and that we say we support, and
# leaves another kernel alone. Nothing is installed.
. "$(dirname "$0")/../lib.sh"
require_cmd dkms modinfo unshare

top=$(cd "$TESTDIR/.." && pwd)
work=$(mktemp -d)
on_exit rm -rf "$work"

"$top/tools/dkms-tree" "$work/pack" || die "the tree cannot be packed"
version=$(cat "$work/pack/VERSION")
mkdir -p "$work/tree" "$work/install" "$work/src"
mv "$work/pack" "$work/src/nvgre-$version"
# DKMS makes a key to sign with in /var/lib/dkms, whatever it is told: it gets
# one of its own where that can be arranged.
shield=()
if unshare -m mount --bind "$work/tree" /var/lib/dkms 2>/dev/null; then
	# shellcheck disable=SC2016 # the inner shell's
	shield=(unshare -m sh -c
		'mount --bind "$0" /var/lib/dkms && exec "$@"' "$work/tree")
fi

run()
{
	"${shield[@]}" dkms "$@" --dkmstree "$work/tree" \
		--sourcetree "$work/src" --installtree "$work/install" \
		-m nvgre -v "$version" 2>&1
}

check "the tree has no git" [ ! -e "$work/src/nvgre-$version/.git" ]
check "add" run add
for meta in linux-headers-amd64 linux-headers-6.12-amd64; do
	kernel=$(dpkg-query -W -f '${Depends}' "$meta" 2>/dev/null |
		sed -n 's/^linux-headers-\([^ ,]*\).*/\1/p')
	if [ -z "$kernel" ]; then
		skip_one "$meta" "not installed"
		continue
	fi
	check "build for $kernel" run build -k "$kernel"
	log=$work/tree/nvgre/$version/$kernel/x86_64/log/make.log
	check_equal "no warning for $kernel" \
		"$(grep -E '/kmod/.*warning:' "$log" 2>&1)" ""
	module=$(find "$work/tree/nvgre/$version/$kernel" -name 'nvgre.ko*')
	check_equal "module's version for $kernel" \
		"$(modinfo -F version "$module")" "$version"
	check_equal "module's kernel for $kernel" \
		"$(modinfo -F vermagic "$module" | cut -d' ' -f1)" "$kernel"
done

# The headers of a kernel that we can build for, under a name that we cannot
run build -k 5.10.0-99-amd64 \
	--kernelsourcedir "/lib/modules/$kernel/build" >"$work/out"
check_equal "another series is skipped" $? 77
mkdir "$work/headers"
grep -v '^CONFIG_NETFILTER=' "/lib/modules/$kernel/build/.config" \
	>"$work/headers/.config"
run build -k 6.12.0-99-amd64 --kernelsourcedir "$work/headers" >"$work/out"
check_equal "a kernel without netfilter is skipped" $? 77
ksft_exit
