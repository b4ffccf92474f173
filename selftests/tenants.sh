#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: timeout=400 kernels=6.12
# Two tenants alike to the last bit but for their VSIDs: addresses, MACs, hosts,
# ports and IP IDs. What one sends arrives whole at its own VM and nothing of it
# at the other's.
#
#	contoso  6000, 6001:	c1 10.0.1.5	c2 10.0.2.6
#	fabrikam 7000, 7001:	f1 10.0.1.5	f2 10.0.2.6
#				     |		     |
#				   host1 --- gw --- host2
# shellcheck disable=SC2154 # namespaces are named by setup_ns
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/topo.sh"
. "$(dirname "$0")/traffic.sh"
require_cmd nft

# at_once NAME KIND C_FROM C_TO F_FROM F_TO ADDR PORT COUNT SIZE [OPTION...]: a
# result: the same stream in both tenants at the same time
at_once()
{
	local name=$1 kind=$2 cfrom=$3 cto=$4 ffrom=$5 fto=$6 addr=$7 port=$8
	local count=$9 size=${10}

	shift 10
	case $kind in
	udp) size="$count $size" ;;
	tcp) size=$count count= ;;
	esac
	FLOW_TAG=$((FLOW_TAG + 1))
	# shellcheck disable=SC2086 # no word, if none
	flow_recv c "$cto" "$port" "$kind" $count
	# shellcheck disable=SC2086 # words
	inside "$cfrom" "$FLOW" -s 5000 "$@" "$kind-send" "$addr" "$port" \
		$FLOW_TAG $size >"$TMP/c.send" 2>&1 &
	FLOW_TAG=$((FLOW_TAG + 1))
	# shellcheck disable=SC2086
	flow_recv f "$fto" "$port" "$kind" $count
	# shellcheck disable=SC2086
	inside "$ffrom" "$FLOW" -s 5000 "$@" "$kind-send" "$addr" "$port" \
		$FLOW_TAG $size >"$TMP/f.send" 2>&1 &
	check_flow "$name: contoso" c
	check_flow "$name: fabrikam" f
}

# moved VSID...: packets in and out of these subnets so far, in all
moved()
{
	nv -j -s vsid show | jq '[.[] | select(.vsid as $v | $ARGS.positional |
		index($v | tostring)) | .stats |
		.["rx-packets"] + .["tx-packets"]] | add' --args "$@"
}

topo_gw
topo_host host1 1
topo_host host2 2
nv pa add 192.168.1.1
nv pa add 192.168.2.1
index=0
for tenant in contoso:6000:6001:c fabrikam:7000:7001:f; do
	IFS=: read -r name first second letter <<<"$tenant"
	index=$((index + 1))
	topo_tenant "$name" $index "$second" "$first"
	# The same MAC too
	nv dev set "$name" flow-id off mac 02:00:00:00:00:ff
	topo_subnet "$name" "$first" 1
	topo_subnet "$name" "$second" 2
	for ca in 10.0.1.5 fd00:1::5; do
		topo_record "$first" $ca 5 192.168.1.2
	done
	for ca in 10.0.2.6 fd00:2::6; do
		topo_record "$second" $ca 6 192.168.2.2
	done
	topo_vm "${letter}1" "$host1" "$first" 5 192.168.1.1 \
		10.0.1.5/24 fd00:1::5/64
	topo_vm "${letter}2" "$host2" "$second" 6 192.168.2.1 \
		10.0.2.6/24 fd00:2::6/64
done

# both NAME: all kinds of streams in both tenants
both()
{
	at_once "$1, UDP between subnets" udp \
		"$c1" "$c2" "$f1" "$f2" 10.0.2.6 6000 2000 800 -i 200
	at_once "$1, UDP between subnets, IPv6" udp \
		"$c2" "$c1" "$f2" "$f1" fd00:1::5 6000 2000 800 -i 200
	at_once "$1, TCP between subnets" tcp \
		"$c2" "$c1" "$f2" "$f1" 10.0.1.5 6000 1000000 -
	at_once "$1, TCP between subnets, IPv6" tcp \
		"$c1" "$c2" "$f1" "$f2" fd00:2::6 6000 1000000 -
	at_once "$1, UDP in fragments with the same IDs" udp \
		"$c1" "$c2" "$f1" "$f2" 10.0.2.6 6000 500 1000 -f 400 -i 500
}

both "alike"
at_once "alike, UDP to the gateway" udp "$c1" gw:contoso "$f1" gw:fabrikam \
	10.0.1.1 6000 1000 800 -i 200
at_once "alike, UDP to the gateway, IPv6" udp \
	"$c1" gw:contoso "$f1" gw:fabrikam fd00:1::1 6000 1000 800 -i 200
at_once "alike, TCP to the gateway" tcp "$c1" gw:contoso "$f1" gw:fabrikam \
	10.0.1.1 6000 1000000 -
at_once "alike, TCP from the gateway, IPv6" tcp \
	gw:contoso "$c2" gw:fabrikam "$f2" fd00:2::6 6000 1000000 -
