"""Measure encoders in one run, against all-MiniLM-L6-v2; print tables.

    python benchmarks/encoder.py [MODEL ...] [--form shipped|fp32|both] [--parts PART,...]
        [--vaults NAME,...] [--json FILE]

A MODEL is a folder, or a name that `kblink models` lists: that which ships with kblink where none
is named; the first column is all-MiniLM-L6-v2 in any case. `shipped` is a model as kblink runs it
on this machine (bf16 where the processor has it, else ONNX), `fp32` the same weights by
sentence-transformers, `both` tells how far these are apart. A figure stands with its standard error
over the cases, in brackets the difference from the first column with the error of the paired
comparison. PART:

rust-book: sections of a book in both languages. Heading path and first sentence are the query, and
stand in no passage; code is left out, which is the same in both. A section is as near as the
nearest of its passages, which are cut as `index` does for that encoder.

translation: 3,000 held-out pairs; R@1 among all of them, in both directions.

notes: the notes of each vault rank each other by their best pair of passages (file stem, headings
and text), all links taken out with their display text. To be found are the notes that are linked in
either direction: Recall@10 is the share of those among the first ten, of ten at most.

cost: tokens of a Russian section, bytes of the model's files, and seconds for all sections of a
vault, once each, as all-MiniLM-L6-v2 has them cut. Encoders take turns in processes of their own;
ratios are medians of the rounds. Pinned to one core, seconds are CPU time; with all, wall time.

Text comes from $KBLINK_SHARED, else `../shared`: `corpora/NAME` and `parallel/dev.tsv.gz`.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from corpus_sections import AT_ONCE, blocks, corpora_folder, section_texts, shared_folder
from encoder_engines import FORMS, build_form, named_model
from encoder_measures import (
    DEPTH,
    Figure,
    best_of_parts,
    retrieval,
)
from encoder_report import Column, Row, document, markdown
from encoder_texts import paired_sections, translations
from encoder_throughput import start

from kblink import Vault
from kblink.encode.model_source import DEFAULT_NAME, ENGLISH_NAME
from kblink.encode.tokenise import load_tokenizer, token_ids
from kblink.evaluate.link_prediction import note_measures
from kblink.evaluate.linked_vault import read_linked_vault
from kblink.evaluate.protocols import draw_trial
from kblink.evaluate.rankers import best_notes
from kblink.evaluate.view import VaultMasker
from kblink.markdown.language import language_of
from kblink.markdown.sections import Window
from kblink.related.best_pairs import passage_vectors

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from kblink.encode.cached_model import CachedModel
    from kblink.model import TextKind
    from kblink.ports import Encoder

YARDSTICK = ENGLISH_NAME
PARTS = ("rust-book", "translation", "notes", "cost")
VAULTS = ("seed-vault", "lixelv-notes", "data-engineering-wiki", "foam-docs", "quartz-docs")
RUSSIAN, TIMED = "seed-vault", ("seed-vault", "data-engineering-wiki")
_LANGUAGES = ("en", "ru")
_CHUNK = 16 * AT_ONCE
_UNCUT = 4096
"""Tokens that a section is read to when they are counted, beyond any window."""
_MB = 1e6


# --- how good vectors are -----------------------------------------------------------------------


def embed(
    encoder: Encoder, texts: Sequence[str], *, kind: TextKind = "passage"
) -> npt.NDArray[np.float32]:
    """Return float32 unit vectors (texts, dimension), with progress on stderr."""
    order = sorted(range(len(texts)), key=lambda place: -len(texts[place]))
    vectors = np.zeros((len(texts), encoder.identity.dimension), dtype=np.float32)
    started = time.perf_counter()
    for first in range(0, len(order), _CHUNK):
        some = order[first : first + _CHUNK]
        vectors[some] = encoder.encode([texts[place] for place in some], kind=kind)
        seconds = time.perf_counter() - started
        done = min(first + _CHUNK, len(order))
        tell(f"  {done:,} of {len(order):,} texts ({kind}), {seconds:.0f} s")
    return vectors


def book_figures(encoder: Encoder, folder: Path) -> dict[str, Figure]:
    """Return R@1, R@10 and MRR by direction (`R@1 en→ru`: asked in English, answered in Russian),
    each direction's together."""
    sections = paired_sections(folder, window_of(encoder), ("en", "ru"))
    questions, passages, starts = [], [], []
    for side in (0, 1):
        asked = [pair[side] for pair in sections]
        questions.append(embed(encoder, [each.query for each in asked], kind="query"))
        passages.append(embed(encoder, [text for each in asked for text in each.passages]))
        sizes = [len(each.passages) for each in asked]
        starts.append([*accumulate(sizes[:-1], initial=0)])
    found = {}
    for asked_in, answered_in in ((0, 0), (1, 1), (1, 0), (0, 1)):
        scores = questions[asked_in] @ passages[answered_in].T
        figures = retrieval(best_of_parts(scores, starts[answered_in]))
        direction = f"{_LANGUAGES[asked_in]}→{_LANGUAGES[answered_in]}"
        found.update({f"{name} {direction}": figure for name, figure in figures.items()})
    return found


