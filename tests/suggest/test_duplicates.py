from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from note_texts import note_of
from small_catalogue import SmallNote, small_catalogue

from kblink.model import RepeatedLine
from kblink.store.catalogue import Catalogue
from kblink.suggest.duplicates import find_duplicates, group_duplicates

if TYPE_CHECKING:
    from pathlib import Path

    from fake_encoder import HashingEncoder

    from kblink.model import DuplicateGroup, DuplicatePair
    from kblink.suggest.note_text import NoteText

OWLS = (
    "Owls hunt at night, when mice come out of their holes to look for seeds.",
    "Their wings make next to no sound, since the feathers have soft edges.",
    "They turn their heads far around, as their eyes cannot move.",
    "A hollow oak is the nest of most of them, others take a barn.",
)
ENGINES = (
    "The engine reads a query, cuts it into words and looks each of them up.",
    "What it finds is scored by how rare the words are in all documents.",
    "A cache keeps answers for a minute, so that the same question costs nothing.",
    "Every document is stored once, with the places of its words beside it.",
)


def groups_of(*texts: NoteText) -> list[DuplicateGroup]:
    return group_duplicates([text.words for text in texts], texts.__getitem__)


def only_pair(*texts: NoteText) -> DuplicatePair:
    (group,) = groups_of(*texts)
    (pair,) = group.pairs
    return pair


def test_a_copy_is_told_with_its_original() -> None:
    pair = only_pair(note_of("a.md", *OWLS), note_of("b.md", *ENGINES), note_of("c.md", *OWLS))
    assert (pair.first, pair.second, pair.kind) == ("a.md", "c.md", "same")
    assert (pair.similarity, pair.differences) == (1.0, ())


@given(st.permutations(OWLS))
def test_the_order_of_passages_does_not_count(shuffled: list[str]) -> None:
    pair = only_pair(note_of("a.md", *OWLS), note_of("b.md", *shuffled))
    assert pair.kind == "same"
    assert pair.is_reordered == (tuple(shuffled) != OWLS)


def test_a_changed_copy_is_told_with_the_passages_that_differ() -> None:
    changed = (OWLS[0], OWLS[1].replace("soft", "downy"), OWLS[2], ENGINES[2])
    pair = only_pair(note_of("a.md", *OWLS), note_of("b.md", *changed))
    assert pair.kind == "near"
    assert 0.6 < pair.similarity < 0.8
    told = [(each.first and each.first.line, each.second and each.second.line)
            for each in pair.differences]  # fmt: skip
    assert told == [(2, 2), (4, None), (None, 4)]


def test_a_note_that_stands_in_another_one_is_a_part_of_it() -> None:
    pair = only_pair(note_of("all.md", *ENGINES, *OWLS), note_of("part.md", *OWLS))
    assert (pair.first, pair.second, pair.kind) == ("part.md", "all.md", "part")
    assert pair.first_share == 1.0
    assert pair.second_share < 0.6


def test_notes_on_the_same_things_in_other_words_are_no_duplicates() -> None:
    retold = (
        "At night mice leave their holes, and that is when an owl is after them.",
        "Since soft feathers make its flight silent, no mouse hears it come.",
        "Its eyes do not move, so that it has to turn its head instead.",
    )
    assert groups_of(note_of("a.md", *OWLS), note_of("b.md", *retold)) == []


def test_a_translation_is_no_duplicate_whatever_code_it_shares() -> None:
    code = (
        "fn main() { let owls = hunt(mice, night); println!(owls, count, nests, oaks); }",
        "struct Owl { wings: Feathers, eyes: Vec, nest: Option } impl Owl { fn turn(self) }",
        "let barn = Barn::new(oak, hollow); for owl in barn.iter() { owl.turn(head, far); }",
    )
    russian = (
        "Совы охотятся ночью, когда мыши выходят из своих нор искать семена и зёрна.",
        "Их крылья почти бесшумны, потому что у перьев мягкие края и тонкая бахрома.",
    )
    assert groups_of(note_of("en.md", *code, *OWLS[:2]), note_of("ru.md", *code, *russian)) == []
    assert groups_of(note_of("en.md", *code, *OWLS[:2]), note_of("en2.md", *code, *ENGINES[:2]))


