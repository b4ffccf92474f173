#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The nvgre command without a kernel: what it makes of words, lines and answers,
# what it says of those that make no sense, and how it exits. The kernel is
# nvgre-tool/fake.c, which writes the requests it gets after "> ".
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=selftests/lib.sh
. selftests/lib.sh
require_cmd cc pkg-config python3

build=build/unit/nvgre-tool
mkdir -p $build
cflags=(-O1 -g -Wall -Wextra -Werror -D_GNU_SOURCE -DNVGRE_VERSION='"test"' -Iuapi
	-Itools/nvgre -Iselftests/unit/nvgre-tool)
# shellcheck disable=SC2207 # a list
cflags+=($(pkg-config --cflags libnl-3.0 libnl-genl-3.0))
# shellcheck disable=SC2207 # a list
libs=($(pkg-config --libs libnl-3.0 libnl-genl-3.0))
sources=(selftests/unit/nvgre-tool/fake.c)
for file in tools/nvgre/*.c; do
	[ "$file" = tools/nvgre/nl.c ] || sources+=("$file")
done
cc "${cflags[@]}" -fsanitize=address,undefined -fno-sanitize-recover=undefined \
	-o $build/nvgre "${sources[@]}" "${libs[@]}" ||
	die "the command does not compile"
nvgre=$build/nvgre

# asks WORDS... -- REQUEST...: the words become these requests, each a line
asks()
{
	local words=() wanted got

	while [ "$1" != -- ]; do
		words+=("$1")
		shift
	done
	shift
	wanted=$(printf '> %s\n' "$@")
	got=$($nvgre "${words[@]}" 2>&1 >/dev/null)
	check_equal "${words[*]}" "$got" "$wanted"
}

# refuses SENTENCE WORDS...: exit 1, and the sentence
refuses()
{
	local wanted=$1 got status

	shift
	got=$($nvgre "$@" 2>&1)
	status=$?
	check_equal "refused: $*" "$status $got" "1 Error: $wanted"
}

# same WORDS...: what show prints of an object is what made it; the words begin
# with the object
same()
{
	local object=$1 wanted=${*:2} got

	got=$(printf '%s add %s\n%s show\n' "$object" "$wanted" "$object" |
		$nvgre -b - 2>/dev/null)
	check_equal "round trip: $*" "$got" "$wanted"
}

mac=00:15:5d:00:00:05
r="vsid=6000 ca=0a000105 mac=00155d000005 pa=c0a80a02"

# --- every object and command ------------------------------------------------

asks pa add 192.168.10.1 -- "pa add: create excl pa=c0a80a01"
asks pa replace 192.168.10.1 dev lo owner 7 -- \
	"pa replace: create replace pa=c0a80a01 oif=1 owner=7"
asks pa add 2001:db8::1 -- \
	"pa add: create excl pa=20010db8000000000000000000000001"
asks pa del 192.168.10.1 owner 7 -- "pa del: pa=c0a80a01 owner=7"
asks pa get 192.168.10.1 -- "pa show: pa=c0a80a01"
asks pa show 192.168.10.1 -- "pa show: pa=c0a80a01"
asks pa show -- "pa show (dump):"
asks pa -- "pa show (dump):"
asks pa show owner 7 -- "pa show (dump): owner=7"
asks pa flush -- "pa flush:"
asks pa flush owner 0 -- "pa flush: owner=0"

g=0f8fad5b-d9cb-469f-a165-70867728950e
gx=0f8fad5bd9cb469fa16570867728950e
asks dev show -- "dev show (dump):"
asks dev show contoso -- "dev show: ifname='contoso'"
asks dev show dev contoso -- "dev show: ifname='contoso'"
asks dev show rdid $g -- "dev show: rdid=$gx"
asks dev show ifindex 7 netnsid 3 -- "dev show: ifindex=7 netnsid=3"
asks dev set contoso rdid "{${g^^}}" gateway-vsid 6001 mac $mac antispoof off \
	dscp inherit ttl 64 flow-id off -- "dev set: ifname='contoso' rdid=$gx\
 gateway-vsid=6001 mac=00155d000005 antispoof=0 dscp=255 ttl=64 flow-id=0"
asks dev set ifindex 7 dscp 63 ttl inherit antispoof on -- \
	"dev set: ifindex=7 dscp=63 ttl=0 antispoof=1"

asks vsid add 6000 dev contoso -- "vsid add: create excl vsid=6000 ifname='contoso'"
asks vsid add 6000 dev rdid $g -- "vsid add: create excl vsid=6000 rdid=$gx"
asks vsid add 0x1770 ifindex 7 mac $mac learn-limit 0 ageing 60 owner 1 -- \
	"vsid add: create excl vsid=6000 ifindex=7 mac=00155d000005 learn-limit=0\
 ageing=60 owner=1"
asks vsid add 6000-6002 dev contoso -- \
	"vsid add: create excl vsid=6000 ifname='contoso'" \
	"vsid add: create excl vsid=6001 ifname='contoso'" \
	"vsid add: create excl vsid=6002 ifname='contoso'"
asks vsid del 6000-6001 -- "vsid del: vsid=6000" "vsid del: vsid=6001"
asks vsid get 6000 -- "vsid show: vsid=6000"
asks vsid show dev contoso owner 1 -- \
	"vsid show (dump): ifname='contoso' owner=1"
asks vsid flush dev contoso -- "vsid flush: ifname='contoso'"
count=$($nvgre vsid add 4096-16383 dev x 2>&1 | grep -c '> vsid add')
check_equal "a range larger than the queue" "$count" 12288

asks record add vsid 6000 ca 10.0.1.5 mac $mac pa 192.168.10.2 -- \
	"record add: create excl $r"
asks record replace pa 192.168.10.2 mac 00-15-5D-00-00-05 ca 10.0.1.5 vsid 6000 -- \
	"record replace: create replace pa=c0a80a02 mac=00155d000005 ca=0a000105 vsid=6000"
for type in static=0 dynamic=1 dhcp=1 l2only=2 wildcard=3; do
	asks record add type ${type%=*} -- \
		"record add: create excl record-type=${type#*=}"
done
asks record add mac 00155D000005 vm-name "web 1" owner 4294967295 -- \
	"record add: create excl mac=00155d000005 vm-name='web 1' owner=4294967295"
asks record add vsid 6000 learned age 17 -- "record add: create excl vsid=6000"
asks record del vsid 6000 ca 10.0.1.5 -- "record del: vsid=6000 ca=0a000105"
asks record get vsid 6000 mac $mac type l2only -- \
	"record show: vsid=6000 mac=00155d000005 record-type=2"
asks record show -- "record show (dump):"
asks record show dev contoso pa 192.168.10.2 learned owner 3 vm-name x -- \
	"record show (dump): ifname='contoso' pa=c0a80a02 learned owner=3 vm-name='x'"
asks record flush vsid 6000 learned -- "record flush: vsid=6000 learned"

asks route add 10.0.1.0/24 dev contoso from-vsid 6001 vsid 6000 via 10.0.2.1 \
	metric 10 owner 2 -- "route add: create excl prefix=0a000100 prefix-len=24\
 ifname='contoso' from-vsid=6001 vsid=6000 via=0a000201 metric=10 owner=2"
asks route add fd00::/8 dev x vsid 6000 -- "route add: create excl\
 prefix=fd000000000000000000000000000000 prefix-len=8 ifname='x' vsid=6000"
asks route add 10.0.1.5 dev x vsid 6000 -- "route add: create excl\
 prefix=0a000105 prefix-len=32 ifname='x' vsid=6000"
asks route del 0.0.0.0/0 dev x -- \
	"route del: prefix=00000000 prefix-len=0 ifname='x'"
asks route show 10.0.0.0/8 dev x vsid 6000 -- \
	"route show (dump): prefix=0a000000 prefix-len=8 ifname='x' vsid=6000"
asks route flush dev x owner 2 -- "route flush: ifname='x' owner=2"
asks route get 10.0.1.0/24 dev x metric 3 -- \
	"route show: prefix=0a000100 prefix-len=24 ifname='x' metric=3"
asks route get 10.0.1.5 dev contoso from-vsid 6001 -- \
	"route get: ca=0a000105 ifname='contoso' from-vsid=6001"

asks stats show -- "stats show (dump):"
asks stats show dev contoso -- "stats show: ifname='contoso'"
asks config show -- "config show:"
asks config set miss-rate 0 learn-limit 1 ageing 2 -- \
	"config set: miss-rate=0 learn-limit=1 ageing=2"
asks monitor -- "listen config miss"
asks monitor config -- "listen config"
asks monitor miss -- "listen miss"
asks monitor miss config -- "listen config miss"

# --- words that make no sense ------------------------------------------------

refuses '"foo" is not an object (try "nvgre help").' foo
refuses '"rec" is not an object (try "nvgre help").' rec show
refuses 'record: "ad" is not a command (try "nvgre record help").' record ad
refuses '"-x" is not an option (try "nvgre help").' -x
refuses 'the option "-b" needs a value.' -b
refuses 'cannot open "/nonexistent": No such file or directory.' -b /nonexistent
refuses '"pa" is one word too many beside a batch.' -b - pa
refuses 'cannot open the network namespace "no-such": No such file or directory.' \
	-N no-such pa show
refuses 'pa add: the provider address is missing.' pa add
refuses 'pa add: "1.2.3" is not an IPv4 or IPv6 address for a provider address.' \
	pa add 1.2.3
refuses 'pa add: there is no device "no-such".' pa add 10.0.0.1 dev no-such
refuses 'pa show: "dev" is not an IPv4 or IPv6 address for a provider address.' \
	pa show dev lo
refuses 'vsid add: the VSID is missing.' vsid add
refuses 'vsid add: "6000x" is not a VSID.' vsid add 6000x dev x
refuses 'vsid add: the range "6001-6000" ends before it begins.' \
	vsid add 6001-6000 dev x
refuses 'vsid get: "6000-6001" is not a VSID.' vsid get 6000-6001
refuses 'record add: "4294967296" is not a number for "vsid".' \
	record add vsid 4294967296
refuses 'record add: "-1" is not a number for "vsid".' record add vsid -1
refuses 'record add: "" is not a number for "vsid".' record add vsid ""
refuses 'record add: "0x" is not a number for "owner".' record add owner 0x
refuses 'record add: "vsid" needs a value.' record add vsid
refuses 'record add: "vsid" is there twice.' record add vsid 1 vsid 1
refuses 'record add: "dev" is not a word of this command.' record add dev x
refuses 'record add: "10.0.1.5/24" is not an IPv4 or IPv6 address for ca.' \
	record add ca 10.0.1.5/24
for bad in 00:15:5d:00:00 00:15:5d:00:00:05:06 00:15-5d:00:00:05 0:15:5d:0:0:5 \
	00155d00000 00:15:5d:00:00:0g ""; do
	refuses "record add: \"$bad\" is not a MAC address for \"mac\"." \
		record add mac "$bad"
done
refuses 'record add: "gateway" is not a type of record.' record add type gateway
for bad in 0f8fad5bd9cb469fa16570867728950e "{$g" "$g}" "${g%?}" "$g"0; do
	refuses "dev set: \"$bad\" is not a GUID for \"rdid\"." dev set x rdid "$bad"
done
refuses 'dev set: "rdid" is there twice.' dev set x rdid $g rdid $g
refuses 'vsid add: "rdid" is there twice.' vsid add 6000 dev rdid $g rdid $g
refuses 'dev set: the name of a device is missing.' dev set
refuses 'dev set: "64" is not a number from 0 to 63, nor "inherit".' \
	dev set x dscp 64
refuses 'dev set: "256" is not a number from 0 to 255, nor "inherit".' \
	dev set x ttl 256
refuses 'dev set: "yes" is neither "on" nor "off" for "antispoof".' \
	dev set x antispoof yes
refuses 'route add: "10.0.0.0/33" has not a prefix length of 0 to 32.' \
	route add 10.0.0.0/33
refuses 'route add: "10.0.0.0/" has not a prefix length of 0 to 32.' \
	route add 10.0.0.0/
refuses 'route add: "10.0.0/8" is not an IPv4 or IPv6 prefix.' route add 10.0.0/8
refuses 'route get: "x" is not an IPv4 or IPv6 address for a customer address.' \
	route get x
refuses 'route get: the prefix is missing.' route get
refuses 'stats reasons: "x" is not a word of this command.' stats reasons x
refuses 'monitor config: "all" is neither "config" nor "miss".' monitor config all
long=$(printf '%0256d' 0)
refuses 'record add: the value of "vm-name" is longer than 255 bytes.' \
	record add vm-name "$long"

# --- help --------------------------------------------------------------------

for object in dev pa vsid record route stats config monitor; do
	check "$object help" $nvgre $object help
	for command in $($nvgre $object help |
		sed -n "s/.*nvgre $object \([a-z]*\).*/\1/p"); do
		got=$($nvgre $object "$command" help | head -n 1)
		check_equal "$object $command help" \
			"${got%% "$command"*}" "Usage: nvgre $object"
	done
