from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kblink.cli.queries import read_queries, without_operators

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cli_fixtures import Outcome

pytest_plugins = ("cli_fixtures",)
pytestmark = pytest.mark.usefixtures("vault")


def test_search_builds_the_index_and_shows_hits(run: Callable[..., Outcome]) -> None:
    outcome = run("search", "each head attends")
    assert outcome.code == 0
    assert "Attention › Heads" in outcome.out
    assert "models/Attention.md:10" in outcome.out
    assert "words" in outcome.out


def test_the_json_document_has_the_promised_keys(run: Callable[..., Outcome]) -> None:
    document = run("search", "гибридный поиск", "--format", "json", "--limit", "2").document()
    assert list(document) == ["schema", "query", "hits"]
    assert document["query"] == "гибридный поиск"
    hit = document["hits"][0]
    assert list(hit) == [
        "path", "title", "heading", "line", "score", "signals", "snippet", "highlights",
    ]  # fmt: skip
    assert list(hit["signals"]) == ["dense", "keyword"]
    assert hit["path"] == "поиск/Гибридный поиск.md"
    assert len(document["hits"]) <= 2


def test_filters_leave_out_what_does_not_fit(run: Callable[..., Outcome]) -> None:
    by_tag = run("search", "attention", "--tag", "models", "--format", "json").document()
    assert {hit["path"] for hit in by_tag["hits"]} == {"models/Attention.md"}
    by_path = run("search", "attention", "--path", "models/B*", "--format", "json").document()
    assert {hit["path"] for hit in by_path["hits"]} == {"models/BERT.md"}
    by_day = run("search", "attention", "--until", "1999-12-31", "--format", "json").document()
    assert by_day["hits"] == []
    assert run("search", "attention", "--since", "soon").code == 2


def test_a_hit_is_a_note_by_its_best_section_unless_sections_are_asked_for(
    run: Callable[..., Outcome],
) -> None:
    words = ("search", "attention head", "--mode", "keyword", "--format", "json")
    notes = [hit["path"] for hit in run(*words).document()["hits"]]
    assert sorted(notes) == ["Home.md", "models/Attention.md", "models/BERT.md"]
    sections = [hit["path"] for hit in run(*words, "--per", "section").document()["hits"]]
    assert sections.count("models/Attention.md") == 2


def test_a_typing_error_is_forgiven_and_said(run: Callable[..., Outcome]) -> None:
    words = ("search", "attenttion haeds", "--mode", "keyword")
    outcome = run(*words)
    assert outcome.out.startswith(
        "Showing results for attention heads; no note has “attenttion”, “haeds”\n\n1  1.00  Att"
    )
    document = run(*words, "--format", "json").document()
    assert list(document) == ["schema", "query", "hits", "corrected"]
    assert document["query"] == "attenttion haeds"
    assert document["corrected"] == {"attenttion": "attention", "haeds": "heads"}


def test_plain_lines_have_place_headings_and_snippet(run: Callable[..., Outcome]) -> None:
    words = ("search", "eech head attennds", "--mode", "keyword", "--format", "text")
    outcome = run(*words, "--limit", "1")
    assert outcome.out == (
        "models/Attention.md:10: Attention › Heads: Each head attends by itself; see BERT.\n"
    )
    assert outcome.err == (
        "kblink: Showing results for eech head attends; no note has “attennds”.\n"
    )
    assert run(*words, "--quiet").err == ""
    assert run("search", "zzzzzz", "--mode", "keyword", "--format", "text").out == ""


def test_a_name_is_found_in_the_other_script(run: Callable[..., Outcome]) -> None:
    document = run("search", "БЕРТ", "--mode", "keyword", "--format", "json").document()
    hit = document["hits"][0]
    assert hit["path"] == "models/BERT.md"
    assert "corrected" not in document


def test_no_hits_are_no_error(run: Callable[..., Outcome]) -> None:
    outcome = run("search", "zzzzzz", "--mode", "keyword")
    assert (outcome.code, outcome.out) == (0, "Nothing found for “zzzzzz”.\n")
    assert run("search", "zzzzzz", "--mode", "keyword", "--quiet").out == ""


