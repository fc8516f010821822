"""A training's log as one page: its curves, drawn as SVG, and its figures in a table."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import pairwise
from statistics import fmean
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WIDTH, _HEIGHT = 640, 240
_LEFT, _BOTTOM = 52, 24
_COLOURS = (
    "#4269d0",
    "#efb118",
    "#ff725c",
    "#3ca951",
    "#a463f2",
    "#9c6b4e",
    "#6cc5b0",
    "#97bbf5",
    "#9498a0",
)
_POINTS = 160
"""Points of a curve; the steps between are put together by their mean."""
_LOSSES = ("translations", "originals", "contrast", "retrieval")
_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
svg { width: 100%; height: auto; }
svg text { font-size: 11px; fill: currentColor; }
svg line { stroke: currentColor; stroke-opacity: .2; }
polyline { fill: none; stroke-width: 1.8; }
table { border-collapse: collapse; font-size: .8rem; }
td, th { padding: .15rem .5rem; text-align: right; border-bottom: 1px solid #8884; }
.wide { overflow-x: auto; }
"""


@dataclass(frozen=True, slots=True)
class Curve:
    """Values by step."""

    name: str
    points: Sequence[tuple[float, float]]


def training_page(name: str, log: Sequence[dict[str, Any]]) -> str:
    """Return the page of a training, HTML, with nothing in it that is not in the log."""
    steps = [entry for entry in log if "loss" in entry]
    checks = [(entry["step"], entry["validation"]) for entry in log if "validation" in entry]
    figures = list(dict.fromkeys(figure for _, found in checks for figure in found))
    charts = [
        (
            "Validation",
            [Curve(each, [(at, found[each]) for at, found in checks]) for each in figures],
        ),
        ("Losses", [_curve(each, steps) for each in _LOSSES]),
        ("Learning rate: of new pieces alone, then of the body", [_curve("rate", steps)]),
    ]
    drawn = "".join(f"<h2>{escape(title)}</h2>{chart(curves)}" for title, curves in charts)
    title = f"Training {escape(name)}"
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width">'
        f"<style>{_STYLE}</style><h1>{title}</h1><p>{_summary(steps)}</p>{drawn}"
        f'<h2>Figures</h2><div class="wide">{_table(figures, checks)}</div></html>\n'
    )


def chart(curves: Iterable[Curve]) -> str:
    """Return curves over one pair of axes as an SVG; nothing where there are no two points."""
    drawn = [curve for curve in curves if len(curve.points) > 1]
    if not drawn:
        return ""
    steps = [x for curve in drawn for x, _ in curve.points]
    values = [y for curve in drawn for _, y in curve.points]
    last, low, high = max(steps) or 1, min(0.0, *values), max(values) or 1.0
    lines = []
    for tick in range(5):
        value = low + (high - low) * tick / 4
        y = _y(value, low, high)
        lines.append(f'<line x1="{_LEFT}" x2="{_WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>')
        lines.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value:.3g}</text>')
    lines.append(f'<text x="{_WIDTH}" y="{_HEIGHT}" text-anchor="end">step {last:,.0f}</text>')
    for number, curve in enumerate(drawn):
        colour = _COLOURS[number % len(_COLOURS)]
        points = " ".join(
            f"{_LEFT + (_WIDTH - _LEFT) * x / last:.1f},{_y(y, low, high):.1f}"
            for x, y in curve.points
        )
        lines.append(f'<polyline points="{points}" stroke="{colour}"/>')
        x, y = _LEFT + 8 + 150 * (number % 4), _HEIGHT + 18 + 16 * (number // 4)
        lines.append(f'<text x="{x}" y="{y}" style="fill:{colour}">{escape(curve.name)}</text>')
    tall = _HEIGHT + 24 + 16 * -(-len(drawn) // 4)
    return f'<svg viewBox="0 0 {_WIDTH} {tall}" role="img">{"".join(lines)}</svg>'


def _y(value: float, low: float, high: float) -> float:
    return (_HEIGHT - _BOTTOM) * (1 - (value - low) / ((high - low) or 1)) + 8


def _figure(name: str, checks: Sequence[tuple[int, dict[str, float]]]) -> Curve:
    return Curve(name, [(step, found[name]) for step, found in checks])


def _curve(name: str, steps: Sequence[dict[str, Any]]) -> Curve:
    found = [(entry["step"], entry[name]) for entry in steps if name in entry]
    edges = sorted({len(found) * at // _POINTS for at in range(_POINTS + 1)})
    parts = [found[first:end] for first, end in pairwise(edges)]
    return Curve(name, [(part[-1][0], fmean(value for _, value in part)) for part in parts])


def _summary(steps: Sequence[dict[str, Any]]) -> str:
    pairs, tokens = (sum(entry[key] for entry in steps) for key in ("pairs", "tokens"))
    hours = sum(entry["seconds"] for entry in steps) / 3600
    last = steps[-1]["step"] if steps else 0
    return f"{last:,} steps, {pairs:,} pairs, {tokens:,} tokens, {hours:.2f} hours."


def _table(figures: Sequence[str], checks: Sequence[tuple[int, dict[str, float]]]) -> str:
    head = "".join(f"<th>{escape(each)}</th>" for each in ("step", *figures))
    rows = "".join(
        f"<tr><td>{step:,}</td>{''.join(f'<td>{found[each]:.3f}</td>' for each in figures)}</tr>"
        for step, found in checks
    )
    return f"<table><tr>{head}</tr>{rows}</table>"