done
check "nvgre help" $nvgre help
check "nvgre -h" $nvgre -h
check_equal "nvgre -V" "$($nvgre -V)" "nvgre test"
$nvgre >/dev/null 2>$build/err
check_equal "no words: usage on the standard error" \
	"$? $(head -c 6 $build/err)" "1 Usage:"

# --- what is shown -----------------------------------------------------------

same pa 192.168.10.1 dev lo owner 7
same pa 2001:db8::1
same vsid 6000 dev contoso mac $mac learn-limit 256 ageing 300
same vsid 6000 dev contoso netnsid 3 owner 9
same vsid 6000 ifindex 12
same record vsid 6000 ca 10.0.1.5 mac $mac pa 192.168.10.2 type static
same record vsid 6000 ca fd00::5 mac $mac pa 2001:db8::2 type dynamic \
	vm-name web-1.example owner 3
same record vsid 6000 vm-name '"a \"b\" \\c #d\x1b[1m"'
same record vsid 6000 vm-name '""'
same route 10.0.1.0/24 dev contoso from-vsid 6001 vsid 6000 via 10.0.2.1 \
	metric 10 owner 2
same route ::/0 dev contoso vsid 6000
got=$(printf 'dev set %s\ndev show\n' "x rdid $g gateway-vsid 6001 mac $mac\
 antispoof on dscp inherit ttl 0 flow-id on" | $nvgre -b - 2>/dev/null)
