#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What nvgwd makes of a configuration: every sentence about a bad one, with the
# file and the line; what it reads from a good one; and that the reference page
# and the manual say what the parser does.
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=selftests/lib.sh
. selftests/lib.sh
require_cmd cc pkg-config python3

build=$PWD/build/unit/conf
dir=$build/etc
rm -rf "$dir" "$build/corpus"
mkdir -p "$dir/conf.d" "$build/corpus"
cflags=(-O1 -g -Wall -Wextra -Wno-unused-parameter -Werror -D_GNU_SOURCE
	-DNVGRE_VERSION='"test"' -Iagent)
# shellcheck disable=SC2207 # a list
libs=($(pkg-config --cflags --libs libconfig))
cc "${cflags[@]}" -fsanitize=address,undefined -fno-sanitize-recover=undefined \
	-o "$build/nvgwd" agent/*.c "${libs[@]}" || die "nvgwd does not compile"
cc "${cflags[@]}" -o "$build/plain" agent/*.c "${libs[@]}" ||
	die "nvgwd does not compile"
cc "${cflags[@]}" -o "$build/reference" selftests/unit/conf/reference.c \
	agent/keys.c || die "the reference does not compile"
nvgwd=$build/nvgwd
: >"$build/said"

# nvgwd_in WORDS...: in the folder of the configuration
nvgwd_in()
{
	(cd "$dir" && "$nvgwd" "$@")
}

# wrong NAME TEXT PROBLEM...: a file with this text has these problems, each
# "LINE: SENTENCE", and no others. A text of - stands for what is there.
cases=0
wrong()
{
	local name=$1 text=$2 got status

	shift 2
	[ "$text" = - ] || printf '%s' "$text" >"$dir/nvgw.conf"
	got=$(nvgwd_in --check nvgw.conf 2>&1)
	status=$?
	printf '%s\n' "$got" >>"$build/said"
	cases=$((cases + 1))
	cp "$dir/nvgw.conf" "$build/corpus/$cases"
	check_equal "$name" "$status"$'\n'"$got" "2$(printf '\nnvgw.conf:%s' "$@")"
}

# right NAME TEXT
right()
{
	local got

	printf '%s' "$2" >"$dir/nvgw.conf"
	got=$(nvgwd_in --check nvgw.conf 2>&1)
	check_equal "$1" "$? $got" "0 "
	cases=$((cases + 1))
	cp "$dir/nvgw.conf" "$build/corpus/$cases"
}

back='back_end = ( { device = "eth1"; addresses = [ "192.168.10.1/24" ]; } );'
gateway="gateway = { name = \"gw\"; $back };"
subnets='subnets = ( { vsid = 6000; prefixes = [ "10.0.1.0/24", "fd00:1::/64" ]; },
 { vsid = 6001; prefixes = [ "10.0.2.0/24", "fd00:2::/64" ]; } );'
first='name = "a"; rdid = "0f8fad5b-d9cb-469f-a165-70867728950e";'
inside='gateway_vsid = 6001; gateway_addresses = [ "10.0.2.2" ];'

# of_gateway TEXT SENTENCE...: this in the gateway, alone on line 2
of_gateway()
{
	local text=$1

	shift
	wrong "gateway: $text" "gateway = { name = \"gw\"; $back
$text
};" "${@/#/2: }"
}

# of_tenant TEXT SENTENCE...: this in a tenant, alone on line 4
of_tenant()
{
	local text=$1

	shift
	wrong "tenant: $text" "$gateway
tenants = ( { $first $inside $subnets
$text
} );" "${@/#/4: }"
}

# of_front TEXT SENTENCE...: this in the front end, alone on line 2
of_front()
{
	local text=$1

	shift
	wrong "front end: $text" "gateway = { name = \"gw\"; $back front_end = { device = \"eth0\";
$text
}; };" "${@/#/2: }"
}

unicast='is not an address a host can have.'

# --- what is right -----------------------------------------------------------

check_equal "the sample" "$($nvgwd --check packaging/nvgw.conf.sample 2>&1; echo $?)" 0
right "the least" "$gateway"
right "a tenant" "$gateway tenants = ( { $first $inside $subnets } );"
right "single-tenant" 'gateway = { name = "gw"; mode = "single-tenant"; };
tenants = ( { name = "a"; rdid = "{0F8FAD5B-D9CB-469F-A165-70867728950E}"; vlans = (
{ id = 4094; device = "eth1"; addresses = [ "10.0.0.1/24", "10.0.0.2/24", "fe80::1/64" ]; },
{ id = 4094; device = "eth2"; addresses = [ "10.0.1.1/31" ]; } ); } );'
right "forwarding" "gateway = { name = \"gw\"; mode = \"forwarding\"; $back
max_vm_networks = 1;
front_end = { device = \"eth0\"; addresses = [ \"203.0.113.2/24\" ]; }; };"
right "the same network on a back end twice" 'gateway = { name = "gw"; back_end = (
{ device = "eth1"; addresses = [ "192.168.10.1/24", "192.168.10.2/24", "2001:db8::1/64" ]; } ); };'
right "metrics where both reach something else" "gateway = { name = \"gw\"; $back
front_end = { device = \"eth0\"; addresses = [ \"203.0.113.2/24\" ]; gateways = [ \"203.0.113.1\" ]; };
management = { device = \"eth2\"; addresses = [ \"10.20.0.5/16\" ]; metric = 1; }; };"
for text in "mac = \"00-15-5D-00-00-05\";" 'mac = "00155d000005";' "mtu = 1458;" \
	'records = ( { vsid = 6000; ca = "::"; mac = "00:15:5d:00:00:05"; pa = "2001:db8::5"; type = "l2only"; },
{ vsid = 6000; ca = "::"; mac = "00:15:5d:00:00:06"; pa = "2001:db8::5"; type = "l2only"; },
{ vsid = 6000; ca = "::"; mac = "00:15:5d:00:00:05"; pa = "2001:db8::5"; type = "wildcard"; },
{ vsid = 6000; ca = "0.0.0.0"; mac = "00:15:5d:00:00:05"; pa = "2001:db8::5"; type = "wildcard"; },
{ vsid = 6000; ca = "10.0.1.5"; mac = "00:15:5d:00:00:05"; pa = "2001:db8::5"; type = "dhcp"; } );' \
	'customer_routes = ( { prefix = "0.0.0.0/0"; vsid = 6000; via = "10.0.1.254"; },
{ prefix = "0.0.0.0/0"; vsid = 6000; via = "10.0.1.254"; metric = 5; },
{ prefix = "0.0.0.0/0"; vsid = 6000; via = "10.0.1.254"; from_vsid = 6001; },
{ prefix = "10.0.1.128/25"; vsid = 6000; } );'; do
	right "tenant: $text" "$gateway tenants = ( { $first $inside $subnets $text } );"
done

# --- syntax ------------------------------------------------------------------

wrong "syntax" 'gateway = {
 name = = "gw";
};' '2: the syntax is wrong here, or just before.'
wrong "a key twice" 'gateway = { name = "gw";
 name = "gw"; };' '2: this key is given twice.'
wrong "an array of two types" 'gateway = { name = [ "gw", 1 ]; };' \
	'1: mismatched element type in array.'
wrong "a string without an end" 'gateway = {
 name = "gw;
};' '2: the string that begins here does not end.'
wrong "a comment without an end" "$gateway
/* and so on" '2: the comment that begins here does not end.'
wrong "a number that would be cut" "gateway = {
 max_vm_networks = 0x100000032; };" \
	'2: the number 0x100000032 is greater than any that could be here.'
wrong "a number that would turn round" "gateway = { max_vm_networks =
 99999999999999999999; };" \
	'2: the number 99999999999999999999 is greater than any that could be here.'
right "what is no number" "$gateway # 99999999999 \"
// 99999999999 /*
/* 99999999999
\"*/"
printf 'gateway = {\n\0};' >"$dir/nvgw.conf"
wrong "a zero byte" - '2: there is a zero byte in this line.'
printf '' >"$dir/nvgw.conf"
got=$(nvgwd_in --check nvgw.conf 2>&1)
check_equal "nothing" "$? $got" '2 nvgw.conf: the configuration needs "gateway".'
wrong "control characters" 'gateway = { name = "g\x1b[1m"; };' \
	'1: name "g?[1m" is not a name: 63 letters, digits, ".", "_" and "-" at most, a letter or digit first.'

