"""`Catalogue`: the index on disk as its readers see it. `commit.py` alone changes it."""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import TYPE_CHECKING

from kblink.errors import CatalogueError, KblinkError
from kblink.store import (
    boilerplate_rows,
    embeddings,
    file_rows,
    link_rows,
    note_rows,
    section_rows,
    term_rows,
    vector_rows,
    verdict_rows,
)
from kblink.store.connect import open_for_reading, open_for_writing
from kblink.store.database import damaged
from kblink.store.generation import NOTHING, index_size, read_encoder, read_generation
from kblink.store.glance import read_undecodable
from kblink.store.keyword_search import (
    count_holding,
    holds,
    holds_together,
    satisfying,
    search_words,
)
from kblink.store.lock import write_lock
from kblink.store.sweep import sweep
from kblink.store.vectors import verify_file
from kblink.store.verify import verify_agreement, verify_readable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    import numpy as np
    import numpy.typing as npt

    from kblink.model import (
        EncoderIdentity,
        FileEntry,
        Link,
        Note,
        RepeatedLine,
        ResolvedLink,
        SectionFilter,
    )
    from kblink.store.database import Database
    from kblink.store.generation import Generation, Totals
    from kblink.store.rows import (
        FileState,
        NoteNames,
        NoteSummary,
        SectionPlace,
        StoredSection,
    )
    from kblink.store.term_rows import Term
    from kblink.store.vectors import VectorFile


