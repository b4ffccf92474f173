# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Sourced by the harness: where the checkout is, and where things that outlive
# it are kept.

# shellcheck disable=SC2034 # used by those who source this
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cache=${NVGRE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/nvgre-gateway}
mkdir -p "$cache"

die()
{
	echo "${0##*/}: $*" >&2
	exit 1
}
