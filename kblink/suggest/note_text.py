"""A note as the index has it, put together again: its passages, in the order of the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kblink.markdown.boilerplate import plain
from kblink.model import PassageRef
from kblink.rank.sentences import LINE_MARKS, text_blocks
from kblink.store.words import runs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from kblink.store.rows import StoredSection


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, list item, table row or heading; `words` are its folded words."""

    place: PassageRef
    words: tuple[str, ...]
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class NoteText:
    """What a note says."""

    path: str
    title: str
    passages: tuple[Passage, ...]

    @property
    def words(self) -> list[str]:
        """The words of all passages but headings: those a template may have given to many notes."""
        return [word for each in self.passages if not each.is_heading for word in each.words]


def note_text(
    sections: Sequence[StoredSection], boilerplate: AbstractSet[str] = frozenset()
) -> NoteText:
    """Put the sections of a note, in order and at least one, together, without `boilerplate` lines.

    A line that was too long for one section is whole again.
    """
    first = sections[0]
    return NoteText(first.path, first.title, tuple(_passages(sections, boilerplate)))


def has_lines(sections: Sequence[StoredSection], lines: AbstractSet[str]) -> bool:
    """Whether any of some lines, as `plain` has them, stands in the sections of a note."""
    return bool(lines) and any(
        plain(line) in lines for section in sections for line in section.body.split("\n")
    )


def words_of(text: str) -> tuple[str, ...]:
    """Return the folded words of a text; in scripts without blanks each character is one."""
    found: list[str] = []
    for run in runs(text):
        found.extend(run.text if run.is_cjk else (run.text,))
    return tuple(found)


def _passages(
    sections: Sequence[StoredSection], boilerplate: AbstractSet[str]
) -> Iterator[Passage]:
    for number, path, parts in _by_heading(sections):
        if path:
            place = PassageRef(sections[0].path, path[:-1], number, path[-1])
            yield Passage(place, words_of(path[-1]), is_heading=True)
        lines = _lines(parts, boilerplate)
        if not lines:
            continue
        start = min(lines)
        body = [lines.get(line, "") for line in range(start, max(lines) + 1)]
        for line, block in text_blocks(body):
            text = LINE_MARKS.sub("", " ".join(block.split()), count=1)
            if words := words_of(text):
                blank = len(block) - len(block.lstrip("\n"))
                yield Passage(PassageRef(sections[0].path, path, start + line + blank, text), words)


def _by_heading(
    sections: Sequence[StoredSection],
) -> Iterator[tuple[int, tuple[str, ...], list[StoredSection]]]:
    """Yield line and heading path of what stands under each heading, with its sections."""
    parts: list[StoredSection] = []
    for each in sections:
        # A second section with the same heading path begins where the one before it ended.
        if parts and each.heading_path != parts[0].heading_path:
            yield parts[0].line, parts[0].heading_path, parts
            parts = []
        parts.append(each)
    yield parts[0].line, parts[0].heading_path, parts


def _lines(sections: Sequence[StoredSection], boilerplate: AbstractSet[str]) -> dict[int, str]:
    """The lines of some sections by number; what a long line was cut into is joined."""
    lines: dict[int, str] = {}
    for section in sections:
        for number, line in enumerate(section.body.split("\n"), start=section.line):
            if line.strip():
                lines[number] = f"{lines[number]} {line}" if number in lines else line
    return {number: line for number, line in lines.items() if plain(line) not in boilerplate}
