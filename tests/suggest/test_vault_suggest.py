"""`Vault.suggest` on files: what is written is taken back to the byte, nothing is overwritten."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import pytest
from suggested_phrases import suggest_phrases

from kblink import Vault
from kblink.errors import LockedError, UsageError
from kblink.store.lock import write_lock

if TYPE_CHECKING:
    from pathlib import Path

    from fake_encoder import HashingEncoder

BERT = b"# BERT\n\nAn encoder.\n"
SOURCES = {
    "plain.md": b"On BERT and more.\n",
    "bom and crlf.md": b"\xef\xbb\xbf# Title\r\n\r\nOn BERT,\r\nand more.\r\n",
    "cr.md": b"On BERT.\rMore.\r",
    "no end.md": b"On BERT",
    "table.md": b"| a | b |\n|---|---|\n| on Bert | x |\n",
    "поиск/deep.md": "Про BERT, и ещё.\n".encode(),
}


@pytest.fixture
def vault(tmp_path: Path, encoder: HashingEncoder, monkeypatch: pytest.MonkeyPatch) -> Vault:
    root = tmp_path / "vault"
    for path, data in {"models/BERT.md": BERT, **SOURCES}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    suggest_phrases(monkeypatch, [("BERT", "BERT", 0.95), ("Bert", "BERT", 0.95)])
    return Vault(root, encoder=encoder)


def contents(vault: Vault) -> dict[str, bytes]:
    files = (file for file in vault.root.rglob("*.md") if file.is_file())
    return {file.relative_to(vault.root).as_posix(): file.read_bytes() for file in files}


def test_all_kinds_of_line_ends_are_kept_and_undone_to_the_byte(vault: Vault) -> None:
    before = contents(vault)
    report = vault.suggest(apply=True)
    assert report.applied
    assert len(report.suggestions) == len(SOURCES)
    after = contents(vault)
    for path in SOURCES:
        link = b"[[BERT\\|Bert]]" if path == "table.md" else b"[[BERT]]"
        word = b"Bert" if path == "table.md" else b"BERT"
        assert after[path] == before[path].replace(word, link)
    assert after["models/BERT.md"] == BERT
    undone = vault.undo()
    assert undone.command == "suggest"
    assert not undone.refused
    assert contents(vault) == before


def test_a_vault_with_few_links_is_written_as_obsidian_is_set(vault: Vault) -> None:
    (vault.root / ".obsidian").mkdir()
    settings = '{"useMarkdownLinks": true, "newLinkFormat": "relative"}'
    (vault.root / ".obsidian" / "app.json").write_text(settings)
    (found,) = vault.suggest(["поиск/deep.md"]).suggestions
    assert found.replacement == "[BERT](../models/BERT.md)"
    (vault.root / "поиск" / "habit.md").write_text("[[BERT]] [[plain]] [[no end]]\n")
    (found,) = vault.suggest(["поиск/deep.md"]).suggestions
    assert found.replacement == "[[BERT]]"


def test_what_was_written_can_be_shown_as_a_change(vault: Vault) -> None:
    report = vault.suggest(["plain.md"], apply=True)
    (change,) = vault.written_texts(report)
    assert change == ("plain.md", "On BERT and more.\n", "On [[BERT]] and more.\n")
    (vault.root / "plain.md").write_text("Somebody wrote this.\n")
    assert [*vault.written_texts(report)] == []


def test_bytes_that_are_no_text_stay(vault: Vault) -> None:
    data = b"On BERT \xff\xfe.\n"
    (vault.root / "raw.md").write_bytes(data)
    vault.suggest(["raw.md"], apply=True)
    assert (vault.root / "raw.md").read_bytes() in (data, data.replace(b"BERT", b"[[BERT]]"))
    assert b"\xff\xfe.\n" in (vault.root / "raw.md").read_bytes()


def test_a_note_that_another_path_leads_to_is_written_by_its_own(vault: Vault) -> None:
    (vault.root / "link.md").symlink_to("plain.md")
    report = vault.suggest(apply=True)
    assert (vault.root / "link.md").is_symlink()
    assert {each.link.path for each in report.suggestions} == {*SOURCES}


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="modes are those of Unix")
def test_a_read_only_note_is_left_and_told(vault: Vault) -> None:
    (vault.root / "plain.md").chmod(0o444)
    report = vault.suggest(["plain.md", "no end"], apply=True)
    assert [each.link.path for each in report.suggestions] == ["no end.md"]
    (left,) = report.skipped
    assert (left.path, left.link, left.reason) == ("plain.md", "BERT", "it is read-only")


def test_nobody_writes_while_another_does(vault: Vault) -> None:
    vault.index()
    before = contents(vault)
    errors: list[LockedError] = []

    def suggest() -> None:
        try:
            Vault(vault.root, encoder=vault.encoder).suggest(apply=True)
        except LockedError as error:
            errors.append(error)

    with write_lock(vault.root / ".kblink"):
        thread = threading.Thread(target=suggest)
        thread.start()
        thread.join()
    assert len(errors) == 1
    assert contents(vault) == before


def test_an_unknown_note_and_a_wrong_confidence_are_usage_errors(vault: Vault) -> None:
    with pytest.raises(UsageError):
        vault.suggest(["nobody"])
    with pytest.raises(UsageError, match="between 0 and 1"):
        vault.suggest(min_confidence=-0.1)
    with pytest.raises(UsageError, match="Where should 'BERT'"):
        vault.dismiss("BERT")
    with pytest.raises(UsageError, match="No link from 'nothing' is suggested in plain"):
        vault.dismiss("nothing", "plain.md")


def test_dismissing_tells_what_it_is_about(vault: Vault) -> None:
    (found,) = vault.dismiss("bert", "plain")
    assert found == ("bert", "plain.md", "models/BERT.md")
    (found,) = vault.dismiss("BERT", target="BERT", never=True)
    assert found == ("BERT", None, "models/BERT.md")
    assert vault.suggest().suggestions == ()


def test_feedback_stays_in_the_vault_wherever_the_index_is(
    vault: Vault, tmp_path: Path, encoder: HashingEncoder
) -> None:
    apart = Vault(vault.root, encoder=encoder, index_dir=tmp_path / "index")
    apart.dismiss("BERT", "plain")
    assert (vault.root / ".kblink" / "feedback.jsonl").is_file()
    assert not (tmp_path / "index" / "feedback.jsonl").exists()
    assert vault.suggest(["plain"]).suggestions == ()


def test_where_feedback_cannot_be_kept_the_links_are_written_all_the_same(
    vault: Vault, encoder: HashingEncoder
) -> None:
    (vault.root / ".kblink").mkdir()
    (vault.root / ".kblink" / "feedback.jsonl").mkdir()
    said: list[str] = []
    report = Vault(vault.root, encoder=encoder, notify=said.append).suggest(["plain"], apply=True)
    assert len(report.suggestions) == 1
    assert any("cannot be written" in each for each in said)
