"""Definitions that stand for wiki-links get the label of the new one."""

from __future__ import annotations

import pytest

from kblink.links.definition_labels import new_labels, relabelled
from kblink.markdown.parse import parse_note


@pytest.mark.parametrize(
    ("text", "pair", "expected"),
    [
        ("[[old]]", ("[[old]]", "[[new]]"), {"OLD": "new"}),
        ("[[old|x]]", ("[[old|x]]", "[[new|x]]"), {"OLD|X": "new|x", "OLD": "new"}),
        ("![[old#h]]", ("![[old#h]]", "![[new#h]]"), {"OLD#H": "new#h", "OLD": "new"}),
        ("[[old]] [t][old]\n\n[old]: a.md", ("[[old]]", "[[new]]"), {}),
        ("[[old]] [old]\n\n[old]: a.md", ("[[old]]", "[[new]]"), {}),
        ("[[old]]", ("[[old]]", "[[a [b]]]"), {}),
    ],
)
def test_labels(text: str, pair: tuple[str, str], expected: dict[str, str]) -> None:
    assert new_labels([pair], parse_note("a.md", text).note.links) == expected


def test_a_definition_keeps_all_but_its_label() -> None:
    labels = {"OLD NOTE": "new note"}
    assert relabelled('[Old  note]: <a.md> "t"', labels) == '[new note]: <a.md> "t"'
    assert relabelled("[other]: a.md", labels) == "[other]: a.md"
