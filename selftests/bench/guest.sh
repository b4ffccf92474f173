#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Measures, in a VM that counts instructions, what a packet costs here and in
# the tunnels of the kernel.
#
# usage: guest.sh [WHAT...]
#   WHAT  plain, decap, encap, east-west (those three of every contender),
#         vsids, records (ours only); all of them by default
#   CONTENDERS in the environment: some of plain nvgre gretap vxlan ovs
#   or    -p CONTENDER SCENARIO [SETTING [DOMAINS SUBNETS MACHINES]]: one, for
#         a profile; the scenario "load" is the loading of nvgre's records
#
# Every contender has a namespace of its own with this in it, and in the second
# setting a VRF for every tenant d:
#
#	 nvgen                                        nvgen
#	   |                                            |
#	 [ul0] 192.0.2.1                              [cust<d>]
#	   |                                            |
#	   +--> decapsulate --> forward (in v<d>) --> [csink] 203.0.113.1
#	                    \
#	 [usink] <-- encapsulate <-- forward (in v<d>) <-- cust<d>
#	  route to the hosts 198.51.100.0/24, via 192.0.2.254
#
# All are dummy devices. A packet decapsulated is forwarded by the IPv4 stack
# out of csink; one encapsulated has been forwarded by the IPv4 stack before;
# and an east-west packet goes from one subnet of a tenant to the next.
#
# Prints a line a measurement, and appends it to $RESULTS/results.tsv:
# contender, scenario, VRFs or none, domains, subnets of each, machines of each,
# frames sent, received, generator's own cost, cost.

here=$(dirname "$(readlink -f "$0")")
nvgen=${NVGEN:-$here/../../build/bench/nvgen}
results=${RESULTS:-/tmp}/results.tsv
work=$(mktemp -d)
frames=65536
gateway_mac=02:00:00:ff:00:02
device_mac=02:00:00:ff:00:01
peer_mac=02:00:00:ff:00:03

note()
{
	echo "# $*" >&2
}

# Runs in the contender's namespace
n()
{
	ip netns exec "$ns" "$@"
}

# The part that all have in common. Sets ns, plan, table of each domain.
underlay()
{
	ns=$1
	ip netns add "$ns" || return
	n sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 \
		net.ipv4.conf.default.rp_filter=0 \
		net.ipv6.conf.all.disable_ipv6=1 \
		net.ipv6.conf.default.disable_ipv6=1
	n ip -batch - <<-END
		link set lo up
		link add ul0 address $device_mac type dummy
		link add usink type dummy
		link add csink type dummy
		link set ul0 up
		link set usink up
		link set csink up
		addr add 192.0.2.1/32 dev ul0
		addr add 203.0.113.1/24 dev csink
		neigh add 203.0.113.2 lladdr $peer_mac dev csink nud permanent
		neigh add 192.0.2.254 lladdr $peer_mac dev usink nud permanent
		route add 198.51.100.0/24 via 192.0.2.254 dev usink onlink src 192.0.2.1
	END
}

# The customers' side: where their packets come in, where they go out
customers()
{
	local d table master

	for ((d = 0; d < domains; d++)); do
		table=main master=
		if [ "$vrf" = vrf ]; then
			table=$((1000 + d)) master="master v$d"
			echo "link add v$d type vrf table $table"
			echo "link set v$d up"
		fi
		echo "link add cust$d address $device_mac $master type dummy"
		echo "link set cust$d up"
		echo "route add 198.18.0.0/15 via 203.0.113.2 dev csink table $table"
	done | n ip -batch -
}

master_of()
{
	[ "$vrf" != vrf ] || echo "master v$1"
}

table_of()
{
	if [ "$vrf" = vrf ]; then
		echo "table $((1000 + $1))"
	fi
}

# --- contenders: setup_NAME ---------------------------------------------------

setup_plain()
{
	local d

	customers || return
	for ((d = 0; d < domains; d++)); do
		echo "route add 10.0.0.0/8 via 203.0.113.2 dev csink $(table_of "$d")"
	done | n ip -batch -
}

# A device a subnet; what differs is how it is made
setup_devices()
{
	local kind=$1 d j vsid

	customers || return
	for ((d = 0; d < domains; d++)); do
		for ((j = 0; j < subnets; j++)); do
			vsid=$((5000 + d * subnets + j))
			echo "link add t$d.$j address $gateway_mac" \
				"$(master_of "$d")" \
				"type $(options_"$kind" "$vsid" "$j")"
			echo "addr add 10.$j.255.254/16 dev t$d.$j"
			echo "link set t$d.$j up"
		done
	done | n ip -batch - || return
	"${plan[@]}" -p neigh | n ip -batch -
}

