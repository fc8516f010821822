"""What a training keeps on disk, and what becomes of it when a write fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from tiny_training import tiny_teacher

from kblink.durable import replaced
from kblink.errors import TrainingError
from kblink.train.bert import load_bert
from kblink.train.checkpoint import load_checkpoint, save_checkpoint
from kblink.train.extend_vocabulary import load_tokenizer
from kblink.train.log import append_log, read_log, rewind_log
from kblink.train.teacher_vectors import TeacherVectors
from kblink.train.work_folder import WorkFolder, default_work

if TYPE_CHECKING:
    from pathlib import Path

    from kblink.train.teacher import Teacher


def test_a_file_is_replaced_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "file"
    with replaced(file) as temporary:
        temporary.write_text("first")
    with pytest.raises(ValueError, match="half"):
        write_half(file)
    assert file.read_text() == "first"
    assert [*tmp_path.iterdir()] == [file]


def write_half(file: Path) -> None:
    with replaced(file) as temporary:
        temporary.write_text("sec")
        raise ValueError("half")


def test_the_checkpoint_before_is_read_where_the_last_is_damaged(tmp_path: Path) -> None:
    for step in (1, 2, 3):
        save_checkpoint(tmp_path, {"step": step})
    assert load_checkpoint(tmp_path) == {"step": 3}
    last = tmp_path / "last.pt"
    last.write_bytes(last.read_bytes()[:-40])
    assert load_checkpoint(tmp_path) == {"step": 2}
    (tmp_path / "previous.pt").write_bytes(b"")
    with pytest.raises(TrainingError, match="can be read"):
        load_checkpoint(tmp_path)


def test_a_checkpoint_holds_no_code(tmp_path: Path) -> None:
    import pickle

    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return (open, (str(tmp_path / "touched"), "w"))

    (tmp_path / "last.pt").write_bytes(pickle.dumps(Trap()))
    with pytest.raises(TrainingError):
        load_checkpoint(tmp_path)
    assert not (tmp_path / "touched").exists()


def test_no_checkpoint_is_a_beginning(tmp_path: Path) -> None:
    assert load_checkpoint(tmp_path / "none") is None


def test_the_log_forgets_what_will_be_written_again(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    rewind_log(log, 3)
    for step in (0, 1, 2, 3):
        append_log(log, {"step": step})
    log.write_text(log.read_text() + '{"step": 4, "lo')
    rewind_log(log, 2)
    assert [entry["step"] for entry in read_log(log)] == [0, 1, 2]


def test_a_folder_goes_on_with_its_own_training_only(tmp_path: Path) -> None:
    work = WorkFolder(tmp_path / "work")
    work.folder.mkdir()
    work.claim({"recipe": "a", "teacher": "b"})
    work.claim({"recipe": "a", "teacher": "b"})
    with pytest.raises(TrainingError, match="another recipe"):
        work.claim({"recipe": "c", "teacher": "b"})


def test_two_trainings_do_not_share_a_folder(tmp_path: Path) -> None:
    work = WorkFolder(tmp_path)
    with work.locked(), pytest.raises(TrainingError, match="Another training"), work.locked():
        pass


def test_the_work_folder_is_below_the_state_home(tmp_path: Path) -> None:
    assert default_work({"XDG_STATE_HOME": str(tmp_path)}, "r") == tmp_path / "kblink/train/r"
    for unusable in ({}, {"XDG_STATE_HOME": "relative"}):
        assert default_work(unusable, "r").parts[-5:] == (
            ".local", "state", "kblink", "train", "r",
        )  # fmt: skip


@pytest.fixture(scope="module")
def teacher(tmp_path_factory: pytest.TempPathFactory) -> Teacher:
    return tiny_teacher(tmp_path_factory.mktemp("vectors") / "teacher")


def test_the_teacher_reads_each_text_once_and_a_torn_write_costs_that_write(
    teacher: Teacher, tmp_path: Path
) -> None:
    model, tokenizer = load_bert(teacher.folder), load_tokenizer(teacher.tokenizer, 64)
    texts = ["recall", "a hidden layer", "recall", "notes"]
    kept = TeacherVectors(tmp_path, 32)
    kept.fill(texts[:2], model, tokenizer, bf16=False)
    kept.fill(texts, model, tokenizer, bf16=False)
    assert (tmp_path / "hashes.u64").stat().st_size == 3 * 8
    before = kept.vectors(texts)
    assert np.array_equal(before[0], before[2])
    assert np.allclose(np.linalg.norm(before, axis=1), 1)
    with pytest.raises(KeyError):
        kept.vectors(["never read"])

    with (tmp_path / "vectors.f16").open("ab") as stream:
        stream.write(b"torn")
    again = TeacherVectors(tmp_path, 32)
    assert (tmp_path / "vectors.f16").stat().st_size == 3 * 64
    assert np.array_equal(again.vectors(texts), before)
