"""What speaks for two notes belonging together, as numbers by name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import takewhile
from math import log
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from kblink.related.common_neighbours import adamic_adar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    import numpy as np
    import numpy.typing as npt

    from kblink.related.profiles import Profiles, Rows

Group: TypeAlias = Literal["meaning", "title", "words", "names", "links", "popularity"]
GROUPS: tuple[Group, ...] = ("meaning", "title", "words", "names", "links", "popularity")


class Signal(NamedTuple):
    """A signal between a source and a target: what it is about, and the name of the same signal
    the other way round."""

    name: str
    group: Group
    reverse: str


TEXT_SIGNALS: tuple[Signal, ...] = (
    Signal("best pair", "meaning", "best pair"),
    Signal("passages", "meaning", "passages back"),
    Signal("passages back", "meaning", "passages"),
    Signal("means", "meaning", "means"),
    Signal("first passages", "meaning", "first passages"),
    Signal("first and mean", "meaning", "mean and first"),
    Signal("mean and first", "meaning", "first and mean"),
    Signal("title in meaning", "title", "title in meaning back"),
    Signal("title in meaning back", "title", "title in meaning"),
    Signal("titles", "title", "titles"),
    Signal("bm25", "words", "bm25 back"),
    Signal("bm25 back", "words", "bm25"),
    Signal("tf-idf", "words", "tf-idf"),
    Signal("heading words", "words", "heading words back"),
    Signal("heading words back", "words", "heading words"),
    Signal("headings", "words", "headings"),
    Signal("name words", "names", "name words back"),
    Signal("name words back", "names", "name words"),
    Signal("names", "names", "names"),
    Signal("mention", "names", "mention back"),
    Signal("mention back", "names", "mention"),
)
"""Signals of text, which are also compared with how strong they usually are."""
GRAPH_SIGNALS: tuple[Signal, ...] = (
    Signal("adamic-adar", "links", "adamic-adar"),
    Signal("shared neighbours", "links", "shared neighbours"),
    Signal("like its neighbours", "links", "neighbours like it"),
    Signal("neighbours like it", "links", "like its neighbours"),
    Signal("words of its neighbours", "links", "neighbours with its words"),
    Signal("neighbours with its words", "links", "words of its neighbours"),
    Signal("nearest neighbour in words", "links", "nearest neighbour in words"),
    Signal("shared tags", "links", "shared tags"),
    Signal("folder", "links", "folder"),
    Signal("degree", "popularity", "degree"),
)
"""Signals of the vault's links, tags and folders."""
MEANS, _WORDS = 3, 12
"""The places of the signals of text that neighbours are compared by."""
REVERSE: tuple[int, ...] = tuple(
    next(place for place, other in enumerate(TEXT_SIGNALS) if other.name == each.reverse)
    for each in TEXT_SIGNALS
)


@dataclass(frozen=True, slots=True, eq=False)
class Neighbourhood:
    """How notes hang together but by their text: the notes that each is `linked` with, by number;
    its `tags`, folded; its `folder` from the root, `""`, on. What is not known of them is empty.
    `flat` has the neighbours note after note, those of note i at `bounds[i]:bounds[i + 1]`."""

    linked: Sequence[AbstractSet[int]]
    tags: Sequence[AbstractSet[str]]
    folders: Sequence[tuple[str, ...]]
    tag_weights: Mapping[str, float]
    flat: npt.NDArray[np.int64]
    bounds: npt.NDArray[np.int64]

    @classmethod
    def of(
        cls,
        linked: Sequence[AbstractSet[int]],
        tags: Sequence[AbstractSet[str]],
        folders: Sequence[tuple[str, ...]],
        weights: Mapping[str, float],
    ) -> Neighbourhood:
        """Bring together what is known; `weights` say how much a tag tells."""
        import numpy as np

        flat = np.asarray([other for own in linked for other in sorted(own)], dtype=np.int64)
        bounds = np.cumsum([0, *map(len, linked)]).astype(np.int64)
        return cls(linked, tags, folders, weights, flat, bounds)


