"""`Catalogue`: the index on disk as its readers see it. `commit.py` alone changes it."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from kblink.errors import CatalogueError
from kblink.store import (
    boilerplate_rows,
    embeddings,
    file_rows,
    learned_rows,
    note_texts,
    section_rows,
    term_rows,
    vector_rows,
)
from kblink.store.connect import open_for_writing
from kblink.store.generation import index_size, read_encoder, read_generation
from kblink.store.glance import read_undecodable
from kblink.store.keyword_search import (
    count_holding,
    holds,
    holds_together,
    satisfying,
    search_words,
)
from kblink.store.lock import write_lock
from kblink.store.stored_notes import StoredNotes
from kblink.store.sweep import sweep
from kblink.store.vectors import verify_file

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Self

    import numpy as np
    import numpy.typing as npt

    from kblink.model import EncoderIdentity, FileEntry, RepeatedLine, SectionFilter
    from kblink.store.learned_rows import StoredWeights
    from kblink.store.note_texts import SectionText
    from kblink.store.rows import SectionPlace, StoredSection
    from kblink.store.term_rows import Term


_NO_SYNTAX = {ord('"'): None, 0: " "}
"""Of a quoted phrase the only characters that would end it."""


class Catalogue(StoredNotes):
    """All of the index in one folder, opened by `open_reader` or `open_writer`."""

    @classmethod
    def open_writer(cls, folder: Path, *, rebuild: bool = False) -> Self:
        """Open for writing; folder and catalogue are made where they are missing.

        Holds the write lock until closed (the same thread may hold it around). Sweeps what killed
        runs left. With `rebuild` everything is examined, and a damaged catalogue, or one of a
        newer kblink, is made anew, empty. Raises LockedError, UnwritableIndexError,
        CatalogueError.
        """
        with ExitStack() as resources:
            resources.enter_context(write_lock(folder))
            database = open_for_writing(folder, resources, rebuild=rebuild)
            current = read_generation(database)
            sweep(folder, keep=None if current is None else current.vectors.name)
            return cls(database, folder, resources.pop_all())

    @property
    def encoder(self) -> tuple[str, EncoderIdentity] | None:
        """Id and identity of the encoder whose vectors these are."""
        return read_encoder(self.database)

    def size_bytes(self) -> int:
        """Return the bytes of the database, its log and the vector file."""
        return index_size(self.folder, self.current)

    def touch(self, entries: Iterable[FileEntry], scanned_at_ns: int, scan: str = "") -> None:
        """Set sizes and times of files whose content is the same, within the same generation."""
        with self.database.transaction():
            file_rows.touch_files(self.database, entries)
            self.database.run(
                "UPDATE generation SET scanned_at_ns = ?, scan = ?", (scanned_at_ns, scan)
            )

    def undecodable(self) -> tuple[tuple[str, str], ...]:
        """Return the path of each note whose bytes are no text, and what is wrong with them."""
        return read_undecodable(self.database)

    def boilerplate(self) -> tuple[RepeatedLine, ...] | None:
        """Return the lines that are not embedded; None where none were looked for."""
        return boilerplate_rows.read_lines(self.database)

    def keep_boilerplate(self, lines: Sequence[RepeatedLine]) -> None:
        """Keep the lines to be left out, durably; rows made with others are outdated by that."""
        boilerplate_rows.keep_lines(self.database, lines)

    def learned(self, name: str) -> StoredWeights | None:
        """Return the weights that were learned for something; None where none were."""
        return learned_rows.read_weights(self.database, name)

    def keep_learned(self, name: str, learned: StoredWeights) -> None:
        """Keep weights in place of older ones, durably."""
        learned_rows.keep_weights(self.database, name, learned)

    # --- sections ---------------------------------------------------------------------------------

    def sections(self, ids: Sequence[int]) -> dict[int, StoredSection]:
        """Return sections by id; ids that do not exist are left out."""
        return section_rows.read_sections(self.database, ids)

    def section_places(self, ids: Iterable[int]) -> dict[int, SectionPlace]:
        """Return what ranking asks of sections, by id; ids that do not exist are left out."""
        return section_rows.read_places(self.database, ids)

    def note_sections(self, path: str) -> list[StoredSection]:
        """Return the sections of a note, in order."""
        return section_rows.read_note_sections(self.database, path)

    def section_ids_matching(self, chosen: SectionFilter) -> set[int] | None:
        """Return the sections that a filter lets through; None where it sets nothing."""
        return section_rows.read_matching(self.database, chosen)

    def section_ids_at(self, rows: Sequence[int]) -> list[int]:
        """Return the section of each row of the vector file. Raises CatalogueError for others."""
        return vector_rows.read_ids_at(self.database, rows)

    def rows_of(self, ids: Iterable[int]) -> list[int]:
        """Return the rows of sections in the vector file, ascending; unknown ids are left out."""
        return vector_rows.read_rows_of(self.database, ids)

    def keyword_search(
        self,
        query: str,
        limit: int,
        *,
        within: set[int] | None = None,
        instead: Mapping[str, Sequence[str]] | None = None,
    ) -> list[tuple[int, float]]:
        """Return (section id, BM25 with higher = better), best first, for any text as query.

        With `instead`, of sections that hold none of its words: its other words are looked for in
        their place.
        """
        return search_words(self.database, query, limit, within, instead)

    def count_holding(self, words: Collection[str]) -> int:
        """Return how many sections hold one of some words, in any form."""
        return count_holding(self.database, words)

    def satisfying(self, query: str, ids: Collection[int]) -> set[int]:
        """Return those of the sections that hold the query's phrases and no word it excludes."""
        return satisfying(self.database, query, ids)

    def holds(self, query: str) -> bool:
        """Whether any section answers a query."""
        return holds(self.database, query)

    def holds_together(self, words: str, others: str) -> bool:
        """Whether a section that holds all of `words` holds one of `others` too."""
        return holds_together(self.database, words, others)

    def terms(self) -> list[Term]:
        """Return the words of the vault as they are written."""
        return term_rows.read_terms(self.database)

    def spoken(self, word: str) -> list[str]:
        """Return the words of the vault that sound like a folded word, itself among them."""
        return term_rows.read_spoken(self.database, word)

    def texts(self, paths: Collection[str] | None = None) -> Iterator[SectionText]:
        """Yield the words of the sections of some notes, or of all, in the order of paths."""
        return note_texts.read_texts(self.database, paths)

    def linked_pairs(self) -> list[tuple[str, str]]:
        """Return the paths of each two notes of which the first links to the second."""
        return note_texts.read_pairs(self.database)

    def note_tags(self) -> dict[str, frozenset[str]]:
        """Return the folded tags of each note that has any, by path."""
        return note_texts.read_tags(self.database)

    def sections_having(self) -> dict[str, int]:
        """Return how many sections have each word, by its stem."""
        return note_texts.read_having(self.database)

    def notes_with(self, stems: Iterable[Sequence[str]], limit: int) -> list[str]:
        """Return the notes with the best sections for any of some phrases, of stems each; looks at
        `limit` sections."""
        phrases = (" ".join(phrase).translate(_NO_SYNTAX) for phrase in stems)
        expression = " OR ".join(f'"{phrase}"' for phrase in phrases if phrase.strip())
        return note_texts.read_notes_with(self.database, expression, limit) if expression else []

    # --- vectors ----------------------------------------------------------------------------------

    def embeddings(
        self, digests: Sequence[str], encoder_id: str
    ) -> dict[str, npt.NDArray[np.float16]]:
        """Return the vectors, shape (dim,), that the cache has of these texts."""
        return embeddings.read_embeddings(self.database, digests, encoder_id)

    def missing_embeddings(self, digests: Iterable[str], encoder_id: str) -> list[str]:
        """Return the digests that the cache lacks, in order, each once."""
        return embeddings.read_missing(self.database, digests, encoder_id)

    def put_embeddings(
        self, encoder_id: str, vectors: Mapping[str, npt.NDArray[np.float16]]
    ) -> None:
        """Keep vectors by the digest of their text, in one durable transaction."""
        embeddings.put_embeddings(self.database, encoder_id, vectors)

    def has_whole_vectors(self) -> bool:
        """Whether the file of the current generation is, byte for byte, the one that was written;
        reads all of it."""
        current = self.current
        if current is None:
            return True
        try:
            verify_file(self.folder / current.vectors.name, current.vectors)
        except (CatalogueError, OSError):
            return False
        return True
