"""A run that finds nothing changed sees so without reading, parsing or encoding anything."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fake_encoder import HashingEncoder

from kblink import Vault
from kblink.config import Config
from kblink.config.settings import IndexSettings, LinkSettings, VaultSettings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.md").write_text("# A\n\nAn owl. [[b]] ![[p.png]]\n")
    (folder / "deep" / "b.md").write_text("# B\n\nA mouse.\n")
    (folder / "bad.md").write_bytes("Привет".encode("cp1251"))
    (folder / "p.png").write_bytes(b"png")
    age(folder)
    return folder


def age(root: Path) -> None:
    """Set all times back, so that none is too recent to be trusted."""
    for file in root.rglob("*.*"):
        if ".kblink" not in file.parts:
            os.utime(file, (1_600_000_000, 1_600_000_000))


@pytest.fixture
def is_still(root: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., bool]:
    """Whether a run finds nothing to do, after one that has done all there was."""
    Vault(root, encoder=HashingEncoder()).index()

    def run(config: Config | None = None, seed: int = 0) -> bool:
        from kblink.sync import sync

        worked = []

        def spy(*args: object, **options: object) -> object:
            worked.append(args)
            return sync(*args, **options)  # type: ignore[arg-type]  # passed on as it came

        with monkeypatch.context() as patched:
            patched.setattr("kblink.sync.sync", spy)
            Vault(root, config=config, encoder=HashingEncoder(seed=seed)).index()
        return not worked

    return run


def test_nothing_changed(is_still: Callable[..., bool]) -> None:
    assert is_still()
    assert is_still()


def test_the_report_of_a_run_without_work_is_that_of_one_with_it(root: Path) -> None:
    vault = Vault(root, encoder=HashingEncoder())
    first, second = vault.index(), vault.index()
    assert second == replace(
        first,
        notes_new=0,
        sections_embedded=0,
        sections_reused=first.sections_total,
        seconds=second.seconds,
        size=second.size,
    )
    assert [item.path for item in second.skipped] == ["bad.md"]


CHANGES: dict[str, Callable[[Path], object]] = {
    "another size": lambda root: (root / "a.md").write_text("# A\n"),
    "another time": lambda root: os.utime(root / "a.md", (1_600_000_001, 1_600_000_001)),
    "a note more": lambda root: (root / "c.md").write_text("# C\n"),
    "a note less": lambda root: (root / "a.md").unlink(),
    "another name": lambda root: (root / "a.md").rename(root / "c.md"),
    "another folder": lambda root: (root / "deep").rename(root / "deeper"),
    "a picture more": lambda root: (root / "q.png").write_bytes(b"png"),
    "a picture less": lambda root: (root / "p.png").unlink(),
    "an ignored note": lambda root: (root / ".gitignore").write_text("a.md\n"),
    "an ignored folder": lambda root: (root / ".kblinkignore").write_text("deep/\n"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_of_the_vault_is_seen(
    root: Path, is_still: Callable[..., bool], change: str
) -> None:
    CHANGES[change](root)
    age(root) if change not in ("another size", "another time") else None
    assert not is_still()
    assert is_still() or change == "another size"


def test_a_note_that_was_written_just_now_is_read_once_more(
    root: Path, is_still: Callable[..., bool]
) -> None:
    os.utime(root / "a.md")
    assert not is_still()
    assert not is_still()
    age(root)
    assert not is_still()
    assert is_still()


@pytest.mark.parametrize(
    "config",
    [
        Config(links=LinkSettings(titles_resolve=True)),
        Config(vault=VaultSettings(exclude=("deep/",))),
        Config(index=IndexSettings(boilerplate=False)),
    ],
)
def test_other_settings_are_seen(is_still: Callable[..., bool], config: Config) -> None:
    assert not is_still(config)
    assert is_still(config)


def test_another_encoder_is_seen(is_still: Callable[..., bool]) -> None:
    assert not is_still(seed=1)
    assert is_still(seed=1)


@pytest.mark.parametrize("damage", ["gone", "cut"])
def test_a_vector_file_that_is_not_whole_is_made_anew_without_encoding(
    root: Path, is_still: Callable[..., bool], damage: str
) -> None:
    (vectors,) = (root / ".kblink").glob("vectors-*.faiss")
    if damage == "gone":
        vectors.unlink()
    else:
        vectors.write_bytes(vectors.read_bytes()[:-1])
    assert not is_still()
    assert is_still()
    vault = Vault(root, encoder=HashingEncoder())
    vault.verify()
    assert vault.search("owl", mode="dense")[0].path == "a.md"


def test_a_note_that_could_not_be_read_is_tried_again(
    root: Path, is_still: Callable[..., bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    from kblink.vault.read import read_note

    def refuse(folder: Path, entry: object) -> object:
        if "deep" in str(entry):
            raise PermissionError(13, "Permission denied")
        return read_note(folder, entry)  # type: ignore[arg-type]  # passed through as it came

    os.utime(root / "deep" / "b.md", (1_600_000_001, 1_600_000_001))
    with monkeypatch.context() as patched:
        patched.setattr("kblink.changes.read_note", refuse)
        assert not is_still()
        assert not is_still()
    assert not is_still()
    assert is_still()
