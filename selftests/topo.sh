# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2154 # $gw is set by setup_ns
# Sourced after lib.sh by the tests of the packet path. Underlay links, tenants
# and their VMs all look alike, by number:
#
#	      tenant T, VRF vrf-T
#	   T: 10.0.S.1/24, fd00:S::1/64 in subnet S
#		|
#		gw --uN------------------eth0-- host N
#		   192.168.N.1/24	 192.168.N.2/24
#		   2001:db8:N::1/64	 2001:db8:N::2/64
#		   02:00:00:00:N:01	 02:00:00:00:N:02
#
# Both ends of a link know each other for good: no ARP, ND or DAD on the
# underlay. An example, with a VM of Linux' own gretap and one made of frames:
#
#	topo_gw
#	topo_host host1 1
#	topo_raw host2 2
#	topo_tenant contoso 1 6001 6000		# gateway VSID, others
#	topo_subnet contoso 6000 1		# 10.0.1.0/24
#	topo_subnet contoso 6001 2
#	topo_record 6000 10.0.1.5 5 192.168.1.2	# MAC 00:15:5d:00:00:05
#	topo_vm vm1 "$host1" 6000 5 192.168.1.1 10.0.1.5/24
#	nv dev set contoso flow-id off		# gretap takes it for a key

# nv WORDS...: nvgre where it is configured
nv()
{
	nvgre -N "$gw" "$@"
}

# topo_gw: makes the namespace gw, a router
topo_gw()
{
	require_cmd nvgre jq
	modinfo nvgre >/dev/null 2>&1 ||
		skip_all "no module nvgre for this kernel"
	setup_ns gw
	n "$gw" sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 \
		net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0
}

# topo_link NAMESPACE N: link N without addresses at its far end
topo_link()
{
	local ns=$1 i=$2 end

	ip link add "u$i" netns "$gw" address "02:00:00:00:0$i:01" type veth \
		peer name eth0 netns "$ns" address "02:00:00:00:0$i:02" ||
		die "no link u$i"
	ip -n "$gw" address add "192.168.$i.1/24" dev "u$i"
	ip -n "$gw" address add "2001:db8:$i::1/64" dev "u$i" nodad
	ip -n "$gw" link set "u$i" up
	ip -n "$ns" link set eth0 up
	for end in "192.168.$i.2" "2001:db8:$i::2"; do
		ip -n "$gw" neighbour replace "$end" nud permanent \
			lladdr "02:00:00:00:0$i:02" dev "u$i"
	done
}

# topo_host NAME N: makes the namespace NAME with an IP stack, on link N; its
# way to the other hosts is the gateway
topo_host()
{
	local name=$1 i=$2 end

	setup_ns "$name"
	topo_link "${!name}" "$i"
	ip -n "${!name}" address add "192.168.$i.2/24" dev eth0
	ip -n "${!name}" address add "2001:db8:$i::2/64" dev eth0 nodad
	for end in "192.168.$i.1" "2001:db8:$i::1"; do
		ip -n "${!name}" neighbour replace "$end" nud permanent \
			lladdr "02:00:00:00:0$i:01" dev eth0
		ip -n "${!name}" route add default via "$end"
	done
}

# topo_raw NAME N: makes the namespace NAME on link N, which has no addresses:
# it answers nothing, and frames are put in and taken out by the test
topo_raw()
{
	setup_ns "$1"
	n "${!1}" sysctl -qw net.ipv6.conf.default.disable_ipv6=1 \
		net.ipv6.conf.all.disable_ipv6=1
	topo_link "${!1}" "$2"
}

# topo_pas N...: makes the gateway's ends of these links provider addresses
topo_pas()
{
	local i

	for i in "$@"; do
		nv pa add "192.168.$i.1"
		nv pa add "2001:db8:$i::1"
	done
}

