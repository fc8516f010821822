from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from kblink.suggest.tag_model import fit_tags, tag_signs

if TYPE_CHECKING:
    import numpy.typing as npt

    from kblink.suggest.tag_model import TagModel


def clouds(
    notes: int, *, spread: float = 0.3, seed: int = 0, dimension: int = 12
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    """Notes around three directions, a tag for each; every other note around the first bears a
    fourth tag, which no vector tells."""
    chance = np.random.default_rng(seed)
    subject = np.arange(notes) % 3
    vectors = np.eye(dimension)[subject] + spread * chance.normal(size=(notes, dimension))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    labels = np.zeros((notes, 4), dtype=bool)
    labels[np.arange(notes), subject] = True
    labels[::6, 3] = True
    return vectors.astype(np.float32), labels


def fit(vectors: npt.NDArray[np.float32], labels: npt.NDArray[np.bool_]) -> TagModel:
    """Learn from notes that say no tag's name."""
    return fit_tags(vectors, labels, np.zeros(labels.shape))


def told(model: TagModel, vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    return model.probabilities(vectors, np.zeros((len(vectors), model.labels.shape[1])))


def test_what_vectors_tell_is_learned() -> None:
    vectors, labels = clouds(60)
    model = fit(vectors, labels)
    fresh, expected = clouds(30, seed=1)
    found = told(model, fresh)[:, :3]
    near = found.any(axis=1)
    assert near.mean() > 0.8
    assert (found[near].argmax(axis=1) == expected[near, :3].argmax(axis=1)).all()
    assert found[near].max(axis=1).min() > 0.5


def test_what_vectors_do_not_tell_stays_unsure() -> None:
    vectors, labels = clouds(300)
    held_out = fit(vectors, labels).held_out[:, 3]
    assert 0.3 < held_out[::6].mean() < 0.6
    assert held_out[3::6].mean() == pytest.approx(held_out[::6].mean(), abs=0.1)


def test_probabilities_held_out_are_as_often_right_as_they_say() -> None:
    vectors, labels = clouds(300, spread=0.8)
    model = fit(vectors, labels)
    rows = np.flatnonzero(model.held_out.sum(axis=1))
    sure, right = model.held_out[rows], labels[rows]
    for low, high in ((0.0, 0.3), (0.3, 0.7), (0.7, 1.0)):
        some = (sure >= low) & (sure < high)
        assert sure[some].mean() == pytest.approx(right[some].mean(), abs=0.08)


def test_a_note_far_from_all_tagged_ones_is_told_nothing() -> None:
    vectors, labels = clouds(60)
    elsewhere = np.zeros((1, 12), dtype=np.float32)
    elsewhere[0, 11] = 1.0
    assert told(fit(vectors, labels), elsewhere).tolist() == [[0.0] * 4]


def test_of_the_tagged_notes_the_farthest_are_told_nothing_either() -> None:
    vectors, labels = clouds(100)
    vectors[7] = np.eye(12, dtype=np.float32)[11]
    held_out = fit(vectors, labels).held_out
    assert not held_out[7].any()
    assert 1 <= (~held_out.any(axis=1)).sum() <= 5


def test_a_note_is_held_out_of_what_is_learned_for_it() -> None:
    """A tag on notes at random is found again by who has seen them, by no one else."""
    chance = np.random.default_rng(0)
    vectors = chance.normal(size=(400, 200)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    labels = np.asarray(chance.random((400, 1)) < 0.4)
    held_out = fit(vectors, labels).held_out[:, 0]
    assert held_out[labels[:, 0]].mean() < held_out[~labels[:, 0]].mean() + 0.1


def test_the_signs_are_the_same_by_either_form_of_the_regression() -> None:
    """More dimensions that say nothing make the notes fewer than the dimensions."""
    vectors, labels = clouds(24)
    wide = np.pad(vectors, ((0, 0), (0, 30)))
    said = np.zeros((3, 4))
    few = tag_signs(vectors, labels, vectors[:3], said)
    assert tag_signs(wide, labels, wide[:3], said) == pytest.approx(few, abs=1e-5)


def test_a_note_that_says_the_name_of_a_tag_is_told_it_more_surely() -> None:
    """One in six notes bears the fourth tag, which no vector tells, but which most of them name."""
    vectors, labels = clouds(120)
    said = np.zeros(labels.shape)
    said[labels[:, 3], 3] = 2
    said[:12, 3] = 1 - labels[:12, 3]
    held_out = fit_tags(vectors, labels, said).held_out[12:, 3]
    assert held_out[labels[12:, 3]].mean() > 0.7
    assert held_out[~labels[12:, 3]].mean() < 0.1


def test_the_same_notes_teach_the_same() -> None:
    vectors, labels = clouds(40)
    assert (fit(vectors, labels).held_out == fit(vectors, labels).held_out).all()


def test_no_notes_are_told_nothing() -> None:
    vectors, labels = clouds(40)
    assert told(fit(vectors, labels), vectors[:0]).shape == (0, 4)