def tag_weights(tags: Sequence[AbstractSet[str]]) -> dict[str, float]:
    """Return how much a tag tells that two notes share: the rarer it is, the more; one that stands
    alone, or at every note, tells nothing."""
    often = Counter(tag for own in tags for tag in own)
    return {tag: log(len(tags) / count) for tag, count in often.items() if count > 1}


class Targets(NamedTuple):
    """Notes that others are compared with: their numbers, int64 of shape (targets,), and their
    profiles, in that order."""

    numbers: npt.NDArray[np.int64]
    profiles: Profiles


def text_signals(
    profiles: Profiles, note: int, targets: Targets | None = None
) -> npt.NDArray[np.float64]:
    """Return the signals of text from a note to every one, or to `targets` of the same profiles,
    shape (targets, signals) in the order of `TEXT_SIGNALS`; 0 where nothing speaks for it."""
    import numpy as np

    others = profiles if targets is None else targets.profiles
    first, last = profiles.passages.bounds[note : note + 2]
    own, shares = profiles.passages.vectors[first:last], profiles.shares[first:last]
    mean, opening, title = profiles.means[note], profiles.firsts[note], profiles.titles[note]
    starts = others.passages.bounds[:-1]
    with_title = others.passages.vectors @ np.concatenate([own, title[None]]).T
    cosines = with_title[:, :-1]  # (passages, own passages)
    nearest = np.maximum.reduceat(cosines, starts, axis=0)  # (targets, own passages)
    best = np.ascontiguousarray(cosines.T).max(axis=0)  # (passages,); by rows it is 20 times slower
    back = np.add.reduceat(best * others.shares, starts)
    words = _Words(profiles, note)
    sides = (profiles.mentions.names[note], profiles.mentions.named_by[note])
    mentions = [_filled(side, len(profiles)) for side in sides]
    if targets is not None:
        mentions = [found[targets.numbers] for found in mentions]
    columns = (
        nearest.max(axis=1),
        nearest @ shares,
        back,
        others.means @ mean,
        others.firsts @ opening,
        others.means @ opening,
        others.firsts @ mean,
        (others.titles @ own.T).max(axis=1),
        np.maximum.reduceat(with_title[:, -1], starts),
        others.titles @ title,
        others.scored.dot(words.spread(profiles.telling)),
        others.telling.dot(words.spread(profiles.scored)),
        others.weighted.dot(words.spread(profiles.weighted)),
        others.headed.dot(words.spread(profiles.present)),
        others.present.dot(words.spread(profiles.headed)),
        others.heading_vectors.dot(words.spread(profiles.heading_vectors)),
        others.named.dot(words.spread(profiles.present)),
        others.present.dot(words.spread(profiles.named)),
        others.name_vectors.dot(words.spread(profiles.name_vectors)),
        *mentions,
    )
    return np.stack([np.asarray(column, dtype=np.float64) for column in columns], axis=1)


