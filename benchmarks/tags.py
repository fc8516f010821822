"""How right the tags are that `suggest --tags` learns, on notes held out.

    python benchmarks/tags.py [FOLDER] [--indexes DIR]

FOLDER holds one vault a folder (default: $KBLINK_SHARED/corpora, else ../shared/corpora). Few of
these vaults have many tags: so the folder of each note is taken for a (nested) tag, too, which no
note says. DIR keeps the indexes for the next run. Error is the expected calibration error over all
notes and tags, in ten bins.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import numpy as np

from kblink import Vault
from kblink.store.catalogue import Catalogue
from kblink.suggest.tag_model import fit_tags
from kblink.suggest.tags import learnable_tags, names_said, read_tagged, report_tags

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kblink.suggest.tags import TaggedNote

CASES = (
    ("quartz-docs", "tags"),
    ("data-engineering-wiki", "tags"),
    ("foam-docs", "tags"),
    ("seed-vault", "tags"),
    ("data-engineering-wiki", "folders"),
    ("lixelv-notes", "folders"),
    ("seed-vault", "folders"),
)
CONFIDENCES = (0.3, 0.5, 0.7)
REPOSITORY = Path(__file__).resolve().parent.parent


def read(vault: Path, index: Path) -> list[TaggedNote]:
    """The notes of a vault, which is indexed first."""
    Vault(vault, index_dir=index).index()
    with Catalogue.open_reader(index) as catalogue, catalogue.snapshot():
        stored = catalogue.encoder
        return [*read_tagged(catalogue, stored[0])] if stored else []


def by_folder(note: TaggedNote) -> TaggedNote:
    """A note with its folder as its one tag."""
    folder = PurePosixPath(note.path).parent.as_posix()
    return replace(note, tags=() if folder == "." else (folder,))


def calibration_error(notes: Sequence[TaggedNote]) -> float:
    """How far probabilities are from the share of tags that are right, on average."""
    tagged = [note for note in notes if note.tags]
    learned = learnable_tags(tagged)
    labels = np.asarray([[tag in note.labels for tag in learned] for note in tagged], dtype=bool)
    vectors = np.stack([note.vector for note in tagged])
    held_out = fit_tags(vectors, labels, names_said(tagged, learned)).held_out.ravel()
    right = labels.ravel()
    bins = np.minimum((held_out * 10).astype(int), 9)
    return sum(
        abs(float(held_out[bins == each].mean() - right[bins == each].mean()))
        * float((bins == each).mean())
        for each in np.unique(bins)
    )


def row(vault: str, kind: str, notes: Sequence[TaggedNote]) -> str:
    """One row of the table: precision / recall of what is suggested from each confidence on."""
    labelled = [by_folder(note) for note in notes] if kind == "folders" else list(notes)
    reports = [report_tags(labelled, frozenset(), confidence) for confidence in CONFIDENCES]
    cells = [vault, kind, str(reports[0].tagged), str(reports[0].learned)]
    for report in reports:
        found = report.held_out
        cells.append("too few" if found is None else f"{found.precision:.2f} / {found.recall:.2f}")
    cells.append(f"{calibration_error(labelled):.3f}" if reports[0].held_out else "")
    return f"| {' | '.join(cells)} |"


def table(corpora: Path, indexes: Path) -> str:
    """The whole table, in Markdown; rows are shown on stderr as they come."""
    named = " | ".join(f"at {confidence}" for confidence in CONFIDENCES)
    rows = [
        f"| vault | labels | notes | learned | {named} | error |",
        f"|---|---|--:|--:|{'--:|' * (len(CONFIDENCES) + 1)}",
    ]
    for name, kind in CASES:
        rows.append(row(name, kind, read(corpora / name, indexes / name)))
        print(rows[-1], file=sys.stderr)
    return "\n".join(rows)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    shared = Path(os.environ.get("KBLINK_SHARED") or REPOSITORY.parent / "shared")
    parser.add_argument("corpora", nargs="?", type=Path, default=shared / "corpora")
    parser.add_argument("--indexes", type=Path, metavar="DIR", help="keep the indexes here")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(table(arguments.corpora, arguments.indexes or Path(folder)))


if __name__ == "__main__":
    main()
