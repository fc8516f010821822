"""Hidden links are found by rankers that should find them, and by none that saw them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from linked_notes import chain, read_notes, write_vault

from kblink.evaluate.link_prediction import evaluate_links, note_measures
from kblink.evaluate.linked_vault import read_linked_vault
from kblink.evaluate.passages import embed_texts, embed_views
from kblink.evaluate.protocols import LINK_PROTOCOLS, draw_trial
from kblink.evaluate.rankers import best_notes, fused

if TYPE_CHECKING:
    from pathlib import Path

    from fake_encoder import HashingEncoder

    from kblink.evaluate.linked_vault import LinkedVault
    from kblink.evaluate.protocols import LinkProtocol
    from kblink.evaluate.rankers import Learner, Scores
    from kblink.evaluate.view import View
    from kblink.model import Evaluation
    from kblink.suggest.linked_notes import Linked

SEEDS = (0, 1, 2)


def knowing(linked: Linked) -> Learner:
    """What has learned the links it is shown by heart, and those of `linked` besides."""

    def learner(view: View, taught: Linked, seed: int) -> Scores:
        del seed
        return lambda note: np.array(
            [
                1.0 if other in linked[note] | taught[note] else -np.inf
                for other in range(len(view.vault.names))
            ]
        )

    return learner


def evaluate(
    root: Path, encoder: HashingEncoder, protocol: LinkProtocol, **learners: Learner
) -> Evaluation:
    vault = write_vault(root, chain(20), encoder)
    (found,) = evaluate_links(vault, read_linked_vault(vault), [protocol], SEEDS, learners=learners)
    return found


@pytest.mark.parametrize("protocol", LINK_PROTOCOLS)
def test_a_perfect_ranker_has_every_measure_at_one(
    protocol: LinkProtocol, tmp_path: Path, encoder: HashingEncoder
) -> None:
    linked = read_notes(tmp_path / "v", chain(20), encoder).linked
    found = evaluate(tmp_path / "v", encoder, protocol, perfect=knowing(linked))
    assert {each.mean for each in found.overall.metrics["perfect"].values()} == {1.0}
    assert found.seeds == SEEDS


@pytest.mark.parametrize("protocol", LINK_PROTOCOLS)
def test_what_was_learned_by_heart_finds_nothing(
    protocol: LinkProtocol, tmp_path: Path, encoder: HashingEncoder
) -> None:
    nothing: Linked = (frozenset(),) * 20
    found = evaluate(
        tmp_path / "v", encoder, protocol, by_heart=knowing(nothing), constant=_constant
    )
    assert {each.mean for each in found.overall.metrics["by_heart"].values()} == {0.0}
    assert found.overall.metrics["constant"]["recall@10"].mean > 0


def _constant(view: View, taught: Linked, seed: int) -> Scores:
    del taught, seed
    return lambda _: np.ones(len(view.vault.names))


def test_where_all_links_are_hidden_half_of_them_are_learned_from_at_most(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    seen: list[Linked] = []

    def listening(view: View, taught: Linked, seed: int) -> Scores:
        seen.append(taught)
        return _constant(view, taught, seed)

    evaluate(tmp_path / "v", encoder, "cold", listening=listening)
    assert len(seen) == 5 * len(SEEDS)
    assert all(0 < sum(map(len, taught)) < 2 * 19 for taught in seen)


def test_notes_that_share_words_find_each_other(tmp_path: Path, encoder: HashingEncoder) -> None:
    found = evaluate(tmp_path / "v", encoder, "cold")
    assert list(found.overall.metrics) == ["bm25", "dense", "fused"]  # no name, no link to see
    assert found.overall.cases == 20
    assert found.overall.metrics["bm25"]["recall@5"].mean == 1.0
    assert found.kinds == {}


def test_names_in_the_text_are_found_where_links_to_them_are_not(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    notes = {
        "Carp.md": "---\naliases: [Goldfish]\n---\nSwims. [[Pond]]\n",
        "Pond.md": "Water, goldfishes.\n",
        **{f"Other {number}.md": f"Filler{number}.\n" for number in range(12)},
    }
    vault = write_vault(tmp_path / "v", notes, encoder)
    (found,) = evaluate_links(vault, read_linked_vault(vault), ["cold"], SEEDS)
    assert found.overall.metrics["title"]["hit@1"].mean == 1.0


def test_the_graph_finds_what_is_linked_with_the_same(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    # Two groups in which all are linked with all: whatever is hidden, the neighbours are shared.
    notes = {
        f"{group}{one}.md": " ".join(f"[[{group}{two}]]" for two in range(one))
        for group in "ab"
        for one in range(8)
    }
    vault = write_vault(tmp_path / "v", notes, encoder)
    (found,) = evaluate_links(vault, read_linked_vault(vault), ["transductive"], SEEDS)
    assert found.overall.metrics["graph"]["recall@10"].mean == 1.0


def test_notes_with_many_links_are_measured_apart_too(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    notes = {f"n{number}.md": "Text.\n" for number in range(51)}
    notes["hub.md"] = "\n".join(f"[[n{number}]]" for number in range(51))
    vault = write_vault(tmp_path / "v", notes, encoder)
    (found,) = evaluate_links(vault, read_linked_vault(vault), ["cold"], SEEDS)
    assert found.overall.cases == 52
    assert {kind: each.cases for kind, each in found.kinds.items()} == {"over 50 links": 1}


def test_a_vault_without_links_has_nothing_to_measure(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    vault = write_vault(tmp_path / "v", {"a.md": "Text.\n", "b.md": "[[Gone]]\n"}, encoder)
    assert [*evaluate_links(vault, read_linked_vault(vault), ["cold"], SEEDS)] == []


def test_one_run_is_as_the_other(tmp_path: Path, encoder: HashingEncoder) -> None:
    first = evaluate(tmp_path / "v", encoder, "inductive")
    assert evaluate(tmp_path / "v", encoder, "inductive") == first


# --- vectors --------------------------------------------------------------------------------------


def test_what_the_index_has_is_not_encoded_again_and_the_rest_once(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    vault = write_vault(tmp_path / "v", chain(20), encoder)
    vault.index()
    encoder.calls.clear()
    linked: LinkedVault = read_linked_vault(vault)
    trials = [draw_trial(linked, "transductive", seed) for seed in (0, 0, 1)]
    views = [*embed_views(vault, linked, trials)]
    encoded = [text for call in encoder.calls for text in call]
    masked = {a for trial in trials for a, _ in trial.hidden}
    assert len(encoded) == len({*encoded}) == len(masked)
    encoder.calls.clear()
    assert len([*embed_views(vault, linked, trials)]) == 3
    assert encoder.calls == []  # nor by the next run
    for view in views:
        assert np.allclose(np.linalg.norm(view.vectors.vectors, axis=1), 1)


def test_nothing_is_kept_where_the_index_is_to_stay_as_it_is(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    vault = write_vault(tmp_path / "v", {"a.md": "Carp.\n"}, encoder)
    vault.index()
    for _ in range(2):
        encoder.calls.clear()
        embed_texts(vault, ["new"], refresh=False)
        assert encoder.calls == [("new",)]


def test_each_text_has_its_own_vector(tmp_path: Path, encoder: HashingEncoder) -> None:
    vault = write_vault(tmp_path / "v", {"a.md": "Carp.\n"}, encoder)
    vault.index()
    texts = ["a\nCarp.", "A much longer text that comes first.", "Carp.", "Carp."]
    vectors, row_of = embed_texts(vault, texts)
    assert vectors.shape == (3, 64)
    for text in texts:
        assert vectors[row_of[text]] @ encoder.encode([text])[0] == pytest.approx(1, abs=1e-3)


# --- rankings -------------------------------------------------------------------------------------


def test_the_measures_of_a_ranking() -> None:
    measures = note_measures([7, 3, 5, *range(20, 40)], frozenset({3, 5, 100}))
    assert measures["recall@5"] == measures["recall@10"] == pytest.approx(2 / 3)
    assert (measures["mrr"], measures["hit@1"]) == (0.5, 0.0)
    assert note_measures([*range(10)], frozenset(range(5, 90)))["recall@10"] == 0.5
    assert note_measures([*range(10), 55], frozenset({55}))["mrr"] == 0.0


@given(
    st.lists(st.sampled_from([0.0, 1.0, 2.0, -np.inf]), min_size=1, max_size=12),
    st.frozensets(st.integers(0, 0)),
    st.integers(1, 12),
)
def test_the_best_are_those_of_a_whole_order(
    scores: list[float], skip: frozenset[int], most: int
) -> None:
    whole = sorted(
        (note for note, score in enumerate(scores) if score > -np.inf and note not in skip),
        key=lambda note: (-scores[note], note),
    )
    assert best_notes(np.array(scores), skip, most) == whole[:most]


def test_what_two_rankings_agree_on_comes_first() -> None:
    assert fused([[1, 2, 3], [4, 2, 5]])[0] == 2
    assert fused([[3], [1], []]) == [1, 3]
