"""From the path part of a link to a file of the vault: the tiers, the first that answers wins.

| tier | condition | result |
|---|---|---|
| 0 | no file bears the base name (as written where it holds a dot, else with `.md`) | none |
| 1 | no `/`, exactly one file bears it | that one |
| 2 | a `.` or `..` segment: joined to the source's folder, matched exactly | that one or none |
| 3 | the whole path from the root | that one |
| 4 | a leading `/`, and tier 3 missed | none |
| 5 | files whose path ends in the whole segments written | one, or ambiguous |
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from kblink.links.grouped import grouped
from kblink.links.names import are_normal, is_normal, name_key, name_keys, normal_name
from kblink.links.places import KnownPlaces, PlaceIndex, places_of
from kblink.model import NOTE_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kblink.config import LinkSettings
    from kblink.model import Link, Named, Note

WIKI_KINDS = frozenset({"wiki", "embed", "property"})
_FIRST = NOTE_SUFFIXES[0]  # the extension that is tried first behind a name
FOLDER_NOTES = ("README", "index")
"""What a Markdown link to a folder leads to, in this order."""


class PathMatch(NamedTuple):
    """The file that a path leads to, None where there is none or several are equally good.

    `candidates` holds all of them, best first, where several answer.
    """

    path: str | None
    candidates: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def found(self) -> bool:
        """Whether any file answers."""
        return self.path is not None or bool(self.candidates)

    def warned(self, code: str) -> PathMatch:
        """The same match with one more warning, if it is one."""
        return self._replace(warnings=(*self.warnings, code)) if self.found else self


NO_MATCH = PathMatch(None)


class FilesAlone:
    """The files that no other's name or path is like: most links lead to one and need no tiers.

    They are looked up by their names, and by `/` and their paths, both as they are written, with
    and without a note's extension. The table is made when it is first asked for.
    """

    def __init__(
        self, by_base: Mapping[str, Sequence[str]], by_path: Mapping[str, Sequence[str]]
    ) -> None:
        self._tables = (("", by_base), ("/", by_path))

    def get(self, name: str) -> PathMatch | None:
        """The file that `name` means, None where the tiers have to tell."""
        path = self._by_name.get(name)
        return None if path is None else PathMatch(path)

    @cached_property
    def _by_name(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for mark, table in self._tables:
            single = {key: paths[0] for key, paths in table.items() if len(paths) == 1}
            all_normal = are_normal([*single.values()])
            for key, path in single.items():
                if not (all_normal or is_normal(path)):
                    continue
                name = mark + path if mark else path.rpartition("/")[2]
                if "." in key.rpartition("/")[2]:
                    found[name] = path
                if name.endswith(_FIRST) and key.removesuffix(_FIRST) not in table:
                    found[name.removesuffix(_FIRST)] = path
        return found


@dataclass(frozen=True, slots=True)
class TargetIndex:
    """The files of a vault by the keys that links are looked up with, and the places in its notes.

    `places` has the notes that are not excluded.
    """

    by_base: dict[str, tuple[str, ...]]
    by_path: dict[str, tuple[str, ...]]
    alone: FilesAlone
    folders: frozenset[str]
    excluded: frozenset[str]
    places: PlaceIndex
    by_alias: dict[str, tuple[str, ...]]
    by_title: dict[str, tuple[str, ...]]


def index_targets(
    files: Iterable[str], notes: Iterable[Note], excluded: frozenset[str] = frozenset()
) -> TargetIndex:
    """Index all files of a vault (excluded ones too: they stay targets) and its parsed notes."""
    notes = tuple(notes)
    places = KnownPlaces({note.path: places_of(note) for note in notes})
    return with_notes(index_files(files, excluded), notes, places)


def index_files(files: Iterable[str], excluded: frozenset[str] = frozenset()) -> TargetIndex:
    """Index the files of a vault of whose notes only the paths are known."""
    paths = [*files]
    by_base = grouped(paths, name_keys([path.rpartition("/")[2] for path in paths]))
    by_path = grouped(paths, name_keys(paths))
    found_in = {path.rpartition("/")[0] for path in paths}
    return TargetIndex(
        by_base=by_base,
        by_path=by_path,
        alone=FilesAlone(by_base, by_path),
        folders=frozenset(name_keys([*_with_parents(found_in)])),
        excluded=excluded,
        places=KnownPlaces(),
        by_alias={},
        by_title={},
    )


def without_table(index: TargetIndex) -> TargetIndex:
    """The index for a few links, which the tiers find sooner than the table of files is made."""
    return replace(index, alone=FilesAlone({}, {}))


def with_notes(index: TargetIndex, notes: Iterable[Named], places: PlaceIndex) -> TargetIndex:
    """The index with what is in the notes: their titles and aliases, and their places."""
    by_alias: defaultdict[str, list[str]] = defaultdict(list)
    named = [*notes]
    for note in named:
        if note.aliases:
            for alias in dict.fromkeys(map(name_key, note.aliases)):
                by_alias[alias].append(note.path)
    return replace(
        index,
        places=places,
        by_alias=_frozen(by_alias),
        by_title=grouped([n.path for n in named], name_keys([n.title for n in named])),
    )


def find_target(link: Link, source: str, index: TargetIndex, settings: LinkSettings) -> PathMatch:
    """Resolve the path part of a link written in the note `source`, by the rules of its kind."""
    if not link.target:
        return PathMatch(source)
    if (alone := find_alone(link, source, index)) is not None:
        return alone
    if link.kind == "canvas":
        return exact_path(normal_name(link.target), index)
    find = find_wiki if is_wiki(link) else find_markdown
    return find(link.target, source, index, settings)


def find_alone(link: Link, source: str, index: TargetIndex) -> PathMatch | None:
    """What the tiers would find, for a link whose target is written as most are."""
    target = link.target
    if link.kind in ("wiki", "embed"):
        if "/" not in target:
            return index.alone.get(target)
        is_relative = target.startswith("../")
    else:
        is_relative = link.kind in ("markdown", "image") and target[0] not in "/ \t"
    path = joined_path(source, target) if is_relative and target[-1] not in "/ \t" else None
    return index.alone.get(f"/{path}") if path else None


def is_wiki(link: Link) -> bool:
    """Whether a link is resolved as a wiki-link: of properties all but `[text](destination)`."""
    raw = link.raw.removeprefix("!")
    is_markdown = link.kind == "property" and raw.startswith("[") and not raw.startswith("[[")
    return link.kind in WIKI_KINDS and not is_markdown


def exact_path(path: str, index: TargetIndex) -> PathMatch:
    """The file at just this path from the vault's root: cards of a canvas know no other way."""
    found = index.by_path.get(name_key(path), ())
    return _decide_by_case(found, path, path, index)


