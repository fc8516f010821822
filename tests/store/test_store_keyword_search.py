from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_examples import commit, found_bodies, note_rows, section, simple

from kblink.model import Note
from kblink.store import keyword_search
from kblink.store.catalogue import Catalogue
from kblink.store.folder import holds_catalogue

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = [
    *("state-of-the-art", "don't", "C++", "foo(", "AND", "OR", "NOT", "-x", 'a"b', "title:x"),
    *("NEAR", "NEAR(a b, 2)", "a*", "^a", "{title body}: x", "a + b", "'", '"', '""', "\\", ";--"),
    *("nul\0nul", "\0", "🙂", "👩‍👩‍👧 family", "\ud800", "%s", "*", "(", ")", ":", "", " \t\n"),
    " ".join(f"word{number}" for number in range(10_000)),
    "x" * 100_000,
    '"' * 5_000,
    "ा",
    "\u3007 字 𠀀",
]


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    bodies = [
        "обучение на замаскированных токенах",
        "ещё один ёж",
        "Москва весной",
        "機械学習の基礎を学ぶ",
        "state of the art models don't lie",
        "plain words, café and naïve NEAR",
    ]
    opened = Catalogue.open_writer(tmp_path)
    commit(opened, *(simple(f"{n}.md", body, title="t") for n, body in enumerate(bodies)))
    return opened


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_no_query_is_syntax(catalogue: Catalogue, query: str) -> None:
    with catalogue:
        found = catalogue.keyword_search(query, 10)
        assert len(found) <= 6
        catalogue.keyword_search(f'-{query} "{query}" plain', 10)


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=())))
def test_no_text_is_a_syntax_error(tmp_path_factory: pytest.TempPathFactory, query: str) -> None:
    with _shared(tmp_path_factory) as catalogue:
        catalogue.keyword_search(query, 10)
        catalogue.keyword_search(f'plain "{query}" -"{query}"', 10)


def _shared(factory: pytest.TempPathFactory) -> Catalogue:
    folder = factory.getbasetemp() / "searched"
    if not holds_catalogue(folder):
        with Catalogue.open_writer(folder) as made:
            commit(made, simple("a.md", "plain words"))
    return Catalogue.open_reader(folder)


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ("замаскированные", "обучение на замаскированных токенах"),
        ("еще", "ещё один ёж"),
        ("ЕЖ", "ещё один ёж"),
        ("москва", "Москва весной"),
        ("МОСКВОЙ", "Москва весной"),
        ("学習", "機械学習の基礎を学ぶ"),
        ("ぶ", "機械学習の基礎を学ぶ"),
        ("械", "機械学習の基礎を学ぶ"),
        ('"械学習の"', "機械学習の基礎を学ぶ"),
        ("cafe", "plain words, café and naïve NEAR"),
        ("naive", "plain words, café and naïve NEAR"),
        ("near", "plain words, café and naïve NEAR"),
        ("don’t", "state of the art models don't lie"),
        ('"art model"', "state of the art models don't lie"),
    ],
)
def test_a_word_finds_its_other_forms(catalogue: Catalogue, query: str, body: str) -> None:
    with catalogue:
        assert found_bodies(catalogue, query) == [body]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ('"models art"', 0),
        ('"学械"', 0),
        ("plain москва", 2),
        ("plain москва -весной", 1),
        ('plain state -"the art"', 1),
        ("-plain", 0),
    ],
)
def test_phrases_and_exclusions(catalogue: Catalogue, query: str, count: int) -> None:
    with catalogue:
        assert len(found_bodies(catalogue, query)) == count


def test_title_counts_most_then_alias_then_heading_then_body(tmp_path: Path) -> None:
    notes = [
        note_rows(Note("body.md", "x", "name", "en"), section("alpha x")),
        note_rows(Note("heading.md", "x", "name", "en"), section("x", heading_path=("alpha",))),
        note_rows(Note("alias.md", "x", "name", "en", aliases=("alpha",)), section("x x")),
        note_rows(Note("title.md", "alpha", "name", "en"), section("x x x")),
        *(simple(f"{n}.md", "x x", title="x") for n in range(9)),
    ]
    with Catalogue.open_writer(tmp_path) as catalogue:
        commit(catalogue, *notes)
        hits = catalogue.keyword_search("alpha", 10)
        stored = catalogue.sections([number for number, _ in hits])
        assert [stored[number].path for number, _ in hits] == [
            *("title.md", "alias.md", "heading.md", "body.md")
        ]
        scores = [score for _, score in hits]
        assert scores == sorted(scores, reverse=True)
        assert scores[-1] > 0


