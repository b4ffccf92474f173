#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: timeout=300 kernels=6.1,6.12
# Who is answered in ARP and neighbour discovery, with what, and who is not;
# that nothing is passed on to anybody; and the learning of addresses.
#
#   contoso: 10.0.1.0/24 6000, 10.0.2.0/24 6001 (gateway), 10.0.3.0/24 6002
#	|
#	gw --u1--eth0-- host1	VMs 5 (over IPv4), 6 (over IPv6) in 6000,
#	|			31 (over IPv4) and 32 (over IPv6) in 6002, l2only
#	gw --u2--eth0-- host2	VM 9 in 6000, VM 7 in 6001, VM 39 in 6002
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/topo.sh"
require_cmd python3

gw='' host1='' host2=''
topo_gw
topo_raw host1 1
topo_raw host2 2
topo_pas 1 2
topo_tenant contoso 1 6001 6000
check "subnet with a MAC of its own" \
	nv vsid add 6002 dev contoso mac 02:00:00:00:60:02
topo_subnet contoso 6000 1
topo_subnet contoso 6001 2
topo_subnet contoso 6002 3
ip -n "$gw" address add fe80::1/64 dev contoso nodad
topo_record 6000 10.0.1.5 5 192.168.1.2
topo_record 6000 fd00:1::5 5 192.168.1.2
topo_record 6000 10.0.1.6 6 2001:db8:1::2
topo_record 6000 fd00:1::6 6 2001:db8:1::2
topo_record 6000 10.0.1.9 9 192.168.2.2
topo_record 6000 fd00:1::9 9 192.168.2.2
topo_record 6001 10.0.2.7 7 192.168.2.2
topo_record 6001 fd00:2::7 7 192.168.2.2
topo_record 6002 10.0.3.9 39 192.168.2.2
topo_record 6002 fd00:3::9 39 192.168.2.2
nv record add vsid 6002 mac "$(topo_mac 31)" pa 192.168.1.2 type l2only \
	vm-name wanderer owner 42
nv record add vsid 6002 mac "$(topo_mac 32)" pa 2001:db8:1::2 type l2only

results python3 "$TESTDIR/respond.py" "$gw" "$host1" "$host2"
ksft_exit
