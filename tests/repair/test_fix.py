"""Broken links are repaired in their own way, lead where they should, and nothing else changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kblink import Vault
from kblink.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from fake_encoder import HashingEncoder

    from kblink.model import EditReport


def vault_of(root: Path, files: dict[str, str]) -> Vault:
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    return Vault(root)


def fixed(root: Path, files: dict[str, str], path: str = "p/a.md") -> str:
    """The text of a note after `fix --apply`."""
    vault_of(root, files).fix(apply=True)
    return (root / path).read_bytes().decode()


TARGET = {"nlp/transformers.md": "# Transformers\n\n## Layers\n\nText.\n", "p/other.md": ""}


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("[[../../nlp/transformers.md]]", "[[../nlp/transformers.md]]"),
        ("[[../transformers]]", "[[../nlp/transformers]]"),
        ("[[cv/transformers|T]]", "[[nlp/transformers|T]]"),
        ("[[/transformers#Layers]]", "[[/nlp/transformers#Layers]]"),
        ("![[x/transformers.md#Layers|L]]", "![[nlp/transformers.md#Layers|L]]"),
        ("[t](x/transformers.md#layers)", "[t](../nlp/transformers.md#layers)"),
        ('[t](../cv/transformers.md "title")', '[t](../nlp/transformers.md "title")'),
        ("[[transfromers]]", "[[transformers]]"),
        ("[[Transformers]]", "[[transformers]]"),
        ("[[transformers#layers-]]", "[[transformers#Layers]]"),
        ("| a | b |\n|---|---|\n| [[cv/transformers\\|T]] | x |", None),
        ("[t][r]\n\n[r]: ../cv/transformers.md", "[t][r]\n\n[r]: ../nlp/transformers.md"),
        ("[![i](x.png)](../cv/transformers.md)", "[![i](x.png)](../nlp/transformers.md)"),
    ],
)
def test_a_repair_keeps_the_way_of_the_writer(
    tmp_path: Path, text: str, repaired: str | None
) -> None:
    expected = text.replace("cv/", "nlp/") if repaired is None else repaired
    assert fixed(tmp_path, {"p/a.md": text, **TARGET}) == expected


@pytest.mark.parametrize(
    "text",
    [
        "[[quantum gravity]]",
        "[[transformers#Nothing like it]]",
        "`[[cv/transformers]]`",
        "%% [[cv/transformers]] %%",
        "<!-- kblink-ignore-next-line broken-note -->\n[[cv/transformers]]",
        "[[nlp/transformers]] and [[transformers#Layers]]",
        "[t](../cv/transformers.md#no-such-place)",  # would lead to the note, not the place
    ],
)
def test_what_is_not_surely_broken_stays(tmp_path: Path, text: str) -> None:
    assert fixed(tmp_path, {"p/a.md": text, **TARGET}) == text


def test_several_answers_are_no_answer(tmp_path: Path) -> None:
    files = {"p/a.md": "[[x/b]]", "q/b.md": "", "r/b.md": ""}
    assert fixed(tmp_path, files) == "[[x/b]]"


def test_without_apply_nothing_is_written(tmp_path: Path) -> None:
    vault = vault_of(tmp_path, {"p/a.md": "[[cv/transformers]] [[no such]]\n", **TARGET})
    report = vault.fix()
    assert [one.edit.new for one in report.rewrites] == ["[[nlp/transformers]]"]
    assert [one.link for one in report.skipped] == ["[[no such]]"]
    assert not report.applied
    assert (tmp_path / "p/a.md").read_text() == "[[cv/transformers]] [[no such]]\n"
    (edited,) = vault.edited_texts(report)
    assert edited == (
        *("p/a.md", "[[cv/transformers]] [[no such]]\n"),
        "[[nlp/transformers]] [[no such]]\n",
    )


def test_confidence_decides(tmp_path: Path) -> None:
    vault = vault_of(tmp_path, {"a.md": "[[bret]]", "bert.md": ""})
    assert not vault.fix(min_confidence=0.9).rewrites
    assert vault.fix(min_confidence=0.05).rewrites
    with pytest.raises(UsageError):
        vault.fix(min_confidence=2)


def test_only_the_notes_named_are_repaired(tmp_path: Path) -> None:
    broken = "[[cv/transformers]]"
    vault = vault_of(tmp_path, {"p/a.md": broken, "p/c.md": broken, **TARGET})
    report = vault.fix(["p/c.md"])
    assert [one.edit.path for one in report.rewrites] == ["p/c.md"]


def test_undo_takes_repairs_back(tmp_path: Path) -> None:
    text = "\ufeff[[cv/transformers]]\r\nlast line, no end: [[cv/transformers|é]]"
    vault = vault_of(tmp_path, {"p/a.md": text, **TARGET})
    (tmp_path / "p/a.md").chmod(0o640)
    assert len(vault.fix(apply=True).rewrites) == 2
    assert (tmp_path / "p/a.md").read_bytes() == text.replace("cv/", "nlp/").encode()
    vault.undo()
    assert (tmp_path / "p/a.md").read_bytes() == text.encode()
    assert (tmp_path / "p/a.md").stat().st_mode & 0o777 == 0o640


def test_a_note_that_changes_meanwhile_is_left_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = vault_of(tmp_path, {"p/a.md": "[[cv/transformers]]", **TARGET})
    plan = vault._planned_fix

    def then_somebody_writes(*words: object, **named: object) -> tuple[EditReport, list[object]]:
        made = plan(*words, **named)  # type: ignore[arg-type]
        (tmp_path / "p/a.md").write_text("mine [[cv/transformers]]")
        return made  # type: ignore[return-value]

    monkeypatch.setattr(vault, "_planned_fix", then_somebody_writes)
    report = vault.fix(apply=True)
    assert (tmp_path / "p/a.md").read_text() == "mine [[cv/transformers]]"
    assert not report.rewrites
    assert [one.link for one in report.skipped] == ["[[cv/transformers]]"]


def test_obsidians_setting_decides_where_the_old_way_cannot_be_kept(tmp_path: Path) -> None:
    settings = {".obsidian/app.json": json.dumps({"newLinkFormat": "relative"})}
    twins = {
        "p/a.md": "[[Alpha Beta]]",
        "x/n.md": "---\naliases: [Alpha Beta]\n---\n",
        "y/n.md": "",
    }
    assert fixed(tmp_path / "1", {**twins, **settings}) == "[[../x/n|Alpha Beta]]"
    assert fixed(tmp_path / "2", twins) == "[[x/n|Alpha Beta]]"


def test_the_most_wanted_notes_are_made_over_nothing(tmp_path: Path) -> None:
    files = {"a.md": "[[Wanted]] [[../out]]", "b.md": "[[Wanted]] [[dir/once]]"}
    report = vault_of(tmp_path, files).fix(apply=True, create=True)
    assert report.created == ("Wanted.md",)
    assert (tmp_path / "Wanted.md").read_text() == "# Wanted\n"


WORDS = st.text(st.sampled_from("abcdefghijé 🚀\u0301"), min_size=1, max_size=12)


@given(before=WORDS, after=WORDS, ends=st.sampled_from(["\n", "\r\n"]), bom=st.booleans())
def test_outside_of_the_repaired_link_every_byte_stays(
    before: str, after: str, ends: str, bom: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("vault")
    start = ("\ufeff" if bom else "") + f"x{before}{ends}\t- "
    text = f"{start}[[cv/transformers]] {after}x"
    new = fixed(root, {"p/a.md": text, **TARGET})
    assert new == text.replace("[[cv/", "[[nlp/")


NAMES = st.sampled_from(["transformers", "attention heads", "лингвистика", "bert_models"])
FOLDERS = st.sampled_from(["", "nlp/", "p/q/", "cv/deep/"])


@given(name=NAMES, home=FOLDERS, written=FOLDERS, up=st.integers(0, 3), source=FOLDERS)
def test_after_a_repair_the_link_resolves_and_a_second_run_finds_nothing(
    name: str,
    home: str,
    written: str,
    up: int,
    source: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    root = tmp_path_factory.mktemp("vault")
    link = f"[[{'../' * up}{written}{name}]]"
    vault = vault_of(root, {f"{source}source note.md": link, f"{home}{name}.md": ""})
    report = vault.fix(apply=True)
    after = vault.check(all_links=True)
    (resolved,) = dict(after.resolved)[f"{source}source note.md"]
    if report.rewrites:
        assert resolved.status == "ok"
        assert resolved.target.path == f"{home}{name}.md"
    assert not vault.fix().rewrites


def test_an_index_gives_the_same_repairs(tmp_path: Path, encoder: HashingEncoder) -> None:
    text = "[[cv/transformers]] [[transformers#layers-]] [[n#^b1c2d3]] [[transfromers]]\n"
    vault_of(tmp_path, {"p/a.md": text, **TARGET, "n.md": "", "m.md": "Text. ^b1c2d3\n"})
    without = Vault(tmp_path).fix()
    indexed = Vault(tmp_path, encoder=encoder)
    indexed.index()
    (tmp_path / "p/new.md").write_text("[[cv/transformers]]")
    (tmp_path / "p/new.md").unlink()
    assert indexed.fix() == without
    assert len(without.rewrites) == 4


def test_what_no_wiki_link_can_name_becomes_a_markdown_link_if_obsidian_is_set_so(
    tmp_path: Path,
) -> None:
    files = {"p/a.md": "[[C]]", "x/C#.md": "---\naliases: [C]\n---\n"}
    settings = {".obsidian/app.json": json.dumps({"useMarkdownLinks": True})}
    assert fixed(tmp_path / "1", files) == "[[C]]"
    assert fixed(tmp_path / "2", {**files, **settings}) == "[C](../x/C%23.md)"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("p/b.canvas", '{"nodes": [{"id": "1", "type": "file", "file": "cv/transformers.md"}]}'),
        (
            "p/b.canvas",
            '{"nodes": [{"id": "1", "type": "text", "text": "\\n see [[cv/transformers|é]]"}]}',
        ),
        ("p/a.md", '---\nup: "[[cv/transformers]]"\nlist:\n  - "[[cv/transformers|T]]"\n---\n'),
        ("p/a.md", '<a href="../cv/transformers.md">t</a> 🚀 [t](../cv/transformers.md#layers)\n'),
        ("p/a.md", "[[cv/transformers]][[cv/transformers]]![[cv/transformers]]"),
        ("p/a.md", "[![[cv/transformers]]](../cv/transformers.md)"),
    ],
)
def test_links_of_every_kind_are_repaired(tmp_path: Path, path: str, text: str) -> None:
    assert fixed(tmp_path, {path: text, **TARGET}, path) == text.replace("cv/", "nlp/")
