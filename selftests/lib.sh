# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Sourced by every test here: TAP results, namespaces, waiting. Begin a test
# with
#	. "$(dirname "$0")/lib.sh"
#	require_cmd nvgre tshark
#	setup_ns gw host
# and end it with ksft_exit. Works in a checkout and as net/nvgre in a kernel
# tree's selftests.

ksft_pass=0
ksft_fail=1
ksft_skip=4

# shellcheck disable=SC2034 # for tests
TESTDIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
TAP_COUNT=0
TAP_FAILED=0
NS_LIST=()
CLEANUP=()

echo "TAP version 13"

# --- results -----------------------------------------------------------------

# ok NAME... / not_ok NAME...: one result. Neither ends the test.
ok()
{
	TAP_COUNT=$((TAP_COUNT + 1))
	echo "ok $TAP_COUNT $*"
}

not_ok()
{
	TAP_COUNT=$((TAP_COUNT + 1))
	TAP_FAILED=$((TAP_FAILED + 1))
	echo "not ok $TAP_COUNT $*"
}

# skip_one NAME REASON: this machine truly cannot do it
skip_one()
{
	TAP_COUNT=$((TAP_COUNT + 1))
	echo "ok $TAP_COUNT $1 # SKIP $2"
}

# check NAME COMMAND...: ok if the command succeeds, else its output is shown
check()
{
	local name=$1 output

	shift
	if output=$("$@" 2>&1); then
		ok "$name"
	else
		not_ok "$name"
		diag "$* -> ${output:-(no output)}"
	fi
}

# check_fails NAME PATTERN COMMAND...: the command must fail, and say PATTERN
check_fails()
{
	local name=$1 pattern=$2 output

	shift 2
	if output=$("$@" 2>&1); then
		not_ok "$name"
		diag "$* succeeded: $output"
	elif grep -qE -e "$pattern" <<<"$output"; then
		ok "$name"
	else
		not_ok "$name"
		diag "$* said: $output"
		diag "wanted: $pattern"
	fi
}

# check_equal NAME GOT WANTED
check_equal()
{
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		not_ok "$1"
		diag "got:    $2"
		diag "wanted: $3"
	fi
}

# tap COMMAND...: runs a program that prints TAP; its results become ours
tap()
{
	local line ended=no

	while read -r line; do
		case $line in
		"ok "*) line=${line#ok }; ok "${line#* }" ;;
		"not ok "*) line=${line#not ok }; not_ok "${line#* }" ;;
		1..*) ended=yes ;;
		TAP*) ;;
		*) echo "$line" ;;
		esac
	done < <("$@")
	[ $ended = yes ] || not_ok "$* came to its end"
}

# diag TEXT...: for the reader of a failure
diag()
{
	sed 's/^/# /' <<<"$*"
}

# die TEXT...: the test cannot go on, and that is a failure
die()
{
	not_ok "$*"
	ksft_exit
}

# skip_all REASON: nothing of this test can run on this machine
skip_all()
{
	echo "1..0 # SKIP $*"
	exit $ksft_skip
}

ksft_exit()
{
	[ "$TAP_COUNT" -gt 0 ] || not_ok "no result at all"
	echo "1..$TAP_COUNT"
	[ "$TAP_FAILED" = 0 ] || exit $ksft_fail
	exit $ksft_pass
}

require_cmd()
{
	local cmd

	for cmd in "$@"; do
		command -v "$cmd" >/dev/null || skip_all "$cmd is missing"
	done
}

# --- waiting -----------------------------------------------------------------

# busywait SECONDS COMMAND...: until the command succeeds, silently. On a slow
# kernel (KSFT_MACHINE_SLOW) a second is four.
busywait()
{
	local seconds=$1 deadline

	shift
	[ -z "${KSFT_MACHINE_SLOW-}" ] || seconds=$((seconds * 4))
	deadline=$((SECONDS + seconds))
	until "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $deadline ] || return 1
		sleep 0.1
	done
}

# --- namespaces --------------------------------------------------------------

# setup_ns NAME...: makes namespaces with lo up; $NAME then holds the real name,
# with a suffix no other run has.
setup_ns()
{
	local name real suffix

	suffix=$(mktemp -u XXXXXX)
	for name in "$@"; do
		real=$name-$suffix
		ip netns add "$real" || skip_all "cannot make namespaces"
		NS_LIST+=("$real")
		ip -n "$real" link set lo up
		declare -g "$name=$real"
	done
}

# n NAMESPACE COMMAND...
n()
{
	ip netns exec "$@"
}

# on_exit COMMAND...: before the namespaces go, last one first
on_exit()
{
	CLEANUP=("$(printf '%q ' "$@")" "${CLEANUP[@]}")
}

cleanup_all()
{
	local item

	trap - EXIT
	for item in "${CLEANUP[@]}"; do
		eval "$item" >/dev/null 2>&1
	done
	for item in "${NS_LIST[@]}"; do
		ip netns pids "$item" 2>/dev/null | xargs -r kill 2>/dev/null
		ip netns del "$item" 2>/dev/null
	done
}

trap cleanup_all EXIT
trap 'exit 1' INT TERM

# --- the kernel's log --------------------------------------------------------

# check_log NAME PATTERN: what a test expects the kernel to have said, or with
# "!" before the pattern not to have. Oopses and warnings are the harness's job.
check_log()
{
	local found=no

	! dmesg | grep -qE -e "${2#!}" || found=yes
	case $2 in
	!*) check_equal "$1" $found no ;;
	*) check_equal "$1" $found yes ;;
	esac
}
