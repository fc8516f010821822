"""The manifest of a training: hashes of all rows that it used, to prove what it did not use."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from kblink.durable import replaced
from kblink.train.select_rows import text_hash

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kblink.train.select_rows import Selection

COLUMNS = ("use", "source", "licence", "original", "translation")


def write_manifest(file: Path, selection: Selection) -> None:
    """Write a gzipped table: use (train, validate), source, licence, and the hash of each side.

    Hashes are those of `text_hash`, in hexadecimal. The same selection gives the same bytes.
    """
    with (
        replaced(file) as temporary,
        temporary.open("wb") as raw,
        gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as packed,  # no name, no time
    ):
        packed.write(("\t".join(COLUMNS) + "\n").encode())
        packed.writelines(f"{line}\n".encode() for line in _lines(selection))


def read_manifest(file: Path) -> Iterator[tuple[str, str, str, int, int]]:
    """Read a manifest: use, source, licence, hash of the original, hash of the translation."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            use, source, licence, original, translation = line.rstrip("\n").split("\t")
            yield use, source, licence, int(original, 16), int(translation, 16)


def _lines(selection: Selection) -> Iterator[str]:
    for use, blocks in (("train", selection.train), ("validate", selection.held_out)):
        for source, some in blocks.items():
            for block in some:
                for row in block:
                    sides = (text_hash(row.original), text_hash(row.translation))
                    hashes = "\t".join(f"{side:016x}" for side in sides)
                    yield f"{use}\t{source}\t{row.licence}\t{hashes}"
