#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: timeout=400
# Everything goes at any moment: the gateway is built, traffic runs through it,
# and parts of it are taken away, one after the other in a random order or
# several at once. What is gone is built again, and runs. 100 times.
#
#  h1 gretap 192.168.11.2 --- v1 gw --- net: 172.16.0.2, in the tenant's VRF
#  10.0.2.5, fd02::5             | v2
#                                +----- h2 ip6gretap fd12::2
#                                       10.0.1.5, fd01::5
#
# Traffic: h1 <-> h2 from subnet to subnet in both families, h1 with an address
# that has to be learned, fragments, net -> h1 and h2 through gw's stack.
# SEED=N repeats a run's choices.
. "$(dirname "$0")/lib.sh"

ROUNDS=${ROUNDS-100}
# Between packets of one flow, in seconds
PAUSE=0.005
if [ -n "${KSFT_MACHINE_SLOW-}" ]; then
	ROUNDS=$((ROUNDS / 4))
	PAUSE=0.02
	diag "a slow kernel: $ROUNDS rounds"
fi
RANDOM=${SEED:=$((RANDOM + 1))}
diag "SEED=$SEED"

require_cmd nvgre ip ping jq
modprobe -q nvgre || skip_all "no module nvgre for this kernel"
modprobe -qa ip_gre ip6_gre vrf veth dummy

# How many network namespaces there are, also of those that nobody names any
# more. Slabs count what sits on CPUs as used until they are shrunk; the last
# one that went may be freed only when the next one goes.
live_namespaces()
{
	ip netns add "$1"
	ip netns del "$1"
	echo 1 >/sys/kernel/slab/net_namespace/shrink
	awk '$1 == "net_namespace" { print $2 }' /proc/slabinfo
}
[ -e /sys/kernel/slab/net_namespace/shrink ] ||
	skip_all "cannot count namespaces"
live_namespaces count >/dev/null
before=$(live_namespaces count)

