"""Why a link is suggested, in a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_CLOSE = 0.6
_TELLING_WORDS = 0.3


def explanation(signals: Mapping[str, float]) -> str:
    """Say what speaks most for a link with these signs."""
    return "; ".join(_reasons(signals))


def _reasons(signals: Mapping[str, float]) -> list[str]:
    found = []
    if signals["file name"]:
        found.append("the note's file name")
    elif signals["alone"]:
        found.append("a name of the note")
    elif signals["part of name"]:
        found.append("a part of the note's name")
    if signals["linked"]:
        share = round(100 * signals["commonness"])
        found.append(f"{share} % of the links with these words lead there")
    if signals["backlink"]:
        found.append("it links to this note")
    if signals["section"] >= _CLOSE:
        found.append(f"near in meaning ({signals['section']:.2f})")
    if signals["terms"] >= _TELLING_WORDS:
        found.append("both use the same rare words")
    if signals["graph"] > 0:
        found.append("both are linked with the same notes")
    return found or ["its words are those of a link"]
