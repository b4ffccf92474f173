#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: timeout=400
# Packets that do not fit: who is told what, what is cut to size, and that no
# NVGRE packet is ever fragmented.
#
#	host1, MTU 1500: vm1 10.0.1.5	     \
#	host2, MTU 1600: vm2 10.0.2.6, 1500  -- gw -- u3 - mid - host3: vm3
#	(vm2 is larger than the path to vm1)	 1500      1400	    10.0.3.7
# shellcheck disable=SC2154 # namespaces are named by setup_ns
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/topo.sh"
. "$(dirname "$0")/traffic.sh"
require_cmd nft jq

# says NAME PATTERN COMMAND...: what a failing ping reports
says()
{
	local name=$1 pattern=$2 output

	shift 2
	output=$("$@" 2>&1)
	if grep -qE -e "$pattern" <<<"$output"; then
		ok "$name"
	else
		not_ok "$name"
		diag "$output"
	fi
}

# big SIZE ADDR: a ping of SIZE bytes with DF from vm2
big()
{
	local header=28

	[[ $2 != *:* ]] || header=48
	n "$vm2" ping -c 1 -W 3 -M 'do' -s $(($1 - header)) "$2"
}

mtu_is()
{
	[ "$(ip -n "$gw" -j link show contoso | jq '.[0].mtu')" = "$1" ]
}

# watch NAMESPACE: what must never be on a wire
watch()
{
	nft_count "$1" eth0 frag "meta protocol ip ip protocol gre" \
		"ip frag-off & 0x3fff != 0"
	nft_count "$1" eth0 nodf "meta protocol ip ip protocol gre" \
		"ip frag-off & 0x4000 == 0"
	nft_count "$1" eth0 frag6 "meta protocol ip6 ip6 nexthdr 44"
	nft_count "$1" eth0 gre "meta l4proto gre"
}

topo_gw
topo_host host1 1
topo_host host2 2
ip -n "$gw" link set u2 mtu 1600
ip -n "$host2" link set eth0 mtu 1600
nv pa add 192.168.1.1
nv pa add 192.168.2.1
topo_tenant contoso 1 6001 6000 6002
nv dev set contoso flow-id off
topo_subnet contoso 6000 1
topo_subnet contoso 6001 2
topo_subnet contoso 6002 3
topo_record 6000 10.0.1.5 5 192.168.1.2
topo_record 6000 fd00:1::5 5 192.168.1.2
topo_record 6001 10.0.2.6 6 192.168.2.2
topo_record 6001 fd00:2::6 6 192.168.2.2
topo_vm vm1 "$host1" 6000 5 192.168.1.1 10.0.1.5/24 fd00:1::5/64
topo_vm vm2 "$host2" 6001 6 192.168.2.1 10.0.2.6/24 fd00:2::6/64
# All VMs believe in 1500, and so do their TCPs
ip -n "$vm1" link set eth0 mtu 1500
ip -n "$vm2" link set eth0 mtu 1500
watch "$host1"

# The device follows the smallest of the underlay
check "MTU of the device: 1500 - 42" busywait 10 mtu_is 1458
ip -n "$gw" link set u1 mtu 1400
check "it follows the underlay down" busywait 10 mtu_is 1358
ip -n "$gw" link set u1 mtu 1500
check "and up" busywait 10 mtu_is 1458
ip -n "$gw" link set contoso mtu 1300
ip -n "$gw" link set u1 mtu 1400
nv pa add 192.0.2.9
nv pa del 192.0.2.9
check "set by hand, it stays" mtu_is 1300
ip -n "$gw" link set u1 mtu 1500
check "it still does" mtu_is 1300
ip -n "$gw" link del contoso
ip -n "$gw" link del vrf-contoso
topo_tenant contoso 1 6001 6000 6002
nv dev set contoso flow-id off
topo_subnet contoso 6000 1
topo_subnet contoso 6001 2
topo_subnet contoso 6002 3
topo_record 6000 10.0.1.5 5 192.168.1.2
topo_record 6000 fd00:1::5 5 192.168.1.2
topo_record 6001 10.0.2.6 6 192.168.2.2
topo_record 6001 fd00:2::6 6 192.168.2.2
check "a new device has it at once" mtu_is 1458

# One byte too big
check "1458 bytes pass" big 1458 10.0.1.5
says "1459 bytes: 1458 is told" "From 10.0.2.1 .*needed.*mtu = 1458" \
	big 1459 10.0.1.5
ip -n "$vm2" route flush cache
check "1458 bytes pass, IPv6" big 1458 fd00:1::5
says "1459 bytes: 1458 is told, IPv6" "From fd00:2::1 .*too big: mtu=1458" \
	big 1459 fd00:1::5
says "1459 bytes from the gateway" "mtu.?[=:] ?1458" \
	inside gw:contoso ping -c 1 -W 3 -M 'do' -s 1431 10.0.1.5
ip -n "$vm2" route flush cache
ip -n "$vm2" -6 route flush cache
tcp "TCP from 1500 to 1458" "$vm2" "$vm1" 10.0.1.5 1000000
tcp "TCP from 1500 to 1458, IPv6" "$vm2" "$vm1" fd00:1::5 1000000
tcp "TCP back" "$vm1" "$vm2" 10.0.2.6 1000000
tcp "TCP from the gateway" gw:contoso "$vm1" 10.0.1.5 1000000
udp "UDP without DF, too big" "$vm2" "$vm1" 10.0.1.5 100 1465 -d -i 500
udp "UDP without DF, larger than any link" "$vm2" "$vm1" 10.0.1.5 50 9000 \
	-d -i 1000
