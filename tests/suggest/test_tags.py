from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from fake_encoder import HashingEncoder
from small_catalogue import SmallNote, small_catalogue

from kblink.errors import UsageError
from kblink.store.commit import encoder_key
from kblink.suggest.tags import (
    LEAST_NOTES,
    TaggedNote,
    names_said,
    read_tagged,
    report_tags,
    suggest_tags,
    with_parents,
)

if TYPE_CHECKING:
    from pathlib import Path

    from kblink.model import TagReport

SUBJECTS = ("birds/owls", "birds/hawks", "trees")


def note(number: int, *tags: str, subject: int | None = None) -> TaggedNote:
    """A note near the direction of its subject: the number modulo three unless it is given."""
    chance = np.random.default_rng(number)
    direction = np.eye(8)[number % 3 if subject is None else subject]
    vector = direction + 0.15 * chance.normal(size=8)
    vector /= np.linalg.norm(vector)
    return TaggedNote(f"{number:02}.md", f"Note {number}", tags, vector.astype(np.float32))


TAGGED = [note(number, SUBJECTS[number % 3]) for number in range(30)]


def suggested(report: TagReport, path: str) -> list[str]:
    return [each.name for note in report.notes if note.path == path for each in note.suggested]


def test_an_untagged_note_is_told_the_tags_of_those_like_it() -> None:
    report = report_tags([*TAGGED, note(31), note(32)], {"31.md", "32.md"}, 0.5)
    assert (report.tagged, report.learned, report.refusal) == (30, 4, "")
    assert [each.path for each in report.notes] == ["31.md", "32.md"]
    assert suggested(report, "31.md") == ["birds/hawks"]
    assert suggested(report, "32.md") == ["trees"]
    (tag,) = report.notes[1].suggested
    assert 0.5 < tag.confidence <= 1.0
    assert {int(path[:2]) % 3 for path in tag.like} == {2}


def test_how_right_it_was_on_notes_held_out_is_told() -> None:
    held_out = report_tags(TAGGED, frozenset(), 0.5).held_out
    assert held_out is not None
    assert held_out.suggested >= 27
    assert held_out.precision > 0.9
    assert held_out.recall > 0.9


def test_a_tag_is_not_suggested_with_those_that_it_is_nested_in() -> None:
    report = report_tags([*TAGGED, note(30)], {"30.md"}, 0.05)
    assert "birds/owls" in suggested(report, "30.md")
    assert "birds" not in suggested(report, "30.md")


def test_where_no_nested_tag_is_sure_the_outer_one_is_suggested() -> None:
    """Owls and hawks of one kind: that they are birds is all that can be told."""
    birds = [note(n, ("birds/owls", "birds/hawks")[n % 2], subject=0) for n in range(20)]
    trees = [note(n, "trees", subject=1) for n in range(20, 40)]
    report = report_tags([*birds, *trees, note(41, subject=0)], {"41.md"}, 0.7)
    assert suggested(report, "41.md") == ["birds"]


def test_what_a_note_bears_already_is_not_suggested_to_it() -> None:
    wrong = note(34, "birds/hawks/of prey")
    report = report_tags([*TAGGED, wrong, note(36, "trees")], {"34.md", "36.md"}, 0.5)
    assert suggested(report, "34.md") == []
    assert suggested(report, "36.md") == ["birds/owls"]
    assert report.notes[1].tags == ("trees",)


def test_tags_are_written_as_most_notes_write_them() -> None:
    notes = [note(n, ("Trees", "trees", "Trees")[n // 3 % 3]) for n in range(2, 42, 3)]
    notes += [note(n, "owls") for n in range(0, 30, 3)]
    assert suggested(report_tags([*notes, note(50)], {"50.md"}, 0.5), "50.md") == ["Trees"]


@pytest.mark.parametrize(
    ("notes", "refusal"),
    [
        ([], "no notes have tags here."),
        (TAGGED[:1], "1 note has tags here."),
        (TAGGED[: LEAST_NOTES - 1], "19 notes have tags here."),
        ([note(n, f"tag{n}") for n in range(25)], "there is none to learn."),
        ([note(n, "all") for n in range(25)], "there is none to learn."),
    ],
)
def test_where_too_little_is_tagged_it_is_said(notes: list[TaggedNote], refusal: str) -> None:
    report = report_tags([*notes, note(90)], {"90.md"}, 0.5)
    assert report.refusal.endswith(refusal)
    assert (report.held_out, report.notes, report.learned) == (None, (), 0)


def test_the_name_of_a_tag_is_counted_in_any_form_of_its_words() -> None:
    texts = ("Owls, an owl. Birds of prey.", "a bird of prey; машинного обучения", "")
    notes = [replace(note(0), text=text) for text in texts]
    tags = ("birds/owl", "birds/bird_of-prey", "birds", "машинное-обучение")
    often = names_said(notes, tags) / 4  # a note of so few words counts as one of fifty
    assert often.tolist() == [[2, 1, 1, 0], [0, 1, 1, 1], [0, 0, 0, 0]]
    long = replace(note(0), text="owl " + "and so on " * 133)
    assert names_said([long], tags)[0, 0] == pytest.approx(0.5)


def test_a_tag_is_nested_in_its_parents() -> None:
    assert [*with_parents("a/b/c")] == ["a/b/c", "a/b", "a"]


# --- in an index ----------------------------------------------------------------------------------

WORDS = ("owls hunt mice silently at night", "the oak is a tree with hard wood and acorns")


def stored_notes() -> list[SmallNote]:
    tagged = [
        SmallNote(f"{n:02}.md", f"Note {n}", (("", f"{WORDS[n % 2]} {n}"),), tags=("owls", "trees")[n % 2 :][:1])  # noqa: E501
        for n in range(24)
    ]  # fmt: skip
    return [*tagged, SmallNote("new.md", "New", (("", f"{WORDS[1]} indeed"),))]


def test_a_note_does_not_tell_its_tags_by_saying_them(tmp_path: Path) -> None:
    """Tags stand on line 1 in these: what is learned from is the other section, if there is one."""
    encoder = HashingEncoder()
    notes = [
        SmallNote("a.md", "A", (("Tags", "#owls"), ("Text", WORDS[0])), tags=("owls",)),
        SmallNote("b.md", "B", (("Text", f"{WORDS[0]} #trees/oaks"),), tags=("trees/oaks",)),
    ]
    with small_catalogue(tmp_path / ".kblink", notes, encoder) as catalogue, catalogue.snapshot():
        first, second = read_tagged(catalogue, encoder_key(encoder.identity))
    for each, note in zip((first, second), notes, strict=True):
        expected = encoder.encode([note.stored_sections()[-1].text])[0]
        assert each.vector == pytest.approx(expected, abs=1e-3)
        assert WORDS[0] in each.text
        assert "#" not in each.text
        assert "oaks" not in each.text


def test_tags_are_learned_from_the_index(tmp_path: Path) -> None:
    encoder = HashingEncoder()
    key = encoder_key(encoder.identity)
    with (
        small_catalogue(tmp_path / ".kblink", stored_notes(), encoder) as catalogue,
        catalogue.snapshot(),
    ):
        report = suggest_tags(catalogue, key, None, confidence=0.5)
        assert [each.path for each in report.notes] == ["new.md"]
        assert suggested(report, "new.md") == ["trees"]
        named = suggest_tags(catalogue, key, {"00.md"}, confidence=0.5)
        assert [(each.path, each.tags) for each in named.notes] == [("00.md", ("owls",))]
        with pytest.raises(UsageError):
            suggest_tags(catalogue, key, None, confidence=1.5)
