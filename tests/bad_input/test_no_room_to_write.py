"""A disk that is full, a vault that may not be written: what can be done without writing is done,
and what was there before stays."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from kblink_process import start
from sound_note import BROKEN

from kblink.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bad_vault import Outcome

pytest_plugins = ("bad_vault",)

needs_dev_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")


@pytest.mark.parametrize("room", [1, 1_000, 10_000, 40_000, 100_000, 200_000])
def test_an_index_that_finds_no_room_leaves_what_was_there(
    index: Path, run: Callable[..., Outcome], room: int
) -> None:
    vault = index.parent
    before = run("search", "sound", "--no-refresh").lines
    for number in range(40):
        (vault / f"more{number}.md").write_text(f"# More {number}\n\n" + "some words " * 300)
    with start("index", "--vault", str(vault), room=room) as process:
        _, error = process.communicate()
    assert process.returncode == 3
    assert error.count("\n") == 1
    assert "--index-dir" in error
    assert run("search", "sound", "--no-refresh").lines == before
    assert any(line.startswith(BROKEN) for line in run("check").lines)
    assert run("index").code == 0
    assert run("status", "--verify").lines[0].startswith("✓ Up to date")


@needs_dev_full
def test_a_report_that_finds_no_room_is_told_in_one_line(
    run: Callable[..., Outcome], vault: Path
) -> None:
    outcome = run("check", "--output", "json=/dev/full")
    assert outcome.code == 2
    assert outcome.said == [
        "kblink: --output cannot write '/dev/full': No space left on device. Choose another file."
    ]
    assert (vault / "sound.md").is_file()


@needs_dev_full
@pytest.mark.parametrize("words", [["check"], ["stats"], ["check", "--format", "json"]])
def test_a_stdout_that_finds_no_room_is_told_in_one_line(vault: Path, words: list[str]) -> None:
    line = [sys.executable, "-m", "kblink", *words, "--vault", str(vault), "--quiet"]
    with Path("/dev/full").open("w") as full:
        process = subprocess.run(line, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert process.returncode == 3
    assert process.stderr == "kblink: [Errno 28] No space left on device.\n"


@contextmanager
def closed(vault: Path) -> Iterator[Path]:
    """A copy of a vault that this process may read but not write, even as root."""
    with tempfile.TemporaryDirectory() as parent:
        Path(parent).chmod(0o755)
        copy = Path(shutil.copytree(vault, Path(parent) / "vault"))
        for path in (copy, *copy.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        user = os.geteuid()
        if user == 0:
            os.seteuid(65534)
        try:
            yield copy
        finally:
            os.seteuid(user)
            for path in (copy, *copy.rglob("*")):
                path.chmod(0o755)


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="POSIX permissions")
@pytest.mark.parametrize("has_index", [False, True])
def test_a_vault_that_may_not_be_written_is_read(
    index: Path, run: Callable[..., Outcome], has_index: bool
) -> None:
    if not has_index:
        shutil.rmtree(index)
    here = run("check")
    elsewhere = tempfile.mkdtemp()
    os.chmod(elsewhere, 0o777)  # noqa: PTH101, S103 - of the test, for another user
    with closed(index.parent) as vault:
        named = ("--vault", str(vault))
        for words in (["check"], ["check", "--index-dir", str(vault / ".kblink")]):
            outcome = run(words[0], *named, *words[1:])
            assert (outcome.code, outcome.lines) == (here.code, here.lines)
        assert run("stats", *named).code == 0
        assert run("links", *named, "sound").code == 0
        outcome = run("index", *named)
        assert outcome.code == 3
        (line,) = outcome.said
        assert "--index-dir" in line
        assert run("index", *named, "--index-dir", elsewhere).code == 0
        outcome = run("search", *named, "sound", "--index-dir", elsewhere)
        assert outcome.lines[0].endswith("Sound")
    shutil.rmtree(elsewhere)


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="POSIX permissions")
def test_an_old_index_that_may_not_be_written_answers_and_says_so(
    index: Path, run: Callable[..., Outcome]
) -> None:
    (index.parent / "new.md").write_text("# New\n")
    with closed(index.parent) as vault:
        outcome = run("search", "--vault", str(vault), "sound", "--index-dir", f"{vault}/.kblink")
        assert outcome.code == 0
        assert outcome.lines[0].endswith("Sound")
        (line,) = outcome.said
        assert line.endswith("The answer is from the index as it was before.")


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="POSIX permissions")
def test_settings_cannot_be_written_where_nothing_may(
    vault: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closed(vault) as copy:
        assert main(["init", str(copy)]) == 3
    error = capsys.readouterr().err
    assert "cannot be written: Permission denied" in error
    assert error.count("\n") == 1
