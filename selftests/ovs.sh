#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: timeout=300
# Encapsulation and decapsulation against Open vSwitch (kernel datapath, GRE
# port with key=flow), whose VMs are in two subnets of each of two tenants with
# the same addresses:
#
#	contoso  c1 10.0.1.5 c2 10.0.2.5	VSID 6000 6001
#	fabrikam f1 10.0.1.5 f2 10.0.2.5	VSID 7000 7001
#	            |           |
#	  host1: Open vSwitch, 192.168.1.2
#	            |
#	  gw: 192.168.1.1; 10.0.1.1, 10.0.2.1
# shellcheck disable=SC2154 # namespaces are named by setup_ns
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/topo.sh"
. "$(dirname "$0")/traffic.sh"
require_cmd ovs-vswitchd ovsdb-server ovs-vsctl ovs-ofctl tcpdump nft
modprobe -q openvswitch || skip_all "no module openvswitch for this kernel"
schema=/usr/share/openvswitch/vswitch.ovsschema
[ -e $schema ] || skip_all "no $schema"

# ovs TOOL ARGUMENT...
ovs()
{
	n "$host1" env OVS_RUNDIR="$TMP/ovs" OVS_LOGDIR="$TMP/ovs" \
		OVS_DBDIR="$TMP/ovs" "$1" -vconsole:err "${@:2}"
}

start_ovs()
{
	mkdir "$TMP/ovs"
	ovsdb-tool create "$TMP/ovs/conf.db" $schema
	ovs ovsdb-server --detach --no-chdir --pidfile --log-file \
		--remote="punix:$TMP/ovs/db.sock" >/dev/null
	ovs ovs-vsctl --no-wait init
	ovs ovs-vswitchd --detach --no-chdir --pidfile --log-file >/dev/null
	ovs ovs-vsctl --timeout=120 add-br br0 -- \
		set-fail-mode br0 secure -- \
		add-port br0 nvgre -- set interface nvgre type=gre \
		options:key=flow options:remote_ip=192.168.1.1 ofport_request=1
}

# vm NAME PORT VSID S: a VM that is 5 in subnet S
vm()
{
	local name=$1 port=$2 vsid=$3 s=$4 key

	setup_ns "$name"
	ip -n "${!name}" link add eth0 mtu 1458 address "$(topo_mac "$s")" \
		type veth peer name "$name" netns "$host1"
	ip -n "$host1" link set "$name" up
	ip -n "${!name}" address add "10.0.$s.5/24" dev eth0
	ip -n "${!name}" address add "fd00:$s::5/64" dev eth0 nodad
	n "${!name}" sysctl -qw net.ipv6.conf.eth0.router_solicitations=0
	ip -n "${!name}" link set eth0 up
	ip -n "${!name}" route add default via "10.0.$s.1"
	ip -n "${!name}" route add default via "fd00:$s::1"
	ovs ovs-vsctl --timeout=120 add-port br0 "$name" -- \
		set interface "$name" "ofport_request=$port"
	key=$(printf '%#x' $((vsid << 8)))
	# The low bits of the tunnel's key, the FlowID, from the flow's hash
	ovs ovs-ofctl add-flows br0 - <<-END
		in_port=$port,actions=set_field:$key->tun_id,multipath(symmetric_l3l4+udp,50,modulo_n,256,0,NXM_NX_TUN_ID[0..7]),output:1
		in_port=1,tun_id=$key/0xffffff00,actions=output:$port
	END
}

topo_gw
topo_host host1 1
start_ovs || die "Open vSwitch does not start"
nv pa add 192.168.1.1
index=0
for tenant in contoso:6000:6001:c fabrikam:7000:7001:f; do
	IFS=: read -r name first second letter <<<"$tenant"
	index=$((index + 1))
	topo_tenant "$name" $index "$second" "$first"
	topo_subnet "$name" "$first" 1
	topo_subnet "$name" "$second" 2
	for s in 1 2; do
		vsid=$first
		[ $s = 1 ] || vsid=$second
		topo_record "$vsid" "10.0.$s.5" $s 192.168.1.2
		topo_record "$vsid" "fd00:$s::5" $s 192.168.1.2
		vm "$letter$s" $((index * 2 + s)) "$vsid" $s
	done
