#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm: timeout=300
# Many at once: 16 writers and three dumpers; a dump of 100,000 records, read in
# pieces, also while one of them changes.
. "$(dirname "$0")/lib.sh"

WRITERS=16
STEPS=${STEPS-1500}
RECORDS=${RECORDS-100000}
if [ -n "${KSFT_MACHINE_SLOW-}" ]; then
	STEPS=$((STEPS / 5))
	RECORDS=$((RECORDS / 5))
	diag "a slow kernel: $STEPS changes each, $RECORDS records"
fi

require_cmd nvgre ip jq
[ -x "$TESTDIR/genl" ] || skip_all "genl is not built"
modprobe -q nvgre || skip_all "no module nvgre for this kernel"

writers='' many=''
setup_ns writers many
tap n "$writers" "$TESTDIR/genl" writers "$WRITERS" "$STEPS"

# Record i has the customer address 10.0.0.0 + i
records()
{
	awk -v n="$RECORDS" -v verb="$1" -v pa="$2" 'BEGIN {
		for (i = 0; i < n; i++)
			printf "record %s vsid %d ca 10.%d.%d.%d " \
				"mac 02:00:00:00:00:05 pa 192.0.2.%d\n", verb,
				5000 + i % 4, i / 65536, i / 256 % 256, i % 256,
				pa
	}'
}

ip -n "$many" link add contoso type nvgre
nvgre -N "$many" vsid add 5000-5003 dev contoso
check "$RECORDS records in one batch" nvgre -N "$many" -batch <(records add 1)
check_equal "the kernel counts them" \
	"$(nvgre -N "$many" -j config show | jq '.[].records')" "$RECORDS"
tap n "$many" "$TESTDIR/genl" resume "$RECORDS" 0

# A replaced record keeps its place: nobody misses it, or sees it twice
nvgre -N "$many" -batch <(records replace 2) &
replacing=$!
tap n "$many" "$TESTDIR/genl" resume "$RECORDS" 1
wait $replacing
check_equal "all are replaced" $? 0
check "all are at the new address" \
	[ -z "$(nvgre -N "$many" record show pa 192.0.2.1 | head -n 1)" ]
check "all go at once" nvgre -N "$many" record flush
check_equal "and none is left" "$(nvgre -N "$many" record show | wc -l)" 0
ksft_exit
