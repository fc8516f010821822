"""The texts that encoders are measured on: sections of a book in two languages, notes whose links
are taken out, pairs of translations."""

from __future__ import annotations

import gzip
import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from corpus_sections import parsed_notes

from kblink import Vault
from kblink.markdown.boilerplate import repeated_lines
from kblink.markdown.parse import parse_note
from kblink.markdown.sections import body_lines, split_sections
from kblink.rank.sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from kblink.markdown.parse import ParsedNote
    from kblink.markdown.sections import Window
    from kblink.model import Link, Section

LEAST_WORDS = 20
"""Of a section's text behind its first sentence."""
_NO_WINDOW = 1 << 30
_WORD = re.compile(r"[^\W\d_]{2,}")
_ANCHOR = re.compile(r"<a[\s>]", re.IGNORECASE)
_ANCHOR_END = re.compile(r"</a\s*>", re.IGNORECASE)


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


# --- notes without their links ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UnlinkedNotes:
    """The notes of a vault by what they say besides their links.

    `texts` are their passages, note after note; `starts` has the place of each note's first, and
    `linked` the numbers of the notes that it is linked with in either direction.
    """

    paths: tuple[str, ...]
    texts: tuple[str, ...]
    starts: tuple[int, ...]
    linked: tuple[frozenset[int], ...]


def unlinked_notes(root: Path, window: Window) -> UnlinkedNotes:
    """Read a vault; notes that say nothing but their links are left out."""
    notes = [by_its_stem(without_links(parsed)) for parsed in parsed_notes(root)]
    boilerplate = {each.text for each in repeated_lines(body_lines(parsed) for parsed in notes)}
    passages = {
        parsed.note.path: [each.text for each in split_sections(parsed, window, boilerplate)]
        for parsed in notes
    }
    passages = {path: texts for path, texts in passages.items() if texts}
    sizes = [len(texts) for texts in passages.values()]
    return UnlinkedNotes(
        tuple(passages),
        tuple(text for texts in passages.values() for text in texts),
        tuple(accumulate(sizes[:-1], initial=0)),
        _numbers(tuple(passages), linked_pairs(root)),
    )


def linked_pairs(root: Path) -> set[tuple[str, str]]:
    """Return the paths of notes that a link joins, from and to, by kblink's own verdicts."""
    resolved = Vault(root).check(all_links=True).resolved
    return {
        (path, link.target.path)
        for path, links in resolved
        for link in links
        if link.status in ("ok", "ambiguous") and link.target.path
    }


def without_links(parsed: ParsedNote) -> ParsedNote:
    """Return a note whose links show nothing, neither target nor display text.

    Those of the front matter stay: it is in no section.
    """
    links = (_silent(link, parsed) for link in parsed.note.links)
    return replace(parsed, note=replace(parsed.note, links=tuple(links)))


def _silent(link: Link, parsed: ParsedNote) -> Link:
    if link.kind == "property":
        return link
    text, span = parsed.source.text, link.span
    if link.kind == "html" and _ANCHOR.match(link.raw):
        closing = _ANCHOR_END.search(text, span.end)
        span = parsed.source.span(span.start, closing.end() if closing else span.end)
    # An embed is what a section shows nothing of.
    return link._replace(kind="embed", span=span)


def by_its_stem(parsed: ParsedNote) -> ParsedNote:
    """Return a note that is called by its file's stem, whatever its front matter says."""
    stem = PurePosixPath(parsed.note.path).stem
    return replace(parsed, note=replace(parsed.note, title=stem, title_source="name"))


def _numbers(
    paths: tuple[str, ...], pairs: Iterable[tuple[str, str]]
) -> tuple[frozenset[int], ...]:
    """For each path the numbers of those that a pair joins it with, but for its own."""
    number = {path: place for place, path in enumerate(paths)}
    linked: list[set[int]] = [set() for _ in paths]
    for source, target in pairs:
        if source in number and target in number and source != target:
            linked[number[source]].add(number[target])
            linked[number[target]].add(number[source])
    return tuple(map(frozenset, linked))


# --- translations -------------------------------------------------------------------------------


def translations(file: Path) -> list[tuple[str, str]]:
    """Read the pairs of a gzipped table with the columns `en` and `ru`."""
    with gzip.open(file, "rt", encoding="utf-8", newline="\n") as lines:
        rows = [line.rstrip("\r\n").split("\t") for line in lines]
    english, russian = rows[0].index("en"), rows[0].index("ru")
    return [(row[english], row[russian]) for row in rows[1:]]
