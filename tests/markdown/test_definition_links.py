"""Definitions of links, each with its place."""

from __future__ import annotations

import pytest

from kblink.links.destinations import definition_destination
from kblink.markdown.definition_links import definition_links
from kblink.markdown.parse import parse_note


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_definitions_are_found_where_they_stand(end: str) -> None:
    text = end.join(
        (
            "---",
            "a: b",
            "---",
            "[t][a] [b] `[c]: no.md`",
            "",
            '[a]: x%20y.md#h "title"',
            "> [b]: <b c.md>",
            "",
            "- [c]:",
            "  c.md",
            "",
            "[a]: hidden.md",
            "",
            "```",
            "[d]: no.md",
            "```",
        )
    )
    links = definition_links(parse_note("n.md", text))
    assert [(link.target, link.fragment) for link in links] == [
        ("x y.md", "h"),
        ("b c.md", None),
        ("c.md", None),
    ]
    assert [link.raw for link in links] == [
        '[a]: x%20y.md#h "title"',
        "[b]: <b c.md>",
        f"[c]:{end}  c.md",
    ]
    assert all(text[link.span.start : link.span.end] == link.raw for link in links)


@pytest.mark.parametrize(
    ("raw", "destination"),
    [
        ("[a]: b.md", "b.md"),
        ("[a]: <b c.md> 'x'", "b c.md"),
        ("[a\\]]:\n> b.md", "b.md"),
        ("[a]:", None),
        ("a: b", None),
    ],
)
def test_the_destination_of_a_definition(raw: str, destination: str | None) -> None:
    found = definition_destination(raw)
    assert (None if found is None else raw[found.start : found.end]) == destination
