"""A span as its six columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kblink.model import Span

SPAN_COLUMNS = "span_start, span_end, line, col, end_line, end_col"


def span_values(span: Span) -> tuple[int, ...]:
    """Return the six numbers of a span in the order of the columns, which is that of `Span`."""
    return (span.start, span.end, span.line, span.column, span.end_line, span.end_column)
