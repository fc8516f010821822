"""Catalogues built by hand for tests: notes as plain sections, no Markdown involved."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kblink.markdown.language import language_of
from kblink.model import FileEntry, Link, Note, ResolvedLink, Section, Span, Tag, Target
from kblink.store.catalogue import Catalogue
from kblink.store.commit import commit_generation, encoder_key
from kblink.store.rows import Changes, NoteRows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kblink.ports import Encoder

_NOWHERE = Span(0, 0, 1, 1, 1, 1)


@dataclass(frozen=True)
class SmallNote:
    """A note of sections `(heading, body)`; links name other notes' paths."""

    path: str
    title: str
    sections: tuple[tuple[str, str], ...]
    links: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    def stored_sections(self) -> tuple[Section, ...]:
        """Each section stands below the one before, its heading on a line of its own."""
        sections: list[Section] = []
        line = 1
        for ordinal, (heading, body) in enumerate(self.sections):
            end = line + 1 + len(body.split("\n"))
            text = f"{self.title} › {heading}\n{body}"
            sections.append(
                Section(
                    ordinal=ordinal,
                    heading_path=(heading,),
                    line=line,
                    end_line=end,
                    body=f"\n{body}",
                    text=text,
                    digest=hashlib.sha256(text.encode()).hexdigest(),
                    language=language_of(text),
                )
            )
            line = end
        return tuple(sections)

    def rows(self) -> NoteRows:
        entry = FileEntry(self.path, 1, 1)
        note = Note(
            path=self.path,
            title=self.title,
            title_source="heading",
            language=language_of(self.title),
            tags=tuple(Tag(name, _NOWHERE) for name in self.tags),
            links=tuple(link.link for link in self.resolved()),
        )
        return NoteRows(entry, hashlib.sha256(b"").hexdigest(), note, self.stored_sections())

    def resolved(self) -> tuple[ResolvedLink, ...]:
        return tuple(
            ResolvedLink(Link("wiki", f"[[{path}]]", _NOWHERE, path), "ok", Target("note", path))
            for path in self.links
        )


def small_catalogue(folder: Path, notes: Sequence[SmallNote], encoder: Encoder) -> Catalogue:
    """Return a reader of a new index in `folder` that holds `notes`, embedded by `encoder`."""
    key = encoder_key(encoder.identity)
    sections = [section for note in notes for section in note.stored_sections()]
    vectors = encoder.encode([section.text for section in sections]).astype(np.float16)
    changes = Changes(
        gone=(),
        notes=tuple(note.rows() for note in notes),
        touched=(),
        attachments=(),
        resolved={note.path: note.resolved() for note in notes},
    )
    with Catalogue.open_writer(folder) as writer:
        if sections:
            digests = [section.digest for section in sections]
            writer.put_embeddings(key, dict(zip(digests, vectors, strict=True)))
        commit_generation(
            writer, changes, identity=encoder.identity, recipe="by-hand", scanned_at_ns=1
        )
    return Catalogue.open_reader(folder)
