"""Markdown lines as a person reads them: without marks of emphasis, quotes, tables, HTML."""

from __future__ import annotations

import re
from bisect import bisect_left

_BEFORE = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"^[ \t]*(?:>[ \t]?)+", ""),  # quotes
        (r"^\[![\w-]+\][+-]?[ \t]*", ""),  # the mark of a callout
    )
)
_HEADING = re.compile(r"[ \t]*#{1,6}[ \t]+")
_CLOSING = re.compile(r"(?<![ \t])[ \t]+(?:#+[ \t]*)?$")
_REPLACED = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"^[-|:=*_ \t]{3,}$", ""),  # rules and the second line of tables
        (r"^([ \t]*[-*+][ \t]+)\[[ xX]\][ \t]+", r"\1"),  # boxes of tasks
        (r"^\[\^[^\]\s]+\]:[ \t]*", ""),  # footnotes
        (r"^[ \t]*\[[^\]]+\]:[ \t]+\S.*$", ""),  # link definitions
        (r"\[\^[^\]\[\s]+\]", ""),  # references to footnotes
        (r"</?[A-Za-z][^<>]*>", ""),  # tags
        (r"(?:^|(?<=\s))\^[A-Za-z0-9-]+[ \t]*$", ""),  # block ids
    )
)
_OPENINGS = (re.compile(r"\*{1,3}|~~|=="), re.compile(r"(?<!\w)_{1,3}"))  # _ knows words
_CLOSINGS = {
    **{mark: re.compile(rf"(?<=\S)(?={re.escape(mark)})") for mark in ("*", "**", "***")},
    **{mark: re.compile(rf"(?<=\S)(?={mark})") for mark in ("~~", "==")},
    **{mark: re.compile(rf"(?<=\S)(?={mark}(?!\w))") for mark in ("_", "__", "___")},
}
_AFTER = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<!`)`+([^`]+)`+", r"\1"),  # code
        (r"(?<!\\)\|", " "),  # cells
        (r"\\([!-/:-@\[-`{-~])", r"\1"),  # escapes
    )
)
_MARKS = re.compile(r"[>\[#|:=*_<^~`\\-]")


def plain_line(line: str) -> str:
    """One line without marks; blanks at its end are cut off, an indent is kept."""
    if not _MARKS.search(line):
        return line.rstrip()
    line = _replaced(line, _BEFORE)
    if heading := _HEADING.match(line):
        line = _CLOSING.sub("", line[heading.end() :], count=1)
    line = _replaced(line, _REPLACED)
    for opening in _OPENINGS:
        line = _without_emphasis(line, opening)
    return _replaced(line, _AFTER).rstrip()


def _replaced(line: str, patterns: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    for pattern, replacement in patterns:
        line = pattern.sub(replacement, line)
    return line


def _without_emphasis(line: str, opening: re.Pattern[str]) -> str:
    """The line without pairs of marks; where each mark can close is found once, since a pattern
    for the pair would look for it from every mark anew."""
    closings: dict[str, list[int]] = {}
    parts: list[str] = []
    done = position = 0
    while found := opening.search(line, position):
        position = found.start() + 1
        for length in range(len(found[0]), 0, -1):
            mark = found[0][:length]
            start = found.start() + length
            if mark not in _CLOSINGS or line[start : start + 1].isspace():
                continue
            if mark not in closings:
                closings[mark] = [match.start() for match in _CLOSINGS[mark].finditer(line)]
            nearest = bisect_left(closings[mark], start + 1)
            if nearest < len(closings[mark]):
                end = closings[mark][nearest]
                if line.find("\n", start, end) < 0:
                    parts += line[done : found.start()], line[start:end]
                    done = position = end + length
                    break
    return "".join([*parts, line[done:]])
