#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: timeout=400 kernels=6.1,6.12
# The nvgre command with its kernel: every command of every object in text and in
# JSON, what is shown given back, exit codes, the kernel's reasons, batches,
# events, and what becomes of a packet.
#
#	  contoso (nvgre, VSIDs 6000 and 6001)    PAs on dummy0:
#		|				  192.168.10.1, 2001:db8::1
#	        gw ------------------------------ underlay
. "$(dirname "$0")/lib.sh"
require_cmd nvgre jq
modinfo nvgre >/dev/null 2>&1 || skip_all "no module nvgre for this kernel"

guid=0f8fad5b-d9cb-469f-a165-70867728950e
mac=00:15:5d:00:00:05
tmp=$(mktemp -d)
on_exit rm -rf "$tmp"

gw='' tenant=''
setup_ns gw
ip -n "$gw" link add dummy0 type dummy || skip_all "no dummy device"
ip -n "$gw" link set dummy0 up
ip -n "$gw" address add 192.168.10.1/24 dev dummy0
ip -n "$gw" address add 2001:db8::1/64 dev dummy0 nodad
ip -n "$gw" link add contoso type nvgre || die "no device of kind nvgre"
ip -n "$gw" link set contoso up

nv()
{
	nvgre -N "$gw" "$@"
}

# js FILTER WORDS...: a compact piece of the JSON of a command
js()
{
	local filter=$1

	shift
	nv -j "$@" | jq -c "$filter"
}

# shows WANTED WORDS...
shows()
{
	local wanted=$1

	shift
	check_equal "$*" "$(nv "$@" 2>&1)" "$wanted"
}

# shows_json WANTED FILTER WORDS...
shows_json()
{
	local wanted=$1 filter=$2

	shift 2
	check_equal "-j $*" "$(js "$filter" "$@" 2>&1)" "$wanted"
}

# contains NAME TEXT PIECE: without a process, for processes are dear in a VM
contains()
{
	if [[ $2 == *"$3"* ]]; then
		ok "$1"
	else
		not_ok "$1"
		diag "got:    $2"
		diag "wanted: $3"
	fi
}

# refused STATUS PATTERN WORDS...: with this exit status, saying this
refused()
{
	local status=$1 pattern=$2 got

	shift 2
	got=$(nv "$@" 2>&1 >/dev/null)
	check_equal "status of: $*" $? "$status"
	if [[ $got =~ $pattern ]]; then
		ok "reason of: $*"
	else
		not_ok "reason of: $*"
		diag "said: $got"
		diag "wanted: $pattern"
	fi
}

# --- devices and settings ----------------------------------------------------

check "dev set" nv dev set contoso rdid "{${guid^^}}" gateway-vsid 6001 \
	mac 02:00:00:00:00:01 antispoof off dscp inherit ttl 64 flow-id off
shows_json "[\"contoso\",\"$guid\",6001,\"02:00:00:00:00:01\",false,\"inherit\",64,false]" \
	'.[0]|[.ifname,.rdid,."gateway-vsid",.mac,.antispoof,.dscp,.ttl,."flow-id"]' \
	dev show contoso
shows_json '["contoso"]' '[.[].ifname]' dev show
shows_json '["contoso"]' '[.[].ifname]' dev show rdid $guid
shows_json '["contoso"]' '[.[].ifname]' dev show dev contoso
line=$(nv dev show contoso)
# shellcheck disable=SC2086 # words
check "what dev show prints is taken by dev set" nv dev set $line
shows "$line" dev show contoso
check "dev set, defaults" nv dev set contoso antispoof on dscp 0 ttl inherit \
	flow-id on
shows_json '[true,0,0,true]' '.[0]|[.antispoof,.dscp,.ttl,."flow-id"]' dev show
refused 2 '^Error: .*\(attribute ifname\)\.$' dev show nonesuch
refused 2 '^Error: .*\(attribute ifname\)\.$' dev set nonesuch ttl 3
refused 2 '^Error: .*\(attribute mac\)\.$' dev set contoso mac 01:00:5e:00:00:01
refused 2 '^Error: .*\(attribute gateway-vsid\)\.$' dev set contoso gateway-vsid 1

shows_json '[100,256,300]' '.[0]|[."miss-rate",."learn-limit",.ageing]' \
	config show
check "config set" nv config set miss-rate 7 learn-limit 9 ageing 11
shows_json '[7,9,11]' '.[0]|[."miss-rate",."learn-limit",.ageing]' config show
line=$(nv config show)
# shellcheck disable=SC2086 # words
check "what config show prints is taken by config set" nv config set $line
check "config set back" nv config set miss-rate 100 learn-limit 256 ageing 300

