"""Where the label of a link ends, found once for each bracket.

markdown-it looks for it from every `[` anew, to the end of the paragraph where nothing closes it:
minutes for a line of 10,000 brackets. What is found here is the same (a property test compares the
two), but kept: a scan steps over inner brackets whose end is known, and gives up at one that has
none, since no bracket before that can have one either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.rules_inline import StateInline


def label_end(
    state: StateInline,
    start: int,
    disableNested: bool = False,  # noqa: N803, FBT001, FBT002 - markdown-it's signature
) -> int:
    """Return where the `]` stands that closes the `[` at `start`; -1 where none does.

    With `disableNested` a link between the two is reason enough for -1.
    """
    known: dict[int, int] = vars(state).setdefault(f"label_ends_{disableNested}", {})
    if start not in known:
        position = state.pos
        _scan(state, start, disableNested, known)
        state.pos = position
    return known[start]


def _scan(
    state: StateInline,
    start: int,
    disable_nested: bool,  # noqa: FBT001 - internal
    known: dict[int, int],
) -> None:
    """Find the end for `start`, and for brackets inside that are not `known` yet."""
    opened = [start]
    state.pos = start + 1
    while opened and state.pos < state.posMax:
        position, mark = state.pos, state.src[state.pos]
        if mark == "]":
            known[opened.pop()] = position
        state.md.inline.skipToken(state)
        if mark != "[":
            continue
        if state.pos != position + 1:  # a token that begins with a bracket
            if disable_nested:
                break
        elif position not in known:
            opened.append(position)
        elif known[position] < 0:
            break
        else:
            state.pos = known[position] + 1
    known.update((unclosed, -1) for unclosed in opened)
