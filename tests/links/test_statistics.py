"""The numbers of a vault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink import Vault

if TYPE_CHECKING:
    from pathlib import Path

    from kblink.model import Statistics

NOTES = {
    "Home.md": "[[a]] [[b]] [[b]] [[gone]] [x](https://x.example) #idea #Idea/sub",
    "a.md": "[[Home]] [[Gone.md]] ![[plot.png]] #IDEA #idea",
    "b.md": "[[sub/gone]] [[../elsewhere/a]] [[b]] %%[[hidden]]%%",
    "island.md": "Только слова на русском языке, без ссылок.",
    "pair/one.md": "[[two]]",
    "pair/two.md": "",
    "out/draft.md": "[[nothing]]",
    "figure.png": "12345",
    "board.canvas": '{"nodes": [{"id": "1", "type": "file", "file": "pair/one.md"}]}',
    "kblink.toml": '[vault]\nexclude = ["out/"]\n',
}


def stats(root: Path) -> Statistics:
    for path, text in NOTES.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(text, "utf-8")
    return Vault(root).stats()


def test_files_and_links_are_counted(tmp_path: Path) -> None:
    numbers = stats(tmp_path)
    assert (numbers.vault, numbers.notes, numbers.excluded) == (str(tmp_path), 6, 1)
    assert numbers.attachments == 3
    assert numbers.size == sum(len(NOTES[path].encode()) for path in NOTES if "out" not in path)
    assert numbers.links == 13
    assert dict(numbers.statuses) == {
        "ok": 7, "external": 1, "broken-note": 4, "missing-attachment": 1, "ignored": 1
    }  # fmt: skip
    assert numbers.kinds[0] == ("wiki", 11)
    assert dict(numbers.languages)["ru"] == 1
    assert dict(numbers.findings)["broken-note"] == 4


def test_tags_that_differ_in_case_are_one_in_its_commonest_spelling(tmp_path: Path) -> None:
    assert stats(tmp_path).tags == (("idea", 3), ("Idea/sub", 1))


def test_the_most_linked_notes_are_counted_by_notes_that_link_there(tmp_path: Path) -> None:
    assert stats(tmp_path).most_linked == (
        ("Home.md", 1), ("a.md", 1), ("b.md", 1), ("pair/one.md", 1), ("pair/two.md", 1)
    )  # fmt: skip


def test_wanted_names_are_those_that_no_file_bears(tmp_path: Path) -> None:
    """`../elsewhere/a` is a wrong path to a note that is there."""
    assert stats(tmp_path).most_wanted == (("gone", 3), ("plot.png", 1))


def test_orphans_dead_ends_and_groups_follow_the_links_between_notes(tmp_path: Path) -> None:
    numbers = stats(tmp_path)
    assert numbers.orphans == ("island.md",)
    assert numbers.dead_ends == ("b.md", "island.md", "pair/two.md")
    assert numbers.components == 3


def test_an_empty_vault_has_numbers_too(tmp_path: Path) -> None:
    numbers = Vault(tmp_path).stats()
    assert (numbers.notes, numbers.links, numbers.components) == (0, 0, 0)