h1='' h2='' net=''
setup_ns h1 h2 net
gw=gw-${h1#h1-}
ten=ten-${h1#h1-}
NS_LIST+=("$gw" "$ten")

# What stays: the hosts' tunnels. Settings of a namespace are set by whoever is in it.
settings()
{
	local ns=$1 setting

	shift
	for setting in "$@"; do
		echo "echo ${setting#*=} >/proc/sys/net/${setting%%=*}"
	done | nsenter --net="/run/netns/$ns" sh
}
for ns in "$h1" "$h2" "$net"; do
	settings "$ns" ipv4/conf/{all,default}/rp_filter=0 \
		ipv6/conf/default/accept_dad=0
done
ip -n "$h1" -b - <<END
link add t0 address 00:15:5d:00:00:05 type gretap local 192.168.11.2 remote 192.168.11.1 key $((6001 << 8))
link set t0 up
addr add 10.0.2.5/24 dev t0
addr add 10.0.2.77/24 dev t0
addr add fd02::5/64 dev t0
route add default via 10.0.2.1
route add fd01::/64 via fd02::1
END
ip -n "$h2" -b - <<END
link add t0 address 00:15:5d:00:01:05 type ip6gretap local fd12::2 remote fd12::1 key $((6000 << 8))
link set t0 up
addr add 10.0.1.5/24 dev t0
addr add fd01::5/64 dev t0
route add default via 10.0.1.1
route add fd02::/64 via fd01::1
END
# Who does not answer is asked again at once
for ns in "$h1" "$h2"; do
	settings "$ns" ipv{4,6}/neigh/t0/retrans_time_ms=100
done

# --- what is built, and what can happen to it --------------------------------

# Makes what is not there, whatever that is
build()
{
	ip netns add "$gw"
	ip netns add "$ten"
	settings "$gw" ipv4/ip_forward=1 ipv6/conf/all/forwarding=1 \
		ipv4/conf/all/rp_filter=0
	ip -n "$gw" -force -b - <<-END
		link del fabrikam
		link add v1 type veth peer name eth0 netns $h1
		link add v2 type veth peer name eth0 netns $h2
		link add v3 type veth peer name eth0 netns $net
		link add vrf0 type vrf table 100
		link set vrf0 up
		link add contoso type nvgre
		link set contoso master vrf0
		link set contoso up
		link set v3 master vrf0
		link set v1 up
		addr add 192.168.11.1/24 dev v1
		link set v2 up
		addr add fd12::1/64 dev v2 nodad
		link set v3 up
		addr add 172.16.0.1/24 dev v3
		addr add 10.0.2.1/24 dev contoso
		addr add fd02::1/64 dev contoso nodad
		addr add 10.0.1.1/24 dev contoso
		addr add fd01::1/64 dev contoso nodad
	END
	ip -n "$h1" -force -b - <<-END
		link set eth0 up
		addr add 192.168.11.2/24 dev eth0
	END
	ip -n "$h2" -force -b - <<-END
		link set eth0 up
		addr add fd12::2/64 dev eth0 nodad
	END
	ip -n "$net" -force -b - <<-END
		link set eth0 up
		addr add 172.16.0.2/24 dev eth0
		route add default via 172.16.0.1
	END
	nvgre -N "$gw" -force -batch - <<-END
		pa replace 192.168.11.1
		pa replace fd12::1
		dev set contoso gateway-vsid 6001 flow-id off mac 00:15:5d:00:00:01
		vsid replace 6000 dev contoso
		record replace vsid 6001 ca 10.0.2.5 mac 00:15:5d:00:00:05 pa 192.168.11.2
		record replace vsid 6001 ca fd02::5 mac 00:15:5d:00:00:05 pa 192.168.11.2
		record replace vsid 6001 mac 00:15:5d:00:00:05 pa 192.168.11.2 type l2only
		record replace vsid 6000 ca 10.0.1.5 mac 00:15:5d:00:01:05 pa fd12::2
		record replace vsid 6000 ca fd01::5 mac 00:15:5d:00:01:05 pa fd12::2
		route replace 10.0.1.0/24 dev contoso vsid 6000
		route replace 10.0.2.0/24 dev contoso vsid 6001
		route replace fd01::/64 dev contoso vsid 6000
		route replace fd02::/64 dev contoso vsid 6001
	END
}

# What all flows together have got to: packets received, forwarded, sent
counters()
{
	nvgre -N "$gw" -s -j vsid show | jq -r '[.[].stats] |
		"\(map(."rx-packets") | add) \(map(.forwarded) | add) " +
		"\(map(."tx-packets") | add) \(map(.forwarded) | min)"'
}

# Since the round began, from subnet to subnet in both directions, and up and
# down through the stack
flows()
{
	local rx forwarded tx least

	read -r rx forwarded tx least <<<"$(counters)"
	[ "$((least > least0 && rx - rx0 > forwarded - forwarded0 &&
		tx - tx0 > forwarded - forwarded0))" = 1 ]
}

g() { ip -n "$gw" "$@"; }
v() { nvgre -N "$gw" "$@"; }

do_device()	{ g link del contoso; }
do_vsid()	{ v vsid del 6000; }
do_vsids()	{ v vsid flush; }
do_record()	{ v record del vsid 6000 ca 10.0.1.5; }
do_records()	{ v record flush; }
do_routes()	{ v route flush; }
do_pa()		{ v pa del 192.168.11.1; }
do_pas()	{ v pa flush; }
do_underlay()	{ g link del v1; }
do_address4()	{ g addr del 192.168.11.1/24 dev v1; }
do_address6()	{ g addr del fd12::1/64 dev v2; }
do_vrf()	{ g link del vrf0; }
do_rename()	{ g link set contoso name fabrikam && g link set fabrikam name contoso; }
do_namespace()	{ ip netns del "$gw"; }

do_updown()
{
	g link set contoso down && g link set contoso up
}

do_underlay_updown()
{
	g link set v2 down && g link set v2 up
}

# A VM that moves there and back all the time
do_migration()
{
	local line="record replace vsid 6001 ca 10.0.2.5 mac 00:15:5d:00:00:05 pa"

	for _ in 1 2 3 4 5 6 7 8; do
		echo "$line 192.168.11.9"
		echo "$line 192.168.11.2"
	done | v -batch -
}

# The tenant's side goes to a namespace of its own, and works there
do_move()
{
	g link set contoso netns "$ten" &&
	ip -n "$ten" -b - <<-END
		link set contoso up
		addr add 10.0.2.1/24 dev contoso
		addr add 10.0.1.1/24 dev contoso
	END
}

do_tenant()
{
	do_move && ip netns del "$ten"
}

steps=(device vsid vsids record records routes pa pas underlay address4
	address6 vrf rename updown underlay_updown migration move tenant
	namespace module)
declare -A worked
for step in "${steps[@]}"; do
	worked[$step]=0
done

# --- traffic ------------------------------------------------------------------

# They go on when nothing answers; the shells and the tools that build and tear
# down come first.
pinger()
{
	local ns=$1

	shift
	(
		while :; do
			n "$ns" nice -n 19 ping -q -i $PAUSE "$@"
			sleep 1
		done
	) >/dev/null 2>&1 &
	pingers+=($!)
}

start_pingers()
{
	pinger "$h1" 10.0.1.5
	pinger "$h1" -I 10.0.2.77 10.0.1.5
	pinger "$h1" -s 4000 10.0.1.5
	pinger "$h2" fd02::5
	pinger "$net" 10.0.1.5
	pinger "$net" 10.0.2.5
}

stop_pingers()
{
	local pid

	for pid in "${pingers[@]}"; do
		kill "$pid"
	done
	for ns in "$h1" "$h2" "$net"; do
		ip netns pids "$ns" | xargs -r kill
	done
	wait "${pingers[@]}"
} 2>/dev/null

pingers=()
on_exit stop_pingers
# --- rounds -------------------------------------------------------------------

# How a step went is in a file, for it may be in the background
log=$(mktemp -d)
on_exit rm -rf "$log"

run_step()
{
	if "do_$1" >"$log/$1.out" 2>&1; then
		echo "$1" >>"$log/worked"
	fi
}

# Nobody holds the module, whatever there is. When somebody talks with it at the
# same time, that may be too late to say so.
do_module()
{
	modprobe -r nvgre || {
		[ "$order" = module ] && echo "$round" >>"$log/busy"
		return 1
	}
}

not_flowing=0
for ((round = 0; round < ROUNDS; round++)); do
	build >"$log/build" 2>&1
	[ "$round" != 0 ] || start_pingers
	read -r rx0 forwarded0 tx0 least0 <<<"$(counters 2>/dev/null)"
	if ! busywait 10 flows; then
		not_flowing=$((not_flowing + 1))
		diag "round $round after ${order[*]}: $(v stats show 2>&1)"
		[ "$not_flowing" -lt 3 ] || break
	fi

	# Each is the first of a round in turn, and happens alone
	order=("${steps[round % ${#steps[@]}]}")
	for _ in 1 2 3; do
		order+=("${steps[RANDOM % ${#steps[@]}]}")
	done
	monitor=
	if [ $((RANDOM % 3)) = 0 ]; then
		# Somebody listens; whoever is in it keeps the namespace alive
		nvgre -N "$gw" monitor >/dev/null 2>&1 &
		monitor=$!
	fi
	run_step "${order[0]}"
	if [ $((RANDOM % 2)) = 0 ]; then
		for step in "${order[@]:1}"; do
			run_step "$step"
		done
	else
		jobs=()
		for step in "${order[@]:1}"; do
			run_step "$step" &
			jobs+=($!)
		done
		wait "${jobs[@]}"
	fi
	[ -z "$monitor" ] || { kill "$monitor"; wait "$monitor"; } 2>/dev/null
	case " ${order[*]} " in
	*" move "*|*" tenant "*) ip -n "$ten" link del contoso 2>/dev/null ;;
	esac
	if [ $((round % 10)) = 9 ]; then
		diag "$((round + 1)) rounds in $SECONDS s"
	fi
done

check_equal "traffic ran each time" $not_flowing 0
touch "$log/busy"
check_equal "the module could go each time" "$(cat "$log/busy")" ""
while read -r step; do
	worked[$step]=$((worked[$step] + 1))
done <"$log/worked"
never=
for step in "${steps[@]}"; do
	diag "$step: ${worked[$step]} times"
	[ "${worked[$step]}" != 0 ] || never+=" $step"
done
check_equal "each step happened" "$never" ""

# --- nothing is left ----------------------------------------------------------

stop_pingers
ip netns del "$gw"
ip netns del "$ten"
for ns in "$h1" "$h2" "$net"; do
	ip netns del "$ns"
done
check "the module goes at the end" busywait 5 modprobe -r nvgre
check "no device is left" [ -z "$(ip -o link show type nvgre 2>/dev/null)" ]
# A dead namespace waits for all that refers to it
gone()
{
	live=$(live_namespaces count)
	[ "$live" -le "$before" ]
}
busywait 30 gone
check_equal "all namespaces are gone" "$((live > before))" 0
diag "$live live, $before before"
check_log "nothing kept a device from going" '!unregister_netdevice: waiting'
ksft_exit
