"""What goes into the catalogue and what comes out of it: frozen data classes, no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kblink.model import (
        Candidate,
        FileEntry,
        Note,
        Problem,
        ResolvedLink,
        Section,
        Span,
        Suppression,
    )


class FileState(NamedTuple):
    """A file as the catalogue knows it. `content_hash` is empty for a file that is no note."""

    path: str
    size: int
    mtime_ns: int
    content_hash: str
    is_note: bool


@dataclass(frozen=True, slots=True)
class NoteRows:
    """Everything that is stored of one note; `note.path` and `entry.path` are the same."""

    entry: FileEntry
    content_hash: str
    note: Note
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """How one generation differs from the one before.

    `gone`: paths of notes and attachments to delete. `notes`: new or changed ones, replaced whole.
    `touched`: same content, new size or time. `attachments`: new or changed files that are no
    notes. `resolved`: for every note of `notes`, and every other whose verdicts may have changed,
    these in the order of `Note.links`; one without links may be left out.
    """

    gone: tuple[str, ...]
    notes: tuple[NoteRows, ...]
    touched: tuple[FileEntry, ...]
    attachments: tuple[FileEntry, ...]
    resolved: Mapping[str, tuple[ResolvedLink, ...]]

    @property
    def any(self) -> bool:
        """Whether anything but sizes and times changes."""
        return bool(self.gone or self.notes or self.attachments)


@dataclass(frozen=True, slots=True)
class NoteSummary:
    """A stored note without its text, headings and plain links. `link_count` leaves out ignored
    links; `links` are those that `check` may have to speak of."""

    path: str
    title: str
    aliases: tuple[str, ...]
    problems: tuple[Problem, ...]
    suppressions: tuple[Suppression, ...]
    link_count: int
    links: tuple[ResolvedLink, ...]


class KnownFiles(NamedTuple):
    """All files of the catalogue. `notes`: their paths by row id; `titles`: theirs by path;
    `attachments`: all other files.

    `entries`: path, size and time of each. `linked`: files that a link of another note leads to;
    `linking`: notes that link to another note.
    """

    notes: Mapping[int, str]
    titles: Mapping[str, str]
    attachments: frozenset[str]
    entries: frozenset[tuple[str, int, int]]
    linked: frozenset[str]
    linking: frozenset[str]


class ToldLink(NamedTuple):
    """What `check` may have to tell of a link of the note at `path`."""

    path: str
    status: str
    warnings: tuple[str, ...]
    raw: str
    target: str
    fragment: str | None
    target_path: str | None
    candidates: tuple[Candidate, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class StoredSection:
    """A section with its note. `id` is stable within one generation only."""

    id: int
    path: str
    title: str
    ordinal: int
    heading_path: tuple[str, ...]
    line: int
    end_line: int
    body: str
    digest: str
    language: str


class NoteNames(NamedTuple):
    """What a note is called."""

    path: str
    title: str
    aliases: tuple[str, ...]


class SectionPlace(NamedTuple):
    """What the ranking of a section depends on besides its scores. `headings` is its heading path
    as one text: passages of one section share it."""

    id: int
    path: str
    title: str
    ordinal: int
    headings: str
    language: str