# --- keys --------------------------------------------------------------------

wrong "keys nobody knows" "$gateway
gatewy = 1;
tenants = ( { $first $inside subnets = (
{ vsid = 6001; prefixes = [ \"10.0.2.0/24\" ]; vlan = 1; } );
colour = \"red\"; } );" \
	'2: "gatewy" is not a key of the configuration.' \
	'4: "vlan" is not a key of a subnet.' '5: "colour" is not a key of a tenant.'
wrong "keys that are missing" 'gateway = { back_end = (
{ mtu = 1500; },
{ device = "eth1"; addresses = [ ]; } ); };
tenants = (
{ subnets = ( {
 } ); } );' '1: the gateway needs "name".' '2: a back end needs "device".' \
	'2: a back end needs "addresses".' '3: addresses is empty.' \
	'5: a subnet needs "vsid".' '5: a subnet needs "prefixes".' \
	'5: a tenant needs "name".' '5: a tenant needs "rdid".'
wrong "types" 'gateway = { name = 1;
mode = [ "forwarding" ];
max_vm_networks = "50";
back_end = { };
front_end = ( ); };
tenants = ( 5,
 { name = "a"; rdid = "0f8fad5b-d9cb-469f-a165-70867728950e"; mtu = 1500.5;
subnets = [ "x" ];
admin_users = "alice";
admin_groups = ( "a",
  1
 ); } );' '1: name is to be a string.' '2: mode is to be a string.' \
	'3: max_vm_networks is to be a number.' '4: back_end is to be a list of groups.' \
	'5: front_end is to be a group in braces.' '6: tenants is to be a list of groups.' \
	'7: mtu is to be a number.' '8: subnets is to be a list of groups.' \
	'9: admin_users is to be an array of strings.' \
	'11: admin_groups is to be an array of strings.'
wrong "lines of a list" "gateway = { name = \"gw\"; back_end = ( { device = \"eth1\"; addresses = [
 \"x\"
 ,
 \"y\"  # why
 , /*

*/ \"z\"
 ] ; } ); };" '2: addresses "x" is not an address with a prefix length.' \
	'4: addresses "y" is not an address with a prefix length.' \
	'7: addresses "z" is not an address with a prefix length.'

