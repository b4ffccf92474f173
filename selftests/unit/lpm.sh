#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The module's longest-prefix-match table (kmod/lpm.c) as a program: random
# tables against a model, failing allocations, reader and writer interleaved.
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=selftests/lib.sh
. selftests/lib.sh
require_cmd cc make

# run NAME PROGRAM: each result of the program is one here, and so is its end
run()
{
	local name=$1 line

	check "$name: builds" make -s -C selftests/unit/lpm "$2"
	# The thread sanitizer of some compilers cannot start on some kernels
	if "build/unit/lpm/$2" --help 2>&1 | grep -q 'unexpected memory map'; then
		skip_one "$name" "the sanitizer cannot run here"
		return
	fi
	while read -r line; do
		case $line in
		"ok "*) ok "$name: ${line#ok * }" ;;
		"not ok "*) not_ok "$name: ${line#not ok * }" ;;
		"1.."*|"TAP version"*) ;;
		*) echo "# ${line#"# "}" ;;
		esac
	done < <("build/unit/lpm/$2" 2>&1 || echo "not ok 0 exit status $?")
}

run "address and undefined" lpm_test
run threads lpm_test_tsan

ksft_exit
