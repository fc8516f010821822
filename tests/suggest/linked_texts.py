"""Small vaults in memory, and phrases of their notes that shall be links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kblink.config import LinkSettings
from kblink.links.resolve import resolve_links
from kblink.links.targets import index_targets
from kblink.markdown.parse import parse_note
from kblink.markdown.positions import read_lines
from kblink.model import SuggestedLink, is_note
from kblink.suggest.link_habits import LinkHabits
from kblink.suggest.put_links import NoteText
from kblink.suggest.write_link import LinkWriter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kblink.model import NewLinks


def writer_of(
    files: Mapping[str, str],
    given: NewLinks | None = None,
    settings: LinkSettings | None = None,
) -> LinkWriter:
    """What writes the links of a vault with these files."""
    settings = settings or LinkSettings()
    notes = [parse_note(path, text).note for path, text in files.items() if is_note(path)]
    index = index_targets(files, notes)
    return LinkWriter(LinkHabits(resolve_links(notes, index, settings), given), index, settings)


def suggested(
    path: str, text: str, anchor: str, target: str, *, confidence: float = 0.9, nth: int = 0
) -> SuggestedLink:
    """A suggestion for the nth place at which a phrase stands in a text."""
    starts = [match.start() for match in re.finditer(re.escape(anchor), text)]
    span = read_lines(text).span(starts[nth], starts[nth] + len(anchor))
    return SuggestedLink(path, span, anchor, target, confidence, {"title": 1.0}, "its title")


def replacements(
    files: Mapping[str, str],
    path: str,
    *phrases: tuple[str, str],
    given: NewLinks | None = None,
) -> list[str]:
    """What stands for each phrase of a note, of (phrase, target) pairs, where it can be written."""
    note = NoteText(path, files[path], "", writer_of(files, given))
    links: Sequence[SuggestedLink] = [
        suggested(path, files[path], anchor, target) for anchor, target in phrases
    ]
    return [each.replacement for each in note.written(links)]
