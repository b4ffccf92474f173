#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: timeout=400
# The distributed router: between two subnets of a routing domain, without
# entering the gateway's own IP stack; what the stack has to do all the same;
# which of records, routes and wildcards decides.
#
#	host1: vm1 10.0.1.5 (6000)
#	host2: vm2 10.0.2.6 (6001), vm4 10.0.1.8 (6000)
#	host3: vm3 10.0.2.7 (6001)
#	beyond vm2, and beyond vm3: 10.9.0.9, fd09::9
# shellcheck disable=SC2154 # namespaces are named by setup_ns
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/topo.sh"
. "$(dirname "$0")/traffic.sh"
require_cmd nft conntrack

forwarded()
{
	counter contoso forwarded
}

# says NAME PATTERN FROM COMMAND...: what a failing ping reports
says()
{
	local name=$1 pattern=$2 output

	shift 2
	output=$(inside "$@" 2>&1)
	if grep -qE -e "$pattern" <<<"$output"; then
		ok "$name"
	else
		not_ok "$name"
		diag "$output"
	fi
}

# goes_to NAME ADDR RECEIVER OTHER: pings of vm1 for ADDR get there
goes_to()
{
	local name=$1 addr=$2 receiver=$3 other=$4

	nft_reset "$receiver" echo
	nft_reset "$other" echo
	n "$vm1" ping -c 3 -i 0.2 -W 5 "$addr" >/dev/null 2>&1
	check_equal "$name" \
		"$(nft_get "$receiver" echo) $(nft_get "$other" echo)" "3 0"
}

topo_gw
topo_host host1 1
topo_host host2 2
topo_host host3 3
for i in 1 2 3; do
	nv pa add 192.168.$i.1
done
topo_tenant contoso 1 6001 6000
nv dev set contoso flow-id off
topo_subnet contoso 6000 1
topo_subnet contoso 6001 2
# add VSID S K HOST PA
add()
{
	local vsid=$1 s=$2 k=$3 host=$4 i=$5

	topo_record "$vsid" "10.0.$s.$k" "$k" "192.168.$i.2"
	topo_record "$vsid" "fd00:$s::$k" "$k" "192.168.$i.2"
	topo_vm "$6" "$host" "$vsid" "$k" "192.168.$i.1" \
		"10.0.$s.$k/24" "fd00:$s::$k/64"
}
add 6000 1 5 "$host1" 1 vm1
add 6001 2 6 "$host2" 2 vm2
add 6001 2 7 "$host3" 3 vm3
add 6000 1 8 "$host2" 2 vm4
for vm in "$vm2" "$vm3"; do
	ip -n "$vm" address add 10.9.0.9/32 dev lo
	ip -n "$vm" -6 address add fd09::9/128 dev lo
	nft_count "$vm" prerouting echo \
		"iifname eth0 icmp type echo-request"
	nft_count "$vm" prerouting echo6 \
		"iifname eth0 icmpv6 type echo-request"
done

nft_count "$vm1" prerouting redirects "icmp type redirect"
nft_count "$vm1" prerouting redirects6 "icmpv6 type nd-redirect"

# Outside the stack
nft_count "$gw" prerouting stack "iifname { contoso, vrf-contoso }" \
	"meta l4proto { tcp, udp, icmp }"
nft_count "$gw" prerouting stack6 "iifname { contoso, vrf-contoso }" \
	"icmpv6 type echo-request"
n "$gw" nft -f - <<-END
	table inet track {
		chain seen {
			type filter hook prerouting priority 0;
			ct state new
		}
	}
END
nft_count "$vm2" prerouting ttl 'iifname eth0 ip ttl 9'
nft_count "$vm2" prerouting hops 'iifname eth0 ip6 hoplimit 9'
ping_from "subnet to subnet, to know the MACs" "$vm1" 10.0.2.6
ping_from "the same, IPv6" "$vm1" fd00:2::6
before=$(forwarded)
nft_reset "$gw" stack
ping_from "subnet to subnet" "$vm1" 10.0.2.6 -t 10
check_equal "one off the TTL" "$(nft_get "$vm2" ttl)" 3
ping_from "subnet to subnet, IPv6" "$vm1" fd00:2::6 -t 10
check_equal "one off the hop limit" "$(nft_get "$vm2" hops)" 3
check_equal "counted as forwarded" $(($(forwarded) - before)) 12
tcp "TCP" "$vm1" "$vm2" 10.0.2.6 500000
tcp "TCP, IPv6" "$vm2" "$vm1" fd00:1::5 500000
udp "UDP" "$vm1" "$vm2" 10.0.2.6 500 700 -i 200
check_equal "the stack saw none of it" "$(nft_get "$gw" stack)" 0
check_equal "the stack saw none of it, IPv6" "$(nft_get "$gw" stack6)" 0
check_equal "nothing was tracked" \
	"$(n "$gw" conntrack -L 2>/dev/null | grep -c '10\.0\.')" 0
