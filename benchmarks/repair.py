"""How often the repair of a broken link is right, and whether its confidence says so.

    python benchmarks/repair.py [FOLDER] [--most 200] [--seed 0] [--write] [--no-git] [--errors]

FOLDER holds one vault a folder (default: $KBLINK_SHARED/corpora, else ../shared/corpora). Links
that resolve are broken in every way that links break in life (`broken_links.py`), at most `--most`
of each way and vault; some targets are deleted for good, which is a third of all in the figures
over all ways. The weights behind the confidence are fitted on all vaults but one and measured on
that one, for each in turn. `--write` fits them on all vaults and writes them where kblink reads
them.

`top-1` counts links whose best candidate is the right one. `precision` is the share of right ones
among the repairs at a confidence, `coverage` the share of the links that get one. The calibration
error is the mean difference of confidence and precision over ten bins of confidence, weighted by
the links in each. Each way counts the same in the figures over all, however many links it broke;
vaults count by their links.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from broken_links import GONE, Case, break_links, is_right, read_corpus
from fit_confidence import COUNTED_AS, Example, Weights, fit, write_weights

from kblink.links.confidence import Traits, confidences, traits_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kblink.links.nearest_names import Near

REPOSITORY = Path(__file__).resolve().parent.parent
WEIGHTS_FILE = REPOSITORY / "kblink" / "links" / "confidence_weights.py"
VAULTS = (
    *("seed-vault", "data-engineering-wiki", "foam-docs", "quartz-docs", "lixelv-notes"),
    "rust-book",
)
DEFAULT_CONFIDENCE = 0.9
LEVELS = (0.5, 0.7, 0.8, 0.9, 0.95, 0.99)
GONE_SHARE = 1 / 3
_BINS = 10


class Question(NamedTuple):
    """A broken link of a vault with the places it may mean, and their traits."""

    vault: str
    case: Case
    places: tuple[Near, ...]
    traits: tuple[Traits, ...]

    @property
    def right(self) -> int | None:
        """Which place is right; None where none is."""
        if self.case.right is None:
            return None
        return next((n for n, near in enumerate(self.places) if is_right(self.case, near)), None)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said to a question: the confidence in the best place, and whether it is right."""

    kind: str
    confidence: float
    is_right: bool
    question: Question


def questions(vault: Path, seed: int, most: int, work: Path | None) -> Iterator[Question]:
    """Break the links of a vault, and look for what they may mean."""
    for case in break_links(read_corpus(vault), seed, most, work):
        finder = case.finder
        places = tuple(finder.places(case.broken, case.source))
        link = case.broken.link
        traits = tuple(traits_of(near, link, case.source, finder.index) for near in places)
        yield Question(vault.name, case, places, traits)


def kind_weights(kinds: Iterable[str]) -> dict[str, float]:
    """What one link of each way counts: each way the same, what is gone a third of all."""
    counts = Counter(kinds)
    gone = sum(kind in GONE for kind in counts)
    healable = len(counts) - gone
    each_gone = GONE_SHARE / (1 - GONE_SHARE) * healable / gone if gone else 0.0
    return {
        kind: COUNTED_AS * (each_gone if kind in GONE else 1.0) / count
        for kind, count in counts.items()
    }


def fitted(asked: Sequence[Question]) -> Weights:
    """The weights that these questions teach; no link counts for more than it is."""
    weights = kind_weights(question.case.kind for question in asked)
    return fit([Example(q.traits, q.right, min(weights[q.case.kind], 1.0)) for q in asked])


def answers(asked: Iterable[Question], weights: Weights) -> Iterator[Answer]:
    """Answer questions with these weights."""
    for question in asked:
        found = confidences(question.traits, weights.reasons, weights.traits)
        best = max(range(len(found)), key=found.__getitem__, default=None)
        confidence = 0.0 if best is None else found[best]
        right = best is not None and best == question.right
        yield Answer(question.case.kind, confidence, right, question)


def left_out(asked: Sequence[Question]) -> list[Answer]:
    """Answer the questions of each vault with weights fitted on all others."""
    found: list[Answer] = []
    for vault in dict.fromkeys(question.vault for question in asked):
        weights = fitted([question for question in asked if question.vault != vault])
        found.extend(answers((one for one in asked if one.vault == vault), weights))
    return found


def top1(given: Sequence[Answer]) -> float:
    """The share whose best place is right."""
    return sum(answer.is_right for answer in given) / len(given)


def at_level(given: Sequence[Answer], level: float) -> tuple[float, float]:
    """Precision and coverage at a confidence; each way counts the same."""
    weights = kind_weights(answer.kind for answer in given)
    chosen = [answer for answer in given if answer.confidence >= level]
    whole = sum(weights[answer.kind] for answer in given)
    taken = sum(weights[answer.kind] for answer in chosen)
    right = sum(weights[answer.kind] for answer in chosen if answer.is_right)
    return right / taken if taken else 1.0, taken / whole


