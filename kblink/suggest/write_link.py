"""What may stand in place of a phrase to make it a link, the likest to the vault's own first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kblink.links.own_way import Way, own_ways
from kblink.links.rewrite import rewritten, written_target
from kblink.model import Link, Span
from kblink.suggest.link_habits import Letters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kblink.config import LinkSettings
    from kblink.links.targets import TargetIndex
    from kblink.suggest.link_habits import LinkHabits

_NO_PLAIN_TEXT = re.compile(r"[\[\]|`\\<>*$\n\r]|%%|==|~~|(?<!\w)_|_(?!\w)|&#?\w+;|://|\A\s|\s\Z")
"""What would be markup in the text of a link, or end it; a phrase that holds it is no link."""
_NOWHERE = Span(0, 0, 0, 0, 0, 0)
_WIKI = Link("wiki", "[[x]]", _NOWHERE, "x")
_MARKDOWN = Link("markdown", "[x](x.md)", _NOWHERE, "x.md")
_IN_PERCENTS = "%D1%8F"
"""A letter as those write it who leave none beyond ASCII in a destination."""


@dataclass(frozen=True, slots=True)
class LinkWriter:
    """Writes links as a vault does: by its habits, and so that they lead where they should."""

    habits: LinkHabits
    index: TargetIndex
    settings: LinkSettings

    def texts(
        self, anchor: str, source: str, path: str, *, in_table: bool = False
    ) -> Iterator[str]:
        """Yield links from the note at `source` to the one at `path` that show `anchor`.

        The first is written as the vault writes its links. Where no wiki-link can name the note a
        Markdown link follows. None where the phrase cannot be the text of a link.
        """
        if not anchor or _NO_PLAIN_TEXT.search(anchor):
            return
        example = self.habits.example(source, path)
        ways = [*own_ways(example.link, example.way, Way(source, path))]
        if example.link.kind == "wiki":
            yield from self._wiki(example.link, ways, anchor, Way(source, path), in_table)
            yield from self._markdown(_MARKDOWN, (), anchor, Way(source, path), Letters())
        else:
            yield from self._markdown(
                example.link, ways, anchor, Way(source, path), example.letters
            )

    def _wiki(
        self,
        link: Link,
        ways: list[str],
        anchor: str,
        way: Way,
        in_table: bool,  # noqa: FBT001 - internal
    ) -> Iterator[str]:
        target = written_target(link, way.source, way.path, self.index, self.settings, ways)
        if target is None:
            return
        if anchor == target:
            yield f"[[{target}]]"
            return
        written = rewritten(_WIKI, way.source, target, display=anchor)
        if written is not None:
            escaped = written.replace("|", "\\|", 1)
            yield from (escaped,) if in_table else (written, escaped)

    def _markdown(
        self, link: Link, ways: list[str] | tuple[()], anchor: str, way: Way, letters: Letters
    ) -> Iterator[str]:
        target = written_target(link, way.source, way.path, self.index, self.settings, ways)
        if target is None:
            return
        old = _IN_PERCENTS if letters.coded else "x"
        raw = f"[{anchor}](<{old}>)" if letters.angled else f"[{anchor}]({old})"
        written = rewritten(_MARKDOWN._replace(raw=raw), way.source, target)
        if written is not None:
            yield written
