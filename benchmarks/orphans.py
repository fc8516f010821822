"""Notes that one other note links to: how often `suggest --orphans` names that one among its best
rescuers, once its links are taken out.

    python benchmarks/orphans.py [FOLDER] [--indexes DIR] [--work DIR]

FOLDER holds one vault a folder (default: $KBLINK_SHARED/corpora, else ../shared/corpora). Of each
vault a copy is made without these links, neither target nor shown text; all of them at once, so
that a note that would be told for many is told as often as it would be. "Named" is the share of
these orphans that a rescuer names. DIR of --indexes has
indexes of the vaults, so that what the copies share with them is not embedded again; DIR of --work
keeps the copies.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from kblink import Vault
from kblink.model import is_note

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kblink.model import Link

VAULTS = ("seed-vault", "data-engineering-wiki", "quartz-docs", "foam-docs", "lixelv-notes")
REPOSITORY = Path(__file__).resolve().parent.parent
DEPTHS = (1, 3, 5)


def only_sources(vault: Vault) -> dict[str, tuple[str, list[Link]]]:
    """By note that one other links to: that one, and its links to it."""
    links: defaultdict[str, defaultdict[str, list[Link]]] = defaultdict(lambda: defaultdict(list))
    for path, resolved in vault.check(all_links=True).resolved:
        for each in resolved:
            target = each.target.path
            if target is not None and is_note(target) and target != path:
                links[target][path].append(each.link)
    return {
        target: next(iter(sources.items()))
        for target, sources in links.items()
        if len(sources) == 1 and is_note(next(iter(sources)))
    }


def copy_without(vault: Path, copy: Path, hidden: Mapping[str, Sequence[Link]]) -> None:
    """Copy a vault but for some links, by the note that they stand in."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(vault, copy, ignore=shutil.ignore_patterns(".kblink", ".git"))
    for path, links in hidden.items():
        text = (vault / path).read_bytes().decode("utf-8-sig")
        for link in sorted(links, key=lambda each: each.span.start, reverse=True):
            if text[link.span.start : link.span.end] == link.raw:
                text = text[: link.span.start] + text[link.span.end :]
        (copy / path).write_bytes(text.encode("utf-8"))


def masked(vault: Path, work: Path, indexes: Path | None) -> tuple[Vault, dict[str, str]]:
    """A copy of a vault without the links to be found, and the note that each orphan of it had a
    link from."""
    index = work / "indexes" / vault.name
    if indexes is not None and not index.exists():
        shutil.copytree(indexes / vault.name, index)
    found = only_sources(Vault(vault, index_dir=index))
    hidden: defaultdict[str, list[Link]] = defaultdict(list)
    for source, links in found.values():
        hidden[source] += links
    copy = work / "copies" / vault.name
    copy_without(vault, copy, hidden)
    return Vault(copy, index_dir=index), {path: source for path, (source, _) in found.items()}


def row(name: str, vault: Vault, sources: Mapping[str, str]) -> str:
    """One row of the table: the share of the orphans whose source is among the best rescuers, and
    among as many related notes."""
    orphans = vault.orphans()
    asked = [each for each in orphans if each.path in sources]
    places = [
        next((n for n, r in enumerate(each.rescuers) if r.path == sources[each.path]), None)
        for each in asked
    ]
    told = [rescuer for orphan in orphans for rescuer in orphan.rescuers]
    often: defaultdict[str, int] = defaultdict(int)
    for rescuer in told:
        often[rescuer.path] += 1
    shares = [
        f"{sum(place is not None and place < depth for place in places) / len(asked):.2f}"
        for depth in DEPTHS
    ]
    named = sum(any(r.mention for r in each.rescuers) for each in asked) / len(asked)
    most = max(often.values(), default=0)
    related = sum(
        any(
            note.path == sources[each.path]
            for note in vault.related(each.path, limit=DEPTHS[-1], refresh=False)
        )
        for each in asked
    )
    shares.append(f"{related / len(asked):.2f}")
    return f"| {name} | {len(asked)} | {' | '.join(shares)} | {named:.2f} | {most} |"


def table(corpora: Path, work: Path, indexes: Path | None) -> str:
    """The whole table, in Markdown; rows are shown on stderr as they come."""
    named = " | ".join(f"first {depth}" for depth in DEPTHS)
    rows = [
        f"| vault | orphans | {named} | related, first {DEPTHS[-1]} | named | most often told |",
        f"|---|--:|{'--:|' * (len(DEPTHS) + 3)}",
    ]
    for name in VAULTS:
        vault, sources = masked(corpora / name, work, indexes)
        rows.append(row(name, vault, sources))
        print(rows[-1], file=sys.stderr)
    return "\n".join(rows)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    shared = Path(os.environ.get("KBLINK_SHARED") or REPOSITORY.parent / "shared")
    parser.add_argument("corpora", nargs="?", type=Path, default=shared / "corpora")
    parser.add_argument("--indexes", type=Path, metavar="DIR")
    parser.add_argument("--work", type=Path, metavar="DIR")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(table(arguments.corpora, arguments.work or Path(folder), arguments.indexes))


if __name__ == "__main__":
    main()
