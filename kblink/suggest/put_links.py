"""Make phrases of one note links, and see that nothing else changes by that.

The new text is parsed, and its links are resolved, before anything of it is offered: every new
link leads to its note and to no other, every old one stands as it stood, and a reader sees the same
text.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from kblink.links.resolve import resolve_link
from kblink.markdown.definition_links import definition_links
from kblink.markdown.parse_file import parse_file
from kblink.markdown.shown_text import ShownText
from kblink.model import Edit, Suggestion
from kblink.repair.rewrite_links import edited_text

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from kblink.markdown.parse import ParsedNote
    from kblink.model import Link, SuggestedLink
    from kblink.suggest.write_link import LinkWriter

_UNCLEAR = frozenset({"case-mismatch", "case-collision", "duplicate-basename"})
"""What no new link is to be warned of."""

_OF_DELIMITERS = frozenset(" \t>:|-")


class _Written(NamedTuple):
    """A note parsed, with all in it that a new link must leave as it is."""

    parsed: ParsedNote
    shown: ShownText
    rest: Hashable

    @classmethod
    def of(cls, path: str, text: str) -> _Written:
        parsed = parse_file(path, text)
        note = parsed.note
        rest = (
            tuple(heading.text for heading in note.headings),
            tuple(block.id for block in note.blocks),
            tuple(tag.name for tag in note.tags),
            tuple((problem.code, problem.message) for problem in note.problems),
            tuple(definition.raw for definition in definition_links(parsed)),
            note.anchors,
            note.footnotes,
        )
        return cls(parsed, ShownText(parsed), rest)


class NoteText:
    """The text of a note in which links are to be put; without BOM, with the `digest` of its file's
    bytes."""

    def __init__(self, path: str, text: str, digest: str, writer: LinkWriter) -> None:
        self._path = path
        self._text = text
        self._digest = digest
        self._writer = writer
        self._before = _Written.of(path, text)

    def written(self, links: Iterable[SuggestedLink]) -> list[Suggestion]:
        """Return those of the links that can be put into the text, all at once, with what then
        stands in the place of each phrase; where two overlap, the first."""
        ways = [(link, ways) for link in _apart(links) if (ways := self._ways(link))]
        at_once = [Suggestion(link, texts[0]) for link, texts in ways]
        if self._fits(at_once):
            return at_once
        kept: list[Suggestion] = []
        for link, texts in ways:
            for text in texts:
                if self._fits([*kept, Suggestion(link, text)]):
                    kept.append(Suggestion(link, text))
                    break
        return kept

    def edits(self, suggestions: Iterable[Suggestion]) -> list[Edit]:
        """Return the edits that put suggestions into the note, in order."""
        return [
            Edit(
                self._path,
                each.link.span.start,
                each.link.span.end,
                each.link.anchor,
                each.replacement,
                self._digest,
            )
            for each in _in_order(suggestions)
        ]

    def _ways(self, link: SuggestedLink) -> list[str]:
        """The texts that may stand for a phrase; none where it does not stand in its place."""
        start, end = link.span.start, link.span.end
        neighbours = self._text[max(start - 1, 0) : start], self._text[end : end + 1]
        if self._text[start:end] != link.anchor or _is_bound(*neighbours):
            return []
        in_table = link.span.line in self._before.shown.tables or self._may_be_header(
            link.span.line
        )
        return [*self._writer.texts(link.anchor, self._path, link.target, in_table=in_table)]

    def _may_be_header(self, line: int) -> bool:
        """Whether some number of pipes would make a line (from 1) the header of a table."""
        source = self._before.parsed.source
        following = source.line(line) if line < len(source.starts) else ""
        return {"|", "-"} <= {*following} <= _OF_DELIMITERS

    def _fits(self, suggestions: Sequence[Suggestion]) -> bool:
        """Whether all is as it should be once suggestions are put in."""
        edits = self.edits(suggestions)
        after = _Written.of(self._path, edited_text(self._text, edits))
        if after.rest != self._before.rest or after.shown.pieces != self._before.shown.pieces:
            return False
        shifts = [*accumulate((len(edit.new) - len(edit.old) for edit in edits), initial=0)]
        new = {
            edit.start + shift: each.link.target
            for edit, shift, each in zip(edits, shifts, _in_order(suggestions), strict=False)
        }
        old_links = iter(self._before.parsed.note.links)
        for link in after.parsed.note.links:
            target = new.pop(link.span.start, None)
            if target is None:
                old = next(old_links, None)
                if old is None or (old.kind, old.raw) != (link.kind, link.raw):
                    return False
            elif not self._leads(link, target):
                return False
        return not new and next(old_links, None) is None

    def _leads(self, link: Link, target: str) -> bool:
        writer = self._writer
        found = resolve_link(link, self._path, writer.index, writer.settings)
        return (
            found.status == "ok"
            and found.target.path == target
            and _UNCLEAR.isdisjoint(found.warnings)
        )


def _is_bound(before: str, after: str) -> bool:
    """Whether what stands right beside a phrase would mean something else beside a link."""
    return bool((before and before in "[]!#\\") or (after and after in "[]("))


def _in_order(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    return sorted(suggestions, key=lambda each: each.link.span.start)


def _apart(links: Iterable[SuggestedLink]) -> list[SuggestedLink]:
    """The links without those that overlap one before them."""
    kept: list[SuggestedLink] = []
    for link in links:
        start, end = link.span.start, link.span.end
        if all(end <= other.span.start or other.span.end <= start for other in kept):
            kept.append(link)
    return kept
