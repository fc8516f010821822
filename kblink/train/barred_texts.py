"""What stands in notes that a training is to be measured on, so that no row of it is learned."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kblink.errors import TrainingError
from kblink.train.select_rows import text_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
_WORD = re.compile(r"\w+")
_LEAST_WORDS = 4
"""Shorter lines, such as `See also`, stand everywhere."""


def barred_texts(folders: Iterable[Path]) -> frozenset[int]:
    """Return the hashes of all lines and sentences of the Markdown files below these folders.

    Raises TrainingError where one is no folder or a file cannot be read.
    """
    return frozenset(
        text_hash(text)
        for folder in folders
        for file in _notes(folder)
        for text in note_texts(_read(file))
    )


def note_texts(text: str) -> Iterator[str]:
    """Return each line of a note, and its sentences where it has several."""
    for line in text.splitlines():
        for part in {line, *_SENTENCE_END.split(line)}:
            if len(_WORD.findall(part)) >= _LEAST_WORDS:
                yield part


def _notes(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise TrainingError(f"There is no folder {folder} to leave out the texts of.")
    return sorted(file for file in folder.rglob("*.md") if file.is_file())


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace")
    except OSError as error:
        raise TrainingError(f"The note cannot be read: {file}: {error}.") from error
