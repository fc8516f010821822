from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from note_texts import note_of

from kblink.suggest.passage_diff import PassageDiff, diff_passages

if TYPE_CHECKING:
    from kblink.model import PassageRef

WORDS = ["owls", "hunt", "mice", "by", "night", "silently", "and", "often"]
PARAGRAPHS = st.lists(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), max_size=8)


def diff(first: list[str], second: list[str]) -> PassageDiff:
    return diff_passages(note_of("a.md", *first).passages, note_of("b.md", *second).passages)


def told(found: PassageDiff) -> list[tuple[str | None, str | None]]:
    return [(_text(each.first), _text(each.second)) for each in found.differences]


def _text(place: PassageRef | None) -> str | None:
    return None if place is None else place.text


def test_a_passage_with_most_of_its_words_is_a_changed_one() -> None:
    found = diff(
        ["Owls hunt at night.", "They nest in hollow oaks."],
        ["Owls hunt at night.", "They nest in hollow old trees.", "Mice fear them."],
    )
    assert told(found) == [
        ("They nest in hollow oaks.", "They nest in hollow old trees."),
        (None, "Mice fear them."),
    ]


def test_a_passage_with_few_of_its_words_is_another_one() -> None:
    found = diff(["Owls hunt at night."], ["Owls nest in a hollow oak tree."])
    assert told(found) == [
        ("Owls hunt at night.", None),
        (None, "Owls nest in a hollow oak tree."),
    ]


def test_the_most_alike_passages_are_paired() -> None:
    found = diff(["one two three four"], ["one two three other words", "one two three four five"])
    assert told(found) == [
        ("one two three four", "one two three four five"),
        (None, "one two three other words"),
    ]


def test_case_and_punctuation_are_no_difference() -> None:
    assert told(diff(["Owls hunt, at night"], ["owls hunt at night!"])) == []


def test_passages_in_another_order_are_told_as_that_alone() -> None:
    found = diff(["first one", "second one"], ["second one", "first one"])
    assert (found.differences, found.is_reordered) == ((), True)
    assert not diff(
        ["first one", "second one"], ["first one", "between", "second one"]
    ).is_reordered


def test_a_heading_is_no_version_of_a_paragraph() -> None:
    found = diff(["# Owls hunt mice"], ["Owls hunt big mice"])
    assert told(found) == [("Owls hunt mice", None), (None, "Owls hunt big mice")]


@given(PARAGRAPHS, PARAGRAPHS)
def test_the_differences_make_the_second_note_of_the_first(
    first: list[str], second: list[str]
) -> None:
    found = diff(first, second)
    made = Counter(first)
    made.subtract(each.first.text for each in found.differences if each.first)
    assert min(made.values(), default=0) >= 0
    made.update(each.second.text for each in found.differences if each.second)
    assert +made == Counter(second)


@given(PARAGRAPHS)
def test_a_note_does_not_differ_from_itself(paragraphs: list[str]) -> None:
    assert diff(paragraphs, paragraphs) == PassageDiff((), is_reordered=False)
