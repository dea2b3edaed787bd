#!/bin/sh
# Prints a fingerprint of the sources of "shell" or of "module": other names, sizes or times, another fingerprint. What is
# built is current when the fingerprint beside it (out/shell.sources, out/Gelf.sources) is still the sources'. Times alone
# would do for edits, but not for a file that was deleted, or moved here from an older copy.
set -eu
cd "$(dirname "$0")/.."

case $1 in
    shell) set -- src/Gelf.Shell ;;
    module) set -- src/Gelf.Engine src/Gelf.PowerShell src/Gelf.Web src/Gelf.Help docs/en-US Gelf.psd1 LICENSE tools/Build.ps1 tools/Notices.ps1 tools/fingerprint.sh ;;
    *) echo "fingerprint.sh: '$1' is neither shell nor module" >&2; exit 64 ;;
esac

find "$@" Directory.Build.props Directory.Packages.props \
    -type d \( -name bin -o -name obj -o -name out -o -name dist -o -name node_modules \) -prune \
    -o -type f -exec stat -c '%n %s %y' {} + | LC_ALL=C sort | cksum
