"""What is collected of a note while its text is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kblink.model import Block, Heading, Link, Problem, Span, Tag

_LISTS = (
    *("headings", "section_starts", "blocks", "links", "tags", "anchors"),
    *("problems", "hidden", "code", "comments", "footnotes"),
)


@dataclass(slots=True)
class Found:
    """What has been collected of one note so far. `env` is markdown-it's: definitions are in it."""

    headings: list[Heading] = field(default_factory=list)
    section_starts: list[Heading] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    hidden: list[Span] = field(default_factory=list)
    code: list[tuple[int, int]] = field(default_factory=list)
    comments: list[tuple[int, int]] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)
    footnotes: list[str] = field(default_factory=list)
    env: dict[str, object] = field(default_factory=dict)

    def extend(self, other: Found) -> None:
        """Take all that was found behind this, with the same `env`."""
        for name in _LISTS:
            getattr(self, name).extend(getattr(other, name))
        self.labels |= other.labels
