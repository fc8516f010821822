"""The one commit rule: rows and vectors become a new generation at once, or not at all.

The vector file is durable before anything names it; the SQLite transaction that names it is the
commit; older files go after that. Whatever is killed, whenever, the next to open the catalogue
finds the old generation or the new one.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kblink.store.carried_vectors import read_carried
from kblink.store.embeddings import read_matrix
from kblink.store.file_rows import (
    delete_all_files,
    delete_files,
    insert_attachments,
    read_totals,
    touch_files,
)
from kblink.store.folder import not_writable
from kblink.store.generation import (
    Generation,
    encoder_key,
    read_generation,
    write_encoder,
    write_generation,
)
from kblink.store.keyword_search import (
    count_terms,
    insert_words,
    rebuild_words,
    section_terms,
)
from kblink.store.link_rows import insert_links, update_verdicts
from kblink.store.note_rows import insert_note
from kblink.store.section_rows import insert_section
from kblink.store.sweep import sweep
from kblink.store.term_rows import delete_all_terms, update_terms
from kblink.store.vector_rows import number_rows
from kblink.store.vectors import write_vectors
from kblink.store.verdict_rows import mark_linked, read_targets
from kblink.store.words import recipe as current_words_recipe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kblink.model import EncoderIdentity, ResolvedLink
    from kblink.store.catalogue import Catalogue
    from kblink.store.database import Database
    from kblink.store.rows import Changes, NoteRows

__all__ = ["commit_generation", "encoder_key", "sweep"]


def commit_generation(
    catalogue: Catalogue,
    changes: Changes,
    *,
    identity: EncoderIdentity,
    recipe: str,
    scanned_at_ns: int,
    scan: str = "",
    full: bool = False,
) -> int:
    """Make `changes` the next generation, durably; return its number. `scan` is the fingerprint of
    the files that it stands for.

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
            carried = None if full else read_carried(database, before, encoder_id)
            inserted = _apply(database, changes, full=full)
            if before is not None and before.words_recipe != words_recipe:
                rebuild_words(database)
            number = 1 if before is None else before.number + 1
            number_rows(database)
            matrix = read_matrix(database, encoder_id, identity.dimension, carried, inserted)
            vectors = write_vectors(catalogue.folder, number, matrix)
            write_encoder(database, encoder_id, identity)
            write_generation(
                database,
                Generation(
                    number=number,
                    recipe=recipe,
                    words_recipe=words_recipe,
                    encoder_id=encoder_id,
                    scanned_at_ns=scanned_at_ns,
                    scan=scan,
                    totals=read_totals(database),
                    vectors=vectors,
                ),
            )
    except OSError as error:
        raise not_writable(catalogue.folder, error) from error
    database.checkpoint()
    sweep(catalogue.folder, keep=vectors.name)
    return number


def _apply(database: Database, changes: Changes, *, full: bool) -> list[int]:
    """Change the rows; return the ids of the sections that were written."""
    # Rows point at sections; they are all numbered anew at the end.
    database.run("DELETE FROM vector_rows")
    written = [rows.entry.path for rows in changes.notes]
    relinked = None if full else _relinked(changes)
    no_more_linked = set() if relinked is None else read_targets(database, relinked)
    terms: Counter[str] = Counter()
    if full:
        delete_all_files(database)
        delete_all_terms(database)
    else:
        replaced = [*changes.gone, *written, *(entry.path for entry in changes.attachments)]
        terms.subtract(count_terms(database, replaced))
        delete_files(database, replaced)
    touch_files(database, changes.touched)
    insert_attachments(database, changes.attachments)
    inserted: list[int] = []
    for rows in changes.notes:
        inserted += _insert(database, rows, changes.resolved.get(rows.entry.path, ()), terms)
    update_terms(database, terms)
    update_verdicts(database, changes.resolved, frozenset(written))
    if relinked is None:
        mark_linked(database, None)
    else:
        mark_linked(database, {*relinked, *no_more_linked, *read_targets(database, relinked)})
    return inserted


def _relinked(changes: Changes) -> set[str]:
    """The files that come or go, and the notes whose links may lead elsewhere than before."""
    attachments = (entry.path for entry in changes.attachments)
    written = (rows.entry.path for rows in changes.notes)
    return {*changes.gone, *attachments, *written, *changes.resolved}


def _insert(
    database: Database, rows: NoteRows, resolved: Sequence[ResolvedLink], terms: Counter[str]
) -> list[int]:
    """Write a note; add its words to `terms`; return the ids of its sections."""
    note = rows.note
    note_id = insert_note(database, rows.entry, rows.content_hash, note)
    insert_links(database, note_id, note.links, resolved)
    ids = []
    for section in rows.sections:
        section_id = insert_section(database, note_id, section)
        texts = (note.title, note.aliases, section.heading_path, section.body)
        insert_words(database, section_id, texts)
        terms.update(section_terms(texts))
        ids.append(section_id)
    return ids
