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
    """A kind of finding: its default severity, a title of a few words, what it means and what to
    do, and an example of both where there is a short one."""

    code: str
    severity: Severity
    title: str
    explanation: str
    example: str = ""


_DECLARED = (
    # --- links that lead nowhere ------------------------------------------------------------------
    Code(
        "broken-note",
        "error",
        "link to no note",
        "The link names a note that is nowhere in the vault, or not where the path says. A path "
        "that begins with ./ or ../ counts from the note's own folder, one that begins with / from "
        "the vault's root; a bare name is looked for in all folders. What leads out of the vault "
        "is broken too: nothing outside is ever looked at.",
        "[[../bert.md]] → [[../../nlp/bert.md]]",
    ),
    Code(
        "broken-heading",
        "error",
        "link to no heading",
        "The note is there, but it has no heading of this name. Case and most punctuation do not "
        "count; a chain #A#B wants B below A.",
        "[[bert#Pre-traning]] → [[bert#Pre-training]]",
    ),
    Code(
        "broken-block",
        "error",
        "link to no block",
        "The note is there, but no paragraph, list item, table or quote in it ends with this ^id.",
        "[[bert#^result]] needs a paragraph that ends in ^result",
    ),
    Code(
        "missing-attachment",
        "error",
        "missing attachment",
        "The picture, document or recording is nowhere in the vault. Attachments are named with "
        "their extension.",
        "![[plot.png]] → ![[figures/plot.png]]",
    ),
    Code(
        "undecodable-note",
        "error",
        "note is not UTF-8",
        "The note cannot be read as UTF-8, so nothing in it was checked. Save it as UTF-8.",
    ),
    # --- links that lead somewhere, but not surely ------------------------------------------------
    Code(
        "ambiguous",
        "warning",
        "several notes answer",
        "Several notes bear this name and none is clearly meant; which one opens depends on the "
        "program and even on the machine. Write more of the path.",
        "[[index]] → [[nlp/index]]",
    ),
    Code(
        "case-mismatch",
        "warning",
        "case differs",
        "The link works where case does not count, and breaks where it does (Linux, the web).",
        "[[BERT]] → [[bert]]",
    ),
    Code(
        "case-collision",
        "warning",
        "names differ only in case",
        "Two files bear this name but for case; on systems that do not tell case one hides the "
        "other. Rename one of them.",
    ),
    Code(
        "circular-embed",
        "warning",
        "embed leads back",
        "The embedded note embeds, directly or through others, the note that embeds it.",
    ),
    Code(
        "empty-link",
        "warning",
        "empty link",
        "The link has neither a target nor a heading.",
        "[BERT]() → [BERT](bert.md)",
    ),
    Code(
        "not-a-link",
        "warning",
        "blanks in a destination",
        "A destination with raw blanks makes no link: it is shown as text. Put it in <angle "
        "brackets>, or write %20 for each blank.",
        "[notes](my notes.md) → [notes](<my notes.md>)",
    ),
    # --- names that stand twice -------------------------------------------------------------------
    Code(
        "duplicate-block",
        "warning",
        "block id stands twice",
        "Two blocks of the note bear this id; links lead to the first.",
    ),
    Code(
        "duplicate-definition",
        "warning",
        "definition stands twice",
        "The note defines this label twice; the first definition counts, the second does nothing.",
        "[bert]: bert.md, and later [bert]: other.md",
    ),
    Code(
        "undefined-reference",
        "warning",
        "reference without definition",
        "The note defines no such label, so the reference is shown as text.",
        "[BERT][nlp] needs a line [nlp]: nlp/bert.md",
    ),
    Code(
        "duplicate-alias",
        "warning",
        "alias means several notes",
        "The alias is one of another note too, or another note's own name. Whoever writes it may "
        "get either. Give it to one of them.",
    ),
    Code(
        "duplicate-heading",
        "warning",
        "heading stands twice",
        "The note has several headings of this name; the link leads to the first. Name the heading "
        "above as well, or rename one.",
        "[[bert#Results]] → [[bert#Ablations#Results]]",
    ),
    # --- what is not read as it was meant ---------------------------------------------------------
    Code(
        "nbsp-heading",
        "warning",
        "no-break space makes no heading",
        "A no-break space stands behind the marks (Option+Space on a Mac types one), so the line "
        "is no heading. Replace it by a space.",
    ),
    Code(
        "unquoted-property-link",
        "warning",
        "unquoted link in a property",
        "To YAML [[x]] is a list in a list, so nothing is linked. Put the link in quotes.",
        'related: [[bert]] → related: "[[bert]]"',
    ),
    Code(
        "invalid-front-matter",
        "warning",
        "front matter not read",
        "The front matter is no YAML that can be read safely; its aliases and tags are lost.",
    ),
    Code(
        "invalid-canvas",
        "warning",
        "canvas not read",
        "The file is no JSON Canvas; the links on its cards were not checked.",
    ),
    Code(
        "invalid-base",
        "warning",
        "base not read",
        "The file is no YAML that can be read safely; the links in it were not checked.",
    ),
    # --- the web, only where it is asked for ------------------------------------------------------
    Code(
        "external-dead",
        "warning",
        "web page is gone",
        "The address answers that there is no such page (404, 410), or no machine bears its name, "
        "or that machine refuses. Only check --external asks. What keeps programs out (403, 405, "
        "429), answers too late or has a fault counts as unknown, never as dead.",
        "[BERT](https://example.org/old) → [BERT](https://example.org/new)",
    ),
    Code(
        "external-redirect",
        "note",
        "web page has moved for good",
        "The address answers that its page has another one for good (301, 308). The old one works "
        "until it does not. Only check --external asks.",
        "[BERT](http://example.org) → [BERT](https://example.org)",
    ),
    # --- worth knowing ----------------------------------------------------------------------------
    Code(
        "self-link",
        "note",
        "note links to itself",
        "The link leads to the very note that it stands in, so whoever follows it stays where they "
        "are. For a place in the note write its heading.",
        "[[bert]] in bert.md → [[#Results]]",
    ),
    Code(
        "orphan-note",
        "note",
        "no note links here",
        "No other note links to this one, so nobody comes across it.",
    ),
    Code(
        "dead-end",
        "note",
        "links to no note",
        "The note links to no other note, so nobody gets further from it.",
    ),
    Code(
        "unused-attachment",
        "note",
        "nothing uses the attachment",
        "No note links to this file or embeds it.",
    ),
    Code(
        "duplicate-basename",
        "note",
        "name stands twice",
        "Other notes bear this name too; the link leads to the one in the vault's root.",
    ),
    Code(
        "unused-definition",
        "note",
        "definition is not used",
        "Nothing in the note refers to this label.",
    ),
    Code(
        "not-portable",
        "off",
        "works here, not elsewhere",
        "The link works in Obsidian; code hosts and other editors resolve it differently: they "
        "know paths from the note's own folder only, and headings by their slug.",
        "[text](note#My heading) → [text](folder/note.md#my-heading)",
    ),
)

CODES: dict[str, Code] = {code.code: code for code in _DECLARED}
