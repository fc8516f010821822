#!/usr/bin/env bash
# Debian packages that some tests use; without them these tests are skipped, with this as reason.
# It does nothing where it may not install, or where they are there already.
set -u
missing=()
command -v strace >/dev/null || missing+=(strace)
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    apt-get install --yes --no-install-recommends "${missing[@]}" >/dev/null 2>&1 ||
        (apt-get update >/dev/null 2>&1 &&
            apt-get install --yes --no-install-recommends "${missing[@]}" >/dev/null 2>&1)
fi
command -v strace >/dev/null || echo "Not installed: ${missing[*]}; some tests are skipped." >&2
exit 0
