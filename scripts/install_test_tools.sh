#!/usr/bin/env bash
# Debian packages that some tests use; without them these tests are skipped, with this as reason.
# It does nothing where it may not install, or where they are there already.
set -u
tools=(strace chromium zsh fish)  # each is a package and a program of the same name
missing=()
for tool in "${tools[@]}"; do
    command -v "$tool" >/dev/null || missing+=("$tool")
done
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    apt-get install --yes --no-install-recommends "${missing[@]}" >/dev/null 2>&1 ||
        (apt-get update >/dev/null 2>&1 &&
            apt-get install --yes --no-install-recommends "${missing[@]}" >/dev/null 2>&1)
fi
for tool in "${missing[@]}"; do
    command -v "$tool" >/dev/null || echo "Not installed: $tool; some tests are skipped." >&2
done
exit 0
