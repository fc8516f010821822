"""Golden queries: what people ask of a vault, and how good each note is as an answer.

A file of them has one JSON object a line:

    {"id": "k1", "query": "star schema", "kind": "keyword", "split": "dev",
     "relevant": {"Modeling/Dimensional.md": 3, "Modeling/Overview.md": 1}}

Grades: 3 is the note on it, 2 treats it at length, 1 is of some use. Without `id` the line's number
is one, without `kind` a query belongs to none, without `split` it is for the test.
"""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, cast
from unicodedata import normalize

from kblink.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

Split: TypeAlias = Literal["dev", "test"]

_SPLITS = ("dev", "test")
_KEYS = ("id", "query", "kind", "split", "relevant")
_GRADES = (1, 2, 3)
_SHOWN = 60
"""Characters that are shown of a value."""


@dataclass(frozen=True, slots=True)
class GoldenQuery:
    """A query with the grade of each note that answers it, by path in NFC; `line` counts from 1."""

    id: str
    query: str
    kind: str
    split: Split
    relevant: Mapping[str, int]
    line: int = 0


def read_golden(file: Path) -> tuple[GoldenQuery, ...]:
    """Return the golden queries of a file.

    Raises UsageError, with file and line, where it cannot be read or says what is not understood.
    """
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"--queries cannot read {str(file)!r}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not UTF-8 (byte {error.start}).") from error
    return parse_golden(text, str(file))


def parse_golden(text: str, file: str) -> tuple[GoldenQuery, ...]:
    """Return the golden queries of a text; `file` names it in errors. Raises UsageError."""
    queries: dict[str, GoldenQuery] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        place = f"{file}:{number}"
        query = _query(_object(line, place), number, place)
        if query.id in queries:
            first = queries[query.id].line
            raise UsageError(f"{place}: the id {_shown(query.id)} is that of line {first} too.")
        queries[query.id] = query
    if not queries:
        raise UsageError(f"{file} holds no queries.", hint="Write one JSON object a line.")
    return tuple(queries.values())


def of_split(queries: Iterable[GoldenQuery], split: str, file: str) -> tuple[GoldenQuery, ...]:
    """Return the queries of a split, of both where it is `all`. Raises UsageError for none."""
    chosen = tuple(query for query in queries if split in ("all", query.split))
    if not chosen:
        raise UsageError(f"{file} holds no queries of split {split!r}.")
    return chosen


def unknown_notes(queries: Iterable[GoldenQuery], known: Iterable[str]) -> list[tuple[int, str]]:
    """Return line and path of each graded note that is not among the `known` paths of the vault."""
    paths = {normalize("NFC", path) for path in known}
    return [(query.line, path) for query in queries for path in query.relevant if path not in paths]


# --- one line -----------------------------------------------------------------------------------


def _object(line: str, place: str) -> dict[str, object]:
    try:
        value = json.loads(line, object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{place}: {error}.", hint="Each line is a JSON object.") from error
    if not isinstance(value, dict):
        raise UsageError(f"{place}: this is no JSON object.")
    for key in value:
        if key not in _KEYS:
            nearest = difflib.get_close_matches(key[:_SHOWN], _KEYS, n=1, cutoff=0.0)[0]
            hint = f"Did you mean {nearest!r}?"
            raise UsageError(f"{place}: unknown key {_shown(key)}.", hint=hint)
    return value


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    known: dict[str, object] = {}
    for key, value in pairs:
        if key in known:
            raise ValueError(f"{_shown(key)} stands there twice")
        known[key] = value
    return known


def _query(values: dict[str, object], number: int, place: str) -> GoldenQuery:
    split = values.get("split", "test")
    if split not in _SPLITS:
        raise UsageError(f"{place}: split must be dev or test, not {_shown(split)}.")
    return GoldenQuery(
        id=_text(values.get("id", str(number)), "id", place),
        query=_text(values.get("query"), "query", place),
        kind=_text(values["kind"], "kind", place) if "kind" in values else "",
        split=cast("Split", split),
        relevant=_grades(values.get("relevant"), place),
        line=number,
    )


def _text(value: object, key: str, place: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise UsageError(f"{place}: {key} must be a text that is not empty.")
    return value


def _grades(value: object, place: str) -> dict[str, int]:
    if not isinstance(value, dict) or not value:
        message = f"{place}: relevant must be an object with a grade for each path of a note."
        raise UsageError(message)
    for path, grade in value.items():
        if type(grade) is not int or grade not in _GRADES:
            message = f"{place}: the grade of {_shown(path)} must be 1, 2 or 3."
            raise UsageError(message)
    return {normalize("NFC", path): grade for path, grade in value.items()}


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
