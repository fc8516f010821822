"""The findings that `check` can report: each code declared once, with its words.

`kblink explain`, reports and documentation take severity and words from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kblink.model import Severity


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of finding: its default severity, a title of a few words, what it means."""

    code: str
    severity: Severity
    title: str
    explanation: str


_DECLARED = (
    Code(
        "broken-note",
        "error",
        "link to no note",
        "The link names a note that is nowhere in the vault, or not where the path says.",
    ),
    Code(
        "broken-heading",
        "error",
        "link to no heading",
        "The note is there, but it has no heading of this name.",
    ),
    Code(
        "broken-block",
        "error",
        "link to no block",
        "The note is there, but no paragraph or list item in it ends with this ^id.",
    ),
    Code(
        "missing-attachment",
        "error",
        "missing attachment",
        "The picture, document or recording is nowhere in the vault.",
    ),
    Code(
        "undecodable-note",
        "error",
        "note is not UTF-8",
        "The note cannot be read as UTF-8, so nothing in it was checked. Save it as UTF-8.",
    ),
    Code(
        "ambiguous",
        "warning",
        "several notes answer",
        "Several notes bear this name and none is clearly meant. Write more of the path.",
    ),
    Code(
        "case-mismatch",
        "warning",
        "case differs",
        "The link works where case does not count, and breaks where it does (Linux, the web).",
    ),
    Code(
        "case-collision",
        "warning",
        "names differ only in case",
        "Two files bear this name but for case; on some systems one hides the other.",
    ),
    Code(
        "circular-embed",
        "warning",
        "embed leads back",
        "The embedded note embeds, directly or through others, the note that embeds it.",
    ),
    Code("empty-link", "warning", "empty link", "The link has neither a target nor a heading."),
    Code(
        "not-a-link",
        "warning",
        "blanks in a destination",
        "A destination with raw blanks makes no link. Put it in <angle brackets>.",
    ),
    Code(
        "duplicate-heading",
        "warning",
        "heading stands twice",
        "The note has several headings of this name; the link leads to the first.",
    ),
    Code(
        "unquoted-property-link",
        "warning",
        "unquoted link in a property",
        "To YAML [[x]] is a list in a list. Put the link in quotes.",
    ),
    Code(
        "invalid-front-matter",
        "warning",
        "front matter not read",
        "The front matter is no YAML that can be read safely; its aliases and tags are lost.",
    ),
    Code(
        "duplicate-basename",
        "note",
        "name stands twice",
        "Other notes bear this name too; the link leads to the one in the vault's root.",
    ),
    Code(
        "not-portable",
        "off",
        "works here, not elsewhere",
        "The link works in Obsidian; code hosts and other editors resolve it differently.",
    ),
)

CODES: dict[str, Code] = {code.code: code for code in _DECLARED}
