"""Aligned text: gzipped tables of tab-separated columns, one pair of texts a line."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kblink.errors import TrainingError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from kblink.train.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Row:
    """A text in the teacher's language and its translation; `count` is 0 where nobody counted."""

    source: str
    licence: str
    original: str
    translation: str
    count: int = 0


def read_rows(folder: Path, recipe: Recipe) -> list[Row]:
    """Read the files of a recipe in its order. Raises TrainingError, naming file and line."""
    rows: list[Row] = []
    for name, columns in recipe.files.items():
        rows.extend(read_file(folder / name, columns, recipe))
    return rows


def read_file(file: Path, columns: Sequence[str], recipe: Recipe) -> Iterator[Row]:
    """Read the rows of a file with these columns; a first line that repeats them is passed over.

    Raises TrainingError, naming file and line, for what is no such table.
    """
    number = 0
    try:
        with gzip.open(file, "rt", encoding="utf-8", newline="\n") as lines:
            for number, line in enumerate(lines, 1):  # noqa: B007 - named in the error
                values = line.rstrip("\r\n").split("\t")
                if values[0] != "source":
                    yield _row(dict(zip(columns, values, strict=True)), recipe)
    except (OSError, EOFError, zlib.error) as error:
        raise TrainingError(
            f"The text cannot be read: {file}: {error}.",
            hint="Name the folder with the recipe's files by --text.",
        ) from error
    except ValueError as error:
        raise TrainingError(
            f"{file}:{number}: no row of {', '.join(columns)}, with tabs between.",
            hint="Mend the file, or the recipe's [files].",
        ) from error


def _row(values: dict[str, str], recipe: Recipe) -> Row:
    return Row(
        values["source"],
        values["licence"],
        values[recipe.original],
        values[recipe.translation],
        int(values.get("count", "0")),
    )
