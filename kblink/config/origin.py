"""Where settings come from: the file, and the line of each of its keys, to name them in errors."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kblink.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SHOWN = 60
"""Characters that are shown of a key; nobody vouches for the file, so it may be of any length."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A file of settings as errors name it, and the line of each key (`links.path-suffix`) that is
    found in it by looking, from 1. The n-th table of an array is `check.override[n]`, from 1."""

    path: str
    lines: Mapping[str, int] = field(default_factory=dict)

    def error(self, key: str, message: str, *, hint: str = "") -> ConfigError:
        """The error on a key; `message` goes on behind its name."""
        return ConfigError(f"{self._where(key)}: {_shown(key)} {message}", hint=hint)

    def unknown(self, key: str, known: Iterable[str], *, what: str = "unknown key") -> ConfigError:
        """The error on a key that is none of `known`; it names the nearest one."""
        nearest = difflib.get_close_matches(_shown(key), known, n=1, cutoff=0.0)
        hint = f"Did you mean {nearest[0]!r}?" if nearest else ""
        return ConfigError(f"{self._where(key)}: {what} {_shown(key)!r}.", hint=hint)

    def _where(self, key: str) -> str:
        line = self.lines.get(key)
        return self.path if line is None else f"{self.path}:{line}"


def key_lines(text: str) -> dict[str, int]:
    """The line of each table and key of a TOML text, by its dotted name; keys of inline tables
    are not looked for."""
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.split("\n"), start=1):
        stripped = line.strip()
        if stripped.startswith("[["):
            name = _dotted(stripped[2:].partition("]")[0])
            counts[name] = counts.get(name, 0) + 1
            table = f"{name}[{counts[name]}]"
            lines.setdefault(name, number)
            lines[table] = number
        elif stripped.startswith("["):
            table = _below_array(_dotted(stripped[1:].partition("]")[0]), counts)
            lines.setdefault(table, number)
        elif "=" in stripped:
            name = _dotted(stripped.partition("=")[0])
            lines.setdefault(f"{table}.{name}" if table else name, number)
    for key, number in list(lines.items()):
        while "." in key:
            key = key.rpartition(".")[0]  # noqa: PLW2901 - up to the tables that hold it
            lines.setdefault(key, number)
    return lines


def _dotted(name: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in name.split("."))


def _below_array(name: str, counts: Mapping[str, int]) -> str:
    """`check.override.severity` as the table that it belongs to: `check.override[1].severity`."""
    array = name.rpartition(".")[0]
    while array:
        if array in counts:
            return f"{array}[{counts[array]}]{name.removeprefix(array)}"
        array = array.rpartition(".")[0]
    return name


def _shown(key: str) -> str:
    return key if len(key) <= _SHOWN else f"{key[:_SHOWN]}…"
