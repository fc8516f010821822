"""The one commit rule: rows and vectors become a new generation at once, or not at all.

The vector file is durable before anything names it; the SQLite transaction that names it is the
commit; older files go after that. Whatever is killed, whenever, the next to open the catalogue
finds the old generation or the new one.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from kblink.store.embeddings import read_matrix
from kblink.store.file_rows import delete_all_files, delete_files, insert_attachments, touch_files
from kblink.store.folder import not_writable
from kblink.store.generation import (
    Generation,
    read_generation,
    write_encoder,
    write_generation,
)
from kblink.store.keyword_search import insert_words, rebuild_words
from kblink.store.link_rows import insert_links, update_verdicts
from kblink.store.note_rows import insert_note
from kblink.store.section_rows import insert_section
from kblink.store.sweep import sweep
from kblink.store.vector_rows import number_rows
from kblink.store.vectors import write_vectors
from kblink.store.words import recipe as current_words_recipe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kblink.model import EncoderIdentity, ResolvedLink
    from kblink.store.catalogue import Catalogue
    from kblink.store.database import Database
    from kblink.store.rows import Changes, NoteRows

__all__ = ["commit_generation", "encoder_key", "sweep"]


def encoder_key(identity: EncoderIdentity) -> str:
    """Return a short stable id of an encoder: its name and 12 digits of a sha256 of the rest.

    `languages` is left out: it tells what the vectors are good for, not what they are.
    """
    fields = asdict(identity)
    del fields["languages"]
    canonical = json.dumps(fields, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    digest = hashlib.sha256(canonical.encode("ascii")).hexdigest()
    return f"{identity.name.rstrip('/').rpartition('/')[2]}:{digest[:12]}"


def commit_generation(
    catalogue: Catalogue,
    changes: Changes,
    *,
    identity: EncoderIdentity,
    recipe: str,
    scanned_at_ns: int,
    full: bool = False,
) -> int:
    """Make `changes` the next generation, durably; return its number.

    All embeddings that it needs are in the cache already. `full` drops all rows of before, but no
    embeddings. Raises UnwritableIndexError (a full disk), UnusableError (a missing embedding), and
    ValueError where `changes.resolved` does not fit the links; the old generation then stands.
    """
    database = catalogue.database
    encoder_id = encoder_key(identity)
    try:
        with database.transaction():
            before = read_generation(database)
            words_recipe = current_words_recipe()
            _apply(database, changes, full=full)
            if before is not None and before.words_recipe != words_recipe:
                rebuild_words(database)
            number = 1 if before is None else before.number + 1
            number_rows(database)
            matrix = read_matrix(database, encoder_id, identity.dimension)
            vectors = write_vectors(catalogue.folder, number, matrix)
            write_encoder(database, encoder_id, identity)
            write_generation(
                database,
                Generation(number, recipe, words_recipe, encoder_id, scanned_at_ns, vectors),
            )
    except OSError as error:
        raise not_writable(catalogue.folder, error) from error
    catalogue.is_believed |= full
    database.checkpoint()
    sweep(catalogue.folder, keep=vectors.name)
    return number


def _apply(database: Database, changes: Changes, *, full: bool) -> None:
    # Rows point at sections; they are all numbered anew at the end.
    database.run("DELETE FROM vector_rows")
    written = [rows.entry.path for rows in changes.notes]
    if full:
        delete_all_files(database)
    else:
        attachments = (entry.path for entry in changes.attachments)
        delete_files(database, (*changes.gone, *written, *attachments))
    touch_files(database, changes.touched)
    insert_attachments(database, changes.attachments)
    for rows in changes.notes:
        _insert(database, rows, changes.resolved.get(rows.entry.path, ()))
    update_verdicts(database, changes.resolved, frozenset(written))


def _insert(database: Database, rows: NoteRows, resolved: Sequence[ResolvedLink]) -> None:
    note = rows.note
    note_id = insert_note(database, rows.entry, rows.content_hash, note)
    insert_links(database, note_id, note.links, resolved)
    for section in rows.sections:
        section_id = insert_section(database, note_id, section)
        texts = (note.title, note.aliases, section.heading_path, section.body)
        insert_words(database, section_id, texts)
