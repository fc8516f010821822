from __future__ import annotations

import re
from xml.etree import ElementTree

from kblink.train.training_page import Curve, chart, training_page

STEPS = [
    {"step": at, "loss": 1 / at, "translations": 1 / at, "originals": 0.1, "contrast": 0.2,
     "pairs": 10, "tokens": 100, "rate": 1e-4, "seconds": 36.0}
    for at in range(1, 501)
]  # fmt: skip
CHECKS = [
    {"step": at, "validation": {"match en-ru": at / 600, "near <ru>": 0.5}} for at in (0, 250, 500)
]

CURVE = Curve("up", [(0, 0.0), (50, 2.0), (100, 4.0)])


def test_a_chart_goes_from_its_least_to_its_greatest_value() -> None:
    drawn = ElementTree.fromstring(chart([CURVE]))
    (line,) = drawn.iter("polyline")
    points = [tuple(map(float, each.split(","))) for each in line.attrib["points"].split()]
    across, down = zip(*points, strict=True)
    assert [*across] == sorted(across)
    assert [*down] == sorted(down, reverse=True)
    assert points[1][1] == (points[0][1] + points[2][1]) / 2
    assert "4" in [text.text for text in drawn.iter("text")]


def test_one_point_is_no_curve() -> None:
    assert chart([Curve("once", [(0, 1.0)])]) == ""


def test_a_page_has_the_sums_a_chart_of_each_kind_and_all_figures_escaped() -> None:
    page = training_page("en-ru", [*STEPS, *CHECKS])
    assert "500 steps, 5,000 pairs, 50,000 tokens, 5.00 hours." in page
    assert len(re.findall("<svg ", page)) == 3
    assert "<td>0.417</td>" in page
    assert "near &lt;ru&gt;" in page
    assert "<ru>" not in page


def test_a_training_that_has_just_begun_has_a_page_too() -> None:
    assert "0 steps" in training_page("en-ru", [])
