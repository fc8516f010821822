"""`StoredNotes`: the index on disk as `check` sees it, its notes and links without any text.

It loads nothing of what searches: a check is begun often, and sections are nothing to it.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import TYPE_CHECKING

from kblink.errors import CatalogueError, KblinkError
from kblink.store import file_rows, link_rows, note_rows, verdict_rows
from kblink.store.connect import open_for_reading
from kblink.store.database import damaged
from kblink.store.generation import NOTHING, read_generation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from kblink.model import Link, Note, Problem, ResolvedLink, Suppression, Tag
    from kblink.store.database import Database
    from kblink.store.generation import Generation, Totals
    from kblink.store.rows import FileState, KnownFiles, NoteNames, NoteSummary, ToldLink
    from kblink.store.vectors import VectorFile


class StoredNotes:
    """The notes of the index in one folder, opened by `open_reader`; a context manager.

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

    def verify(self) -> None:
        """Read everything once. Raises UnusableError where any of it is damaged."""
        from kblink.store.verify import verify_agreement, verify_readable

        verify_readable(self.database)
        verify_agreement(self.database)
        self.vectors().verify()

    def vectors(self) -> VectorFile:
        """Return the vectors of the current generation, mapped.

        Where the file is gone (a later generation took its place during a snapshot) they are
        built in memory from the cache. Raises CatalogueError where nothing is committed, or the
        file is not the one that was written.
        """
        from kblink.store.vector_rows import open_vectors

        current = self.current
        if current is None:
            raise damaged(self.folder, "nothing was committed to it yet")
        entry = current.vectors
        if self._vectors is None or self._vectors[0] != entry.sha256:
            self._vectors = (entry.sha256, open_vectors(self.database, entry))
        return self._vectors[1]

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

    # --- notes ------------------------------------------------------------------------------------

    def file_states(self) -> dict[str, FileState]:
        """Return what is known of every file, by path."""
        return file_rows.read_states(self.database)

    def note_states(self, paths: Iterable[str]) -> dict[str, FileState]:
        """Return what is known of those of the files that are notes, by path."""
        return file_rows.read_note_states(self.database, paths)

    def files(self) -> KnownFiles:
        """Return all files, and which of them are linked or link."""
        return file_rows.read_files(self.database)

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
        files = self.files()
        return {*files.linked} - self.linked_by_these_alone(but), {*files.linking}.difference(but)

    def linked_by_these_alone(self, paths: Collection[str]) -> set[str]:
        """Return the files that links of these notes lead to, but no link of another note."""
        targets = verdict_rows.read_targets(self.database, paths)
        return targets - verdict_rows.read_linked_by_others(self.database, targets, paths)

    def told_links(self, notes: Mapping[int, str]) -> list[ToldLink]:
        """Return the links of these notes (paths by row id) that `check` may have to speak of;
        those of one note in their order."""
        return verdict_rows.read_told(self.database, notes)

    def embeds(self, notes: Mapping[int, str]) -> list[tuple[str, str]]:
        """Return each of these notes (paths by row id) with each note that it embeds."""
        return verdict_rows.read_embeds(self.database, notes)

    def aliases(self, notes: Mapping[int, str]) -> dict[str, list[str]]:
        """Return the aliases of these notes (paths by row id), by path."""
        return verdict_rows.read_parts(self.database, "aliases", notes)

    def tags(self, notes: Mapping[int, str]) -> dict[str, list[Tag]]:
        """Return the tags of these notes (paths by row id), by path."""
        return verdict_rows.read_parts(self.database, "tags", notes)

    def problems(self, notes: Mapping[int, str]) -> dict[str, list[Problem]]:
        """Return what was wrong in the text of these notes (paths by row id), by path."""
        return verdict_rows.read_parts(self.database, "problems", notes)

    def suppressions(self, notes: Mapping[int, str]) -> dict[str, list[Suppression]]:
        """Return what these notes (paths by row id) silence, by path."""
        return verdict_rows.read_parts(self.database, "suppressions", notes)

    def count_links(self, paths: Collection[str]) -> int:
        """Return how many links these notes have, without ignored ones."""
        return verdict_rows.count_links(self.database, paths)

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
