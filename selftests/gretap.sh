#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: timeout=400 kernels=6.1,6.12
# Against Linux' own gretap and ip6gretap, whose key is the VSID and FlowID 0:
# every inner family over every outer one. Tunnels of ip_gre between the same
# addresses live beside it, before, during and after.
#
#	vm4 (6000, over IPv4)  vm6 (6001, over IPv6)  vmo (6001, the same with
#	   \                    |                    /    destination options)
#	    host1 ------- u1 - gw - u2 ------- host2: vm2 (6002, over IPv4)
#	      gretap key 77, gre key 78: 10.77.0.0/24, 10.78.0.0/24
# shellcheck disable=SC2154 # namespaces are named by setup_ns
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/topo.sh"
. "$(dirname "$0")/traffic.sh"
require_cmd nft

# beside NAME: the tunnels of ip_gre work
beside()
{
	ping_from "gretap $1" "$host1" 10.77.0.1
	ping_from "gretap $1, from the gateway" "$gw" 10.77.0.2
	ping_from "gre $1" "$host1" 10.78.0.1
	ping_from "gre $1, from the gateway" "$gw" 10.78.0.2
}

# tunnels NAMESPACE NAME=NUMBER: its end, NUMBER on the underlay
tunnels()
{
	local ns=$1 own=$2 peer=$3

	ip -n "$ns" link add tap77 type gretap local "192.168.1.$own" \
		remote "192.168.1.$peer" key 77 &&
		ip -n "$ns" link add tun78 type gre local "192.168.1.$own" \
			remote "192.168.1.$peer" key 78 || return
	ip -n "$ns" address add "10.77.0.$own/24" dev tap77
	ip -n "$ns" address add "10.78.0.$own/24" dev tun78
	ip -n "$ns" link set tap77 up
	ip -n "$ns" link set tun78 up
}

topo_gw
topo_host host1 1
topo_host host2 2
tunnels "$gw" 1 2 && tunnels "$host1" 2 1 || skip_all "no gretap or gre device"
beside "before"

topo_pas 1 2
topo_tenant contoso 1 6001 6000 6002
nv dev set contoso flow-id off
topo_subnet contoso 6000 1
topo_subnet contoso 6001 2
topo_subnet contoso 6002 3
# record VSID S K PA
record()
{
	topo_record "$1" "10.0.$2.$3" "$3" "$4"
	topo_record "$1" "fd00:$2::$3" "$3" "$4"
}
record 6000 1 5 192.168.1.2
record 6001 2 6 2001:db8:1::2
record 6001 2 8 2001:db8:2::2
record 6002 3 7 192.168.2.2
topo_vm vm4 "$host1" 6000 5 192.168.1.1 10.0.1.5/24 fd00:1::5/64
topo_vm vm6 "$host1" 6001 6 2001:db8:1::1 10.0.2.6/24 fd00:2::6/64
topo_vm vm2 "$host2" 6002 7 192.168.2.1 10.0.3.7/24 fd00:3::7/64
beside "beside NVGRE"

for end in "vm4 10.0.1.5 fd00:1::5 10.0.1.1 fd00:1::1 IPv4" \
	"vm6 10.0.2.6 fd00:2::6 10.0.2.1 fd00:2::1 IPv6"; do
	read -r vm a4 a6 g4 g6 outer <<<"$end"
	vm=${!vm}
	ping_from "IPv4 over $outer: ping" "$vm" "$g4"
	ping_from "IPv6 over $outer: ping" "$vm" "$g6"
	tcp "IPv4 over $outer: TCP to the gateway" "$vm" gw:contoso "$g4" 1000000
	tcp "IPv6 over $outer: TCP to the gateway" "$vm" gw:contoso "$g6" 1000000
	tcp "IPv4 over $outer: TCP from the gateway" gw:contoso "$vm" "$a4" \
		1000000
	tcp "IPv6 over $outer: TCP from the gateway" gw:contoso "$vm" "$a6" \
		1000000
	udp "IPv4 over $outer: UDP to the gateway" "$vm" gw:contoso "$g4" \
		200 1300 -i 200
	udp "IPv6 over $outer: UDP to the gateway" "$vm" gw:contoso "$g6" \
		200 1300 -i 200
	udp "IPv4 over $outer: UDP from the gateway" gw:contoso "$vm" "$a4" \
		200 1300 -i 200
	udp "IPv6 over $outer: UDP from the gateway" gw:contoso "$vm" "$a6" \
		200 1300 -i 200
done
tcp "IPv4 from outer IPv4 to IPv6" "$vm4" "$vm6" 10.0.2.6 1000000
tcp "IPv6 from outer IPv6 to IPv4" "$vm6" "$vm4" fd00:1::5 1000000
tcp "IPv4 from outer IPv6 to IPv4 of another host" "$vm6" "$vm2" 10.0.3.7 1000000
tcp "IPv6 from outer IPv4 to IPv4 of another host" "$vm4" "$vm2" fd00:3::7 1000000

# An encapsulation limit is a destination option in front of the GRE header
setup_ns vmo
ip -n "$host2" link add vmo address "$(topo_mac 8)" type ip6gretap \
	local 2001:db8:2::2 remote 2001:db8:2::1 key $((6001 << 8))
check "the option is there by default" \
	eval "ip -n $host2 -d link show dev vmo | grep -q 'encaplimit 4'"
ip -n "$host2" link set vmo netns "$vmo" name eth0
ip -n "$vmo" address add 10.0.2.8/24 dev eth0
ip -n "$vmo" address add fd00:2::8/64 dev eth0 nodad
ip -n "$vmo" link set eth0 up
ip -n "$vmo" route add default via 10.0.2.1
nft_count "$gw" u2 options "ip6 nexthdr 60 ip6 saddr 2001:db8:2::2"
ping_from "destination options: IPv4" "$vmo" 10.0.2.1
ping_from "destination options: IPv6" "$vmo" fd00:2::1
tcp "destination options: TCP" "$vmo" gw:contoso 10.0.2.1 500000
tcp "destination options: from subnet to subnet" "$vmo" "$vm4" 10.0.1.5 500000
check "they were there" [ "$(nft_get "$gw" options)" -gt 10 ]
no_drops "nothing was dropped"

# Traffic in all of them at once
FLOW_TAG=1001
flow_recv many1 "$vm4" 5301 udp 500
FLOW_TAG=1002
flow_recv many2 "$gw" 5302 udp 500
FLOW_TAG=1003
flow_recv many3 "$gw" 5303 udp 500
n "$vm2" "$FLOW" -i 500 udp-send 10.0.1.5 5301 1001 500 600 \
	>"$TMP/many1.send" 2>&1 &
n "$host1" "$FLOW" -i 500 udp-send 10.77.0.1 5302 1002 500 600 \
	>"$TMP/many2.send" 2>&1 &
n "$host1" "$FLOW" -i 500 udp-send 10.78.0.1 5303 1003 500 600 \
	>"$TMP/many3.send" 2>&1 &
check_flow "NVGRE's stream, at once with the others" many1
check_flow "gretap's stream, at once with the others" many2
check_flow "gre's stream, at once with the others" many3

nv pa flush
beside "after the last provider address went"
ip -n "$gw" link del contoso
check "the module is unloaded" busywait 10 modprobe -r nvgre
beside "after the module went"
ksft_exit
