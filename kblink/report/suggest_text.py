"""What `suggest` asks, and what it did, as plain lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.report.clean import one_line
from kblink.report.in_sentence import in_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kblink.model import Dismissed, Suggestion, SuggestReport

AT_ONCE = "y yes, n ask about each, a number (0.8) to begin at another confidence, q stop: "
ONE = "y yes, n not in this note, v never, s skip, q stop: "
_LIMIT = 300


def at_once_lines(sure: Sequence[Suggestion], confidence: float) -> Iterator[str]:
    """Lines on the suggestions that may be taken at once."""
    yield ""
    for each in sure:
        link = each.link
        words = f"{one_line(link.anchor, _LIMIT)} → {one_line(link.target)}"
        yield f"  {link.confidence:.2f}  {_place(each)}  {words}"
    yield f"Take {_all(len(sure))} of at least {confidence:.2f}?"


def question_lines(suggestion: Suggestion, number: int, of: int, line: str | None) -> Iterator[str]:
    """Lines on one suggestion: its sentence as it would be, and what speaks for it; `line` is the
    line that it stands on."""
    link = suggestion.link
    yield ""
    yield f"{number} of {of}, {_place(suggestion)}: {one_line(link.anchor, _LIMIT)} → " + one_line(
        link.target
    )
    if line is not None:
        shown = in_sentence(line, link.span)
        yield f"    {shown.before}{one_line(suggestion.replacement, _LIMIT)}{shown.after}"
    yield f"    {link.confidence:.2f}  {one_line(link.evidence, _LIMIT)}".rstrip()


def suggest_summary(report: SuggestReport, sure: float) -> Iterator[str]:
    """Lines on what is suggested, or was written; `--apply` writes what is at least `sure`."""
    links = _count(len(report.suggestions), "link")
    notes = _count(len({each.link.path for each in report.suggestions}), "note")
    if report.applied and report.suggestions:
        yield f"{links} written in {notes}. kblink undo takes it back."
    elif report.applied:
        yield "No link was written."
    elif report.suggestions:
        surest = sum(each.link.confidence >= sure for each in report.suggestions)
        yield f"{links} suggested in {notes}. {_what_apply_does(surest, report, sure)}"
    if report.skipped:
        yield f"{_count(len(report.skipped), 'phrase')} left; --verbose says why."
    if report.rejected or report.never:
        yield (
            f"{report.rejected} rejected where they stand, {report.never} everywhere: kept in "
            ".kblink/feedback.jsonl."
        )


def dismissed_lines(dismissed: Iterable[Dismissed]) -> Iterator[str]:
    """A line on each link that is not suggested again."""
    for phrase, note, target in dismissed:
        where = "anywhere" if note is None else f"in {one_line(note)}"
        words = f"{one_line(phrase, _LIMIT)} → {one_line(target)}"
        yield f"{words} is not suggested {where} any more."


def _what_apply_does(surest: int, report: SuggestReport, sure: float) -> str:
    if surest == len(report.suggestions):
        return "Nothing was written; --apply writes."
    if surest:
        return f"Nothing was written; --apply writes {surest}, those from {sure:g} on."
    return f"Nothing was written; --apply writes those from {sure:g} on, or from --min-confidence."


def _place(suggestion: Suggestion) -> str:
    span = suggestion.link.span
    return f"{one_line(suggestion.link.path)}:{span.line}:{span.column}"


def _all(number: int) -> str:
    return "the one" if number == 1 else f"all {number}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"
