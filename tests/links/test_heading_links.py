"""Fragments follow the texts of their headings."""

from __future__ import annotations

import pytest

from kblink.links.heading_links import heading_fragment, renamed_fragment
from kblink.links.places import Places
from kblink.markdown.parse import parse_note

BEFORE = Places(headings=((1, "Top"), (2, "Old one"), (2, "Same"), (3, "Same")))
AFTER = Places(headings=((1, "Top"), (2, "New: two"), (2, "Same"), (3, "Same")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[n#Old one]]", "New two"),
        ("[[n#top#old ONE]]", "top#New two"),
        ("[t](n.md#old-one)", "new-two"),
        ("[t](n.md#Old%20one)", "New two"),
        ("[[n#Same]]", None),
        ("[t](n.md#same-1)", None),
        ("[[n#Gone]]", None),
        ("[[n#^block]]", None),
        ("[[n]]", None),
    ],
)
def test_only_what_names_the_heading_is_written_anew(text: str, expected: str | None) -> None:
    (link,) = parse_note("a.md", text).note.links
    assert renamed_fragment(link, BEFORE, AFTER, "obsidian") == expected


def test_a_slug_of_a_profile_that_links_by_slugs_stays_a_slug() -> None:
    (link,) = parse_note("a.md", "[[n#old-one]]").note.links
    assert renamed_fragment(link, BEFORE, AFTER, "slug") == "new-two"


def test_slugs_of_namesakes_keep_their_numbers_right() -> None:
    before = Places(headings=((1, "Same"), (1, "Same"), (1, "Same")))
    after = Places(headings=((1, "Other"), (1, "Same"), (1, "Same")))
    links = parse_note("a.md", "[a](n.md#same) [b](n.md#same-1) [c](n.md#same-2)").note.links
    found = [renamed_fragment(link, before, after, "obsidian") for link in links]
    assert found == ["other", "same", "same-1"]


def test_what_a_wiki_link_cannot_hold_is_a_blank() -> None:
    assert heading_fragment("C#: a|b ^c [[d]] %%e") == "C a b c d e"
