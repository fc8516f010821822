"""The numbers of a vault: how much there is, how it hangs together, what is missing."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from kblink.links.names import name_key, normal_name
from kblink.model import NOTE_SUFFIXES, Statistics, is_note

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kblink.model import FileEntry, Finding, Note, ResolvedLink

_WANTED = frozenset({"broken-note", "missing-attachment"})


def statistics(
    vault: str,
    notes: Sequence[Note],
    resolved: Mapping[str, Sequence[ResolvedLink]],
    findings: Iterable[Finding],
    files: Sequence[FileEntry],
    excluded: frozenset[str],
) -> Statistics:
    """Count what there is in the vault at the folder `vault`.

    `resolved` holds the links of `notes`, and of canvases and bases, by path; `files` are all files
    of the vault, `excluded` the paths among them that are left out.
    """
    links = [link for of_note in resolved.values() for link in of_note]
    own = sorted(note.path for note in notes)
    targets = _linked_notes(resolved)
    linked = Counter(target for found in targets.values() for target in found)
    return Statistics(
        vault=vault,
        notes=len(notes),
        excluded=sum(is_note(path) for path in excluded),
        attachments=sum(not is_note(file.path) and file.path not in excluded for file in files),
        size=sum(file.size for file in files if file.path not in excluded),
        links=sum(link.status != "ignored" for link in links),
        statuses=_ranked(Counter(link.status for link in links)),
        kinds=_ranked(Counter(link.link.kind for link in links)),
        languages=_ranked(Counter(note.language for note in notes)),
        findings=_ranked(Counter(finding.code for finding in findings)),
        tags=_by_commonest_spelling(tag.name for note in notes for tag in note.tags),
        most_linked=_ranked(linked),
        most_wanted=_most_wanted(resolved, files),
        orphans=tuple(path for path in own if path not in linked),
        dead_ends=tuple(path for path in own if not targets.get(path)),
        components=_count_components(own, targets),
    )


def _linked_notes(resolved: Mapping[str, Sequence[ResolvedLink]]) -> dict[str, set[str]]:
    """The other notes that each note, canvas or base links to."""
    return {
        path: {
            link.target.path
            for link in links
            if link.target.path is not None
            and link.target.path != path
            and is_note(link.target.path)
        }
        for path, links in resolved.items()
    }


def _count_components(notes: Iterable[str], targets: Mapping[str, set[str]]) -> int:
    """The groups of notes that links connect, in whatever direction."""
    unseen = set(notes)
    neighbours: defaultdict[str, set[str]] = defaultdict(set)
    for path, found in targets.items():
        for target in found:
            neighbours[path].add(target)
            neighbours[target].add(path)
    count = 0
    while unseen:
        count += 1
        waiting = [unseen.pop()]
        while waiting:
            near = neighbours[waiting.pop()] & unseen
            unseen -= near
            waiting.extend(near)
    return count


def _most_wanted(
    resolved: Mapping[str, Sequence[ResolvedLink]], files: Iterable[FileEntry]
) -> tuple[tuple[str, int], ...]:
    """The names that no file bears, with the number of notes that link to each."""
    known = {_base(file.path) for file in files}
    wanting: defaultdict[str, set[str]] = defaultdict(set)
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for path, links in resolved.items():
        for link in links:
            base = _base(link.link.target)
            if link.status in _WANTED and base and base not in known:
                wanting[base].add(path)
                spellings[base][_name(link.link.target)] += 1
    return _ranked(
        {spellings[base].most_common(1)[0][0]: len(paths) for base, paths in wanting.items()}
    )


def _by_commonest_spelling(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        spellings[name_key(name)][name] += 1
    return _ranked({found.most_common(1)[0][0]: found.total() for found in spellings.values()})


def _ranked(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _base(path: str) -> str:
    return name_key(_name(path))


def _name(path: str) -> str:
    """The last segment of a path, without the extension of a note."""
    name = normal_name(path).rpartition("/")[2]
    for suffix in NOTE_SUFFIXES:
        if name.lower().endswith(suffix):
            return name[: -len(suffix)]
    return name