# --- objects -----------------------------------------------------------------

# object NAME SUBJECT WORDS1 WORDS2: add, again, replace, get, del; WORDS are as
# show prints them, SUBJECT is what names the object
object()
{
	local o=$1 subject=$2 one=$3 two=$4 line

	# shellcheck disable=SC2086 # words
	{
		check "$o add" nv "$o" add $subject $one
		refused 2 '^Error: ' "$o" add $subject $one
		line=$(nv "$o" get $subject)
		contains "$o get" "$line" " $one"
		contains "$o show has it" $'\n'"$(nv "$o" show)"$'\n' \
			$'\n'"$line"$'\n'
		check "$o replace with what is shown" nv "$o" replace $line
		shows "$line" "$o" get $subject
		check "$o replace" nv "$o" replace $subject $two
		line=$(nv "$o" get $subject)
		contains "$o get what replaced it" "$line" "$two"
		check "$o del" nv "$o" del $subject
		refused 2 '^Error: ' "$o" get $subject
		refused 2 '^Error: ' "$o" del $subject
		check "$o add what was shown" nv "$o" add $line
		shows "$line" "$o" get $subject
		line=$(nv -j "$o" get $subject)
		line=${line#[}
		contains "$o -j show has what $o -j get has" \
			"$(nv -j "$o" show)" "${line%]}"
		check "$o del it" nv "$o" del $subject
		check "$o replace makes it" nv "$o" replace $subject $one
		check "$o del that" nv "$o" del $subject
	}
}

object pa 192.168.10.1 "dev dummy0 owner 3" "dev lo"
object pa 2001:db8::1 "owner 3" "dev dummy0"
object vsid 6000 "dev contoso mac 02:00:00:00:00:02 learn-limit 5 ageing 6 owner 3" \
	"dev contoso mac 02:00:00:00:00:03 learn-limit 0 ageing 7"
check "vsid add" nv vsid add 6000 dev contoso
nv pa add 192.168.10.1
nv pa add 2001:db8::1
object record "vsid 6000 ca 10.0.1.5" "mac $mac pa 192.168.10.2 type static" \
	"mac 00:15:5d:00:00:06 pa 2001:db8::2 type dynamic vm-name web-1 owner 3"
object record "vsid 6000 ca fd00::5" "mac $mac pa 2001:db8::2 type static" \
	"mac $mac pa 192.168.10.3 type static"
for type in "wildcard ca 0.0.0.0" "wildcard ca ::" "l2only ca 0.0.0.0"; do
	# shellcheck disable=SC2086 # words
	{
		check "record add $type" nv record add vsid 6000 mac $mac \
			pa 192.168.10.2 type $type
		shows "vsid 6000 ca ${type#* ca } mac $mac pa 192.168.10.2 type ${type% ca*}" \
			record get vsid 6000 mac $mac type $type
		check "record replace $type" nv record replace vsid 6000 mac $mac \
			pa 192.168.10.3 type $type
		shows_json '["192.168.10.3"]' '[.[].pa]' record show type ${type% ca*}
		check "record del $type" nv record del vsid 6000 mac $mac \
			type $type
	}
done
check "record add l2only by its MAC" nv record add vsid 6000 mac $mac \
	pa 192.168.10.2 type l2only
check "record del l2only by its MAC" nv record del vsid 6000 mac $mac type l2only
refused 2 '^Error: .*\(missing attribute mac\)' record del vsid 6000 type l2only
object route "10.0.1.0/24 dev contoso" "vsid 6000" "vsid 6000 via 10.0.2.1"
object route "fd00::/64 dev contoso from-vsid 6001" "vsid 6000 owner 3" \
	"vsid 6000 via fd01::1"

check "a range of subnets" nv vsid add 7000-7999 dev contoso owner 5
shows_json 1000 '[.[]|select(.owner == 5)]|length' vsid show
shows_json 1000 'length' vsid show owner 5
refused 2 'VSID.*\(attribute vsid\)' vsid add 6999-7001 dev contoso
shows_json '[6999]' '[.[].vsid]' vsid get 6999
check "a range deleted" nv vsid del 6999-7989
shows_json 10 'length' vsid show owner 5
check "vsid flush owner" nv vsid flush owner 5
shows_json '[6000,6001]' '[.[].vsid]|sort' vsid show dev contoso
shows_json '["rx-bytes","rx-packets"]' '.[0].stats|keys|map(select(test("^rx")))' \
	-s vsid get 6000 2>/dev/null
nv -s -o vsid show 6000 >"$tmp/out"
check "-o keeps counters on the line" grep -qE '\\ .*rx-packets 0' "$tmp/out"

# --- filters, flush ----------------------------------------------------------

for i in 1 2 3 4; do
	echo "record add vsid 6000 ca 10.0.1.$i mac 00:15:5d:00:00:0$i" \
		"pa 192.168.10.$((i % 2 + 2)) vm-name 'vm $i' owner $i"
	echo "record add vsid 6001 ca 10.0.2.$i mac 00:15:5d:00:01:0$i" \
		"pa 192.168.10.4 type dhcp"
done | nv -b - || not_ok "records to select from"
shows_json 8 length record show
shows_json 8 length record show dev contoso
shows_json 8 length record show rdid $guid
shows_json 4 length record show vsid 6001
shows_json 2 length record show pa 192.168.10.2
shows_json '["10.0.1.3"]' '[.[].ca]' record show owner 3
shows_json '["10.0.2.3"]' '[.[].ca]' record show mac 00:15:5d:00:01:03
shows_json '["10.0.1.2"]' '[.[].ca]' record show vm-name "vm 2"
shows_json 4 length record show type dynamic
shows_json '["dynamic"]' '[.[]."record-type"]|unique' record show vsid 6001
shows_json 0 length record show learned
nv record show >"$tmp/records"
check_equal "names with blanks are quoted" \
	"$(grep -c 'vm-name "vm [1-4]"' "$tmp/records")" 4
check "record flush of a filter" nv record flush vsid 6000 owner 2
shows_json 7 length record show
check "record flush" nv record flush
shows_json 0 length record show
sed 's/^/record add /' "$tmp/records" | nv -b - || not_ok "records given back"
check_equal "records given back in a batch" "$(nv record show | sort)" \
	"$(sort "$tmp/records")"

nv route add 10.0.1.0/24 dev contoso vsid 6000
nv route add 10.0.1.0/24 dev contoso vsid 6000 via 10.0.2.1 metric 10
nv route add 10.0.2.0/24 dev contoso vsid 6001 owner 4
shows_json '[0,10]' '[.[].metric]|sort' route show 10.0.1.0/24
shows_json '["10.0.2.0"]' '[.[].prefix]' route show owner 4
nv route show >"$tmp/routes"
check "route flush of a filter" nv route flush vsid 6000
shows_json '["10.0.2.0/24"]' '[.[]|"\(.prefix)/\(."prefix-len")"]' route show
check "route flush" nv route flush
sed 's/^/route add /' "$tmp/routes" | nv -b - || not_ok "routes given back"
check_equal "routes given back in a batch" "$(nv route show | sort)" \
	"$(sort "$tmp/routes")"
shows_json '["192.168.10.1","2001:db8::1"]' '[.[].pa]|sort' pa show
shows_json '["assigned"]' '[.[]."pa-state"]|unique' pa show
nv pa add 192.168.10.77
shows '192.168.10.77 state missing' pa get 192.168.10.77
check "pa flush" nv pa flush
shows '[]' -j pa show
nv pa add 192.168.10.1

# --- what becomes of a packet ------------------------------------------------

got=$(nv route get 10.0.1.1 dev contoso)
check_equal "route get: exit status" $? 0
for want in "10.0.1.1 dev contoso from-vsid 6001 route" "prefix 10.0.1.0/24" \
	"metric 0" "vsid 6000" "mac 00:15:5d:00:00:01" "pa 192.168.10.3" \
	"local-pa 192.168.10.1" "underlay dummy0" "type static" \
	'vm-name "vm 1"' "mtu 1458"; do
	contains "route get: $want" "$got" "$want"
done
shows_json '["record",6001,"10.0.2.1","dummy0",1458]' \
	'.[0]|[.verdict,.vsid,.ca,."oif-name",.mtu]' route get 10.0.2.1 dev contoso
contains "route get without a way: text" \
	"$(nv route get 10.9.9.9 dev contoso)" \
	'unresolved drop tx-no-record - No record'
nv route get 10.9.9.9 dev contoso >/dev/null
check_equal "route get without a way: status" $? 2
got=$(nv -j route get 10.9.9.9 dev contoso)
check_equal "route get without a way: status, JSON" $? 2
check_equal "route get without a way: JSON" \
	"$(jq -c '.[0]|[.verdict,."drop-reason"]' <<<"$got")" \
	'["unresolved","tx-no-record"]'
refused 2 'missing attribute ifname' route get 10.0.1.1
shows_json '["contoso"]' '[.[]|select(.ifname).ifname]' stats show
shows_json 0 '.[0].stats."rx-packets"' stats show dev contoso
shows_json 0 '.[0].drops."rx-spoof-ca"' -s stats show dev contoso

# --- exit codes and reasons --------------------------------------------------

refused 1 '"vsidd" is not a word' record add vsidd 6000
refused 1 'is not an object' recrod show
refused 2 '\(missing attribute ca\)|ca' record add vsid 6000 mac $mac \
	pa 192.168.10.2
refused 2 '^Error: .*\(attribute vsid\)' record add vsid 4095 ca 10.0.1.9 \
	mac $mac pa 192.168.10.2
# older kernels do not name the attribute at the end of a dump
refused 2 '^Error: VSID must be in the range' record show vsid 4095
refused 2 '^Error: .*\(attribute mac\)' record add vsid 6000 ca 10.0.1.9 \
	mac 01:00:5e:00:00:01 pa 192.168.10.2
refused 2 '^Error: .*\(attribute prefix\)' route add 10.0.1.1/24 dev contoso \
	vsid 6000
refused 2 '^Error: No such device of kind nvgre' vsid show dev nonesuch
refused 2 '^Error: .*\(attribute owner\)' record del vsid 6000 ca 10.0.1.1 \
	owner 77
if id nobody >/dev/null 2>&1 && command -v setpriv >/dev/null; then
	got=$(ip netns exec "$gw" setpriv --reuid nobody --clear-groups \
		"$(command -v nvgre)" record flush 2>&1)
	check_equal "without privilege" "$? $got" \
		"2 nvgre: record flush: Operation not permitted"
else
	skip_one "without privilege" "no user nobody or no setpriv"
fi

# --- batches -----------------------------------------------------------------

# fewer where everything is slow
many=20000
[ -z "${KSFT_MACHINE_SLOW-}" ] || many=3000
bad=$((many * 3 / 5))
nv record flush
awk -v mac=$mac -v many=$many 'BEGIN {
	for (i = 0; i < many; i++)
		printf "record add vsid 6000 ca 10.1.%d.%d mac %s pa %s owner %d\n",
			i / 256, i % 256, mac, "192.168.10.2", i
}' >"$tmp/batch"
check "a batch of $many" nv -b "$tmp/batch"
shows_json $many '.[0].records' config show
check_equal "they are all there" "$(nv record show | wc -l)" $many
check_equal "in order of dump or not, the same ones" "$(nv -j record show |
	jq -r '.[].owner' | sort -n | md5sum)" "$(seq 0 $((many - 1)) | md5sum)"
