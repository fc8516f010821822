from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kblink.errors import UsageError
from kblink.evaluate.golden import GoldenQuery, of_split, parse_golden, read_golden, unknown_notes

if TYPE_CHECKING:
    from pathlib import Path

FULL = (
    '{"id": "k1", "query": "star schema", "kind": "keyword", "split": "dev",'
    ' "relevant": {"Modeling/Dimensional.md": 3, "Overview.md": 1}}'
)
SHORT = '{"query": "звёздная схема", "relevant": {"a.md": 2}}'

_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 4) | st.floats() | st.text() | st.just("dev"),
    lambda values: st.lists(values) | st.dictionaries(st.text(), values),
    max_leaves=5,
)
_KEYS = st.sampled_from(["id", "query", "kind", "split", "relevant"])
_LINES = st.text() | st.dictionaries(_KEYS, _VALUES).map(json.dumps)


def refusal(text: str) -> str:
    with pytest.raises(UsageError) as caught:
        parse_golden(text, "golden.jsonl")
    return f"{caught.value.message} {caught.value.hint}".strip()


def test_a_line_is_read_with_all_that_it_says() -> None:
    assert parse_golden(FULL, "golden.jsonl") == (
        GoldenQuery(
            id="k1",
            query="star schema",
            kind="keyword",
            split="dev",
            relevant={"Modeling/Dimensional.md": 3, "Overview.md": 1},
            line=1,
        ),
    )


def test_what_a_line_does_not_say_has_a_default_and_blank_lines_are_none() -> None:
    _, query = parse_golden(f"{FULL}\n\n{SHORT}\r\n", "golden.jsonl")
    assert query == GoldenQuery("3", "звёздная схема", "", "test", {"a.md": 2}, 3)


def test_a_file_may_begin_with_a_mark_of_its_encoding(tmp_path: Path) -> None:
    file = tmp_path / "golden.jsonl"
    file.write_text(FULL, "utf-8-sig")
    assert read_golden(file)[0].id == "k1"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"query": "x"', "Expecting ',' delimiter: line 1 column 14 (char 13). Each line is"),
        ("[" * 100_000, "Each line is a JSON object."),
        ('["x"]', "this is no JSON object."),
        ('{"query": "x", "relevent": {"a.md": 1}}', 'unknown key "relevent". Did you mean \'rel'),
        ('{"query": "x", "query": "y"}', '"query" stands there twice'),
        ('{"relevant": {"a.md": 1}}', "query must be a text that is not empty."),
        ('{"query": " ", "relevant": {"a.md": 1}}', "query must be a text that is not empty."),
        ('{"query": "x", "id": 7, "relevant": {"a.md": 1}}', "id must be a text"),
        ('{"query": "x", "kind": "", "relevant": {"a.md": 1}}', "kind must be a text"),
        ('{"query": "x", "split": "train"}', 'split must be dev or test, not "train".'),
        ('{"query": "x", "split": ["dev"]}', 'split must be dev or test, not ["dev"].'),
        ('{"query": "x"}', "relevant must be an object with a grade for each path"),
        ('{"query": "x", "relevant": {}}', "relevant must be an object with a grade"),
        ('{"query": "x", "relevant": ["a.md"]}', "relevant must be an object with a grade"),
        ('{"query": "x", "relevant": {"a.md": 4}}', 'the grade of "a.md" must be 1, 2 or 3.'),
        ('{"query": "x", "relevant": {"a.md": true}}', 'the grade of "a.md" must be 1, 2 or 3.'),
        ('{"query": "x", "relevant": {"a.md": 2.0}}', 'the grade of "a.md" must be 1, 2 or 3.'),
        ('{"query": "x", "relevant": {"a.md": 1, "a.md": 2}}', '"a.md" stands there twice'),
    ],
)
def test_what_is_not_understood_is_refused_with_its_line(line: str, message: str) -> None:
    said = refusal(f"{FULL}\n{line}")
    assert said.startswith("golden.jsonl:2: ")
    assert message in said


def test_an_id_is_used_once() -> None:
    assert refusal(f"{FULL}\n{FULL}") == 'golden.jsonl:2: the id "k1" is that of line 1 too.'


def test_a_file_without_queries_is_refused() -> None:
    assert refusal("\n\n").startswith("golden.jsonl holds no queries.")


def test_a_value_of_any_length_is_shown_in_short() -> None:
    assert len(refusal(json.dumps({"k" * 100_000: 1}))) < 200


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"--queries cannot read .*none\.jsonl.*No such file"):
        read_golden(tmp_path / "none.jsonl")
    file = tmp_path / "latin.jsonl"
    file.write_bytes('{"query": "é"}'.encode("latin-1"))
    with pytest.raises(UsageError, match=r"latin\.jsonl is not UTF-8 \(byte 11\)"):
        read_golden(file)


def test_a_split_is_taken_alone_or_both_together() -> None:
    queries = parse_golden(f"{FULL}\n{SHORT}", "golden.jsonl")
    assert [query.id for query in of_split(queries, "dev", "")] == ["k1"]
    assert [query.id for query in of_split(queries, "test", "")] == ["2"]
    assert [query.id for query in of_split(queries, "all", "")] == ["k1", "2"]
    with pytest.raises(UsageError, match=r"golden\.jsonl holds no queries of split 'test'"):
        of_split(queries[:1], "test", "golden.jsonl")


def test_notes_that_the_vault_does_not_have_are_told_with_their_line() -> None:
    queries = parse_golden(f"{FULL}\n{SHORT}", "golden.jsonl")
    assert unknown_notes(queries, ["a.md", "Overview.md"]) == [(1, "Modeling/Dimensional.md")]


def test_a_path_is_the_same_in_any_normal_form() -> None:
    composed, decomposed = "\u0439.md", "\u0438\u0306.md"
    line = json.dumps({"query": "x", "relevant": {decomposed: 1}})
    assert not unknown_notes(parse_golden(line, "golden.jsonl"), [composed])
    line = json.dumps({"query": "x", "relevant": {composed: 1}})
    assert not unknown_notes(parse_golden(line, "golden.jsonl"), [decomposed])


@given(st.lists(_LINES, max_size=3))
def test_any_line_is_read_or_refused(lines: list[str]) -> None:
    with suppress(UsageError):
        for query in parse_golden("\n".join(lines), "golden.jsonl"):
            assert query.query.strip()
            assert set(query.relevant.values()) <= {1, 2, 3}
