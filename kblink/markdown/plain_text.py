"""Markdown lines as a person reads them: without marks of emphasis, quotes, tables, HTML."""

from __future__ import annotations

import re

_REPLACED = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"^[ \t]*(?:>[ \t]?)+", ""),  # quotes
        (r"^\[![\w-]+\][+-]?[ \t]*", ""),  # the mark of a callout
        (r"^[ \t]*#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$", r"\1"),  # headings
        (r"^[ \t]*[-|:=*_ \t]{3,}$", ""),  # rules and the second line of tables
        (r"^([ \t]*[-*+][ \t]+)\[[ xX]\][ \t]+", r"\1"),  # boxes of tasks
        (r"^\[\^[^\]\s]+\]:[ \t]*", ""),  # footnotes
        (r"^[ \t]*\[[^\]]+\]:[ \t]+\S.*$", ""),  # link definitions
        (r"\[\^[^\]\s]+\]", ""),  # references to footnotes
        (r"</?[A-Za-z][^<>]*>", ""),  # tags
        (r"(?:^|(?<=\s))\^[A-Za-z0-9-]+[ \t]*$", ""),  # block ids
        (r"(\*{1,3}|~~|==)(?=\S)(.+?)(?<=\S)\1", r"\2"),  # emphasis
        (r"(?<!\w)(_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)", r"\2"),  # emphasis that knows words
        (r"`+([^`]+)`+", r"\1"),  # code
        (r"(?<!\\)\|", " "),  # cells
        (r"\\([!-/:-@\[-`{-~])", r"\1"),  # escapes
    )
)
_MARKS = re.compile(r"[>\[#|:=*_<^~`\\-]")


def plain_line(line: str) -> str:
    """One line without marks; blanks at its end are cut off, an indent is kept."""
    if not _MARKS.search(line):
        return line.rstrip()
    for pattern, replacement in _REPLACED:
        line = pattern.sub(replacement, line)
    return line.rstrip()