nv record flush
sed -i "${bad}s/ca [^ ]*/ca 10.1.0.0/" "$tmp/batch"
got=$(nv -b "$tmp/batch" 2>&1)
check_equal "a failure in a batch: status" $? 2
check "a failure in a batch: line" grep -qE "^Error: .* Command failed $tmp/batch:$bad$" \
	<<<"$got"
check_equal "a failure in a batch: one message" "$(wc -l <<<"$got")" 1
count=$(js '.[0].records' config show)
check "a failure in a batch: it stops ($count)" \
	[ "$count" -ge $((bad - 1)) ] && [ "$count" -lt $((many - 1)) ]
nv record flush
got=$(nv -force -b "$tmp/batch" 2>&1)
check_equal "-force: status" $? 2
check_equal "-force: the one failure" \
	"$(grep -c "Command failed $tmp/batch:$bad" <<<"$got")" 1
shows_json $((many - 1)) '.[0].records' config show
got=$(nv -force -b "$tmp/batch" 2>&1)
check_equal "-force: all $many fail" \
	"$(grep -c '^Error: .*Command failed' <<<"$got")" $many
nv record flush
got=$(nv -b - 2>&1 <<-END
	# comment
	record add vsid 6000 ca 10.0.1.1 mac $mac pa 192.168.10.2 vm-name "a b"

	record show
	record bogus
	record flush
	END
)
check_equal "a batch of both kinds: status" $? 1
check_equal "a batch of both kinds" "$got" \
	"vsid 6000 ca 10.0.1.1 mac $mac pa 192.168.10.2 type static vm-name \"a b\"
