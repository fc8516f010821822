from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fake_encoder import HashingEncoder
from small_catalogue import SmallNote, small_catalogue

from kblink.errors import UsageError
from kblink.model import SearchRequest, SectionFilter
from kblink.search.sections import search_sections

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kblink.model import Hit, HitUnit, SearchMode
    from kblink.ports import Encoder
    from kblink.store.catalogue import Catalogue

_NOTES = [
    SmallNote(
        "birds/owls.md",
        "Owls",
        (
            ("Hunting", "They wait on a branch.\n\nOwls hunt mice at night, without a noise."),
            ("Nests", "A hollow tree serves as nest."),
        ),
        tags=("birds/Night",),
    ),
    SmallNote(
        "birds/penguins.md",
        "Penguins",
        (("Swimming", "Penguins hunt fish under the ice."),),
        tags=("birds",),
    ),
    SmallNote(
        "code/parser.md",
        "Parser",
        (("Tokens", "The lexer yields tokens.\nThe parser builds a tree of them."),),
        tags=("code",),
    ),
    SmallNote(
        "заметки/совы.md",
        "Совы",
        (("Охота", "Совы охотятся ночью.\nЁж их не боится."),),
    ),
]
_MODES: tuple[SearchMode, ...] = ("hybrid", "dense", "keyword")
_ANYWHERE = SectionFilter()


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    folder = tmp_path_factory.mktemp("index") / ".kblink"
    with small_catalogue(folder, _NOTES, HashingEncoder()) as reader, reader.snapshot():
        yield reader


def _search(
    catalogue: Catalogue,
    query: str,
    *,
    mode: SearchMode = "hybrid",
    limit: int = 10,
    per: HitUnit = "section",
    where: SectionFilter = _ANYWHERE,
) -> list[Hit]:
    answer = search_sections(
        catalogue, HashingEncoder(), query, SearchRequest(mode, limit, per, where)
    )
    return list(answer.hits)


@pytest.mark.parametrize("mode", _MODES)
@pytest.mark.parametrize(
    ("query", "path", "heading"),
    [
        ("hunting mice at night", "birds/owls.md", "Hunting"),
        ("penguins fish", "birds/penguins.md", "Swimming"),
        ("lexer tokens", "code/parser.md", "Tokens"),
        ("охота совы ночью", "заметки/совы.md", "Охота"),
    ],
)
def test_the_section_that_answers_comes_first(
    catalogue: Catalogue, mode: SearchMode, query: str, path: str, heading: str
) -> None:
    first = _search(catalogue, query, mode=mode)[0]
    assert (first.path, first.heading_path) == (path, (heading,))


def test_a_hit_quotes_the_best_sentence_and_its_line(catalogue: Catalogue) -> None:
    first = _search(catalogue, "hunting mice")[0]
    assert (first.line, first.snippet) == (4, "Owls hunt mice at night, without a noise.")
    assert first.title == "Owls"


def test_the_line_counts_in_the_file_not_in_the_section(catalogue: Catalogue) -> None:
    first = _search(catalogue, "hollow nest")[0]
    assert (first.line, first.snippet) == (6, "A hollow tree serves as nest.")


def test_each_side_shows_its_own_signal(catalogue: Catalogue) -> None:
    hybrid = _search(catalogue, "penguins")[0]
    assert hybrid.dense is not None
    assert hybrid.keyword is not None
    assert _search(catalogue, "penguins", mode="dense")[0].keyword is None
    assert _search(catalogue, "penguins", mode="keyword")[0].dense is None


def test_words_that_are_nowhere_are_found_by_no_words_side(catalogue: Catalogue) -> None:
    assert _search(catalogue, "zeppelin", mode="keyword") == []
    assert all(hit.keyword is None for hit in _search(catalogue, "zeppelin"))


def test_first_on_both_sides_scores_one(catalogue: Catalogue) -> None:
    assert _search(catalogue, "penguins fish ice")[0].score == pytest.approx(1.0)


