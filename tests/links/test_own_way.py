"""A link is written again as its author reckons paths."""

from __future__ import annotations

import pytest

from kblink.links.own_way import Way, own_ways, relative_path
from kblink.markdown.parse import parse_note


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("[[old]]", "new"),
        ("[[p/old]]", "q/r/new"),
        ("[[../p/old.md]]", "../q/r/new.md"),
        ("[[/p/old]]", "/q/r/new"),
        ("[t](../p/old.md)", "../q/r/new.md"),
        ("[t](p/old.md)", "q/r/new.md"),
        ("[t](old.md)", "new.md"),
        ("[t](/p/old)", "/q/r/new"),
    ],
)
def test_the_first_way_is_the_authors(text: str, first: str) -> None:
    (link,) = parse_note("s/a.md", text).note.links
    ways = [*own_ways(link, Way("s/a.md", "p/old.md"), Way("s/a.md", "q/r/new.md"))]
    assert ways[0] == first


@pytest.mark.parametrize(
    ("text", "first"), [("[t](../p/)", "../q/"), ("[t](../p)", "../q"), ("[t](p/)", "q/")]
)
def test_a_link_to_a_folder_stays_one(text: str, first: str) -> None:
    (link,) = parse_note("s/a.md", text).note.links
    before, after = Way("s/a.md", "p/README.md"), Way("s/a.md", "q/README.md")
    assert next(own_ways(link, before, after)) == first


@pytest.mark.parametrize(
    ("path", "source", "dotted", "expected"),
    [
        ("a.md", "b.md", False, "a.md"),
        ("a.md", "b.md", True, "./a.md"),
        ("p/a.md", "p/b.md", False, "a.md"),
        ("p/a.md", "q/r/b.md", True, "../../p/a.md"),
        ("p/q/a.md", "p/b.md", True, "./q/a.md"),
    ],
)
def test_a_relative_path_goes_up_no_further_than_it_must(
    path: str, source: str, dotted: bool, expected: str
) -> None:
    assert relative_path(path, source, dotted=dotted) == expected