Error: record: \"bogus\" is not a command (try \"nvgre record help\"). Command failed -:5"
nv record flush

# --- events ------------------------------------------------------------------

nvgre -N "$gw" monitor config >"$tmp/events" &
monitor=$!
nvgre -N "$gw" -j -t monitor >"$tmp/events.json" &
monitor_json=$!
on_exit kill $monitor $monitor_json
started()
{
	nv config set miss-rate 100
	grep -q . "$tmp/events" && grep -q . "$tmp/events.json"
}
busywait 10 started || not_ok "no event came"
nv pa add 192.168.10.78 owner 8
nv vsid add 6002 dev contoso learn-limit 1 ageing 2
nv record add vsid 6002 ca 10.0.3.1 mac $mac pa 192.168.10.2 vm-name "a b"
nv record replace vsid 6002 ca 10.0.3.1 mac $mac pa 192.168.10.3
nv route add 10.0.3.0/24 dev contoso vsid 6002 metric 4
nv route del 10.0.3.0/24 dev contoso vsid 6002 metric 4
nv record del vsid 6002 ca 10.0.3.1
nv vsid del 6002
nv pa del 192.168.10.78
nv dev set contoso ttl 9
ip -n "$gw" link add other type nvgre
ip -n "$gw" link del other
busywait 10 grep -q 'Deleted dev other' "$tmp/events" || not_ok "last event"
grep -v '^config set' "$tmp/events" |
	sed 's/ mac 0[^ ]* learn-/ learn-/; s/ records .*//; s/^\(dev.*ttl [0-9]*\) .*/\1/' \
	>"$tmp/seen"
