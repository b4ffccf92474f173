#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What "make install" and "make modules_install" put under DESTDIR, a relative
# one too, and that modprobe then finds the module.
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=selftests/lib.sh
. selftests/lib.sh
require_cmd depmod make
# What the make of "make check" was told is not for those here
unset MAKEFLAGS MFLAGS MAKELEVEL

mkdir -p build/unit
work=$(mktemp -d -p build/unit install.XXXXXX)
on_exit rm -rf "$PWD/$work"

check "install" make -s DESTDIR="$work/tools" install
check_equal "what it installs" \
	"$(find "$work/tools" -type f -printf '%m %P\n' | sort)" \
	"644 usr/local/share/bash-completion/completions/nvgre
644 usr/local/share/man/man8/nvgre.8
644 usr/local/share/man/man8/nvgwd.8
755 usr/local/sbin/nvgre
755 usr/local/sbin/nvgwd"

for kernel in 6.1 6.12; do
	root=$work/$kernel
	vars=$(tools/vm/kernel $kernel) || die "no kernel $kernel"
	release=$(sed -n 's/^KVER=//p' <<<"$vars")
	updates=lib/modules/$release/updates

	check_equal "modules_install for $kernel says nothing is wrong" \
		"$(make -s K=$kernel DESTDIR="$root" modules_install 2>&1 |
			grep -iE 'error|warning|fail')" ""
	# Compressed, if that is the kernel's habit
	check_equal "what it installs for $kernel" "$(cd "$root" &&
		find . -type f | sed -E 's/\.(gz|xz|zst)$//')" "./$updates/nvgre.ko"

	# Where that kernel is installed, its index follows
	touch "$root/lib/modules/$release"/modules.{order,builtin}
	check "modules_install beside a kernel" \
		make -s K=$kernel DESTDIR="$root" modules_install
	check "modprobe finds a link kind's module" \
		grep -q '^alias rtnl-link-nvgre nvgre$' \
		"$root/lib/modules/$release/modules.alias"
done
ksft_exit