def test_a_search_may_be_kept_within_sections(catalogue: Catalogue) -> None:
    with catalogue:
        every = catalogue.keyword_search("plain москва state", 10)
        assert len(every) == 3
        chosen = every[1:]
        assert catalogue.keyword_search("plain москва state", 10, within={chosen[0][0]}) == [
            chosen[0]
        ]
        within = {number for number, _ in chosen} | {999}
        assert catalogue.keyword_search("plain москва state", 10, within=within) == chosen
        assert catalogue.keyword_search("plain", 10, within=set()) == []
        assert catalogue.keyword_search("plain москва state", 2) == every[:2]
        assert catalogue.keyword_search("plain", 0) == []


def test_in_a_large_catalogue_common_words_give_way_to_rarer_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyword_search, "_LARGE", 10)
    bodies = ["common filler"] * 9 + ["common rare"]
    with Catalogue.open_writer(tmp_path) as catalogue:
        commit(catalogue, simple("a.md", *bodies, title="t"))
        assert found_bodies(catalogue, "common rare") == ["common rare"]
        assert len(found_bodies(catalogue, "common")) == 10
        assert len(found_bodies(catalogue, "common filler")) == 10
        assert found_bodies(catalogue, "common -filler") == ["common rare"]


words = st.sampled_from(["alpha", "beta", "gamma", "альфа", "機械学"])
edits = st.lists(
    st.tuples(
        st.sampled_from("abcd"),
        st.lists(st.lists(words, max_size=4).map(" ".join), max_size=3),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=20, deadline=None)
@given(edits)
def test_after_any_edits_words_are_found_as_in_a_fresh_catalogue(
    tmp_path_factory: pytest.TempPathFactory, made: list[tuple[str, list[str]]]
) -> None:
    last = {f"{name}.md": bodies for name, bodies in made}
    with Catalogue.open_writer(tmp_path_factory.mktemp("edited")) as edited:
        for name, bodies in made:
            if bodies:
                commit(edited, simple(f"{name}.md", *bodies))
            else:
                commit(edited, gone=[f"{name}.md"])
        with Catalogue.open_writer(tmp_path_factory.mktemp("fresh")) as fresh:
            commit(fresh, *(simple(path, *bodies) for path, bodies in last.items() if bodies))
            for query in ("alpha", "beta gamma", '"alpha beta"', "альфой", "機械", "a"):
                assert _hits(edited, query) == _hits(fresh, query)
            assert sorted(edited.terms()) == sorted(fresh.terms())
            assert edited.spoken("альфы") == fresh.spoken("альфы")
        edited.database.run("INSERT INTO fts (fts, rank) VALUES ('integrity-check', 1)")


def _hits(catalogue: Catalogue, query: str) -> dict[tuple[str, int], float]:
    hits = catalogue.keyword_search(query, 1000)
    stored = catalogue.sections([number for number, _ in hits])
    return {
        (stored[number].path, stored[number].ordinal): round(score, 9) for number, score in hits
    }


def test_words_of_another_recipe_are_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = Note("a.md", "Title", "heading", "en", aliases=("alias",))
    with Catalogue.open_writer(tmp_path) as catalogue:
        monkeypatch.setattr("kblink.store.keyword_search.folded_words", lambda _: ["old"])
        monkeypatch.setattr("kblink.store.commit.current_words_recipe", lambda: "old")
        commit(catalogue, note_rows(note, section("alpha", heading_path=("heading",))))
        monkeypatch.undo()
        assert catalogue.keyword_search("old", 5)
        commit(catalogue, simple("b.md", "beta"))
        assert not catalogue.keyword_search("old", 5)
        for query in ("alpha", "alias", "heading", "title", "beta"):
            assert len(catalogue.keyword_search(query, 5)) == 1
        words = {term.word for term in catalogue.terms()}
        assert words == {"alpha", "alias", "heading", "title", "beta"}
