"""Near-duplicates planted in real vaults: how many of them `suggest --duplicates` finds, and how
many other pairs it takes for duplicates, by the least similarity.

    python benchmarks/duplicates.py [FOLDER] [--notes 30] [--seed 0]

FOLDER holds one vault a folder (default: $KBLINK_SHARED/corpora, else ../shared/corpora). Of each
vault so many notes of 60 words or more, without blocks of code, are drawn, and of each of them one
changed copy of every kind is planted beside it. Others are the pairs that are no copies of one
note; what the vault had before anything was planted is not counted against the precision, but
told. No index and no encoder is needed.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from kblink import Vault
from kblink.changes import read_notes
from kblink.differences import scan_vault
from kblink.markdown.boilerplate import repeated_lines
from kblink.markdown.parse import parse_note
from kblink.markdown.sections import Window, body_lines, split_sections
from kblink.store.rows import StoredSection
from kblink.suggest.duplicates import group_duplicates
from kblink.suggest.note_text import note_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kblink.markdown.parse import ParsedNote
    from kblink.model import DuplicateGroup
    from kblink.suggest.note_text import NoteText

VAULTS = ("seed-vault", "data-engineering-wiki", "foam-docs", "lixelv-notes", "rust-book")
REPOSITORY = Path(__file__).resolve().parent.parent
WINDOW = Window(256, ("en", "ru"))
LEAST_WORDS = 60
LEAST_PARAGRAPHS = 8
_BLOCK = re.compile(r"^\s*(?:```|~~~|\$\$|<!--)", re.MULTILINE)
THRESHOLDS = (0.3, 0.4, 0.45, 0.5, 0.6, 0.7)

Paragraphs: TypeAlias = list[str]
Change: TypeAlias = "Callable[[Paragraphs, Paragraphs, random.Random], Paragraphs]"


def words_edited(share: float) -> Change:
    """Put words of other notes in place of a share of the words, here and there."""

    def change(own: Paragraphs, other: Paragraphs, chance: random.Random) -> Paragraphs:
        foreign = " ".join(other).split() or ["…"]
        return [
            re.sub(
                r"\S+",
                lambda match: chance.choice(foreign) if chance.random() < share else match[0],
                paragraph,
            )
            for paragraph in own
        ]

    return change


def paragraphs_edited(share: float) -> Change:
    """Put paragraphs of other notes in place of a share of the paragraphs."""

    def change(own: Paragraphs, other: Paragraphs, chance: random.Random) -> Paragraphs:
        return [other.pop() if other and chance.random() < share else each for each in own]

    return change


def shuffled(own: Paragraphs, other: Paragraphs, chance: random.Random) -> Paragraphs:
    """Put the paragraphs into another order."""
    del other
    return chance.sample(own, len(own))


def appended(own: Paragraphs, other: Paragraphs, chance: random.Random) -> Paragraphs:
    """Add as many paragraphs of other notes at the end."""
    del chance
    return own + other[: len(own)]


def halved(own: Paragraphs, other: Paragraphs, chance: random.Random) -> Paragraphs:
    """Keep the first half of the paragraphs."""
    del other, chance
    return own[: (len(own) + 1) // 2]


CHANGES: Mapping[str, Change] = {
    "copied": lambda own, _, __: own,
    "words 10 %": words_edited(0.1),
    "words 30 %": words_edited(0.3),
    "paragraphs 10 %": paragraphs_edited(0.1),
    "paragraphs 30 %": paragraphs_edited(0.3),
    "shuffled": shuffled,
    "appended": appended,
    "first half": halved,
}


def as_text(parsed: ParsedNote, boilerplate: frozenset[str]) -> NoteText | None:
    """A note as the index would have it."""
    note = parsed.note
    sections = [
        StoredSection(
            0,
            note.path,
            note.title,
            each.ordinal,
            each.heading_path,
            each.line,
            each.end_line,
            each.body,
            each.digest,
            each.language,
        )
        for each in split_sections(parsed, WINDOW, boilerplate)
    ]
    return note_text(sections, boilerplate) if sections else None


def grouped(texts: Sequence[NoteText], least: float) -> list[DuplicateGroup]:
    """The duplicates among notes of these texts."""
    return group_duplicates([text.words for text in texts], texts.__getitem__, least=least)


def planted(
    texts: Mapping[str, str], drawn: Sequence[str], name: str, seed: int
) -> list[ParsedNote]:
    """One changed copy of each note drawn, at `copy/NUMBER.md`."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    split = {path: text.split("\n\n") for path, text in sorted(texts.items())}
    # A paragraph each of long notes: with all of a note in it the copy would be one of that, too.
    others = [
        paragraphs
        for path, paragraphs in split.items()
        if path not in drawn and len(paragraphs) >= LEAST_PARAGRAPHS
    ]
    copies = []
    for number, path in enumerate(drawn):
        other = [each for some in others if not _BLOCK.search(each := chance.choice(some))]
        chance.shuffle(other)
        changed = CHANGES[name](split[path], other, chance)
        copies.append(parse_note(f"copy/{number}.md", "\n\n".join(changed)))
    return copies


