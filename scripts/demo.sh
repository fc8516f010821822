#!/usr/bin/env bash
# Show what kblink does, on a copy of sample_vault that is removed afterwards.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="$1:$PATH"

vault=$(mktemp -d)
trap 'rm -rf "$vault"' EXIT
cp -R sample_vault/. "$vault"
cd "$vault"

show() {
    printf '\n\033[1m$ kblink'
    printf ' %q' "$@" | sed "s/\\\\ / /g"
    printf '\033[0m\n'
    kblink "$@"
}
