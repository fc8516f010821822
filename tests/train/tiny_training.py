"""A training small enough for a test: a tiny teacher, and text made of a lexicon of 24 words."""

from __future__ import annotations

import gzip
import random
from typing import TYPE_CHECKING

from tiny_models import save_model

from kblink.encode.model_cache import ModelCache
from kblink.train.read_recipe import parse_recipe
from kblink.train.teacher import find_teacher

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kblink.train.recipe import Recipe
    from kblink.train.teacher import Teacher

LEXICON = {
    "token": "токен", "vector": "вектор", "recall": "полнота", "search": "поиск",
    "words": "слова", "hidden": "скрытый", "layer": "слой", "text": "текст",
    "model": "модель", "encoder": "кодировщик", "attention": "внимание", "notes": "заметки",
    "title": "заголовок", "share": "доля", "side": "сторона", "left": "слева",
    "right": "справа", "reads": "читает", "gives": "даёт", "finds": "находит",
    "looks": "смотрит", "every": "каждый", "other": "другой", "question": "вопрос",
}  # fmt: skip

RECIPE = """
name = "tiny"
block = 8
[files]
"text.tsv.gz" = ["source", "licence", "en", "ru"]
[exclude]
sources = ["never"]
files = ["measured.tsv.gz"]
[vocabulary]
pieces = 150
[sources]
prose = { times = 2, held-out = 16 }
lists = { passages = false }
[passages]
shortest = 10
longest = 40
[retrieval]
every = 4
[distillation]
split-share = 0.1
teacher-share = 0.1
steps = 12
warm-steps = 4
rising-steps = 2
batch-tokens = 160
average-every = 2
"""


def sentences(number: int, seed: int = 0) -> list[tuple[str, str]]:
    """Sentences of 4 to 8 words, word by word the same in both languages; none comes twice."""
    chance = random.Random(seed)
    found: dict[str, str] = {}
    while len(found) < number:
        words = chance.sample([*LEXICON], chance.randint(4, 8))
        found[" ".join(words)] = " ".join(LEXICON[word] for word in words)
    return [*found.items()]


def write_table(file: Path, rows: Iterable[tuple[str, str, str]]) -> Path:
    """Write rows of source, English and Russian as a gzipped table under a free licence."""
    with gzip.open(file, "wt", encoding="utf-8") as table:
        for source, original, translation in rows:
            table.write(f"{source}\tCC0-1.0\t{original}\t{translation}\n")
    return file


def write_text(folder: Path) -> Path:
    """Write the files of RECIPE: 160 rows, 20 of them excluded by source and 5 by text."""
    pairs = sentences(160)
    folder.mkdir(parents=True, exist_ok=True)
    sources = ["prose"] * 100 + ["lists"] * 40 + ["never"] * 20
    rows = [(source, *pair) for source, pair in zip(sources, pairs, strict=True)]
    write_table(folder / "text.tsv.gz", rows)
    write_table(folder / "measured.tsv.gz", [("measured", *pair) for pair in pairs[60:65]])
    return folder


def tiny_recipe(changes: str = "") -> Recipe:
    """RECIPE, with more lines at its end: of its last table, [distillation]."""
    return parse_recipe(f"{RECIPE}{changes}", "tiny.toml")


def tiny_teacher(folder: Path) -> Teacher:
    """A BERT of two layers with random weights."""
    return find_teacher(save_model("bert", folder), ModelCache(folder.parent / "cache"))
