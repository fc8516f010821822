"""What notes say and what joins them, read for many notes at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_examples import SPAN, commit, link, note_rows, section, simple, verdict

from kblink.model import Note, Tag
from kblink.store.catalogue import Catalogue
from kblink.store.note_texts import SectionText

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kblink.store.rows import NoteRows


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with Catalogue.open_writer(tmp_path) as opened:
        yield opened


def titled(path: str, *tags: str) -> Note:
    return Note(path, path, "name", "en", tags=tuple(Tag(tag, SPAN) for tag in tags))


# --- texts ----------------------------------------------------------------------------------------


def test_sections_come_note_after_note_as_they_stand(catalogue: Catalogue) -> None:
    pond = note_rows(
        titled("b/Pond.md"),
        section("Carps swam.", ordinal=0, heading_path=("Ponds", "Old Fish")),
        section("Щуки плавают.", ordinal=1),
    )
    commit(catalogue, pond, simple("a.md", "First."), simple("empty.md"))
    digests = [each.digest for each in pond.sections]
    assert [*catalogue.texts()][1:] == [
        SectionText("b/Pond.md", "pond old fish", "carp swam", len("Carps swam."), digests[0]),
        SectionText("b/Pond.md", "", "щук плава", len("Щуки плавают."), digests[1]),
    ]
    assert [each.path for each in catalogue.texts()] == ["a.md", "b/Pond.md", "b/Pond.md"]


def test_the_texts_of_some_notes_are_those_that_all_have(catalogue: Catalogue) -> None:
    paths = ["z.md", "Ünï 'quoted\".md", "a,b.md", "[1].md"]
    commit(catalogue, *(simple(path, "One.", "Two.") for path in paths))
    for chosen in ([], ["a,b.md"], ["z.md", "Ünï 'quoted\".md", "gone.md"]):
        found = [*catalogue.texts(chosen)]
        assert found == [each for each in catalogue.texts() if each.path in chosen]
    assert len([*catalogue.texts(paths)]) == 8


# --- links and tags -------------------------------------------------------------------------------


def linking(path: str, *targets: str) -> NoteRows:
    links = tuple(link(target, 10 * place) for place, target in enumerate(targets))
    return note_rows(replace(titled(path), links=links), section(path))


def test_only_sound_links_to_other_notes_join_and_each_pair_once(catalogue: Catalogue) -> None:
    pond = linking("Pond.md", "Soup.md", "Soup.md", "Pond.md", "Carp.md", "Gone.md", "pic.png")
    soup = linking("Soup.md", "Pond.md")
    carp = linking("Carp.md", "Soup.md")
    of_pond = pond.note.links
    resolved = {
        "Pond.md": (
            verdict(of_pond[0], "Soup.md"),
            verdict(of_pond[1], "Soup.md", "ambiguous"),
            verdict(of_pond[2], "Pond.md"),
            verdict(of_pond[3], "Carp.md", "broken-heading"),
            verdict(of_pond[4], None, "broken-note", "none"),
            verdict(of_pond[5], "pic.png", "ok", "attachment"),
        ),
        "Soup.md": (verdict(soup.note.links[0], "Pond.md"),),
        "Carp.md": (verdict(carp.note.links[0], "Soup.md", "ambiguous"),),
    }
    commit(catalogue, pond, soup, carp, resolved=resolved)
    assert sorted(catalogue.linked_pairs()) == [
        ("Carp.md", "Soup.md"),
        ("Pond.md", "Soup.md"),
        ("Soup.md", "Pond.md"),
    ]


def test_tags_are_told_folded_and_only_of_notes_that_have_some(catalogue: Catalogue) -> None:
    pond = titled("Pond.md", "Fish", "fish", "Wasser/Süß")
    commit(catalogue, note_rows(pond), note_rows(titled("a.md", "ЁЖ")), note_rows(titled("b.md")))
    assert catalogue.note_tags() == {
        "Pond.md": frozenset({"fish", "wasser/süss"}),
        "a.md": frozenset({"ёж"}),
    }


# --- words ----------------------------------------------------------------------------------------


def test_a_word_is_had_by_as_many_sections_as_hold_it_in_any_form(catalogue: Catalogue) -> None:
    commit(
        catalogue,
        simple("a.md", "A carp and carps.", "Of carps."),
        simple("b.md", "Карпы of 2024.", "鯉の池", title="Rare"),
    )
    having = catalogue.sections_having()
    assert having["carp"] == 2
    assert having["карп"] == having["and"] == 1
    assert having["of"] == 2  # a short word tells as little as it is often
    assert having["2024"] == having["鯉の"] == having["rare"] == 1


def test_notes_with_the_rarer_of_some_phrases_come_first(catalogue: Catalogue) -> None:
    commit(
        catalogue,
        simple("a.md", "A common carp in a common pond."),
        simple("b.md", "Pond.", "A pond, a pond, and a carp of the pond."),
        simple("c.md", "A common one: a zander, of all."),
        simple("d.md", "Neither."),
    )
    assert catalogue.notes_with([("zander",), ("pond",)], 10)[0] == "c.md"
    assert catalogue.notes_with([("zander",), ("pond",)], 1) == ["c.md"]
    assert {*catalogue.notes_with([("carp",)], 10)} == {"a.md", "b.md"}
    assert catalogue.notes_with([("common", "pond")], 10) == ["a.md"]
    assert catalogue.notes_with([("pond", "common")], 10) == []
    assert catalogue.notes_with([("pond",)], 10).count("b.md") == 1
    assert len(catalogue.notes_with([("a",)], 2)) <= 2
    assert catalogue.notes_with([], 10) == []


HOSTILE = [
    *('a"b', '"', '""', "'", "AND", "OR", "NOT", "NEAR", "NEAR(a b, 2)", "a*", "^a", "*", "("),
    *(
        "title:x",
        "{title body}: x",
        "a + b",
        "\\",
        ";--",
        "\0",
        "nul\0nul",
        "\ud800",
        "",
        " ",
        "🙂",
    ),
]


@pytest.mark.parametrize("stem", HOSTILE)
def test_no_stem_is_syntax(stem: str, catalogue: Catalogue) -> None:
    commit(catalogue, simple("a.md", "plain words near a wall"), simple("b.md", "nothing"))
    catalogue.notes_with([(stem,)], 10)
    assert "a.md" in catalogue.notes_with([("plain",), (stem, stem), ("x", stem)], 10)
    assert "a.md" in catalogue.notes_with([(stem, stem), ("plain",)], 10)


STEMS = st.text(st.characters(exclude_categories=()), max_size=6)


@given(st.lists(st.lists(STEMS, max_size=3), max_size=3))
def test_any_stems_are_looked_for(
    tmp_path_factory: pytest.TempPathFactory, stems: list[list[str]]
) -> None:
    with Catalogue.open_writer(tmp_path_factory.getbasetemp() / "any-stems") as catalogue:
        if not catalogue.generation:
            commit(catalogue, simple("a.md", "plain words"))
        assert {*catalogue.notes_with(stems, 10)} <= {"a.md"}
        assert catalogue.notes_with([*stems, ("plain",)], 10) == ["a.md"]
