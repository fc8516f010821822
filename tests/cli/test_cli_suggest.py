"""`kblink suggest` on the command line."""

from __future__ import annotations

import io
import json
import subprocess
from typing import TYPE_CHECKING

import pytest
from suggested_phrases import suggest_phrases

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cli_fixtures import Outcome

pytest_plugins = ("cli_fixtures",)

PHRASES = [
    ("attention layers", "Attention", 0.97),
    ("словам", "Home", 0.62),
    ("смыслу", "BERT", 0.91),
    ("token", "BERT", 0.3),
]


@pytest.fixture(autouse=True)
def engine(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (vault / "models" / "BERT.md").write_text(
        "# BERT\n\n## Layers\n\nA stack of attention layers.\n"
    )
    suggest_phrases(monkeypatch, PHRASES)


def texts(vault: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in vault.rglob("*.md")}


def feedback(vault: Path) -> list[dict[str, object]]:
    lines = (vault / ".kblink" / "feedback.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def anchors(outcome: Outcome) -> list[str]:
    return [each["anchor"] for each in outcome.document()["suggestions"]]


def test_suggestions_are_shown_in_their_sentences_and_nothing_is_written(
    vault: Path, run: Callable[..., Outcome]
) -> None:
    before = texts(vault)
    outcome = run("suggest", "--all")
    assert outcome.code == 0
    assert outcome.out == (
        "models/BERT.md\n"
        "\n"
        "1  0.97  attention layers → models/Attention.md\n"
        "         5:12  [[Attention|attention layers]]\n"
        "         A stack of attention layers.\n"
        "         a name of the note\n"
        "\n"
        "поиск/Гибридный поиск.md\n"
        "\n"
        "1  0.91  смыслу → models/BERT.md\n"
        "         3:22  [[BERT|смыслу]]\n"
        "         Поиск по словам и по смыслу.\n"
        "         a name of the note\n"
        "\n"
        "2  0.62  словам → Home.md\n"
        "         3:10  [[Home|словам]]\n"
        "         Поиск по словам и по смыслу.\n"
        "         a name of the note\n"
    )
    assert (
        "3 links suggested in 2 notes. Nothing was written; --apply writes 2, those" in outcome.err
    )
    assert texts(vault) == before


def test_json_has_the_promised_keys(run: Callable[..., Outcome]) -> None:
    document = run("suggest", "BERT", "--format", "json").document()
    assert document["schema"] == "kblink/suggest/1"
    (each,) = document["suggestions"]
    assert each == {
        "path": "models/BERT.md",
        "line": 5,
        "column": 12,
        "end_line": 5,
        "end_column": 28,
        "anchor": "attention layers",
        "target": "models/Attention.md",
        "replacement": "[[Attention|attention layers]]",
        "confidence": 0.97,
        "signals": {"name": 1.0},
        "evidence": "a name of the note",
    }


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), ["attention layers", "смыслу", "словам"]),
        (("--min-confidence", "0.3"), ["token", "attention layers", "смыслу", "словам"]),
        (("--min-confidence", "0.95"), ["attention layers"]),
        (("--limit", "1"), ["attention layers", "смыслу"]),
    ],
)
def test_how_likely_and_how_many(
    run: Callable[..., Outcome], words: tuple[str, ...], expected: list[str]
) -> None:
    assert anchors(run("suggest", "--all", "--format", "json", *words)) == expected


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("BERT", "--all"),
        ("--all", "--min-confidence", "1.5"),
        ("--all", "--limit", "0"),
        ("nobody",),
        ("--reject", "token"),
        ("--reject", "token=BERT"),
        ("--never", "token"),
        ("BERT", "--reject", "token", "--apply"),
        ("BERT", "--reject", "layers=nobody"),
        ("BERT", "--reject", "nothing of the kind"),
    ],
)
def test_what_does_not_fit_is_a_usage_error(
    vault: Path, run: Callable[..., Outcome], words: tuple[str, ...]
) -> None:
    outcome = run("suggest", *words)
    assert outcome.code == 2
    assert outcome.err.startswith("kblink: ")
    assert outcome.err.count("\n") == 1
    assert not (vault / ".kblink" / "feedback.jsonl").exists()


def test_without_a_note_the_error_says_what_to_do(run: Callable[..., Outcome]) -> None:
    assert "Give a NOTE, or --all" in run("suggest").err