at_once "alike, fragments to the gateway with the same IDs" udp \
	"$c1" gw:contoso "$f1" gw:fabrikam 10.0.1.1 6000 500 1000 -f 400 -i 500
no_drops "nothing was dropped"

# One tenant alone moves no counter of the other, but for an ARP now and then
fabrikam=$(moved 7000 7001)
contoso=$(moved 6000 6001)
udp "contoso alone" "$c1" "$c2" 10.0.2.6 1000 100 -i 100
fabrikam=$(($(moved 7000 7001) - fabrikam))
contoso=$(($(moved 6000 6001) - contoso))
check "it is in contoso's counters ($contoso)" [ $contoso -ge 2000 ]
check "and not in fabrikam's ($fabrikam)" [ $fabrikam -lt 20 ]

# A device in a namespace of the tenant, the underlay where it was
setup_ns inner
ip -n "$gw" link set fabrikam netns "$inner"
ip -n "$inner" link set fabrikam up
for s in 1 2; do
	ip -n "$inner" address add "10.0.$s.1/24" dev fabrikam
	ip -n "$inner" address add "fd00:$s::1/64" dev fabrikam nodad
done
check_equal "the device is known where it was made" \
	"$(nv -j dev show | jq length)" 2
at_once "moved, UDP to the gateway" udp "$c1" gw:contoso "$f1" "$inner" \
	10.0.1.1 6000 1000 800 -i 200
at_once "moved, TCP to the gateway, IPv6" tcp "$c1" gw:contoso "$f1" "$inner" \
	fd00:1::1 6000 1000000 -
at_once "moved, TCP from the gateway" tcp gw:contoso "$c2" "$inner" "$f2" \
	10.0.2.6 6000 1000000 -
at_once "moved, UDP between subnets" udp "$c1" "$c2" "$f1" "$f2" \
	10.0.2.6 6000 1000 800 -i 200
no_drops "nothing was dropped"

# The same over other underlays: a VLAN, and a bond whose link is pulled
ip -n "$gw" link add link u1 name u1.100 type vlan id 100 ||
	skip_one "a VLAN device" "no VLAN"
if [ -e "/sys/module/8021q" ]; then
	ip -n "$gw" address add 192.168.9.1/24 dev u1.100
	ip -n "$gw" link set u1.100 up
	ip -n "$host1" link add link eth0 name eth0.100 type vlan id 100
	ip -n "$host1" address add 192.168.9.2/24 dev eth0.100
	ip -n "$host1" link set eth0.100 up
	nv pa add 192.168.9.1
	topo_record 6000 10.0.1.9 9 192.168.9.2
	topo_record 7000 10.0.1.9 9 192.168.9.2
	topo_vm c9 "$host1" 6000 9 192.168.9.1 10.0.1.9/24
	topo_vm f9 "$host1" 7000 9 192.168.9.1 10.0.1.9/24
	nft_count "$host1" eth0 tagged "vlan id 100 vlan type ip"
	ping_from "over a VLAN: contoso" "$c9" 10.0.1.1
	at_once "over a VLAN, UDP" udp "$c9" "$c2" "$f9" "$f2" \
		10.0.2.6 6000 1000 800 -i 200
	at_once "over a VLAN, TCP back" tcp "$c2" "$c9" "$f2" "$f9" \
		10.0.1.9 6000 1000000 -
	check "with a tag on the wire" [ "$(nft_get "$host1" tagged)" -gt 100 ]
fi

setup_ns host8
if modprobe -q bonding; then
	for ns in "$gw" "$host8"; do
		ip -n "$ns" link add bond8 type bond mode active-backup \
			miimon 100
	done
	for i in 1 2; do
		ip -n "$gw" link add "b$i" type veth peer name "b$i" \
			netns "$host8"
		for ns in "$gw" "$host8"; do
			ip -n "$ns" link set "b$i" master bond8
		done
	done
	ip -n "$gw" address add 192.168.8.1/24 dev bond8
	ip -n "$host8" address add 192.168.8.2/24 dev bond8
	for ns in "$gw" "$host8"; do
		ip -n "$ns" link set bond8 up
	done
	nv pa add 192.168.8.1
	topo_record 6000 10.0.1.8 8 192.168.8.2
	topo_record 7000 10.0.1.8 8 192.168.8.2
	topo_vm c8 "$host8" 6000 8 192.168.8.1 10.0.1.8/24
	topo_vm f8 "$host8" 7000 8 192.168.8.1 10.0.1.8/24
	busywait 20 n "$gw" ping -c 1 -W 1 192.168.8.2
	at_once "over a bond, UDP" udp "$c8" "$c2" "$f8" "$f2" \
		10.0.2.6 6000 1000 800 -i 200
	ip -n "$gw" link set b1 down
	busywait 20 n "$gw" ping -c 1 -W 1 192.168.8.2
	at_once "over the bond's other link, TCP" tcp "$c2" "$c8" "$f2" "$f8" \
		10.0.1.8 6000 1000000 -
else
	skip_one "over a bond" "no bonding"
fi
ksft_exit