def find_wiki(target: str, source: str, index: TargetIndex, settings: LinkSettings) -> PathMatch:
    """Resolve the path part of a wiki-link written in the note `source`."""
    name = normal_name(target)
    key = name_key(name)
    match = NO_MATCH if name.endswith("/") else _by_tiers(name, source, index, settings)
    if not match.found and settings.folder_notes:
        match = find_folder_note(name, source, index, settings.folder_notes)
    if not match.found and settings.aliases_resolve:
        match = _best_of(index.by_alias.get(key, ()), source, index)
    if not match.found and settings.titles_resolve:
        match = _best_of(index.by_title.get(key, ()), source, index)
    return match


def find_markdown(
    target: str, source: str, index: TargetIndex, settings: LinkSettings
) -> PathMatch:
    """Resolve the path part of a Markdown or HTML link: beside the source first, then the tiers.

    A path to a folder leads to its `README.md`, else its `index.md`.
    """
    name = normal_name(target)
    if name.startswith("/"):
        return _file_or_folder(name.strip("/"), index)
    beside = joined_path(source, name)
    match = _file_or_folder(beside, index, folder_only=name.endswith("/")) if beside else NO_MATCH
    if match.found or name.endswith("/") or not settings.markdown_root_fallback:
        return match
    return _by_tiers(name, source, index, settings).warned("not-portable")


def stem_of(path: str) -> str:
    """The name of a file without its extension."""
    return path.rpartition("/")[2].rpartition(".")[0] or path.rpartition("/")[2]


def folder_of(path: str) -> str:
    """The folder of a path, empty for the root."""
    return path.rpartition("/")[0]


def base_candidates(base: str, index: TargetIndex) -> tuple[str, tuple[str, ...]]:
    """The files that bear a base name, and the extension that was left out of it."""
    for ending in _endings(base):
        found = index.by_base.get(name_key(base + ending), ())
        if found:
            return ending, found
    return "", ()


