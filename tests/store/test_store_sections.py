from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_examples import ENCODER, SPAN, commit, nearest, note_rows, section, simple, vector

from kblink.errors import CatalogueError
from kblink.model import Note, SectionFilter, Tag
from kblink.store.catalogue import Catalogue
from kblink.store.rows import StoredSection

if TYPE_CHECKING:
    from pathlib import Path


def test_sections_come_back_with_their_note(tmp_path: Path) -> None:
    note = Note("dir/a.md", "A title", "heading", "en")
    first = section("alpha\nbeta", heading_path=("One", "Two › three"))
    second = section("альфа", ordinal=1, language="ru")
    with Catalogue.open_writer(tmp_path) as catalogue:
        commit(catalogue, note_rows(note, first, second))
        stored = catalogue.note_sections("dir/a.md")
        assert stored[0] == StoredSection(
            stored[0].id,
            "dir/a.md",
            "A title",
            0,
            ("One", "Two › three"),
            1,
            3,
            "alpha\nbeta",
            first.digest,
            "en",
        )
        assert [each.language for each in stored] == ["en", "ru"]
        assert catalogue.sections([stored[1].id, 999]) == {stored[1].id: stored[1]}


edits = st.lists(
    st.tuples(st.sampled_from("abcd"), st.lists(st.sampled_from(["x", "y", "z y"]), max_size=3)),
    max_size=6,
)


@settings(max_examples=15, deadline=None)
@given(edits)
def test_each_row_of_the_vector_file_is_the_vector_of_its_section(
    tmp_path_factory: pytest.TempPathFactory, made: list[tuple[str, list[str]]]
) -> None:
    with Catalogue.open_writer(tmp_path_factory.mktemp("index")) as catalogue:
        for name, bodies in made:
            path = f"{name}.md"
            if bodies:
                commit(catalogue, simple(path, *bodies))
            else:
                commit(catalogue, gone=[path])
            assert_rows_agree(catalogue)


def assert_rows_agree(catalogue: Catalogue) -> None:
    count = len(catalogue.vectors())
    ids = catalogue.section_ids_at(range(count))
    assert catalogue.totals().sections == count == len(set(ids))
    assert catalogue.rows_of(ids) == list(range(count))
    for number, stored in catalogue.sections(ids).items():
        scores = dict(nearest(catalogue, vector(stored.digest)))
        assert scores[number] == pytest.approx(1.0, abs=2e-3)
    for path in {stored.path for stored in catalogue.sections(ids).values()}:
        digests = [stored.digest for stored in catalogue.note_sections(path)]
        assert catalogue.missing_embeddings(digests, ENCODER) == []


def test_a_row_without_a_section_is_damage(tmp_path: Path) -> None:
    with Catalogue.open_writer(tmp_path) as catalogue:
        commit(catalogue, simple("a.md", "alpha"))
        with pytest.raises(CatalogueError, match="row 7"):
            catalogue.section_ids_at([0, 7])


@pytest.fixture
def tagged(tmp_path: Path) -> Catalogue:
    catalogue = Catalogue.open_writer(tmp_path)
    tags = {
        "ai.md": ("AI",),
        "projects/llm.md": ("ai/LLM", "Проект"),
        "projects/deep/aid.md": ("aid", "ai-first"),
        "Мои\u0306.md": ("café",),
    }
    notes = [
        note_rows(
            Note(path, path, "name", "en", tags=tuple(Tag(name, SPAN) for name in names)),
            section(path),
        )
        for path, names in tags.items()
    ]
    commit(catalogue, *notes)
    return catalogue


@pytest.mark.parametrize(
    ("chosen", "paths"),
    [
        (SectionFilter(("ai",)), {"ai.md", "projects/llm.md"}),
        (SectionFilter(("#Ai/",)), {"ai.md", "projects/llm.md"}),
        (SectionFilter(("ai/llm",)), {"projects/llm.md"}),
        (SectionFilter(("ai", "проект")), {"projects/llm.md"}),
        (SectionFilter(("ai", "aid")), set()),
        (SectionFilter(("cafe\u0301",)), {"Мои\u0306.md"}),
        (SectionFilter(("a_",)), set()),
        (SectionFilter(path_glob="projects/*"), {"projects/llm.md", "projects/deep/aid.md"}),
        (SectionFilter(path_glob="projects/"), {"projects/llm.md", "projects/deep/aid.md"}),
        (SectionFilter(path_glob="./**/*ai*.md"), {"ai.md", "projects/deep/aid.md"}),
        (SectionFilter(path_glob="projects/**/*.md"), {"projects/llm.md", "projects/deep/aid.md"}),
        (SectionFilter(path_glob="projects/**/deep/*"), {"projects/deep/aid.md"}),
        (SectionFilter(path_glob="Мой.md"), {"Мои\u0306.md"}),
        (SectionFilter(path_glob="[z-a]*[("), set()),
        (SectionFilter(path_glob="**/" * 40 + "ai.md"), set()),
        (SectionFilter(("ai",), "projects/*"), {"projects/llm.md"}),
    ],
)
def test_a_filter_lets_through(tagged: Catalogue, chosen: SectionFilter, paths: set[str]) -> None:
    with tagged:
        ids = tagged.section_ids_matching(chosen)
        assert ids is not None
        assert {stored.path for stored in tagged.sections(sorted(ids)).values()} == paths


@pytest.mark.parametrize("chosen", [SectionFilter(), SectionFilter(("", "#"))])
def test_a_filter_that_sets_nothing_is_none(tagged: Catalogue, chosen: SectionFilter) -> None:
    with tagged:
        assert tagged.section_ids_matching(chosen) is None
