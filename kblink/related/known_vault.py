"""The notes of the index as they are compared: all at once where they are few, else those that any
signal may bring up for one."""

from __future__ import annotations

import zlib
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from kblink.related.common_neighbours import neighbours
from kblink.related.features import Comparison, Usual, background_of
from kblink.related.phrases import PhraseBook
from kblink.related.profiles import Rarity, take_profiles
from kblink.related.signals import Neighbourhood, tag_weights
from kblink.related.stored_profiles import called_words, read_profiles

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    import numpy.typing as npt

    from kblink.related.profiles import Profiles
    from kblink.related.stored_profiles import EmbedTitles
    from kblink.store.catalogue import Catalogue
    from kblink.store.rows import NoteNames

FEW = 1024
"""Notes up to which all are compared with one: it takes half a second."""
_MOST_BROUGHT = 100
"""Notes that one way of looking brings up, in a vault of many."""
_MOST_NEIGHBOURS = 60
_MOST_SECTIONS = 200
"""Sections with a note's telling words that are looked at."""
_COMMON = 400
"""Sections that a word may be in to bring notes up: what more have costs much and tells little."""
_MOST_WORDS = 30
"""Telling words of a note that bring others up."""
_ROWS_AT_ONCE = 64


class Compared(NamedTuple):
    """A note and those that it was compared with: their `numbers` in the vault, ascending, their
    `rows` in the `profiles`, their `features`, shape (notes, features). `row` is the note's own;
    `has_links` says whether it is linked with any note."""

    numbers: list[int]
    rows: list[int]
    features: npt.NDArray[np.float64]
    has_links: bool
    profiles: Profiles
    row: int


