"""Sentences with links as plain text, and what stood in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from linked_notes import read_notes

from kblink.suggest.sentences import sentences_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeAlias

    from fake_encoder import HashingEncoder

    Sentences: TypeAlias = Callable[[str], list[tuple[str, list[tuple[str, str]]]]]


@pytest.fixture
def shown(tmp_path: Path, encoder: HashingEncoder) -> Sentences:
    def sentences(text: str) -> list[tuple[str, list[tuple[str, str]]]]:
        notes = {"a.md": text, "Pond.md": "Water.\n", "Carp.md": "Fish.\n"}
        vault = read_notes(tmp_path, notes, encoder)
        note = vault.notes[vault.paths.index("a.md")]
        return [
            (
                each.text.replace("\0", "#"),
                [(each.text[a.start : a.end], vault.paths[a.target]) for a in each.anchors],
            )
            for each in sentences_of(note.parsed, note.targets)
            if each.anchors
        ]

    return sentences


def test_a_link_is_replaced_by_what_it_shows(shown: Sentences) -> None:
    assert shown("One [[Pond|small pond]] and [carps](Carp.md) live there.\n") == [
        (
            "One small pond and carps live there.",
            [("small pond", "Pond.md"), ("carps", "Carp.md")],
        )
    ]


def test_each_sentence_is_one_of_its_own(shown: Sentences) -> None:
    text = "Here is a [[Pond]]. Nothing is linked here. And here is a [[Carp]]!\n"
    assert [sentence for sentence, _ in shown(text)] == [
        "Here is a Pond. ",
        "And here is a Carp!",
    ]


def test_a_dot_inside_a_link_ends_nothing(shown: Sentences) -> None:
    assert shown("It is called [[Pond|e.g. A. Pond]] by all of us.\n") == [
        ("It is called e.g. A. Pond by all of us.", [("e.g. A. Pond", "Pond.md")])
    ]


def test_links_that_stand_alone_or_in_headings_or_code_are_in_no_sentence(
    shown: Sentences,
) -> None:
    text = (
        "---\nup: '[[Pond]] is over all that'\n---\n# All about the [[Pond]] here\n\n"
        "- [[Pond]]\n- See [[Carp]]\n\n```\nthis is about the [[Pond]]\n```\n"
    )
    assert shown(text) == []


def test_what_is_no_prose_is_a_barrier(shown: Sentences) -> None:
    text = "In `code` and [[Gone]] and ![[Carp]] and [web](https://x.org) a <b>big</b> [[Pond]].\n"
    assert shown(text) == [("In # and # and # and # a #big# Pond.", [("Pond", "Pond.md")])]
