"""Names near a broken link's name are looked up, and are those that a walk would find."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kblink.links.misspellings import Misspellings, is_misspelling
from kblink.links.nearest_names import NameLookup
from kblink.links.targets import index_files

NAMES = st.text("abж1_", min_size=4, max_size=9)


def lookup(*files: str) -> NameLookup:
    return NameLookup(index_files(files))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("transormer", "transformer"),  # missing
        ("trransformer", "transformer"),  # extra
        ("transfosmer", "transformer"),  # wrong
        ("transofrmer", "transformer"),  # swapped
        ("transformre", "transformer"),  # swapped at the end
        ("transformers", "transformer"),
        ("gpt transfomer 2", "gpt transformer 2"),
    ],
)
def test_one_letter_makes_a_misspelling(written: str, name: str) -> None:
    assert is_misspelling(written, name)
    assert Misspellings([name, "other name"]).near(written) == [name]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("transformer", "transformer"),
        ("trensformar", "transformer"),
        ("topic", "topics"),
        ("alice_ai_llm", "alice_ai_vlm"),
        ("version_2", "version_3"),
        ("version", "version2"),
        ("amazon ec2", "amazon ecs"),
    ],
)
def test_what_is_no_misspelling(written: str, name: str) -> None:
    assert not is_misspelling(written, name)
    assert Misspellings([name]).near(written) == []


@given(st.lists(NAMES, unique=True, max_size=20), NAMES, st.lists(NAMES, max_size=30))
def test_lookup_finds_what_comparing_with_every_name_finds(
    names: list[str], written: str, before: list[str]
) -> None:
    table = Misspellings(names)
    for other in before:  # after some the names are no longer compared, but looked up
        table.near(other)
    assert table.near(written) == sorted(name for name in names if is_misspelling(written, name))


def test_notes_are_found_by_stem_and_attachments_by_whole_name() -> None:
    names = lookup("x/diagram.md", "y/diagram.png", "z/diagram.txt")
    assert names.misspelt("digram") == ("x/diagram.md",)
    assert names.misspelt("digram.png") == ("y/diagram.png",)


def test_transliteration_is_looked_for_in_the_other_script() -> None:
    names = lookup("Сеть.md", "set.md", "кот.md")
    assert names.transliterated("сеть") == ("set.md",)
    assert names.transliterated("set") == ()  # too short
    assert names.transliterated("seti") == ()
    assert lookup("Нейросеть.md").transliterated("neyroset") == ("Нейросеть.md",)


def test_tables_are_made_when_they_are_asked_for() -> None:
    names = lookup("a.md")
    before = set(vars(names))
    names.respaced("a b")
    assert set(vars(names)) - before == {"names", "_spaced"}


def test_of_a_crowd_those_in_the_folder_are_found() -> None:
    names = lookup(*(f"f{number:03}/index.md" for number in range(200)))
    assert "f150/index.md" in names.namesakes("index.md", "f150")
    assert len(names.namesakes("index.md", "f150")) <= 21
    assert len(lookup("x/a.md", "y/a.md").namesakes("a.md", "x")) == 2