check_equal "round trip: dev set" "$got" "x rdid $g gateway-vsid 6001 mac $mac\
 antispoof on dscp inherit ttl 0 flow-id on"

got=$($nvgre -j -b - 2>/dev/null <<-END
	record add vsid 6000 ca 10.0.1.5 mac $mac pa 192.168.10.2 type dhcp vm-name "a\"b"
	record add vsid 6001 ca :: type wildcard owner 1
	record show
	END
)
check_equal "JSON of records" "$got" "[{\"vsid\":6000,\"ca\":\"10.0.1.5\",\
\"mac\":\"$mac\",\"pa\":\"192.168.10.2\",\"record-type\":\"dynamic\",\
\"vm-name\":\"a\\\"b\"},{\"vsid\":6001,\"ca\":\"::\",\
\"record-type\":\"wildcard\",\"owner\":1}]"
check_equal "JSON of nothing" "$($nvgre -j record show 2>/dev/null)" "[]"
got=$($nvgre -j -p -b - 2>/dev/null <<-END
	dev set x antispoof off dscp inherit
	route add 10.0.0.0/8 dev x vsid 6000
	dev show
	route show
	END
)
check_equal "pretty JSON" "$got" '[
    {
        "ifname": "x",
        "antispoof": false,
        "dscp": "inherit"
    }
]
[
    {
        "prefix": "10.0.0.0",
        "prefix-len": 8,
        "ifname": "x",
        "vsid": 6000
    }
]'
got=$($nvgre -j -b - 2>/dev/null < <(
	printf 'record add vm-name "\\xff\\xc3\\xa9\\x01\\xed\\xa0\\x80"\nrecord show\n'))
