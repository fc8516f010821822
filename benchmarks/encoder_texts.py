"""The texts that encoders are measured on: sections of a book in two languages, pairs of
translations."""

from __future__ import annotations

import gzip
import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kblink.markdown.parse import parse_note
from kblink.markdown.sections import split_sections
from kblink.rank.sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kblink.markdown.parse import ParsedNote
    from kblink.markdown.sections import Window
    from kblink.model import Section

LEAST_WORDS = 20
"""Of a section's text behind its first sentence."""
_NO_WINDOW = 1 << 30
_WORD = re.compile(r"[^\W\d_]{2,}")


# --- a book in two languages --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AskedSection:
    """A section: heading path and first sentence, and its passages without both."""

    query: str
    passages: tuple[str, ...]


def paired_sections(
    folder: Path, window: Window, languages: tuple[str, str] = ("en", "ru")
) -> list[tuple[AskedSection, AskedSection]]:
    """Return the sections that stand in both translations of a book, in `folder/LANGUAGE/*.md`.

    Files belong together by name, their sections by order: files with other numbers of headings
    are left out, and so are sections that have fewer than 20 words left in either language.
    """
    pairs: list[tuple[AskedSection | None, AskedSection | None]] = []
    for file in sorted((folder / languages[0]).glob("*.md")):
        other = folder / languages[1] / file.name
        if other.is_file():
            ours, theirs = (
                asked_sections(each.read_text("utf-8"), window) for each in (file, other)
            )
            if len(ours) == len(theirs):
                pairs.extend(zip(ours, theirs, strict=True))
    return [(a, b) for a, b in pairs if a is not None and b is not None]


def asked_sections(text: str, window: Window) -> list[AskedSection | None]:
    """Return what each heading of a note opens; None where too little text follows.

    Passages are those that `index` would cut, but for headings and code: code is the same in all
    translations. What is asked for does not hang on the window.
    """
    parsed = without_code(parse_note("", text))
    note = parsed.note
    title = (note.title,) if note.title_source == "heading" else ()
    whole = _by_heading(parsed, replace(window, tokens=_NO_WINDOW))
    return [
        _asked(title, sections, passages)
        for sections, passages in zip(whole, _by_heading(parsed, window), strict=True)
    ]


def _by_heading(parsed: ParsedNote, window: Window) -> list[list[Section]]:
    """The passages under each heading; there may be text before the first."""
    lines = [heading.span.line for heading in parsed.section_starts]
    found: list[list[Section]] = [[] for _ in lines]
    for section in split_sections(parsed, window):
        heading = bisect_right(lines, section.line) - 1
        if heading >= 0:
            found[heading].append(section)
    return found


def without_code(parsed: ParsedNote) -> ParsedNote:
    """Return a note with its code blocks hidden."""
    source = parsed.source
    code = (source.span(source.starts[first], source.ends[last - 1]) for first, last in parsed.code)
    return replace(parsed, hidden=(*parsed.hidden, *code), code=())


def _asked(
    title: tuple[str, ...], whole: Sequence[Section], passages: Sequence[Section]
) -> AskedSection | None:
    """The question that a section gives; `whole` is the section in one piece, if it has any."""
    body = whole[0].body if whole else ""
    sentence = next((each.text for each in split_sentences(body)), "")
    (rest,) = without_text([body], sentence, of=body)
    if not sentence or len(_WORD.findall(rest)) < LEAST_WORDS:
        return None
    left = without_text([each.body for each in passages], sentence, of=body)
    headings = " › ".join((*title, *whole[0].heading_path))
    return AskedSection(f"{headings}\n{sentence}", tuple(filter(_WORD.search, left)))


def without_text(passages: Sequence[str], text: str, *, of: str) -> list[str]:
    """Return passages `of` a whole, in its order, without the first place where `text` stands
    there: in one of them or over several. Runs of blanks become one, and are not compared."""
    whole, taken = _squeezed(of), _squeezed(text)
    start = whole.index(taken)
    end = start + len(taken)
    left, at = [], 0
    for passage in passages:
        at = whole.index(_squeezed(passage), at)  # what has no word is in no passage
        words = []
        for word in passage.split():
            words.append(word[: max(start - at, 0)] + word[max(end - at, 0) :])
            at += len(word)
        left.append(" ".join(filter(None, words)))
    return left


def _squeezed(text: str) -> str:
    return "".join(text.split())


# --- translations -------------------------------------------------------------------------------


def translations(file: Path) -> list[tuple[str, str]]:
    """Read the pairs of a gzipped table with the columns `en` and `ru`."""
    with gzip.open(file, "rt", encoding="utf-8", newline="\n") as lines:
        rows = [line.rstrip("\r\n").split("\t") for line in lines]
    english, russian = rows[0].index("en"), rows[0].index("ru")
    return [(row[english], row[russian]) for row in rows[1:]]
