r"""What Obsidian's list of excluded files names (Settings, Files and links, Excluded files).

An entry between slashes is a regular expression that is looked for in a file's path; any other is
what the path begins with. Letter case does not count, and paths are compared in NFC. Nobody vouches
for the expressions, so they are RE2's, which match in linear time: look-around, back-references and
`\u` are refused.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from unicodedata import normalize

from kblink.model import Skipped
from kblink.vault.inside import inside
from kblink.vault.small_file import UnreadableFileError, read_small_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

APP_FOLDER = ".obsidian"
SETTINGS = f"{APP_FOLDER}/app.json"
_KEY = "userIgnoreFilters"

_SIZE_LIMIT = 256 * 1024
"""Bytes of the settings file; Obsidian's own has a few KiB."""
_FILTER_LIMIT = 1000
_EXPRESSION_LIMIT = 100
_LENGTH_LIMIT = 1000
"""Characters of an expression."""
_MEMORY_LIMIT = 1024 * 1024
"""Bytes that RE2 may use for one expression."""
_PROGRAM_LIMIT = 2000
"""RE2's instructions of all expressions together; one of a person's has some 10 to 50. Each may be
followed at each byte of every path."""
_SHOWN = 60
_REASON_SHOWN = 40


@dataclass(frozen=True, slots=True)
class _Filters:
    """What the list says: beginnings of paths in lower case, and expressions."""

    prefixes: tuple[str, ...] = ()
    expressions: tuple[str, ...] = ()


class _Program(Protocol):
    """An expression that RE2 has compiled; `programsize` counts instructions."""

    programsize: int

    def search(self, text: bytes) -> object | None:
        """Return what is found in a text of UTF-8."""


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
        settings = json.loads(read_small_file(path, _SIZE_LIMIT, root))
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
    paths: Iterable[str], expressions: Iterable[str], skip: Callable[[Skipped], None]
) -> Iterator[str]:
    programs = _programs(expressions, skip)
    if programs:
        for path in paths:
            sought_in = normalize("NFC", path).encode()
            if any(program.search(sought_in) for program in programs):
                yield path


def _programs(expressions: Iterable[str], skip: Callable[[Skipped], None]) -> list[_Program]:
    """Compile the expressions; one that cannot be heeded is handed to `skip`."""
    programs: list[_Program] = []
    left = _PROGRAM_LIMIT
    for expression in dict.fromkeys(expressions):
        try:
            program = _program(normalize("NFC", expression))
        except _UnusableError as error:
            skip(Skipped(SETTINGS, f"the expression {_shown(expression)} is not heeded: {error}"))
            continue
        if program.programsize > left:
            skip(Skipped(SETTINGS, f"the expression {_shown(expression)} is too complex"))
            continue
        left -= program.programsize
        programs.append(program)
    return programs


def _program(expression: str) -> _Program:
    import re2

    if len(expression) > _LENGTH_LIMIT:
        raise _UnusableError(f"it has more than {_LENGTH_LIMIT} characters")
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = _MEMORY_LIMIT
    options.never_capture = True
    try:
        program: _Program = re2.compile(expression, options)
    except UnicodeEncodeError as error:
        raise _UnusableError("it is not Unicode") from error
    except re2.error as error:
        reason = error.args[0].decode("utf-8", "replace")
        raise _UnusableError(_printable(reason, _REASON_SHOWN)) from error
    return program


def _folded(path: str) -> str:
    return path.lower() if path.isascii() else normalize("NFC", path).lower()


def _shown(expression: str) -> str:
    return f"/{_printable(expression, _SHOWN)}/"


def _printable(text: str, limit: int) -> str:
    """Return a text in one line of at most `limit` characters."""
    shown = text if text.isprintable() else ascii(text)[1:-1]
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"