check_equal "JSON is UTF-8 whatever the name is" "$got" \
	'[{"vm-name":"\ufffdé\u0001\ufffd\ufffd\ufffd"}]'
check "JSON is JSON" python3 -c "import json,sys; json.loads(sys.argv[1])" "$got"

# --- batches -----------------------------------------------------------------

# batch NAME STATUS WANTED [OPTIONS...] <LINES
batch()
{
	local name=$1 status=$2 wanted=$3 got

	shift 3
	got=$($nvgre "$@" -b - 2>&1)
	check_equal "batch: $name" "$? $got" "$status $wanted"
}

batch "comments, blank lines, quotes" 0 "> pa add: create excl pa=0a000001
> record add: create excl vm-name='a b#c d'
> record add: create excl vm-name='x\\\"y'" <<'END'
# a comment
   # another

pa add 10.0.0.1   # and here
	record add  vm-name "a b"#c' d'
record add vm-name 'x\"y'
END
batch "no end of the last line" 0 "> pa add: create excl pa=0a000001" \
	< <(printf 'pa add 10.0.0.1')
batch "CRLF" 0 "> pa add: create excl pa=0a000001" < <(printf 'pa add 10.0.0.1\r\n')
batch "nothing" 0 "" </dev/null
batch "a bad line stops it; those before are done" 1 \
	'Error: pa add: "x" is not an IPv4 or IPv6 address for a provider address. Command failed -:3
