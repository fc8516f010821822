from __future__ import annotations

import pytest

from kblink.report.highlight import query_spans


def marked(query: str, text: str) -> list[str]:
    return [text[start:end] for start, end in query_spans(query, text)]


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("pooling", "Mean Pooling of pools", ["Pooling", "pools"]),
        ("queries", "a query, two queries", ["query", "queries"]),
        ("link", "links, linked, line, linen", ["links", "linked"]),
        ("битые ссылки", "Битых ссылок нет", ["Битых", "ссылок"]),
        ("ещё", "Еще раз", ["Еще"]),
        ("the", "then them the", ["the"]),
        ("搜索", "全文搜索引擎", ["搜索"]),
        ('"mean pooling" -max', "mean, max", ["mean", "max"]),
        ("C++ [x](", "x in C", ["x", "C"]),
        ("", "anything", []),
    ],
)
def test_words_of_the_query_are_found_in_their_forms(
    query: str, text: str, found: list[str]
) -> None:
    assert marked(query, text) == found
