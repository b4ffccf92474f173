#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: timeout=300 kernels=6.1,6.12
# Every kind of frame that the gateway sends, decoded by tshark and compared
# with what the configuration says; which FlowIDs and which of its addresses it
# uses; who gets a copy of what goes to everybody.
#
#   contoso: 10.0.1.0/24 6000, 10.0.2.0/24 6001 (gateway), 10.0.3.0/24 6002
#	|	offloads off, of the underlay too, for whole checksums
#	gw --u1--eth0-- host1	VMs 5, a in 6000, 7 in 6001: over IPv4
#	|			VMs 6 in 6000, 8 in 6001: over IPv6
#	gw --u2--eth0-- host2	VM 9 in 6000, b in 6001: over IPv4
#	gw --u3--eth0-- host3	VM c in 6002, over IPv4, and d, over IPv6; the
#				gateway has three addresses of each kind here
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/topo.sh"
require_cmd python3 tshark ethtool

gw='' host1='' host2='' host3=''
topo_gw
topo_raw host1 1
topo_raw host2 2
topo_raw host3 3
topo_pas 1 2 3
topo_tenant contoso 1 6001 6000
nv vsid add 6002 dev contoso mac 02:00:00:00:60:02
topo_subnet contoso 6000 1
topo_subnet contoso 6001 2
topo_subnet contoso 6002 3
for i in 11 12; do
	ip -n "$gw" address add "192.168.3.$i/24" dev u3
	ip -n "$gw" address add "2001:db8:3::$i/64" dev u3 nodad
done
for dev in contoso u1 u2 u3; do
	n "$gw" ethtool -K $dev tx off tso off gso off >/dev/null
done

nv -batch - <<-END || die "no configuration"
	pa add 192.168.3.11
	pa add 192.168.3.12
	pa add 2001:db8:3::11
	pa add 2001:db8:3::12
	record add vsid 6000 ca 10.0.1.5 mac $(topo_mac 5) pa 192.168.1.2
	record add vsid 6000 ca fd00:1::5 mac $(topo_mac 5) pa 192.168.1.2
	record add vsid 6000 ca 10.0.1.10 mac $(topo_mac a) pa 192.168.1.2
	record add vsid 6000 ca 10.0.1.6 mac $(topo_mac 6) pa 2001:db8:1::2
	record add vsid 6000 ca fd00:1::6 mac $(topo_mac 6) pa 2001:db8:1::2
	record add vsid 6000 ca 10.0.1.9 mac $(topo_mac 9) pa 192.168.2.2
	record add vsid 6001 ca 10.0.2.7 mac $(topo_mac 7) pa 192.168.1.2
	record add vsid 6001 ca fd00:2::7 mac $(topo_mac 7) pa 192.168.1.2
	record add vsid 6001 ca 10.0.2.8 mac $(topo_mac 8) pa 2001:db8:1::2
	record add vsid 6001 ca fd00:2::8 mac $(topo_mac 8) pa 2001:db8:1::2
	record add vsid 6001 ca 10.0.2.11 mac $(topo_mac b) pa 192.168.2.2
	record add vsid 6002 ca 10.0.3.12 mac $(topo_mac c) pa 192.168.3.2
	record add vsid 6002 ca fd00:3::12 mac $(topo_mac c) pa 192.168.3.2
	record add vsid 6002 ca 10.0.3.13 mac $(topo_mac d) pa 2001:db8:3::2
	record add vsid 6002 ca fd00:3::13 mac $(topo_mac d) pa 2001:db8:3::2
END

results python3 "$TESTDIR/tx_decode.py" "$gw" "$host1" "$host2" "$host3"
ksft_exit
