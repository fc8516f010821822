"""Findings on web links, from what became of their addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kblink.external.addresses import requested_address
from kblink.links.check import graded
from kblink.links.codes import CODES
from kblink.model import Candidate, Finding, WebAddresses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from kblink.external.answers import Answer
    from kblink.external.check import Answers
    from kblink.links.survey import NoteSurvey
    from kblink.model import ResolvedLink, Severity

_CODES = {"dead": "external-dead", "redirected": "external-redirect"}
_SURE = 0.9
_NO_PART_OF_A_LINK = re.compile(r"[\s()<>\[\]\"'|\\]")


def web_addresses(notes: Iterable[NoteSurvey]) -> list[str]:
    """Return the addresses that the links of notes lead to, each as often as it stands there.

    The notes are surveyed with all their links.
    """
    return [address for note in notes for _, address in _web_links(note)]


def web_findings(
    notes: Iterable[NoteSurvey],
    answers: Mapping[str, Answer],
    severity_of: Callable[[str, str], Severity],
) -> Iterator[Finding]:
    """Yield a finding for each link to an address that is dead or has moved for good."""
    for note in notes:
        found = (
            _finding(note.path, link, address, answers[address])
            for link, address in _web_links(note)
            if answers[address].state in _CODES
        )
        yield from graded(found, {note.path: note.suppressions}, severity_of)


def summed_up(answers: Answers) -> WebAddresses:
    """Return the numbers of a report."""
    states = answers.by_address
    return WebAddresses(
        total=len(states),
        asked=answers.asked,
        dead=sum(answer.state == "dead" for answer in states.values()),
        redirected=sum(answer.state == "redirected" for answer in states.values()),
        unknown=tuple(
            sorted(
                (address, answer.reason)
                for address, answer in states.items()
                if answer.state == "unknown"
            )
        ),
    )


def _web_links(note: NoteSurvey) -> Iterator[tuple[ResolvedLink, str]]:
    for link in note.links:
        if link.status == "external" and (address := requested_address(link.link.target)):
            yield link, address


def _finding(path: str, link: ResolvedLink, address: str, answer: Answer) -> Finding:
    code = _CODES[answer.state]
    words = f"{answer.reason}: {answer.location}" if answer.location else answer.reason
    return Finding(
        code,
        CODES[code].severity,
        path,
        link.link.span,
        words,
        link.link.raw,
        link.link.target,
        _moved(link.link.raw, address, answer.location),
    )


def _moved(raw: str, address: str, location: str) -> tuple[Candidate, ...]:
    """The link to where an address has moved, if that can stand in its place."""
    if not location or address not in raw or _NO_PART_OF_A_LINK.search(location):
        return ()
    return (Candidate(location, raw.replace(address, location), _SURE, "moved"),)
