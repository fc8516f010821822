"""`Vault`: the public API, and the only place that picks an encoder, a store and an index."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from functools import cached_property, lru_cache, partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

from kblink.config import CONFIG_NAME, Config
from kblink.differences import scan_vault
from kblink.errors import (
    CatalogueError,
    KblinkError,
    LockedError,
    UnwritableIndexError,
    UsageError,
    VaultError,
)
from kblink.model import (
    Answer,
    CheckReport,
    Dismissed,
    DuplicateGroup,
    EditReport,
    FileEntry,
    Hit,
    HitUnit,
    IndexReport,
    Move,
    Note,
    NoteLinks,
    Orphan,
    Progress,
    RelatedNote,
    SearchMode,
    SearchRequest,
    SectionFilter,
    Statistics,
    Status,
    SuggestReport,
    TagReport,
    UndoReport,
    is_note,
)
from kblink.store.folder import holds_catalogue
from kblink.vault.settings_file import load_config
from kblink.vault.walk import require_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    import numpy as np
    import numpy.typing as npt

    from kblink.baseline.known import Baseline
    from kblink.baseline.sketch import Sketch
    from kblink.check.run import SurveyedVault
    from kblink.check.severities import Severities
    from kblink.edits.undo import TakenBack
    from kblink.external.manner import Manner
    from kblink.links.survey import NoteSurvey
    from kblink.markdown.parse import ParsedNote
    from kblink.markdown.positions import Source
    from kblink.model import Finding, Named, Problem, Skipped, SuggestedLink
    from kblink.ports import Encoder
    from kblink.related.known_vault import KnownVault
    from kblink.related.link_model import LinkModel
    from kblink.related.stored_model import Learned
    from kblink.repair.candidates import Meant
    from kblink.repair.choices import Choose
    from kblink.repair.stubs import Stub
    from kblink.store.catalogue import Catalogue
    from kblink.store.stored_notes import StoredNotes
    from kblink.suggest.choices import Chooser
    from kblink.suggest.feedback import Feedback, Judgement, Verdict
    from kblink.suggest.in_vault import LinksInVault
    from kblink.suggest.plan import Found
    from kblink.suggest.write_link import LinkWriter
    from kblink.vault.walk import Listing

T = TypeVar("T")
N = TypeVar("N", bound="Named")
_MOST_MEANT = 3
_LEAST_MEANT = 0.5
"""No note is meant more surely by the words around a link alone."""
INDEX_FOLDER = ".kblink"
_SKETCHED = 64 * 1024 * 1024
"""Bytes of a file above which it is known by its path alone."""
_MANY_ORPHANS = 50
"""From this many on all notes are read at once."""
_ORPHAN = "orphan-note"
_RELATED = 15
"""Related notes that are looked at for each orphan."""
_ROOT_MARKS = (CONFIG_NAME, INDEX_FOLDER, ".obsidian")


def choose_encoder(
    config: Config, stored: Callable[[], str | None], notify: Callable[[str], None]
) -> Encoder:
    """The encoder that the settings name, else that of the index, else the one that ships.

    `stored` tells the id of the index's encoder. Raises ConfigError where a vault that nobody
    vouches for names a model that is not known by name here, ModelUnavailableError.
    """
    from kblink.encode.cache_folder import cache_folder
    from kblink.encode.choose import ModelRequest, choose_encoder, encoder_by_key, known_names
    from kblink.encode.model_cache import ModelCache
    from kblink.store.commit import encoder_key

    cache = ModelCache(cache_folder(os.environ))
    request = ModelRequest(config.index.model, config.index.precision)
    if request.model and not config.trusted and request.model not in known_names(cache):
        raise config.origin.error(
            "index.model",
            f"names {request.model!r}, which is no model of kblink models list: a vault does not "
            "decide what is loaded from this machine.",
            hint="Name it with --model, or say --trust-vault.",
        )
    key = None if request.model else stored()
    if key is not None:
        found = encoder_by_key(key, encoder_key, request.precision, cache, notify)
        if found is not None:
            return found
    return choose_encoder(request, cache, notify)


def find_vault_root(argument: str | None, folder: Path) -> Path:
    """The root of the vault: the argument, else the nearest parent of `folder` that is marked as
    one (`kblink.toml`, `.kblink/`, `.obsidian/`), else `folder` itself."""
    if argument is not None:
        return Path(argument).absolute()
    for candidate in (folder, *folder.parents):
        if any((candidate / mark).exists() for mark in _ROOT_MARKS):
            return candidate
    return folder


class Vault:
    """A folder of notes, with its index in `index_dir` (default: `.kblink` in the folder).

    An index in the default place is opened only if its user made it; one that is named is trusted.
    `progress` is called during long runs, `notify` with sentences that a user should see (the
    index is stale, another kblink is writing). Every method that reads the index first brings it
    up to date, unless told not to.
    """

    def __init__(
        self,
        root: str | Path,
        *,
        config: Config | None = None,
        index_dir: str | Path | None = None,
        encoder: Encoder | None = None,
        progress: Callable[[Progress], None] | None = None,
        notify: Callable[[str], None] | None = None,
    ) -> None:
        self.root = _real(root)
        require_folder(self.root)
        self.config = config if config is not None else load_config(self.root)
        self.index_dir = _real(index_dir) if index_dir else self.root / INDEX_FOLDER
        self._is_index_named = bool(index_dir)
        if self.config.check.severity or self.config.check.overrides:
            _ = self._severities  # an error in them is told by every command
        self._encoder = encoder
        self._is_encoder_given = encoder is not None
        self._progress = progress or (lambda _: None)
        self._notify = notify or (lambda _: None)
        self._last_source: tuple[str, Source | None] = ("", None)

    @property
    def encoder(self) -> Encoder:
        """The encoder of this vault; its weights are loaded when it first encodes."""
        if self._encoder is None:
            self._encoder = choose_encoder(self.config, self._stored_encoder, self._notify)
        return self._encoder

    def index(self, *, full: bool = False) -> IndexReport:
        """Bring the index up to date; `full` makes every row of it anew.

        Raises LockedError where another kblink is writing, CatalogueError where the index is
        damaged (`full` rebuilds it), ModelUnavailableError.
        """
        self._tell_unfinished()
        started = perf_counter()
        report = None if full else self._report_if_unchanged()
        if report is not None:
            return replace(report, seconds=perf_counter() - started)
        return self._sync(full=full)

    def _sync(self, *, full: bool) -> IndexReport:
        from kblink.sync import sync

        try:
            with self._writer(full=full) as catalogue:
                report = sync(
                    self.root,
                    catalogue,
                    self.encoder,
                    self.config,
                    circumstances=self._circumstances,
                    full=full,
                    progress=self._progress,
                )
        except OSError as error:
            raise UnwritableIndexError(
                f"The index in {self.index_dir} cannot be written: {error.strerror or error}.",
                hint="Use --index-dir to keep it elsewhere.",
            ) from error
        self._tell_emptiness(report.notes_total)
        return report

    def check(
        self,
        notes: Sequence[str] = (),
        *,
        all_links: bool = False,
        only_findings: bool = False,
        changed_since: str | None = None,
        external: Manner | None = None,
    ) -> CheckReport:
        """Check all links, or those of the notes named. Writes nothing and loads no model.

        The report's `resolved` holds the links worth a word, or every one with `all_links`, or none
        with `only_findings`: these an index tells soonest. With `changed_since`, a revision of the
        git repository that the vault is in, only findings in notes changed since then are reported,
        and on links to what changed or vanished. Raises UsageError where git knows no such
        revision. With `external`, web links are requested, too, in that manner.
        """
        from kblink.check.processes import uncollected

        self._tell_unfinished()
        listing = self._scan()

        needs_links = changed_since is not None or external is not None

        def report(catalogue: StoredNotes | None) -> tuple[CheckReport, Sequence[NoteSurvey]]:
            if only_findings and catalogue is not None and not (notes or needs_links):
                standing = self._standing(listing, catalogue)
                if standing is not None:
                    return standing, ()
            from kblink.check.run import check_vault
            from kblink.links.note_argument import find_note

            vault = self._survey(listing, catalogue, keep_all=all_links or external is not None)
            known = vault.notes
            self._tell_emptiness(len(known))
            chosen = [find_note(name, known, self.root, Path.cwd()) for name in notes] or None
            severity_of = self._severities.of
            found = check_vault(vault, chosen, listing, self.root, self.config, severity_of)
            return found, chosen or [*vault.survey.notes.values()]

        changes = None
        if changed_since is not None:
            from kblink.vault.git_changes import changes_since

            changes = changes_since(self.root, changed_since)
        with uncollected():
            found, surveyed = self._with_index(report)
        if external is not None:
            asked = [note for note in surveyed if changes is None or note.path in changes.changed]
            found = self._with_web_links(found, asked, external)
        if changes is not None:
            from kblink.check.since import findings_since

            files = [file.path for file in listing.files]
            since = findings_since(found, changes, files, self.config.links)
            found = replace(found, findings=tuple(since))
        return replace(found, resolved=()) if only_findings else found

    def baseline(self, report: CheckReport) -> Baseline:
        """The findings of a report, to be told from new ones later on."""
        from kblink.baseline.known import baseline_of

        return baseline_of(report.findings, self._sketch, self._line_digest)

    def without_known(self, report: CheckReport, baseline: Baseline) -> CheckReport:
        """A report without the findings of a baseline, which are counted as `known`: they are
        found again after edits elsewhere in their notes, and where notes were renamed."""
        from kblink.baseline.match import new_findings

        new = new_findings(
            report.findings,
            baseline,
            exists=lambda path: os.path.lexists(self.root / path),
            sketch_of=lru_cache(None)(self._sketch),
            line_of=self._line_digest,
        )
        return replace(report, findings=new, known=len(report.findings) - len(new))

    def links(self, note: str) -> NoteLinks:
        """What a note links to, what links to it, and where it is named without a link.

        Reads the notes as they are; writes nothing and loads no model.
        """
        from kblink.check.mentions import mentions_in
        from kblink.links.note_argument import find_note
        from kblink.links.note_links import note_links

        listing = self._scan()
        vault = self._with_index(partial(self._survey, listing, keep_all=True))
        found = find_note(note, vault.notes, self.root, Path.cwd())
        mentions = mentions_in(self.root, listing.notes, found, self._progress)
        resolved = {path: one.links for path, one in sorted(vault.survey.notes.items())}
        return note_links(found, resolved, mentions)

    def stats(self) -> Statistics:
        """The numbers of the vault; writes nothing and loads no model."""
        from kblink.check.run import check_vault
        from kblink.links.statistics import statistics

        listing = self._scan()
        vault = self._with_index(partial(self._survey, listing, keep_all=True))
        report = check_vault(vault, None, listing, self.root, self.config, self._severities.of)
        notes = self._parsed_notes(listing)
        self._tell_emptiness(len(notes))
        return statistics(
            str(self.root),
            notes,
            dict(report.resolved),
            report.findings,
            listing.files,
            listing.excluded,
        )

    @property
    def repository_prefix(self) -> str:
        """The way from the root of the repository that the vault is in to the vault's, with `/` at
        its end; empty where they are one, or the vault is in no repository."""
        for folder in (self.root, *self.root.parents):
            if (folder / ".git").exists():
                way = self.root.relative_to(folder).as_posix()
                return "" if way == "." else f"{way}/"
        return ""

    def source_line(self, path: str, line: int) -> str | None:
        """A line (from 1) of the note at `path`, without its end; None where it cannot be read.

        The last note is kept: lines that are asked for note by note cost one reading each.
        """
        if self._last_source[0] != path:
            self._last_source = (path, self._read_source(path))
        source = self._last_source[1]
        if source is None or not 1 <= line <= len(source.starts):
            return None
        return source.line(line - 1)

    def search(
        self,
        query: str,
        *,
        mode: SearchMode = "hybrid",
        limit: int = 10,
        per: HitUnit = "note",
        tags: Sequence[str] = (),
        path_glob: str | None = None,
        since: str | None = None,
        until: str | None = None,
        refresh: bool = True,
    ) -> list[Hit]:
        """Notes by their best section (or sections) that answer a query, best first.

        `since` and `until` are days (ISO 8601), both included: of a note's front matter, else of
        its file. Raises UsageError for an empty query.
        """
        where = SectionFilter(tuple(tags), path_glob, since, until)
        request = SearchRequest(mode, limit, per, where)
        answers = self.search_all([query], request, refresh=refresh)
        return [hit for answer in answers for hit in answer.hits]

    def search_all(
        self,
        queries: Iterable[str],
        request: SearchRequest | None = None,
        *,
        refresh: bool = True,
    ) -> Iterator[Answer]:
        """Answer queries one by one as `search` does, all from one state of the index, which is
        opened once."""
        from kblink.search.sections import search_sections
        from kblink.search.vocabulary import Vocabulary

        request = request or SearchRequest()
        with self._reader(refresh=refresh) as catalogue:
            encoder = None
            if request.mode != "keyword":
                self._require_same_encoder(catalogue)
                encoder = self.encoder
            vocabulary = Vocabulary(catalogue)
            for query in queries:
                yield search_sections(catalogue, encoder, query, request, vocabulary)

    def note_rankings(
        self,
        queries: Sequence[str],
        *,
        modes: Sequence[SearchMode],
        limit: int = 10,
        refresh: bool = True,
    ) -> dict[SearchMode, list[list[str]]]:
        """For each mode, for each query, the paths of the notes that answer it, best first; all
        from one state of the index."""
        from kblink.search.sections import search_sections
        from kblink.search.vocabulary import Vocabulary

        with self._reader(refresh=refresh) as catalogue:
            if {*modes} != {"keyword"}:
                self._require_same_encoder(catalogue)
            vocabulary = Vocabulary(catalogue)

            def ranked(query: str, mode: SearchMode) -> list[str]:
                request = SearchRequest(mode, limit)
                answer = search_sections(catalogue, self.encoder, query, request, vocabulary)
                return [hit.path for hit in answer.hits]

            return {mode: [ranked(query, mode) for query in queries] for mode in modes}

    def stored_vectors(
        self, digests: Sequence[str], *, refresh: bool = True
    ) -> dict[str, npt.NDArray[np.float16]]:
        """The vectors, shape (dimension,), that the index has of texts, by the sha256 of each;
        those that the encoder of this vault has not made are left out."""
        from kblink.store.generation import encoder_key

        with self._reader(refresh=refresh) as catalogue:
            return catalogue.embeddings(digests, encoder_key(self.encoder.identity))

    def keep_vectors(self, vectors: Mapping[str, npt.NDArray[np.float16]]) -> None:
        """Keep vectors that the encoder made, by the sha256 of each text, beside those of the
        index, so that they are not made again; where another kblink is writing, or nothing can be
        written, they are not kept."""
        from kblink.store.generation import encoder_key

        with (
            suppress(LockedError, UnwritableIndexError, OSError),
            self._writer(full=False) as catalogue,
        ):
            catalogue.put_embeddings(encoder_key(self.encoder.identity), vectors)

    def note_paths(self) -> list[str]:
        """The paths of the notes that the vault holds now."""
        return [entry.path for entry in self._scan().notes]

    def related(
        self, note: str, *, limit: int = 10, unlinked: bool = False, refresh: bool = True
    ) -> list[RelatedNote]:
        """Notes related to one, best first, each with what shows it."""
        from kblink.related.notes import related_notes

        with self._reader(refresh=refresh) as catalogue:
            path = self._named(note, catalogue.names()).path
            known, model = self._known_vault(catalogue, refresh=refresh)
            return related_notes(catalogue, known, model, path, limit=limit, unlinked=unlinked)

    def related_all(
        self, *, limit: int = 10, unlinked: bool = False, refresh: bool = True
    ) -> Iterator[tuple[str, list[RelatedNote]]]:
        """The related notes of every note, in the order of their paths."""
        from kblink.related.notes import related_notes

        with self._reader(refresh=refresh) as catalogue:
            known, model = self._known_vault(catalogue, refresh=refresh, every=True)
            for names in known.names:
                yield (
                    names.path,
                    related_notes(
                        catalogue, known, model, names.path, limit=limit, unlinked=unlinked
                    ),
                )

    def _known_vault(
        self, catalogue: Catalogue, *, refresh: bool, every: bool = False
    ) -> tuple[KnownVault, LinkModel]:
        """The notes of the index as they are compared, and the weights: those learned from the
        vault's own links by the encoder of the index, else those that ship."""
        from kblink.related.known_vault import KnownVault
        from kblink.related.prior import prior_model
        from kblink.related.stored_model import read_model

        key = self._stored_key(catalogue)
        model = read_model(catalogue, key)
        known = KnownVault(
            catalogue, key, partial(self._title_vectors, catalogue, refresh=refresh), every=every
        )
        return known, prior_model() if model is None else model

    def _title_vectors(
        self, catalogue: Catalogue, titles: Sequence[str], *, refresh: bool
    ) -> dict[str, npt.NDArray[np.float32]]:
        """The unit vectors of titles; those that were not made yet are, and kept unless `refresh`
        is off. Nothing is made by another encoder than that of the index: such titles are like
        nothing."""
        from kblink.related.title_vectors import known_titles
        from kblink.store.generation import encoder_key

        key = self._stored_key(catalogue)
        is_same = key == encoder_key(self.encoder.identity)
        found = known_titles(catalogue, key, titles, self.encoder if is_same else None)
        if refresh and found.made:
            self.keep_vectors(found.made)
        return found.vectors

    def learned_related(self) -> Learned:
        """How the weights that rank related notes stand, as the index has them."""
        from kblink.related.stored_model import read_learned

        with self._stored() as catalogue, catalogue.snapshot():
            return read_learned(catalogue, self._stored_key(catalogue))

    def keep_learned(self, name: str, basis: str, weights: str) -> None:
        """Keep weights that were learned from the vault, as text, with what they were learned from;
        where another kblink is writing, or nothing can be written, they are not kept."""
        from kblink.store.learned_rows import StoredWeights

        with (
            suppress(LockedError, UnwritableIndexError, OSError),
            self._writer(full=False) as catalogue,
        ):
            catalogue.keep_learned(name, StoredWeights(basis, weights))

    def orphans(
        self, notes: Sequence[str] = (), *, limit: int = 5, refresh: bool = True
    ) -> list[Orphan]:
        """The notes that no other note links to, those of the notes named or all, each with the
        `limit` notes that should: `check` finds them, whatever its settings make of `orphan-note`.

        Raises UsageError where there is no such note, or the limit is below 1.
        """
        from kblink.related.notes import related_notes
        from kblink.suggest.orphans import find_rescuers

        if limit < 1:
            raise UsageError(f"The limit is {limit}.", hint="Ask for at least one note.")

        with self._reader(refresh=refresh) as catalogue:
            found = self._orphan_paths()
            if notes:
                names = catalogue.names()
                found &= {self._named(name, names).path for name in notes}
            every = len(found) > _MANY_ORPHANS
            known, model = self._known_vault(catalogue, refresh=refresh, every=every)

            def related(path: str) -> list[RelatedNote]:
                return related_notes(catalogue, known, model, path, limit=_RELATED, unlinked=False)

            return find_rescuers(
                catalogue,
                found,
                related,
                self._parsed,
                limit=limit,
                progress=self._telling("comparing"),
            )

    def _orphan_paths(self) -> set[str]:
        """The notes of which `check` says so; where the settings turn that off, for all notes, it
        is on here."""
        severity = {**self.config.check.severity}
        if severity.get(_ORPHAN) == "off":
            del severity[_ORPHAN]
        asked = replace(self.config, check=replace(self.config.check, severity=severity))
        index_dir = self.index_dir if self._is_index_named else None
        vault = Vault(self.root, config=asked, index_dir=index_dir, progress=self._progress)
        findings = vault.check(only_findings=True).findings
        return {finding.path for finding in findings if finding.code == _ORPHAN}

    def _parsed(self, path: str) -> ParsedNote | None:
        from kblink.markdown.parse import parse_note
        from kblink.vault.read import read_note

        try:
            return parse_note(path, read_note(self.root, FileEntry(path, 0, 0)).text)
        except OSError:
            return None

    def duplicates(self, *, refresh: bool = True) -> list[DuplicateGroup]:
        """The groups of notes that say much the same in the same words, most alike first."""
        from kblink.suggest.duplicates import find_duplicates

        with self._reader(refresh=refresh) as catalogue:
            return find_duplicates(catalogue, self._telling("comparing"))

    def suggest_tags(
        self,
        notes: Sequence[str] = (),
        *,
        every: bool = False,
        min_confidence: float = 0.5,
        refresh: bool = True,
    ) -> TagReport:
        """Tags for the notes named, else for `every` note, else for those without any: learned from
        the tagged notes, with how right that was where it was held out.

        Raises UsageError where there is no such note, or the confidence is not in [0, 1].
        """
        from kblink.suggest.tags import suggest_tags

        with self._reader(refresh=refresh) as catalogue:
            chosen: set[str] | None = None
            if notes:
                known = catalogue.names()
                chosen = {self._named(name, known).path for name in notes}
            elif every:
                chosen = {name.path for name in catalogue.names()}
            key = self._stored_key(catalogue)
            tell = self._telling("reading")
            return suggest_tags(catalogue, key, chosen, confidence=min_confidence, progress=tell)

    def find_note(self, name: str) -> str:
        """The path of the note that a path, file name, title or alias means."""
        if holds_catalogue(self.index_dir):
            with self._open_reader() as catalogue:
                return self._named(name, catalogue.names()).path
        return self._named(name, self._parsed_notes(self._scan())).path

    def fix(
        self,
        notes: Sequence[str] = (),
        *,
        apply: bool = False,
        min_confidence: float | None = None,
        create: bool = False,
        choose: Choose | None = None,
    ) -> EditReport:
        """Repair broken links, those of the notes named or all: the ones whose best candidate is at
        least `min_confidence` sure (0.9 where none is given), or as `choose` answers for each.

        With `create` the notes that several others name and that are not there are made. Nothing is
        written without `apply`; what is written `undo` takes back, but for new notes. A note that
        changes meanwhile is left alone. Raises UsageError, VaultError, LockedError.
        """
        planned = partial(self._planned_fix, notes, min_confidence, choose, create=create)
        if not apply:
            self._tell_unfinished()
            return planned()[0]
        from kblink.edits.apply import apply_edits
        from kblink.repair.applied import applied_report

        # Nobody is kept from writing while a person thinks: files that change are then refused.
        answered = planned() if choose else None
        with self._editing() as journals:
            plan, stubs = answered or planned()
            edits = [rewrite.edit for rewrite in plan.rewrites]
            done = apply_edits(self.root, edits, command="fix", journals=journals)
            return applied_report(plan, done, self._write_stubs(stubs))

    def _planned_fix(
        self,
        names: Sequence[str],
        min_confidence: float | None,
        choose: Choose | None,
        *,
        create: bool,
    ) -> tuple[EditReport, list[Stub]]:
        from kblink.check.run import check_vault
        from kblink.links.note_argument import find_note
        from kblink.repair.ask import asking
        from kblink.repair.candidates import CandidateFinder
        from kblink.repair.fix import DEFAULT_CONFIDENCE, broken_links, plan_fix, surest
        from kblink.repair.history import NO_HISTORY, read_headings, read_history
        from kblink.repair.stubs import most_wanted
        from kblink.vault.obsidian_links import new_links
        from kblink.vault.read_for_edit import read_for_edit

        minimum = DEFAULT_CONFIDENCE if min_confidence is None else min_confidence
        if not 0.0 <= minimum <= 1.0:
            raise UsageError(f"The confidence {minimum} is not between 0 and 1.")
        listing = self._scan()

        def plan(catalogue: StoredNotes | None) -> tuple[EditReport, list[Stub]]:
            vault = self._survey(listing, catalogue, keep_all=False)
            known, settings = vault.notes, self.config.links
            self._tell_emptiness(len(known))
            chosen = [find_note(name, known, self.root, Path.cwd()) for name in names] or None
            report = check_vault(
                vault, chosen, listing, self.root, self.config, self._severities.of
            )
            broken = broken_links(report)
            files = (file.path for file in listing.files)
            history = read_history(self.root, files) if broken else NO_HISTORY
            finder = CandidateFinder(
                vault.index,
                settings,
                history,
                new_links=new_links(self.root),
                reworded=lambda asked: read_headings(self.root, asked, history),
                meant=self._meaning() if choose or minimum < _LEAST_MEANT else None,
            )
            # A person is shown the first link before those of the last one are looked for.
            offered = broken if choose else finder.offered(broken)
            asked = asking(choose, finder, known, self.root) if choose else None
            decide = surest(minimum) if asked is None else asked.decide
            read = partial(read_for_edit, self.root)
            fixed = plan_fix(offered, vault.index, settings, read, decide)
            stubs = [] if asked is None else [*asked.stubs]
            if create:
                stubs += most_wanted(fixed.without_repair(offered), vault.index, settings)
            return EditReport(
                vault=str(self.root),
                applied=False,
                journal=None,
                rewrites=fixed.rewrites,
                skipped=fixed.left,
                created=tuple(dict.fromkeys(stub.path for stub in stubs)),
            ), stubs

        return self._with_index(plan)

    def edited_texts(self, report: EditReport) -> Iterator[tuple[str, str, str]]:
        """Path, text and new text of each file that a report that is not applied would change."""
        from itertools import groupby

        from kblink.repair.rewrite_links import edited_text
        from kblink.vault.read_for_edit import read_for_edit

        edits = [rewrite.edit for rewrite in report.rewrites]
        for path, of_file in groupby(edits, lambda edit: edit.path):
            found = read_for_edit(self.root, path)
            if found is not None:
                yield path, found[0], edited_text(found[0], of_file)

    def written_texts(self, report: SuggestReport) -> Iterator[tuple[str, str, str]]:
        """Path, former text and text of each file that links were written into, as long as nobody
        else has written it."""
        from itertools import groupby

        from kblink.edits.edit import reversed_edits
        from kblink.repair.rewrite_links import edited_text
        from kblink.vault.read_for_edit import read_for_edit

        for path, of_file in groupby(report.edits, lambda edit: edit.path):
            back = [*reversed_edits(of_file)]
            found = read_for_edit(self.root, path)
            if found is not None and all(
                found[0][edit.start : edit.end] == edit.old for edit in back
            ):
                yield path, edited_text(found[0], back), found[0]

    def _write_stubs(self, stubs: Iterable[Stub]) -> list[str]:
        """Make new notes, over nothing; what cannot be made is told."""
        from kblink.repair.stubs import write_stub

        made = []
        for stub in stubs:
            try:
                write_stub(self.root, stub)
            except OSError as error:
                self._notify(f"{stub.path} was not made: {error.strerror or error}")
            else:
                made.append(stub.path)
        return made

    def _meaning(self) -> Meant | None:
        """What tells the notes that the sentence around a link speaks of; None without an index."""
        if not holds_catalogue(self.index_dir):
            return None
        from kblink.repair.meaning import Meaning

        return Meaning(self._read_source, self._notes_on)

    def _notes_on(self, sentence: str) -> list[str]:
        try:
            hits = self.search(sentence, limit=_MOST_MEANT, refresh=False)
        except KblinkError as error:
            self._notify(f"{error.message} Sentences are not searched for.")
            return []
        return [hit.path for hit in hits]

    def suggest(
        self,
        notes: Sequence[str] = (),
        *,
        min_confidence: float | None = None,
        limit: int | None = None,
        apply: bool = False,
        choose: Chooser | None = None,
        refresh: bool = True,
    ) -> SuggestReport:
        """Phrases of the notes named, or of all, that should lead to other notes: those that are at
        least `min_confidence` sure, `limit` of each note at most, and none that was dismissed.

        Without a confidence they are shown from 0.5 on; with `apply` those from 0.9 on are written,
        with `choose` those that it answers for, asked from 0.5 on. What is written `undo` takes
        back. A note that changes meanwhile is left alone. Raises UsageError, VaultError,
        LockedError, CatalogueError, ModelUnavailableError.
        """
        from kblink.suggest.plan import SHOWN, SURE

        minimum = min_confidence
        if minimum is None:
            minimum = SURE if apply and choose is None else SHOWN
        if not 0.0 <= minimum <= 1.0:
            raise UsageError(f"The confidence {minimum} is not between 0 and 1.")
        links = self._links()
        find = partial(self._found_links, notes, minimum, limit, refresh=refresh)
        if choose is not None:
            from kblink.suggest.in_vault import with_refusals

            # Nobody is kept from writing while a person thinks: files that change are then refused.
            found, writer = find()
            decided = links.ask(found, choose, self._keep_feedback, minimum=minimum)
            with self._editing():
                return with_refusals(links.write(found, decided.taken, writer), decided)
        if apply:
            with self._editing():
                found, writer = find()
                return links.write(found, found.suggestions, writer)
        self._tell_unfinished()
        return links.report(find()[0])

    def dismiss(
        self,
        phrase: str,
        note: str | None = None,
        target: str | None = None,
        *,
        never: bool = False,
    ) -> tuple[Dismissed, ...]:
        """Say that a phrase of a note is not to be suggested as a link to `target` again, in any
        note where it is `never` to be; without a target, to none that it is suggested for there.

        It is kept in `.kblink/feedback.jsonl`, and holds when notes are renamed. Raises UsageError
        where the names fit nothing, LockedError, VaultError.
        """
        from kblink.suggest.feedback import judgement_now, words_of_phrase

        if note is None and (target is None or not never):
            raise UsageError(
                f"Where should {phrase!r} not be a link?",
                hint="Name the NOTE, or say that it is never to lead to a TARGET: PHRASE=TARGET.",
            )
        targets: list[str] = []
        if target is None and note is not None:
            words = words_of_phrase(phrase)
            found = self.suggest([note], min_confidence=0.0).suggestions
            said = (each.link for each in found if words_of_phrase(each.link.anchor) == words)
            targets = [link.target for link in said]
        known = self._parsed_notes(self._scan())
        source = None if note is None else self._named(note, known).path
        if target is not None:
            targets = [self._named(target, known).path]
        if not targets:
            raise UsageError(
                f"No link from {phrase!r} is suggested in {source}.",
                hint="Say PHRASE=TARGET to name what it should not lead to.",
            )
        verdict: Verdict = "never" if never else "rejected"
        where = None if never else source
        words_of = self._links().note_words
        self._keep_feedback(
            [judgement_now(verdict, phrase, where, each, words_of) for each in targets]
        )
        return tuple(Dismissed(phrase, where, each) for each in targets)

    def _found_links(
        self, names: Sequence[str], minimum: float, limit: int | None, *, refresh: bool
    ) -> tuple[Found, LinkWriter]:
        """What should be linked, and what writes it."""
        from kblink.suggest.in_vault import writer_for

        with self._reader(refresh=refresh) as catalogue:
            known = catalogue.notes()
            paths = [self._named(name, known).path for name in names] if names else None
            feedback = self._links().feedback(note.path for note in known)
            asked = partial(self._suggested_links, catalogue, paths, len(known), feedback)
            suggested = [*asked(keep=refresh)]
            resolved = catalogue.resolved_links()
        listing = self._scan()
        writer = writer_for(self.root, listing, known, resolved, self.config.links)
        found = self._links().find(
            suggested,
            writer,
            feedback,
            minimum=minimum,
            limit=limit,
            progress=self._progress,
        )
        return found, writer

    def _suggested_links(
        self,
        catalogue: Catalogue,
        paths: Sequence[str] | None,
        notes: int,
        feedback: Feedback,
        *,
        keep: bool,
    ) -> Iterable[SuggestedLink]:
        """What should be linked in the notes at `paths`, or in all of so many; what is learned for
        that is to be kept, or not."""
        from kblink.suggest import links

        key = self._stored_key(catalogue)
        read = self._links().reading(notes, self._progress)
        basis = links.learning_basis(catalogue, key)
        weights = links.kept_weights(catalogue, basis)
        if weights is None:
            weights = links.learn_links(catalogue, key, read)
            if keep:
                self.keep_learned(links.WEIGHTS, basis, weights.to_json())
        return links.suggest_links(catalogue, key, read, weights, paths, feedback.bars)

    def _links(self) -> LinksInVault:
        from kblink.suggest.in_vault import LinksInVault

        return LinksInVault(self.root, self.root / INDEX_FOLDER, self._notify)

    def _keep_feedback(self, judgements: Sequence[Judgement]) -> None:
        from kblink.store.lock import write_lock
        from kblink.suggest.feedback_file import add_feedback

        folder = self.root / INDEX_FOLDER
        with write_lock(folder):
            add_feedback(folder, judgements)

    def mv(self, old: str, new: str, *, dry_run: bool = False) -> EditReport:
        """Move or rename a note, folder, attachment or heading (`NOTE#Old`, `NOTE#New`), and
        rewrite every link that would lead elsewhere. Nothing is overwritten.

        With `dry_run` nothing is written. Raises UsageError where the two do not fit, VaultError
        where the vault cannot be written (then all is as it was), LockedError.
        """
        with ExitStack() as resources:
            if dry_run:
                self._tell_unfinished()
                return self._planned_move(old, new)
            journals = resources.enter_context(self._editing())
            from kblink.edits.apply import apply_edits

            plan = self._planned_move(old, new)
            edits = [rewrite.edit for rewrite in plan.rewrites]
            done = apply_edits(
                self.root, edits, plan.moves, command="mv", journals=journals, whole=True
            )
            for item in done.refused:
                self._notify(f"{item.path}: {item.reason}")
            return replace(plan, applied=True, journal=done.journal)

    def _planned_move(self, old: str, new: str) -> EditReport:
        from kblink.check.processes import uncollected

        with uncollected():
            return self._plan_move(old, new)

    def _plan_move(self, old: str, new: str) -> EditReport:
        from kblink.check.run import survey_excluded
        from kblink.repair.changed_vault import KnownVault
        from kblink.repair.move import plan_move
        from kblink.repair.move_argument import read_move
        from kblink.vault.read_for_edit import read_for_edit

        listing = self._scan()
        found = self._with_index(partial(self._survey, listing, keep_all=True))
        move = read_move(old, new, found.notes, self.root, Path.cwd())
        files = tuple(file.path for file in listing.files)
        if isinstance(move, Move):
            self._require_sound_symlinks(move, files)
        excluded = survey_excluded(self.root, listing, self.config, found)
        vault = KnownVault({**found.survey.notes, **excluded}, found.index, files)
        plan = plan_move(move, vault, self.config.links, partial(read_for_edit, self.root))
        return EditReport(
            vault=str(self.root),
            applied=False,
            journal=None,
            rewrites=plan.rewrites,
            skipped=plan.skipped,
            moves=plan.moves,
        )

    def _require_sound_symlinks(self, move: Move, files: Sequence[str]) -> None:
        from kblink.edits.move_files import path_after
        from kblink.vault.symlinks import symlinks_astray

        for path in symlinks_astray(self.root, files, partial(path_after, move)):
            raise UsageError(
                f"The symbolic link {path} would not lead to its file any more.",
                hint="Remove it, or move the file and the link by other means.",
            )

    def undo(self) -> UndoReport:
        """Take back the last `fix`, `mv` or `suggest` that is not undone, file by file.

        A file that has changed since is left as it is, and told in `refused`. Raises UsageError
        where there is nothing to undo, LockedError, VaultError where the journal is damaged.
        """
        from kblink.edits.undo import undo_last
        from kblink.store.lock import write_lock

        journals = self.root / INDEX_FOLDER
        with write_lock(journals), _told_how_to_go_on():
            found = undo_last(self.root, journals, self._foreign_journals())
            if found.journal.command == "suggest":
                self._links().withdraw(found.journal.name)
        journal = found.journal
        return UndoReport(
            str(self.root), journal.name, journal.command, found.restored, found.refused
        )

    def status(self) -> Status:
        """What the index holds and how far behind the vault it is; changes nothing."""
        from kblink.related.stored_model import read_model
        from kblink.sync import staleness

        listing = self._scan()
        with self._stored() as catalogue, catalogue.snapshot():
            totals = catalogue.totals()
            stored = catalogue.encoder
            if stored is None:
                raise _no_index(self.index_dir)
            model = read_model(catalogue, stored[0])
            return Status(
                vault=str(self.root),
                notes=totals.notes,
                sections=totals.sections,
                links=totals.links,
                languages=totals.languages,
                encoder=stored[1],
                encoder_id=stored[0],
                generation=catalogue.generation,
                engine=self.encoder.engine,
                index_kind="flat, fp16",
                index_size=catalogue.size_bytes(),
                stale=staleness(self.root, listing, catalogue),
                learned=0 if model is None else model.pairs,
            )

    def verify(self) -> None:
        """Read the whole index; raises CatalogueError where any of it is damaged."""
        with self._stored() as catalogue, catalogue.snapshot():
            catalogue.verify()

    def _stored_encoder(self) -> str | None:
        """The id of the encoder that the index was made with, where it can be told."""
        if not holds_catalogue(self.index_dir):
            return None
        try:
            with self._open_reader() as catalogue:
                stored = catalogue.encoder
        except CatalogueError:
            return None
        return None if stored is None else stored[0]

    # --- inside -----------------------------------------------------------------------------------

    @cached_property
    def _severities(self) -> Severities:
        from kblink.check.severities import Severities

        return Severities.from_config(self.config)

    def _scan(self) -> Listing:
        return scan_vault(self.root, self.config, self.index_dir)

    def _telling(self, what: str) -> Callable[[int, int], None]:
        """What tells of a long run, by how much of how much is done."""
        return lambda done, total: self._progress(Progress(what, done, total))

    def _with_web_links(
        self, report: CheckReport, notes: Sequence[NoteSurvey], manner: Manner
    ) -> CheckReport:
        """A report with the findings on web links, which are requested here."""
        from kblink import __version__
        from kblink.check.web import summed_up, web_addresses, web_findings
        from kblink.encode.cache_folder import cache_folder
        from kblink.external.check import check_addresses
        from kblink.links.check import in_order

        answers = check_addresses(
            web_addresses(notes),
            manner,
            cache_folder(os.environ).with_name("web.json"),
            version=__version__,
            progress=self._telling("asking"),
        )
        if answers.offline:
            self._notify("No machine of the web answered: this one may be offline.")
        found = [*report.findings, *web_findings(notes, answers.by_address, self._severities.of)]
        return replace(report, findings=in_order(found), web=summed_up(answers))

    def _sketch(self, path: str) -> Sketch:
        """What the file at `path` is known again by, nothing where it cannot be read."""
        from kblink.baseline.sketch import sketch
        from kblink.vault.small_file import UnreadableFileError, read_small_file

        try:
            data = read_small_file(str(self.root / path), _SKETCHED, self.root)
        except UnreadableFileError:
            return ()
        return sketch(data.splitlines())

    def _line_digest(self, finding: Finding) -> str:
        from kblink.baseline.sketch import digest

        line = self.source_line(finding.path, finding.span.line)
        return "" if line is None else digest(line.encode("utf-8", "surrogatepass"))

    def _read_source(self, path: str) -> Source | None:
        from kblink.markdown.positions import read_lines
        from kblink.vault.read import read_note

        try:
            return read_lines(read_note(self.root, FileEntry(path, 0, 0)).text)
        except OSError:
            return None

    def _survey(
        self, listing: Listing, catalogue: StoredNotes | None, *, keep_all: bool
    ) -> SurveyedVault:
        from kblink.check.run import survey_vault

        vault = survey_vault(
            self.root,
            listing,
            self.config,
            catalogue,
            keep_all=keep_all,
            progress=self._progress,
        )
        self._tell_passed_over(listing)
        self._tell_skipped(vault.skipped, _problems(vault.survey.notes.values()))
        return vault

    def _standing(self, listing: Listing, catalogue: StoredNotes) -> CheckReport | None:
        """A report by what the index says; None where more than single notes may have changed."""
        from kblink.check.standing import report_by_index

        standing = report_by_index(
            self.root, listing, self.config, catalogue, self._severities.of, self._progress
        )
        if standing is None:
            return None
        self._tell_passed_over(listing)
        self._tell_skipped(standing.skipped, standing.problems)
        self._tell_emptiness(standing.report.notes)
        return standing.report

    def _tell_passed_over(self, listing: Listing) -> None:
        for item in listing.skipped:
            self._notify(f"{item.path}: {item.reason}")

    def _with_index(self, read: Callable[[StoredNotes | None], T]) -> T:
        """Call `read` with one snapshot of the index; with None where there is none to be used."""
        if holds_catalogue(self.index_dir):
            try:
                with (
                    self._open_notes() as catalogue,
                    catalogue.blamed_for_errors(),
                    catalogue.snapshot(),
                ):
                    if catalogue.generation:
                        return read(catalogue)
            except CatalogueError as error:
                self._notify(f"{error.message} The notes are read anew.")
        return read(None)

    def _named(self, name: str, notes: Sequence[N]) -> N:
        from kblink.links.note_argument import find_note

        return find_note(name, notes, self.root, Path.cwd())

    def _parsed_notes(self, listing: Listing) -> list[Note]:
        """Parse all notes, but those that the index has from unchanged files."""
        from kblink.changes import read_notes

        known = self._with_index(partial(_stored_notes, listing))
        entries = [entry for entry in listing.notes if entry.path not in known]
        read = read_notes(self.root, entries, {}, self._progress)
        notes = [*known.values(), *(parsed.note for _, _, parsed in read.parsed)]
        self._tell_skipped(read.skipped, _problems(notes))
        return sorted(notes, key=lambda note: note.path)

    def _open_notes(self) -> StoredNotes:
        from kblink.store.stored_notes import StoredNotes

        self._require_own_index()
        return StoredNotes.open_reader(self.index_dir)

    def _open_reader(self) -> Catalogue:
        from kblink.store.catalogue import Catalogue

        self._require_own_index()
        return Catalogue.open_reader(self.index_dir)

    def _require_own_index(self) -> None:
        if not self._is_index_named:
            from kblink.store.origin import require_own

            require_own(self.index_dir)

    @contextmanager
    def _writer(self, *, full: bool) -> Iterator[Catalogue]:
        from kblink.store.catalogue import Catalogue
        from kblink.store.generation import encoder_key
        from kblink.store.lock import write_lock

        with ExitStack() as resources:
            resources.enter_context(write_lock(self.index_dir))
            self._discard_foreign_index()
            opened = Catalogue.open_writer(self.index_dir, rebuild=full)
            catalogue = resources.enter_context(opened)
            stored = catalogue.encoder
            if stored is not None and stored[0] != encoder_key(self.encoder.identity):
                self._notify(
                    f"The encoder is {self.encoder.identity.name} now (it was {stored[1].name}): "
                    "all sections are embedded again."
                )
            with catalogue.blamed_for_errors():
                yield catalogue

    @contextmanager
    def _editing(self) -> Iterator[Path]:
        """Hold the lock under which notes are written, and give the folder of the journals: it is
        in the vault, wherever the index is. A run that was stopped is taken back first."""
        from kblink.edits.undo import recover
        from kblink.store.lock import write_lock

        journals = self.root / INDEX_FOLDER
        with write_lock(journals):
            with _told_how_to_go_on():
                taken_back = recover(self.root, journals, self._foreign_journals())
            if taken_back is not None:
                self._tell_taken_back(taken_back)
            yield journals

    def _foreign_journals(self) -> frozenset[str]:
        """Journals that came with the vault: what they say was done was not done here."""
        from kblink.edits.journal import BEGINNING
        from kblink.store.origin import foreign_files

        return foreign_files(self.root / INDEX_FOLDER, BEGINNING)

    def _tell_unfinished(self) -> None:
        """Say that a run was stopped, and is not taken back yet."""
        folder = self.root / INDEX_FOLDER
        if not any(name.startswith("journal-") for name in _names_in(folder)):
            return  # most vaults have none: nothing is imported for them
        from kblink.edits.journal import unfinished_journal

        try:
            journal = unfinished_journal(folder, self._foreign_journals())
        except VaultError as error:
            self._notify(error.message)
            return
        if journal is not None:
            self._notify(
                f"The {journal.command} of {journal.time} was stopped. kblink undo takes it back."
            )

    def _tell_taken_back(self, taken_back: TakenBack) -> None:
        journal = taken_back.journal
        self._notify(f"The {journal.command} of {journal.time} was stopped; it was taken back.")
        for item in taken_back.refused:
            self._notify(f"{item.path}: {item.reason}")

    def _discard_foreign_index(self) -> None:
        from kblink.store.connect import discard
        from kblink.store.database import ForeignError

        try:
            self._require_own_index()
        except ForeignError as error:
            self._notify(f"{error.message} It is made anew.")
            discard(self.index_dir)

    @contextmanager
    def _stored(self) -> Iterator[Catalogue]:
        if not holds_catalogue(self.index_dir):
            raise _no_index(self.index_dir)
        with self._open_reader() as catalogue, catalogue.blamed_for_errors():
            yield catalogue

    @contextmanager
    def _reader(self, *, refresh: bool) -> Iterator[Catalogue]:
        """One snapshot of the index, brought up to date first where `refresh` says so."""
        if refresh:
            self._refresh()
        else:
            self._tell_staleness()
        with self._stored() as catalogue, catalogue.snapshot():
            if catalogue.generation == 0:
                raise _no_index(self.index_dir)
            yield catalogue

    def _refresh(self) -> None:
        if self._report_if_unchanged() is not None:
            return
        try:
            self._sync(full=False)
        except (LockedError, UnwritableIndexError) as error:
            if not holds_catalogue(self.index_dir):
                raise
            self._notify(f"{error.message} The answer is from the index as it was before.")

    def _report_if_unchanged(self) -> IndexReport | None:
        if not holds_catalogue(self.index_dir):
            return None
        from kblink.standstill import report_if_unchanged
        from kblink.store.database import ForeignError

        try:
            self._require_own_index()
        except ForeignError:
            return None
        try:
            return report_if_unchanged(
                self.root, self.index_dir, self.config, self._circumstances()
            )
        except CatalogueError:  # begun by another kblink just now, or damaged: the writer tells
            return None

    def _circumstances(self) -> str:
        """What the choice of the encoder hangs on; none of it loads what makes one."""
        if self._is_encoder_given:
            return repr(self.encoder.identity)
        from kblink.encode.cache_folder import cache_folder
        from kblink.encode.circumstances import circumstances

        index = self.config.index
        request = (index.model, index.precision, self.config.trusted)
        return circumstances(request, cache_folder(os.environ))

    def _tell_staleness(self) -> None:
        if self._report_if_unchanged() is not None:
            return
        from kblink.sync import staleness

        with self._stored() as catalogue, catalogue.snapshot():
            if catalogue.generation == 0:
                raise _no_index(self.index_dir)
            stale = staleness(self.root, self._scan(), catalogue)
        if stale.new or stale.changed or stale.gone:
            self._notify(
                f"The index is behind the vault: {stale.new} notes new, {stale.changed} changed, "
                f"{stale.gone} gone. Run kblink index."
            )

    def _require_same_encoder(self, catalogue: Catalogue) -> None:
        """Vectors of different encoders never mix: a query's and the sections' must be of one."""
        from kblink.store.generation import encoder_key

        if self._stored_key(catalogue) != encoder_key(self.encoder.identity):
            raise CatalogueError(
                f"The index in {self.index_dir} was made with another encoder.",
                hint="Run kblink index, or search with --mode keyword.",
            )

    def _tell_skipped(
        self, skipped: Iterable[Skipped], problems: Mapping[str, Sequence[Problem]]
    ) -> None:
        """Say what could not be read, but for what becomes a finding; `problems` are by note."""
        for item in skipped:
            own = (problem.message for problem in problems.get(item.path, ()))
            if item.reason not in own:
                self._notify(f"{item.path} was {item.reason}")

    def _tell_emptiness(self, notes: int) -> None:
        if notes == 0 and any(map(is_note, self._scan().excluded)):
            self._notify(f"All Markdown notes in {self.root} are excluded.")
        elif notes == 0:
            self._notify(f"There are no Markdown notes in {self.root}.")

    def _stored_key(self, catalogue: Catalogue) -> str:
        stored = catalogue.encoder
        if stored is None:
            raise _no_index(self.index_dir)
        return stored[0]


def _real(path: str | Path) -> Path:
    """A path with its symlinks resolved, as far as they lead anywhere: a loop stays as it is."""
    return Path(os.path.realpath(os.path.expanduser(path)))  # noqa: PTH111 - pathlib's raise


@contextmanager
def _told_how_to_go_on() -> Iterator[None]:
    """What has begun to be taken back is taken back by the next command that edits notes."""
    try:
        yield
    except OSError as error:
        raise VaultError(
            f"Not everything could be taken back: {error}.",
            hint="Free some space or mend the permissions, then run kblink undo.",
        ) from error


def _names_in(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208 - a string of each is enough
    except OSError:
        return []


def _stored_notes(listing: Listing, catalogue: StoredNotes | None) -> dict[str, Note]:
    from kblink.check.stored import unchanged_notes

    return {} if catalogue is None else unchanged_notes(catalogue, listing)


def _problems(notes: Iterable[Note | NoteSurvey]) -> dict[str, tuple[Problem, ...]]:
    return {note.path: note.problems for note in notes if note.problems}


def _no_index(folder: Path) -> CatalogueError:
    return CatalogueError(f"There is no index in {folder}.", hint="Run kblink index.")
