"""Golden queries on a vault of four notes, with the fake encoder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kblink.evaluate.golden import parse_golden
from kblink.evaluate.queries import evaluate_queries, measures
from kblink.workspace import Vault

if TYPE_CHECKING:
    from pathlib import Path

    from fake_encoder import HashingEncoder

NOTES = {
    "Attention.md": "# Attention\n\nTokens attend to tokens.\n\n## Heads\n\nMany heads.\n",
    "BERT.md": "# BERT\n\nA stack of attention layers, trained on masked words.\n",
    "Пруды.md": "# Пруды\n\nКарась живёт в пруду.\n",
    "Soup.md": "# Soup\n\nBoil water, add beetroot.\n",
}
GOLDEN = """\
{"query": "tokens attend", "kind": "keyword", "relevant": {"Attention.md": 3}}
{"query": "masked words layers", "kind": "keyword", "relevant": {"BERT.md": 3, "Attention.md": 1}}
{"query": "zzz qqq", "kind": "concept", "relevant": {"Soup.md": 3}}
"""


@pytest.fixture
def vault(tmp_path: Path, encoder: HashingEncoder) -> Vault:
    root = tmp_path / "vault"
    root.mkdir()
    for path, text in NOTES.items():
        (root / path).write_text(text, "utf-8")
    return Vault(root, encoder=encoder)


def test_each_mode_of_search_is_measured_over_all_and_by_kind(vault: Vault) -> None:
    evaluation = evaluate_queries(vault, parse_golden(GOLDEN, "golden.jsonl"))
    assert (evaluation.vault, evaluation.protocol) == (str(vault.root), "queries")
    assert list(evaluation.overall.metrics) == ["keyword", "dense", "hybrid"]
    assert list(evaluation.overall.metrics["hybrid"]) == ["ndcg@5", "ndcg@10", "mrr", "hit@1"]
    assert evaluation.overall.cases == 3
    assert {kind: each.cases for kind, each in evaluation.kinds.items()} == {
        "keyword": 2,
        "concept": 1,
    }


def test_means_are_those_of_the_rankings(vault: Vault) -> None:
    evaluation = evaluate_queries(vault, parse_golden(GOLDEN, "golden.jsonl"))
    keyword = evaluation.overall.metrics["keyword"]
    # By words, the first two find their note first, the third finds nothing.
    assert keyword["hit@1"].mean == keyword["mrr"].mean == pytest.approx(2 / 3)
    assert keyword["hit@1"].low < 2 / 3 < keyword["hit@1"].high
    of_kind = evaluation.kinds["concept"].metrics["keyword"]["ndcg@10"]
    assert (of_kind.low, of_kind.mean, of_kind.high) == (0, 0, 0)


def test_a_note_counts_once_by_its_best_section(vault: Vault) -> None:
    (paths,) = vault.note_rankings(["attention heads"], modes=["keyword"])["keyword"]
    assert sorted(paths) == ["Attention.md", "BERT.md"]


def test_the_order_of_the_ranking_is_what_is_measured() -> None:
    graded = {"a.md": 3, "b.md": 1}
    assert measures(["x.md", "a.md", "b.md"], graded)["mrr"] == 0.5
    assert measures(["x.md", "a.md", "b.md"], graded)["hit@1"] == 0.0
    assert measures(["a.md", "b.md"], graded)["ndcg@5"] == pytest.approx(1.0)
    assert measures([*"123456789", "a.md"], graded)["ndcg@5"] == 0.0
    assert measures([*"123456789", "a.md"], graded)["ndcg@10"] > 0.0


def test_a_path_counts_in_any_normal_form() -> None:
    assert measures(["\u0438\u0306.md"], {"\u0439.md": 2})["hit@1"] == 1.0


def test_queries_without_kinds_are_measured_together_only(vault: Vault) -> None:
    golden = parse_golden('{"query": "tokens", "relevant": {"Attention.md": 3}}', "golden.jsonl")
    assert evaluate_queries(vault, golden).kinds == {}


def test_one_run_is_as_the_other(vault: Vault) -> None:
    golden = parse_golden(GOLDEN, "golden.jsonl")
    assert evaluate_queries(vault, golden) == evaluate_queries(vault, golden, refresh=False)


def test_words_alone_need_no_encoder(tmp_path: Path, encoder: HashingEncoder) -> None:
    (tmp_path / "a.md").write_text("# Pond\n\nCarp.\n", "utf-8")
    vault = Vault(tmp_path, encoder=encoder)
    vault.index()
    encoder.calls.clear()
    assert vault.note_rankings(["carp"], modes=["keyword"]) == {"keyword": [["a.md"]]}
    assert encoder.calls == []
