#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: timeout=500
# Super-packets, checksums left to others, merging on receive, and the shapes
# that a packet buffer can have: whatever the devices do, every byte arrives.
#
#	host1: vm1 10.0.1.5 (6000)  -- u1 gw u2 --  host2: vm2 10.0.2.6 (6001)
# shellcheck disable=SC2154 # namespaces are named by setup_ns
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/topo.sh"
. "$(dirname "$0")/traffic.sh"
require_cmd nft ethtool tc tcpdump

topo_gw
topo_host host1 1
topo_host host2 2
nv pa add 192.168.1.1
nv pa add 192.168.2.1
topo_tenant contoso 1 6001 6000
nv dev set contoso flow-id off
topo_subnet contoso 6000 1
topo_subnet contoso 6001 2
for ca in 10.0.1.5 fd00:1::5; do
	topo_record 6000 $ca 5 192.168.1.2
done
for ca in 10.0.2.6 fd00:2::6; do
	topo_record 6001 $ca 6 192.168.2.2
done
topo_vm vm1 "$host1" 6000 5 192.168.1.1 10.0.1.5/24 fd00:1::5/64
topo_vm vm2 "$host2" 6001 6 192.168.2.1 10.0.2.6/24 fd00:2::6/64

# More than a packet of this underlay can hold. The inner header is after 20
# bytes of IPv4, 8 of GRE and 14 of Ethernet; 10.0.1.5 is vm1.
nft_count "$gw" prerouting up \
	"iifname contoso ip saddr 10.0.1.5 meta length > 1500"
nft_count "$gw" postrouting down "oifname contoso meta length > 1500"
nft_count "$gw" u1 in1 "meta protocol ip meta length > 1500"
nft_count "$host2" eth0 out2 \
	"meta protocol ip @nh,432,32 0x0a000105 meta length > 1500"
nft_count "$vm2" prerouting end2 "iifname eth0 meta length > 1500"

# large NAMESPACE NAME: some since the last reset
large()
{
	[ "$(nft_get "$1" "$2")" -gt 5 ]
}

reset_all()
{
	local ns

	for ns in "$gw" "$host2" "$vm2"; do
		nft_reset "$ns" all
	done
}

# off NAMESPACE DEVICE FEATURE... / on ...: those that there are
switch_features()
{
	local state=$1 ns=$2 dev=$3 feature

	shift 3
	for feature in "$@"; do
		n "$ns" ethtool -K "$dev" "$feature" "$state" >/dev/null 2>&1
	done
}

off()
{
	switch_features off "$@"
}

on()
{
	switch_features on "$@"
}

TX_GSO=(tso gso tx-gre-segmentation tx-gre-csum-segmentation
	tx-udp-segmentation)

# all_ways NAME: through decapsulation, through encapsulation, through both
all_ways()
{
	reset_all
	tcp "$1: TCP up the stack" "$vm1" gw:contoso 10.0.1.1 2000000
	tcp "$1: TCP from the stack, IPv6" gw:contoso "$vm2" fd00:2::6 2000000
	tcp "$1: TCP between subnets" "$vm1" "$vm2" 10.0.2.6 2000000
	tcp "$1: TCP between subnets, IPv6" "$vm2" "$vm1" fd00:1::5 2000000
	udp "$1: UDP with GSO between subnets" "$vm1" "$vm2" 10.0.2.6 \
		500 1200 -g 1 -i 5000
	udp "$1: UDP with GSO up the stack, IPv6" "$vm2" gw:contoso fd00:2::1 \
		500 1200 -g 1 -i 5000
}

all_ways "super-packets"
check "super-packets came in" large "$gw" in1
check "they went up the stack" large "$gw" up
check "the stack's went down" large "$gw" down
check "they left as such, decapsulated and encapsulated" large "$host2" out2
check "and reached the VM" large "$vm2" end2

