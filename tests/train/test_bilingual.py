"""Whole trainings, tiny ones, as commands: begun, killed, gone on with, exported."""

from __future__ import annotations

import json
import re
import resource
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from tiny_training import RECIPE, tiny_teacher, write_text

from kblink.train.log import read_log
from kblink.train.work_folder import WorkFolder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


ALWAYS_SAVED = ("--stage", "distil", "--checkpoint-minutes", "0")


@dataclass(frozen=True, slots=True)
class World:
    """Text, recipe and teacher of all trainings here; each has a work folder of its own."""

    folder: Path

    def command(self, work: Path, *words: str) -> list[str]:
        return [
            *(sys.executable, "-m", "kblink", "train", "bilingual", "--threads", "1"),
            *("--text", str(self.folder / "text"), "--recipe", str(self.folder / "tiny.toml")),
            *("--teacher", str(self.folder / "teacher"), "--work", str(work), *words),
        ]

    def run(
        self, work: Path, *words: str, before: Callable[[], None] | None = None
    ) -> subprocess.CompletedProcess[str]:
        line = self.command(work, *words)
        return subprocess.run(line, capture_output=True, text=True, check=False, preexec_fn=before)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("training")
    write_text(folder / "text")
    (folder / "tiny.toml").write_text(RECIPE, "utf-8")
    tiny_teacher(folder / "teacher")
    return World(folder)


@pytest.fixture(scope="module")
def whole(world: World) -> Path:
    """The work folder of a training that nothing stopped."""
    work = world.folder / "whole"
    done = world.run(work)
    assert done.returncode == 0, done.stderr
    return work


def losses(work: Path) -> dict[int, float]:
    return {
        entry["step"]: entry["loss"] for entry in read_log(work / "log.jsonl") if "loss" in entry
    }


def test_a_training_logs_each_step_validates_and_learns(whole: Path) -> None:
    found = losses(whole)
    assert [*found] == [*range(1, 13)]
    log = read_log(whole / "log.jsonl")
    # On the same held-out text: batches differ in what they hold, and so do their losses.
    near = [entry["validation"]["near ru"] for entry in log if "validation" in entry]
    assert near[-1] > near[0]
    assert {"sentences", "passages", "retrieval"} == {entry["of"] for entry in log if "of" in entry}
    page = (whole / "report.html").read_text("utf-8")
    assert "12 steps" in page
    teacher, last = log[0]["teacher"], log[-1]["validation"]
    assert {*teacher} == {*last}
    assert all(-1 <= figure <= 1 + 1e-6 for figure in last.values())  # cosines are among them


def test_killed_at_any_step_it_goes_on_with_the_same_losses(world: World, whole: Path) -> None:
    work = world.folder / "killed"
    for step in (3, 8):
        with subprocess.Popen(
            world.command(work, *ALWAYS_SAVED), stderr=subprocess.DEVNULL
        ) as process:
            until(lambda step=step: step in logged(work))  # type: ignore[misc]  # a default
            process.send_signal(signal.SIGKILL)
    done = world.run(work, *ALWAYS_SAVED)
    assert done.returncode == 0, done.stderr
    assert losses(work) == losses(whole)


def logged(work: Path) -> dict[int, float]:
    try:
        return losses(work)
    except FileNotFoundError:
        return {}


def until(happens: Callable[[], bool]) -> None:
    end = monotonic() + 120
    while not happens():
        assert monotonic() < end
        sleep(0.01)


