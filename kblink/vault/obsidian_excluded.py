"""What Obsidian's list of excluded files names (Settings, Files and links, Excluded files).

An entry between slashes is a regular expression that is looked for in a file's path; any other is
what the path begins with. Letter case does not count, and paths are compared in NFC.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING
from unicodedata import normalize

from kblink.model import Skipped
from kblink.vault.inside import inside
from kblink.vault.path_automaton import END, START, Terms, TooComplexError
from kblink.vault.path_expressions import ExpressionError, path_term
from kblink.vault.small_file import UnreadableFileError, read_small_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kblink.vault.path_automaton import Term

APP_FOLDER = ".obsidian"
SETTINGS = f"{APP_FOLDER}/app.json"
_KEY = "userIgnoreFilters"

_SIZE_LIMIT = 256 * 1024
"""Bytes of the settings file; Obsidian's own has a few KiB."""
_FILTER_LIMIT = 1000
_EXPRESSION_LIMIT = 100
_TERM_LIMIT = 10_000
"""What one expression may need before it is used, so that it does not use up what all may need."""
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class _Filters:
    """What the list says: beginnings of paths in lower case, and expressions."""

    prefixes: tuple[str, ...] = ()
    expressions: tuple[str, ...] = ()


def excluded_by_obsidian(
    root: str, paths: Iterable[str], skip: Callable[[Skipped], None]
) -> set[str]:
    """Return those of the files' paths that Obsidian excludes in the vault at `root`.

    What cannot be heeded of its settings is handed to `skip`.
    """
    try:
        filters = _read_filters(root)
    except _UnusableError as error:
        skip(Skipped(SETTINGS, f"Obsidian's excluded files are not heeded: {error}"))
        return set()
    return {
        *_with_prefix(paths, filters.prefixes),
        *_with_expression(paths, filters.expressions, skip),
    }


class _UnusableError(Exception):
    """The settings cannot be used; the text says why."""


def _read_filters(root: str) -> _Filters:
    path = f"{root}/{SETTINGS}"
    if not os.path.lexists(path):
        return _Filters()
    if not inside(root, path):
        raise _UnusableError("the file leads out of the vault")
    try:
        settings = json.loads(read_small_file(path, _SIZE_LIMIT))
    except UnreadableFileError as error:
        raise _UnusableError(str(error)) from error
    except (ValueError, RecursionError) as error:
        raise _UnusableError("the file is not JSON") from error
    filters = settings.get(_KEY) if isinstance(settings, dict) else None
    if filters is None:
        return _Filters()
    if not isinstance(filters, list) or not all(isinstance(item, str) for item in filters):
        raise _UnusableError(f"{_KEY} is no list of strings")
    if len(filters) > _FILTER_LIMIT:
        raise _UnusableError(f"{_KEY} has more than {_FILTER_LIMIT} entries")
    expressions = [item for item in filters if _is_expression(item)]
    if len(expressions) > _EXPRESSION_LIMIT:
        raise _UnusableError(f"{_KEY} has more than {_EXPRESSION_LIMIT} regular expressions")
    prefixes = [item for item in filters if item.strip() and not _is_expression(item)]
    return _Filters(tuple(map(_folded, prefixes)), tuple(item[1:-1] for item in expressions))


def _is_expression(item: str) -> bool:
    return len(item) > 2 and item[0] == item[-1] == "/"


def _with_prefix(paths: Iterable[str], prefixes: tuple[str, ...]) -> Iterator[str]:
    if prefixes:
        yield from (path for path in paths if _folded(path).startswith(prefixes))


def _with_expression(
    paths: Iterable[str], expressions: Sequence[str], skip: Callable[[Skipped], None]
) -> list[str]:
    terms = Terms()
    found = []
    for expression in expressions:
        try:
            path_term(Terms(_TERM_LIMIT), expression)
            found.append(path_term(terms, normalize("NFC", expression)))
        except ExpressionError as error:
            skip(Skipped(SETTINGS, f"the expression {_shown(expression)} is not heeded: {error}"))
        except TooComplexError:
            skip(Skipped(SETTINGS, f"the expression {_shown(expression)} is too complex"))
    try:
        return list(_matching(terms, terms.either(found), paths)) if found else []
    except (TooComplexError, RecursionError):
        skip(Skipped(SETTINGS, "the expressions are too complex; none of them is heeded"))
        return []


def _matching(terms: Terms, wanted: Term, paths: Iterable[str]) -> Iterator[str]:
    """Yield the paths that a term has; each folder's part of them is matched once."""
    start = terms.after(wanted, START)
    after_folder = {"": start}
    for path in paths:
        folder, slash, name = path.rpartition("/")
        if folder not in after_folder:
            after_folder[folder] = terms.after_text(start, normalize("NFC", folder + slash))
        term = terms.after_text(after_folder[folder], normalize("NFC", name))
        if terms.after(term, END).holds_empty:
            yield path


def _folded(path: str) -> str:
    return path.lower() if path.isascii() else normalize("NFC", path).lower()


def _shown(expression: str) -> str:
    if len(expression) > _SHOWN:
        expression = expression[: _SHOWN - 1] + "…"
    return f"/{expression}/" if expression.isprintable() else f"/{ascii(expression)[1:-1]}/"
