# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Sourced after selftests/lib.sh by tests that have DKMS build the module, in
# folders of its own: nothing of this machine's is used or changed.

# private_dkms FOLDER VERSION: the sources are in FOLDER/src/nvgre-VERSION
private_dkms()
{
	dkms_folder=$1
	version=$2
	mkdir -p "$dkms_folder/tree" "$dkms_folder/install"
	# DKMS makes a key to sign with in /var/lib/dkms, whatever it is told:
	# it gets one of its own where that can be arranged.
	shield=()
	if unshare -m mount --bind "$dkms_folder/tree" /var/lib/dkms \
			2>/dev/null; then
		# shellcheck disable=SC2016 # the inner shell's
		shield=(unshare -m sh -c
			'mount --bind "$0" /var/lib/dkms && exec "$@"'
			"$dkms_folder/tree")
	fi
}

run_dkms()
{
	"${shield[@]}" dkms "$@" --dkmstree "$dkms_folder/tree" \
		--sourcetree "$dkms_folder/src" \
		--installtree "$dkms_folder/install" -m nvgre -v "$version" 2>&1
}

# headers_release METAPACKAGE: which release its headers are of, if installed
headers_release()
{
	dpkg-query -W -f '${Depends}' "$1" 2>/dev/null |
		sed -n 's/^linux-headers-\([^ ,]*\).*/\1/p'
}

# check_build RELEASE
check_build()
{
	local kernel=$1 built=$dkms_folder/tree/nvgre/$version/$1 module

	check "build for $kernel" run_dkms build -k "$kernel"
	check_equal "no warning for $kernel" "$(grep -E '/kmod/.*warning:' \
		"$built/$(uname -m)/log/make.log" 2>&1)" ""
	module=$(find "$built" -name 'nvgre.ko*')
	check_equal "module's version for $kernel" \
		"$(modinfo -F version "$module")" "$version"
	check_equal "module's kernel for $kernel" \
		"$(modinfo -F vermagic "$module" | cut -d' ' -f1)" "$kernel"
}

# check_left_alone NAME RELEASE HEADERS: 77 is what keeps apt from failing
check_left_alone()
{
	run_dkms build -k "$2" --kernelsourcedir "$3" >/dev/null
	check_equal "$1" $? 77
}