def test_what_is_exported_is_a_model_for_kblink_with_the_new_pieces(
    whole: Path, model_cache: Path
) -> None:
    from kblink.encode.choose import ModelRequest, choose_encoder
    from kblink.encode.model_cache import ModelCache
    from kblink.train.bert import encode_all, load_bert
    from kblink.train.tokens import as_tokens

    request = ModelRequest(str(whole / "kblink-tiny"), "fp32")
    encoder = choose_encoder(request, ModelCache(model_cache), lambda _: None)
    assert encoder.engine.startswith("ONNX")
    assert (encoder.identity.pooling, encoder.identity.max_length) == ("mean", 64)
    tokenizer = json.loads((whole / "tokenizer.json").read_bytes())
    ids = [tokenizer["model"]["vocab"][piece] for piece in ("[CLS]", "внимание", "[SEP]")]
    own = encode_all(
        load_bert(whole / "kblink-tiny"), as_tokens([np.array(ids, np.int32)]), bf16=False
    )
    assert np.allclose(encoder.encode(["Внимание"]), own, atol=1e-3)


def test_a_finished_training_is_not_done_again_and_more_steps_go_on_from_it(
    world: World, whole: Path
) -> None:
    before = losses(whole)
    assert world.run(whole, "--stage", "distil").returncode == 0
    assert losses(whole) == before
    assert world.run(whole, "--stage", "distil", "--steps", "14").returncode == 0
    assert {step: loss for step, loss in losses(whole).items() if step <= 12} == before
    assert [*losses(whole)] == [*range(1, 15)]


def test_what_is_learned_so_far_can_be_exported_while_training_goes_on(
    world: World, whole: Path
) -> None:
    (whole / "kblink-tiny" / "model.safetensors").unlink()
    with WorkFolder(whole).locked():
        done = world.run(whole, "--stage", "export")
        assert done.returncode == 0, done.stderr
    assert (whole / "kblink-tiny" / "model.safetensors").is_file()
    done = world.run(world.folder / "nothing", "--stage", "export")
    assert done.returncode == 3
    assert "no training in" in done.stderr


def test_another_recipe_in_the_same_folder_is_refused(world: World, whole: Path) -> None:
    done = world.run(whole, "--pieces", "50")
    assert done.returncode == 3
    assert "another recipe" in done.stderr


def test_a_loss_that_is_no_number_ends_the_training_with_its_checkpoint_whole(
    world: World, whole: Path
) -> None:
    work = world.folder / "nan"
    shutil.copytree(whole, work)
    spoil(work / "teacher" / "vectors.f16")
    checkpoint = (work / "checkpoints" / "last.pt").read_bytes()
    done = world.run(work, *ALWAYS_SAVED, "--steps", "20")
    assert done.returncode == 3
    assert re.match(r"kblink: The loss of step \d+ is nan", done.stderr.splitlines()[-1])
    assert (work / "checkpoints" / "last.pt").read_bytes() == checkpoint


def spoil(vectors: Path) -> None:
    table = np.fromfile(vectors, np.float16)
    table[:] = np.nan
    table.tofile(vectors)


def test_a_full_disk_ends_the_training_with_its_checkpoints_whole(
    world: World, whole: Path
) -> None:
    work = world.folder / "full"
    shutil.copytree(whole, work)
    kept = {file.name: file.read_bytes() for file in (work / "checkpoints").iterdir()}
    room = len(kept["last.pt"]) // 2
    done = world.run(work, *ALWAYS_SAVED, "--steps", "20", before=lambda: limit_files(room))
    assert done.returncode == 3
    assert "cannot be written" in done.stderr.splitlines()[-1]
    assert {file.name: file.read_bytes() for file in (work / "checkpoints").iterdir()} == kept


def limit_files(size: int) -> None:
    """Let no file grow beyond a size, as a disk does that is full."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_text_that_is_missing_or_broken_is_named(world: World, tmp_path: Path) -> None:
    (tmp_path / "text").mkdir()
    line: list[Any] = world.command(tmp_path / "work")
    line[line.index("--text") + 1] = str(tmp_path / "text")
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "text.tsv.gz" in done.stderr


def test_a_dry_run_tells_what_is_needed_and_writes_nothing(world: World) -> None:
    work = world.folder / "dry"
    done = world.run(work, "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "12 steps" in done.stdout
    assert "16 held out" in done.stdout
    assert not work.exists()
