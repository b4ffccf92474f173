#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: timeout=240
# Traffic class and TTL: ECN as RFC 6040 wants it both ways, the outer DSCP
# fixed and inherited, the outer TTL.
#
#   contoso: 10.0.1.0/24 6000, 10.0.2.0/24 6001 (gateway)
#	|
#	gw --u1--eth0-- host1	VMs 5 (over IPv4) and 6 (over IPv6) in 6000
#	gw --u2--eth0-- host2	VMs 7 (over IPv4) and 8 (over IPv6) in 6001
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/topo.sh"
require_cmd python3

gw='' host1='' host2=''
topo_gw
topo_raw host1 1
topo_raw host2 2
topo_pas 1 2
topo_tenant contoso 1 6001 6000
topo_subnet contoso 6000 1
topo_subnet contoso 6001 2
topo_record 6000 10.0.1.5 5 192.168.1.2
topo_record 6000 fd00:1::5 5 192.168.1.2
topo_record 6000 10.0.1.6 6 2001:db8:1::2
topo_record 6000 fd00:1::6 6 2001:db8:1::2
topo_record 6001 10.0.2.7 7 192.168.2.2
topo_record 6001 fd00:2::7 7 192.168.2.2
topo_record 6001 10.0.2.8 8 2001:db8:2::2
topo_record 6001 fd00:2::8 8 2001:db8:2::2

results python3 "$TESTDIR/ecn.py" "$gw" "$host1" "$host2"
ksft_exit