check_equal "events are the changes" "$(sed -E 's/^(Deleted dev other).*/\1/
	s/^(dev set [a-z]*) .*(ttl)/\1 \2/; s/ (mtu|state|rdid) .*//
	s/^record replace/record add/' "$tmp/seen")" \
	"pa add 192.168.10.78 owner 8
vsid add 6002 dev contoso learn-limit 1 ageing 2
record add vsid 6002 ca 10.0.3.1 mac $mac pa 192.168.10.2 type static vm-name \"a b\"
record add vsid 6002 ca 10.0.3.1 mac $mac pa 192.168.10.3 type static
route add 10.0.3.0/24 dev contoso vsid 6002 metric 4
Deleted route 10.0.3.0/24 dev contoso vsid 6002 metric 4
Deleted record vsid 6002 ca 10.0.3.1 mac $mac pa 192.168.10.3 type static
Deleted vsid 6002 dev contoso learn-limit 1 ageing 2
Deleted pa 192.168.10.78 owner 8
dev set contoso ttl 9
dev set other ttl 0
Deleted dev other"
grep -vE '^(Deleted|config|dev set other)' "$tmp/events" |
	sed 's/^record add/record replace/' >"$tmp/again"
nv -b "$tmp/again"
check_equal "events are commands" $? 0
nv route flush vsid 6002
nv vsid del 6002
nv pa del 192.168.10.78
busywait 10 grep -q '"del","object":"dev"' "$tmp/events.json"
check_equal "events in JSON" \
	"$(jq -r 'select(.object == "record")|[.event,.ca,.pa,(.timestamp|length)]|@csv' \
		"$tmp/events.json" | head -n 3 | tr -d '"' |
		sed 's/^replace/add/')" \
	"add,10.0.3.1,192.168.10.2,27
add,10.0.3.1,192.168.10.3,27
del,10.0.3.1,192.168.10.3,27"
# Nobody reads, until events are lost; then it says so.
if [ $many = 20000 ]; then
	kill -STOP $monitor
	nv -b "$tmp/batch" >/dev/null 2>&1
	nv -force -b "$tmp/batch" >/dev/null 2>&1
	nv record flush
	kill -CONT $monitor
	check "events that were lost are told of" busywait 10 \
		grep -q '^# events were lost' "$tmp/events"
fi

# --- another namespace -------------------------------------------------------

setup_ns tenant
ip -n "$gw" link set contoso netns "$tenant"
got=$(nv dev show)
check "a device elsewhere has a netnsid" grep -qE '^contoso netnsid [0-9]+ ' \
	<<<"$got"
# shellcheck disable=SC2086 # words
check "and is set by what is shown" nv dev set $got
check "and its subnets are shown by it" nv vsid show dev contoso netnsid \
	"$(js '.[0].netnsid' dev show)"
nv vsid get 6000 >"$tmp/out"
check "with the netnsid" grep -q '^6000 dev contoso netnsid' "$tmp/out"
# shellcheck disable=SC2046 # words
check "which is taken back" nv vsid replace $(cat "$tmp/out")
refused 2 'attribute ifname' dev show contoso
ip -n "$tenant" link del contoso
shows_json '[]' . dev show
shows_json '[]' . vsid show
ksft_exit
