"""Findings that have to do with changes since a revision, in real repositories."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from kblink import Vault
from kblink.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


class Repository:
    def __init__(self, root: Path, folder: str = "") -> None:
        self.root = root
        self.vault = root / folder if folder else root
        self.vault.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *words: str) -> None:
        author = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
        subprocess.run(["git", *author, *words], cwd=self.root, check=True, env=environment)

    def write(self, path: str, text: str) -> None:
        (self.vault / path).parent.mkdir(parents=True, exist_ok=True)
        (self.vault / path).write_text(text, "utf-8")

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message=x")

    def since(self, revision: str = "HEAD") -> set[tuple[str, str]]:
        report = Vault(self.vault).check(changed_since=revision)
        return {
            (each.path, each.link or "")
            for each in report.findings
            if each.code not in ("orphan-note", "dead-end")
        }


@pytest.fixture(params=["", "docs/vault"])
def repository(request: pytest.FixtureRequest, tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "repository", request.param)
    made.write("home.md", "[[target#Part]] [[target]] [[old]] [[never]]\n")
    made.write("other.md", "[[never]] [[home]]\n")
    made.write("target.md", "# Part\n\n[[home]]\n")
    made.write("ignored/.gitignore", "x")
    made.commit()
    return made


def test_without_changes_there_is_nothing(repository: Repository) -> None:
    assert repository.since() == set()


def test_an_uncommitted_edit_counts_staged_or_not(repository: Repository) -> None:
    repository.write("other.md", "[[never]] [[home]] more\n")
    assert repository.since() == {("other.md", "[[never]]")}
    repository.git("add", "--all")
    assert repository.since() == {("other.md", "[[never]]")}


def test_a_note_that_git_does_not_track_yet_counts(repository: Repository) -> None:
    repository.write("новая заметка.md", "[[nowhere]]\n")
    assert repository.since() == {("новая заметка.md", "[[nowhere]]")}


def test_links_of_unchanged_notes_to_a_changed_one_count(repository: Repository) -> None:
    repository.write("target.md", "# Other part\n\n[[home]]\n")
    assert repository.since() == {("home.md", "[[target#Part]]")}
    repository.commit()
    assert repository.since() == set()
    assert repository.since("HEAD~1") == {("home.md", "[[target#Part]]")}


def test_links_of_unchanged_notes_to_one_that_vanished_count(repository: Repository) -> None:
    (repository.vault / "target.md").unlink()
    assert repository.since() == {("home.md", "[[target#Part]]"), ("home.md", "[[target]]")}


def test_a_rename_is_a_note_that_vanished_and_a_new_one(repository: Repository) -> None:
    repository.git("mv", *(str(repository.vault / name) for name in ("target.md", "aim.md")))
    repository.commit()
    assert repository.since("HEAD~1") == {
        ("home.md", "[[target#Part]]"),
        ("home.md", "[[target]]"),
    }


def test_links_that_a_new_note_makes_ambiguous_count(repository: Repository) -> None:
    repository.write("a/twin.md", "[[home]]\n")
    repository.write("other.md", "[[twin]]\n")
    repository.commit()
    repository.write("b/twin.md", "[[home]]\n")
    assert repository.since() == {("other.md", "[[twin]]")}


def test_what_was_done_on_the_other_branch_since_is_no_change_here(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "-b", "work")
    repository.git("checkout", "--quiet", "main")
    repository.write("other.md", "[[never]] [[home]] on main\n")
    repository.commit()
    repository.git("checkout", "--quiet", "work")
    repository.write("home.md", "[[target]] [[new]]\n")
    repository.commit()
    assert repository.since("main") == {("home.md", "[[new]]")}


def test_an_unknown_revision_is_called_so(repository: Repository) -> None:
    for name in ("nothing", "--output=x", "", "HEAD..HEAD"):
        with pytest.raises(UsageError, match="git knows no revision"):
            repository.since(name)


def test_outside_of_a_repository_it_is_called_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (tmp_path / "a.md").touch()
    with pytest.raises(UsageError, match="git knows no revision 'HEAD'"):
        Vault(tmp_path).check(changed_since="HEAD")


def test_without_git_it_is_called_so(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UsageError, match="cannot run git"):
        repository.since()


def test_git_runs_no_program_that_the_repository_names_and_writes_nothing(
    repository: Repository, tmp_path: Path
) -> None:
    mark = tmp_path / "was-run"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch '{mark}'\n")
    program.chmod(0o755)
    for setting in ("core.fsmonitor", "diff.external", "diff.x.textconv", "filter.x.clean"):
        repository.git("config", setting, str(program))
    (repository.root / ".gitattributes").write_text("*.md diff=x filter=x\n")
    repository.write("other.md", "[[never]]\n")
    index = (repository.root / ".git" / "index").read_bytes()
    assert repository.since() == {("other.md", "[[never]]")}
    assert not mark.exists()
    assert (repository.root / ".git" / "index").read_bytes() == index
