"""`.kblink/feedback.jsonl`: nothing that was said is lost, whatever else stands in it."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kblink.errors import VaultError
from kblink.suggest import feedback_file
from kblink.suggest.feedback import Judgement, NoteMark
from kblink.suggest.feedback_file import add_feedback, read_feedback

if TYPE_CHECKING:
    from pathlib import Path

TARGET = NoteMark("models/bert.md", ("00ff00ff", "11aa11aa"))
REJECTED = Judgement("rejected", "БЕРТа", NoteMark("a\u2028b.md"), TARGET, "2026-01-01T00:00:00Z")
NEVER = Judgement("never", "model", None, TARGET, "2026-01-02T00:00:00Z")
ACCEPTED = REJECTED._replace(verdict="accepted", journal="journal-1.json")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / ".kblink"
    found.mkdir()
    return found


def test_what_is_added_is_read_again(folder: Path) -> None:
    assert read_feedback(folder, folder.parent).judgements == ()
    add_feedback(folder, [REJECTED, NEVER])
    add_feedback(folder, [ACCEPTED])
    kept = read_feedback(folder, folder.parent)
    assert kept.judgements == (REJECTED, NEVER, ACCEPTED)
    assert kept.complaint == ""
    lines = (folder / "feedback.jsonl").read_text("utf-8").split("\n")
    assert len(lines) == 4
    assert "БЕРТа" in lines[0]  # as it is read, for a look at a change in git


TEXTS = st.text(max_size=12)
MARKS = st.builds(
    NoteMark, TEXTS, st.lists(st.from_regex("[0-9a-f]{8}", fullmatch=True), max_size=3).map(tuple)
)


@given(st.lists(st.builds(Judgement, st.just("rejected"), TEXTS, MARKS, MARKS, TEXTS), max_size=3))
def test_any_text_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, judgements: list[Judgement]
) -> None:
    folder = tmp_path_factory.mktemp("v")
    add_feedback(folder, judgements)
    assert read_feedback(folder, folder).judgements == tuple(judgements)


def test_marks_of_a_conflict_and_broken_lines_are_passed_over_and_stay(folder: Path) -> None:
    add_feedback(folder, [REJECTED])
    file = folder / "feedback.jsonl"
    line = file.read_bytes()
    other = line.replace("БЕРТа".encode(), b"other")
    text = b"".join(
        (b"<<<<<<< HEAD\n", line, b"=======\n", other, b">>>>>>> b\n\n", line[:20], b"\n\xff\n[]\n")
    )
    file.write_bytes(text + b'{"verdict": "later"}\n{"verdict": "rejected"}\nnull\n17')
    add_feedback(folder, [NEVER])  # begins a line of its own
    kept = read_feedback(folder, folder.parent)
    assert [each.phrase for each in kept.judgements] == ["БЕРТа", "other", "model"]
    assert "10 lines" in kept.complaint
    assert "from 1 on" in kept.complaint
    assert file.read_bytes().startswith(text)


@pytest.mark.parametrize(
    "change",
    [
        {"verdict": ["rejected"]},
        {"phrase": None},
        {"phrase": "x" * 10_000},
        {"note": None},
        {"note": {"path": 7}},
        {"target": "models/bert.md"},
        {"target": {"path": "a", "words": 5}},
        {"time": 5},
    ],
)
def test_what_is_not_of_its_shape_is_no_judgement(folder: Path, change: dict[str, object]) -> None:
    add_feedback(folder, [REJECTED])
    file = folder / "feedback.jsonl"
    stored = json.loads(file.read_text("utf-8")) | change
    file.write_text(json.dumps(stored), "utf-8")
    kept = read_feedback(folder, folder.parent)
    assert kept.judgements == ()
    assert "line 1 passed over" in kept.complaint


def test_a_file_beyond_all_measure_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback_file, "_LIMIT", 10)
    add_feedback(folder, [REJECTED])
    assert "is not heeded" in read_feedback(folder, folder.parent).complaint


def test_deep_nesting_is_passed_over(folder: Path) -> None:
    (folder / "feedback.jsonl").write_bytes(b"[" * 200_000)
    assert "line 1" in read_feedback(folder, folder.parent).complaint


def test_no_symlink_is_followed_out_of_the_vault(tmp_path: Path) -> None:
    outside = tmp_path / "outside.jsonl"
    folder = tmp_path / "vault" / ".kblink"
    folder.mkdir(parents=True)
    (folder / "feedback.jsonl").symlink_to(outside)
    with pytest.raises(VaultError, match=r"feedback\.jsonl cannot be written"):
        add_feedback(folder, [REJECTED])
    assert not outside.exists()
    outside.write_text("{}\n")
    assert "is not heeded" in read_feedback(folder, folder.parent).complaint


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_a_pipe_is_waited_for_by_nobody(folder: Path) -> None:
    os.mkfifo(folder / "feedback.jsonl")
    assert "is not heeded" in read_feedback(folder, folder.parent).complaint
    with pytest.raises(VaultError):
        add_feedback(folder, [REJECTED])


def test_git_joins_what_two_branches_added(tmp_path: Path) -> None:
    root = tmp_path / "vault"
    folder = root / ".kblink"
    folder.mkdir(parents=True)

    def git(*words: str) -> None:
        identity = ("-c", "user.name=n", "-c", "user.email=e", "-c", "init.defaultBranch=main")
        subprocess.run(["git", *identity, *words], cwd=root, check=True, capture_output=True)

    git("init")
    add_feedback(folder, [ACCEPTED])
    git("add", ".kblink/feedback.jsonl")
    git("commit", "-m", "first")
    git("checkout", "-b", "other")
    add_feedback(folder, [REJECTED])
    git("commit", "-am", "other")
    git("checkout", "main")
    add_feedback(folder, [NEVER])
    git("commit", "-am", "own")
    git("merge", "other")
    kept = read_feedback(folder, root)
    assert kept.complaint == ""
    assert {*kept.judgements} == {ACCEPTED, REJECTED, NEVER}
