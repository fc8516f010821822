"""What git remembers: renames followed to the files of now, headings that took another's place."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from kblink import Vault
from kblink.repair.history import history_of, read_headings, read_history

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def git(root: Path, *words: str) -> None:
    who = ("-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "commit.gpgSign=false")
    subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init")
    return tmp_path


def commit(root: Path, files: Mapping[str, str | None]) -> None:
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            file.unlink()
        else:
            file.write_text(text)
    git(root, "add", "--all")
    git(root, "commit", "--message", "x")


LONG = "".join(f"Line {number} of a note that is long enough.\n" for number in range(20))


def test_renames_are_followed_to_the_end() -> None:
    changes = [
        ("a.md", "b.md", 1.0),
        ("b.md", "c/d.md", 0.8),
        ("x.md", "y.md", 1.0),
        ("y.md", "", 1),
    ]
    history = history_of(changes, ["c/d.md"])
    assert {old: new.path for old, new in history.renamed.items()} == {
        "a.md": "c/d.md",
        "b.md": "c/d.md",
    }
    assert history.renamed["a.md"].likeness == 0.8
    assert set(history.former["c/d.md"]) == {"a.md", "b.md"}
    assert history.gone == {"x.md", "y.md"}


def test_a_path_that_is_there_again_was_not_renamed() -> None:
    assert not history_of([("a.md", "b.md", 1.0)], ["a.md", "b.md"]).renamed


def test_links_follow_a_note_renamed_in_an_earlier_commit(repository: Path) -> None:
    commit(repository, {"s.md": "[[old name]] [t](old%20name.md#top)\n", "old name.md": LONG})
    commit(repository, {"old name.md": None, "дом/quite another.md": LONG + "More.\n"})
    report = Vault(repository).fix(apply=True)
    assert [one.reason for one in report.rewrites] == ["renamed", "renamed"]
    assert (repository / "s.md").read_text() == (
        "[[quite another]] [t](дом/quite%20another.md#top)\n"
    )


def test_links_inside_a_note_that_moved_lead_where_they_led(repository: Path) -> None:
    commit(repository, {"a/s.md": f"[t](./b.md)\n{LONG}", "a/b.md": "", "c/b.md": "x"})
    commit(repository, {"a/s.md": None, "d/e/s.md": f"[t](./b.md)\n{LONG}"})
    Vault(repository).fix(apply=True)
    assert (repository / "d/e/s.md").read_text().startswith("[t](../../a/b.md)\n")


def test_a_link_to_a_deleted_note_is_left(repository: Path) -> None:
    files = {"s.md": "[[docs/setup]]\n", "docs/setup.md": "Old.\n", "other/setup.md": LONG}
    commit(repository, files)
    commit(repository, {"docs/setup.md": None})
    assert not Vault(repository).fix().rewrites


def test_links_follow_a_heading_that_was_reworded(repository: Path) -> None:
    commit(
        repository, {"s.md": "[[n#What it costs]]\n", "n.md": f"# N\n\n## What it costs\n\n{LONG}"}
    )
    commit(repository, {"n.md": f"# N\n\n## Prices\n\n{LONG}"})
    commit(repository, {"n.md": f"# N\n\n## Prices in euro\n\n{LONG}"})
    assert read_headings(repository, ["n.md"])["n.md"]["What it costs"] == "Prices in euro"
    (one,) = Vault(repository).fix().rewrites
    assert (one.edit.new, one.reason) == ("[[n#Prices in euro]]", "heading renamed")


def test_a_vault_in_a_folder_of_a_repository_has_its_own_paths(repository: Path) -> None:
    commit(repository, {"docs/s.md": "[[old]]", "docs/old.md": LONG, "old.md": LONG + "z"})
    commit(repository, {"docs/old.md": None, "docs/new one.md": LONG})
    history = read_history(repository / "docs", ["s.md", "new one.md"])
    assert history.renamed["old.md"].path == "new one.md"


def test_no_repository_no_history(tmp_path: Path) -> None:
    assert not read_history(tmp_path, ["a.md"]).renamed


def test_nothing_that_a_repository_names_is_run(repository: Path) -> None:
    commit(repository, {"n.md": f"# Old\n{LONG}"})
    commit(repository, {"n.md": f"# New\n{LONG}"})
    trap = f"touch {repository / 'trap'}"
    (repository / ".gitattributes").write_text("*.md diff=evil\n")
    for key in ("diff.external", "diff.evil.command", "diff.evil.textconv", "core.pager"):
        git(repository, "config", key, trap)
    git(repository, "config", "core.fsmonitor", trap)
    git(repository, "config", "log.showSignature", "true")
    git(repository, "config", "gpg.program", trap)
    read_history(repository, ["n.md"])
    assert read_headings(repository, ["n.md"])["n.md"] == {"Old": "New"}
    assert not (repository / "trap").exists()