class Catalogue:
    """The index in one folder, opened by `open_reader` or `open_writer`; a context manager.

    All methods raise CatalogueError where the files turn out to be damaged. What belongs together
    is read inside `snapshot()`: between two calls outside of it another kblink may commit.
    """

    def __init__(self, database: Database, folder: Path, resources: ExitStack) -> None:
        self.database = database
        self.folder = folder
        self._resources = resources
        self._vectors: tuple[str, VectorFile] | None = None

    @classmethod
    def open_reader(cls, folder: Path) -> Self:
        """Open for reading; never waits for a writer, and works in a read-only folder.

        Raises CatalogueError where there is none, where it is damaged or of a newer kblink, and
        where the folder or a file in it is a symlink.
        """
        with ExitStack() as resources:
            database = open_for_reading(folder, resources)
            return cls(database, folder, resources.pop_all())

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

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the files and give the lock back; closing twice does no harm."""
        self._vectors = None
        self._resources.close()

    def snapshot(self) -> AbstractContextManager[None]:
        """Read from one generation until the end of the block, whatever is committed meanwhile."""
        return self.database.snapshot()

    @contextmanager
    def blamed_for_errors(self) -> Iterator[None]:
        """Look at all of the catalogue where the block ends in an error that nobody expects: rows
        that contradict each other may lead to any. Raises CatalogueError where they do."""
        try:
            yield
        except (KblinkError, OSError):
            raise
        except Exception as error:
            try:
                self.verify()
            except CatalogueError as damage:
                raise damage from error
            raise

    # --- the generation ---------------------------------------------------------------------------

    @property
    def current(self) -> Generation | None:
        """The current generation; None where nothing was committed yet."""
        return read_generation(self.database)

    @property
    def generation(self) -> int:
        """Number of the current generation; 0 where nothing was committed yet."""
        current = self.current
        return 0 if current is None else current.number

    @property
    def recipe(self) -> str:
        """How the rows were made, as the one who committed them said; empty where nothing was."""
        current = self.current
        return "" if current is None else current.recipe

    @property
    def scanned_at_ns(self) -> int:
        """When the vault was scanned, in ns since the epoch; 0 where nothing was committed."""
        current = self.current
        return 0 if current is None else current.scanned_at_ns

    @property
    def encoder(self) -> tuple[str, EncoderIdentity] | None:
        """Id and identity of the encoder whose vectors these are."""
        return read_encoder(self.database)

    def size_bytes(self) -> int:
        """Return the bytes of the database, its log and the vector file."""
        return index_size(self.folder, self.current)

    # --- notes ------------------------------------------------------------------------------------

    def file_states(self) -> dict[str, FileState]:
        """Return what is known of every file, by path."""
        return file_rows.read_states(self.database)

    def touch(self, entries: Iterable[FileEntry], scanned_at_ns: int, scan: str = "") -> None:
        """Set sizes and times of files whose content is the same, within the same generation."""
        with self.database.transaction():
            file_rows.touch_files(self.database, entries)
            self.database.run(
                "UPDATE generation SET scanned_at_ns = ?, scan = ?", (scanned_at_ns, scan)
            )

    def notes(self) -> list[Note]:
        """Return all notes by path, equal to those that were committed."""
        return note_rows.read_notes(self.database)

    def note(self, path: str) -> Note | None:
        """Return the note at `path`."""
        return next(iter(note_rows.read_notes(self.database, path)), None)

    def resolved_links(self) -> dict[str, tuple[ResolvedLink, ...]]:
        """Return the links of every note with their verdicts and candidates."""
        return link_rows.read_resolved(self.database)

    def resolved_links_of(self, path: str) -> tuple[ResolvedLink, ...]:
        """Return the links of one note with their verdicts and candidates."""
        return link_rows.read_resolved(self.database, path).get(path, ())

    def names(self) -> list[NoteNames]:
        """Return path, title and aliases of every note, by path."""
        return note_rows.read_names(self.database)

    def summaries(self, but: Collection[str]) -> list[NoteSummary]:
        """Return what `check` needs of every note but those named, with their verdicts."""
        return verdict_rows.read_summaries(self.database, but)

    def linked_and_linking(self, but: Collection[str]) -> tuple[set[str], set[str]]:
        """Return the files that links of other notes lead to, and the notes that link to others.

        Links of the notes named are left out.
        """
        return verdict_rows.read_linked(self.database, but), verdict_rows.read_linking(
            self.database, but
        )

    def blocks(self, but: Collection[str]) -> list[tuple[str, str]]:
        """Return the path and the block id of each block, but those of the notes named."""
        return verdict_rows.read_blocks(self.database, but)

    def links_into(self, paths: Collection[str]) -> dict[str, list[Link]]:
        """Return the links of other notes that name a place in one of these notes, by note."""
        return verdict_rows.read_links_into(self.database, paths)

    def linked_paths(self, path: str) -> set[str]:
        """Return the notes that a note links to or is linked from."""
        return link_rows.read_linked_paths(self.database, path)

    def totals(self) -> Totals:
        """Return how much is stored, as it was counted by the commit."""
        current = self.current
        return NOTHING if current is None else current.totals

    def undecodable(self) -> tuple[tuple[str, str], ...]:
        """Return the path of each note whose bytes are no text, and what is wrong with them."""
        return read_undecodable(self.database)

    def boilerplate(self) -> tuple[RepeatedLine, ...] | None:
        """Return the lines that are not embedded; None where none were looked for."""
        return boilerplate_rows.read_lines(self.database)

    def keep_boilerplate(self, lines: Sequence[RepeatedLine]) -> None:
        """Keep the lines to be left out, durably; rows made with others are outdated by that."""
        boilerplate_rows.keep_lines(self.database, lines)

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

    def verify(self) -> None:
        """Read everything once. Raises UnusableError where any of it is damaged."""
        verify_readable(self.database)
        verify_agreement(self.database)
        self.vectors().verify()

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

    def vectors(self) -> VectorFile:
        """Return the vectors of the current generation, mapped.

        Where the file is gone (a later generation took its place during a snapshot) they are
        built in memory from the cache. Raises CatalogueError where nothing is committed, or the
        file is not the one that was written.
        """
        current = self.current
        if current is None:
            raise damaged(self.folder, "nothing was committed to it yet")
        entry = current.vectors
        if self._vectors is None or self._vectors[0] != entry.sha256:
            self._vectors = (entry.sha256, vector_rows.open_vectors(self.database, entry))
        return self._vectors[1]