> pa add: create excl pa=0a000001' <<-END
	pa add 10.0.0.1

	pa add x
	pa add 10.0.0.2
	END
batch "-force does the others" 1 \
	'Error: "x" is not an object (try "nvgre help"). Command failed -:1
> pa add: create excl pa=0a000001' -force <<-END
	x
	pa add 10.0.0.1
	END
batch "a quotation without an end" 1 'Error: the line makes no sense: a quotation in it does not end, or has a zero byte. Command failed -:1' \
	<<<'record add vm-name "x'
batch "a zero byte" 1 'Error: the line makes no sense: it has a zero byte. Command failed -:1' \
	< <(printf 'pa add\00010.0.0.1\n')
batch "too many words" 1 'Error: the line makes no sense: it has too many words. Command failed -:1' \
	< <(yes pa | head -n 200 | paste -sd ' ')
batch "a line too long" 1 'Error: the line is longer than 262144 bytes. Command failed -:2' \
	< <(echo '#'; head -c 300000 /dev/zero | tr '\0' x)
batch "what is queued goes before what is shown" 0 \
	'> pa add: create excl pa=0a000001
> pa show (dump):
10.0.0.1
> pa add: create excl pa=0a000002' <<-END
	pa add 10.0.0.1
	pa show
	pa add 10.0.0.2
	END
seq -f 'record add vsid 6000 ca 10.0.0.1 owner %.0f' 20000 >$build/many
got=$($nvgre -s -b $build/many 2>&1)
check_equal "20000 lines" "$(grep -c '^> record add' <<<"$got")" 20000
check_equal "in their order" "$(sed -n 's/^> .* owner=//p' <<<"$got" | md5sum)" \
	"$(seq 20000 | md5sum)"
check_equal "-s says how many" "$(tail -n 1 <<<"$got" | cut -d ' ' -f 1-3)" \
	"20000 requests in"
# A program that keeps the pipe open is not kept waiting.
got=$( (echo pa add 10.0.0.1; sleep 3) | $nvgre -b - 2>&1 |
	(read -r -t 2 line; echo "$line"))
check_equal "a slow writer's lines do not wait" "$got" \
	"> pa add: create excl pa=0a000001"

# --- the ABI -----------------------------------------------------------------

