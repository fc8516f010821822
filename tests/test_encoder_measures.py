"""The benchmark of encoders counts what it says it counts."""

from __future__ import annotations

import numpy as np
import pytest
from encoder_measures import (
    Figure,
    best_of_parts,
    places,
    retrieval,
)
from encoder_report import Column, Row, document, form_lines, markdown


def test_a_place_counts_what_is_nearer_and_what_is_as_near_and_earlier() -> None:
    scores = np.array([[3, 1, 2], [2, 2, 2], [5, 4, 3]], dtype=np.float32)
    assert places(scores).tolist() == [1, 2, 3]


def test_an_encoder_to_which_all_is_alike_finds_one() -> None:
    figures = retrieval(np.ones((20, 20), dtype=np.float32))
    assert figures["R@1"].mean == 1 / 20
    assert figures["R@10"].mean == 1 / 2


def test_the_reciprocal_of_places_is_averaged() -> None:
    scores = np.array([[1, 0], [1, 0]], dtype=np.float32)
    assert retrieval(scores)["MRR"].mean == pytest.approx((1 + 1 / 2) / 2)


def test_a_section_is_as_near_as_its_nearest_passage() -> None:
    scores = np.array([[1, 5, 2, 3], [9, 0, 1, 1]], dtype=np.float32)
    assert best_of_parts(scores, [0, 2]).tolist() == [[5, 3], [9, 1]]


def test_a_difference_is_taken_case_by_case() -> None:
    ours, theirs = Figure(np.array([1.0, 0, 1, 0])), Figure(np.array([1.0, 0, 0, 0]))
    assert ours.error == pytest.approx(np.std([1, 0, 1, 0], ddof=1) / 2)
    assert ours.minus(theirs).mean == 0.25
    assert ours.minus(ours).error == 0
    assert Figure(np.array([])).mean == 0


COLUMNS = (
    Column("small", "default", "shipped", 0),
    Column("small fp32", "default", "fp32", 1),
    Column("large", "l", "shipped", 0),
    Column("large fp32", "l", "fp32", 1),
)


def figure(*values: float) -> Figure:
    return Figure(np.array(values))


def rows(of_shipped: float = 1.0) -> list[Row]:
    half = figure(1, 0)
    return [
        Row("notes", "Recall@10 v", (half, half, figure(of_shipped, 1), figure(1, 1)), "2 notes"),
        Row("cost", "seconds", (10.0, 40.0, 20.0, None), "1 section"),
    ]


def test_a_column_is_compared_with_the_yardstick_in_its_own_form() -> None:
    lines = markdown(COLUMNS, rows()).splitlines()
    shown = "0.500 ± 0.500 | 0.500 ± 0.500 | 1.000 ± 0.000 (+0.500 ± 0.500) |"
    assert any(line.startswith(f"| Recall@10 v | 2 notes | {shown}") for line in lines)
    assert "| seconds | 1 section | 10.0 | 40.0 | 20.0 (× 2.00) | – |" in lines


def test_forms_of_a_model_are_compared_on_all_but_cost() -> None:
    same, apart = form_lines(COLUMNS, rows(0.9))
    assert same == "- small: within 0.01; at most +0.0000, in notes, Recall@10 v"
    assert apart == "- large: not within 0.01; at most -0.0500, in notes, Recall@10 v"
    assert form_lines(COLUMNS[:1], rows()) == []


def test_json_has_what_the_tables_have() -> None:
    facts = [{"engine": name} for name in "abcd"]
    said = document(COLUMNS, rows(), facts)
    assert said["encoders"][2] == {
        "label": "large",
        "form": "shipped",
        "yardstick": 0,
        "engine": "c",
    }
    recall, seconds = said["measures"]
    assert recall["values"][2] == {
        "mean": 1.0,
        "error": 0.0,
        "cases": 2,
        "difference": 0.5,
        "difference_error": 0.5,
    }
    assert seconds["values"][2:] == [{"value": 20.0, "ratio": 2.0}, {"value": None}]
