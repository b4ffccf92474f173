#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: timeout=300 kernels=6.1,6.12
# Every way a packet can be dropped on its way out, provoked by traffic and
# found in its counter and in no other; what the sender is told, and who listens
# for misses. Also what happens without memory, where the kernel can be told to
# have none (failslab, in the debug kernel).
#
#   contoso: 10.0.1.0/24 6000, 10.0.2.0/24 6001 (gateway), default route
#   empty: 7001 (gateway), without records
#   bare: no subnet at all
#	|
#	gw --u1--eth0-- host1	VM 5 in 6000, VM 7 in 6001; a record for each
#				thing that goes wrong
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/topo.sh"
require_cmd python3

gw='' host1=''
topo_gw
# As many ICMP errors as there are reasons
n "$gw" sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0
topo_raw host1 1
topo_pas 1
topo_tenant contoso 1 6001 6000
topo_tenant empty 2 7001
ip -n "$gw" link add vrf-bare type vrf table 110
ip -n "$gw" link set vrf-bare up
ip -n "$gw" link add bare type nvgre
ip -n "$gw" link set bare master vrf-bare up
topo_subnet contoso 6000 1
topo_subnet contoso 6001 2
topo_subnet empty 7001 1
ip -n "$gw" address add 10.0.1.1/24 dev bare
ip -n "$gw" address add fd00:1::1/64 dev bare nodad
ip -n "$gw" route add default dev contoso vrf vrf-contoso
ip -n "$gw" -6 route add default dev contoso vrf vrf-contoso
# The way to a remote host leads into a tenant
ip -n "$gw" route add 198.51.100.0/24 dev contoso
ip -n "$gw" -6 route add 2001:db8:bad::/64 dev contoso

nv -batch - <<-END || die "no configuration"
	record add vsid 6000 ca 10.0.1.5 mac $(topo_mac 5) pa 192.168.1.2
	record add vsid 6000 ca fd00:1::5 mac $(topo_mac 5) pa 192.168.1.2
	record add vsid 6001 ca 10.0.2.7 mac $(topo_mac 7) pa 192.168.1.2
	record add vsid 6001 ca 10.0.2.20 mac $(topo_mac 20) pa 192.168.1.1
	record add vsid 6001 ca fd00:2::20 mac $(topo_mac 20) pa 2001:db8:1::1
	record add vsid 6001 ca 10.0.2.21 mac $(topo_mac 21) pa 203.0.113.9
	record add vsid 6001 ca fd00:2::21 mac $(topo_mac 21) pa 2001:db8:ffff::9
	record add vsid 6001 ca 10.0.2.22 mac $(topo_mac 22) pa 198.51.100.9
	record add vsid 6001 ca fd00:2::22 mac $(topo_mac 22) pa 2001:db8:bad::9
	record add vsid 6001 ca 10.0.2.23 mac $(topo_mac 23) pa 2001:db8:1::2
	record add vsid 6001 ca fd00:2::23 mac $(topo_mac 23) pa 2001:db8:1::2
	route add 172.17.0.0/16 dev contoso vsid 6000 via 10.0.1.99
	route add fd17::/64 dev contoso vsid 6000 via fd00:1::99
END

results python3 "$TESTDIR/tx_drops.py" "$gw" "$host1"
ksft_exit
