"""What leads from a note and what leads to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.model import NoteLinks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kblink.model import Mention, Named, ResolvedLink


def note_links(
    note: Named, resolved: Mapping[str, Sequence[ResolvedLink]], mentions: Sequence[Mention]
) -> NoteLinks:
    """Return the links of `note`, those of other notes that lead to it, and its `mentions`.

    `resolved` holds the links of all notes by path; the order of backlinks is its order. A link of
    the note to itself is an outgoing one only.
    """
    backlinks = [
        (path, link)
        for path, links in resolved.items()
        if path != note.path
        for link in links
        if link.target.path == note.path
    ]
    return NoteLinks(
        path=note.path,
        title=note.title,
        outgoing=tuple(resolved.get(note.path, ())),
        backlinks=tuple(backlinks),
        mentions=tuple(mentions),
    )