if python3 -c 'import yaml' 2>/dev/null; then
	wanted=$(python3 - <<-'END'
	import yaml
	spec = yaml.safe_load(open("Documentation/netlink/specs/nvgre.yaml"))
	for d in spec["definitions"]:
	    if d["name"] == "drop":
	        for e in d["entries"][1:]:
	            print(e["name"], "-", " ".join(e["doc"].split()).rstrip("."))
	END
	)
	check_equal "reasons are those of the spec" "$($nvgre stats reasons)" \
		"$wanted"
	wanted=$(python3 - <<-'END'
	import yaml
	spec = yaml.safe_load(open("Documentation/netlink/specs/nvgre.yaml"))
	for s in spec["attribute-sets"][:2]:
	    for a in s["attributes"]:
	        name = s["name-prefix"] + a["name"]
	        if not name.endswith("-stats-a-pad"):
	            print('[%s] = "%s",' % (name.upper().replace("-", "_"), a["name"]))
	END
	)
	got=$(grep -E '\[NVGRE_(STATS_)?A_[A-Z0-9_]*\] = "' tools/nvgre/names.c |
		tr -d '\t')
	check_equal "attributes are those of the spec" "$got" "$wanted"
else
	skip_one "names are those of the spec" "no yaml for python3"
fi

# --- the manual and the completion -------------------------------------------

for object in dev pa vsid record route config; do
	mapfile -t words < <(sed -n 's/^\t{ "\([a-z-]*\)", NVGRE_A.*/\1/p' \
		tools/nvgre/$object.c | sort -u)
	missing=
	for word in "${words[@]}"; do
		grep -qw -e "$word" tools/man/nvgre.8 || missing+=" $word"
	done
	check_equal "words of $object are in the manual" "$missing" ""
done

# completes WORDS... -- WORD...: the last of the words (maybe empty) to these
completes()
{
	local wanted

	COMP_WORDS=(nvgre)
	while [ "$1" != -- ]; do
		COMP_WORDS+=("$1")
		shift
	done
	shift
	wanted=$*
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
	_nvgre 2>/dev/null
	check_equal "completion: ${COMP_WORDS[*]}" "${COMPREPLY[*]}" "$wanted"
}

# shellcheck source=tools/completion/nvgre
. tools/completion/nvgre
completes re -- record
completes -j record f -- flush
completes -pr -- -pretty
completes -N no-such dev "" -- help set show
completes record add vm -- vm-name
completes record add type d -- dhcp dynamic
completes record add type "" -- dhcp dynamic l2only static wildcard
completes dev set x antispoof "" -- off on
# whatever is offered is known
declare -A subject=([dev]=x [pa]=10.0.0.1 [vsid]=6000 [route]=10.0.0.0/8)
unknown=
for object in dev pa vsid record route stats config; do
	for command in add replace del get show flush set; do
		mapfile -t words < <(_nvgre_words $object $command | tr ' ' '\n')
		for word in "${words[@]}"; do
			# shellcheck disable=SC2086 # none, for some
			! $nvgre $object $command ${subject[$object]-} "$word" \
				2>&1 | grep -q "\"$word\" is not a word" ||
				unknown+=" $object $command $word,"
		done
	done
done
check_equal "what completion offers is known" "$unknown" ""

# --- fuzzing -----------------------------------------------------------------

mkdir -p $build/corpus
sed -n 's/^asks \(.*\) -- .*/\1/p' "$TESTDIR/unit/nvgre-tool.sh" \
	>$build/corpus/all
if clang "${cflags[@]}" -Dmain=nvgre_main -fsanitize=fuzzer,address,undefined \
	-fno-sanitize-recover=undefined -o $build/fuzz \
	selftests/fuzz/nvgre-words.c "${sources[@]}" "${libs[@]}" 2>$build/err; then
	check "fuzzing, ${FUZZ_SECONDS:=10} seconds" $build/fuzz -timeout=10 \
		-max_total_time="$FUZZ_SECONDS" -artifact_prefix=$build/ \
		$build/corpus
elif command -v clang >/dev/null; then
	not_ok "the fuzzer does not compile"
	diag "$(cat $build/err)"
else
	skip_one "fuzzing" "no clang"
fi

ksft_exit
