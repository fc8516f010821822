"""The characters that every piece of syntax begins with that kblink reads in running text."""

from __future__ import annotations


def may_hold_something(content: str) -> bool:
    """Whether inline content holds a mark of a link, tag, comment, HTML tag or block id."""
    return (
        "[" in content
        or "#" in content
        or "<" in content
        or "^" in content
        or "%%" in content
        or "://" in content
    )
