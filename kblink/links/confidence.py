"""How surely a broken link means each of the places that it may mean.

A conditional logit with a choice of none: each place has a score, the sum of what tells for and
against it, and its confidence is exp(score) / (1 + the sum of exp(score) over all places). So
rivals take from each other, and where all scores are low none is believed. The weights are in
`confidence_weights`, fitted to links of real vaults that were broken on purpose
(`benchmarks/repair.py`). Source of the method: D. McFadden, Conditional logit analysis of
qualitative choice behaviour, 1974.
"""

from __future__ import annotations

from collections import Counter
from math import exp
from typing import TYPE_CHECKING, NamedTuple

from kblink.links.confidence_weights import REASONS, WEIGHTS
from kblink.links.names import name_key
from kblink.links.targets import TargetIndex, folder_of, is_wiki, stem_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kblink.links.nearest_names import Near
    from kblink.model import Link

DOUBTFUL = "doubtful"
"""The reason that all places count as that something speaks against."""
SPELLINGS = frozenset({"spacing", "transliteration", "typo", "similar name"})
"""Reasons for which a name counts the more the longer it is."""
_LONG = 10
"""Letters from which on a name is long enough."""
_OF_NO_PATH = frozenset({"meaning", "chosen"})
"""Reasons that have nothing to do with what the link says."""
REWORDINGS = frozenset({"heading reworded", "similar heading"})
_LONG_HEADING = 30
_MOST_APART = 4
_HIGHEST = 30.0


class Traits(NamedTuple):
    """What tells for and against a place.

    `apart`: by how many folders its path is not the one that is written; `far`: the share of
    folders that it does not have in common with the note of the link; `missing`: how many of the
    folders that are written it does not have; `parallel`: it has the place that is written, but
    beside a namesake of that note. `short` is 1 for a name of no letters, 0
    for a long one; `unlike` is what its likeness lacks.
    """

    reason: str
    apart: float = 0.0
    far: float = 0.0
    missing: float = 0.0
    parallel: float = 0.0
    short: float = 0.0
    unlike: float = 0.0


def traits_of(near: Near, link: Link, source: str, index: TargetIndex) -> Traits:
    """What tells for and against a place that a link of the note `source` may mean."""
    if near.reason in _OF_NO_PATH:
        return Traits(_reason(near))
    if not link.target or near.fragment is not None:
        letters = min(len(near.fragment or ""), _LONG_HEADING)
        short = 1.0 - letters / _LONG_HEADING if near.reason in REWORDINGS else 0.0
        return Traits(_reason(near), short=short, unlike=1.0 - near.likeness)
    name = stem_of(near.path)
    return Traits(
        _reason(near),
        apart=float(min(_apart(near.path, link, source), _MOST_APART)),
        far=_far(near.path, source),
        missing=float(min(_missing(near.path, link), _MOST_APART)),
        parallel=float(_is_parallel(near.path, link, source, index)),
        short=1.0 - min(len(name), _LONG) / _LONG if near.reason in SPELLINGS else 0.0,
        unlike=1.0 - near.likeness,
    )


def _reason(near: Near) -> str:
    return DOUBTFUL if near.doubtful else near.reason


def confidences(
    places: Sequence[Traits],
    reasons: Mapping[str, float] = REASONS,
    weights: Mapping[str, float] = WEIGHTS,
) -> list[float]:
    """The confidence in each of the places that one link may mean; together they are below 1."""
    odds = [exp(min(_score(place, reasons, weights), _HIGHEST)) for place in places]
    whole = 1.0 + sum(odds)
    return [each / whole for each in odds]


def _score(place: Traits, reasons: Mapping[str, float], weights: Mapping[str, float]) -> float:
    return reasons[place.reason] + sum(
        weights[name] * float(getattr(place, name)) for name in weights
    )


def _apart(path: str, link: Link, source: str) -> int:
    """By how many folders a path is not the one that is written; several readings: the least."""
    from rapidfuzz.distance import Levenshtein

    written = [name_key(part) for part in link.target.replace("\\", "/").split("/")[:-1]]
    own = name_key(folder_of(path)).split("/") if "/" in path else []
    named = [part for part in written if part not in ("", ".", "..")]
    is_relative = "." in written or ".." in written
    if is_wiki(link) and not is_relative:
        tail = own if written[:1] == [""] else own[max(len(own) - len(named), 0) :]
        return Levenshtein.distance(named, tail)
    beside = _joined(name_key(folder_of(source)).split("/"), written)
    ways = [beside] if is_relative or not named else [beside, named]
    return min(Levenshtein.distance(way, own) for way in ways)


def _missing(path: str, link: Link) -> int:
    """How many of the folders that are written a path does not have."""
    own = Counter(name_key(part) for part in path.split("/")[:-1])
    written = link.target.replace("\\", "/").split("/")
    named = Counter(name_key(part) for part in written[:-1] if part not in ("", ".", ".."))
    return (named - own).total()


def _far(path: str, source: str) -> float:
    here, there = folder_of(source).split("/"), folder_of(path).split("/")
    shared = 0
    for one, other in zip(here, there, strict=False):
        if one != other:
            break
        shared += 1
    return 1.0 - 2.0 * shared / (len(here) + len(there))


def _is_parallel(path: str, link: Link, source: str, index: TargetIndex) -> bool:
    """Whether a namesake of the note `source` would find just this file by the same words.

    Trees of the same shape hold translations or versions: a link does not cross them by mistake.
    """
    twins = index.by_base.get(name_key(source.rpartition("/")[2]), ())
    if len(twins) < 2 or len(twins) > _MOST_TWINS:
        return False
    written = [name_key(part) for part in link.target.replace("\\", "/").split("/")]
    found = name_key(path).rpartition(".")[0].split("/")
    for twin in twins:
        if twin != source:
            meant = _joined(name_key(folder_of(twin)).split("/"), written)
            if "/".join(meant).removesuffix(".md").split("/") == found:
                return True
    return False


_MOST_TWINS = 20
"""A name that more notes bear (README) tells nothing of trees of the same shape."""


def _joined(folder: Sequence[str], written: Sequence[str]) -> list[str]:
    """The segments of a path from a folder; what leads above the root stays at the root."""
    parts = [part for part in folder if part]
    for segment in written:
        if segment == "..":
            del parts[-1:]
        elif segment not in ("", "."):
            parts.append(segment)
    return parts