def test_a_copy_to_which_each_side_added_in_its_language_is_a_duplicate() -> None:
    russian = (
        "Совы охотятся ночью, когда мыши выходят из своих нор искать семена и зёрна, "
        "а их крылья почти бесшумны, потому что у перьев мягкие края и тонкая бахрома."
    )
    first, second = (*ENGINES, *OWLS[1:], OWLS[0]), (*ENGINES, *OWLS[1:], russian)
    assert groups_of(note_of("a.md", *first, *OWLS[:1]), note_of("b.md", *second))


def test_short_notes_are_no_duplicates() -> None:
    assert groups_of(note_of("a.md", OWLS[0]), note_of("b.md", OWLS[0])) == []


def test_all_versions_of_a_note_are_one_group_joined_by_the_most_alike() -> None:
    second = (*OWLS[:3], ENGINES[0])
    third = (*OWLS[:2], ENGINES[0], ENGINES[1])
    (group,) = groups_of(
        note_of("1.md", *OWLS),
        note_of("2.md", *second),
        note_of("3.md", *third),
        note_of("else.md", *ENGINES[2:], *ENGINES[2:]),
    )
    assert [path for path, _ in group.notes] == ["1.md", "2.md", "3.md"]
    assert {(pair.first, pair.second) for pair in group.pairs} == {
        ("1.md", "2.md"),
        ("2.md", "3.md"),
    }


def test_of_fifty_copies_all_are_in_one_group() -> None:
    chance = random.Random(0)
    copies = [note_of(f"{n:02}.md", *chance.sample(OWLS, len(OWLS))) for n in range(50)]
    (group,) = groups_of(*copies)
    assert len(group.notes) == 50
    assert len(group.pairs) == 49


def test_headings_alone_make_no_duplicates() -> None:
    headings = [f"# {line}" for line in (*OWLS[2:], *ENGINES[2:])]
    first = note_of("a.md", *headings, *OWLS[:2])
    assert groups_of(first, note_of("b.md", *headings, *ENGINES[:2])) == []


# --- in an index ----------------------------------------------------------------------------------


def stored(folder: Path, encoder: HashingEncoder, notes: list[SmallNote]) -> list[DuplicateGroup]:
    with small_catalogue(folder, notes, encoder) as catalogue, catalogue.snapshot():
        return find_duplicates(catalogue)


def test_duplicates_are_found_in_the_index_with_their_lines(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    notes = [
        SmallNote("a.md", "Owls", (("Hunting", "\n\n".join(OWLS[:2])), ("Home", OWLS[3]))),
        SmallNote("b.md", "Owls again", (("Hunting", "\n\n".join(OWLS[:2])), ("Nests", OWLS[3]))),
        SmallNote("c.md", "Engines", (("", "\n\n".join(ENGINES)),)),
    ]
    (group,) = stored(tmp_path / ".kblink", encoder, notes)
    assert group.notes == (("a.md", "Owls"), ("b.md", "Owls again"))
    (pair,) = group.pairs
    places = [(each.first and each.first.line, each.second and each.second.line)
              for each in pair.differences]  # fmt: skip
    assert places == [(5, None), (None, 5)]  # the heading alone


TEMPLATE = tuple(f"{line} This is line {number}." for number in range(2) for line in ENGINES)


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ((" ".join(OWLS), "Of hawks, which hunt by day, I know next to nothing yet. " * 5), False),
        (("", ""), True),
    ],
)
def test_what_a_template_wrote_makes_no_duplicates_of_notes_that_say_more(
    tmp_path: Path, encoder: HashingEncoder, own: tuple[str, str], told: bool
) -> None:
    notes = [
        SmallNote(f"{number}.md", f"Note {number}", (("", "\n".join([*TEMPLATE, text])),))
        for number, text in enumerate(own)
    ]
    folder = tmp_path / ".kblink"
    small_catalogue(folder, notes, encoder).close()
    with Catalogue.open_writer(folder) as writer:
        writer.keep_boilerplate([RepeatedLine(line, 50) for line in TEMPLATE])
    with Catalogue.open_reader(folder) as catalogue, catalogue.snapshot():
        assert bool(find_duplicates(catalogue)) == told