options_gretap()
{
	echo "gretap local 192.0.2.1 remote 198.51.100.$((1 + $2 % 16))" \
		"ttl 64 key $(($1 << 8))"
}

setup_gretap()
{
	setup_devices gretap
}

options_vxlan()
{
	echo "vxlan id $1 local 192.0.2.1 dstport 4789 ttl 64 nolearning"
}

setup_vxlan()
{
	setup_devices vxlan || return
	"${plan[@]}" -p fdb | n bridge -batch -
}

# One bridge with a flow-based GRE port and an internal port for each tenant
setup_ovs()
{
	local d

	customers || return
	export OVS_RUNDIR=$work/ovs OVS_LOGDIR=$work/ovs OVS_DBDIR=$work/ovs
	mkdir -p "$OVS_RUNDIR"
	ovsdb-tool create "$OVS_DBDIR/conf.db" \
		/usr/share/openvswitch/vswitch.ovsschema || return
	modprobe -a openvswitch vport_gre || return
	n ovsdb-server "$OVS_DBDIR/conf.db" --detach --no-chdir --pidfile \
		--remote="punix:$OVS_RUNDIR/db.sock" --log-file || return
	ovs-vsctl --no-wait init
	n ovs-vswitchd --detach --no-chdir --pidfile --log-file || return
	# shellcheck disable=SC2046 # a list
	ovs-vsctl add-br br0 -- set bridge br0 fail-mode=secure \
		-- add-port br0 gre0 -- set interface gre0 type=gre \
		options:key=flow options:remote_ip=flow \
		options:local_ip=192.0.2.1 \
		$(for ((d = 0; d < domains; d++)); do
			echo "-- add-port br0 p$d -- set interface p$d"
			echo "type=internal mac=\"$gateway_mac\""
		done) || return
	for ((d = 0; d < domains; d++)); do
		[ "$vrf" != vrf ] || echo "link set p$d master v$d"
		echo "link set p$d up"
		for ((j = 0; j < subnets; j++)); do
			echo "addr add 10.$j.255.254/16 dev p$d"
		done
	done | n ip -batch - || return
	"${plan[@]}" -p neigh-ovs | n ip -batch -
}

before_ovs()
{
	ovs-ofctl del-flows br0 &&
		"${plan[@]}" -p "ovs-$1" | ovs-ofctl --names add-flows br0 -
}

# Once the flows are in the kernel, the daemon would only be in the way
warmed_ovs()
{
	local try

	for ((try = 0; try < 10; try++)); do
		sleep 1
		"${generate[@]}" -o "$1" >/dev/null && break
	done
	kill -STOP "$(cat "$OVS_RUNDIR/ovs-vswitchd.pid")"
}

after_ovs()
{
	kill -CONT "$(cat "$OVS_RUNDIR/ovs-vswitchd.pid")"
}

teardown_ovs()
{
	kill -CONT "$(cat "$OVS_RUNDIR/ovs-vswitchd.pid")"
	ovs-appctl -t ovs-vswitchd exit --cleanup
	ovs-appctl -t ovsdb-server exit
	rm -rf "$OVS_RUNDIR"
}

# One device a routing domain
setup_nvgre()
{
	local d

	customers || return
	for ((d = 0; d < domains; d++)); do
		echo "link add rd$d $(master_of "$d") type nvgre"
		echo "link set rd$d up"
		echo "route add 10.0.0.0/8 dev rd$d $(table_of "$d")"
	done | n ip -batch - || return
	n nvgre pa add 192.0.2.1 || return
	"${plan[@]}" -p nvgre-vsids >"$work/batch" &&
		n nvgre -batch "$work/batch" || return
	"${plan[@]}" -p nvgre-records >"$work/batch" &&
		load_records "$work/batch"
}

# Also says what loading them took, where there are enough to tell
load_records()
{
	local count before begin time

	count=$(wc -l <"$1")
	before=$(memory)
	# The clock runs while this machine waits for its files: have them read
	n nvgre -batch - <<-END
		vsid add 4999 dev rd0
		record add vsid 4999 ca 10.0.0.1 mac 02:00:00:00:00:01 pa 198.51.100.1
		vsid del 4999
	END
	"$nvgen" -m end
	begin=$(date +%s%N)
	"$nvgen" -m begin
	n nvgre -batch "$1" || return
	"$nvgen" -m end
	time=$(($(date +%s%N) - begin))
	[ "$count" -ge 10000 ] || return 0
	row load "$count" "$time" $((before - $(memory)))
}

# Bytes that the kernel could still give away
memory()
{
	sync
	echo 3 >/proc/sys/vm/drop_caches
	sleep 1
	awk '/^MemAvailable/ { printf "%.0f\n", $2 * 1024 }' /proc/meminfo
}

