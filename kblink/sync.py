"""From a folder of notes to a committed index: the whole way, in the order that it goes.

1. scan the vault's folder                          `vault.walk`
2. read and parse what is new or changed            `vault.read`, `markdown.parse`
3. cut that into sections                           `markdown.sections`
4. resolve the links that may have changed          `relink`, `links.resolve`
5. encode the sections that no one encoded before   an `Encoder`
6. commit rows and vectors as one generation        `store.commit`

What has not changed is neither parsed nor encoded again. Vectors are kept batch by batch, so a run
that was stopped goes on where it was.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from kblink.changes import ProgressCallback, ReadNotes, read_notes
from kblink.differences import Difference, compare, same_files, scan_vault
from kblink.markdown.boilerplate import repeated_lines
from kblink.markdown.sections import Window, body_lines, split_sections
from kblink.model import FileEntry, IndexReport, Progress, Section, Staleness
from kblink.recipe import recipe
from kblink.relink import resolve_all, resolve_changed
from kblink.standstill import left_out, scan_mark
from kblink.store.commit import commit_generation, encoder_key
from kblink.store.rows import Changes, FileState, NoteRows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from kblink.config import Config
    from kblink.model import RepeatedLine, Skipped
    from kblink.ports import Encoder
    from kblink.store.catalogue import Catalogue
    from kblink.vault.walk import Listing

_ENCODED_AT_ONCE = 256
"""Sections that are encoded, then kept in one transaction: a few seconds of work at the most, and
enough of one length for an encoder that takes these together."""


def sync(
    root: Path,
    catalogue: Catalogue,
    encoder: Encoder,
    config: Config,
    *,
    circumstances: Callable[[], str],
    full: bool = False,
    progress: ProgressCallback = lambda _: None,
) -> IndexReport:
    """Bring the catalogue up to date with the vault; the caller holds the write lock.

    `circumstances` says what the choice of the encoder hangs on, when all is encoded. `full` makes
    every row anew; vectors of unchanged text are reused all the same.
    """
    started = time.perf_counter()
    scanned_at_ns = time.time_ns()
    listing = scan_vault(root, config, catalogue.folder)
    renewed = full or not _is_current(catalogue, encoder, config)
    known = catalogue.file_states()
    states = {} if renewed else known
    difference = compare(listing, states, catalogue.scanned_at_ns)
    read = read_notes(root, _to_read(difference, listing), states, progress)
    boilerplate = _boilerplate(catalogue, read, config, full=full)
    rows = _note_rows(read, encoder, boilerplate, progress)
    changes = _changes(difference, read, listing, rows)
    embedded = _encode_missing(catalogue, encoder, changes.notes, progress)
    # A note that could not be read is tried again by each run, whatever its time says.
    scan = "" if read.vanished else scan_mark(listing, circumstances())
    if renewed or changes.any or not catalogue.has_whole_vectors():
        files_stand = not read.vanished and same_files(difference, listing, states)
        resolved = None
        if files_stand and not renewed:
            resolved = resolve_changed(catalogue, changes, listing, config.links)
        if resolved is None:
            resolved = resolve_all(catalogue, changes, listing, config.links, renewed=renewed)
        commit_generation(
            catalogue,
            replace(changes, resolved=resolved),
            identity=encoder.identity,
            recipe=recipe(config),
            scanned_at_ns=scanned_at_ns,
            scan=scan,
            full=renewed,
        )
    elif difference.any or scan != _scan_of(catalogue):
        catalogue.touch(changes.touched, scanned_at_ns, scan)
    totals = catalogue.totals()
    new, changed = _count_changes(changes.notes, known)
    present = {entry.path for entry in listing.notes} - read.vanished
    return IndexReport(
        vault=str(root),
        notes_total=totals.notes,
        notes_new=new,
        notes_changed=changed,
        notes_gone=sum(state.is_note and path not in present for path, state in known.items()),
        sections_total=totals.sections,
        sections_embedded=embedded,
        sections_reused=totals.sections - embedded,
        links_total=totals.links,
        skipped=(*left_out(listing, catalogue.undecodable()), *_unread(read)),
        seconds=time.perf_counter() - started,
        size=catalogue.size_bytes(),
        boilerplate=boilerplate,
    )


def _is_current(catalogue: Catalogue, encoder: Encoder, config: Config) -> bool:
    stored = catalogue.encoder
    return (
        stored is not None
        and stored[0] == encoder_key(encoder.identity)
        and catalogue.recipe == recipe(config)
    )


def _scan_of(catalogue: Catalogue) -> str:
    return "" if catalogue.current is None else catalogue.current.scan


def _unread(read: ReadNotes) -> Iterator[Skipped]:
    return (item for item in read.skipped if item.path in read.vanished)


def _boilerplate(
    catalogue: Catalogue, read: ReadNotes, config: Config, *, full: bool
) -> tuple[RepeatedLine, ...]:
    """The lines that are not embedded: those of the first run, or of the last full one.

    Were the list made anew by each run, sections would be embedded again for what other notes say.
    """
    if not config.index.boilerplate:
        return ()
    stored = None if full else catalogue.boilerplate()
    if stored is None:  # then all notes were read
        stored = repeated_lines(body_lines(parsed) for _, _, parsed in read.parsed)
        catalogue.keep_boilerplate(stored)
    return stored


def _changes(
    difference: Difference, read: ReadNotes, listing: Listing, notes: tuple[NoteRows, ...]
) -> Changes:
    """What the next generation changes, but for the verdicts on links."""
    attachments = tuple(
        entry for entry in (*difference.new, *difference.changed) if not listing.is_indexed(entry)
    )
    return Changes((*difference.gone, *read.vanished), notes, read.touched, attachments, {})


def _count_changes(rows: Sequence[NoteRows], known: dict[str, FileState]) -> tuple[int, int]:
    """How many notes were not there before, and how many had another content."""
    hashes = {path: state.content_hash for path, state in known.items() if state.is_note}
    new = sum(row.entry.path not in hashes for row in rows)
    same = sum(hashes.get(row.entry.path) == row.content_hash for row in rows)
    return new, len(rows) - new - same


def staleness(root: Path, listing: Listing, catalogue: Catalogue) -> Staleness:
    """Count the notes that differ from the index, reading those whose time does not tell."""
    states = catalogue.file_states()
    difference = compare(listing, states, catalogue.scanned_at_ns)
    read = read_notes(root, _to_read(difference, listing), states, lambda _: None)
    parsed = {entry.path for entry, _, _ in read.parsed}
    new = parsed & {entry.path for entry in difference.new}
    gone = [path for path in difference.gone if states[path].is_note]
    return Staleness(len(new), len(parsed - new), len(gone))


def _to_read(difference: Difference, listing: Listing) -> list[FileEntry]:
    """The notes that must be read to tell what changed."""
    entries = (*difference.new, *difference.changed, *difference.unsure)
    return [entry for entry in entries if listing.is_indexed(entry)]


def _note_rows(
    read: ReadNotes,
    encoder: Encoder,
    boilerplate: Sequence[RepeatedLine],
    progress: ProgressCallback,
) -> tuple[NoteRows, ...]:
    window = Window(encoder.identity.max_length, encoder.languages)
    not_embedded = frozenset(line.text for line in boilerplate)
    rows = []
    for done, (entry, text, parsed) in enumerate(read.parsed):
        progress(Progress("splitting", done, len(read.parsed)))
        sections = split_sections(parsed, window, not_embedded)
        rows.append(NoteRows(entry, text.content_hash, parsed.note, sections))
    return tuple(rows)


def _encode_missing(
    catalogue: Catalogue, encoder: Encoder, rows: Sequence[NoteRows], progress: ProgressCallback
) -> int:
    """Encode the sections that the cache lacks, longest first, so that the time left
    is never more than was said; return how many there were."""
    import numpy as np

    key = encoder_key(encoder.identity)
    sections = {section.digest: section for row in rows for section in row.sections}
    missing = catalogue.missing_embeddings(sections, key)
    waiting: list[Section] = sorted(
        (sections[digest] for digest in missing),
        key=lambda section: len(section.text),
        reverse=True,
    )
    for start in range(0, len(waiting), _ENCODED_AT_ONCE):
        progress(Progress("embedding", start, len(waiting)))
        batch = waiting[start : start + _ENCODED_AT_ONCE]
        vectors = encoder.encode([section.text for section in batch]).astype(np.float16)
        digests = (section.digest for section in batch)
        catalogue.put_embeddings(key, dict(zip(digests, vectors, strict=True)))
    if waiting:
        progress(Progress("embedding", len(waiting), len(waiting)))
    return len(waiting)
