"""What lies near the name of a broken link: looked up, so that no link costs a walk over all names.

Every table is made when a link first asks for it, from the keys of the index alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from kblink.links.grouped import grouped
from kblink.links.misspellings import Misspellings
from kblink.links.names import has_attachment_suffix, name_keys
from kblink.model import NOTE_SUFFIXES
from kblink.transliterate import has_cyrillic, sound_key, sound_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kblink.links.targets import TargetIndex

_SHORTEST_SOUND = 4
"""Letters of a name that is looked up by its sound; shorter ones are alike by chance."""
_CROWD = 20
"""Files of one name from which they are looked up by their folder too."""
_BETWEEN_WORDS = re.compile(r"[\s_-]+")
_LETTER = re.compile(r"[^\W\d_]")


class Near(NamedTuple):
    """A place that a link may mean. `doubtful` tells that something speaks against it.

    `display` is what a wiki-link then shows, `fragment` the one it then has; None: as it was.
    `likeness` in [0, 1] is that of what is similar only.
    """

    path: str
    reason: str
    doubtful: bool = False
    display: str | None = None
    fragment: str | None = None
    likeness: float = 1.0


class NameLookup:
    """The names of one index by what can be mistaken in them; make one for all links of a run.

    Names are given as keys (`name_key`), of notes without their extension; paths come back sorted.
    """

    def __init__(self, index: TargetIndex) -> None:
        self._index = index
        self._typed: dict[str, tuple[str, ...]] = {}
        self._by_folder: dict[str, Mapping[str, Sequence[str]]] = {}

    def misspelt(self, name: str) -> tuple[str, ...]:
        """The files whose names are one typing error away from `name`."""
        if name not in self._typed:
            self._typed[name] = self.bearers(*self._misspellings.near(name))
        return self._typed[name]

    def transliterated(self, name: str) -> tuple[str, ...]:
        """The files whose names are `name` in the letters of the other script."""
        if len(_LETTER.findall(name)) < _SHORTEST_SOUND:
            return ()
        table = self._latin_sounds if has_cyrillic(name) else self._russian_sounds
        return self.bearers(*table.get(sound_key(name), ())) if table else ()

    def respaced(self, name: str) -> tuple[str, ...]:
        """The files whose names differ from `name` in blanks, `-` and `_` only."""
        return self.bearers(*self._spaced.get(_spaced(name), ()))

    def other_extensions(self, stem: str) -> tuple[str, ...]:
        """The files, notes or not, that bear a name without its extension."""
        return self._paths(self._by_stem.get(stem, ()))

    def folders_named(self, name: str) -> Sequence[str]:
        """The keys of the folders whose last segment is `name`."""
        return self._folders.get(name, ())

    def namesakes(self, base: str, folder: str) -> tuple[str, ...]:
        """The files with the base name `base`; of a crowd those in a folder of the name `folder`,
        and a few others."""
        found = self._index.by_base.get(base, ())
        if len(found) <= _CROWD:
            return found
        if base not in self._by_folder:
            self._by_folder[base] = grouped(found, name_keys([*map(_folder_name, found)]))
        return tuple(dict.fromkeys((*self._by_folder[base].get(folder, ()), *found[:_CROWD])))

    def block_holders(self, block_id: str) -> tuple[str, ...]:
        """The notes that have a block id, in lower case."""
        return self._blocks.get(block_id, ())

    @cached_property
    def _misspellings(self) -> Misspellings:
        return Misspellings(dict.fromkeys(self.names))

    @cached_property
    def _latin_sounds(self) -> Mapping[str, Sequence[str]]:
        names = [name for name in self.names if not has_cyrillic(name)]
        return grouped(names, sound_keys(names))

    @cached_property
    def _russian_sounds(self) -> Mapping[str, Sequence[str]]:
        names = [name for name in self.names if has_cyrillic(name)]
        return grouped(names, sound_keys(names))

    @cached_property
    def _spaced(self) -> Mapping[str, Sequence[str]]:
        spaced = _spaced("\0".join(self.names)).split("\0")  # no name holds NUL
        return grouped(self.names, spaced if self.names else [])

    @cached_property
    def _by_stem(self) -> Mapping[str, Sequence[str]]:
        bases = [*self._index.by_base]
        return grouped(bases, [base.rpartition(".")[0] or base for base in bases])

    @cached_property
    def _folders(self) -> Mapping[str, Sequence[str]]:
        folders = sorted(self._index.folders)
        return grouped(folders, [folder.rpartition("/")[2] for folder in folders])

    @cached_property
    def _blocks(self) -> Mapping[str, tuple[str, ...]]:
        holders: defaultdict[str, list[str]] = defaultdict(list)
        for path, block_id in self._index.places.blocks():
            holders[block_id].append(path)
        return {block_id: tuple(sorted(paths)) for block_id, paths in holders.items()}

    @cached_property
    def names(self) -> list[str]:
        """The names that a link may give: of notes without extension, of attachments with it."""
        names = []
        for base in self._index.by_base:
            if base.endswith(NOTE_SUFFIXES):
                names.append(base.rpartition(".")[0])
            elif has_attachment_suffix(base):
                names.append(base)
        return names

    def bearers(self, *names: str) -> tuple[str, ...]:
        """The files that bear one of `names`."""
        return self._paths(name + ending for name in names for ending in ("", *NOTE_SUFFIXES))

    def _paths(self, bases: Iterable[str]) -> tuple[str, ...]:
        by_base = self._index.by_base
        return tuple(sorted(path for base in bases for path in by_base.get(base, ())))


def _spaced(name: str) -> str:
    return _BETWEEN_WORDS.sub(" ", name)


def _folder_name(path: str) -> str:
    return path.rpartition("/")[0].rpartition("/")[2]