def _by_tiers(name: str, source: str, index: TargetIndex, settings: LinkSettings) -> PathMatch:
    segments = name.split("/")
    if "." in segments or ".." in segments:
        path = joined_path(source, name)
        return _exact(path, index) if path else NO_MATCH
    bare = name.lstrip("/")
    ending, candidates = base_candidates(segments[-1], index)
    if len(candidates) == 1 and len(segments) == 1:
        return _decide_by_case(candidates, bare + ending, source, index)
    exact = _exact(bare, index) if candidates else NO_MATCH
    if exact.found:
        return exact.warned("duplicate-basename") if len(segments) == 1 else exact
    if name.startswith("/") or (not settings.path_suffix and len(segments) > 1):
        return NO_MATCH
    wanted = "/" + name_key(bare + ending)
    found = tuple(path for path in candidates if ("/" + name_key(path)).endswith(wanted))
    return _decide_by_case(found, bare + ending, source, index)


def _endings(base: str) -> tuple[str, ...]:
    """Extensions to try behind a name: none first, but only where the name holds a dot itself."""
    return ("", *NOTE_SUFFIXES) if "." in base else NOTE_SUFFIXES


def joined_path(source: str, name: str) -> str | None:
    """`name` from the source's folder, `.` and `..` taken out; None above the vault's root."""
    parts: list[str] = []
    for segment in f"{folder_of(source)}/{name}".split("/"):
        if segment == "..":
            if not parts:
                return None
            parts.pop()
        elif segment not in ("", "."):
            parts.append(segment)
    return "/".join(parts)


def _exact(path: str, index: TargetIndex) -> PathMatch:
    for ending in _endings(path.rpartition("/")[2]):
        found = index.by_path.get(name_key(path + ending), ())
        if found:
            return _decide_by_case(found, path + ending, path, index)
    return NO_MATCH


def _file_or_folder(path: str, index: TargetIndex, *, folder_only: bool = False) -> PathMatch:
    match = NO_MATCH if folder_only else _exact(path, index)
    return match if match.found else find_folder_note(path, "", index, FOLDER_NOTES)


def find_folder_note(name: str, source: str, index: TargetIndex, stems: Sequence[str]) -> PathMatch:
    """Find the note that stands for a folder, beside the source first, then from the root."""
    bare = name.strip("/")
    for folder in dict.fromkeys((joined_path(source, bare), bare)):
        if folder is None or name_key(folder or ".") not in index.folders:
            continue
        for stem in stems:
            match = _exact(f"{folder}/{stem}".lstrip("/"), index)
            if match.found:
                return match
    return NO_MATCH


def _decide_by_case(
    found: Sequence[str], written: str, source: str, index: TargetIndex
) -> PathMatch:
    """Choose among files that equal `written` but for case: the only exact one wins."""
    if not found:
        return NO_MATCH
    exact = [path for path in found if ("/" + normal_name(path)).endswith("/" + written)]
    if len(found) == 1:
        return PathMatch(found[0], warnings=() if exact else ("case-mismatch",))
    if len(exact) == 1:
        return PathMatch(exact[0], warnings=("case-collision",))
    return _best_of(found, source, index)


def _best_of(found: Sequence[str], source: str, index: TargetIndex) -> PathMatch:
    """The best of several files: below the source's folder first, not excluded, shortest path."""
    subtree = f"{folder_of(source)}/".lstrip("/")

    def rank(path: str) -> tuple[bool, bool, int]:
        return (not path.startswith(subtree), path in index.excluded, len(path))

    ranked = sorted(found, key=lambda path: (rank(path), path))
    if len(ranked) < 2:
        return PathMatch(ranked[0]) if ranked else NO_MATCH
    tie = rank(ranked[0]) == rank(ranked[1])
    return PathMatch(None if tie else ranked[0], tuple(ranked))


def _with_parents(folders: Iterable[str]) -> set[str]:
    """The folders and all that they lie in; the root is `.`."""
    found = {"."}
    for each in folders:
        folder = each
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


def _frozen(lists: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {
        key: (paths[0],) if len(paths) == 1 else tuple(sorted(paths))
        for key, paths in lists.items()
    }
