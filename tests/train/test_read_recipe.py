from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kblink.errors import ConfigError
from kblink.train.read_recipe import (
    default_recipe,
    find_recipe,
    parse_recipe,
    recipe_digest,
    shipped_recipe,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_the_recipe_that_ships_leaves_out_what_encoders_are_measured_on() -> None:
    recipe = default_recipe()
    assert "rust-book" in recipe.exclude.sources
    assert recipe.exclude.files == ("dev.tsv.gz",)
    assert recipe.vocabulary.pieces == 28_000


def test_a_recipe_says_only_what_differs() -> None:
    recipe = parse_recipe(
        'name = "ours"\n[sources]\nnews = { times = 2, held-out = 5 }\n'
        "[distillation]\nbody-rate = 1\n",
        "r.toml",
    )
    assert recipe.source("news").times == 2.0
    assert recipe.source("news").held_out == 5
    assert recipe.source("else").times == 1.0
    assert recipe.distillation.body_rate == 1.0
    assert recipe.vocabulary == default_recipe().vocabulary


def test_a_recipe_over_another_says_only_what_differs_from_that() -> None:
    over = parse_recipe(
        'base = "en-ru"\nname = "mine"\n[sources]\ntatoeba = { times = 9 }\n', "mine.toml"
    )
    base = shipped_recipe("en-ru")
    assert over.source("tatoeba") == replace(base.source("tatoeba"), times=9.0)
    assert over.source("smartool") == base.source("smartool")
    assert replace(over, name=base.name, sources=base.sources) == base


def test_a_recipe_is_found_by_file_and_by_name(tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_text('name = "ours"\n', "utf-8")
    assert find_recipe(str(tmp_path / "r.toml")).name == "ours"
    assert find_recipe("en-ru-gpu").distillation.batch_tokens == 32768
    with pytest.raises(ConfigError, match="no recipe 'en-fi'") as caught:
        find_recipe("en-fi")
    assert "en-ru" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[distillation]\nbodyrate = 1\n", "r.toml:2: unknown key 'distillation.bodyrate'"),
        ("[vocabulary]\npieces = true\n", "vocabulary.pieces must be a whole number"),
        ("[vocabulary]\npieces = -1\n", "vocabulary.pieces must be a number from 0 on"),
        ("[distillation]\nclip = nan\n", "distillation.clip must be a number from 0 on"),
        ('name = "../a"\n', "name must be a word"),
        ('name = ["a"]\n', "name must be a string"),
        ("[sources]\nnews = 3\n", "sources.news must be a table"),
        ('[exclude]\nsources = "a"\n', "exclude.sources must be a list of strings"),
        ('[files]\n"a.gz" = ["source", "licence", "en"]\n', "lacks the column 'ru'"),
        ("name = \n", "r.toml: Invalid value"),
    ],
)
def test_a_mistake_is_named_with_its_place(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_recipe(text, "r.toml")
    assert message in caught.value.message


def test_a_longer_training_is_the_same_one_and_any_other_change_is_not() -> None:
    recipe = default_recipe()
    longer = replace(recipe, distillation=replace(recipe.distillation, steps=99_999))
    other = replace(recipe, distillation=replace(recipe.distillation, contrast=0.3))
    assert recipe_digest(longer) == recipe_digest(recipe)
    assert recipe_digest(other) != recipe_digest(recipe)
