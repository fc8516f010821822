from __future__ import annotations

import gzip
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from tiny_training import sentences, tiny_recipe, write_table, write_text

from kblink.encode.shipped_model import shipped_model
from kblink.errors import TrainingError
from kblink.train.barred_texts import barred_texts
from kblink.train.manifest import read_manifest, write_manifest
from kblink.train.read_recipe import default_recipe
from kblink.train.read_rows import Row, read_rows
from kblink.train.recipe import Source
from kblink.train.select_rows import select_rows, text_hash

if TYPE_CHECKING:
    from pathlib import Path

    from kblink.train.recipe import Recipe
    from kblink.train.select_rows import Selection


@pytest.fixture
def text(tmp_path: Path) -> Path:
    return write_text(tmp_path / "text")


def selected(text: Path, recipe: Recipe, barred: frozenset[int] = frozenset()) -> Selection:
    return select_rows(read_rows(text, recipe), text, recipe, barred)


def rows_of(blocks: dict[str, list[list[Row]]]) -> list[Row]:
    return [row for some in blocks.values() for block in some for row in block]


def test_an_excluded_source_and_the_texts_of_an_excluded_file_are_not_learned(text: Path) -> None:
    found = selected(text, tiny_recipe())
    learned = rows_of(found.train)
    assert {row.source for row in learned} == {"prose", "lists"}
    measured = {pair[0] for pair in sentences(160)[60:65]}
    assert not measured & {row.original for row in learned}
    assert len(learned) + len(rows_of(found.held_out)) >= 135


def test_what_validates_is_not_learned_even_where_another_source_repeats_it(text: Path) -> None:
    held_out = rows_of(selected(text, tiny_recipe()).held_out)
    assert len(held_out) == 16
    rows = read_rows(text, tiny_recipe())
    again = [Row("lists", "", row.original.upper(), "другое") for row in held_out]
    found = select_rows([*rows, *again], text, tiny_recipe())
    assert rows_of(found.held_out) == held_out
    assert not {row.translation for row in rows_of(found.train)} & {"другое"}


def test_held_out_rows_are_runs_of_consecutive_ones(text: Path) -> None:
    order = [row.original for row in read_rows(text, tiny_recipe())]
    for block in selected(text, tiny_recipe()).held_out["prose"]:
        places = [order.index(row.original) for row in block]
        assert places == [*range(places[0], places[0] + 8)]


def test_a_source_gives_no_more_rows_than_the_recipe_lets_it(text: Path) -> None:
    recipe = tiny_recipe()
    capped = replace(recipe, sources={**recipe.sources, "lists": Source(rows=11)})
    assert sum(map(len, selected(text, capped).train["lists"])) == 11


def test_rare_names_and_repeats_are_left_out(tmp_path: Path) -> None:
    recipe = replace(tiny_recipe(), sources={"names": Source(least_count=3)})
    (tmp_path / "measured.tsv.gz").write_bytes(write_table(tmp_path / "e", []).read_bytes())
    rows = [
        Row("names", "", "anna", "анна", 5),
        Row("names", "", "Anna", "Анна!", 5),
        Row("names", "", "juice", "юйсе", 1),
    ]
    assert rows_of(select_rows(rows, tmp_path, recipe).train) == rows[:1]


def test_the_texts_of_notes_are_left_out(text: Path, tmp_path: Path) -> None:
    english, russian = sentences(160)[40]
    note = tmp_path / "vault" / "deep" / "Note.md"
    note.parent.mkdir(parents=True)
    note.write_text(f"# Note\n\nAnother line.\n{english.capitalize()}. And more.\n", "utf-8")
    found = selected(text, tiny_recipe(), barred_texts([tmp_path / "vault"]))
    assert russian not in {row.translation for row in rows_of(found.train)}
    with pytest.raises(TrainingError, match="no folder"):
        barred_texts([tmp_path / "nowhere"])


def test_the_same_seed_selects_the_same_rows_and_another_seed_others(text: Path) -> None:
    recipe = tiny_recipe()
    assert selected(text, recipe) == selected(text, recipe)
    assert selected(text, replace(recipe, seed=2)).held_out != selected(text, recipe).held_out


def test_the_manifest_holds_each_row_as_hashes_and_is_the_same_bytes_each_time(
    text: Path, tmp_path: Path
) -> None:
    found = selected(text, tiny_recipe())
    files = [tmp_path / "a" / "manifest.tsv.gz", tmp_path / "b" / "manifest.tsv.gz"]
    for file in files:
        write_manifest(file, found)
    assert files[0].read_bytes() == files[1].read_bytes()
    entries = [*read_manifest(files[0])]
    expected = [text_hash(row.original) for row in rows_of(found.train) + rows_of(found.held_out)]
    assert [entry[3] for entry in entries] == expected
    assert [entry[0] for entry in entries].count("validate") == 16


CORPORA = (
    "data-engineering-wiki",
    "foam-docs",
    "lixelv-notes",
    "quartz-docs",
    "rust-book",
    "seed-vault",
)


def test_nothing_that_encoders_are_measured_on_is_in_the_training_manifest(
    shared: Path, tmp_path: Path
) -> None:
    recipe = default_recipe()
    text = shared / "parallel"
    corpora = barred_texts(shared / "corpora" / name for name in CORPORA)
    write_manifest(tmp_path / "m.tsv.gz", selected(text, recipe, corpora))
    entries = [*read_manifest(tmp_path / "m.tsv.gz")]
    learned = {side for entry in entries if entry[0] == "train" for side in entry[3:]}
    held_out = {side for entry in entries if entry[0] == "validate" for side in entry[3:]}
    measured = replace(recipe, files={"dev.tsv.gz": ("source", "licence", "en", "ru")})
    dev = {
        text_hash(side)
        for row in read_rows(text, measured)
        for side in (row.original, row.translation)
    }
    assert len(entries) > 300_000
    assert len(dev) > 5_000
    assert len(corpora) > 40_000
    assert "rust-book" not in {entry[1] for entry in entries}
    assert not learned & (dev | held_out | corpora)
    # It is the one that the encoder that ships was trained with.
    digest = sha256(gzip.decompress((tmp_path / "m.tsv.gz").read_bytes())).hexdigest()
    assert digest in (shipped_model().folder / "README.md").read_text("utf-8")
