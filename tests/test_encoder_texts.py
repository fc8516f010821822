"""The texts that encoders are measured on hold nothing that gives the answer away."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
from encoder import book_figures, note_figure, translation_figures
from encoder_texts import (
    asked_sections,
    paired_sections,
    translations,
    without_text,
)

from kblink.markdown.sections import Window

if TYPE_CHECKING:
    from pathlib import Path

    from fake_encoder import HashingEncoder

WINDOW = Window(256, ("en", "ru"))
POND = "Carp and tench live here. " + "They eat what falls into the water. " * 5
SOUP = "Boil the water first. " + "Then add an onion and a carrot with salt. " * 5
CHAPTER = (
    f"# Ponds\n\nBefore.\n\n## Fish\n\n{POND}\n```rust\nlet x;\n```\n\n## Short\n\nNo words.\n"
)
POND_IN_RUSSIAN = "Здесь живут карпы и лини. " + "Они едят то, что падает в воду. " * 5


def write(root: Path, notes: dict[str, str]) -> Path:
    for path, text in notes.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return root


# --- a book ---------------------------------------------------------------------------------------


def test_headings_and_the_first_sentence_are_asked_for_and_stand_in_no_passage() -> None:
    title, fish, short = asked_sections(CHAPTER, WINDOW)
    assert title is None
    assert short is None
    assert fish is not None
    assert fish.query == "Ponds › Fish\nCarp and tench live here."
    (passage,) = fish.passages
    assert passage == ("They eat what falls into the water. " * 5).strip()


def test_a_first_sentence_is_taken_out_of_the_first_passage_of_many() -> None:
    long = f"## Fish\n\nCarp live here. {'They eat all day. ' * 9}\n\n{'Tench eat at night. ' * 90}"
    (fish,) = asked_sections(long, Window(64, ("en",)))
    assert fish is not None
    assert fish.query == "Fish\nCarp live here."
    assert len(fish.passages) > 2
    assert "Carp" not in " ".join(fish.passages)
    assert fish.passages[0].startswith("They eat all day.")


def test_a_first_sentence_over_many_passages_is_taken_out_of_all() -> None:
    text = f"## Fish\n\nCarp {'swim and swim ' * 60}there. {'They eat. ' * 30}"
    (narrow,), (wide,) = (asked_sections(text, Window(size, ("en",))) for size in (64, 512))
    assert narrow is not None
    assert wide is not None
    assert narrow.query == wide.query
    assert narrow.query.endswith("swim there.")
    assert " ".join(narrow.passages) == " ".join(wide.passages) == ("They eat. " * 30).strip()


def test_what_is_taken_out_may_stand_anywhere() -> None:
    assert without_text(["a b", "c d e"], "b  c d", of="a b c d e") == ["a", "e"]
    assert without_text(["abc def", "ghi"], "cd", of="abc def ghi") == ["ab ef", "ghi"]
    assert without_text(["one two one", "two"], "one two", of="one two one two") == ["one", "two"]
    assert without_text(["a"], "", of="a") == ["a"]
    assert without_text(["a", "b c"], "a 1 2 b", of="a 1 2 b c") == ["", "c"]


def test_a_file_without_a_title_is_not_called_by_its_name(tmp_path: Path) -> None:
    pages = {"en/ponds.md": f"## Fish\n\n{POND}", "ru/ponds.md": f"## Рыбы\n\n{POND_IN_RUSSIAN}"}
    ((english, russian),) = paired_sections(write(tmp_path, pages), WINDOW)
    assert english.query.startswith("Fish\n")
    assert russian.query == "Рыбы\nЗдесь живут карпы и лини."


def test_sections_belong_together_by_file_and_order(tmp_path: Path) -> None:
    pages = {
        "en/a.md": f"## Fish\n\n{POND}\n\n## Soup\n\n{SOUP}",
        "ru/a.md": f"## Рыбы\n\n{POND_IN_RUSSIAN}\n\n## Суп\n\nКоротко.",
        "en/b.md": f"## Fish\n\n{POND}",
        "ru/b.md": f"## Рыбы\n\n{POND_IN_RUSSIAN}\n\n## Ещё\n\n{POND_IN_RUSSIAN}",
        "en/c.md": f"## Fish\n\n{POND}",
    }
    pairs = paired_sections(write(tmp_path, pages), WINDOW)
    assert [(a.query.split("\n")[0], b.query.split("\n")[0]) for a, b in pairs] == [
        ("Fish", "Рыбы")
    ]


def test_a_book_is_searched_in_four_directions(tmp_path: Path, encoder: HashingEncoder) -> None:
    carp, onion = "Carp swim. ", "Onions grow. "
    about_carp, about_onion = "Carp swim all day long. " * 5, "Onions grow all day long. " * 5
    pages = {
        "en/a.md": f"## One\n\n{carp}{about_carp}\n\n## Two\n\n{onion}{about_onion}",
        # Its questions are those of the English book, its sections say what the other one asks.
        "ru/a.md": f"## One\n\n{carp}{about_onion}\n\n## Two\n\n{onion}{about_carp}",
    }
    figures = book_figures(encoder, write(tmp_path, pages))
    found = {name: figure.mean for name, figure in figures.items() if name.startswith("R@1 ")}
    assert found == {"R@1 en→en": 1, "R@1 ru→ru": 0, "R@1 ru→en": 1, "R@1 en→ru": 0}
    assert figures["MRR en→ru"].mean == 0.5
    assert len(figures) == 12


# --- notes without their links ------------------------------------------------------------------


def test_linked_notes_that_speak_of_the_same_are_found(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    others = {f"n{n}.md": f"Word{n} other{n} more{n} again{n}.\n" for n in range(12)}
    alike = {
        "a.md": "Carp and tench in ponds. [[b]]\n",
        "b.md": "Ponds hold carp and tench.\n",
        "c.md": "Nothing alike whatsoever.\n\n[[d]]\n",
        "d.md": "Different.\n\n## Carp\n\nFrogs.\n",
    }
    figure = note_figure(encoder, write(tmp_path, {**others, **alike}))
    assert len(figure.values) == 4
    assert figure.values[:2].tolist() == [1, 1]


# --- translations ---------------------------------------------------------------------------------


def test_pairs_are_read_by_the_names_of_their_columns(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    file = tmp_path / "dev.tsv.gz"
    table = "source\tlicence\ten\tru\ns\tMIT\tred carp\tкарп red carp\ns\tMIT\tonion\tлук onion\n"
    file.write_bytes(gzip.compress(table.encode()))
    assert translations(file) == [("red carp", "карп red carp"), ("onion", "лук onion")]
    assert translation_figures(encoder, file)["R@1 ru→en"].mean == 1


@pytest.mark.parametrize("name", ["en", "ru"])
def test_the_book_has_hundreds_of_sections(shared: Path, name: str) -> None:
    folder = shared / "corpora" / "rust-book"
    if not folder.is_dir():
        pytest.skip(f"no corpus {folder}")
    side = ("en", "ru").index(name)
    asked = [pair[side] for pair in paired_sections(folder, WINDOW)]
    assert len(asked) > 300
    for each in asked:
        assert each.query.partition("\n")[2] not in each.passages[0]
