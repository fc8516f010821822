"""How well related notes are found with weights of other vaults, and those weights themselves.

    python benchmarks/related.py [FOLDER] [--write] [--index-dir FOLDER]

FOLDER holds one vault a folder (default: $KBLINK_SHARED/corpora, else ../shared/corpora). For each
vault whose links can be hidden, weights are learned from the links of all others (each counts the
same) and measured on it: Recall@10 where all links are hidden (cold) and where a fifth are
(transductive). `--write` learns them from all vaults, and from all but each, and writes them where
kblink reads them; `kblink eval` then measures a vault by weights that did not see its links.
`--index-dir` keeps the indexes (else they are made in a temporary folder).
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from kblink import Vault
from kblink.evaluate.learned_links import (
    cold_lesson,
    compare_view,
    fit_prior,
    learned_scores,
    other_lesson,
)
from kblink.evaluate.link_prediction import note_measures
from kblink.evaluate.linked_vault import read_linked_vault
from kblink.evaluate.passages import embed_views
from kblink.evaluate.protocols import draw_trial
from kblink.evaluate.rankers import best_notes
from kblink.rank.vault_mark import vault_mark
from kblink.related.link_model import as_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kblink.evaluate.learned_links import Lesson
    from kblink.evaluate.linked_vault import LinkedVault
    from kblink.evaluate.protocols import Trial
    from kblink.evaluate.view import View
    from kblink.related.features import Comparison
    from kblink.related.link_model import LinkModel

REPOSITORY = Path(__file__).resolve().parent.parent
PRIOR_FILE = REPOSITORY / "kblink" / "related" / "prior.json"
VAULTS = ("seed-vault", "data-engineering-wiki", "foam-docs", "quartz-docs", "lixelv-notes")
SEEDS = (0, 1, 2)


class Studied:
    """A vault as it is learned from and measured on."""

    def __init__(self, vault: Vault) -> None:
        self.linked: LinkedVault = read_linked_vault(vault)
        self.cold = draw_trial(self.linked, "cold", 0)
        self.trials = [draw_trial(self.linked, "transductive", seed) for seed in SEEDS]
        cold, *views = embed_views(vault, self.linked, [self.cold, *self.trials])
        self.views: Sequence[View] = views
        self.by_text: Comparison = compare_view(cold, self.linked, by_text_alone=True)
        self.comparisons = [compare_view(view, self.linked) for view in views]
        self.mark = vault_mark(self.linked.paths)

    def lessons(self) -> tuple[Lesson, list[Lesson]]:
        """What is learned of texts alone, and of all signals."""
        whole = [
            other_lesson(*each, frozenset())
            for each in zip(self.comparisons, self.views, self.trials, strict=True)
        ]
        return cold_lesson(self.by_text, self.linked, frozenset()), whole

    def recall(self, model: LinkModel) -> tuple[float, float]:
        """Recall@10 of weights: cold, and the mean of transductive trials."""
        hidden = [
            _recall(comparison, trial, view.vault.linked, model)
            for comparison, trial, view in zip(
                self.comparisons, self.trials, self.views, strict=True
            )
        ]
        nothing = [frozenset[int]()] * len(self.linked.notes)
        return _recall(self.by_text, self.cold, nothing, model), sum(hidden) / len(hidden)


def _recall(
    comparison: Comparison, trial: Trial, linked: Sequence[frozenset[int]], model: LinkModel
) -> float:
    scores = learned_scores(comparison, model, by_text=False)
    found = [
        note_measures(best_notes(scores(note), {note, *linked[note]}, 10), wanted)["recall@10"]
        for note, wanted in trial.wanted.items()
    ]
    return sum(found) / len(found)


def prior_of(studied: Mapping[str, Studied], but: str = "") -> LinkModel:
    """Learn from all vaults but one."""
    return fit_prior([each.lessons() for name, each in studied.items() if name != but])


def main() -> None:
    """Print how well each vault does by the weights of the others."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    shared = Path(os.environ.get("KBLINK_SHARED", REPOSITORY.parent / "shared"))
    parser.add_argument("folder", nargs="?", type=Path, default=shared / "corpora")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--index-dir", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        indexes = arguments.index_dir or Path(scratch)
        vaults = {name: Vault(arguments.folder / name, index_dir=indexes / name) for name in VAULTS}
        studied = {name: Studied(vault) for name, vault in vaults.items()}
    without = {name: prior_of(studied, name) for name in studied}
    print("| vault | cold, Recall@10 | transductive |\n|---|--:|--:|")
    for name, each in studied.items():
        cold, hidden = each.recall(without[name])
        print(f"| {name} | {cold:.3f} | {hidden:.3f} |")
    if arguments.write:
        document = {
            "all": json.loads(as_json(prior_of(studied))),
            "without": {studied[name].mark: json.loads(as_json(m)) for name, m in without.items()},
        }
        PRIOR_FILE.write_text(json.dumps(document, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main()
