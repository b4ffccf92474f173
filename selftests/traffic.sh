# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2154 # $gw is set by setup_ns
# Sourced after topo.sh by the tests that let traffic flow: streams of flow.c,
# whose every byte is checked, and counters of nft.

FLOW=$TESTDIR/flow
[ -x "$FLOW" ] || skip_all "flow is not built"
TMP=$(mktemp -d)
on_exit rm -rf "$TMP"
# Seconds of silence after which a receiver gives up
SILENCE=30
[ -z "${KSFT_MACHINE_SLOW-}" ] || SILENCE=90
# Another one for each stream that is begun
FLOW_TAG=1

# inside WHERE COMMAND...: WHERE is a namespace, or gw:TENANT, the VRF of a
# tenant at the gateway
inside()
{
	local where=$1

	shift
	case $where in
	gw:*) n "$gw" ip vrf exec "vrf-${where#gw:}" "$@" ;;
	*) n "$where" "$@" ;;
	esac
}

# flow_recv ID WHERE PORT KIND [COUNT]: starts a receiver; its tag is $FLOW_TAG
flow_recv()
{
	local id=$1 where=$2 port=$3 kind=$4

	shift 4
	rm -f "$TMP/$id.ready"
	inside "$where" "$FLOW" -w $SILENCE "$kind-recv" "$port" "$FLOW_TAG" \
		"$@" >"$TMP/$id.recv" 2>"$TMP/$id.ready" &
	echo $! >"$TMP/$id.pid"
	busywait 10 [ -s "$TMP/$id.ready" ] ||
		die "no receiver on port $port of $where"
}

# flow_done ID: waits for a receiver; prints what it and the sender say
flow_done()
{
	local status=0

	wait "$(<"$TMP/$1.pid")" || status=$?
	sed '/^ready$/d' "$TMP/$1.ready" "$TMP/$1.recv" "$TMP/$1.send"
	return $status
}

# check_flow NAME ID: a result: the receiver has got all of it
check_flow()
{
	if flow_done "$2" >"$TMP/$2.out"; then
		ok "$1"
	else
		not_ok "$1"
		diag "$(<"$TMP/$2.out")"
	fi
}

# tcp NAME FROM TO ADDR BYTES [OPTION...]: a result: a stream arrives whole
tcp()
{
	local name=$1 from=$2 to=$3 addr=$4 bytes=$5

	shift 5
	FLOW_TAG=$((FLOW_TAG + 1))
	flow_recv tcp "$to" 5201 tcp
	inside "$from" "$FLOW" "$@" tcp-send "$addr" 5201 $FLOW_TAG "$bytes" \
		>"$TMP/tcp.send" 2>&1
	flow_done tcp >"$TMP/tcp.out"
	check_equal "$name" "$(paste -sd ' ' "$TMP/tcp.out")" \
		"bytes=$bytes corrupt=0 end=1 bytes=$bytes"
}

# udp NAME FROM TO ADDR COUNT SIZE [OPTION...]: a result: all datagrams arrive
udp()
{
	local name=$1 from=$2 to=$3 addr=$4 count=$5 size=$6

	shift 6
	FLOW_TAG=$((FLOW_TAG + 1))
	flow_recv udp "$to" 5202 udp "$count"
	inside "$from" "$FLOW" "$@" udp-send "$addr" 5202 $FLOW_TAG "$count" \
		"$size" >"$TMP/udp.send" 2>&1
	check_flow "$name" udp
}

# ping_from NAME FROM ADDR [OPTION...]: a result: three answers
ping_from()
{
	local name=$1 from=$2 addr=$3

	shift 3
	check "$name" inside "$from" ping -c 3 -i 0.2 -W 5 "$@" "$addr"
}

# nft_count NAMESPACE HOOK NAME MATCH...: counts packets; HOOK is the name of a
# device, for all it receives, or prerouting, input, forward, output or
# postrouting
nft_count()
{
	local ns=$1 hook=$2 name=$3 table

	shift 3
	case $hook in
	prerouting|input|forward|output|postrouting)
		table="inet t-$name"
		hook="type filter hook $hook priority raw"
		;;
	*)
		table="netdev t-$name"
		hook="type filter hook ingress device $hook priority 0"
		;;
	esac
	n "$ns" nft -f - <<-END || die "nft cannot count $name"
		table $table {
			counter c { }
			chain c { $hook; $* counter name c; }
		}
	END
}

# nft_get NAMESPACE NAME
nft_get()
{
	n "$1" nft -j list counters |
		jq ".nftables[].counter? | select(.table == \"t-$2\").packets"
}

# nft_reset NAMESPACE NAME
nft_reset()
{
	n "$1" nft reset counters >/dev/null
}

# capture NAMESPACE DEVICE FILE FILTER...: tcpdump until capture_end
capture()
{
	local ns=$1 dev=$2 file=$3

	shift 3
	# Not through a function: its process would not be tcpdump's
	ip netns exec "$ns" tcpdump -n -i "$dev" -U --immediate-mode -w "$file" "$@" \
		2>"$file.log" &
	CAPTURE=$!
	busywait 20 grep -q "listening on" "$file.log" ||
		die "tcpdump does not start"
}

capture_end()
{
	kill "$CAPTURE"
	wait "$CAPTURE"
}

# no_drops NAME: a result: nothing was dropped so far, but for what nobody waits
# for: VMs' questions that have no answer (link-local addresses), and what the
# gateway reports about its multicast groups to subnets without anybody
no_drops()
{
	check_equal "$1" "$(all_drops |
		grep -vE ' (arp-unknown|nd-unknown|tx-no-vsid|tx-no-member) ')" ""
}
