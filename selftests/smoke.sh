#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: timeout=120
# The module comes by its alias when a device of its kind is asked for, and goes
# when nobody uses it.
. "$(dirname "$0")/lib.sh"
modinfo nvgre >/dev/null 2>&1 || skip_all "no module nvgre for this kernel"

modprobe -r nvgre 2>/dev/null
check "not loaded at first" [ ! -e /sys/module/nvgre ]
check "a device of its kind is made" ip link add nvgre-smoke type nvgre
check "loaded by its alias" [ -e /sys/module/nvgre ]
check "device is there" ip link show dev nvgre-smoke
kind=$(ip -d link show dev nvgre-smoke | grep -ow nvgre | tail -n 1)
check_equal "device is of the kind" "$kind" nvgre
check "device is deleted" ip link del nvgre-smoke
check "module is unloaded" modprobe -r nvgre
check "it is gone" [ ! -e /sys/module/nvgre ]
check "it comes back" modprobe nvgre
ksft_exit