nft_reset "$gw" stack
ping_from "to the gateway, through the stack" "$vm1" 10.0.1.1
check "these the stack saw" [ "$(nft_get "$gw" stack)" -ge 3 ]
check "and tracked" eval \
	"n $gw conntrack -L 2>/dev/null | grep -q 'src=10.0.1.5 dst=10.0.1.1'"

# Within a subnet, by the MAC that the gateway tells
ping_from "to a VM of the subnet on another host" "$vm1" 10.0.1.8
check_equal "by the MAC of its record" "$(ip -n "$vm1" -j neigh show 10.0.1.8 |
	jq -r '.[0].lladdr')" "$(topo_mac 8)"
ping_from "the same, IPv6" "$vm1" fd00:1::8
check_equal "by the MAC of its record, IPv6" "$(ip -n "$vm1" -j neigh show \
	fd00:1::8 | jq -r '.[0].lladdr')" "$(topo_mac 8)"

# Exceptions
before=$(forwarded)
says "TTL expired" "From 10.0.1.1 .*Time to live exceeded" \
	"$vm1" ping -c 1 -W 5 -t 1 10.0.2.6
says "hop limit expired" "From fd00:1::1 .*Time exceeded: Hop limit" \
	"$vm1" ping -c 1 -W 5 -t 1 fd00:2::6
ping_from "options: record route" "$vm1" 10.0.2.6 -R
says "options: the gateway is in the recorded route" '10\.0\.[12]\.1[[:space:]]*$' \
	"$vm1" ping -c 1 -W 5 -R 10.0.2.6
check_equal "all of them through the stack" $(($(forwarded) - before)) 0
udp "fragments" "$vm1" "$vm2" 10.0.2.6 100 1000 -f 400 -i 1000
check_equal "these too" $(($(forwarded) - before)) 0
ip -n "$gw" link set u2 mtu 1400
ip -n "$host2" link set eth0 mtu 1400
check "the device's MTU follows the smaller one" busywait 10 eval \
	"ip -n $gw -j link show contoso | jq -e '.[0].mtu == 1358'"
says "too big with DF" "From 10.0.1.1 .*Frag needed and DF set .mtu = 1358" \
	"$vm1" ping -c 1 -W 5 -M 'do' -s 1331 10.0.2.6
says "too big, IPv6" "From fd00:1::1 .*Packet too big: mtu=1358" \
	"$vm1" ping -c 1 -W 5 -M 'do' -s 1311 fd00:2::6
ping_from "not too big with DF" "$vm1" 10.0.2.6 -M 'do' -s 1330
ping_from "not too big, IPv6" "$vm1" fd00:2::6 -M 'do' -s 1310
ip -n "$gw" link set u2 mtu 1500
ip -n "$host2" link set eth0 mtu 1500

# Routes: what is beyond the VMs
says "no route: unreachable" "From 10.0.1.1 .*(Net|Host) [Uu]nreachable" \
	"$vm1" ping -c 1 -W 5 10.9.0.9
nv route add 10.9.0.0/24 dev contoso vsid 6001 via 10.0.2.6 metric 20
nv route add fd09::/64 dev contoso vsid 6001 via fd00:2::6
goes_to "via a next hop" 10.9.0.9 "$vm2" "$vm3"
n "$vm1" ping -c 3 -i 0.2 -W 5 fd09::9 >/dev/null
check_equal "via a next hop, IPv6" "$(nft_get "$vm2" echo6)" 3
nv route add 10.9.0.0/24 dev contoso vsid 6001 via 10.0.2.7 metric 10
goes_to "the lowest metric" 10.9.0.9 "$vm3" "$vm2"
check_equal "both are kept" \
	"$(nv -j route show 10.9.0.0/24 dev contoso | jq length)" 2
nv route del 10.9.0.0/24 dev contoso vsid 6001 via 10.0.2.7 metric 10
goes_to "the other one when it has gone" 10.9.0.9 "$vm2" "$vm3"
nv route add 10.9.0.0/24 dev contoso from-vsid 6000 vsid 6001 via 10.0.2.7 \
	metric 99
