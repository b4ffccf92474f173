#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# TCP through two gateways, in a VM:
#
#	[client]---veth---[gw1]===veth, tunnel===[gw2]---veth---[server]
#	10.1.0.5        192.0.2.1             192.0.2.2        10.2.0.5
#
# usage: tcp.sh ROUNDS IPERF3-ARGUMENT...
# CONTENDERS in the environment: some of plain nvgre gretap vxlan
#
# The gateways forward in IPv4, without a VRF. "big" leaves the offloads of the
# veth devices as they are, so that a packet of up to 64 KiB crosses the tunnel
# in one piece; "wire" has the sending gateway cut it into frames of 1500 bytes
# and the receiving one put it together again (GRO), as between two machines
# whose network cards do nothing for tunnels.
#
# The contenders take turns, for what else the machine does makes the figures
# drift. Prints a line a round, and appends it to $RESULTS/tcp.tsv: contender,
# big or wire, bits a second.

results=${RESULTS:-/tmp}/tcp.tsv
rounds=$1
shift
contenders=(plain nvgre gretap vxlan)

note()
{
	echo "# $*" >&2
}

tunnel_plain()
{
	ip -n "$1-gw$2" route add "10.$3.0.0/16" via "192.0.2.$3"
}

tunnel_gretap()
{
	ip -n "$1-gw$2" link add t0 address "02:00:00:00:00:0$2" type gretap \
		local "192.0.2.$2" remote "192.0.2.$3" key $((5000 << 8))
	ethernet_tunnel "$@"
}

tunnel_vxlan()
{
	ip -n "$1-gw$2" link add t0 address "02:00:00:00:00:0$2" type vxlan \
		id 5000 dev ul0 local "192.0.2.$2" remote "192.0.2.$3" dstport 4789
	ethernet_tunnel "$@"
}

ethernet_tunnel()
{
	ip -n "$1-gw$2" -batch - <<-END
		addr add 192.0.3.$2/24 dev t0
		link set t0 up
		neigh add 192.0.3.$3 lladdr 02:00:00:00:00:0$3 dev t0 nud permanent
		route add 10.$3.0.0/16 via 192.0.3.$3
	END
}

# To each gateway the other one is a host with the machine behind it
tunnel_nvgre()
{
	command -v nvgre >/dev/null &&
		ip -n "$1-gw$2" link add t0 type nvgre &&
		ip -n "$1-gw$2" link set t0 up &&
		ip -n "$1-gw$2" route add "10.$3.0.0/16" dev t0 &&
		ip netns exec "$1-gw$2" nvgre -batch - <<-END
			pa add 192.0.2.$2
			dev set t0 gateway-vsid 5000 mac 02:00:00:00:00:0$2
			record add vsid 5000 ca 10.$3.0.5 mac 02:00:00:00:00:0$3 pa 192.0.2.$3
		END
}

# contender, this gateway's number, the other's
gateway()
{
	local ns=$1-gw$2 edge=$1-edge$2

	ip netns add "$edge"
	ip link add eth0 netns "$edge" type veth peer name eth0 netns "$ns"
	ip -n "$edge" -batch - <<-END
		link set lo up
		link set eth0 up
		addr add 10.$2.0.5/24 dev eth0
		route add default via 10.$2.0.1
	END
	ip netns exec "$ns" sysctl -qw net.ipv4.ip_forward=1
	ip -n "$ns" -batch - <<-END
		link set lo up
		link set eth0 up
		link set ul0 up
		addr add 10.$2.0.1/24 dev eth0
		addr add 192.0.2.$2/24 dev ul0
	END
	"tunnel_$1" "$@"
}

setup()
{
	ip netns add "$1-gw1"
	ip netns add "$1-gw2"
	ip link add ul0 netns "$1-gw1" type veth peer name ul0 netns "$1-gw2"
	gateway "$1" 1 2 && gateway "$1" 2 1 || return
	ip netns exec "$1-edge2" iperf3 -s -D >/dev/null
	ip netns exec "$1-edge1" ping -q -c 3 -i 0.2 -w 10 10.2.0.5 >/dev/null
}

# What is on the wire of all contenders
offloads()
{
	local contender gw on=$1

	for contender in "${contenders[@]}"; do
		for gw in 1 2; do
			ip netns exec "$contender-gw$gw" ethtool -K ul0 gro on \
				tso "$on" gso "$on" >/dev/null
		done
	done
}

measure()
{
	local speed

	speed=$(ip netns exec "$1-edge1" iperf3 -J -c 10.2.0.5 "${@:3}" |
		jq -r '.end.sum_received.bits_per_second // 0 | floor')
	printf '%s\t%s\t%s\n' "$1" "$2" "${speed:-0}" | tee -a "$results"
}

ready=()
for contender in "${contenders[@]}"; do
	if [[ " ${CONTENDERS-$contender} " != *" $contender "* ]]; then
		continue
	fi
	if setup "$contender"; then
		ready+=("$contender")
	else
		note "$contender cannot be set up"
	fi
done
contenders=("${ready[@]}")

for ((round = 0; round < rounds; round++)); do
	for mode in big wire; do
		if [ $mode = big ]; then
			offloads on
		else
			offloads off
		fi
		for contender in "${contenders[@]}"; do
			measure "$contender" $mode "$@"
		done
	done
done