# topo_tenant NAME INDEX GATEWAY_VSID [VSID...]: makes the device NAME, up, in
# vrf-NAME, which is routing table 100 + INDEX
topo_tenant()
{
	local name=$1 index=$2 gateway=$3 vsid

	shift 3
	ip -n "$gw" link add "vrf-$name" type vrf table $((100 + index)) ||
		skip_all "no vrf device"
	ip -n "$gw" link set "vrf-$name" up
	ip -n "$gw" link add "$name" type nvgre || die "no device $name"
	ip -n "$gw" link set "$name" master "vrf-$name" up
	nv dev set "$name" gateway-vsid "$gateway" \
		mac "02:00:00:00:0$index:ff" \
		rdid "00000000-0000-0000-0000-00000000000$index"
	for vsid in "$@"; do
		nv vsid add "$vsid" dev "$name"
	done
}

# topo_subnet DEV VSID S: 10.0.S.0/24 and fd00:S::/64 are subnet VSID, and the
# gateway is .1 in it
topo_subnet()
{
	ip -n "$gw" address add "10.0.$3.1/24" dev "$1"
	ip -n "$gw" address add "fd00:$3::1/64" dev "$1" nodad
	nv route add "10.0.$3.0/24" dev "$1" vsid "$2"
	nv route add "fd00:$3::/64" dev "$1" vsid "$2"
}

# topo_mac K: the MAC of VM K (hexadecimal, two digits at most)
topo_mac()
{
	printf '00:15:5d:00:00:%02x' "0x$1"
}

# topo_record VSID CA K PA [WORDS...]: where VM K is
topo_record()
{
	nv record add vsid "$1" ca "$2" mac "$(topo_mac "$3")" pa "$4" "${@:5}"
}

# topo_vm NAME HOST VSID K PA ADDRESS/LEN...: makes the namespace NAME with the
# device eth0, a gretap (or ip6gretap) of the namespace HOST that leads to the
# gateway's provider address PA. PA is on the host's own link. Its default
# routes go to .1 and ::1 of its subnets.
topo_vm()
{
	local name=$1 host=$2 vsid=$3 k=$4 pa=$5 addr kind

	shift 5
	setup_ns "$name"
	case $pa in
	*:*) kind='ip6gretap encaplimit none' ;;
	*) kind=gretap ;;
	esac
	# The name is the host's no more once the device is elsewhere
	# shellcheck disable=SC2086 # kind is words
	ip -n "$host" link add "vm$vsid-$k" address "$(topo_mac "$k")" \
		type $kind local "${pa%1}2" remote "$pa" \
		key $((vsid << 8)) || skip_all "no ${kind%% *} device"
	ip -n "$host" link set "vm$vsid-$k" netns "${!name}" name eth0
	for addr in "$@"; do
		case $addr in
		*:*) ip -n "${!name}" address add "$addr" dev eth0 nodad ;;
		*) ip -n "${!name}" address add "$addr" dev eth0 ;;
		esac
	done
	ip -n "${!name}" link set eth0 up
	for addr in "$@"; do
		addr=${addr%/*}
		case $addr in
		*:*) addr=${addr%:*}:1 ;;
		*) addr=${addr%.*}.1 ;;
		esac
		ip -n "${!name}" route add default via "$addr"
	done
}

# drops DEV REASON: a counter; DEV is - for what belongs to no device
drops()
{
	nv -j stats show | jq --arg dev "$1" --arg reason "$2" \
		'[.[] | select((.ifname // "-") == $dev) | .drops[$reason]] |
		 add // 0'
}

# counter DEV NAME: one of stats, such as rx-packets
counter()
{
	nv -j stats show dev "$1" | jq --arg name "$2" '.[0].stats[$name]'
}

# all_drops: every counter of drops that is not zero, "DEV REASON COUNT" a line
all_drops()
{
	nv -j stats show | jq -r '.[] | (.ifname // "-") as $dev |
		.drops | to_entries[] | select(.value > 0) |
		"\($dev) \(.key) \(.value)"'
}

# results COMMAND...: a program that prints its results as "ok NAME", "not ok
# NAME" and lines with "#"; the last word of one that ran to its end is "done"
results()
{
	local line last=

	while IFS= read -r line; do
		case $line in
		"ok "*) ok "${line#ok }" ;;
		"not ok "*) not_ok "${line#not ok }" ;;
		"#"*) echo "$line" ;;
		*) [ "$line" = "done" ] || diag "$line" ;;
		esac
		last=$line
	done < <("$@" 2>&1)
	[ "$last" = "done" ] || not_ok "$1 ended early"
}
