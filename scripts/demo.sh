#!/usr/bin/env bash
# Shows what kblink does, on a copy of sample_vault that is removed afterwards.
# Usage: scripts/demo.sh FOLDER_OF_KBLINK
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="$1:$PATH"

vault=$(mktemp -d)
trap 'rm -rf "$vault"' EXIT
cp -R sample_vault/. "$vault"
cd "$vault"

# Print a command as one would type it, then run it.
show() {
    printf '\n$ %s\n\n' "$1"
    eval "$1"
}

show 'kblink index'
show 'kblink check --fail-on never'
show 'kblink fix --apply'
show 'kblink undo'
show 'kblink search "How does BERT learn from masked words?" --limit 3'
show 'kblink search "Как BERT учится на замаскированных словах?" --limit 3'
show 'kblink related models/BERT.md --limit 5'
show 'kblink suggest models/BERT.md'
show 'kblink suggest --all --apply'
show 'kblink undo'
