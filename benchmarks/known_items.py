"""Known items: a section's heading as the query, that heading left out of the index.

    python benchmarks/known_items.py [FOLDER] [--most 300] [--seed 0] [--work DIR]

FOLDER holds one vault a folder (default: $KBLINK_SHARED/corpora, else ../shared/corpora). Of each
vault a copy is made in which the sampled headings say nothing (`## …`): their sections stay, and
are to be found by what they say. The note that a heading was taken from is the one relevant note.

A heading is asked for where its words stand nowhere else in the vault: else the copy would still
hold them, or others would answer as well. It has two words at least and no link, its section
twenty, and a note gives four at most, so that it keeps headings. DIR keeps copies and indexes for
the next run. Seed 0 is reported; whoever chooses weights draws with another one.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kblink import Vault
from kblink.evaluate.golden import GoldenQuery
from kblink.evaluate.queries import evaluate_queries
from kblink.markdown.parse import parse_note
from kblink.markdown.plain_text import plain_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kblink.model import Evaluation, Heading

VAULTS = ("seed-vault", "data-engineering-wiki", "foam-docs", "quartz-docs", "lixelv-notes")
REPOSITORY = Path(__file__).resolve().parent.parent
LEAST_HEADING_WORDS = 2
LEAST_SECTION_WORDS = 20
MOST_OF_A_NOTE = 4
SILENT = "…"
_WORD = re.compile(r"[^\W\d_]{2,}")
_HEADING_LINE = re.compile(r"[ ]{0,3}#{1,6}[ \t]+\Z")


@dataclass(frozen=True, slots=True)
class KnownItem:
    """A heading that is asked for: the words of the query, and where it stood."""

    path: str
    heading: Heading
    query: str


def sample(texts: Mapping[str, str], most: int, seed: int = 0) -> list[KnownItem]:
    """Return at most `most` headings of the notes `texts` (by path), drawn at random."""
    whole = "\n".join(texts.values()).casefold()
    found = [item for path, text in sorted(texts.items()) for item in candidates(path, text)]
    random.Random(seed).shuffle(found)  # noqa: S311 - no secret
    taken: list[KnownItem] = []
    of_note: dict[str, int] = {}
    for item in found:
        if len(taken) == most:
            break
        if of_note.get(item.path, 0) < MOST_OF_A_NOTE and whole.count(item.query.casefold()) == 1:
            of_note[item.path] = of_note.get(item.path, 0) + 1
            taken.append(item)
    return taken


def candidates(path: str, text: str) -> Iterator[KnownItem]:
    """The headings of a note (`#` ones, its title not among them) that are long enough, over
    sections that are."""
    note = parse_note(path, text).note
    starts = [heading.span.start for heading in note.headings]
    for heading, end in zip(note.headings, [*starts, len(text)][1:], strict=True):
        query = plain_line(heading.text)
        section = text[heading.span.end : end]
        line = text[text.rfind("\n", 0, heading.span.start) + 1 : heading.span.start]
        if (
            _HEADING_LINE.match(line)
            and plain_line(note.title) != query
            and "[" not in query
            and len(_WORD.findall(query)) >= LEAST_HEADING_WORDS
            and len(_WORD.findall(section)) >= LEAST_SECTION_WORDS
        ):
            yield KnownItem(path, heading, query)


def without_headings(text: str, headings: Sequence[Heading]) -> str:
    """Return the text of a note with these headings saying nothing."""
    for heading in sorted(headings, key=lambda each: each.span.start, reverse=True):
        text = text[: heading.span.start] + SILENT + text[heading.span.end :]
    return text


def copy_without(vault: Path, copy: Path, items: Sequence[KnownItem]) -> None:
    """Copy a vault but for the headings of `items`; a copy that is there is replaced."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(vault, copy, ignore=shutil.ignore_patterns(".kblink", ".git"))
    for path in {item.path for item in items}:
        headings = [item.heading for item in items if item.path == path]
        text = read_text(vault / path)
        (copy / path).write_bytes(without_headings(text, headings).encode("utf-8"))


def read_text(file: Path) -> str:
    """Return the text of a note with its line ends as they are."""
    return file.read_bytes().decode("utf-8-sig")


def measure(vault: Path, work: Path, most: int, seed: int) -> Evaluation:
    """Index the copy of one vault and search it for what was taken out."""
    texts = {path: read_text(vault / path) for path in Vault(vault).note_paths()}
    items = sample(texts, most, seed)
    copy_without(vault, work / "copies" / vault.name, items)
    queries = [
        GoldenQuery(str(number), item.query, "", "test", {item.path: 3})
        for number, item in enumerate(items)
    ]
    copy = Vault(work / "copies" / vault.name, index_dir=work / "indexes" / vault.name)
    return evaluate_queries(copy, queries)


def table(corpora: Path, work: Path, most: int, seed: int) -> str:
    """The whole table, in Markdown; rows are shown on stderr as they come."""
    rows = ["| vault | headings | keyword | dense | hybrid |", "|---|--:|--:|--:|--:|"]
    for name in VAULTS:
        measured = measure(corpora / name, work, most, seed).overall
        intervals = [of_ranker["ndcg@10"] for of_ranker in measured.metrics.values()]
        cells = [f"{each.mean:.3f} ({each.low:.3f}–{each.high:.3f})" for each in intervals]
        rows.append(f"| {name} | {measured.cases} | {' | '.join(cells)} |")
        print(rows[-1], file=sys.stderr)
    return "\n".join(rows)


def main() -> None:
    """Measure and print: nDCG@10 with its 95 % interval."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    shared = Path(os.environ.get("KBLINK_SHARED") or REPOSITORY.parent / "shared")
    parser.add_argument("corpora", nargs="?", type=Path, default=shared / "corpora")
    parser.add_argument("--most", type=int, default=300, help="headings of a vault at most")
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    parser.add_argument("--work", type=Path, metavar="DIR", help="keep copies and indexes here")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = arguments.work or Path(folder)
        print(table(arguments.corpora, work, arguments.most, arguments.seed))


if __name__ == "__main__":
    main()
