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


# --- hidden links ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("vault")
def test_links_are_hidden_and_found_again_where_nothing_else_is_asked(
    run: Callable[..., Outcome],
) -> None:
    outcome = run("eval")
    assert outcome.code == 0
    heads = [line.split("  ")[0] for line in outcome.out.splitlines() if " notes  " in line]
    protocols = ("cold", "transductive", "inductive")
    assert "anchored: 3 links" in outcome.out
    assert [head.split(":")[0] for head in heads] == [*protocols]
    assert heads[0] == "cold: 3 notes"
    assert outcome.err == ""


def test_each_protocol_is_a_document_on_a_line(run: Callable[..., Outcome], vault: Path) -> None:
    outcome = run("eval", "--format", "json", "--seeds", "4")
    documents = outcome.documents()
    *hiding, anchored = documents
    assert [each["protocol"] for each in hiding] == ["cold", "transductive", "inductive"]
    assert anchored["protocol"] == "anchored"
    assert list(anchored["metrics"]) == ["title", "fused"]
    assert 0 <= anchored["calibration"]["error"] <= 1
    for each in hiding:
        assert (each["schema"], each["vault"]) == ("kblink/eval/1", str(vault))
        assert each["seeds"] == [0, 1, 2, 3]
        measures = ["recall@5", "recall@10", "ndcg@5", "ndcg@10", "mrr", "hit@1"]
        assert list(each["metrics"]["fused"]) == measures
        for ranker in each["metrics"].values():
            assert all(
                0 <= one["low"] <= one["mean"] <= one["high"] <= 1 for one in ranker.values()
            )


@pytest.mark.usefixtures("vault")
def test_one_protocol_is_one_document_over_several_lines(run: Callable[..., Outcome]) -> None:
    outcome = run("eval", "--protocol", "cold", "--format", "json")
    assert outcome.document()["protocol"] == "cold"
    # Home, Attention and BERT: all that is linked is among three notes.
    assert outcome.document()["metrics"]["dense"]["recall@10"]["mean"] == 1.0


@pytest.mark.usefixtures("vault")
def test_queries_and_links_are_measured_together_where_both_are_named(
    run: Callable[..., Outcome], golden: Path
) -> None:
    protocols = ("--protocol", "queries", "--protocol", "cold")
    outcome = run("eval", "--queries", str(golden), *protocols, "--format", "json")
    assert [each["protocol"] for each in outcome.documents()] == ["cold", "queries"]


@pytest.mark.usefixtures("vault")
def test_a_bar_that_is_not_reached_fails_the_run_and_says_by_how_much(
    run: Callable[..., Outcome],
) -> None:
    met = run("eval", "--protocol", "cold", "--min-recall10", "1.0")
    assert (met.code, met.err) == (0, "")


def test_where_nothing_speaks_for_a_link_the_bar_is_not_reached(
    run: Callable[..., Outcome], vault: Path
) -> None:
    for number in range(40):
        (vault / f"filler {number}.md").write_text(f"Layers of tokens {number}.\n", "utf-8")
    (vault / "Far.md").write_text("Kraut. [[Rüben]]\n", "utf-8")
    (vault / "Rüben.md").write_text("Boden.\n", "utf-8")
    outcome = run("eval", "--protocol", "cold", "--min-recall10", "1")
    assert outcome.code == 1
    assert outcome.err.startswith("kblink: cold: recall@10 is 0.")
    assert outcome.err.endswith(", less than 1.0.\n")
    assert outcome.out.startswith("cold: 5 notes")


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["--protocol", "queries"], "The protocol queries needs golden queries."),
        (["--queries", "x", "--protocol", "cold"], "--queries is for the protocol queries."),
        (["--queries", "x", "--min-recall10", "0.5"], "--min-recall10 is for the protocols cold"),
        (["--protocol", "cold", "--plot", "x.png"], "--plot is for the protocol anchored."),
        (["--protocol", "anchored", "--min-recall10", "0"], "--min-recall10 is for the protocols"),
    ],
)
@pytest.mark.usefixtures("vault")
def test_options_that_do_not_fit_are_told(
    run: Callable[..., Outcome], words: list[str], error: str
) -> None:
    outcome = run("eval", *words)
    assert outcome.code == 2
    assert error in outcome.err


@pytest.mark.usefixtures("vault")
def test_confidences_are_plotted(run: Callable[..., Outcome], tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="kblink[plot] is not installed")
    file = tmp_path / "plot.png"
    outcome = run("eval", "--protocol", "anchored", "--plot", str(file))
    assert (outcome.code, outcome.err) == (0, "")
    assert file.read_bytes().startswith(b"\x89PNG")
    outcome = run("eval", "--protocol", "anchored", "--plot", str(tmp_path / "no" / "plot.png"))
    assert outcome.code == 2
    assert "--plot cannot write" in outcome.err
    assert run("eval", "--protocol", "anchored", "--plot", "Home.md").code == 2


def test_a_vault_without_links_says_so(run: Callable[..., Outcome], vault: Path) -> None:
    for file in vault.rglob("*.md"):
        file.write_text("Text.\n", "utf-8")
    outcome = run("eval")
    assert outcome.code == 2
    assert "there is nothing to hide and to find" in outcome.err


def test_no_links_are_measured_without_an_index_that_may_not_be_made(
    run: Callable[..., Outcome], vault: Path
) -> None:
    outcome = run("eval", "--no-refresh")
    assert outcome.code == 3
    assert not (vault / ".kblink").exists()


# --- golden queries that are wrong ----------------------------------------------------------------


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
