"""Make phrases of one note links, and see that nothing else changes by that.

The new text is parsed, and its links are resolved, before anything of it is offered: every new
link leads to its note and to no other, every old one stands as it stood, and a reader sees the same
text.
"""

from __future__ import annotations

from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from kblink.links.resolve import resolve_link
from kblink.markdown.definition_links import definition_links
from kblink.markdown.parse_file import parse_file
from kblink.markdown.shown_text import ShownText
from kblink.model import Edit, Suggestion
from kblink.repair.rewrite_links import edited_text

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from kblink.model import Link, SuggestedLink
    from kblink.suggest.write_link import LinkWriter

_UNCLEAR = frozenset({"case-mismatch", "case-collision", "duplicate-basename"})
"""What no new link is to be warned of."""

_OF_DELIMITERS = frozenset(" \t>:|-")
"""What the line below the header of a table consists of."""
_MARKS = frozenset("*_~=`$%^&;<>\\@")
"""What means something or nothing by the letters beside it."""


class _Written:
    """A note parsed, with all in it that a new link must leave as it is."""

    def __init__(self, path: str, text: str) -> None:
        self.parsed = parse_file(path, text)

    @cached_property
    def shown(self) -> ShownText:
        """What a reader sees of it; this takes several times as long as all else."""
        return ShownText(self.parsed)

    @cached_property
    def rest(self) -> Hashable:
        """What else it holds but text and links."""
        note = self.parsed.note
        return (
            tuple(heading.text for heading in note.headings),
            tuple(block.id for block in note.blocks),
            tuple(tag.name for tag in note.tags),
            tuple((problem.code, problem.message) for problem in note.problems),
            tuple(definition.raw for definition in definition_links(self.parsed)),
            note.anchors,
            note.footnotes,
        )


class NoteText:
    """The text of a note in which links are to be put; without BOM, with the `digest` of its file's
    bytes."""

    def __init__(self, path: str, text: str, digest: str, writer: LinkWriter) -> None:
        self._path = path
        self._text = text
        self._digest = digest
        self._writer = writer
        self._before = _Written(path, text)

    def written(self, links: Iterable[SuggestedLink]) -> list[Suggestion]:
        """Return those of the links that can be put into the text, all at once, with what then
        stands in the place of each phrase; where two overlap, the first."""
        ways = [(link, ways) for link in _apart(links) if (ways := self._ways(link))]
        at_once = [Suggestion(link, texts[0]) for link, texts in ways]
        if not at_once or self._fits(at_once):
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
        if self._is_plain(link):
            return [*self._writer.texts(link.anchor, self._path, link.target)]
        line = link.span.line
        in_table = self._may_be_header(line) or line in self._before.shown.tables
        texts = self._writer.texts(link.anchor, self._path, link.target, in_table=in_table)
        # Beside marks one link may do only with another: each has to do alone.
        return [text for text in texts if self._fits([Suggestion(link, text)])]

    def _is_plain(self, link: SuggestedLink) -> bool:
        """Whether a link in place of a phrase changes nothing of the text around it: it begins with
        a letter, no mark touches it that means something beside others, and its line is none of a
        table, as far as its pipes tell."""
        start, end, line = link.span.start, link.span.end, link.span.line
        neighbours = self._text[max(start - 1, 0) : start] + self._text[end : end + 1]
        return (
            link.anchor[0].isalpha()
            and _MARKS.isdisjoint(neighbours)
            and "|" not in self._before.parsed.source.line(line - 1)
            and not self._may_be_header(line)
        )

    def _may_be_header(self, line: int) -> bool:
        """Whether some number of pipes would make a line (from 1) the header of a table."""
        source = self._before.parsed.source
        following = source.line(line) if line < len(source.starts) else ""
        return {"|", "-"} <= {*following} <= _OF_DELIMITERS

    def _fits(self, suggestions: Sequence[Suggestion]) -> bool:
        """Whether all is as it should be once suggestions are put in."""
        edits = self.edits(suggestions)
        before, after = self._before, _Written(self._path, edited_text(self._text, edits))
        if before.rest != after.rest:
            return False
        is_plain = all(self._is_plain(each.link) for each in suggestions)
        if not is_plain and before.shown.pieces != after.shown.pieces:
            return False
        shifts = [*accumulate((len(edit.new) - len(edit.old) for edit in edits), initial=0)]
        new = {
            edit.start + shift: each.link.target
            for edit, shift, each in zip(edits, shifts, _in_order(suggestions), strict=False)
        }
        old_links = iter(before.parsed.note.links)
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
