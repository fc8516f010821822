"""The six columns of a span, which is itself their values in order."""

from __future__ import annotations

SPAN_COLUMNS = "span_start, span_end, line, col, end_line, end_col"
