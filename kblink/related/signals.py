"""What speaks for two notes belonging together, as numbers by name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from kblink.related.common_neighbours import adamic_adar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    import numpy as np
    import numpy.typing as npt

    from kblink.related.profiles import Profiles, Rows

Group: TypeAlias = Literal["meaning", "title", "words", "names", "links", "size"]
GROUPS: tuple[Group, ...] = ("meaning", "title", "words", "names", "links", "size")


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
    Signal("like neighbours", "links", "like neighbours"),
    Signal("shared tags", "links", "shared tags"),
    Signal("folder", "links", "folder"),
    Signal("degree", "links", "degree"),
)
"""Signals of the vault's links, tags and folders."""
REVERSE: tuple[int, ...] = tuple(
    next(place for place, other in enumerate(TEXT_SIGNALS) if other.name == each.reverse)
    for each in TEXT_SIGNALS
)


@dataclass(frozen=True, slots=True, eq=False)
class Neighbourhood:
    """How notes hang together but by their text: the notes that each is `linked` with, by number;
    its `tags`, folded; its `folder`. What is not known of them is empty."""

    linked: Sequence[AbstractSet[int]]
    tags: Sequence[AbstractSet[str]]
    folders: Sequence[tuple[str, ...]]
    tag_weights: Mapping[str, float]


def tag_weights(tags: Sequence[AbstractSet[str]]) -> dict[str, float]:
    """Return how much a tag tells that two notes share: the rarer it is, the more; one that stands
    alone, or at every note, tells nothing."""
    often = Counter(tag for own in tags for tag in own)
    return {tag: log(len(tags) / count) for tag, count in often.items() if count > 1}


def text_signals(profiles: Profiles, note: int) -> npt.NDArray[np.float64]:
    """Return the signals of text from a note to every one, shape (notes, signals) in the order of
    `TEXT_SIGNALS`; 0 where nothing speaks for it."""
    import numpy as np

    vectors, bounds = profiles.passages.vectors, profiles.passages.bounds
    first, last = bounds[note : note + 2]
    starts = bounds[:-1]
    own, shares = vectors[first:last], profiles.shares[first:last]
    mean, opening, title = profiles.means[note], profiles.firsts[note], profiles.titles[note]
    with_title = vectors @ np.concatenate([own, title[None]]).T
    cosines = with_title[:, :-1]  # (passages, own passages)
    nearest = np.maximum.reduceat(cosines, starts, axis=0)  # (notes, own passages)
    back = np.add.reduceat(cosines.max(axis=1) * profiles.shares, starts)
    lexical = _Words(profiles, note)
    columns = (
        nearest.max(axis=1),
        nearest @ shares,
        back,
        profiles.means @ mean,
        profiles.firsts @ opening,
        profiles.means @ opening,
        profiles.firsts @ mean,
        (profiles.titles @ own.T).max(axis=1),
        np.maximum.reduceat(with_title[:, -1], starts),
        profiles.titles @ title,
        profiles.scored.dot(lexical.spread(profiles.telling)),
        profiles.telling.dot(lexical.spread(profiles.scored)),
        profiles.weighted.dot(lexical.spread(profiles.weighted)),
        profiles.headed.dot(lexical.spread(profiles.present)),
        profiles.present.dot(lexical.spread(profiles.headed)),
        profiles.heading_vectors.dot(lexical.spread(profiles.heading_vectors)),
        profiles.named.dot(lexical.spread(profiles.present)),
        profiles.present.dot(lexical.spread(profiles.named)),
        profiles.name_vectors.dot(lexical.spread(profiles.name_vectors)),
        _filled(profiles.mentions.names[note], len(profiles)),
        _filled(profiles.mentions.named_by[note], len(profiles)),
    )
    return np.stack([np.asarray(column, dtype=np.float64) for column in columns], axis=1)


def graph_signals(
    profiles: Profiles, neighbourhood: Neighbourhood, note: int
) -> npt.NDArray[np.float64]:
    """Return the signals of links, tags and folders from a note to every one, shape (notes,
    signals) in the order of `GRAPH_SIGNALS`. A link between the two themselves is not looked at."""
    import numpy as np

    linked = neighbourhood.linked
    own = linked[note]
    degrees = np.asarray([len(each) for each in linked], dtype=np.float64)
    degrees[[*own]] -= 1
    common = np.zeros(len(linked))
    for shared in own:
        common[[*linked[shared]]] += 1
    together = len(own) + degrees - common
    together[[*own]] -= 1  # the link between the two, from this side
    columns = (
        np.maximum(adamic_adar(linked, note), 0.0),
        common / np.maximum(together, 1.0),
        _like_neighbours(profiles, own),
        _shared_tags(neighbourhood, note),
        _nearness(neighbourhood.folders, note),
        np.log1p(degrees),
    )
    return np.stack(columns, axis=1)


def _like_neighbours(profiles: Profiles, own: AbstractSet[int]) -> npt.NDArray[np.float64]:
    """How near each note is in meaning to the neighbours of one, itself left out of them."""
    import numpy as np

    if not own:
        return np.zeros(len(profiles))
    rows = sorted(own)
    sums = (profiles.means @ profiles.means[rows].T).sum(axis=1).astype(np.float64)
    counts = np.full(len(profiles), float(len(rows)))
    sums[rows] -= (profiles.means[rows] ** 2).sum(axis=1)  # 0 of a note without passages
    counts[rows] -= 1
    found: npt.NDArray[np.float64] = sums / np.maximum(counts, 1.0)
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
    found = np.zeros(len(folders))
    for place, other in enumerate(folders):
        shared = 0
        for mine, theirs in zip(own, other, strict=False):
            if mine != theirs:
                break
            shared += 1
        steps = len(own) + len(other) - 2 * shared
        found[place] = 1 / (1 + steps) if own and other else 0.0
    return found


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