def test_apply_writes_the_surest_shows_the_diff_and_undo_takes_it_back(
    vault: Path, run: Callable[..., Outcome]
) -> None:
    before = texts(vault)
    outcome = run("suggest", "--all", "--apply")
    assert outcome.code == 0
    assert (
        "-A stack of attention layers.\n+A stack of [[Attention|attention layers]].\n"
        in outcome.out
    )
    assert "+Поиск по словам и по [[BERT|смыслу]].\n" in outcome.out
    assert "2 links written in 2 notes. kblink undo takes it back." in outcome.err
    assert [each["verdict"] for each in feedback(vault)] == ["accepted", "accepted"]
    undone = run("undo")
    assert undone.code == 0
    assert undone.out.startswith("suggest taken back")
    assert texts(vault) == before


def test_what_undo_takes_back_was_not_rejected(vault: Path, run: Callable[..., Outcome]) -> None:
    run("suggest", "BERT", "--apply")
    assert anchors(run("suggest", "BERT", "--format", "json")) == []
    run("undo")
    assert [each["verdict"] for each in feedback(vault)] == ["accepted", "withdrawn"]
    assert anchors(run("suggest", "BERT", "--format", "json")) == ["attention layers"]


def test_apply_with_a_confidence_of_its_own(vault: Path, run: Callable[..., Outcome]) -> None:
    run("suggest", "--all", "--apply", "--min-confidence", "0.6")
    text = (vault / "поиск" / "Гибридный поиск.md").read_text("utf-8")
    assert "по [[Home|словам]] и по [[BERT|смыслу]]" in text


def test_a_second_run_has_nothing_left_to_write(run: Callable[..., Outcome]) -> None:
    run("suggest", "--all", "--apply")
    outcome = run("suggest", "--all", "--apply")
    assert (outcome.code, outcome.out) == (0, "")
    assert "No link was written." in outcome.err


