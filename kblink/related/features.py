"""From signals to features: how strong a signal is, how much stronger than usual for either note,
and at which place it puts the target."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kblink.related.profiles import take_profiles
from kblink.related.signals import (
    GRAPH_SIGNALS,
    MEANS,
    REVERSE,
    TEXT_SIGNALS,
    Targets,
    graph_signals,
    text_signals,
)

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from kblink.related.profiles import Profiles
    from kblink.related.signals import Group, Neighbourhood

_PER_SIGNAL = 30
"""Notes that each signal may bring into the comparison."""
_BRINGING = (0, 1, 2, 3, 10, 11, 12, 16, 17, 19, 20)
"""The signals of text that bring notes into it."""
_BRINGING_BY_LINKS = (0, 2, 3, 5)
"""The signals of links that do."""
_LEAST_DEVIATION = 1e-3
"""Where nothing spreads, rounding must not become a feature."""
_MOST_BACKGROUND = 256
"""Notes that it is told from how strong signals usually are."""
_PLACE_OFFSET = 3

_USUAL = (0, 3, 12, 15, 20)
"""The signals of text whose usual strength from the target is a feature: how central it is, and how
often it is named."""

_FORMS = ("", "above usual", "above usual for the target", "place")


def _feature_groups() -> tuple[Group, ...]:
    text: list[Group] = [each.group for _ in _FORMS for each in TEXT_SIGNALS]
    graph: list[Group] = [each.group for _ in range(2) for each in GRAPH_SIGNALS]
    popularity: list[Group] = ["popularity"] * (len(_USUAL) + 2)
    return (*text, *popularity, *graph)


FEATURE_GROUPS = _feature_groups()
"""What each feature is about, in their order: those of texts first."""
TEXT_FEATURES = len(TEXT_SIGNALS) * len(_FORMS) + len(_USUAL) + 2
"""How many features are of the texts alone; those of links, tags and folders follow."""


@dataclass(frozen=True, slots=True, eq=False)
class Usual:
    """How strong the signals from a note are to the notes of the background: mean and deviation,
    each of shape (signals,)."""

    mean: npt.NDArray[np.float64]
    deviation: npt.NDArray[np.float64]


class Comparison:
    """Compares notes, by number. `background` are the numbers of those that tell what is usual;
    `known` grows by what is usual for each note that is compared."""

    def __init__(
        self,
        profiles: Profiles,
        background: npt.NDArray[np.int64],
        neighbourhood: Neighbourhood | None = None,
        known: dict[int, Usual] | None = None,
    ) -> None:
        self.profiles = profiles
        self._background = background
        self._neighbourhood = neighbourhood
        self.known = {} if known is None else known

    @property
    def sees_links(self) -> bool:
        """Whether links, tags and folders are looked at."""
        return self._neighbourhood is not None

    def has_links(self, note: int) -> bool:
        """Whether a note is known to be linked with any."""
        return self._neighbourhood is not None and bool(self._neighbourhood.linked[note])

    def compared(self, note: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """Return the notes that any signal brings into a comparison with one, ascending, and their
        features, shape (notes, features): those of text alone where nothing is known of links."""
        import numpy as np

        signals = text_signals(self.profiles, note)
        graph = None
        if self._neighbourhood is not None:
            graph = graph_signals(self.profiles, self._neighbourhood, note, signals)
        has_passages = np.asarray(self.profiles.means.any(axis=1), dtype=np.bool_)
        rows = _brought(signals, graph, note, has_passages)
        return rows, self._features(note, rows, signals[rows], graph)

    def usual(self, note: int) -> Usual:
        """Return how strong signals usually are from a note."""
        import numpy as np

        if note not in self.known:
            signals = text_signals(self.profiles, note, self._targets)
            others = signals[self._background != note]
            self.known[note] = (
                Usual(others.mean(axis=0), others.std(axis=0) + _LEAST_DEVIATION)
                if len(others)
                else Usual(np.zeros(len(TEXT_SIGNALS)), np.ones(len(TEXT_SIGNALS)))
            )
        return self.known[note]

    @cached_property
    def _targets(self) -> Targets:
        return Targets(self._background, take_profiles(self.profiles, self._background))

    def _features(
        self,
        note: int,
        rows: npt.NDArray[np.int64],
        signals: npt.NDArray[np.float64],
        graph: npt.NDArray[np.float64] | None,
    ) -> npt.NDArray[np.float64]:
        import numpy as np

        reverse = [*REVERSE]
        own = self.usual(note)
        theirs = [self.usual(int(other)) for other in rows]
        means = np.asarray([each.mean[reverse] for each in theirs]).reshape(signals.shape)
        deviations = np.asarray([each.deviation[reverse] for each in theirs]).reshape(signals.shape)
        lengths = self.profiles.lengths
        parts = [
            signals,
            np.clip((signals - own.mean) / own.deviation, -10, 10),
            np.clip((signals - means) / deviations, -10, 10),
            _places(signals),
            np.asarray([each.mean[[*_USUAL]] for each in theirs]).reshape(len(rows), len(_USUAL)),
            np.stack([lengths[rows], lengths[rows] - lengths[note]], axis=1),
        ]
        if graph is not None:
            parts += [graph[rows], _places(graph[rows])]
        return np.concatenate(parts, axis=1)


def background_of(marks: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Choose the notes that tell what is usual: those with the least `marks`, one a note, which
    stay the same as notes come and go. Return their numbers, ascending."""
    import numpy as np

    return np.sort(np.argsort(marks, kind="stable")[:_MOST_BACKGROUND]).astype(np.int64)


def _brought(
    signals: npt.NDArray[np.float64],
    graph: npt.NDArray[np.float64] | None,
    note: int,
    has_passages: npt.NDArray[np.bool_],
) -> npt.NDArray[np.int64]:
    """The notes that come first by any signal; by the nearness of their means, too, if they are far
    away: in a small vault there may be no others."""
    import numpy as np

    columns = [signals[:, place] for place in _BRINGING]
    columns += [] if graph is None else [graph[:, place] for place in _BRINGING_BY_LINKS]
    columns.append(np.where(has_passages, 2.0 + signals[:, MEANS], 0.0))
    found = np.zeros(len(signals), dtype=np.bool_)
    for column in columns:
        best = np.argsort(-column, kind="stable")[: _PER_SIGNAL + 1]
        found[best[column[best] > 0]] = True
    found[note] = False
    return np.flatnonzero(found)


def _places(signals: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The place of each note by each signal as a number, greatest for the first; 0 where nothing
    speaks for it."""
    import numpy as np

    order = np.argsort(-signals, axis=0, kind="stable")
    places = np.empty_like(order)
    np.put_along_axis(places, order, np.arange(len(signals))[:, None], axis=0)
    found: npt.NDArray[np.float64] = np.where(signals > 0, 1.0 / (_PLACE_OFFSET + places), 0.0)
    return found
