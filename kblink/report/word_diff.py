"""What was changed in a text, word by word."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CONTEXT = 4
"""Words that are shown around a change."""
_MOST_WORDS = 400
"""Words of a text that are compared."""
_CUT = "…"


class WordChange(NamedTuple):
    """Some words in a row that both texts have, or only the old or the new one."""

    kind: Literal["same", "old", "new"]
    text: str


def word_diff(old: str, new: str) -> list[WordChange]:
    """Return what became of `old`; `…` stands for what is the same and far from any change."""
    before, after = old.split()[:_MOST_WORDS], new.split()[:_MOST_WORDS]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    changes: list[WordChange] = []
    for kind, first, last, new_first, new_last in matcher.get_opcodes():
        if kind == "equal":
            words = before[first:last]
            kept = _kept(words, is_first=not changes, is_last=last == len(before))
            changes.append(WordChange("same", " ".join(kept)))
            continue
        if last > first:
            changes.append(WordChange("old", " ".join(before[first:last])))
        if new_last > new_first:
            changes.append(WordChange("new", " ".join(after[new_first:new_last])))
    return changes


def _kept(words: Sequence[str], *, is_first: bool, is_last: bool) -> Iterator[str]:
    """Yield the words at the ends that stand next to a change, and an ellipsis for others."""
    ahead = 0 if is_first else _CONTEXT
    behind = 0 if is_last else _CONTEXT
    if len(words) <= ahead + behind + 1:
        yield from words
        return
    yield from words[:ahead]
    yield _CUT
    yield from words[len(words) - behind :]