def test_a_note_that_changes_meanwhile_is_left_alone(
    vault: Path, run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    note = vault / "models" / "BERT.md"

    class Meanwhile(io.StringIO):
        def readline(self, *_: object) -> str:  # type: ignore[override]
            note.write_text("# BERT\n\nMeanwhile: attention layers.\n")
            return "y\n"

    monkeypatch.setattr("sys.stdin", Meanwhile())
    outcome = run("suggest", "BERT", "--interactive", "--verbose")
    assert outcome.code == 0
    assert note.read_text() == "# BERT\n\nMeanwhile: attention layers.\n"
    assert "models/BERT.md:5:12: attention layers left: the note has changed" in outcome.out


REJECT = ("BERT", "--reject", "attention layers")


@pytest.mark.parametrize(
    "words",
    [
        REJECT,
        ("BERT", "--reject", "Attention Layer=Attention"),
        ("--never", "attention layers=models/Attention.md"),
        ("BERT", "--never", "attention layers"),
    ],
)
def test_what_is_rejected_never_comes_back(
    vault: Path, run: Callable[..., Outcome], words: tuple[str, ...]
) -> None:
    outcome = run("suggest", *words)
    assert outcome.code == 0
    assert "→ models/Attention.md is not suggested" in outcome.out

    def shown() -> list[str]:
        return anchors(run("suggest", "--all", "--format", "json"))

    assert shown() == ["смыслу", "словам"]
    assert run("index", "--full").code == 0
    assert shown() == ["смыслу", "словам"]
    assert run("mv", "models/BERT.md", "encoders/Bidirectional.md").code == 0
    assert shown() == ["смыслу", "словам"]
    (vault / "encoders" / "Bidirectional.md").rename(vault / "plain rename.md")
    assert run("index", "--full").code == 0
    assert shown() == ["смыслу", "словам"]


def test_a_link_that_is_rejected_in_one_note_is_suggested_in_others(
    vault: Path, run: Callable[..., Outcome]
) -> None:
    (vault / "more.md").write_text("On attention layers.\n")
    run("suggest", *REJECT)
    assert anchors(run("suggest", "more.md", "--format", "json")) == ["attention layers"]
    run("suggest", "--never", "attention layers=Attention")
    assert anchors(run("suggest", "more.md", "--format", "json")) == []


def test_the_target_may_be_renamed_as_well(vault: Path, run: Callable[..., Outcome]) -> None:
    run("suggest", *REJECT)
    assert run("mv", "models/Attention.md", "models/Heeding.md").code == 0
    (vault / "models" / "BERT.md").rename(vault / "B.md")
    assert anchors(run("suggest", "B.md", "--format", "json")) == []
    run("mv", "models/Heeding.md", "Attention.md")
    run("index", "--full")
    assert anchors(run("suggest", "B.md", "--format", "json")) == []


def test_rejections_as_json(run: Callable[..., Outcome]) -> None:
    document = run("suggest", *REJECT, "--format", "json").document()
    assert document == {
        "schema": "kblink/suggest/1",
        "suggestions": [],
        "dismissed": [
            {
                "phrase": "attention layers",
                "note": "models/BERT.md",
                "target": "models/Attention.md",
            }
        ],
    }


def interactive(
    run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch, answers: str, *words: str
) -> Outcome:
    monkeypatch.setattr("sys.stdin", io.StringIO(answers))
    return run("suggest", "--interactive", "--all", *words)


def test_the_surest_are_taken_at_once_and_each_other_one_is_asked_about(
    vault: Path, run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = interactive(run, monkeypatch, "y\nn\n")
    assert outcome.code == 0
    assert "Take all 2 of at least 0.90?" in outcome.err
    assert "  0.97  models/BERT.md:5:12  attention layers → models/Attention.md" in outcome.err
    assert "Поиск по [[Home|словам]] и по смыслу." in outcome.err
    text = (vault / "поиск" / "Гибридный поиск.md").read_text("utf-8")
    assert "по словам и по [[BERT|смыслу]]" in text
    assert [each["verdict"] for each in feedback(vault)] == ["rejected", "accepted", "accepted"]
    assert "1 rejected where they stand, 0 everywhere" in outcome.err
    assert anchors(run("suggest", "--all", "--format", "json")) == []


def test_another_confidence_shows_what_it_takes(
    vault: Path, run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = interactive(run, monkeypatch, "what\n0,95\ny\ns\nq\n")
    assert "Take the one of at least 0.95?" in outcome.err
    assert "3 of 3" not in outcome.err
    assert [each["verdict"] for each in feedback(vault)] == ["accepted"]
    assert len(run("suggest", "--all", "--format", "json").document()["suggestions"]) == 2


def test_never_is_not_asked_again_in_the_same_run(
    vault: Path, run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    (vault / "more.md").write_text("On attention layers.\n")
    outcome = interactive(run, monkeypatch, "n\nv\nq\n")
    assert "1 of 4, models/BERT.md:5:12" in outcome.err
    assert "3 of 4, поиск/Гибридный поиск.md" in outcome.err
    assert "2 of 4" not in outcome.err
    assert [each["verdict"] for each in feedback(vault)] == ["never"]


@pytest.mark.parametrize("answers", ["", "q\n", "n\nq\n", "n\n"])
def test_the_end_of_the_answers_writes_nothing_more(
    vault: Path, run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch, answers: str
) -> None:
    before = texts(vault)
    outcome = interactive(run, monkeypatch, answers)
    assert outcome.code == 0
    assert texts(vault) == before
    assert not (vault / ".kblink" / "feedback.jsonl").exists()


def test_what_was_answered_before_an_interrupt_is_kept(
    vault: Path, run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupted(io.StringIO):
        def readline(self, *_: object) -> str:  # type: ignore[override]
            if line := super().readline():
                return line
            raise KeyboardInterrupt

    before = texts(vault)
    monkeypatch.setattr("sys.stdin", Interrupted("n\nn\n"))
    assert run("suggest", "--interactive", "--all").code == 130
    assert texts(vault) == before
    assert [each["verdict"] for each in feedback(vault)] == ["rejected"]


def test_a_broken_line_of_feedback_is_told_and_stays(
    vault: Path, run: Callable[..., Outcome]
) -> None:
    run("suggest", *REJECT)
    file = vault / ".kblink" / "feedback.jsonl"
    file.write_text(f"<<<<<<< HEAD\n{file.read_text('utf-8')}", "utf-8")
    outcome = run("suggest", "--all", "--format", "json")
    assert anchors(outcome) == ["смыслу", "словам"]
    assert "line 1 passed over" in outcome.err
    run("suggest", "--all", "--apply")
    assert file.read_text("utf-8").startswith("<<<<<<< HEAD\n")


def test_git_sees_the_feedback_and_nothing_else_of_the_folder(
    vault: Path, run: Callable[..., Outcome]
) -> None:
    subprocess.run(["git", "init", "-q"], cwd=vault, check=True)
    run("suggest", *REJECT)
    words = ["git", "status", "--porcelain", "--untracked-files=all", ".kblink"]
    status = subprocess.run(words, cwd=vault, check=True, capture_output=True, text=True)
    assert status.stdout == "?? .kblink/feedback.jsonl\n"