def graph_signals(
    profiles: Profiles,
    neighbourhood: Neighbourhood,
    note: int,
    text: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """Return the signals of links, tags and folders from a note to every one, shape (notes,
    signals) in the order of `GRAPH_SIGNALS`; `text` are its signals of text. A link between the two
    themselves is not looked at."""
    import numpy as np

    linked = neighbourhood.linked
    own = sorted(linked[note])
    degrees = np.asarray([len(each) for each in linked], dtype=np.float64)
    degrees[own] -= 1
    common = np.zeros(len(linked))
    for shared in own:
        common[[*linked[shared]]] += 1
    together = len(own) + degrees - common
    together[own] -= 1  # the link between the two, from this side
    near, words = text[:, MEANS], text[:, _WORDS]
    theirs, theirs_in_words = (
        _over_neighbours(neighbourhood, column, note) for column in (near, words)
    )
    counts = np.maximum(degrees, 1.0)
    has_passages = np.asarray(profiles.means[own].any(axis=1), dtype=np.bool_)
    has_words = np.diff(profiles.weighted.bounds)[own] > 0
    columns = (
        np.maximum(adamic_adar(linked, note), 0.0),
        common / np.maximum(together, 1.0),
        _of_own(profiles.means @ profiles.means[own].sum(axis=0), own, has_passages),
        theirs.sums / counts,
        _of_own(profiles.weighted.dot(_spread_over(profiles, own)), own, has_words),
        theirs_in_words.sums / counts,
        theirs_in_words.best,
        _shared_tags(neighbourhood, note),
        _nearness(neighbourhood.folders, note),
        np.log1p(degrees),
    )
    return np.stack([np.asarray(column, dtype=np.float64) for column in columns], axis=1)


class _OverNeighbours(NamedTuple):
    """Of each note's neighbours: what a signal adds up to, and its greatest value; 0 for none."""

    sums: npt.NDArray[np.float64]
    best: npt.NDArray[np.float64]


def _over_neighbours(
    neighbourhood: Neighbourhood, column: npt.NDArray[np.float64], note: int
) -> _OverNeighbours:
    """Look up a signal for each neighbour of each note, but for `note` among them."""
    import numpy as np

    values = np.where(neighbourhood.flat == note, 0.0, np.maximum(column[neighbourhood.flat], 0.0))
    sums, best = np.zeros(len(column)), np.zeros(len(column))
    some = np.flatnonzero(np.diff(neighbourhood.bounds))
    if len(some):
        starts = neighbourhood.bounds[some]
        sums[some] = np.add.reduceat(values, starts)
        best[some] = np.maximum.reduceat(values, starts)
    return _OverNeighbours(sums, best)


def _of_own(
    sums: npt.NDArray[Any], own: Sequence[int], is_like_itself: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    """The mean over a note's neighbours; for a neighbour itself over the others."""
    import numpy as np

    found = sums.astype(np.float64)
    counts = np.full(len(found), float(len(own)))
    found[own] -= is_like_itself
    counts[own] -= 1
    mean: npt.NDArray[np.float64] = found / np.maximum(counts, 1.0)
    return mean


def _spread_over(profiles: Profiles, notes: Sequence[int]) -> npt.NDArray[np.float64]:
    """What some notes have of each term, added up."""
    import numpy as np

    found = np.zeros(profiles.vocabulary)
    for note in notes:
        terms, values = profiles.weighted.of(note)
        found[terms] += values
    return found


def _shared_tags(neighbourhood: Neighbourhood, note: int) -> npt.NDArray[np.float64]:
    import numpy as np

    own = neighbourhood.tags[note]
    weights = neighbourhood.tag_weights
    return np.asarray(
        [
            sum(sorted(weights.get(tag, 0.0) for tag in own & other)) if own and other else 0.0
            for other in neighbourhood.tags
        ]
    )


def _nearness(folders: Sequence[tuple[str, ...]], note: int) -> npt.NDArray[np.float64]:
    """1 in the same folder, less with each step up and down; 0 where nothing is known."""
    import numpy as np

    own = folders[note]
    nearness = {other: _folder_nearness(own, other) for other in {*folders}}
    return np.asarray([nearness[other] for other in folders])


def _folder_nearness(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    shared = sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    )
    return 1 / (1 + len(one) + len(other) - 2 * shared) if one and other else 0.0


class _Words:
    """A note's numbers by term, spread over the vocabulary."""

    def __init__(self, profiles: Profiles, note: int) -> None:
        self._vocabulary = profiles.vocabulary
        self._note = note

    def spread(self, rows: Rows) -> npt.NDArray[np.float64]:
        import numpy as np

        terms, values = rows.of(self._note)
        found = np.zeros(self._vocabulary)
        found[terms] = values
        return found


def _filled(weights: Mapping[int, float], notes: int) -> npt.NDArray[np.float64]:
    import numpy as np

    found = np.zeros(notes)
    for other, weight in weights.items():
        found[other] = weight
    return found
