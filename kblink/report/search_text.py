"""Hits of a search as plain lines: `path:line: title › heading: snippet`, one a hit.

Editors and grep understand this form. rich is not needed for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.report.clean import one_line

if TYPE_CHECKING:
    from kblink.model import Answer, Hit


def hit_line(hit: Hit) -> str:
    """Return a hit as one line without its line break."""
    headings = hit.heading_path[1:] if hit.heading_path[:1] == (hit.title,) else hit.heading_path
    trail = " › ".join(map(one_line, (hit.title, *headings)))
    return f"{one_line(hit.path)}:{hit.line}: {trail}: {one_line(hit.snippet)}"


def correction_line(answer: Answer) -> str:
    """Return what was looked for instead of words that no note has; empty where there are none."""
    if not answer.corrected:
        return ""
    typed = ", ".join(f"“{one_line(word)}”" for word, _ in answer.corrected)
    return f"Showing results for {one_line(answer.read_as)}; no note has {typed}."