class KnownVault:
    """The notes of a catalogue, by number in the order of their paths, inside its snapshot.

    With `every` all of them are read once, since all are asked for; else, where they are many, for
    each question those that it may be about.
    """

    def __init__(
        self, catalogue: Catalogue, encoder_id: str, embed_titles: EmbedTitles, *, every: bool
    ) -> None:
        self._catalogue = catalogue
        self._encoder_id = encoder_id
        self._embed_titles = embed_titles
        self.names = sorted(catalogue.names(), key=lambda each: each.path)
        self.number = {each.path: place for place, each in enumerate(self.names)}
        self._are_few = len(self.names) <= FEW
        self._reads_all = every or self._are_few
        self._usual: dict[int, Usual] = {}

    def linked(self, note: int) -> frozenset[int]:
        """Return the notes that one is linked with, in either direction."""
        return self._linked[note]

    def compared(self, note: int) -> Compared:
        """Compare a note with all that may be related to it."""
        if self._are_few:
            chosen, comparison, row = [*range(len(self.names))], self._whole, note
        else:
            chosen = sorted({note, *self._brought(note), *self._background})
            comparison, row = self._compare(chosen), chosen.index(note)
        rows, features = comparison.compared(row)
        if not self._are_few:
            self._usual.update((chosen[place], usual) for place, usual in comparison.known.items())
        return Compared(
            numbers=[chosen[each] for each in rows],
            rows=rows.tolist(),
            features=features,
            has_links=comparison.has_links(row),
            profiles=comparison.profiles,
            row=row,
        )

    @cached_property
    def _whole(self) -> Comparison:
        return self._compare(range(len(self.names)), self._usual)

    def _compare(self, chosen: Sequence[int], usual: dict[int, Usual] | None = None) -> Comparison:
        """Compare some notes, by their place among them."""
        import numpy as np

        rows = np.asarray(chosen, dtype=np.int64)
        place = {each: row for row, each in enumerate(chosen)}
        if not self._reads_all:
            profiles = self._read([self.names[each] for each in chosen])
        elif len(chosen) == len(self.names):
            profiles = self._profiles
        else:
            profiles = take_profiles(self._profiles, rows)
        neighbourhood = Neighbourhood.of(
            [frozenset(place[x] for x in self._linked[each] if x in place) for each in chosen],
            [self._tags[each] for each in chosen],
            [self._folders[each] for each in chosen],
            self._tag_weights,
        )
        background = np.asarray([place[each] for each in self._background], dtype=np.int64)
        if usual is None:
            usual = {place[each]: known for each in chosen if (known := self._usual.get(each))}
        return Comparison(profiles, background, neighbourhood, usual)

    # --- what is known of all ---------------------------------------------------------------------

    @cached_property
    def _profiles(self) -> Profiles:
        return self._read(self.names)

    def _read(self, names: Sequence[NoteNames]) -> Profiles:
        rarity = None if self._reads_all else self._rarity
        return read_profiles(self._catalogue, self._encoder_id, names, self._embed_titles, rarity)

    @cached_property
    def _rarity(self) -> Rarity:
        return Rarity(self._catalogue.totals().sections, self._catalogue.sections_having())

    @cached_property
    def _background(self) -> list[int]:
        import numpy as np

        marks = [zlib.crc32(each.path.encode("utf-8", "replace")) for each in self.names]
        found: list[int] = background_of(np.asarray(marks, dtype=np.int64)).tolist()
        return found

    @cached_property
    def _linked(self) -> tuple[frozenset[int], ...]:
        pairs = self._catalogue.linked_pairs()
        numbers = ((self.number[source], self.number[target]) for source, target in pairs)
        return neighbours(numbers, len(self.names))

    @cached_property
    def _tags(self) -> list[frozenset[str]]:
        tags = self._catalogue.note_tags()
        return [tags.get(each.path, frozenset()) for each in self.names]

    @cached_property
    def _tag_weights(self) -> dict[str, float]:
        return tag_weights(self._tags)

    @cached_property
    def _folders(self) -> list[tuple[str, ...]]:
        return [("", *each.path.split("/")[:-1]) for each in self.names]

    @cached_property
    def _book(self) -> PhraseBook:
        return PhraseBook(self._bearers)

    @cached_property
    def _bearers(self) -> dict[tuple[str, ...], list[int]]:
        found: dict[tuple[str, ...], list[int]] = {}
        for place, each in enumerate(self.names):
            for name in called_words(each):
                found.setdefault(name, []).append(place)
        return found

    # --- in a vault of many -----------------------------------------------------------------------

    def _brought(self, note: int) -> Iterable[int]:
        """The notes that may be related to one: near in meaning, with its words, naming it or named
        by it, or linked with its neighbours."""
        words = [
            word
            for section in self._catalogue.texts([self.names[note].path])
            for word in section.body.split()
        ]
        yield from self._near(note)
        having = self._rarity.having
        counts = Counter(words)
        telling = sorted(
            (word for word in counts if having.get(word, 0) <= _COMMON),
            key=lambda word: (-counts[word] / (1 + having.get(word, 0)) ** 0.5, word),
        )[:_MOST_WORDS]
        yield from self._with([(word,) for word in telling])
        yield from self._with(called_words(self.names[note]))
        named = {tuple(words[slice(*place)]) for place in self._book.places(words)}
        found = [other for name in sorted(named) for other in self._bearers[name]]
        yield from found[:_MOST_BROUGHT]
        own = sorted(self._linked[note])[:_MOST_NEIGHBOURS]
        yield from own
        shared = Counter(other for each in own for other in self._linked[each])
        yield from (other for other, _ in shared.most_common(_MOST_BROUGHT))

    def _with(self, phrases: Iterable[tuple[str, ...]]) -> Iterable[int]:
        paths = self._catalogue.notes_with(phrases, _MOST_SECTIONS)
        return (self.number[path] for path in paths[:_MOST_BROUGHT])

    def _near(self, note: int) -> Iterable[int]:
        if self._reads_all:
            return self._nearest_block(note // _ROWS_AT_ONCE)[note % _ROWS_AT_ONCE]
        import numpy as np

        sections = self._catalogue.note_sections(self.names[note].path)
        stored = self._catalogue.embeddings([each.digest for each in sections], self._encoder_id)
        rows = [stored[each.digest] for each in sections if each.digest in stored]
        if not rows:
            return ()
        matrix = np.stack(rows).astype(np.float32)
        queries = np.stack([matrix.mean(axis=0), matrix[0]])
        _, found = self._catalogue.vectors().search(queries, _MOST_SECTIONS)
        ids = self._catalogue.section_ids_at(found.ravel().tolist())
        places = self._catalogue.section_places(ids)
        paths = dict.fromkeys(places[each].path for each in ids)
        return [self.number[path] for path in paths]

    def _nearest_block(self, block: int) -> list[list[int]]:
        """The notes nearest to each of a block of them: all are asked for in order."""
        import numpy as np

        if self._block[0] != block:
            means = self._profiles.means
            first = block * _ROWS_AT_ONCE
            cosines = means[first : first + _ROWS_AT_ONCE] @ means.T
            best = np.argpartition(-cosines, _MOST_BROUGHT, axis=1)[:, :_MOST_BROUGHT]
            self._block = (block, best.tolist())
        return self._block[1]

    _block: tuple[int, list[list[int]]] = (-1, [])