# --- values ------------------------------------------------------------------

for text in 0 65536 -1; do
	of_gateway "max_vm_networks = $text;" "max_vm_networks $text is not from 1 to 65535."
done
of_gateway 'mode = "nat";' 'mode "nat" is none of "multitenant", "forwarding", "single-tenant".'
of_gateway 'vpn_server_address = "vpn.example";' \
	'vpn_server_address "vpn.example" is not an IPv4 or IPv6 address.'
of_gateway 'vpn_server_address = "::ffff:1.2.3.4";' \
	'vpn_server_address "::ffff:1.2.3.4" is not an IPv4 or IPv6 address.'
of_gateway 'vpn_server_address = "224.0.0.1";' "vpn_server_address 224.0.0.1 $unicast"
of_tenant 'subnets = ( );' 'this key is given twice.'
for text in 00:15:5d:00:00 00:15-5d-00-00-05 00:15:5d:00:00:05:06 x; do
	of_tenant "mac = \"$text\";" "mac \"$text\" is not a MAC address."
done
for text in 01:00:5e:00:00:01 00:00:00:00:00:00; do
	of_tenant "mac = \"$text\";" "mac \"$text\" is not the MAC address of one station."
done
of_tenant 'mtu = 67;' 'mtu 67 is not from 68 to 65535.'
of_tenant 'admin_users = [ "a b" ];' 'admin_users "a b" is not the name of an account.'
of_tenant 'admin_groups = [ "-a" ];' 'admin_groups "-a" is not the name of an account.'
of_tenant 'admin_users = [ "" ];' 'admin_users "" is empty.'
long=$(printf '%0257d' 0)
of_tenant "admin_users = [ \"$long\" ];" \
	"admin_users \"${long:0:100}...\" is longer than 256 bytes."
of_tenant "records = ( { vsid = 6000; ca = \"10.0.1.5\"; mac = \"00:15:5d:00:00:05\"; pa = \"10.9.0.1\"; vm_name = \"$long\"; } );" \
	"vm_name \"${long:0:100}...\" is longer than 255 bytes."
of_tenant 'vlans = ( { id = 4095; device = "eth1"; addresses = [ "10.3.0.1/24" ]; } );' \
	'id 4095 is not from 1 to 4094.'
of_tenant 'vlans = ( { id = 4096; device = "eth/1"; addresses = [ "10.3.0.1" ]; } );' \
	'id 4096 is not from 1 to 4094.' \
	'device "eth/1" is not a name: 15 letters, digits, ".", "_" and "-" at most, a letter or digit first.' \
	'addresses "10.3.0.1" has no prefix length.'
of_tenant 'vlans = ( { id = 9; device = "eth1"; addresses = [ "10.3.0.1/33", "fe80::1/129", "10.3.0.1/" ]; } );' \
	'addresses "10.3.0.1/33" has not a prefix length of 0 to 32.' \
	'addresses "fe80::1/129" has not a prefix length of 0 to 128.' \
	'addresses "10.3.0.1/" has not a prefix length of 0 to 32.'
for text in 4095 16777215; do
	of_tenant "customer_routes = ( { prefix = \"10.0.1.0/24\"; vsid = $text; } );" \
		"vsid $text is not from 4096 to 16777214."
done
of_tenant 'customer_routes = ( { prefix = "10.0.1.5/24"; vsid = 6000; } );' \
	'prefix "10.0.1.5/24" has host bits set; the prefix is 10.0.1.0/24.'
of_tenant 'customer_routes = ( { prefix = "2001:db8::1/63"; vsid = 6000; } );' \
	'prefix "2001:db8::1/63" has host bits set; the prefix is 2001:db8::/63.'
for text in 0f8fad5bd9cb469fa16570867728950e '{0f8fad5b-d9cb-469f-a165-70867728950e' \
	0f8fad5b-d9cb-469f-a165-70867728950e0 ''; do
	wrong "rdid $text" "$gateway tenants = ( { name = \"a\";
rdid = \"$text\"; } );" "2: rdid \"$text\" is not a GUID."
done
wrong "rdid of zeros" "$gateway tenants = ( { name = \"a\";
rdid = \"00000000-0000-0000-0000-000000000000\"; } );" \
	'2: rdid "00000000-0000-0000-0000-000000000000" is the GUID of nothing.'
of_front 'addresses = [ "203.0.113.2/24" ]; pool = [ "203.0.113.9-203.0.113.8", "x", "203.0.113.16/27", "1.1.1.1-2::" ];' \
	'pool "203.0.113.9-203.0.113.8" is a range that ends before it begins.' \
	'pool "x" is not an address, a prefix or a range of addresses.' \
	'pool "203.0.113.16/27" has host bits set; the prefix is 203.0.113.0/27.' \
	'pool "1.1.1.1-2::" is not an address, a prefix or a range of addresses.'

# --- the gateway -------------------------------------------------------------

wrong "no back end" 'gateway = { name = "gw"; };' \
	'1: the gateway needs a back end in multitenant mode.'
