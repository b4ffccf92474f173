#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: timeout=600
# A test build of the module tests its own tables when it is loaded, and is not
# loaded if one is wrong.
. "$(dirname "$0")/lib.sh"
require_cmd insmod modinfo
[ -e "${NVGRE_TEST_KO-}" ] || skip_all "no test build of the module"

modprobe -r nvgre 2>/dev/null
modinfo -F depends "$NVGRE_TEST_KO" | tr , '\n' | while read -r module; do
	[ -z "$module" ] || modprobe "$module"
done
check "the module passes its own tests" insmod "$NVGRE_TEST_KO"
dmesg | grep 'nvgre:.*test' | tail -n 20 | sed 's/^/# /'
check "it is loaded" [ -e /sys/module/nvgre ]
check "it unloads" rmmod nvgre
ksft_exit
