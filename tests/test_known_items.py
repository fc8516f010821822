"""The benchmark of known items asks for what it says it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from known_items import candidates, copy_without, sample, without_headings

from kblink.workspace import Vault

if TYPE_CHECKING:
    from pathlib import Path

    from fake_encoder import HashingEncoder

BODY = "Carp and tench live in ponds. " * 4
POND = f"# Pond life\n\n{BODY}\n\n## Fish of still water ##\n{BODY}\n\n## Short\n\n{BODY}\n"
SOUP = f"# Soup\n\n## Ways of cooking\n\n{BODY}\n\n## Nothing below here\n\nTwo words.\n"


def asked(text: str) -> list[str]:
    return [item.query for item in candidates("note.md", text)]


def test_headings_of_two_words_over_enough_text_are_asked_for() -> None:
    assert asked(POND) == ["Fish of still water"]
    assert asked(SOUP) == ["Ways of cooking"]


def test_titles_links_and_underlined_headings_are_not() -> None:
    assert asked(f"# Two words\n\n{BODY}") == []
    assert asked(f"# T\n\n## See [[Pond]] life\n\n{BODY}") == []
    assert asked(f"# T\n\nTwo words\n---\n\n{BODY}") == []
    assert asked("no heading") == []


def test_a_heading_whose_words_stand_elsewhere_too_is_not_asked_for() -> None:
    notes = {"a.md": POND, "b.md": SOUP}
    assert {item.query for item in sample(notes, 9)} == {"Ways of cooking", "Fish of still water"}
    notes["c.md"] = "They said: fish of STILL water."
    assert {item.query for item in sample(notes, 9)} == {"Ways of cooking"}


def test_a_sample_is_no_larger_than_asked_and_spares_each_note() -> None:
    many = "# T\n" + "".join(f"\n## Heading number {word}\n\n{BODY}\n" for word in "abcdefg")
    notes = {f"{name}.md": many.replace("Heading", name) for name in ("North", "South")}
    assert len(sample(notes, 3)) == 3
    assert [item.path for item in sample(notes, 99)].count("North.md") == 4


def test_only_the_words_of_the_heading_are_taken_out() -> None:
    (item,) = candidates("note.md", POND)
    assert without_headings(POND, [item.heading]) == POND.replace("Fish of still water", "…")


def test_the_copy_lacks_the_headings_and_the_vault_keeps_them(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    vault = tmp_path / "vault"
    vault.mkdir()
    (vault / "pond.md").write_bytes(POND.replace("\n", "\r\n").encode())
    items = sample({"pond.md": (vault / "pond.md").read_bytes().decode()}, 1)
    copy_without(vault, tmp_path / "copy", items)
    copied = (tmp_path / "copy" / "pond.md").read_bytes().decode()
    assert copied == POND.replace("\n", "\r\n").replace("Fish of still water", "…")
    assert "Fish of still water" in (vault / "pond.md").read_text()
    hits = Vault(tmp_path / "copy", encoder=encoder).search("still water", mode="keyword")
    assert hits == []