def translation_figures(encoder: Encoder, file: Path) -> dict[str, Figure]:
    """Return R@1 of finding the translation of each text among all, in both directions."""
    pairs = translations(file)
    english, russian = (embed(encoder, [pair[side] for pair in pairs]) for side in (0, 1))
    scores = english @ russian.T
    return {"R@1 en→ru": retrieval(scores)["R@1"], "R@1 ru→en": retrieval(scores.T)["R@1"]}


def note_figure(encoder: Encoder, vault: Path) -> Figure:
    """Return Recall@10 of the linked notes of a vault, by the protocol `cold` of `kblink eval`."""
    linked = read_linked_vault(Vault(vault))
    cold = draw_trial(linked, "cold", 0)
    masker = VaultMasker(linked, window_of(encoder), with_boilerplate=True)
    passages = [text.passages for text in masker.masked(cold).texts]
    vectors = embed(encoder, [each for some in passages for each in some])
    near = passage_vectors(vectors, [len(some) for some in passages])
    found = [
        note_measures(best_notes(near.closeness(note), {note}, DEPTH), wanted)[f"recall@{DEPTH}"]
        for note, wanted in cold.wanted.items()
    ]
    return Figure(np.asarray(found, dtype=np.float64))


def window_of(encoder: Encoder) -> Window:
    """Return what `index` cuts sections by."""
    return Window(encoder.identity.max_length, encoder.languages)


def quality(encoder: Encoder, options: argparse.Namespace) -> dict[tuple[str, str], Figure]:
    """Return all figures of an encoder, by part and measure."""
    found: dict[tuple[str, str], Figure] = {}
    if "rust-book" in options.parts:
        figures = book_figures(encoder, corpora_folder() / "rust-book")
        found |= {("rust-book", name): figure for name, figure in figures.items()}
    if "translation" in options.parts:
        figures = translation_figures(encoder, shared_folder() / "parallel" / "dev.tsv.gz")
        found |= {("translation", name): figure for name, figure in figures.items()}
    if "notes" in options.parts:
        for vault in options.vaults:
            figure = note_figure(encoder, corpora_folder() / vault)
            found["notes", f"Recall@{DEPTH} {vault}"] = figure
    return found


CASES = {"rust-book": "sections", "translation": "pairs", "notes": "notes with links"}


def quality_rows(found: Sequence[dict[tuple[str, str], Figure]]) -> list[Row]:
    """Return the figures of all columns side by side."""
    rows = []
    for part, measure in found[0]:
        cells = tuple(each[part, measure] for each in found)
        rows.append(Row(part, measure, cells, f"{len(cells[0].values):,} {CASES[part]}"))
    return rows


# --- what they cost -----------------------------------------------------------------------------


def cost_rows(columns: Sequence[Column], options: argparse.Namespace) -> list[Row]:
    """Return tokens, bytes and seconds."""
    model = named_model(YARDSTICK)
    window = Window(model.identity.max_length, model.identity.languages)
    texts = {vault: section_texts(corpora_folder() / vault, window) for vault in TIMED}
    russian = [text for text in texts[RUSSIAN] if language_of(text) == "ru"]
    models = [named_model(column.model) for column in columns]
    sections = f"{len(russian):,} sections of {RUSSIAN}"
    rows = [
        Row("cost", "tokens of a Russian section", _each(models, russian, mean_tokens), sections),
        Row("cost", "model's folder, MB", tuple(map(folder_megabytes, models))),
        Row("cost", "files made of it, MB", tuple(each.size / _MB for each in models)),
    ]
    for vault in TIMED:
        seconds = interleaved_seconds(columns, texts[vault], options)
        cases = f"{len(texts[vault]):,} sections, rounds: {options.rounds}"
        rows.append(Row("cost", f"seconds for {vault}", tuple(seconds), cases))
    return rows


def _each(
    models: Sequence[CachedModel],
    texts: Sequence[str],
    measure: Callable[[CachedModel, Sequence[str]], float | None],
) -> tuple[float | None, ...]:
    return tuple(measure(model, texts) for model in models)


