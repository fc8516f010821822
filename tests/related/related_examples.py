"""Notes made up for the tests of what is compared of them: words by hand, vectors of four."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import strategies as st

from kblink.related.profiles import NoteText, NoteVectors, make_profiles, rarity_of
from kblink.related.signals import (
    GRAPH_SIGNALS,
    TEXT_SIGNALS,
    Neighbourhood,
    graph_signals,
    tag_weights,
    text_signals,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    import numpy.typing as npt

    from kblink.related.profiles import Profiles

Made = tuple[NoteText, NoteVectors]

NOWHERE = (1.0, 0.0, 0.0, 0.0)


def unit(*values: float) -> npt.NDArray[np.float32]:
    found = np.asarray(values, dtype=np.float64)
    return (found / np.linalg.norm(found)).astype(np.float32)


def made(
    name: str,
    words: str = "",
    *,
    headings: str = "",
    aliases: Sequence[str] = (),
    passages: Sequence[Sequence[float]] = (),
    lengths: Sequence[int] = (),
    title: Sequence[float] = NOWHERE,
) -> Made:
    """A note called `name`; its words are as they are written, blanks between."""
    names = tuple(tuple(each.split()) for each in (name, *aliases))
    rows = np.array([unit(*each) for each in passages], dtype=np.float32).reshape(-1, 4)
    return (
        NoteText(names, tuple(headings.split()), tuple(words.split())),
        NoteVectors(rows, [*lengths] or [100] * len(rows), unit(*title)),
    )


def profiles_of(*notes: Made) -> Profiles:
    texts = [text for text, _ in notes]
    return make_profiles(texts, [vectors for _, vectors in notes], rarity_of(texts))


def signal(profiles: Profiles, name: str, note: int) -> list[float]:
    """A signal of text from a note to every one."""
    place = [each.name for each in TEXT_SIGNALS].index(name)
    return [float(value) for value in text_signals(profiles, note)[:, place]]


def neighbourhood_of(
    linked: Sequence[AbstractSet[int]],
    tags: Sequence[AbstractSet[str]] | None = None,
    folders: Sequence[str] | None = None,
) -> Neighbourhood:
    """Folders as they are written, such as `a/b`; of an empty one nothing is known."""
    own = [frozenset[str]() for _ in linked] if tags is None else tags
    parts = [tuple(each.split("/")) if each else () for each in folders or [""] * len(linked)]
    return Neighbourhood.of(linked, own, parts, tag_weights(own))


def all_graph_signals(
    profiles: Profiles, neighbourhood: Neighbourhood, note: int
) -> npt.NDArray[np.float64]:
    return graph_signals(profiles, neighbourhood, note, text_signals(profiles, note))


def graph_signal(
    profiles: Profiles, neighbourhood: Neighbourhood, name: str, note: int
) -> list[float]:
    """A signal of links, tags or folders from a note to every one."""
    place = [each.name for each in GRAPH_SIGNALS].index(name)
    found = all_graph_signals(profiles, neighbourhood, note)
    return [float(value) for value in found[:, place]]


# --- strategies -----------------------------------------------------------------------------------

_WORDS = st.lists(st.sampled_from("abcdefgh"), max_size=8).map(" ".join)
_VECTORS = st.tuples(*[st.integers(-3, 3)] * 4).filter(any)
notes = st.builds(
    made,
    st.lists(st.sampled_from("abcxyz"), max_size=2).map(" ".join),
    _WORDS,
    headings=_WORDS,
    aliases=st.lists(st.sampled_from(["a b", "d", "z"]), max_size=2, unique=True),
    passages=st.lists(_VECTORS, max_size=3),
    title=_VECTORS,
)
"""Any notes, also such as have no passages, no words, or no name that could be read."""
vaults = st.lists(notes, min_size=1, max_size=7)