def measure(vault: Path, count: int, seed: int) -> tuple[Counter[tuple[str, float]], int]:
    """Count what is found, by kind of change (or `other`, or `before`) and threshold; and how many
    of each kind were planted."""
    opened = Vault(vault, index_dir=vault / "no-index")
    listing = scan_vault(opened.root, opened.config, opened.index_dir)
    read = read_notes(opened.root, listing.notes, {}, lambda _: None)
    notes = [parsed for _, _, parsed in read.parsed]
    boilerplate = frozenset(line.text for line in repeated_lines(map(body_lines, notes)))
    own = [text for each in notes if (text := as_text(each, boilerplate)) is not None]
    texts = {each.note.path: each.source.text for each in notes}
    long = sorted(
        text.path
        for text in own
        if len(text.words) >= LEAST_WORDS and not _BLOCK.search(texts[text.path])
    )
    drawn = random.Random(seed).sample(long, min(count, len(long)))  # noqa: S311 - no secret
    original = {f"copy/{number}.md": path for number, path in enumerate(drawn)}
    found: Counter[tuple[str, float]] = Counter()
    for least in THRESHOLDS:
        found["before", least] = sum(len(each.pairs) for each in grouped(own, least))
    for name in CHANGES:
        copies = [as_text(each, boilerplate) for each in planted(texts, drawn, name, seed)]
        every = [*own, *(each for each in copies if each is not None)]
        for least in THRESHOLDS:
            for group in grouped(every, least):
                for pair in group.pairs:
                    right = pair.first in original and original[pair.first] == pair.second
                    right |= pair.second in original and original[pair.second] == pair.first
                    found[name if right else f"other {name}", least] += 1
    return found, len(drawn)


def table(corpora: Path, count: int, seed: int) -> str:
    """The whole table, in Markdown."""
    total: Counter[tuple[str, float]] = Counter()
    drawn = 0
    for name in VAULTS:
        started = time.perf_counter()
        found, number = measure(corpora / name, count, seed)
        total.update(found)
        drawn += number
        told = {least: found["before", least] for least in THRESHOLDS}
        seconds = time.perf_counter() - started
        print(f"{name}: {number} drawn, pairs before {told}, {seconds:.0f} s", file=sys.stderr)
    rows = [
        f"| planted ({drawn} each) | {' | '.join(f'≥ {least}' for least in THRESHOLDS)} |",
        f"|---|{'--:|' * len(THRESHOLDS)}",
    ]
    for name in CHANGES:
        cells = [f"{total[name, least] / drawn:.3f}" for least in THRESHOLDS]
        rows.append(f"| {name} | {' | '.join(cells)} |")
    right = {least: sum(total[name, least] for name in CHANGES) for least in THRESHOLDS}
    wrong = {
        least: sum(total[f"other {name}", least] for name in CHANGES)
        - total["before", least] * len(CHANGES)
        for least in THRESHOLDS
    }
    shares = [f"{right[least] / (right[least] + max(wrong[least], 0)):.3f}" for least in THRESHOLDS]
    rows.append(f"| precision | {' | '.join(shares)} |")
    rows.append(
        f"| pairs before | {' | '.join(str(total['before', least]) for least in THRESHOLDS)} |"
    )
    return "\n".join(rows)


def main() -> None:
    """Measure and print: recall by kind of change, and precision over all of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    shared = Path(os.environ.get("KBLINK_SHARED") or REPOSITORY.parent / "shared")
    parser.add_argument("corpora", nargs="?", type=Path, default=shared / "corpora")
    parser.add_argument("--notes", type=int, default=30, help="drawn of each vault")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    print(table(arguments.corpora, arguments.notes, arguments.seed))


if __name__ == "__main__":
    main()
