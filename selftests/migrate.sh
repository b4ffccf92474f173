#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: timeout=300 kernels=6.1,6.12
# Live migration: the provider address of a record is replaced under traffic. No
# packet is lost by that, and none goes to the old host afterwards.
#
#	host1: vm1 10.0.1.5 ---- gw ---- host2: one end of the VM
#				  \ ---- host3: its other end, 10.0.2.6
# shellcheck disable=SC2154 # namespaces are named by setup_ns
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/topo.sh"
. "$(dirname "$0")/traffic.sh"
require_cmd nft

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
topo_record 6000 10.0.1.5 5 192.168.1.2
topo_record 6000 fd00:1::5 5 192.168.1.2
topo_vm vm1 "$host1" 6000 5 192.168.1.1 10.0.1.5/24 fd00:1::5/64

# The VM has an end at both hosts, and takes what comes by either. It sends by
# the one of the host it is on.
setup_ns vm
n "$vm" sysctl -qw net.ipv4.conf.all.rp_filter=0 \
	net.ipv4.conf.default.rp_filter=0
ip -n "$vm" address add 10.0.2.6/32 dev lo
ip -n "$vm" address add fd00:2::6/128 dev lo nodad
for i in 2 3; do
	host=host$i
	ip -n "${!host}" link add "end$i" address "$(topo_mac 6)" type gretap \
		local "192.168.$i.2" remote "192.168.$i.1" key $((6001 << 8))
	ip -n "${!host}" link set "end$i" netns "$vm"
	ip -n "$vm" link set "end$i" up
	gateway_mac=$(nv -j vsid show 6001 | jq -r '.[0].mac')
	for end in 10.0.2.1 fd00:2::1; do
		ip -n "$vm" neighbour replace $end lladdr "$gateway_mac" \
			dev "end$i" nud permanent
	done
	nft_count "${!host}" eth0 "nvgre" "meta l4proto gre"
done

# vm_on I: the VM is on host I. record_on I: its records are.
vm_on()
{
	ip -n "$vm" route replace default via 10.0.2.1 dev "end$1" onlink
	ip -n "$vm" -6 route replace default via fd00:2::1 dev "end$1" onlink
}

record_on()
{
	nv -batch - <<-END || not_ok "records are replaced"
		record replace vsid 6001 ca 10.0.2.6 mac $(topo_mac 6) pa 192.168.$1.2
		record replace vsid 6001 ca fd00:2::6 mac $(topo_mac 6) pa 192.168.$1.2
	END
}

# grown PACKETS: more than that were sent by now
grown()
{
	[ "$(counter contoso tx-packets)" -gt "$1" ]
}

# migrate FROM TO: under traffic, which goes on afterwards
migrate()
{
	local old=host$1 new=host$2

	check "traffic on host$1" \
		busywait 20 grown $(($(counter contoso tx-packets) + 50))
	vm_on "$2"
	record_on "$2"
	nft_reset "${!old}" nvgre
	nft_reset "${!new}" nvgre
	check "traffic on host$2" \
		busywait 20 grown $(($(counter contoso tx-packets) + 50))
}

record_on 2
vm_on 2
ping_from "before" "$vm1" 10.0.2.6
ping_from "before, IPv6" "$vm1" fd00:2::6

# To the VM: not one datagram is lost
for family in "IPv4 10.0.2.6" "IPv6 fd00:2::6"; do
	read -r name addr <<<"$family"
	FLOW_TAG=$((FLOW_TAG + 1))
	flow_recv udp "$vm" 5202 udp 4000
	n "$vm1" "$FLOW" -i 1000 udp-send "$addr" 5202 $FLOW_TAG 4000 900 \
		>"$TMP/udp.send" 2>&1 &
	migrate 2 3
	check_flow "$name: no datagram lost, doubled or late" udp
	check_equal "$name: none to the old host after the move" \
		"$(nft_get "$host2" nvgre)" 0
	check "$name: all to the new one" \
		[ "$(nft_get "$host3" nvgre)" -ge 50 ]
	record_on 2
	vm_on 2
done

# Back and forth
FLOW_TAG=$((FLOW_TAG + 1))
flow_recv udp "$vm" 5202 udp 3000
n "$vm1" "$FLOW" -i 1000 udp-send 10.0.2.6 5202 $FLOW_TAG 3000 100 \
	>"$TMP/udp.send" 2>&1 &
moves=0
while [ -z "$(<"$TMP/udp.send")" ]; do
	record_on $((2 + ++moves % 2))
done
check_flow "no datagram lost in $moves moves" udp
record_on 2
vm_on 2

# A TCP stream of the VM, whose packets come from the old host a moment longer
for stream in "to the VM:vm1:vm:10.0.2.6" "of the VM:vm:vm1:10.0.1.5" \
	"to the VM, IPv6:vm1:vm:fd00%2%%6" "of the VM, IPv6:vm:vm1:fd00%1%%5"; do
	IFS=: read -r name from to addr <<<"$stream"
	addr=${addr//%/:}
	FLOW_TAG=$((FLOW_TAG + 1))
	flow_recv tcp "${!to}" 5201 tcp
	n "${!from}" "$FLOW" -i 10000 tcp-send "$addr" 5201 \
		$FLOW_TAG 6000000 >"$TMP/tcp.send" 2>&1 &
	migrate 2 3
	check_flow "TCP $name goes on" tcp
	check_equal "TCP $name: none to the old host after the move" \
		"$(nft_get "$host2" nvgre)" 0
	record_on 2
	vm_on 2
done

# Of the VM, with the moment in which it is on no host
FLOW_TAG=$((FLOW_TAG + 1))
flow_recv udp "$vm1" 5202 udp 3000
n "$vm" "$FLOW" -i 1000 udp-send 10.0.1.5 5202 $FLOW_TAG 3000 900 \
	>"$TMP/udp.send" 2>&1 &
check "traffic on host2" \
	busywait 20 grown $(($(counter contoso tx-packets) + 50))
before=$(drops contoso rx-spoof-pa)
sender=$(ip netns pids "$vm")
kill -STOP "$sender"
vm_on 3
record_on 3
kill -CONT "$sender"
check_flow "no datagram of a VM lost that is stopped while it moves" udp
check_equal "and none taken for a liar's" \
	"$(drops contoso rx-spoof-pa)" "$before"

# Whoever goes on sending from the old host is not the VM
vm_on 2
before=$(drops contoso rx-spoof-pa)
check_fails "the old host speaks for it no more" "100% packet loss" \
	n "$vm" ping -c 2 -i 0.2 -W 1 10.0.2.1 -I 10.0.2.6
check "and is counted" [ "$(drops contoso rx-spoof-pa)" -gt "$before" ]
ksft_exit
