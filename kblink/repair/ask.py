"""Ask a person about each broken link, and do as is answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kblink.errors import KblinkError
from kblink.links.note_argument import find_note
from kblink.repair.choices import Choice, Question
from kblink.repair.fix import Repair, is_by_reference, repair_by
from kblink.repair.sentence import sentence_around
from kblink.repair.stubs import Stub, stub_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kblink.model import Link, Named, ResolvedLink
    from kblink.repair.candidates import CandidateFinder
    from kblink.repair.choices import Choose

SKIPPED = "skipped"
STOPPED = "not asked any more"
CREATED = "the note is made"


@dataclass(slots=True)
class Asking:
    """The answers of a person to one question after the other; `stubs` are the notes that are to be
    made for them."""

    choose: Choose
    finder: CandidateFinder
    notes: Sequence[Named]
    root: Path
    stubs: list[Stub] = field(default_factory=list)
    _stopped: bool = False

    def decide(self, path: str, resolved: ResolvedLink, text: str) -> Repair | str:
        """What a person wants of a broken link of the note at `path`, whose text is given."""
        problem = ""
        link = resolved.link
        candidates = () if self._stopped else self.finder.candidates(resolved, path)
        while not self._stopped:
            question = Question(
                path,
                link.span.line,
                link.span.column,
                link.raw,
                sentence_around(text, link.span),
                candidates,
                problem,
            )
            try:
                return self._answered(self.choose(question), path, resolved)
            except KblinkError as error:
                problem = error.message
        return STOPPED

    def _answered(self, choice: Choice, path: str, resolved: ResolvedLink) -> Repair | str:
        link = resolved.link
        if choice.kind == "take" and choice.candidate is not None:
            return repair_by(link, choice.candidate)
        if choice.kind == "note":
            note = find_note(choice.note, self.notes, self.root, Path.cwd())
            found = self.finder.candidate_at(resolved, path, note.path)
            if found is None:
                raise KblinkError(f"The link cannot be written so that it leads to {note.path}.")
            return repair_by(link, found)
        if choice.kind == "create":
            stub = stub_for(link, path, self.finder.settings)
            if stub is None:
                raise KblinkError("No note can be made for this link.")
            self.stubs.append(stub)
            return CREATED
        if choice.kind == "remove":
            return Repair(link, _shown(link), None, 1.0, "removed")
        self._stopped = choice.kind == "stop"
        return STOPPED if self._stopped else SKIPPED


def asking(choose: Choose, finder: CandidateFinder, notes: Sequence[Named], root: Path) -> Asking:
    """Ask by `choose`; `notes` are those that may be chosen by name."""
    return Asking(choose, finder, notes, root)


def _shown(link: Link) -> str:
    """What a reader sees of a link."""
    if link.kind in ("canvas", "property", "html"):
        raise KblinkError("A link of this kind can be removed by hand only.")
    if link.display is not None and not is_by_reference(link):
        return link.display
    if link.raw.startswith(("[", "![")) and not link.raw.startswith(("[[", "![[")):
        return link.raw.removeprefix("!").removeprefix("[").partition("]")[0]
    return link.target + (f" › {link.fragment}" if link.fragment else "")
