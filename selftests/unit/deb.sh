#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The Debian packages: built from a tree without git, which they leave as it is;
# what is in them; and that DKMS builds the module from what is in them.
. "$(dirname "$0")/../lib.sh"
# shellcheck source=selftests/unit/dkms/lib.sh
. "$TESTDIR/unit/dkms/lib.sh"
require_cmd dkms dh_dkms dpkg-buildpackage modinfo rsync unshare
# What the make of "make check" was told is not for those here
unset MAKEFLAGS MFLAGS MAKELEVEL

top=$(cd "$TESTDIR/.." && pwd)
work=$(mktemp -d)
on_exit rm -rf "$work"
tree=$work/checkout
mkdir "$tree"
"$top/tools/files" | rsync -a --files-from=- "$top" "$tree/" ||
	die "the sources cannot be copied"
cd "$tree" || die "no $tree"

# --- version -----------------------------------------------------------------

# Each is newer than the one before
before=
for pair in 0.1.0-dev9-gabc1234=0.1.0~dev9.gabc1234 \
	0.1.0-dev10-g1234abc=0.1.0~dev10.g1234abc 0.1.0=0.1.0 \
	0.1.0-2-gabc1234=0.1.0+2.gabc1234 0.2.0-rc1=0.2.0~rc1 \
	0.2.0-rc1-12-gabc1234=0.2.0~rc1+12.gabc1234 0.2.0=0.2.0; do
	echo "${pair%=*}" >VERSION
	debian=$(tools/version --debian)
	check_equal "version ${pair%=*}" "$debian" "${pair#*=}"
	[ -z "$before" ] || check "$debian is newer than $before" \
		dpkg --compare-versions "$debian" gt "$before"
	before=$debian
done

# --- building ----------------------------------------------------------------

version=0.2.0-rc1-12-gabc1234
debian=0.2.0~rc1+12.gabc1234
echo $version >VERSION

# state: every file's name and sum, of what is not a build's
state()
{
	find . -path ./build -prune -o -type f -print0 | sort -z |
		xargs -0 sha256sum
}
state >"$work/before"
make deb >"$work/log" 2>&1 || {
	diag "$(tail -n 20 "$work/log")"
	die "the packages cannot be built"
}
ok "the packages are built"
state >"$work/after"
check "the sources stay as they are" diff "$work/before" "$work/after"
check_equal "no warning" "$(grep -i 'warning' "$work/log")" ""
arch=$(dpkg --print-architecture)
check_equal "two packages" "$(cd build/deb && echo *.deb)" \
	"nvgre-dkms_${debian}_all.deb nvgre-tools_${debian}_$arch.deb"
check "nothing else is left" [ ! -e build/deb/source ]
if command -v lintian >/dev/null; then
	check "lintian" lintian --allow-root --fail-on error,warning \
		build/deb/nvgre_*.changes
fi

# --- contents ----------------------------------------------------------------

# field PACKAGE NAME
field()
{
	dpkg-deb -f build/deb/"$1"_*.deb "$2"
}
# unpack PACKAGE: into $work/PACKAGE, what it runs into $work/PACKAGE.control
unpack()
{
	dpkg-deb -x build/deb/"$1"_*.deb "$work/$1" &&
		dpkg-deb -e build/deb/"$1"_*.deb "$work/$1.control" ||
		die "$1 cannot be unpacked"
}
# list PACKAGE: modes, owners and names, without what compression adds
list()
{
	dpkg -c build/deb/"$1"_*.deb | grep -v '^d' |
		awk '{ sub(/\.gz$/, "", $6); print $1, $2, substr($6, 2) }' |
		sort -k 3
}
# expect MODE NAME...: what list says of these
expect()
{
	local mode=$1

	shift
	printf -- "$mode root/root %s\n" "$@"
}

file=-rw-r--r--
program=-rwxr-xr-x
doc=/usr/share/doc/nvgre-tools
mapfile -t rst < <(basename -a Documentation/*.rst)
wanted=$({
	expect $program /usr/sbin/nvgre /usr/sbin/nvgwd
	expect $file /usr/share/man/man8/nvgre.8 /usr/share/man/man8/nvgwd.8 \
		$doc/copyright $doc/changelog $doc/nvgw.conf.sample \
		/usr/share/bash-completion/completions/nvgre $doc/nvgre.yaml \
		"${rst[@]/#/$doc/}"
} | sort -k 3)
check_equal "what is in nvgre-tools" "$(list nvgre-tools)" "$wanted"
check_equal "its architecture" "$(field nvgre-tools Architecture)" "$arch"
check "it needs libnl" grep -q libnl-genl <<<"$(field nvgre-tools Depends)"
unpack nvgre-tools
check "the command has the version" grep -qF "$version" \
	<<<"$("$work/nvgre-tools/usr/sbin/nvgre" -V)"

# Whatever is there, for what the build forgets is missed at the user's
src=/usr/src/nvgre-$version
doc=/usr/share/doc/nvgre-dkms
mapfile -t sources < <(find Kbuild kmod uapi LICENSES -type f)
wanted=$(expect $file $doc/copyright $doc/changelog "${sources[@]/#/$src/}" \
	$src/dkms.conf $src/VERSION | sort -k 3)
check_equal "what is in nvgre-dkms" "$(list nvgre-dkms)" "$wanted"
check_equal "it is for every architecture" \
	"$(field nvgre-dkms Architecture)" all
check "it needs a DKMS that knows BUILD_EXCLUSIVE_CONFIG" \
	grep -q 'dkms (>= 3' <<<"$(field nvgre-dkms Depends)"
unpack nvgre-dkms
for script in postinst prerm; do
	check "its $script names the version" \
		grep -qx "DKMS_VERSION=$version" \
		"$work/nvgre-dkms.control/$script"
done

# --- DKMS --------------------------------------------------------------------

for meta in linux-headers-6.12-amd64 linux-headers-amd64; do
	kernel=$(headers_release $meta)
	[ -z "$kernel" ] || break
done
if [ -z "$kernel" ]; then
	skip_one "build" "no headers are installed"
	ksft_exit
fi
private_dkms "$work/nvgre-dkms/usr" "$version"
check "add" run_dkms add
check_build "$kernel"
check_left_alone "another series is skipped" 5.10.0-99-amd64 \
	"/lib/modules/$kernel/build"
ksft_exit