# What the host sends is cut to size before the wire; who receives may merge
off "$host1" eth0 "${TX_GSO[@]}"
on "$gw" u1 gro
capture "$host1" eth0 "$TMP/wire" -s 64 -Q out greater 1515
all_ways "segments on the wire, merged"
capture_end
check_equal "nothing on the wire was larger than its MTU" \
	"$(tcpdump -r "$TMP/wire" 2>/dev/null | wc -l)" 0
check "the gateway's link merged NVGRE" large "$gw" in1
check "so what went up the stack was merged" large "$gw" up
check "and what was sent on" large "$host2" out2

off "$gw" u1 gro
reset_all
tcp "not merged by the link: TCP up the stack" "$vm1" gw:contoso 10.0.1.1 2000000
check_equal "the link merged nothing" "$(nft_get "$gw" in1)" 0
check "the device itself did" large "$gw" up
off "$gw" contoso gro
reset_all
all_ways "not merged at all"
check_equal "nothing was merged from that host" \
	"$(nft_get "$gw" in1) $(nft_get "$gw" up) $(nft_get "$host2" out2)" \
	"0 0 0"
on "$gw" contoso gro
on "$gw" u1 gro
on "$host1" eth0 "${TX_GSO[@]}"

# Cut to size by the gateway: on the way out, or in the device already
off "$gw" u2 "${TX_GSO[@]}"
reset_all
all_ways "cut by the link"
check_equal "nothing large left" "$(nft_get "$host2" out2)" 0
off "$gw" u2 sg tx
all_ways "cut, copied and summed by the link"
on "$gw" u2 sg tx "${TX_GSO[@]}"
off "$gw" contoso tx sg rx "${TX_GSO[@]}"
reset_all
all_ways "cut by the device"
on "$gw" contoso tx sg rx "${TX_GSO[@]}"

# Checksums: by the sender, and left to the receiver
off "$vm1" eth0 tx
off "$vm2" eth0 tx
off "$host1" eth0 tx rx
off "$host2" eth0 tx rx
off "$gw" u1 rx
all_ways "checksums by the sender"
on "$vm1" eth0 tx sg "${TX_GSO[@]}"
on "$vm2" eth0 tx sg "${TX_GSO[@]}"
on "$host1" eth0 tx rx "${TX_GSO[@]}"
on "$host2" eth0 tx rx "${TX_GSO[@]}"
on "$gw" u1 rx

# Clones: somebody else holds the same data on the way in and out
ip -n "$gw" link add sink type dummy
ip -n "$gw" link set sink up
for dev in u1 u2 contoso; do
	n "$gw" tc qdisc add dev $dev clsact
	for way in ingress egress; do
		n "$gw" tc filter add dev $dev $way matchall \
			action mirred egress mirror dev sink
	done
done
capture "$gw" any "$TMP/any" -s 64 proto 47 or proto 6
all_ways "cloned"
capture_end
check "there were clones" [ "$(n "$gw" cat /sys/class/net/sink/statistics/tx_packets)" -gt 1000 ]
for dev in u1 u2 contoso; do
	n "$gw" tc qdisc del dev $dev clsact
done

# A list of packets in one: UDP, merged so by the link
off "$host1" eth0 "${TX_GSO[@]}"
on "$gw" u1 rx-gro-list rx-udp-gro-forwarding
reset_all
all_ways "lists of packets"
udp "lists of packets: UDP" "$vm1" "$vm2" 10.0.2.6 2000 1200 -g 1 -i 3000
udp "lists of packets: UDP, IPv6" "$vm1" "$vm2" fd00:2::6 2000 1200 -g 1 -i 3000
diag "merged on receive: $(nft_get "$gw" in1), sent on so: $(nft_get "$host2" out2)"
off "$gw" u1 rx-gro-list rx-udp-gro-forwarding
on "$host1" eth0 "${TX_GSO[@]}"

no_drops "nothing was dropped"
ksft_exit
