"""All places that a broken link may mean: by names and paths, by git's memory, by likeness."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from kblink.links.candidates import places_near, ranked
from kblink.links.names import heading_key, slug
from kblink.links.nearest_names import NameLookup, Near
from kblink.links.nearest_places import written_fragment
from kblink.links.targets import TargetIndex, find_target, index_files
from kblink.repair.history import NO_HISTORY, History
from kblink.repair.similar_names import similar_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from kblink.config import LinkSettings
    from kblink.model import Candidate, Link, NewLinks, ResolvedLink

_WITHOUT_FILE = frozenset({"broken-note", "missing-attachment"})


def _no_headings(_notes: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    return {}


Meant: TypeAlias = "Callable[[Link, str], Iterable[str]]"
"""From a link of a note to the notes that its sentence speaks of, best first."""


@dataclass(frozen=True)
class CandidateFinder:
    """What the links of one vault may mean.

    `new_links` is how the vault's program writes links. `reworded` tells for notes how their
    headings changed (old text to new), `meant` for a link of a note the notes that its sentence
    speaks of.
    """

    index: TargetIndex
    settings: LinkSettings
    history: History = NO_HISTORY
    new_links: NewLinks | None = None
    reworded: Callable[[Sequence[str]], Mapping[str, Mapping[str, str]]] = _no_headings
    meant: Meant | None = None
    _rewordings: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def ask_for_headings(self, notes: Iterable[str]) -> None:
        """Read at once how the headings of all these notes changed."""
        missing = sorted({*notes} - self._rewordings.keys())
        if missing:
            self._rewordings.update((note, {}) for note in missing)
            self._rewordings.update(self.reworded(missing))

    def offered(
        self, broken: Mapping[str, Sequence[ResolvedLink]]
    ) -> dict[str, tuple[ResolvedLink, ...]]:
        """Broken links, by note, with their candidates."""
        self.ask_for_headings(
            link.target.path
            for links in broken.values()
            for link in links
            if link.status == "broken-heading" and link.target.path is not None
        )
        return {
            source: tuple(link._replace(candidates=self.candidates(link, source)) for link in links)
            for source, links in broken.items()
        }

    def candidates(self, resolved: ResolvedLink, source: str) -> tuple[Candidate, ...]:
        """The candidates for a broken link of the note `source`, best first."""
        places = self.places(resolved, source)
        return ranked(resolved, source, places, self.index, self.settings, self.new_links)

    def candidate_at(self, resolved: ResolvedLink, source: str, path: str) -> Candidate | None:
        """The candidate that leads to a file that a person has chosen; None: it cannot be."""
        (found,) = ranked(
            resolved._replace(status="broken-note"),
            source,
            [Near(path, "chosen")],
            self.index,
            self.settings,
            self.new_links,
        )
        return None if found.replacement == resolved.link.raw else found._replace(confidence=1.0)

    def places(self, resolved: ResolvedLink, source: str) -> list[Near]:
        """The places that such a link may mean, each once, with what speaks for it."""
        found: dict[tuple[str, str | None], Near] = {}
        for near in self._places(resolved, source):
            found.setdefault((near.path, near.fragment), near)
        return [*found.values()]

    def _places(self, resolved: ResolvedLink, source: str) -> Iterator[Near]:
        link = resolved.link
        is_gone = False
        if resolved.status in _WITHOUT_FILE:
            yield from self._by_history(link, source)
            is_gone = self._is_gone(link, source)
        elif resolved.status == "broken-heading" and resolved.target.path is not None:
            yield from self._by_rewording(link, resolved.target.path)
        known = places_near(resolved, source, self.index, self.settings, self._lookup)
        # What led to a file that was deleted was not miswritten.
        yield from (near._replace(doubtful=near.doubtful or is_gone) for near in known)
        if resolved.status in _WITHOUT_FILE and all(near.doubtful for near in known):
            yield from similar_names(link.target, self._lookup)
            for path in self.meant(link, source) if self.meant else ():
                yield Near(path, "meaning")

    def _by_history(self, link: Link, source: str) -> Iterator[Near]:
        """Where the file went that the link led to, and what it led to before its note moved."""
        renamed = self.history.renamed
        sources = (source, *self.history.former.get(source, ()))
        for place in sources[1:]:
            path = find_target(link, place, self.index, self.settings).path
            if path is not None:
                yield Near(path, "source moved")
        for place in sources if renamed else ():
            match = find_target(link, place, self._past, self.settings)
            for old in match.candidates or filter(None, (match.path,)):
                if (new := renamed.get(old)) is None:
                    continue
                yield Near(new.path, "renamed", likeness=new.likeness)

    def _is_gone(self, link: Link, source: str) -> bool:
        """Whether a link led to a file that was deleted."""
        if not self.history.gone:
            return False
        return find_target(link, source, self._past, self.settings).path in self.history.gone

    def _by_rewording(self, link: Link, path: str) -> Iterator[Near]:
        """The headings of the note at `path` that took the place of the one that is named."""
        self.ask_for_headings([path])
        places = self.index.places.get(path)
        if places is None:
            return
        last = (link.fragment or "").rpartition("#")[2].strip()
        texts = tuple(text for _, text in places.headings)
        keys = [heading_key(text) for text in texts]
        for old, new in self._rewordings[path].items():
            if heading_key(old) != heading_key(last) and slug(old) != last.lower():
                continue
            if heading_key(new) in keys:
                number = keys.index(heading_key(new))
                written = written_fragment(link, texts, number, places, self.settings)
                if written is not None:
                    yield Near(path, "heading renamed", fragment=written)

    @cached_property
    def _lookup(self) -> NameLookup:
        return NameLookup(self.index)

    @cached_property
    def _past(self) -> TargetIndex:
        """All files that there are or were, so that links are read as they were then."""
        files = (path for paths in self.index.by_path.values() for path in paths)
        return index_files({*files, *self.history.renamed, *self.history.gone})