goes_to "the subnet's own table first, whatever its metric" \
	10.9.0.9 "$vm3" "$vm2"
nv route add 10.9.0.9/32 dev contoso vsid 6001 via 10.0.2.6
goes_to "the subnet's own table first, whatever its length" \
	10.9.0.9 "$vm3" "$vm2"
nv route flush dev contoso from-vsid 6000
goes_to "the longer one in the common table" 10.9.0.9 "$vm2" "$vm3"
nv route add 10.9.0.0/25 dev contoso vsid 6001 via 10.0.2.7
nv route del 10.9.0.9/32 dev contoso vsid 6001 via 10.0.2.6
goes_to "the longer one again" 10.9.0.9 "$vm3" "$vm2"

# Wildcards: after routes, before giving up
nv record add vsid 6000 ca 0.0.0.0 type wildcard mac "$(topo_mac 8)" \
	pa 192.168.2.2
ip -n "$vm4" address add 10.99.0.1/32 dev lo
ip -n "$vm4" address add 10.9.0.9/32 dev lo
nft_count "$vm4" prerouting echo "iifname eth0 icmp type echo-request"
goes_to "a wildcard for what nobody knows" 10.99.0.1 "$vm4" "$vm2"
goes_to "a route comes before it" 10.9.0.9 "$vm3" "$vm4"
topo_record 6000 10.99.0.1 6 192.168.2.2
check_equal "a record comes before it" \
	"$(nv -j route get 10.99.0.1 dev contoso from-vsid 6000 |
	jq -r '.[0].verdict')" record
nv record del vsid 6000 ca 10.99.0.1
ping_from "the wildcard is back" "$vm1" 10.99.0.1
nv record del vsid 6000 ca 0.0.0.0 type wildcard
ip -n "$gw" route add 10.99.0.0/16 dev contoso vrf vrf-contoso
before=$(drops contoso tx-no-record)
says "without it, the sender is told" "From 10.0.1.1 .*Host Unreachable" \
	"$vm1" ping -c 1 -W 5 10.99.0.1
check_equal "and the drop counted" \
	$(($(drops contoso tx-no-record) - before)) 1

check_equal "nobody was redirected" \
	"$(nft_get "$vm1" redirects) $(nft_get "$vm1" redirects6)" "0 0"

# What System Center writes for a gateway: FACTS of the multitenant gateway's
# guide, the same objects for two tenants
index=1
for tenant in red:7001:7000:11 blue:8001:8000:12; do
	IFS=: read -r name gvsid vsid k <<<"$tenant"
	index=$((index + 1))
	topo_tenant "$name" $index "$gvsid" "$vsid"
	nv dev set "$name" flow-id off
	check "$name: a gateway's objects load as they are" nv -batch - <<-END
		record add vsid $gvsid ca 10.0.2.2 mac 00:15:5d:00:02:02 pa 192.168.1.1
		record add vsid $gvsid ca 10.0.2.1 mac 00:15:5d:00:02:01 pa 192.168.1.1
		record add vsid $gvsid ca 0.0.0.0 mac 00:15:5d:00:02:02 pa 192.168.1.1 type wildcard
		record add vsid $vsid ca 10.0.1.5 mac 00:15:5d:00:01:05 pa 192.168.2.2
		route add 10.0.2.0/24 dev $name vsid $gvsid via 0.0.0.0
		route add 10.0.1.0/24 dev $name vsid $vsid via 0.0.0.0
	END
	check_equal "$name: all of them are there" "$(nv -j record show \
		dev "$name" | jq length) $(nv -j route show dev "$name" |
		jq length)" "4 2"
	ip -n "$gw" address add 10.0.2.2/24 dev "$name"
	ip -n "$gw" route add 10.0.1.0/24 via 10.0.2.1 dev "$name" \
		vrf "vrf-$name"
	topo_vm "vm$k" "$host2" "$vsid" "$k" 192.168.2.1 10.0.1.5/24
	vm=vm$k
	ip -n "${!vm}" link set eth0 address 00:15:5d:00:01:05
	ip -n "${!vm}" neighbour replace 10.0.1.1 dev eth0 \
		lladdr "02:00:00:00:0$index:ff" nud permanent
	ping_from "$name: a VM reaches the gateway" "${!vm}" 10.0.2.2
	ping_from "$name: the gateway reaches a VM" "gw:$name" 10.0.1.5
done
ksft_exit
