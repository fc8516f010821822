"""Read the notes of a vault for mentions of one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.links.mention_names import mention_pattern
from kblink.links.mentions import Prose, find_mentions
from kblink.markdown.parse import parse_note
from kblink.model import Progress
from kblink.vault.read import read_note

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from kblink.markdown.parse import ParsedNote
    from kblink.model import FileEntry, Mention, Named


def mentions_in(
    root: Path,
    entries: Sequence[FileEntry],
    note: Named,
    progress: Callable[[Progress], None],
) -> list[Mention]:
    """Return the mentions of `note` in the notes at `entries`; those that cannot be read are
    passed over."""
    return find_mentions(note, _texts(root, entries, note, progress))


def _texts(
    root: Path,
    entries: Sequence[FileEntry],
    note: Named,
    progress: Callable[[Progress], None],
) -> Iterator[Prose]:
    """Yield what may hold a mention: to parse a note takes a hundred times as long as to see that
    it has none."""
    pattern = mention_pattern(note)
    for done, entry in enumerate(entries):
        progress(Progress("searching for mentions", done, len(entries)))
        try:
            text = read_note(root, entry).text
        except OSError:
            continue
        if pattern is not None and pattern.search(text):
            yield as_prose(parse_note(entry.path, text))
    progress(Progress("searching for mentions", len(entries), len(entries)))


def as_prose(parsed: ParsedNote) -> Prose:
    """A parsed note as the text that mentions are looked for in."""
    source = parsed.source
    lines = len(source.starts)
    code = (
        (source.starts[first], source.ends[min(last, lines) - 1]) for first, last in parsed.code
    )
    hidden = ((span.start, span.end) for span in parsed.hidden)
    behind = parsed.body_line < lines
    return Prose(
        note=parsed.note,
        text=source.text,
        span=source.span,
        start=source.starts[parsed.body_line] if behind else len(source.text),
        avoided=(*code, *hidden),
    )
