"""How new links are written: like those of the vault, and so that nothing else changes.

    python benchmarks/written_links.py [--vaults seed-vault,...] [--links 250] [--notes 150]

`same`: a link is taken out of what habits are counted over, and written anew as if it were
suggested; its path is compared with the one that the author wrote. `put`: phrases drawn from
anywhere in a note, code and headings too, are made links to notes drawn at random; `faults` counts
notes in which then a link led elsewhere than it should, or the text was not what it was.

Real vaults: $KBLINK_SHARED/corpora, else ../shared/corpora.
"""

from __future__ import annotations

import argparse
import os
import random
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from kblink.config import LinkSettings
from kblink.differences import scan_vault
from kblink.links.resolve import resolve_link, resolve_links
from kblink.links.targets import TargetIndex, index_targets
from kblink.markdown.parse import parse_note
from kblink.markdown.positions import read_lines
from kblink.model import SuggestedLink, is_note
from kblink.repair.rewrite_links import edited_text
from kblink.suggest.link_habits import LinkHabits
from kblink.suggest.put_links import NoteText
from kblink.suggest.write_link import LinkWriter
from kblink.vault.obsidian_links import new_links
from kblink.vault.read_for_edit import read_for_edit
from kblink.vault.settings_file import load_config

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kblink.model import NewLinks, ResolvedLink

VAULTS = "seed-vault,data-engineering-wiki,foam-docs,quartz-docs,lixelv-notes,rust-book"
_WORDS = re.compile(r"[^\W_]+(?: [^\W_]+)?")
_WIKI = re.compile(r"\[\[(.*?)(?:\|.*)?\]\]")
_MARKDOWN = re.compile(r"\[.*?\]\(<?(.*?)>?\)")
_PHRASES = 5
SETTINGS = LinkSettings()


@dataclass(frozen=True)
class Written:
    """The notes of a vault with their links."""

    texts: dict[str, str]
    index: TargetIndex
    resolved: dict[str, tuple[ResolvedLink, ...]]
    given: NewLinks | None

    def writer(self, without: tuple[str, ResolvedLink] | None = None) -> LinkWriter:
        """What writes links like those of the vault, but for one of them."""
        links = self.resolved
        if without is not None:
            path, link = without
            links = {**links, path: tuple(each for each in links[path] if each is not link)}
        return LinkWriter(LinkHabits(links, self.given), self.index, SETTINGS)


class Counts(NamedTuple):
    """Links that were written anew and are the same in kind and in all; phrases that were tried and
    that became links; notes with faults."""

    links: int
    kinds: int
    same: int
    tried: int
    put: int
    faults: int


def read(root: Path) -> Written:
    """Read a vault."""
    listing = scan_vault(root, load_config(root), root / ".kblink")
    found = ((entry.path, read_for_edit(root, entry.path)) for entry in listing.notes)
    texts = {path: text[0] for path, text in found if text is not None}
    notes = [parse_note(path, text).note for path, text in texts.items()]
    index = index_targets((file.path for file in listing.files), notes, listing.excluded)
    return Written(texts, index, resolve_links(notes, index, SETTINGS), new_links(root))


def measure(vault: Written, *, links: int, notes: int, seed: int = 1) -> Counts:
    """Write `links` of its links anew, and put phrases of `notes` of its notes into links."""
    chance = random.Random(seed)  # noqa: S311 - nothing is secret
    own = [
        (path, each)
        for path, found in vault.resolved.items()
        for each in found
        if each.status == "ok"
        and each.link.kind in ("wiki", "markdown")
        and each.link.target
        and each.target.path not in (None, path)
        and is_note(each.target.path or "")
    ]
    asked = chance.sample(own, min(links, len(own)))
    answers = [_written_anew(vault, path, each) for path, each in asked]
    paths = chance.sample(sorted(vault.texts), min(notes, len(vault.texts)))
    writer = vault.writer()
    put = [_put(vault, writer, path, chance) for path in paths]
    return Counts(
        len(asked),
        sum(kind for kind, _ in answers),
        sum(same for _, same in answers),
        *(sum(numbers) for numbers in zip(*put, strict=True)),
    )


def _written_anew(vault: Written, path: str, link: ResolvedLink) -> tuple[bool, bool]:
    """Whether a link is written anew as one of its kind, and with its path."""
    target = link.target.path or ""
    text = next(vault.writer((path, link)).texts("word", path, target), "")
    wiki, markdown = _WIKI.fullmatch(text), _MARKDOWN.fullmatch(text)
    is_kind = (wiki if link.link.kind == "wiki" else markdown) is not None
    written = wiki[1] if wiki else unquote(markdown[1]) if markdown else ""
    return is_kind, is_kind and written == link.link.target


def _put(
    vault: Written, writer: LinkWriter, path: str, chance: random.Random
) -> tuple[int, int, int]:
    """How many phrases of a note were tried, how many became links, and 1 where that did harm."""
    text = vault.texts[path]
    spans = [each.link.span for each in vault.resolved[path]]
    found = [
        match
        for match in _WORDS.finditer(text)
        if not any(span.start < match.end() and match.start() < span.end for span in spans)
    ]
    lines = read_lines(text)
    targets = sorted(vault.texts.keys() - {path})
    links = [
        SuggestedLink(
            path, lines.span(*match.span()), match[0], chance.choice(targets), 1.0, {}, ""
        )
        for match in chance.sample(found, min(_PHRASES, len(found)))
    ]
    note = NoteText(path, text, "", writer)
    written = note.written(links)
    after = edited_text(text, note.edits(written))
    before = _targets(vault, path, text)
    is_sound = _without(after, path, {each.link.raw for each in vault.resolved[path]}) == text
    leads = _targets(vault, path, after) == before + Counter(each.link.target for each in written)
    return len(links), len(written), int(not (is_sound and leads))


def _targets(vault: Written, path: str, text: str) -> Counter[str | None]:
    links = parse_note(path, text).note.links
    return Counter(resolve_link(link, path, vault.index, SETTINGS).target.path for link in links)


def _without(text: str, path: str, old: Iterable[str]) -> str:
    """A text with what new links show in their places."""
    parts, position = [], 0
    for link in parse_note(path, text).note.links:
        if link.raw not in old and link.span.start >= position:
            parts += [text[position : link.span.start], link.display or link.target]
            position = link.span.end
    return "".join((*parts, text[position:]))


def main() -> None:
    """Measure vaults and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--vaults", default=VAULTS)
    parser.add_argument("--links", type=int, default=250)
    parser.add_argument("--notes", type=int, default=150)
    options = parser.parse_args()
    shared = os.environ.get("KBLINK_SHARED") or Path(__file__).resolve().parents[2] / "shared"
    print("| vault | links | of its kind | the same | phrases | put | faults |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for name in options.vaults.split(","):
        found = measure(
            read(Path(shared) / "corpora" / name), links=options.links, notes=options.notes
        )
        kinds, same = found.kinds / found.links, found.same / found.links
        print(
            f"| {name} | {found.links} | {kinds:.1%} | {same:.1%} | {found.tried} | "
            f"{found.put} | {found.faults} |"
        )


if __name__ == "__main__":
    main()
