"""What was measured of several encoders, as Markdown tables and as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from encoder_measures import Figure

if TYPE_CHECKING:
    from collections.abc import Sequence

CLOSE = 0.01
"""How far the shipped form of a model may be from its single precision, on any measure."""


@dataclass(frozen=True, slots=True)
class Column:
    """A model in a form; what it is compared with is column number `yardstick`."""

    label: str
    model: str
    form: str
    yardstick: int


@dataclass(frozen=True, slots=True)
class Row:
    """A measure of a part by column: a Figure, a plain number, or None where it is not known.

    `cases` says what a figure is the mean of.
    """

    part: str
    measure: str
    cells: tuple[Figure | float | None, ...]
    cases: str = ""


def markdown(columns: Sequence[Column], rows: Sequence[Row]) -> str:
    """Return a table for each part, and how far the forms of each model are apart."""
    blocks = [
        f"### {part}\n\n{_table(columns, [row for row in rows if row.part == part])}"
        for part in dict.fromkeys(row.part for row in rows)
    ]
    if lines := form_lines(columns, rows):
        blocks.append("\n".join(["### shipped form against fp32", "", *lines]))
    return "\n\n".join(blocks)


def _table(columns: Sequence[Column], rows: Sequence[Row]) -> str:
    head = ["measure", "cases", *(column.label for column in columns)]
    lines = [head, ["---", "---", *["--:"] * len(columns)]]
    for row in rows:
        cells = [_cell(row.cells, place, column) for place, column in enumerate(columns)]
        lines.append([row.measure, row.cases, *cells])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(cells: Sequence[Figure | float | None], place: int, column: Column) -> str:
    """A figure with its standard error, a plain number; in brackets the difference from the
    yardstick with that of the paired comparison, or the ratio to it."""
    cell, first = cells[place], cells[column.yardstick]
    if cell is None:
        return "–"
    compared = place != column.yardstick and first is not None
    if isinstance(cell, Figure):
        text = f"{cell.mean:.3f} ± {cell.error:.3f}"
        if not compared or not isinstance(first, Figure):
            return text
        apart = cell.minus(first)
        return f"{text} ({apart.mean:+.3f} ± {apart.error:.3f})"
    text = f"{cell:,.1f}"
    if not compared or isinstance(first, Figure) or not first:
        return text
    return f"{text} (× {cell / first:.2f})"


def form_lines(columns: Sequence[Column], rows: Sequence[Row]) -> list[str]:
    """Say for each model that was measured in both forms on which measure these differ most."""
    lines = []
    for place, column in enumerate(columns):
        other = _place_of(columns, column.model, "fp32")
        if column.form == "fp32" or other is None:
            continue
        apart = largest_difference(rows, place, other)
        if apart is not None:
            far, where = apart
            verdict = "within" if abs(far) <= CLOSE else "not within"
            lines.append(f"- {column.label}: {verdict} {CLOSE}; at most {far:+.4f}, in {where}")
    return lines


def largest_difference(rows: Sequence[Row], place: int, other: int) -> tuple[float, str] | None:
    """Return by how much two columns differ where they do most, and in what; costs do not count."""
    apart = [
        (here.mean - there.mean, f"{row.part}, {row.measure}")
        for row in rows
        for here, there in [(row.cells[place], row.cells[other])]
        if isinstance(here, Figure) and isinstance(there, Figure)
    ]
    return max(apart, key=lambda each: abs(each[0]), default=None)


def _place_of(columns: Sequence[Column], model: str, form: str) -> int | None:
    places = (n for n, each in enumerate(columns) if (each.model, each.form) == (model, form))
    return next(places, None)


def document(
    columns: Sequence[Column], rows: Sequence[Row], facts: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """Return all as JSON; `facts` are those of each column."""
    encoders = [
        {"label": column.label, "form": column.form, "yardstick": column.yardstick, **known}
        for column, known in zip(columns, facts, strict=True)
    ]
    return {
        "encoders": encoders,
        "measures": [
            {
                "part": row.part,
                "measure": row.measure,
                "cases": row.cases,
                "values": [
                    _value(row.cells, place, column) for place, column in enumerate(columns)
                ],
            }
            for row in rows
        ],
        "forms": form_lines(columns, rows),
    }


def _value(cells: Sequence[Figure | float | None], place: int, column: Column) -> Any:  # noqa: ANN401  JSON
    cell, first = cells[place], cells[column.yardstick]
    if isinstance(cell, Figure):
        found = {"mean": cell.mean, "error": cell.error, "cases": len(cell.values)}
        if isinstance(first, Figure):
            apart = cell.minus(first)
            found |= {"difference": apart.mean, "difference_error": apart.error}
        return found
    if cell is None or first is None or isinstance(first, Figure) or not first:
        return {"value": cell}
    return {"value": cell, "ratio": cell / first}