def test_a_query_may_begin_with_a_hyphen_after_two(run: Callable[..., Outcome]) -> None:
    outcome = run("search", "--mode", "keyword", "--format", "json", "--", "-bert attention")
    assert outcome.code == 0
    assert outcome.document()["query"] == "-bert attention"


def test_a_blank_query_is_2(run: Callable[..., Outcome]) -> None:
    assert run("search", "  ").code == 2


def test_without_refresh_and_index_it_is_3(run: Callable[..., Outcome]) -> None:
    outcome = run("search", "x", "--no-refresh")
    assert outcome.code == 3
    assert outcome.err.count("\n") == 1


def test_without_refresh_the_old_index_answers_and_says_how_old(
    run: Callable[..., Outcome], vault: Path
) -> None:
    run("index")
    (vault / "New.md").write_text("# New\n\nzebra\n")
    words = ("search", "zebra", "--mode", "keyword", "--format", "json")
    outcome = run(*words, "--no-refresh")
    assert outcome.document()["hits"] == []
    assert outcome.err.startswith("kblink: The index is behind the vault: 1 ")
    assert run(*words, "--no-refresh", "--quiet").err == ""
    assert run(*words).document()["hits"][0]["path"] == "New.md"


def test_a_file_of_queries_gives_one_document_a_line(
    run: Callable[..., Outcome], tmp_path: Path
) -> None:
    file = tmp_path / "queries.txt"
    file.write_text('attention\n\n"heads -attends\nпоиск\n', "utf-8")
    outcome = run("search", "--queries", str(file), "--mode", "keyword", "--no-color")
    documents = outcome.documents()
    assert [document["query"] for document in documents] == [
        "attention", "", '"heads -attends', "поиск",
    ]  # fmt: skip
    assert documents[1]["hits"] == []
    assert documents[2]["hits"][0]["heading"][-1] == "Heads"
    assert outcome.code == 0


def test_a_stale_index_is_said_once_for_a_file_of_queries(
    run: Callable[..., Outcome], vault: Path, tmp_path: Path
) -> None:
    run("index")
    (vault / "New.md").write_text("# New\n")
    file = tmp_path / "queries.txt"
    file.write_text("a\nb\nc\n")
    outcome = run("search", "--queries", str(file), "--mode", "keyword", "--no-refresh")
    assert outcome.err.count("behind the vault") == 1


def test_the_index_is_opened_once_for_a_file_of_queries(
    run: Callable[..., Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = 0
    from kblink.store.catalogue import Catalogue

    def count(folder: Path) -> Catalogue:
        nonlocal opened
        opened += 1
        return open_reader(folder)

    open_reader = Catalogue.open_reader
    monkeypatch.setattr(Catalogue, "open_reader", count)
    file = tmp_path / "queries.txt"
    file.write_text("\na\nb\nc\n")
    assert len(run("search", "--queries", str(file)).documents()) == 4
    assert opened == 1


def test_a_file_of_queries_that_is_not_there_is_2(run: Callable[..., Outcome]) -> None:
    outcome = run("search", "--queries", "nowhere.txt")
    assert (outcome.code, outcome.out) == (2, "")
    assert "nowhere.txt" in outcome.err


@pytest.mark.parametrize(
    ("content", "queries"),
    [
        (b"", []),
        (b"a\nb", ["a", "b"]),
        (b"\xef\xbb\xbfa\r\nb\r\n", ["a", "b"]),
        (b"a\n\nb\n", ["a", "", "b"]),
        ("a\u2028b\n".encode(), ["a\u2028b"]),
    ],
)
def test_queries_are_the_lines_of_a_file(
    tmp_path: Path, content: bytes, queries: list[str]
) -> None:
    file = tmp_path / "queries.txt"
    file.write_bytes(content)
    assert read_queries(file) == queries


def test_a_line_taken_literally_has_no_operators() -> None:
    assert without_operators('"mean pooling" -max --x state-of-the-art -') == (
        "mean pooling max x state-of-the-art"
    )
