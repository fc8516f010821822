"""How sure suggestions of links are, and with what right: over vaults, each left out in turn.

    python benchmarks/suggestions.py [FOLDER] [--indexes DIR] [--seeds 3] [--write] [--vault NAME]

FOLDER holds one vault a folder (default: $KBLINK_SHARED/corpora, else ../shared/corpora). Vaults
are read in place, their indexes go to DIR (default: a temporary folder). `--write` learns of all
vaults, and of all but each one, and writes that where kblink reads it: `kblink/suggest/prior.json`.

Three ways to learn are measured, none of which has seen the links that it is asked for: `prior` of
the other vaults alone, `both` of these and of the vault's own notes in other folds (as `kblink
suggest` does), `own` of the latter alone. Each is asked twice: `linked`, the protocol `anchored` of
`kblink eval`, in the sentences that had a link; `anywhere`, in all sentences of the notes that have
such a sentence, for one phrase a target, as `kblink suggest` shows them. There what the writer did
not link counts as wrong; much of it is a link that he might have made.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kblink.evaluate.anchored import asked_sentences, deal_folds, linked_texts
from kblink.evaluate.calibration import Judged, calibration, curve_measures
from kblink.evaluate.linked_vault import read_linked_vault
from kblink.evaluate.passages import embed_views
from kblink.evaluate.protocols import Trial
from kblink.rank.vault_mark import vault_mark
from kblink.suggest.evidence import Evidence
from kblink.suggest.known import know
from kblink.suggest.learn import fit
from kblink.suggest.lessons import Lesson, lessons
from kblink.suggest.prior import FILE
from kblink.suggest.signs import ALL_SIGNS, all_signs
from kblink.suggest.sureness import (
    IDENTITY,
    LINKED_IDENTITY,
    choose_anywhere,
    choose_linked,
    first_fit,
    first_model,
    probability,
    second_fit,
)
from kblink.suggest.weights import SuggestionWeights
from kblink.workspace import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kblink.ports import Encoder
    from kblink.rank.logistic import LogisticModel
    from kblink.suggest.known import Texts
    from kblink.suggest.sureness import Chosen

VAULTS = ("seed-vault", "data-engineering-wiki", "foam-docs", "quartz-docs", "lixelv-notes")
POOLED = VAULTS[:3]
"""Of which the figures are given taken together."""
SETTINGS = ("linked", "anywhere")
WAYS = ("prior", "both", "own")
PRIOR_PENALTY = 100.0
COUNTED_AS = 400
"""Examples that each vault counts as at the most: the prior is for vaults of any kind."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """A vault with the examples of all its notes."""

    name: str
    texts: Texts
    lessons: Mapping[int, Lesson]


class Asked(NamedTuple):
    """What was suggested of a vault in one setting, and by note what there is to be found."""

    judged: list[Judged]
    wanted: dict[int, int]


def read_corpus(folder: Path, index_dir: Path, encoder: Encoder | None = None) -> Corpus:
    """Read a vault, and make its index where there is none; the encoder is the one that ships
    unless another is given."""
    vault = Vault(folder, index_dir=index_dir, encoder=encoder)
    linked = read_linked_vault(vault)
    (view,) = embed_views(vault, linked, [Trial(0, frozenset(), {})])
    texts = linked_texts(linked, view)
    return Corpus(folder.name, texts, lessons(Evidence.of(know(texts)), all_signs))


def fit_prior(corpora: Sequence[Corpus]) -> SuggestionWeights:
    """Learn of several vaults; the second fit is to what each gives that the first has not seen."""
    first = _pooled(corpora)
    anywhere: list[Chosen] = []
    linked: list[Chosen] = []
    for own in corpora:
        others = [each for each in corpora if each is not own]
        model = _pooled(others) if others else first
        for lesson in own.lessons.values():
            anywhere += choose_anywhere(lesson.anywhere, model)
            linked += choose_linked(lesson.linked, model)
    return SuggestionWeights(
        ALL_SIGNS,
        tuple(first.center.tolist()),
        tuple(first.scale.tolist()),
        tuple(first.weights.tolist()),
        second_fit(anywhere, IDENTITY),
        second_fit(linked, LINKED_IDENTITY),
        sum(sum(each.linked.right) for own in corpora for each in own.lessons.values()),
    )


def _pooled(corpora: Sequence[Corpus]) -> LogisticModel:
    examples, often = [], []
    for corpus in corpora:
        own = [each.anywhere for each in corpus.lessons.values()]
        examples += own
        often += [min(1.0, COUNTED_AS / max(sum(len(e.right) for e in own), 1))] * len(own)
    return first_fit(examples, len(ALL_SIGNS), None, PRIOR_PENALTY, often)


def ask(corpus: Corpus, prior: SuggestionWeights, seeds: int) -> dict[tuple[str, str], Asked]:
    """Ask for all links of a vault in every way and setting, with folds dealt by each seed."""
    texts = corpus.texts
    asked = asked_sentences(texts)
    wanted = {
        "linked": {
            note: seeds * sum(len(texts.sentences[note][each].anchors) for each in numbers)
            for note, numbers in asked.items()
        },
        "anywhere": {note: seeds * len(_linked(corpus, note)) for note in asked},
    }
    found = {(way, each): Asked([], wanted[each]) for way in WAYS for each in SETTINGS}
    for fold in (fold for seed in range(seeds) for fold in deal_folds([*asked], seed)):
        evidence = Evidence.of(know(texts, fold))
        seen = lessons(evidence, all_signs)
        hidden = lessons(evidence, all_signs, {note: texts.sentences[note] for note in fold})
        weights = {
            "prior": prior,
            "both": fit(seen, ALL_SIGNS, prior),
            "own": fit(seen, ALL_SIGNS, penalty=5.0),
        }
        for way, learned in weights.items():
            model = first_model(learned)
            for note, lesson in hidden.items():
                for setting, some, second in (
                    ("linked", choose_linked(lesson.linked, model), learned.linked),
                    ("anywhere", choose_anywhere(lesson.anywhere, model), learned.anywhere),
                ):
                    found[way, setting].judged.extend(
                        Judged(note, probability(second, each.features), each.right)
                        for each in some
                    )
    return found


def _linked(corpus: Corpus, note: int) -> set[int]:
    """What a note links to from its sentences alone."""
    own = corpus.texts.sentences[note]
    places = {place for each in own for place in each.places}
    targets = corpus.texts.targets[note]
    elsewhere = {target for place, target in enumerate(targets) if place not in places}
    return {anchor.target for each in own for anchor in each.anchors} - elsewhere


def expected_error(judged: Sequence[Judged], seeds: int) -> float:
    """The calibration error that confidences would show which hold perfectly, by chance alone: the
    mean of 200 draws. Suggestions of several seeds are the same links."""
    generator = np.random.default_rng(0)
    some = [judged[place] for place in range(0, len(judged), seeds)]
    draws = generator.random((200, len(some)))
    return float(
        np.mean(
            [
                calibration(
                    [
                        Judged(each.note, each.confidence, bool(chance < each.confidence))
                        for each, chance in zip(some, draw, strict=True)
                    ],
                    1,
                ).error
                for draw in draws
            ]
        )
    )


def table(by_vault: Mapping[str, Mapping[tuple[str, str], Asked]], seeds: int) -> Iterator[str]:
    """The figures as Markdown."""
    yield (
        "| vault | asked | learned of | P@R0.5 | coverage@0.75 | @0.9 | @0.95 | recall | "
        "P at 0.9 | (n) | error | by chance |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|---|---|"
    for setting in SETTINGS:
        for name, found in by_vault.items():
            for way in WAYS:
                asked = found[way, setting]
                measured = curve_measures(asked.judged, asked.wanted)
                sure = sum(each.confidence >= 0.9 for each in asked.judged) // seeds
                error = calibration(asked.judged, 1).error
                cells = [
                    *(f"{measured[f'coverage@{each}']:.3f}" for each in (0.75, 0.9, 0.95)),
                    f"{measured['recall']:.3f}",
                    f"{measured['precision@confidence0.9']:.3f}",
                    str(sure),
                    f"{error:.3f}",
                    f"{expected_error(asked.judged, seeds):.3f}",
                ]
                half = f"{measured['precision@recall0.5']:.3f}"
                yield f"| {name} | {setting} | {way} | {half} | {' | '.join(cells)} |"


def pooled(by_vault: Mapping[str, Mapping[tuple[str, str], Asked]]) -> dict[tuple[str, str], Asked]:
    """All suggestions of several vaults as if they were one."""
    found: dict[tuple[str, str], Asked] = {}
    for number, of_vault in enumerate(by_vault.values()):
        for key, asked in of_vault.items():
            whole = found.setdefault(key, Asked([], {}))
            whole.judged.extend(
                each._replace(note=each.note * len(by_vault) + number) for each in asked.judged
            )
            whole.wanted.update(
                (note * len(by_vault) + number, count) for note, count in asked.wanted.items()
            )
    return found


def written(weights: SuggestionWeights) -> dict[str, object]:
    """Weights with so many digits as tell anything."""

    def rounded(value: object) -> object:
        if isinstance(value, tuple):
            return [rounded(each) for each in value]
        return float(f"{value:.6g}") if isinstance(value, float) else value

    return {**{key: rounded(each) for key, each in asdict(weights).items()}, "version": 1}


def main() -> None:
    """Measure, and write what was learned where that is asked for."""
    shared = Path(os.environ.get("KBLINK_SHARED", "../shared"))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("corpora", nargs="?", type=Path, default=shared / "corpora")
    parser.add_argument("--indexes", type=Path, help="folder of the indexes, one a vault")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="write the prior into kblink")
    parser.add_argument("--vault", action="append", choices=VAULTS, help="measure these alone")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        indexes = arguments.indexes or Path(work)
        corpora = [read_corpus(arguments.corpora / name, indexes / name) for name in VAULTS]
    without = {
        own.name: fit_prior([each for each in corpora if each is not own]) for own in corpora
    }
    if arguments.write:
        document = {
            "all": written(fit_prior(corpora)),
            "without": {vault_mark(own.texts.paths): written(without[own.name]) for own in corpora},
        }
        FILE.write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    asked = {
        own.name: ask(own, without[own.name], arguments.seeds)
        for own in corpora
        if own.name in (arguments.vault or VAULTS)
    }
    if {*POOLED} <= {*asked}:
        asked["together"] = pooled({name: asked[name] for name in POOLED})
    for line in table(asked, arguments.seeds):
        print(line)


if __name__ == "__main__":
    main()
