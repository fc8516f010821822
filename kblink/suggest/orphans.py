"""Which notes should link to a note that none links to."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from kblink.model import Orphan, Rescuer
from kblink.rank.fusion import Ranking, fuse
from kblink.suggest.note_text import words_of
from kblink.suggest.orphan_names import find_mention, naming_notes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from kblink.markdown.parse import ParsedNote
    from kblink.model import Mention, PassageRef, RelatedNote
    from kblink.store.catalogue import Catalogue
    from kblink.store.rows import NoteNames

# Of 195 notes of five vaults that one other note links to, with these links taken out, that note is
# first for 0.29 and among the first five for 0.67, of which no note is told for more than ten; by
# what is related alone, without that bound, among the first five for 0.68 (benchmarks/orphans.py).
# With 0.6, 0.5 and 0.3 it was 0.28 and 0.67, with 0.2, 0 and 0.3 it was 0.27 and 0.67.
_RELATED, _TITLE_WORDS, _LINKED, _NAMING = 1.0, 0.3, 0.2, 0.3
_SECTIONS = 200
"""Sections with words of the title that are looked at."""
_WORD = re.compile(r"\w{3,}")
_UNRELATED = 0.3
"""What naming an orphan counts for in a note that is not among the related ones."""
_MOST_OFTEN = 10
"""Orphans that one note is told for."""
_MOST_OFTEN_FIRST = 3
"""Orphans that one note is told first for, unless it names them."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """The notes that may rescue an orphan, with their scores in [0, 1]; `related` are those of them
    that are, `linked` those that the orphan links to."""

    orphan: NoteNames
    scores: Mapping[str, float]
    related: Mapping[str, RelatedNote]
    linked: Collection[str]


def find_rescuers(
    catalogue: Catalogue,
    orphans: Collection[str],
    related: Callable[[str], Sequence[RelatedNote]],
    read: Callable[[str], ParsedNote | None],
    *,
    limit: int,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> list[Orphan]:
    """Return the orphans at some paths, in their order, each with the notes that should link to it,
    best first and `limit` at most.

    To be called inside `catalogue.snapshot()`. `related` gives the notes related to one, best
    first; `read` a note as its file is, None where it cannot be read. A rescuer is the better the
    more it is related, if words of the orphan's title stand in it, if it names the orphan, and if
    the orphan links to it. No note floods the list: one is told for ten orphans at most, and first
    for three unless it names more. `progress` is called with how many orphans of how many are done.
    """
    names = {each.path: each for each in catalogue.names()}
    asked = [names[path] for path in sorted({*orphans}) if path in names]
    naming = _naming(catalogue, names, asked)
    found: list[Candidates] = []
    for done, orphan in enumerate(asked):
        progress(done, len(asked))
        near = {each.path: each for each in related(orphan.path)}
        linked = catalogue.linked_paths(orphan.path)
        found.append(
            Candidates(
                orphan,
                _scores(
                    [*near.values()],
                    linked,
                    naming[orphan.path],
                    _with_title_words(catalogue, orphan),
                    {path for path in names if path != orphan.path},
                ),
                near,
                linked,
            )
        )
    progress(len(asked), len(asked))
    chosen = choose(found, limit)
    boilerplate = [line.text for line in catalogue.boilerplate() or ()]
    parsed = lru_cache(maxsize=None)(read)

    def mention(path: str, orphan: NoteNames) -> Mention | None:
        if path not in naming[orphan.path]:
            return None
        note = parsed(path)
        return None if note is None else find_mention(note, orphan)

    return with_few_first(
        [
            Orphan(
                each.orphan.path,
                each.orphan.title,
                tuple(
                    Rescuer(
                        path,
                        names[path].title,
                        each.scores[path],
                        mention(path, each.orphan),
                        _passage(each.related.get(path), boilerplate),
                        path in each.linked,
                    )
                    for path in paths
                ),
            )
            for each, paths in zip(found, chosen, strict=True)
        ]
    )


def choose(candidates: Sequence[Candidates], limit: int) -> list[list[str]]:
    """Return the paths of the best `limit` of each orphan's candidates; the surest of all choices
    first, so that a note is told where it is best."""
    order = sorted(
        (-round(score, 6), number, path)
        for number, each in enumerate(candidates)
        for path, score in each.scores.items()
    )
    often: Counter[str] = Counter()
    chosen: list[list[str]] = [[] for _ in candidates]
    for _, number, path in order:
        if len(chosen[number]) < limit and often[path] < _MOST_OFTEN:
            chosen[number].append(path)
            often[path] += 1
    return chosen


def with_few_first(orphans: Sequence[Orphan]) -> list[Orphan]:
    """Put another rescuer first where the first one is that of others already and does not name the
    orphan; it keeps its place where there is no other."""
    first: Counter[str] = Counter()
    order = sorted(
        (number for number, orphan in enumerate(orphans) if orphan.rescuers),
        key=lambda number: (-orphans[number].rescuers[0].score, number),
    )
    found = [*orphans]
    for number in order:
        rescuers = orphans[number].rescuers
        best = next(
            (each for each in rescuers if each.mention or first[each.path] < _MOST_OFTEN_FIRST),
            rescuers[0],
        )
        first[best.path] += 1
        others = (each for each in rescuers if each is not best)
        found[number] = replace(orphans[number], rescuers=(best, *others))
    return found


def _naming(
    catalogue: Catalogue, names: Mapping[str, NoteNames], asked: Sequence[NoteNames]
) -> dict[str, Mapping[str, float]]:
    """For each orphan the notes whose text names it."""
    if not asked:
        return {}
    texts = [
        "\n\n".join(section.body for section in catalogue.note_sections(path)) for path in names
    ]
    return naming_notes([*names.values()], texts, {each.path for each in asked})


def _passage(related: RelatedNote | None, boilerplate: Sequence[str]) -> PassageRef | None:
    """The passage that speaks for a related note, unless many notes have its lines."""
    if related is None:
        return None
    own = related.target.text
    for line in boilerplate:
        own = own.replace(line, "")
    return related.target if _WORD.search(own) else None


def _with_title_words(catalogue: Catalogue, orphan: NoteNames) -> list[str]:
    """The notes with words of the orphan's title, best first."""
    words = " ".join(words_of(orphan.title))  # nothing in it excludes a word, or is a phrase
    hits = catalogue.keyword_search(words, _SECTIONS) if words else []
    places = catalogue.section_places([number for number, _ in hits])
    return [*dict.fromkeys(places[number].path for number, _ in hits if number in places)]


def _scores(
    related: Sequence[RelatedNote],
    linked: Collection[str],
    naming: Mapping[str, float],
    with_title_words: Sequence[str],
    others: Collection[str],
) -> dict[str, float]:
    """The scores of the notes among `others` that may rescue an orphan."""
    close = {each.path: each.score for each in related}

    def ranking(weight: float, paths: Sequence[str]) -> Ranking[str]:
        return Ranking(weight, [path for path in paths if path in others])

    by_name = sorted(
        naming, key=lambda path: (-naming[path] * (_UNRELATED + close.get(path, 0.0)), path)
    )
    by_link = sorted(linked, key=lambda path: (-close.get(path, 0.0), path))
    return fuse(
        [
            ranking(_RELATED, [each.path for each in related]),
            ranking(_TITLE_WORDS, with_title_words),
            ranking(_LINKED, by_link),
            ranking(_NAMING, by_name),
        ]
    )
