from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cli_fixtures import Outcome

pytest_plugins = ("cli_fixtures",)

GOLDEN = (
    {"id": "k1", "query": "token attends", "kind": "keyword", "split": "dev"}
    | {"relevant": {"models/Attention.md": 3}},
    {"id": "c1", "query": "layers", "kind": "concept", "split": "test"}
    | {"relevant": {"models/BERT.md": 3}},
)


@pytest.fixture
def golden(tmp_path: Path) -> Path:
    file = tmp_path / "golden.jsonl"
    file.write_text("\n".join(map(json.dumps, GOLDEN)), "utf-8")
    return file


def test_means_with_their_intervals_are_shown_by_mode_and_by_kind(
    run: Callable[..., Outcome], vault: Path, golden: Path
) -> None:
    outcome = run("eval", "--queries", str(golden))
    assert outcome.code == 0
    lines = outcome.out.splitlines()
    assert outcome.out.replace("\n", "").startswith(f"2 queries  {vault}")
    columns = [line.split() for line in lines]
    assert ["nDCG@5", "nDCG@10", "MRR", "Hit@1"] in columns
    assert ["keyword", *["1.000", "1.00–1.00"] * 4] in columns
    assert [row[:3] for row in columns if row[:1] == ["concept"]] == [
        ["concept", "1.000", "1.00–1.00"]
    ]
    assert outcome.err == ""


def test_the_document_has_every_mean_and_its_bounds(
    run: Callable[..., Outcome], vault: Path, golden: Path
) -> None:
    document = run("eval", "--queries", str(golden), "--format", "json").document()
    assert document["schema"] == "kblink/eval/1"
    assert (document["vault"], document["protocol"]) == (str(vault), "queries")
    assert document["seeds"] == [0]
    assert document["calibration"] is None
    assert list(document["metrics"]) == ["keyword", "dense", "hybrid"]
    assert document["metrics"]["keyword"]["ndcg@10"] == {"mean": 1.0, "low": 1.0, "high": 1.0}
    assert document["kinds"]["concept"]["cases"] == 1


@pytest.mark.parametrize(("split", "cases"), [("dev", 1), ("test", 1), ("all", 2)])
@pytest.mark.usefixtures("vault")
def test_a_split_is_measured_alone(
    run: Callable[..., Outcome], golden: Path, split: str, cases: int
) -> None:
    outcome = run("eval", "--queries", str(golden), "--split", split, "--format", "json")
    assert outcome.document()["cases"] == cases


@pytest.mark.usefixtures("vault")
def test_it_must_be_said_what_to_measure(run: Callable[..., Outcome]) -> None:
    outcome = run("eval")
    assert outcome.code == 2
    assert outcome.err.startswith("kblink: Say what to measure: --queries FILE.")


def test_a_fault_of_the_file_is_told_with_its_line_before_anything_is_indexed(
    run: Callable[..., Outcome], vault: Path, golden: Path
) -> None:
    with golden.open("a", encoding="utf-8") as file:
        file.write('\n{"query": "x", "relevent": {}}')
    outcome = run("eval", "--queries", str(golden))
    assert outcome.code == 2
    assert outcome.err == (
        f"kblink: {golden}:3: unknown key \"relevent\". Did you mean 'relevant'?\n"
    )
    assert outcome.out == ""
    assert not (vault / ".kblink").exists()


@pytest.mark.usefixtures("vault")
def test_notes_that_are_not_there_are_told_the_first_few_by_name(
    run: Callable[..., Outcome], tmp_path: Path
) -> None:
    file = tmp_path / "golden.jsonl"
    paths = {f"gone {number}.md": 1 for number in range(7)}
    file.write_text(json.dumps({"query": "token", "relevant": paths}), "utf-8")
    outcome = run("eval", "--queries", str(file))
    assert outcome.code == 0
    lines = outcome.err.splitlines()
    assert lines[0] == f"kblink: {file}:1: the vault has no note 'gone 0.md'; nothing can find it."
    assert lines[5:] == [f"kblink: {file}: 2 more are missing."]


def test_without_an_index_and_without_refreshing_nothing_is_measured(
    run: Callable[..., Outcome], vault: Path, golden: Path
) -> None:
    outcome = run("eval", "--queries", str(golden), "--no-refresh")
    assert outcome.code == 3
    assert f"no index in {vault / '.kblink'}" in outcome.err
