from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cli_fixtures import Outcome

pytest_plugins = ("cli_fixtures",)


def test_a_run_with_its_own_baseline_is_clean(
    run: Callable[..., Outcome], vault: Path, tmp_path: Path
) -> None:
    file = tmp_path / "known.json"
    written = run("check", "--write-baseline", str(file))
    assert written.code == 0
    assert f"5 findings written to {file}" in written.err
    assert written.out.count("\n") == 2
    outcome = run("check", "--baseline", str(file))
    assert (outcome.code, outcome.out) == (0, "")
    assert outcome.err == "nothing to mend in 4 notes, 4 links, 5 known\n"
    (vault / "Home.md").write_text("[[Attention]] [[Atention]]\n\n[[new]]\n")
    outcome = run("check", "--baseline", str(file), "--format", "json")
    assert outcome.code == 1
    document = outcome.document()
    assert [each["link"] for each in document["findings"]] == ["[[new]]"]
    assert document["summary"]["known"] == 5


def test_a_baseline_is_of_the_whole_vault(
    run: Callable[..., Outcome], vault: Path, tmp_path: Path
) -> None:
    file = tmp_path / "known.json"
    outcome = run("check", "Home", "--write-baseline", str(file))
    assert outcome.code == 2
    assert "is for the whole vault" in outcome.err
    assert not file.exists()
    before = (vault / "Home.md").read_text()
    outcome = run("check", "--write-baseline", "Home.md")
    assert outcome.code == 2
    assert "is a note of the vault" in outcome.err
    assert (vault / "Home.md").read_text() == before


@pytest.mark.usefixtures("vault")
def test_a_baseline_that_is_none_is_2_before_anything_is_read(
    run: Callable[..., Outcome], tmp_path: Path
) -> None:
    (tmp_path / "x.json").write_text(json.dumps({"schema": "other"}))
    assert run("check", "--baseline", str(tmp_path / "x.json")).code == 2
    assert run("check", "--baseline", str(tmp_path / "nothing.json")).code == 2


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_changed_since_shows_what_is_new_in_the_folder(
    run: Callable[..., Outcome], vault: Path
) -> None:
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
        author = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *author, *words], cwd=vault, check=True)
    assert run("check", "--changed-since", "HEAD").code == 0
    (vault / "new.md").write_text("[[Attention]] [[nowhere]]\n")
    outcome = run("check", "--changed-since", "HEAD")
    assert outcome.code == 1
    assert outcome.out.startswith("new.md:1:15: error broken-note")
    assert outcome.out.count("\n") == 1
    assert run("check", "--changed-since", "nowhere").code == 2