# --- measuring ----------------------------------------------------------------

row()
{
	local IFS=$'\t'

	echo "$*" | tee -a "$results"
}

# contender, scenario: what to send and where it must come out
measure()
{
	local contender=$1 scenario=$2 kind=$1 device=ul0 sink=csink status

	if [ "$contender" = ovs ]; then
		kind=nvgre
	fi
	case $scenario in
	encap)
		kind=plain device=cust%
		[ "$contender" = plain ] || sink=usink
		;;
	east-west)
		sink=usink
		;;
	esac
	[ "$domains" != 1 ] || device=${device/%%/0}
	generate=(n "${plan[@]}" -k "$kind" -s "$scenario" -i "$device" -n "$frames")
	if declare -f "before_$contender" >/dev/null; then
		"before_$contender" "$scenario" || return
	fi
	"${generate[@]}" -w "$frames"
	if declare -f "warmed_$contender" >/dev/null; then
		"warmed_$contender" "$sink"
	fi
	"${generate[@]}" -o "$sink" >"$work/figures"
	status=$?
	if declare -f "after_$contender" >/dev/null; then
		"after_$contender"
	fi
	# shellcheck disable=SC2046 # four words
	row "$label" "$scenario" "$vrf" "$domains" "$subnets" "$machines" \
		$(cat "$work/figures")
	if [ "$status" != 0 ]; then
		note "void: $contender $scenario"
		n ip -s link show "$sink" >&2
		n nstat -az 2>/dev/null | awk '$2 && /Err|Disc|NoRoute|Unknown/' >&2
		[ "$contender" != nvgre ] || n nvgre stats show >&2
	fi
}

# contender, setting, domains, subnets, machines, flows, then the scenarios
contend()
{
	local contender=$1 scenario
	label=$contender vrf=$2 domains=$3 subnets=$4 machines=$5 flows=$6
	shift 6

	[[ " ${CONTENDERS-$contender} " == *" $contender "* ]] || return 0
	plan=("$nvgen" -D "$domains" -V "$subnets" -R "$machines" -F "$flows")
	if underlay "$contender" && "setup_$contender"; then
		for scenario; do
			measure "$contender" "$scenario"
		done
	else
		note "$contender cannot be set up"
	fi
	if declare -f "teardown_$contender" >/dev/null; then
		"teardown_$contender"
	fi
	ip netns del "$ns"
}

wanted()
{
	[ -z "$what" ] || [[ " $what " == *" $1 "* ]]
}

# The scenarios of the three that are asked for
asked()
{
	local scenario

	for scenario in decap encap east-west; do
		if wanted "$scenario"; then
			echo "$scenario"
		fi
	done
}

main()
{
	local contender scenarios

	what=$*
	mapfile -t scenarios < <(asked)
	# The dearest and the cheapest that forwarding a packet can be: with
	# one destination, the route of a packet does for the next
	contend plain no-vrf 1 1 1 64 encap
	contend plain no-vrf 1 64 16 64 encap
	contend plain vrf 32 2 16 64 encap
	if [ ${#scenarios[@]} != 0 ]; then
		for contender in nvgre gretap vxlan ovs; do
			contend $contender no-vrf 1 2 16 64 "${scenarios[@]}"
		done
		for contender in nvgre gretap vxlan ovs; do
			contend $contender vrf 32 2 16 64 "${scenarios[@]}"
		done
	fi
	if wanted vsids; then
		contend nvgre vrf 1 1 16 64 decap encap
		contend nvgre vrf 1 2 16 64 east-west
		contend nvgre vrf 32 2 16 64 decap encap east-west
		contend nvgre vrf 64 64 16 64 decap encap east-west
	fi
	if wanted records; then
		contend nvgre vrf 20 2 25 75 decap encap east-west
		contend nvgre vrf 20 2 25000 25000 decap encap east-west
	fi
}

modprobe -a dummy vrf 2>/dev/null
: >>"$results"
if [ "${1-}" = -p ]; then
	shift
	setting=${3:-vrf}
	[ "$setting" = vrf ] && domains=32 || domains=1
	scenario=$2
	[ "$scenario" != load ] || scenario=
	# shellcheck disable=SC2086 # none for "load"
	contend "$1" "$setting" "${4:-$domains}" "${5:-2}" "${6:-16}" 64 $scenario
	awk -F '\t' '{ print $1 == "load" ? $2 : $7 }' "$results" |
		tail -n 1 >"$RESULTS/frames"
	cat /proc/kallsyms >"$RESULTS/kallsyms"
else
	main "$@"
fi
rm -rf "$work"
