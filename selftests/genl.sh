#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: timeout=300
# The generic netlink family: what it refuses and how, who may use it, what
# filters select and notifications tell. The requests are made by genl.c; SEED=N
# repeats the random ones.
. "$(dirname "$0")/lib.sh"

require_cmd nvgre ip jq
[ -x "$TESTDIR/genl" ] || skip_all "genl is not built"
modprobe -q nvgre || skip_all "no module nvgre for this kernel"

genl_test()
{
	local ns=$1

	shift
	diag "$*"
	tap n "$ns" "$TESTDIR/genl" "$@"
}

policy='' refusals='' rights='' filters='' notify='' fuzz=''
setup_ns policy refusals rights filters notify fuzz

genl_test "$refusals" refusals
genl_test "$policy" policy
genl_test "$rights" rights
genl_test "$filters" filters

# Where somebody else listens as well: one object a line for each event
events=$(mktemp)
on_exit rm -f "$events"
nvgre -N "$notify" -j monitor config >"$events" &
on_exit kill $!
# A socket's group shows as soon as it has joined
listening()
{
	n "$1" grep -qE '^[^ ]+ 16 +[0-9]+ +0*[1-9a-f]' /proc/net/netlink
}
check "a monitor listens" busywait 5 listening "$notify"
exec {copy}< <(genl_test "$notify" notify | tee /dev/fd/2)
told=$(sed -n 's/^# \([0-9]*\) events$/\1/p' <&"$copy")
shown() { [ "$(jq -c 'select(.event != "lost")' "$events" | wc -l)" -ge "$1" ]; }
check "nvgre monitor shows all $told events" busywait 5 shown "$told"

genl_test "$fuzz" fuzz "${SEED-$((RANDOM + 1))}" "${FUZZ-20000}"
[ "${told:-0}" -gt 30 ] || not_ok "enough events to compare"
check_log "the kernel has nothing to say" \
	'!WARNING: |BUG: |Oops|KASAN: '

# What nvgre monitor prints makes the same again
first='' second=''
setup_ns first second
monitor=$(mktemp)
on_exit rm -f "$monitor"
nvgre -N "$first" monitor config >"$monitor" &
on_exit kill $!
busywait 5 listening "$first"
for ns in "$first" "$second"; do
	ip -n "$ns" link add contoso type nvgre
	nvgre -N "$ns" dev set contoso mac 00:15:5d:00:00:01
done
check "a batch of every kind" nvgre -N "$first" -batch - <<END
dev set contoso rdid 0f8fad5b-d9cb-469f-a165-70867728950e gateway-vsid 6001
dev set contoso antispoof off dscp inherit ttl 9 flow-id off
config set miss-rate 5 learn-limit 6 ageing 7
pa add 192.0.2.1
pa add 2001:db8::1 owner 5
pa replace 192.0.2.1 dev lo owner 4
vsid add 6000 dev contoso mac 00:15:5d:00:00:02 learn-limit 3 ageing 9 owner 2
record add vsid 6000 ca 10.0.1.5 mac 00:15:5d:00:01:05 pa 192.0.2.5 vm-name "a b'c"
record add vsid 6000 ca fd01::5 mac 00:15:5d:00:01:05 pa 2001:db8::5 type dynamic owner 6
record add vsid 6001 mac 00:15:5d:00:01:06 pa 192.0.2.5 type l2only
record add vsid 6001 ca :: mac 00:15:5d:00:01:07 pa 192.0.2.5 type wildcard
record replace vsid 6000 ca 10.0.1.5 mac 00:15:5d:00:01:05 pa 192.0.2.6 vm-name "a b'c"
route add 10.0.1.0/24 dev contoso vsid 6000
route add 10.0.1.0/24 dev contoso from-vsid 6000 vsid 6001 via 10.0.2.1 metric 7
route replace fd01::/64 dev contoso vsid 6000 owner 4
END
check "the monitor's last line is there" busywait 5 grep -q fd01::/64 "$monitor"
state()
{
	local object

	for object in dev pa vsid record route; do
		nvgre -N "$1" -j "$object" show
	done | jq -c '.[] | del(.ifindex)'
	nvgre -N "$1" -j config show | jq -c '.[] | del(.generation)'
}
check "its lines are commands" nvgre -N "$second" -batch "$monitor"
check_equal "and make the same" "$(state "$second")" "$(state "$first")"
ksft_exit