def mean_tokens(model: CachedModel, texts: Sequence[str]) -> float | None:
    """Return how many tokens a text has on average, beyond the window too; None where the model has
    no tokenizer file."""
    if not model.tokenizer.is_file():
        return None
    tokenizer = load_tokenizer(model.tokenizer, _UNCUT)
    return statistics.fmean(len(token_ids(tokenizer, text, _UNCUT)) for text in texts)


def folder_megabytes(model: CachedModel) -> float:
    """Return the size of all files that a model was made of."""
    files = (file for file in Path(model.source).rglob("*") if file.is_file())
    return sum(file.stat().st_size for file in files) / _MB


def interleaved_seconds(
    columns: Sequence[Column], texts: list[str], options: argparse.Namespace
) -> list[float]:
    """Return the seconds of each column: its yardstick's median, times the median ratio to it."""
    pinned = options.cores == "1"
    core = max(os.sched_getaffinity(0)) if pinned else None
    engines = [start(f"{column.form} {column.model}", core) for column in columns]
    try:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "blocks")
            file.write_text(json.dumps(blocks(texts, -(-len(texts) // AT_ONCE))), "utf-8")
            for turn in range(options.rounds):
                for engine in engines:
                    engine.seconds.append(engine.ask(blocks=str(file))["seconds"])
                    tell(f"{engine.name}: round {turn + 1}, {engine.seconds[-1]:.1f} s")
    finally:
        for engine in engines:
            engine.stop()
    found = []
    for column, engine in zip(columns, engines, strict=True):
        first = engines[column.yardstick].seconds
        ratio = statistics.median(a / b for a, b in zip(engine.seconds, first, strict=True))
        found.append(ratio * statistics.median(first))
    return found


# --- the run ------------------------------------------------------------------------------------


def columns_of(models: Sequence[str], forms: Sequence[str]) -> list[Column]:
    """Return the columns: all-MiniLM-L6-v2 first, each model once in each form."""
    columns = []
    for model in dict.fromkeys([YARDSTICK, *models]):
        known = named_model(model)
        for place, form in enumerate(forms):
            label = known.identity.name if len(forms) == 1 else f"{known.identity.name} {form}"
            columns.append(Column(label, model, form, place))
    return columns


def facts(encoder: Encoder, column: Column) -> dict[str, Any]:
    """Return what an encoder says of itself."""
    identity = encoder.identity
    return {
        "model": column.model,
        "weights": identity.weights,
        "engine": encoder.engine,
        "dimension": identity.dimension,
        "max_length": identity.max_length,
        "languages": list(encoder.languages),
    }


def tell(words: str) -> None:
    """Say on stderr what is done."""
    print(words, file=sys.stderr, flush=True)


def measure(options: argparse.Namespace) -> tuple[list[Column], list[Row], list[dict[str, Any]]]:
    """Measure all columns one by one, then their costs in turns."""
    forms = FORMS if options.form == "both" else (options.form,)
    columns = columns_of(options.models, forms)
    found, known = [], []
    for column in columns:
        tell(column.label)
        encoder = build_form(column.form, column.model)
        found.append(quality(encoder, options))
        known.append(facts(encoder, column))
    rows = quality_rows(found)
    if "cost" in options.parts:
        rows.extend(cost_rows(columns, options))
    return columns, rows, known


def some_of(known: Sequence[str]) -> Callable[[str], list[str]]:
    """Return what reads a list of known words, with commas between."""

    def words(text: str) -> list[str]:
        chosen = text.split(",")
        if unknown := [word for word in chosen if word not in known]:
            raise argparse.ArgumentTypeError(f"{unknown[0]} is none of {', '.join(known)}")
        return chosen

    return words


def main() -> None:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("models", nargs="*", default=[DEFAULT_NAME], metavar="MODEL")
    parser.add_argument("--form", choices=(*FORMS, "both"), default=FORMS[0])
    parser.add_argument("--parts", type=some_of(PARTS), default=[*PARTS])
    parser.add_argument("--vaults", type=some_of(VAULTS), default=[*VAULTS])
    parser.add_argument("--rounds", type=int, default=3, metavar="N")
    parser.add_argument("--cores", choices=("1", "all"), default="1")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    columns, rows, known = measure(options)
    for column, each in zip(columns, known, strict=True):
        window = f"{each['dimension']} dimensions, {each['max_length']} tokens"
        print(f"- {column.label}: {each['engine']}, {window}")
    print(f"\n{markdown(columns, rows)}")
    if options.json:
        text = json.dumps(document(columns, rows, known), ensure_ascii=False, indent=2)
        options.json.write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    main()