@pytest.mark.parametrize("mode", _MODES)
def test_scores_fall_and_stay_between_zero_and_one(catalogue: Catalogue, mode: SearchMode) -> None:
    scores = [hit.score for hit in _search(catalogue, "the tree of birds hunt", mode=mode)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


@pytest.mark.parametrize("mode", _MODES)
@pytest.mark.parametrize(
    ("where", "paths"),
    [
        (SectionFilter(tags=("birds",)), {"birds/owls.md", "birds/penguins.md"}),
        (SectionFilter(tags=("birds/night",)), {"birds/owls.md"}),
        (SectionFilter(path_glob="code/**"), {"code/parser.md"}),
        (SectionFilter(tags=("birds",), path_glob="code/**"), set()),
        (SectionFilter(tags=("absent",)), set()),
    ],
)
def test_a_filter_holds_on_both_sides(
    catalogue: Catalogue, mode: SearchMode, where: SectionFilter, paths: set[str]
) -> None:
    hits = _search(catalogue, "hunt tokens tree nest fish", mode=mode, where=where)
    assert {hit.path for hit in hits} == paths


def test_a_filter_acts_before_the_limit(catalogue: Catalogue) -> None:
    where = SectionFilter(tags=("code",))
    hits = _search(catalogue, "owls hunt", mode="dense", limit=1, where=where)
    assert [hit.path for hit in hits] == ["code/parser.md"]


def test_per_note_keeps_the_best_section_of_each(catalogue: Catalogue) -> None:
    sections = _search(catalogue, "owls nest hunt")
    notes = _search(catalogue, "owls nest hunt", per="note")
    assert [hit.path for hit in sections].count("birds/owls.md") == 2
    assert [hit.path for hit in notes].count("birds/owls.md") == 1
    assert notes[0] == sections[0]


def test_per_note_looks_further_when_one_note_fills_the_list(tmp_path: Path) -> None:
    crowd = SmallNote("crowd.md", "Crowd", tuple((f"Part {n}", "owls " * 5) for n in range(150)))
    other = SmallNote("other.md", "Other", (("Birds", "A page with one word on owls in it."),))
    with small_catalogue(tmp_path / "i", [crowd, other], HashingEncoder()) as reader:
        for mode in _MODES:
            hits = _search(reader, "owls", mode=mode, per="note", limit=2)
            assert {hit.path for hit in hits} == {"crowd.md", "other.md"}


def test_equal_sections_come_in_the_order_of_their_paths(tmp_path: Path) -> None:
    twins = [SmallNote(f"{name}.md", "Twin", (("Same", "owls"),)) for name in "cab"]
    with small_catalogue(tmp_path / "i", twins, HashingEncoder()) as reader:
        for mode in ("dense", "keyword"):
            paths = [hit.path for hit in _search(reader, "owls", mode=mode)]
            assert paths == ["a.md", "b.md", "c.md"]


def test_the_words_side_wins_where_the_encoder_does_not_know_the_language(tmp_path: Path) -> None:
    filler = " ".join(f"слово{letter}" for letter in "абвгдежзик")
    notes = [
        SmallNote("words.md", "Мотор", (("Части", f"карбюратор глушитель {filler}"),)),
        SmallNote("meaning.md", "Мотор", (("Части", "карбид глушь карбюратор"),)),
        *(SmallNote(f"{n}.md", "Мотор", (("Части", "карбид глушь"),)) for n in range(4)),
    ]
    firsts = {}
    for languages in (("en",), ("en", "ru")):
        encoder = HashingEncoder(languages=languages)
        with small_catalogue(tmp_path / "-".join(languages), notes, encoder) as reader:
            hits = search_sections(
                reader,
                encoder,
                "карбюратор глушитель",
                SearchRequest("hybrid", 4, "section", _ANYWHERE),
            ).hits
        firsts[languages] = hits[0].path
    assert firsts == {("en",): "words.md", ("en", "ru"): "meaning.md"}


def test_keyword_mode_never_touches_the_encoder(catalogue: Catalogue) -> None:
    class Untouchable:
        def __getattribute__(self, name: str) -> object:
            raise AssertionError(name)

    hits = search_sections(
        catalogue,
        Untouchable(),  # type: ignore[arg-type]  # the test's point
        "penguins",
        SearchRequest("keyword", 3, "section", _ANYWHERE),
    ).hits
    assert hits[0].path == "birds/penguins.md"


def test_the_query_is_encoded_once_without_its_operators(catalogue: Catalogue) -> None:
    encoder = HashingEncoder()
    search_sections(
        catalogue,
        encoder,
        '"hunt mice" -penguins at night',
        SearchRequest("hybrid", 3, "note", _ANYWHERE),
    )
    assert encoder.calls == [("hunt mice at night",)]


def test_an_excluded_word_keeps_its_sections_out_of_the_words_side(catalogue: Catalogue) -> None:
    hits = _search(catalogue, "hunt -fish", mode="keyword")
    assert "birds/penguins.md" not in {hit.path for hit in hits}
    assert "birds/owls.md" in {hit.path for hit in hits}


def test_what_the_words_exclude_or_demand_holds_for_what_the_meaning_finds(
    catalogue: Catalogue,
) -> None:
    assert "birds/penguins.md" in {hit.path for hit in _search(catalogue, "hunt")}
    assert "birds/penguins.md" not in {hit.path for hit in _search(catalogue, "hunt -fish")}
    assert {hit.path for hit in _search(catalogue, '"hunt mice" fish')} == {"birds/owls.md"}
    assert _search(catalogue, '"mice hunt" fish') == []


def test_meaning_alone_knows_no_operators(catalogue: Catalogue) -> None:
    paths = {hit.path for hit in _search(catalogue, '"mice hunt" -fish', mode="dense")}
    assert "birds/penguins.md" in paths


def test_a_query_that_the_title_answers_shows_the_beginning_of_the_note(
    catalogue: Catalogue,
) -> None:
    assert _search(catalogue, "owls", mode="keyword", per="note")[0].heading_path == ("Hunting",)
    assert _search(catalogue, "owls nest", mode="keyword", per="note")[0].heading_path == ("Nests",)
    assert _search(catalogue, "owls", mode="keyword")[0].heading_path == ("Nests",)


@pytest.mark.parametrize("mode", ["keyword", "hybrid"])
def test_a_typing_error_is_mended_on_both_sides(catalogue: Catalogue, mode: SearchMode) -> None:
    encoder = HashingEncoder()
    answer = search_sections(
        catalogue, encoder, "pengiuns", SearchRequest(mode, 3, "note", _ANYWHERE)
    )
    assert answer.hits[0].path == "birds/penguins.md"
    assert (answer.query, answer.read_as) == ("pengiuns", "penguins")
    assert answer.corrected == (("pengiuns", "penguins"),)
    assert encoder.calls == ([("penguins",)] if mode == "hybrid" else [])


def test_meaning_alone_mends_nothing(catalogue: Catalogue) -> None:
    encoder = HashingEncoder()
    answer = search_sections(
        catalogue, encoder, "pengiuns", SearchRequest("dense", 3, "note", _ANYWHERE)
    )
    assert (answer.read_as, answer.corrected) == ("pengiuns", ())
    assert encoder.calls == [("pengiuns",)]


def test_a_name_counts_once_in_whichever_script(tmp_path: Path) -> None:
    filler = "words of other kinds"
    notes = [
        SmallNote("both.md", "Both", (("x", f"берт bert {filler}"),)),
        SmallNote("latin.md", "Latin", (("x", f"bert {filler} masks"),)),
        SmallNote("russian.md", "Russian", (("x", f"берт {filler}"),)),
        *(
            SmallNote(f"{n}.md", "Other", (("x", f"{filler} bert" if n < 3 else filler),))
            for n in range(9)
        ),
    ]
    with small_catalogue(tmp_path / "i", notes, HashingEncoder()) as reader:
        hits = {hit.path: hit for hit in _search(reader, "bert masks", mode="keyword", limit=20)}
        assert next(iter(hits)) == "latin.md"
        assert hits["both.md"].keyword == pytest.approx(hits["0.md"].keyword, rel=0.1)
        assert hits["russian.md"].keyword == pytest.approx(hits["0.md"].keyword, rel=0.2)
        found = [hit.path for hit in _search(reader, "берт", mode="keyword", limit=20)]
        assert set(found) == {"both.md", "latin.md", "russian.md", "0.md", "1.md", "2.md"}


def test_the_words_of_the_query_are_marked_in_the_snippet(catalogue: Catalogue) -> None:
    hit = _search(catalogue, '"hunting mice" -fish noises')[0]
    marked = [hit.snippet[start:end] for start, end in hit.highlights]
    assert marked == ["hunt", "mice", "noise"]


@pytest.mark.parametrize("mode", _MODES)
@pytest.mark.parametrize(
    "query",
    [
        '"', '""', '"open', 'a"b', "'", "*", "owl*", "-", "--", "-owls", '-"owls at"', "AND",
        "NOT x", "OR OR", "NEAR(owls hunt)", "title:owls", "^owls", "{a b}: c", "(", "owls)", "C++",
        "don't", "state-of-the-art", "\0", "owls\0hunt", "caf\udcc3\udca9", "🦉", "句子",
        "'; DROP TABLE notes", "%", "\\", "?" * 300, "owls " * 5000, " ".join(map(str, range(500))),
    ],
)  # fmt: skip
def test_no_query_is_an_error(catalogue: Catalogue, mode: SearchMode, query: str) -> None:
    assert all(0 <= hit.score <= 1 for hit in _search(catalogue, query, mode=mode))


@pytest.mark.parametrize("query", ["", "  ", "\n\t"])
def test_an_empty_query_is_a_usage_error(catalogue: Catalogue, query: str) -> None:
    with pytest.raises(UsageError, match="empty"):
        _search(catalogue, query)


def test_a_limit_of_none_is_a_usage_error(catalogue: Catalogue) -> None:
    with pytest.raises(UsageError, match="limit"):
        _search(catalogue, "owls", limit=0)


@pytest.mark.parametrize("mode", _MODES)
def test_an_empty_vault_has_no_hits(tmp_path: Path, mode: SearchMode) -> None:
    with small_catalogue(tmp_path / "i", [], HashingEncoder()) as reader:
        assert _search(reader, "owls", mode=mode) == []


def test_the_real_encoder_finds_what_shares_no_word(tmp_path: Path, bundled: Encoder) -> None:
    paragraphs = {
        "bread": "Knead the dough, let it rise overnight and bake it in a hot oven.",
        "bicycle": "Oil the chain and check the pressure of both tyres before a long ride.",
        "python": "A generator yields its values one by one and keeps its state in between.",
        "garden": "Water the tomatoes in the morning, so that their leaves dry by evening.",
        "history": "The empire fell when its provinces no longer paid their taxes.",
        "music": "A minor chord has its third lowered by a semitone.",
        "medicine": "Fever is the body's defence against an infection by bacteria or viruses.",
        "finance": "Compound interest lets savings grow faster each year.",
        "astronomy": "A red giant swells once the hydrogen in its core is used up.",
        "law": "A tenant may end the contract with three months' notice.",
    }
    notes = [
        SmallNote(f"{name}.md", "Note", (("Text", text),)) for name, text in paragraphs.items()
    ]
    questions = {
        "Why is my temperature high when I am ill?": "medicine.md",
        "How do I move out of a rented flat?": "law.md",
        "recipe for a loaf": "bread.md",
        "lazy iteration in a programming language": "python.md",
    }
    with small_catalogue(tmp_path / "i", notes, bundled) as reader:
        for question, path in questions.items():
            hits = search_sections(
                reader, bundled, question, SearchRequest("hybrid", 3, "note", _ANYWHERE)
            ).hits
            assert hits[0].path == path
