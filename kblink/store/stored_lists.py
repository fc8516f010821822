"""Lists inside one column, as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kblink.model import Candidate, RepeatedLine
from kblink.store.database import damaged

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


def as_json(items: Iterable[str] | Iterable[int]) -> str:
    """Return a list of strings or numbers as JSON: to be stored, or for SQLite's `json_each`."""
    return json.dumps(list(items), ensure_ascii=False)


def from_json(folder: Path, stored: str) -> tuple[str, ...]:
    """Read a stored list of strings. Raises UnusableError where it is something else."""
    try:
        items = json.loads(stored)
    except (TypeError, ValueError, RecursionError) as error:
        raise damaged(folder, "it holds a broken list") from error
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise damaged(folder, "it holds something that is no list of strings")
    return tuple(items)


def candidates_as_json(candidates: Sequence[Candidate]) -> str:
    """Return candidates as JSON."""
    if not candidates:
        return "[]"
    items = [[item.path, item.replacement, item.confidence, item.reason] for item in candidates]
    return json.dumps(items, ensure_ascii=False)


def candidates_from_json(folder: Path, stored: str) -> tuple[Candidate, ...]:
    """Read stored candidates. Raises UnusableError where it is something else."""
    return candidates_of_all(folder, [stored])[0]


def candidates_of_all(folder: Path, stored: Sequence[str]) -> list[tuple[Candidate, ...]]:
    """Read the stored candidates of many links, in a third of the time that one by one takes.

    Raises UnusableError where any of it is something else.
    """
    try:
        found = [
            tuple(
                Candidate(str(path), str(replacement), float(confidence), str(reason))
                for path, replacement, confidence, reason in items
            )
            if items
            else ()
            for items in json.loads(f"[{','.join(stored)}]")
        ]
    except (TypeError, ValueError, RecursionError) as error:
        raise damaged(folder, "it holds broken candidates") from error
    if len(found) != len(stored):
        raise damaged(folder, "it holds broken candidates")
    if not all(0 <= item.confidence <= 1 for items in found for item in items):  # nor is NaN
        raise damaged(folder, "it holds a confidence that is none")
    return found


def lines_as_json(lines: Sequence[RepeatedLine]) -> str:
    """Return lines that notes share as JSON."""
    return json.dumps([[line.text, line.notes] for line in lines], ensure_ascii=False)


def lines_from_json(folder: Path, stored: str) -> tuple[RepeatedLine, ...]:
    """Read stored lines. Raises UnusableError where they are something else."""
    try:
        return tuple(RepeatedLine(str(text), int(notes)) for text, notes in json.loads(stored))
    except (TypeError, ValueError) as error:
        raise damaged(folder, "it holds a broken list of lines") from error
