"""Hidden links are found by rankers that should find them, and by none that saw them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from linked_notes import chain, read_notes, write_vault

from kblink.evaluate.learned_links import learned_rankers
from kblink.evaluate.link_prediction import evaluate_links, note_measures
from kblink.evaluate.linked_vault import read_linked_vault
from kblink.evaluate.passages import embed_texts, embed_views
from kblink.evaluate.protocols import LINK_PROTOCOLS, draw_trial
from kblink.evaluate.rankers import best_notes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt
    from fake_encoder import HashingEncoder

    from kblink.evaluate.link_prediction import Learner
    from kblink.evaluate.linked_vault import LinkedVault
    from kblink.evaluate.protocols import LinkProtocol, Trial
    from kblink.evaluate.rankers import Scores
    from kblink.evaluate.view import View
    from kblink.model import Evaluation
    from kblink.suggest.linked_notes import Linked

SEEDS = (0, 1, 2)


def knowing(linked: Linked) -> Learner:
    """What ranks by the links that it is shown, learned by heart, and by those of `linked`."""

    def learner(
        vault: LinkedVault, trials: Sequence[Trial], views: Sequence[View], seeds: Sequence[int]
    ) -> list[dict[str, list[Scores]]]:
        del vault, trials, seeds
        return [{"known": [scores_of(view.vault.linked)]} for view in views]

    def scores_of(seen: Linked) -> Scores:
        return lambda note: np.array(
            [1.0 if other in linked[note] | seen[note] else -np.inf for other in range(len(linked))]
        )

    return learner


def rankers_of(*drawn: Scores) -> Learner:
    """The same scores for every trial."""
    return lambda _vault, trials, _views, _seeds: [{"given": [*drawn]} for _ in trials]


def constant(note: int) -> npt.NDArray[np.float64]:
    del note
    return np.ones(20)


def silent(note: int) -> npt.NDArray[np.float64]:
    del note
    return np.full(20, -np.inf)


def evaluate(
    root: Path, encoder: HashingEncoder, protocol: LinkProtocol, learner: Learner = learned_rankers
) -> Evaluation:
    vault = write_vault(root, chain(20), encoder)
    (found,) = evaluate_links(vault, read_linked_vault(vault), [protocol], SEEDS, learner=learner)
    return found


@pytest.mark.parametrize("protocol", LINK_PROTOCOLS)
def test_a_perfect_ranker_has_every_measure_at_one(
    protocol: LinkProtocol, tmp_path: Path, encoder: HashingEncoder
) -> None:
    linked = read_notes(tmp_path / "v", chain(20), encoder).linked
    found = evaluate(tmp_path / "v", encoder, protocol, knowing(linked))
    assert {each.mean for each in found.overall.metrics["known"].values()} == {1.0}
    assert found.seeds == SEEDS


@pytest.mark.parametrize("protocol", LINK_PROTOCOLS)
def test_what_was_learned_by_heart_finds_nothing(
    protocol: LinkProtocol, tmp_path: Path, encoder: HashingEncoder
) -> None:
    nothing: Linked = (frozenset(),) * 20
    found = evaluate(tmp_path / "v", encoder, protocol, knowing(nothing))
    assert {each.mean for each in found.overall.metrics["known"].values()} == {0.0}
    found = evaluate(tmp_path / "v", encoder, protocol, rankers_of(constant))
    assert found.overall.metrics["given"]["recall@10"].mean > 0


@pytest.mark.parametrize("protocol", LINK_PROTOCOLS)
def test_a_learner_is_shown_no_hidden_link(
    protocol: LinkProtocol, tmp_path: Path, encoder: HashingEncoder
) -> None:
    shown: list[tuple[Trial, View]] = []

    def listening(
        vault: LinkedVault, trials: Sequence[Trial], views: Sequence[View], seeds: Sequence[int]
    ) -> list[dict[str, list[Scores]]]:
        shown.extend(zip(trials, views, strict=True))
        return rankers_of(constant)(vault, trials, views, seeds)

    evaluate(tmp_path / "v", encoder, protocol, listening)
    assert [trial.seed for trial, _ in shown] == [*SEEDS][: 1 if protocol == "cold" else None]
    for trial, view in shown:
        for one, other in trial.hidden:
            assert other not in view.vault.linked[one]
            assert one not in view.vault.linked[other]
            passages = " ".join((*view.vault.texts[one].passages, view.vault.texts[one].words))
            assert f"anchor{one:02}" not in passages


def test_what_was_drawn_several_times_counts_with_its_mean(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    linked = read_notes(tmp_path / "v", chain(20), encoder).linked

    def knows(note: int) -> npt.NDArray[np.float64]:
        return np.array([1.0 if other in linked[note] else -np.inf for other in range(20)])

    found = evaluate(tmp_path / "v", encoder, "cold", rankers_of(knows, silent, silent, silent))
    assert {each.mean for each in found.overall.metrics["given"].values()} == {0.25}


def test_a_ranker_that_is_made_for_some_trials_found_nothing_in_the_others(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    def learner(
        vault: LinkedVault, trials: Sequence[Trial], views: Sequence[View], seeds: Sequence[int]
    ) -> list[dict[str, list[Scores]]]:
        first, *others = knowing(vault.linked)(vault, trials, views, seeds)
        return [{"known": first["known"], "once": first["known"]}, *others]

    found = evaluate(tmp_path / "v", encoder, "transductive", learner)
    metrics = found.overall.metrics
    assert metrics["known"]["recall@10"].mean == 1.0
    linked = read_notes(tmp_path / "v", chain(20), encoder)
    first, *others = (draw_trial(linked, "transductive", seed).wanted.keys() for seed in SEEDS)
    asked = {*first, *(note for some in others for note in some)}
    shares = [1 / (1 + sum(note in some for some in others)) for note in first]
    assert metrics["once"]["recall@10"].mean == pytest.approx(sum(shares) / len(asked))


def test_notes_that_share_words_find_each_other(tmp_path: Path, encoder: HashingEncoder) -> None:
    found = evaluate(tmp_path / "v", encoder, "cold")
    # No name to read, no link to see.
    assert list(found.overall.metrics) == ["bm25", "dense", "prior", "fused"]
    assert found.overall.cases == 20
    assert found.overall.metrics["bm25"]["recall@5"].mean == 1.0
    assert found.kinds == {}


def test_where_links_are_seen_it_is_told_what_they_add(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    found = evaluate(tmp_path / "v", encoder, "inductive")
    assert {"prior", "text", "fused"} <= found.overall.metrics.keys()


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
    assert len(encoded) == len({*encoded})
    assert {*encoded} >= {note.title for note in linked.notes}  # a title is no passage of the index
    assert len(encoded) == len(masked) + len(linked.notes)
    encoder.calls.clear()
    assert len([*embed_views(vault, linked, trials)]) == 3
    assert encoder.calls == []  # nor by the next run
    for view in views:
        assert np.allclose(np.linalg.norm(view.vectors.vectors, axis=1), 1)
        assert view.titles.shape == (20, 64)
        (title,) = encoder.encode([view.vault.titles[7]])
        assert view.titles[7] @ title == pytest.approx(1, abs=1e-3)


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