done

capture "$host1" eth0 "$TMP/wire" proto 47
for t in contoso:c fabrikam:f; do
	tenant=${t%:*} vm1=${t#*:}1 vm2=${t#*:}2
	vm1=${!vm1} vm2=${!vm2}
	ping_from "$tenant: a VM reaches the gateway, IPv4" "$vm1" 10.0.1.1
	ping_from "$tenant: a VM reaches the gateway, IPv6" "$vm1" fd00:1::1
	ping_from "$tenant: the gateway reaches a VM" "gw:$tenant" 10.0.2.5
	ping_from "$tenant: from subnet to subnet, IPv4" "$vm1" 10.0.2.5
	ping_from "$tenant: from subnet to subnet, IPv6" "$vm2" fd00:1::5
	tcp "$tenant: TCP to the gateway" "$vm1" "gw:$tenant" 10.0.1.1 2000000
	tcp "$tenant: TCP from the gateway" "gw:$tenant" "$vm1" 10.0.1.5 2000000
	tcp "$tenant: TCP from subnet to subnet, IPv4" "$vm1" "$vm2" \
		10.0.2.5 2000000
	tcp "$tenant: TCP from subnet to subnet, IPv6" "$vm2" "$vm1" \
		fd00:1::5 2000000
	udp "$tenant: UDP to the gateway, IPv6" "$vm1" "gw:$tenant" \
		fd00:1::1 300 1200 -i 200
	udp "$tenant: UDP from the gateway, IPv6" "gw:$tenant" "$vm2" \
		fd00:2::5 300 1200 -i 200
done

# FlowIDs: one a flow, different ones for different flows
for port in {6001..6012}; do
	udp "flow from port $port" "$c1" "$c2" 10.0.2.5 3 100 -s "$port"
done
capture_end

# flow_ids FILTER...: the FlowIDs of what was captured, by packets
flow_ids()
{
	tcpdump -nn -r "$TMP/wire" "$*" 2>/dev/null |
		sed -n 's/.*key=0x\([0-9a-f]*\),.*/\1/p' | sort | uniq -c
}

# In an outer IPv4 packet of 20 bytes, with 8 of GRE and 14 of Ethernet
inner_ports="ip[40:2] = 0x0800 and ip[51] = 17 and ip[62:2] > 6000"
inner_ports+=" and ip[62:2] < 6013 and ip[64:2] = 5202"
ours=$(flow_ids src host 192.168.1.1 and "$inner_ports")
theirs=$(flow_ids src host 192.168.1.2 and "$inner_ports")
check "our FlowIDs differ from flow to flow" \
	[ "$(wc -l <<<"$ours")" -gt 4 ]
check "Open vSwitch's FlowIDs differ from flow to flow" \
	[ "$(wc -l <<<"$theirs")" -gt 4 ]
one=$(flow_ids src host 192.168.1.1 and "${inner_ports/> 6000/= 6001}")
check_equal "a flow has one FlowID" "$(awk '{ print $1 }' <<<"$one")" 3
vsids=$(tcpdump -nn -r "$TMP/wire" 2>/dev/null |
	sed -n 's/.*key=0x\([0-9a-f]*\)..,.*/\1/p' | sort -u | paste -sd ' ')
check_equal "VSIDs on the wire" "$vsids" "1770 1771 1b58 1b59"
no_drops "nothing was dropped"

# A VSID nobody here knows
drops_before=$(drops - rx-vsid-unknown)
ovs ovs-ofctl add-flow br0 \
	"priority=40000,in_port=3,actions=set_field:0x177200->tun_id,output:1"
check_fails "an unknown VSID leads nowhere" "100% packet loss" \
	n "$c1" ping -c 2 -i 0.2 -W 1 10.0.1.1
check "it is counted" [ "$(drops - rx-vsid-unknown)" -gt "$drops_before" ]
ksft_exit
