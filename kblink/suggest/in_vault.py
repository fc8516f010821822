"""Suggested links in the files of a vault: found, written, and what is said of them kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from kblink.edits.apply import apply_edits
from kblink.errors import VaultError
from kblink.links.targets import index_targets
from kblink.markdown.parse import parse_note
from kblink.model import Progress, SuggestReport
from kblink.suggest.choices import Decided, decide
from kblink.suggest.feedback import Feedback, judgement_of, note_words, withdrawn
from kblink.suggest.feedback_file import add_feedback, read_feedback
from kblink.suggest.link_habits import LinkHabits
from kblink.suggest.plan import SURE, find_suggestions, plan_edits, written_report
from kblink.suggest.write_link import LinkWriter
from kblink.vault.obsidian_links import new_links
from kblink.vault.read_for_edit import read_for_edit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from kblink.baseline.sketch import Sketch
    from kblink.config import LinkSettings
    from kblink.markdown.parse import ParsedNote
    from kblink.model import Note, ResolvedLink, SuggestedLink, Suggestion
    from kblink.suggest.choices import Chooser
    from kblink.suggest.feedback import Judgement
    from kblink.suggest.plan import Found
    from kblink.vault.walk import Listing


def writer_for(
    root: Path,
    listing: Listing,
    notes: Iterable[Note],
    resolved: Mapping[str, Iterable[ResolvedLink]],
    settings: LinkSettings,
) -> LinkWriter:
    """Return what writes links as the vault at `root` does, whose notes and links are given."""
    files = (file.path for file in listing.files)
    index = index_targets(files, notes, listing.excluded)
    return LinkWriter(LinkHabits(resolved, new_links(root)), index, settings)


@dataclass(frozen=True, slots=True)
class LinksInVault:
    """The vault at `root`, and the `folder` in it where journals and feedback are kept; `notify` is
    called with sentences that a user should see."""

    root: Path
    folder: Path
    notify: Callable[[str], None]

    def feedback(self, paths: Iterable[str]) -> Feedback:
        """Return what was said of suggestions, where the vault's notes are at `paths` now."""
        kept = read_feedback(self.folder, self.root)
        if kept.complaint:
            self.notify(kept.complaint)
        return Feedback(kept.judgements, paths, self.note_words)

    def find(
        self,
        suggested: Iterable[SuggestedLink],
        writer: LinkWriter,
        feedback: Feedback,
        *,
        minimum: float,
        limit: int | None,
        progress: Callable[[Progress], None],
    ) -> Found:
        """Return what can be written of suggested links, without what was dismissed."""
        return find_suggestions(
            suggested,
            writer,
            partial(read_for_edit, self.root),
            feedback.bars,
            minimum=minimum,
            limit=limit,
            progress=progress,
        )

    def report(self, found: Found) -> SuggestReport:
        """Return what was found, none of it written."""
        return SuggestReport(
            str(self.root),
            applied=False,
            journal=None,
            suggestions=found.suggestions,
            skipped=found.left,
        )

    def write(
        self, found: Found, wanted: Iterable[Suggestion], writer: LinkWriter
    ) -> SuggestReport:
        """Write links that were found into their notes, and keep that they were wanted; whoever
        calls holds the lock on the folder. Raises VaultError where nothing could be written."""
        plan = plan_edits(wanted, found.digests, writer, partial(read_for_edit, self.root))
        done = apply_edits(self.root, plan.edits, command="suggest", journals=self.folder)
        report = written_report(str(self.root), found, plan, done)
        self._add_or_tell(
            judgement_of("accepted", each.link, self.note_words, done.journal or "")
            for each in report.suggestions
        )
        return report

    def ask(
        self,
        found: Found,
        chooser: Chooser,
        keep: Callable[[Sequence[Judgement]], None],
        *,
        minimum: float,
    ) -> Decided:
        """Ask about what was found; what is refused goes to `keep`, whatever ends the asking."""
        decided = Decided()
        try:
            decide(found.suggestions, chooser, max(SURE, minimum), decided)
        finally:
            refused = [
                *(judgement_of("rejected", one.link, self.note_words) for one in decided.rejected),
                *(judgement_of("never", one.link, self.note_words) for one in decided.never),
            ]
            if refused:
                keep(refused)
        return decided

    def withdraw(self, journal: str) -> None:
        """Keep that the links of a run were taken back: neither accepted nor rejected."""
        kept = read_feedback(self.folder, self.root)
        self._add_or_tell(withdrawn(kept.judgements, journal))

    def reading(
        self, notes: int, progress: Callable[[Progress], None]
    ) -> Callable[[str], ParsedNote | None]:
        """Return what parses the note at a path as it is now, and gives None where it cannot be
        read; `progress` is told how many of so many notes were."""
        done = count(1)

        def read(path: str) -> ParsedNote | None:
            progress(Progress("reading", min(next(done), notes), notes))
            text = self._text(path)
            return None if text is None else parse_note(path, text)

        return read

    def note_words(self, path: str) -> Sketch:
        """Return what the note at a path is known again by, nothing where it cannot be read."""
        text = self._text(path)
        return () if text is None else note_words(text)

    def _text(self, path: str) -> str | None:
        try:
            found = read_for_edit(self.root, path)
        except OSError:
            return None
        return None if found is None else found[0]

    def _add_or_tell(self, judgements: Iterable[Judgement]) -> None:
        """Keep what follows from what is done already: where it cannot be kept, that is told."""
        try:
            add_feedback(self.folder, judgements)
        except VaultError as error:
            self.notify(error.message)


def with_refusals(report: SuggestReport, decided: Decided) -> SuggestReport:
    """Return a report that counts what was refused, too."""
    return replace(report, rejected=len(decided.rejected), never=len(decided.never))
