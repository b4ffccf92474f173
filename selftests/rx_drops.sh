#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: timeout=300
# Every way a packet can be refused or dropped, provoked by a frame made for it
# (or by traffic, on the way out) and found in its counter and in no other; over
# IPv4 and IPv6, between frames that are accepted. rx_drops.py has the frames.
#
#   contoso: 10.0.1.0/24 6000, 10.0.2.0/24 6001 (gateway),
#	     10.0.3.0/24 6002 (l2only), 10.0.4.0/24 6003 (wildcard)
#   fabrikam: 7001 (gateway), 10.0.1.0/24 again
#	|
#	gw --u1--eth0-- host1	VMs 5, 6 in 6000; 21, 22 in 6001; 31, 32 in
#	|			6002; 41, 42 in 6003: the first over IPv4, the
#	|			second over IPv6
#	gw --u2--eth0-- host2	VM 9 in 6000; where the spoofers are, too
#	gw --u3--eth0-- site	link in contoso's VRF
#
# Not provoked here: rx-nomem (tx_drops.sh does, where the kernel can be told to
# run out of memory) and learn-busy (nothing fills the queue for sure).
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/topo.sh"
require_cmd python3

gw='' host1='' host2='' site=''
topo_gw
topo_raw host1 1
topo_raw host2 2
topo_raw site 3
topo_pas 1 2
topo_tenant contoso 1 6001 6000 6002 6003
topo_tenant fabrikam 2 7001
ip -n "$gw" link set u3 master vrf-contoso
topo_subnet contoso 6000 1
topo_subnet contoso 6001 2
topo_subnet contoso 6002 3
topo_subnet contoso 6003 4
topo_subnet fabrikam 7001 1

nv -batch - <<-END || die "no configuration"
	record add vsid 6000 ca 10.0.1.5 mac $(topo_mac 5) pa 192.168.1.2
	record add vsid 6000 ca fd00:1::5 mac $(topo_mac 5) pa 192.168.1.2
	record add vsid 6000 ca 10.0.1.6 mac $(topo_mac 6) pa 2001:db8:1::2 type dynamic
	record add vsid 6000 ca fd00:1::6 mac $(topo_mac 6) pa 2001:db8:1::2 type dynamic
	record add vsid 6000 ca 10.0.1.9 mac $(topo_mac 9) pa 192.168.2.2
	record add vsid 6001 ca 10.0.2.33 mac $(topo_mac 21) pa 192.168.1.2
	record add vsid 6001 ca 10.0.2.34 mac $(topo_mac 22) pa 2001:db8:1::2
	record add vsid 6002 mac $(topo_mac 31) pa 192.168.1.2 type l2only
	record add vsid 6002 mac $(topo_mac 32) pa 2001:db8:1::2 type l2only
	record add vsid 6003 ca 0.0.0.0 mac $(topo_mac 41) pa 192.168.1.2 type wildcard
	record add vsid 6003 ca :: mac $(topo_mac 42) pa 2001:db8:1::2 type wildcard
	route add 172.16.5.0/24 dev contoso vsid 6000 via 10.0.1.5
	route add 172.16.6.0/24 dev contoso vsid 6000 via 10.0.1.6
	route add fd16:5::/64 dev contoso vsid 6000 via fd00:1::5
	route add fd16:6::/64 dev contoso vsid 6000 via fd00:1::6
	record add vsid 7001 ca 10.0.1.5 mac $(topo_mac 5) pa 192.168.2.2
END

results python3 "$TESTDIR/rx_drops.py" "$gw" "$host1" "$host2" "$site"
ksft_exit