wrong "forwarding without a front end" "gateway = { name = \"gw\"; $back
mode = \"forwarding\"; };" '1: the gateway needs "front_end" in forwarding mode.'
wrong "forwarding with more" "gateway = { name = \"gw\"; mode = \"forwarding\"; $back
max_vm_networks = 2;
front_end = { device = \"eth0\"; addresses = [ \"203.0.113.2/24\" ];
pool = [ \"203.0.113.8\" ]; }; };
tenants = ( { $first $inside $subnets },
{ name = \"b\"; rdid = \"{0f8fad5b-d9cb-469f-a165-70867728950f}\"; vlans = (
{ id = 1; device = \"eth3\"; addresses = [ \"10.0.0.1/24\" ]; } ); } );" \
	'2: max_vm_networks is always 1 in forwarding mode.' \
	'4: nothing is translated in forwarding mode, so there is no pool.' \
	'7: there are 2 tenants, and in forwarding mode there may be one.'
wrong "single-tenant with NVGRE" "gateway = { name = \"gw\"; mode = \"single-tenant\";
$back };
tenants = ( { $first
$inside
$subnets
} );" '2: there is no back end in single-tenant mode.' \
	'4: there is no NVGRE in single-tenant mode, and so no "gateway_vsid".' \
	'4: there is no NVGRE in single-tenant mode, and so no "gateway_addresses".' \
	'5: there is no NVGRE in single-tenant mode, and so no "subnets".'
wrong "more than max_vm_networks" "gateway = { name = \"gw\"; $back max_vm_networks = 1; };
tenants = ( { $first $inside $subnets },
{ name = \"b\"; rdid = \"{0f8fad5b-d9cb-469f-a165-70867728950f}\"; vlans = (
{ id = 1; device = \"eth3\"; addresses = [ \"10.0.0.1/24\" ]; } ); } );" \
	'4: there are 2 tenants, and max_vm_networks is 1.'
wrong "provider addresses" 'gateway = { name = "gw"; back_end = (
{ device = "eth1"; addresses = [ "192.168.10.1/24", "192.168.11.1/24",
"192.168.10.1/24" ]; },
{ device = "eth1"; addresses = [ "192.168.8.9/22", "127.0.0.1/8",
"10.9.0.0/24", "10.9.1.255/24", "fe80::/64" ]; } ); };' \
	'3: the address 192.168.10.1 is already at nvgw.conf:2.' \
	"4: addresses 127.0.0.1/8 $unicast" \
	'4: addresses 192.168.8.9/22 is in the network of another back end at nvgw.conf:2.' \
	'4: a back end eth1 is already at nvgw.conf:2.' \
	'5: addresses 10.9.0.0/24 is the address of the network itself.' \
	'5: addresses 10.9.1.255/24 is the broadcast address of the network.' \
	'5: addresses fe80::/64 is the address of the network itself.'
of_front 'addresses = [ "203.0.113.2/24" ]; gateways = [ "203.0.114.1", "203.0.113.2", "fe80::1" ];' \
	'gateways 203.0.114.1 is in the network of none of the addresses.' \
	"gateways 203.0.113.2 is the gateway's own address." \
	'gateways 203.0.113.2 is one more for IPv4.' \
	'gateways fe80::1 is in the network of none of the addresses.'
of_front 'addresses = [ "203.0.113.2/24" ]; gateways = [ "203.0.113.1" ]; networks = [ "10.0.0.0/8", "2001:db8::/32" ];' \
	'networks 2001:db8::/32 leads nowhere: there is no gateway for IPv6.'
of_front 'addresses = [ "203.0.113.2/24" ]; gateways = [ "203.0.113.1" ]; pool = [ "203.0.113.0/28", "203.0.113.8-203.0.113.20", "203.0.113.4", "230.0.0.0/8" ];' \
	"pool has 203.0.113.2, which is the gateway's own address at nvgw.conf:2." \
	'pool has 203.0.113.1, which is the next hop at nvgw.conf:2.' \
	"pool has 230.0.0.0, which $unicast" \
	'203.0.113.4 overlaps 203.0.113.0-203.0.113.15 at nvgw.conf:2.' \
	'203.0.113.8-203.0.113.20 overlaps 203.0.113.0-203.0.113.15 at nvgw.conf:2.'
wrong "management's metric" "gateway = { name = \"gw\"; $back
front_end = { device = \"eth0\"; addresses = [ \"203.0.113.2/24\", \"fd00:9::1/64\" ]; gateways = [ \"203.0.113.1\" ]; metric = 10; };
management = { device = \"eth2\"; addresses = [ \"10.20.0.5/16\", \"fd00:9::2/64\" ]; gateways = [ \"10.20.0.1\" ];
metric = 10; }; };" \
	"4: metric 10 of the management network is not greater than the front end's, which is 10, and both reach fd00:9::/64." \
	"4: metric 10 of the management network is not greater than the front end's, which is 10, and both reach 0.0.0.0/0."

# --- tenants -----------------------------------------------------------------

wrong "tenants of the same" "$gateway
tenants = ( { $first $inside $subnets
 vlans = ( { id = 7; device = \"eth3\"; addresses = [ \"10.3.0.1/24\" ]; } ); },
{ name = \"a\";
rdid = \"{0F8FAD5B-D9CB-469F-A165-70867728950E}\"; gateway_vsid = 6000; gateway_addresses = [ \"10.0.1.2\" ]; subnets = (
{ vsid = 6000; prefixes = [ \"10.0.1.0/24\" ]; } ); vlans = (
{ id = 7; device = \"eth3\"; addresses = [ \"10.3.0.1/24\" ]; } ); },
{ name = \"eth1\"; rdid = \"0f8fad5b-d9cb-469f-a165-708677289510\";
 } );" \
	'5: a tenant "a" is already at nvgw.conf:2.' \
	'6: a tenant with rdid 0f8fad5b-d9cb-469f-a165-70867728950e is already at nvgw.conf:2.' \
	'7: VSID 6000 is already at nvgw.conf:2.' \
	'8: VLAN 7 of eth3 is already at nvgw.conf:4.' \
	'9: name "eth1" is that of another device.' \
	'9: the tenant has neither a subnet nor a VLAN.'
wrong "networks of a tenant" "$gateway
tenants = ( { $first $inside subnets = ( { vsid = 6001; prefixes = [
\"10.0.2.0/24\", \"10.0.2.128/25\", \"0.0.0.0/0\", \"224.0.0.0/24\" ]; },
{ vsid = 6002; prefixes = [ \"10.0.0.0/22\" ]; } ); vlans = (
{ id = 7; device = \"eth3\"; addresses = [
\"10.0.3.1/24\", \"10.0.3.1/24\", \"10.0.3.255/24\" ]; } ); } );" \
	'3: prefixes 0.0.0.0/0 is not a network hosts can be in.' \
	'3: prefixes 224.0.0.0/24 is not a network hosts can be in.' \
	'3: 10.0.2.128/25 overlaps 10.0.2.0/24 at nvgw.conf:3.' \
	'4: 10.0.0.0/22 overlaps 10.0.2.0/24 at nvgw.conf:3.' \
	'6: addresses has the same address twice.' \
	'6: addresses 10.0.3.255/24 is the broadcast address of the network.' \
	'6: 10.0.3.0/24 overlaps 10.0.0.0/22 at nvgw.conf:4.'
wrong "no gateway in the subnets" "$gateway
tenants = ( { $first $subnets } );" '2: a tenant with subnets needs "gateway_vsid".'
wrong "gateway without an address" "$gateway
tenants = ( { $first $subnets
gateway_vsid = 6001; } );" '4: gateway_vsid 6001 needs "gateway_addresses".'
wrong "addresses in no subnet" "$gateway
tenants = ( { $first $subnets
gateway_addresses = [ \"10.0.2.2\" ]; } );" '4: gateway_addresses needs "gateway_vsid".'
wrong "gateway elsewhere" "$gateway
tenants = ( { $first $subnets
gateway_vsid = 6009; gateway_addresses = [ \"10.0.2.2\" ]; } );" \
	'4: gateway_vsid 6009 is not a subnet of this tenant.'
wrong "gateway outside of its subnet" "$gateway
tenants = ( { $first $subnets
gateway_vsid = 6001; gateway_addresses = [ \"10.0.1.2\", \"10.0.2.255\",
\"10.0.2.2\", \"10.0.2.2\" ]; } );" \
	'4: gateway_addresses 10.0.1.2 is in no prefix of VSID 6001.' \
	'4: gateway_addresses 10.0.2.255/24 is the broadcast address of the network.' \
	'5: gateway_addresses has 10.0.2.2 twice.'
of_tenant 'customer_routes = ( { prefix = "10.9.0.0/24"; vsid = 6000; } );' \
	'prefix 10.9.0.0/24 leads nowhere: it is on-link, and part of no prefix of VSID 6000.'
of_tenant 'customer_routes = ( { prefix = "10.9.0.0/24"; vsid = 6009; from_vsid = 6008; } );' \
	'vsid 6009 is not a subnet of this tenant.' \
	'from_vsid 6008 is not a subnet of this tenant.'
of_tenant 'customer_routes = ( { prefix = "10.9.0.0/24"; vsid = 6000; via = "10.0.2.9"; } );' \
	'via 10.0.2.9 is in no prefix of VSID 6000.'
of_tenant 'customer_routes = ( { prefix = "10.9.0.0/24"; vsid = 6000; via = "fd00:1::9"; } );' \
	'via fd00:1::9 is not of the family of 10.9.0.0/24.'
of_tenant 'customer_routes = ( { prefix = "10.0.1.0/24"; vsid = 6000; }, { prefix = "10.0.1.0/24"; vsid = 6001; via = "10.0.2.1"; } );' \
	'a customer route to 10.0.1.0/24 with this metric is already at nvgw.conf:4.'
of_tenant 'static_routes = ( { prefix = "172.16.0.0/12"; via = "10.9.0.1"; } );' \
	'via 10.9.0.1 is in no network of this tenant.'
of_tenant 'static_routes = ( { prefix = "172.16.0.0/12"; via = "10.0.2.2"; } );' \
	"via 10.0.2.2 is the gateway's own address."
of_tenant 'static_routes = ( { prefix = "172.16.0.0/12"; via = "fd00:1::9"; } );' \
	'via fd00:1::9 is not of the family of 172.16.0.0/12.'
of_tenant 'static_routes = ( { prefix = "172.16.0.0/12"; via = "10.0.2.1"; }, { prefix = "172.16.0.0/12"; via = "10.0.1.1"; } );' \
	'a static route to 172.16.0.0/12 with this metric is already at nvgw.conf:4.'
of_tenant 'mtu = 1459;' \
	'mtu 1459 is greater than 1458, which is what NVGRE leaves of the 1500 of back end eth1.'
of_tenant 'mtu = 1279;' 'mtu 1279 is less than the 1280 that IPv6 needs.'
wrong "the underlay's MTU" "gateway = { name = \"gw\"; back_end = (
{ device = \"eth1\"; addresses = [ \"192.168.10.1/24\" ]; mtu = 1350; },
{ device = \"eth2\"; addresses = [ \"2001:db8::1/64\" ]; mtu = 1341; } ); };
tenants = ( { $first $inside $subnets } );" \
	'4: back end eth2 leaves an MTU of 1279, less than the 1280 that IPv6 needs.'

# --- records -----------------------------------------------------------------

record='mac = "00:15:5d:00:00:05"; pa = "192.168.10.2";'
of_tenant "records = ( { vsid = 6000; ca = \"10.0.2.5\"; $record }, { vsid = 6009; ca = \"10.0.1.5\"; $record } );" \
	'ca 10.0.2.5 is in no prefix of VSID 6000.' 'vsid 6009 is not a subnet of this tenant.'
of_tenant "records = ( { vsid = 6000; ca = \"10.0.1.5\"; $record type = \"wildcard\"; } );" \
	'ca 10.0.1.5 is to be 0.0.0.0 or :: with this type.'
of_tenant "records = ( { vsid = 6000; ca = \"10.0.1.5\"; $record type = \"nat\"; } );" \
	'type "nat" is none of "static", "dynamic", "l2only", "wildcard".'
of_tenant 'records = ( { vsid = 6000; ca = "10.0.1.5"; mac = "00:15:5d:00:00:05"; pa = "::1"; } );' \
	"pa ::1 $unicast"
text='records = ('
for type in static l2only wildcard; do
	ca=0.0.0.0
	[ $type != static ] || ca=10.0.1.5
	for n in 1 2; do
		text+=" { vsid = 6000; ca = \"$ca\"; $record type = \"$type\"; },"
	done
done
of_tenant "${text%,} );" 'a record of 10.0.1.5 in VSID 6000 is already at nvgw.conf:4.' \
	'an l2only record of 00:15:5d:00:00:05 in VSID 6000 is already at nvgw.conf:4.' \
	'a wildcard 0.0.0.0 in VSID 6000 is already at nvgw.conf:4.'

# of_file NAME TEXT PROBLEM...: a tenant's file of records
of_file()
{
	local name=$1 got wanted

	printf '%b' "$2" >"$dir/conf.d/r"
	shift 2
	{
		cat "$dir/nvgw.conf"
		echo "=== conf.d/r"
		cat "$dir/conf.d/r"
	} >"$build/corpus/r$((++cases))"
	got=$(nvgwd_in --check nvgw.conf 2>&1; echo $?)
	printf '%s\n' "$got" >>"$build/said"
	wanted=$([ $# = 0 ] || printf 'conf.d/r:%s\n' "$@"; echo $(($# ? 2 : 0)))
	check_equal "records: $name" "$got" "$wanted"
}
mac=00:15:5d:00:00:05
printf '%s' "$gateway tenants = ( { $first $inside $subnets record_files = [
\"conf.d/r\" ]; } );" >"$dir/nvgw.conf"
of_file "nothing" ""
of_file "comma-separated" "\xef\xbb\xbfvsid,ca,mac,pa,type,vm_name\r
# a comment\r\n\r
6000,10.0.1.5,$mac,192.168.10.2,,\r
6000,10.0.1.6,$mac,192.168.10.2,dynamic,\"a \"\"b\"\", c\""
of_file "JSON" "{\"vsid\":6000, \"ca\":\"10.0.1.5\", \"mac\":\"$mac\", \"pa\":\"192.168.10.2\"}
 { \"vsid\" : 6000 ,\"ca\":\"fd00:1::5\",\"mac\":\"$mac\",\"pa\":\"192.168.10.2\",\"vm_name\":\"\\\\u00e9\\\\n\\\\\"\\\\ud83d\\\\ude00\"} "
of_file "no header" "6000,10.0.1.5,$mac,192.168.10.2\n" \
	'1: "6000" is not a key of a record, and the first line is to name the columns.'
of_file "too many columns" "$(printf 'vsid,%.0s' {1..17})" '1: there are too many columns.'
of_file "fields" "vsid,ca,mac,pa,vm_name
6000,10.0.1.5,$mac,192.168.10.2
6000,10.0.1.6,$mac,192.168.10.2,x,y
6000,10.0.1.7,$mac,192.168.10.2,\"x
x,10.0.1,$mac,192.168.10.2,
,10.0.1.8,$mac,192.168.10.2,
6000,10.0.2.8,$mac,192.168.10.2,
6000,10.0.1.9,$mac,192.168.10.2,
6000,10.0.1.9,$mac,192.168.10.3,
99999999999,10.0.1.9,$mac,192.168.10.3,
6,10.0.1.9,$mac,192.168.10.3," \
	'2: there are less than 5 values.' '3: there are more than 5 values.' \
	'4: a quotation is not as it should be.' \
	'5: vsid "x" is not a number that could be here.' \
	'5: ca "10.0.1" is not an IPv4 or IPv6 address.' '6: a record needs "vsid".' \
	'7: ca 10.0.2.8 is in no prefix of VSID 6000.' \
	'9: a record of 10.0.1.9 in VSID 6000 is already at conf.d/r:8.' \
	'10: vsid "99999999999" is not a number that could be here.' \
	'11: vsid 6 is not from 4096 to 16777214.'
of_file "a column twice" "vsid,vsid\n6000,6000" '2: "vsid" is there twice.'
no_json='this is not a JSON object of strings and numbers.'
of_file "not JSON" '{"vsid":6000
{"vsid":"6000"}
{"ca":5}
{"what":"x"}
{"vsid":6000,}
{"vsid":6000} x
{"vsid":[6000]}
{"vm_name":"\\x"}
{"vm_name":"\\ud800"}
{"vm_name":"\\u0000"}
{"vm_name":"a
x
{}' "1: $no_json" '2: vsid is to be a number.' '3: ca is to be a string.' \
	'4: "what" is not a key of a record.' "5: $no_json" \
	'6: there is something behind the JSON object.' "7: $no_json" "8: $no_json" \
	"9: $no_json" "10: $no_json" "11: $no_json" "12: $no_json" \
	'13: a record needs "vsid".' '13: a record needs "ca".' \
	'13: a record needs "mac".' '13: a record needs "pa".'
of_file "a zero byte" 'vsid\n6\0000' '2: there is a zero byte in this line.'
of_file "a long line" "#$(printf '%070000d' 0)" '1: the line is too long.'
text=
wanted=()
for n in {2..21}; do
	text+="6000\n"
	wanted+=("$n: there are less than 2 values.")
done
of_file "too much of it" "vsid,ca\n${text}6000\n" "${wanted[@]}" \
	'21: so much is wrong that the rest of the file was not read.'
rm "$dir/conf.d/r"
wrong "no file of records" - \
	'3: "conf.d/r" cannot be read: No such file or directory.'
mkdir "$dir/conf.d/r"
wrong "a folder of records" - '3: "conf.d/r" cannot be read: Is a directory.'
rmdir "$dir/conf.d/r"
# A regular file, but no byte of it can be read
if [ -f /proc/self/mem ]; then
	ln -s /proc/self/mem "$dir/conf.d/r"
	got=$(nvgwd_in --check nvgw.conf 2>&1)
	echo "$got" >>"$build/said"
	check_equal "a file of records that cannot be read" "$got" \
		'conf.d/r:1: the file cannot be read on.'
	rm "$dir/conf.d/r"
fi
# many: a file of many records
many()
{
	python3 - >"$dir/many.csv" <<-'END'
	print("vsid,ca,mac,pa")
	for i in range(200000):
	    print("6000,fd00:1::%x:%x,00:15:%02x:%02x:%02x:05,192.168.10.2" %
	          (i >> 16, i & 0xffff, i >> 16, i >> 8 & 0xff, i & 0xff))
	END
}
many
right "200,000 records" "$gateway tenants = ( { $first $inside $subnets record_files = [ \"many.csv\" ]; } );"
rm "$dir/many.csv"

# --- included files ----------------------------------------------------------

printf 'tenants = ( { %s %s %s\n} );' "$first" "$inside" "$subnets" >"$dir/conf.d/1.conf"
printf '\n\ntenants = ( { %s\n } ); @include' 'name = "a"; rdid = "x";' >"$dir/conf.d/2.conf"
printf 'gateway = { };\n\n  @include "../nvgw.conf"  # again\ntenants = ( 1 );' >"$dir/conf.d/3.conf"
text="$gateway
  @include \"conf.d/[12].conf\"
@include \"conf.d/3.conf\"
@include \"none/*.conf\"
@include \"none.conf\"
@include none.conf
tenants = (
@include \"conf.d/1.conf\"
);"
printf '%s' "$text" >"$dir/nvgw.conf"
got=$(nvgwd_in --check nvgw.conf 2>&1)
echo "$got" >>"$build/said"
check_equal "includes" "$got" 'nvgw.conf:5: "none.conf" cannot be read: No such file or directory.
nvgw.conf:6: @include needs the name of a file in quotes.
nvgw.conf:8: @include is inside of braces, and is to be outside.
conf.d/2.conf:4: the syntax is wrong here, or just before.
conf.d/3.conf:1: gateway is already at nvgw.conf:1.
conf.d/3.conf:3: "conf.d/../nvgw.conf" was read already.
conf.d/3.conf:4: tenants is to be a list of groups.'
printf '\n\ntenants = ( { %s\n } );' 'name = "a"; rdid = "x";' >"$dir/conf.d/2.conf"
rm "$dir/conf.d/3.conf"
printf '%s\n@include "conf.d/*.conf"' "$gateway" >"$dir/nvgw.conf"
got=$(nvgwd_in --check nvgw.conf 2>&1)
check_equal "a tenant of two files" "$got" 'conf.d/2.conf:3: rdid "x" is not a GUID.
conf.d/2.conf:3: a tenant "a" is already at conf.d/1.conf:1.'
for n in {1..12}; do
	echo "@include \"$((n + 1)).conf\"" >"$dir/$n.conf"
done
got=$(nvgwd_in --check 1.conf 2>&1)
echo "$got" >>"$build/said"
check_equal "deep includes" "$got" '1.conf: the configuration needs "gateway".
11.conf:1: files include files more than 10 deep.'
rm "$dir"/*.conf "$dir"/conf.d/*.conf
ln -s loop "$dir/loop"
wrong "a folder that cannot be read" "$gateway
@include \"loop/*.conf\"" \
	'2: what "loop/*.conf" matches cannot be listed: Too many levels of symbolic links.'
rm "$dir/loop"

# --- every sentence ----------------------------------------------------------

got=$(python3 - "$build/said" agent/*.c <<-'END'
import re, sys
said = open(sys.argv[1], errors="replace").read()
for name in sys.argv[2:]:
    text = open(name).read()
    for m in re.finditer(r'(?:problem(?:_line|_key)?|bad_line)\(([^;]*?)"((?:[^"\\]|\\.)+)"', text):
        s = m.group(2).replace('\\"', '"')
        pattern = re.sub(r'%[0-9.*]*(?:ll|z)?[a-z]', "\0", s)
        pattern = ".*".join(re.escape(p) for p in pattern.split("\0"))
        if s != "%s" and not re.search(pattern, said):
            print(name + ": " + s)
END
)
check_equal "every sentence was said" "$got" ""

# --- the command -------------------------------------------------------------

status()
{
	nvgwd_in "${@:2}" >"$build/out" 2>"$build/err"
	check_equal "exit status of ${*:2}" "$?" "$1"
}
printf '%s' "$gateway" >"$dir/nvgw.conf"
status 0 --check nvgw.conf
check_equal "and nothing said" "$(cat "$build/out" "$build/err")" ""
status 0 --help
status 0 --version
check_equal "the version" "$(cat "$build/out")" "nvgwd test"
status 64
status 64 --what
status 64 nvgw.conf
status 64 --check nvgw.conf nvgw.conf
status 6 --check none.conf
check_equal "and why" "$(cat "$build/err")" \
	"nvgwd: none.conf cannot be read: No such file or directory"
status 1 --check .
status 1 --check /dev/null
chmod 0 "$dir/nvgw.conf"
if [ "$(id -u)" != 0 ]; then
	status 4 --check nvgw.conf
elif command -v capsh >/dev/null; then
	capsh --drop=cap_dac_override,cap_dac_read_search -- -c \
		"$build/plain --check $dir/nvgw.conf" 2>"$build/err"
	check_equal "exit status of a file that may not be read" $? 4
else
	skip_one "exit status of a file that may not be read" "no capsh"
fi
chmod 644 "$dir/nvgw.conf"
many
printf '%s' "$gateway tenants = ( { $first $inside $subnets record_files = [ \"many.csv\" ]; } );" >"$dir/nvgw.conf"
(cd "$dir" && ulimit -v 16000 && "$build/plain" --check nvgw.conf) 2>"$build/err"
check_equal "exit status without memory" "$? $(cat "$build/err")" \
	"204 nvgwd: there is no memory left"
rm "$dir/many.csv"
$nvgwd --check --dump packaging/nvgw.conf.sample >/dev/full 2>/dev/null
check_equal "exit status of a full disk" $? 1
for n in 0 1 2 4 6 64 204; do
	check "status $n is in the manual" grep -qx ".It $n" tools/man/nvgwd.8
done

# --- the dump ----------------------------------------------------------------

check_equal "what is read from the sample" \
	"$($nvgwd --check --dump packaging/nvgw.conf.sample)" \
	"$(tail -n +2 selftests/unit/conf/sample.dump)"
$nvgwd --check --dump packaging/nvgw.conf.sample >"$build/dump"
check_equal "the dump, read again" "$($nvgwd --check --dump "$build/dump")" \
	"$(cat "$build/dump")"

# --- the reference page ------------------------------------------------------

check_equal "the reference page is that of the table (selftests/unit/conf/reference.c)" \
	"$(sed '1,/^\.\. table of keys/d' Documentation/nvgw.conf.rst)" \
	"$("$build/reference")"

# --- fuzzing -----------------------------------------------------------------

cp packaging/nvgw.conf.sample "$build/corpus/sample"
sources=()
for file in agent/*.c; do
	case $file in
	*/main.c|*/file.c) ;;
	*) sources+=("$file") ;;
	esac
done
if clang "${cflags[@]}" -fsanitize=fuzzer,address,undefined \
	-fno-sanitize-recover=undefined -o "$build/fuzz" \
	selftests/fuzz/nvgw-conf.c "${sources[@]}" "${libs[@]}" 2>"$build/err"; then
	check "fuzzing, ${FUZZ_SECONDS:=10} seconds" "$build/fuzz" -timeout=10 \
		-close_fd_mask=2 \
		-max_total_time="$FUZZ_SECONDS" -artifact_prefix="$build/" \
		"$build/corpus"
elif command -v clang >/dev/null; then
	not_ok "the fuzzer does not compile"
	diag "$(cat "$build/err")"
else
	skip_one "fuzzing" "no clang"
fi

ksft_exit
