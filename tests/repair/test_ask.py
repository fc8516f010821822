"""A person is asked about one link after the other, and is obeyed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink import Vault
from kblink.repair.choices import Choice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from kblink.repair.choices import Question

TEXT = (
    "First. See [[cv/transformers|them]] now. Last.\n\n[[lost]] and [[gone|shown]].\n\n[[other]]\n"
)


def vault(root: Path) -> Vault:
    (root / "nlp").mkdir()
    (root / "nlp/transformers.md").write_text("")
    (root / "a.md").write_text(TEXT)
    return Vault(root)


def answering(choices: Sequence[Choice], asked: list[Question]) -> Callable[[Question], Choice]:
    rest = iter(choices)

    def choose(question: Question) -> Choice:
        asked.append(question)
        return next(rest)

    return choose


def test_each_answer_is_done(tmp_path: Path) -> None:
    asked: list[Question] = []
    choices = [
        Choice("skip"),
        Choice("create"),
        Choice("remove"),
        Choice("note", note="transformers"),
    ]
    report = vault(tmp_path).fix(apply=True, choose=answering(choices, asked))
    assert (tmp_path / "a.md").read_text() == (
        "First. See [[cv/transformers|them]] now. Last.\n\n[[lost]] and shown.\n\n"
        "[[transformers]]\n"
    )
    assert (tmp_path / "lost.md").read_text() == "# lost\n"
    assert report.created == ("lost.md",)
    assert asked[0].sentence == "See [[cv/transformers|them]] now."
    assert asked[0].candidates[0].replacement == "[[nlp/transformers|them]]"


def test_a_candidate_is_taken_and_the_rest_left_when_asking_stops(tmp_path: Path) -> None:
    asked: list[Question] = []

    def take_then_stop(question: Question) -> Choice:
        if asked:
            return Choice("stop")
        asked.append(question)
        return Choice("take", question.candidates[0])

    report = vault(tmp_path).fix(apply=True, choose=take_then_stop)
    assert (tmp_path / "a.md").read_text() == TEXT.replace("cv/", "nlp/")
    assert [one.link for one in report.skipped] == ["[[lost]]", "[[gone|shown]]", "[[other]]"]


def test_an_answer_that_cannot_be_followed_is_asked_again(tmp_path: Path) -> None:
    asked: list[Question] = []
    choices = [Choice("note", note="no such note"), Choice("stop")]
    vault(tmp_path).fix(apply=True, choose=answering(choices, asked))
    assert asked[0].problem == ""
    assert "no such note" in asked[1].problem
