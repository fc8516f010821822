"""Patterns of `.gitignore` syntax, as git reads them: which files and folders they name.

Each becomes a regular expression that cannot run away: what stands between two `*` is matched where
it occurs first, and never looked for again (an atomic group), so a pattern costs at most the
product of its length and the path's. Paths and patterns are compared in NFC, letter case counts.

pathspec 1.1 will not do: after `*` and `!*/` it excludes every folder, and git none.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_UP_TO_BLANK_END = re.compile(r"(?: *(?:\\.?|[^\\ ]))*", re.DOTALL)
_TOKEN = re.compile(
    r"""(?P<stars>\*+)
      | (?P<slash>\\?/)
      | (?P<any>\?)
      | \[(?P<not>[!^]?)(?P<members>\]?(?:\[:\w*:\]|\\.|[^]\\])*)\]
      | \\(?P<escaped>[^/])
      | (?P<plain>[^\\[])""",
    re.VERBOSE | re.DOTALL,
)
_MEMBER = re.compile(r"\[:(?P<named>\w*):\]|\\?(?P<low>.)(?:-\\?(?P<high>.))?", re.DOTALL)
_NAMED_CLASSES = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": r" \t",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": r"!-/:-@\[-`{-~",
    "space": r" \t-\r",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}
_NO_CHARACTER = r"(?!)"


class _Pattern(NamedTuple):
    """One line. `by_name`: it speaks of a name in any folder, else of a path."""

    expression: str
    by_name: bool
    only_folders: bool
    excludes: bool


@dataclass(frozen=True, slots=True)
class Matcher:
    """The patterns that can speak of a file, or of a folder; the last line stands first.

    `names` and `paths` are all expressions of a kind in one, since most files match none.
    """

    patterns: tuple[tuple[re.Pattern[str], _Pattern], ...]
    names: re.Pattern[str] | None
    paths: re.Pattern[str] | None

    def verdict(self, path: str, start: int, name: str) -> bool | None:
        """Whether `path` is excluded (True), taken back in (False) or not spoken of (None).

        It is in NFC; its first `start` characters are the folder that the patterns count from,
        `name` is its last part.
        """
        if not (
            (self.names is not None and self.names.fullmatch(name))
            or (self.paths is not None and self.paths.fullmatch(path, start))
        ):
            return None
        for expression, pattern in self.patterns:
            matched = expression.fullmatch(*((name,) if pattern.by_name else (path, start)))
            if matched:
                return pattern.excludes
        return None


@dataclass(frozen=True, slots=True)
class IgnorePatterns:
    """The patterns of one ignore file, in order: of those that match, the last one decides."""

    files: Matcher
    folders: Matcher

    def __bool__(self) -> bool:
        return bool(self.folders.patterns)


def read_patterns(lines: Iterable[str]) -> IgnorePatterns:
    """Read lines of an ignore file; a line that git could not match either matches nothing."""
    patterns = [pattern for line in lines if (pattern := _read_line(line)) is not None]
    patterns.reverse()
    return IgnorePatterns(_matcher(p for p in patterns if not p.only_folders), _matcher(patterns))


def _matcher(patterns: Iterable[_Pattern]) -> Matcher:
    kept = [(re.compile(pattern.expression, re.DOTALL), pattern) for pattern in patterns]
    by_name = [pattern.expression for _, pattern in kept if pattern.by_name]
    by_path = [pattern.expression for _, pattern in kept if not pattern.by_name]
    return Matcher(tuple(kept), _any_of(by_name), _any_of(by_path))


def _any_of(expressions: list[str]) -> re.Pattern[str] | None:
    unique = dict.fromkeys(expressions)
    return re.compile("|".join(unique), re.DOTALL) if unique else None


def _read_line(line: str) -> _Pattern | None:
    kept = _UP_TO_BLANK_END.match(line.removesuffix("\r"))
    if not kept or not kept[0] or line.startswith("#"):
        return None
    excludes = not line.startswith("!")
    glob = unicodedata.normalize("NFC", kept[0] if excludes else kept[0][1:])
    only_folders = glob.endswith("/")
    glob = glob.removesuffix("/")
    parts = _parts(glob.removeprefix("/"))
    if parts is None or not glob.strip("/"):
        return None
    by_name = "/" not in glob
    if len(parts) == 2 and parts[0] == ["**"]:  # `**/name` says no more than `name`
        parts, by_name = parts[1:], True
    return _Pattern(_path_expression(parts), by_name, only_folders, excludes)


def _parts(glob: str) -> list[list[str]] | None:
    """Split a glob at its slashes into lists of expressions of one character each, and of `*`s.

    None where it cannot match: a bracket is not closed, or a backslash stands last.
    """
    parts: list[list[str]] = [[]]
    end = 0
    while end < len(glob):
        token = _TOKEN.match(glob, end)
        if token is None:
            return None
        end = token.end()
        if token["slash"]:
            parts.append([])
        else:
            parts[-1].append(_token_expression(token))
    return parts


def _token_expression(token: re.Match[str]) -> str:
    if token["stars"]:
        return "*" * min(len(token["stars"]), 2)
    if token["any"]:
        return "[^/]"
    if token["members"] is not None:
        return _class_expression(token["members"], negated=bool(token["not"]))
    return re.escape(token["escaped"] or token["plain"])


def _class_expression(members: str, *, negated: bool) -> str:
    parts = []
    for member in _MEMBER.finditer(members):
        low, high = member["low"], member["high"]
        if low is None:
            if member["named"] not in _NAMED_CLASSES:
                return _NO_CHARACTER
            parts.append(_NAMED_CLASSES[member["named"]])
        elif high is None:
            parts.append(re.escape(low))
        elif low <= high:
            parts.append(f"{re.escape(low)}-{re.escape(high)}")
    if not parts:
        return "[^/]" if negated else _NO_CHARACTER
    return f"(?!/)[{'^' if negated else ''}{''.join(parts)}]"


def _path_expression(parts: list[list[str]]) -> str:
    """Join parts by slashes, where a part `**` stands for any number of folders.

    What stands between two `**` is taken where it fits first: it spans a fixed number of folders,
    so a later place could not help what follows.
    """
    below_all = parts[-1] == ["**"]
    runs: list[list[str]] = [[]]
    for part in parts[:-1] if below_all else parts:
        if part == ["**"]:
            runs.append([])
        else:
            runs[-1].append("".join(_part_expressions(part)))
    if below_all:
        runs[-1].append(".+")
    first, *others = ("/".join(run) for run in runs)
    if not others:
        return first
    *between, last = others
    lead = f"{first}/" if first else ""
    middle = "".join(f"(?>(?:[^/]+/)*?{run}/)" for run in between if run)
    return f"{lead}{middle}(?:[^/]+/)*{last}"


def _part_expressions(part: list[str]) -> Iterator[str]:
    """Yield expressions for one part of a path: what stands between two `*` is an atomic group."""
    chunks: list[str] = [""]
    for token in part:
        if token[0] == "*":
            chunks.append("")
        else:
            chunks[-1] += token
    first, *others = chunks
    yield first
    for chunk in others[:-1]:
        yield f"(?>[^/]*?{chunk})"
    if others:
        yield f"[^/]*{others[-1]}"
