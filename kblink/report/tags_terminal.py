"""Suggested tags for a person at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.text import Text

from kblink.report.clean import one_line
from kblink.report.hanging import Hanging, indented
from kblink.report.places import place
from kblink.report.quantities import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kblink.model import HeldOutTags, NoteTags, SuggestedTag, TagReport

_TAG_LIMIT = 60
_FEW = 20
"""Suggestions below which their precision says little."""


def suggested_tags(
    report: TagReport, *, limit: int | None = None, root: str | None = None
) -> RenderableType:
    """Return the notes that a tag is suggested for, `limit` at most and the surest first, below how
    right such suggestions are; `root` makes hyperlinks."""
    if report.held_out is None:
        return Text(report.refusal, style="dim")
    told = sorted(
        (note for note in report.notes if note.suggested),
        key=lambda note: (-note.suggested[0].confidence, note.path),
    )
    parts: list[RenderableType] = [indented(_trust(report, report.held_out), 0), Text()]
    for note in told[:limit]:
        parts += [_note_block(note, root), Text()]
    silent = len(report.notes) - len(told)
    left = len(told[limit:]) if limit is not None else 0
    counts = [f"{counted(left, 'note')} more with --limit"] if left else []
    if silent:
        counts.append(f"no tag is suggested for {counted(silent, 'note')}")
    if not report.notes:
        counts.append("every note has a tag; --all suggests more for each")
    if counts:
        line = "; ".join(counts)
        parts += [Text(f"{line[0].upper()}{line[1:]}.", style="dim"), Text()]
    return Group(*parts[:-1])


def _trust(report: TagReport, held_out: HeldOutTags) -> Text:
    text = Text(
        f"Learned from {counted(report.tagged, 'note')} and {counted(report.learned, 'tag')}. "
    )
    if held_out.suggested < _FEW:
        return text.append(
            f"On notes held out only {counted(held_out.suggested, 'tag')} reached confidence "
            f"{report.confidence:g}: too few to say how right they are."
        )
    return text.append(
        f"On notes held out: {held_out.precision:.2f} of these are right at confidence "
        f"{report.confidence:g}, and {held_out.recall:.2f} of the notes' tags are among them."
    )


def _note_block(note: NoteTags, root: str | None) -> RenderableType:
    head = place(note.path, root=root, style="bold")
    if note.tags:
        tags = " ".join(f"#{one_line(tag, _TAG_LIMIT)}" for tag in note.tags)
        head.append(f"  {tags}", style="dim not bold")
    width = max(cell_len(_name(each)) for each in note.suggested)
    return Group(head, *(_line(each, width, root) for each in note.suggested))


def _line(tag: SuggestedTag, width: int, root: str | None) -> RenderableType:
    prefix = Text(f"  {tag.confidence:.2f}  ", style="dim")
    name = _name(tag)
    text = Text(name, style="green")
    if tag.like:
        text.append(" " * (width - cell_len(name)) + "  like ", style="dim")
        text.append_text(_places(tag.like, root))
    return Hanging(prefix, text)


def _places(paths: Sequence[str], root: str | None) -> Text:
    return Text(", ", style="dim").join(place(path, root=root, style="dim") for path in paths)


def _name(tag: SuggestedTag) -> str:
    return f"#{one_line(tag.name, _TAG_LIMIT)}"