def calibration_error(given: Sequence[Answer]) -> float:
    """The expected calibration error over ten bins of equal width; each way counts the same."""
    weights = kind_weights(answer.kind for answer in given)
    gaps = [0.0] * _BINS
    for answer in given:
        gap = answer.confidence - answer.is_right
        gaps[min(int(answer.confidence * _BINS), _BINS - 1)] += weights[answer.kind] * gap
    return sum(map(abs, gaps)) / sum(weights[answer.kind] for answer in given)


def by_kind(given: Sequence[Answer]) -> str:
    """A row for each way: top-1, and what is repaired at the default confidence."""
    rows = [
        f"| broken by | links | top-1 | repaired at {DEFAULT_CONFIDENCE} | of these right |",
        "|---|--:|--:|--:|--:|",
    ]
    for kind in dict.fromkeys(answer.kind for answer in given):
        own = [answer for answer in given if answer.kind == kind]
        chosen = [answer for answer in own if answer.confidence >= DEFAULT_CONFIDENCE]
        right = "–" if kind in GONE else f"{top1(own):.3f}"
        of_these = f"{top1(chosen):.3f}" if chosen else "–"
        rows.append(
            f"| {kind} | {len(own)} | {right} | {len(chosen) / len(own):.3f} | {of_these} |"
        )
    return "\n".join(rows)


def by_level(given: Sequence[Answer]) -> str:
    """A row for each confidence: precision and coverage; then the calibration error."""
    rows = ["| confidence | precision | coverage |", "|--:|--:|--:|"]
    for level in LEVELS:
        precision, coverage = at_level(given, level)
        rows.append(f"| {level} | {precision:.4f} | {coverage:.3f} |")
    return "\n".join([*rows, "", f"Expected calibration error: {calibration_error(given):.4f}"])


def by_vault(given: Sequence[Answer]) -> str:
    """A row for each vault: what holds there with weights fitted on the others."""
    rows = ["| vault | links | precision at 0.9 | coverage | gone, yet repaired | error |"]
    rows.append("|---|--:|--:|--:|--:|--:|")
    for vault in dict.fromkeys(answer.question.vault for answer in given):
        own = [answer for answer in given if answer.question.vault == vault]
        precision, coverage = at_level(own, DEFAULT_CONFIDENCE)
        numbers = (precision, coverage, gone_share(own), calibration_error(own))
        cells = " | ".join(f"{number:.3f}" for number in numbers)
        rows.append(f"| {vault} | {len(own)} | {cells} |")
    return "\n".join(rows)


def gone_share(given: Sequence[Answer]) -> float:
    """Of the links whose target is gone, the share that would be repaired."""
    gone = [answer for answer in given if answer.kind in GONE]
    return sum(answer.confidence >= DEFAULT_CONFIDENCE for answer in gone) / max(len(gone), 1)


def ask_all(vaults: Iterable[Path], seed: int, most: int, work: Path | None) -> list[Question]:
    """The questions of all vaults."""
    return [question for vault in vaults for question in questions(vault, seed, most, work)]


def show_errors(given: Iterable[Answer]) -> None:
    """Print what was answered wrongly at the default confidence."""
    for answer in given:
        if answer.is_right or answer.confidence < DEFAULT_CONFIDENCE:
            continue
        case = answer.question.case
        found = list(zip(answer.question.places, answer.question.traits, strict=True))[:2]
        link, before = case.broken.link.raw, case.before.raw
        print(answer.question.vault, answer.kind, case.source, before, link, case.right, found)


def main() -> None:
    """Measure, print, and write the weights where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    shared = Path(os.environ.get("KBLINK_SHARED") or REPOSITORY.parent / "shared")
    parser.add_argument("corpora", nargs="?", type=Path, default=shared / "corpora")
    parser.add_argument("--most", type=int, default=200, help="links of each way and vault")
    parser.add_argument("--seed", type=int, default=0, help="of all that is drawn at random")
    parser.add_argument("--no-git", action="store_true", help="leave out what git remembers")
    parser.add_argument("--write", action="store_true", help="write the weights into kblink")
    parser.add_argument("--errors", action="store_true", help="print what was repaired wrongly")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = None if arguments.no_git else Path(folder)
        vaults = [arguments.corpora / name for name in VAULTS]
        asked = ask_all(vaults, arguments.seed, arguments.most, work)
    given = left_out(asked)
    print(by_kind(given), by_level(given), by_vault(given), sep="\n\n")
    print(f"\nLinks to what is gone that would be repaired: {gone_share(given):.4f}")
    if arguments.errors:
        show_errors(given)
    if arguments.write:
        write_weights(WEIGHTS_FILE, fitted(asked))


if __name__ == "__main__":
    main()