udp "UDP without DF from the gateway" gw:contoso "$vm1" 10.0.1.5 50 9000 \
	-d -i 1000

# Over IPv6
nv pa add 2001:db8:1::1
check "MTU of the device: 1500 - 62" busywait 10 mtu_is 1438
topo_record 6000 10.0.1.9 9 2001:db8:1::2
topo_record 6000 fd00:1::9 9 2001:db8:1::2
topo_vm vm9 "$host1" 6000 9 2001:db8:1::1 10.0.1.9/24 fd00:1::9/64
ip -n "$vm9" link set eth0 mtu 1500
check "1438 bytes pass over IPv6" big 1438 10.0.1.9
says "1439 bytes: 1438 is told" "From 10.0.2.1 .*needed.*mtu = 1438" \
	big 1439 10.0.1.9
check "1438 bytes pass, IPv6 over IPv6" big 1438 fd00:1::9
says "1439 bytes: 1438 is told, IPv6 over IPv6" \
	"From fd00:2::1 .*too big: mtu=1438" big 1439 fd00:1::9
ip -n "$vm2" route flush cache
ip -n "$vm2" -6 route flush cache
tcp "TCP from 1500 to 1438" "$vm2" "$vm9" 10.0.1.9 500000
tcp "TCP from 1500 to 1438, IPv6" "$vm2" "$vm9" fd00:1::9 500000
nv record del vsid 6000 ca 10.0.1.9
nv record del vsid 6000 ca fd00:1::9
nv pa del 2001:db8:1::1
check "back to 1458" busywait 10 mtu_is 1458

# A smaller link behind the next router
setup_ns mid host3
n "$mid" sysctl -qw net.ipv4.ip_forward=1
topo_link "$mid" 3
ip -n "$mid" address add 192.168.3.2/24 dev eth0
ip -n "$mid" link add far mtu 1400 type veth peer name eth0 mtu 1400 \
	netns "$host3"
ip -n "$mid" address add 192.168.4.1/24 dev far
ip -n "$mid" link set far up
ip -n "$host3" address add 192.168.4.2/24 dev eth0
ip -n "$host3" link set eth0 up
ip -n "$host3" route add default via 192.168.4.1
ip -n "$gw" route add 192.168.4.0/24 via 192.168.3.2
nv pa add 192.168.3.1
topo_record 6002 10.0.3.7 7 192.168.4.2
topo_record 6002 fd00:3::7 7 192.168.4.2
setup_ns vm3
ip -n "$host3" link add vm3 address "$(topo_mac 7)" type gretap \
	local 192.168.4.2 remote 192.168.3.1 key $((6002 << 8))
ip -n "$host3" link set vm3 netns "$vm3" name eth0
ip -n "$vm3" address add 10.0.3.7/24 dev eth0
ip -n "$vm3" address add fd00:3::7/64 dev eth0 nodad
ip -n "$vm3" link set eth0 mtu 1500 up
ip -n "$vm3" route add default via 10.0.3.1
ip -n "$vm3" route add default via fd00:3::1
watch "$host3"
watch "$mid"

learnt()
{
	[ "$(nv -j route get 10.0.3.7 dev contoso | jq '.[0].mtu')" = "$1" ]
}

ping_from "through the router" "$vm2" 10.0.3.7
check "nothing is known of its far side" learnt 1458
check_fails "the first packet too big is lost there" "100% packet loss" \
	big 1400 10.0.3.7
check "and the gateway has learnt of it" busywait 10 learnt 1358
says "the second one: its sender is told" \
	"From 10.0.2.1 .*needed.*mtu = 1358" big 1400 10.0.3.7
says "the same, IPv6" "From fd00:2::1 .*too big: mtu=1358" \
	big 1400 fd00:3::7
ip -n "$vm2" route flush cache
check "1358 bytes pass" big 1358 10.0.3.7
ip -n "$vm2" route flush cache
ip -n "$vm2" -6 route flush cache
tcp "TCP through the router" "$vm2" "$vm3" 10.0.3.7 1000000
tcp "TCP through the router, IPv6" "$vm2" "$vm3" fd00:3::7 1000000
tcp "TCP from the gateway" gw:contoso "$vm3" 10.0.3.7 1000000
udp "UDP without DF through the router" "$vm2" "$vm3" 10.0.3.7 100 1400 \
	-d -i 500
udp "UDP without DF from the gateway" gw:contoso "$vm3" 10.0.3.7 100 1400 \
	-d -i 500

# Forgotten, as after some minutes, and learnt from a TCP stream
ip -n "$gw" route flush cache
check "forgotten" learnt 1458
ip -n "$vm2" route flush cache
ip -n "$vm3" route flush cache
tcp "TCP that finds the small link out" "$vm2" "$vm3" 10.0.3.7 1000000
check "learnt again" learnt 1358

for ns in "$host1" "$mid" "$host3"; do
	check "there was NVGRE on the wire to ${ns%-*}" \
		[ "$(nft_get "$ns" gre)" -gt 100 ]
	check_equal "no fragment on the wire to ${ns%-*}" \
		"$(nft_get "$ns" frag) $(nft_get "$ns" frag6)" "0 0"
	check_equal "none without DF on the wire to ${ns%-*}" \
		"$(nft_get "$ns" nodf)" 0
done
ksft_exit
