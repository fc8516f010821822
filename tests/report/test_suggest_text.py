"""What a person sees of suggestions: in a list, in questions, and when it is done."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from examples import HOSTILE_SUGGESTION, SUGGESTIONS, suggested_line_of
from rendering import on_terminal, plain

from kblink.model import Dismissed, LeftLink, Span, SuggestReport
from kblink.report.in_sentence import in_sentence
from kblink.report.json_documents import dismissed_document, dumps, suggest_document
from kblink.report.suggest_terminal import suggested_links
from kblink.report.suggest_text import (
    at_once_lines,
    dismissed_lines,
    question_lines,
    suggest_summary,
)

REPORT = SuggestReport("/vault", applied=False, journal=None, suggestions=SUGGESTIONS)
FOUND = "2 links suggested in 2 notes."
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff]")


def test_a_phrase_stands_in_its_sentence_with_where_it_leads_and_why() -> None:
    assert plain(*suggested_links(SUGGESTIONS, line_of=suggested_line_of)) == (
        "поиск/Гибридный поиск.md\n"
        "\n"
        "1  0.96  БМ25 → поиск/BM25.md\n"
        "         3:27  [[BM25|БМ25]]\n"
        "         Сначала по словам БМ25, потом по смыслу.\n"
        "         a name of the note\n"
        "\n"
        "a.md\n"
        "\n"
        "1  0.50  word → b.md\n"
        "         1:1  [[b|word]]\n"
    )
    assert plain(*suggested_links((), line_of=suggested_line_of)) == "No link is suggested.\n"


def test_the_phrase_stands_out_on_a_terminal() -> None:
    shown = on_terminal(*suggested_links(SUGGESTIONS, line_of=suggested_line_of))
    assert "\x1b[1;32mБМ25\x1b[0m, потом" in shown
    plainly = on_terminal(*suggested_links(SUGGESTIONS, line_of=suggested_line_of), color=False)
    assert "\x1b" not in plainly


def test_long_lines_wrap_to_the_width() -> None:
    line = "слово " * 100 + "BERT" + " слово" * 100
    link = replace(SUGGESTIONS[1].link, span=Span(600, 604, 1, 601, 1, 605), anchor="BERT")
    one = replace(SUGGESTIONS[1], link=link)
    for width in (40, 80, 120):
        shown = plain(*suggested_links([one], line_of=lambda *_: line), width=width)
        assert max(map(len, shown.splitlines())) <= width
        assert "BERT" in shown.split("[[b|word]]")[1]


@pytest.mark.parametrize(
    ("line", "phrase", "expected"),
    [
        ("On BERT here.", "BERT", ("On ", "BERT", " here.")),
        ("  - see [the paper](https://e.org/a b) on BERT", "BERT", None),
        ("![[image.png|100]] BERT ![i](p.png) [a][b]", "BERT", ("100 ", "BERT", " i a")),
        ("[a](<x y.md>) BERT", "BERT", ("a ", "BERT", "")),
        ("BERT", "BERT", ("", "BERT", "")),
    ],
)
def test_links_around_a_phrase_are_shown_by_what_they_say(
    line: str, phrase: str, expected: tuple[str, str, str] | None
) -> None:
    start = line.index(phrase)
    found = in_sentence(line, Span(0, 0, 1, start + 1, 1, start + len(phrase) + 1))
    assert found.marked == phrase
    if expected is not None:
        assert (found.before, found.marked, found.after) == expected


def test_a_long_line_is_cut_between_words() -> None:
    line = "several words " * 60 + "BERT" + " several words" * 60
    start = line.index("BERT")
    found = in_sentence(line, Span(0, 0, 1, start + 1, 1, start + 5))
    assert found.before.startswith(("…several ", "…words "))
    assert found.after.endswith((" several…", " words…"))


def test_questions_show_the_sentence_as_it_would_be() -> None:
    one = SUGGESTIONS[0]
    line = suggested_line_of(one.link.path, 3)
    assert [*question_lines(one, 2, 7, line)] == [
        "",
        "2 of 7, поиск/Гибридный поиск.md:3:27: БМ25 → поиск/BM25.md",
        "    Сначала по словам [[BM25|БМ25]], потом по смыслу.",
        "    0.96  a name of the note",
    ]
    assert [*at_once_lines([one], 0.9)] == [
        "",
        "  0.96  поиск/Гибридный поиск.md:3:27  БМ25 → поиск/BM25.md",
        "Take the one of at least 0.90?",
    ]


@pytest.mark.parametrize(
    ("report", "sure", "expected"),
    [
        (
            REPORT,
            0.9,
            f"{FOUND} Nothing was written; --apply writes 1, those from 0.9 on.",
        ),
        (REPORT, 0.5, f"{FOUND} Nothing was written; --apply writes."),
        (replace(REPORT, suggestions=()), 0.9, None),
        (
            replace(REPORT, applied=True),
            0.9,
            "2 links written in 2 notes. kblink undo takes it back.",
        ),
        (replace(REPORT, applied=True, suggestions=()), 0.9, "No link was written."),
    ],
)
def test_the_summary_says_what_was_done(
    report: SuggestReport, sure: float, expected: str | None
) -> None:
    assert [*suggest_summary(report, sure)] == ([] if expected is None else [expected])


def test_the_summary_says_what_was_left_and_what_was_refused() -> None:
    left = (LeftLink("a.md", 1, 1, "word", "why"),)
    report = replace(REPORT, applied=True, skipped=left, rejected=2, never=1)
    assert [*suggest_summary(report, 0.9)][1:] == [
        "1 phrase left; --verbose says why.",
        "2 rejected where they stand, 1 everywhere: kept in .kblink/feedback.jsonl.",
    ]


def test_nothing_of_a_hostile_note_reaches_a_terminal() -> None:
    one = HOSTILE_SUGGESTION
    shown = plain(*suggested_links([one], line_of=suggested_line_of))
    line = suggested_line_of(one.link.path, 1)
    dismissed = Dismissed(one.link.anchor, one.link.path, one.link.target)
    lines = [
        *shown.split("\n"),
        *question_lines(one, 1, 1, line),
        *at_once_lines([one], 0.9),
        *dismissed_lines([dismissed]),
        dumps(suggest_document(replace(REPORT, suggestions=(one,))), compact=True),
        dumps(dismissed_document([dismissed]), compact=True),
    ]
    assert not [each for each in lines if CONTROLS.search(each)]
    assert "[bold]loud[/bold]" in shown


def test_the_document_has_the_promised_keys() -> None:
    document = suggest_document(REPORT)
    assert list(document) == [
        *("schema", "vault", "applied", "journal", "suggestions", "skipped"),
    ]
    assert document["suggestions"][0] == {
        "path": "поиск/Гибридный поиск.md",
        "line": 3,
        "column": 27,
        "end_line": 3,
        "end_column": 31,
        "anchor": "БМ25",
        "target": "поиск/BM25.md",
        "replacement": "[[BM25|БМ25]]",
        "confidence": 0.96,
        "signals": {"name": 1.0, "dense": 0.512346},
        "evidence": "a name of the note",
    }
