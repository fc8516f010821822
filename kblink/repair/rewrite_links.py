"""Rewrite the links of one file so that each leads where it led before names changed.

A link whose text still leads there stays as it is. Every other is written anew in its own way, put
into the text, and the text is parsed and its links are resolved again: what does not lead where it
should is not written, and told.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from kblink.links.definition_labels import new_labels, relabelled
from kblink.links.destinations import definition_destination, with_destination
from kblink.links.fragments import named_headings
from kblink.links.heading_links import names_as_wiki, renamed_fragment
from kblink.links.names import name_key, normal_name
from kblink.links.own_way import Way, own_ways, relative_path
from kblink.links.places import Places
from kblink.links.resolve import resolve_link
from kblink.links.rewrite import rewritten, written_target
from kblink.links.targets import is_wiki, joined_path
from kblink.markdown.canvas import subpaths
from kblink.markdown.definition_links import definition_links
from kblink.markdown.parse_file import parse_file
from kblink.markdown.positions import read_lines
from kblink.model import Edit, LeftLink, Link, ResolvedLink, Rewrite, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kblink.config import LinkSettings
    from kblink.links.targets import TargetIndex
    from kblink.repair.changed_vault import ChangedVault

HEADING = "the heading itself"
"""The reason of the replacement that gives a heading its new text."""
ALL: Mapping[int, Link] = {-1: Link("wiki", "", Span(-1, -1, 0, 0, 0, 0), "")}
UNWRITABLE = "it cannot be written so that it leads there"
_QUIET_WARNINGS = frozenset({"case-mismatch", "case-collision", "not-portable"})
"""Warnings that a change of names must not give a link that had none."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that links stand in: its text without BOM, the digest of its bytes, its links, and the
    definitions of links by reference."""

    path: str
    text: str
    digest: str
    links: tuple[Link, ...]
    definitions: tuple[Link, ...]


class Replacement(NamedTuple):
    """What is to stand in a span of a text."""

    span: Span
    old: str
    new: str
    reason: str


class _CannotWriteError(Exception):
    pass


def source_file(path: str, text: str, digest: str) -> SourceFile:
    """Parse a file that links stand in."""
    parsed = parse_file(path, text)
    return SourceFile(path, text, digest, parsed.note.links, definition_links(parsed))


def concerns(path: str, links: Iterable[ResolvedLink], change: ChangedVault) -> bool:
    """Whether any link of a file may have to be written anew, or any definition in it."""
    if path in change.moved or path in change.retitled:
        return True
    for resolved in links:
        target = resolved.target.path
        if target in change.moved or target in change.retitled:
            return True
        if not resolved.link.external and _names_of(resolved.link) & change.names:
            return True
    return False


def _names_of(link: Link) -> set[str]:
    last = normal_name(link.target).rstrip("/").rpartition("/")[2]
    return {name_key(last), name_key(last.rpartition(".")[0])} - {""}


def rewritten_links(
    source: SourceFile, change: ChangedVault, fixed: Sequence[Replacement] = ()
) -> tuple[tuple[Rewrite, ...], tuple[LeftLink, ...]]:
    """The edits that keep every link of a file leading where it does, and the links that cannot be
    kept. `fixed` are other replacements in the text, no link among them."""
    wanted = [*_replacements(source, change, fixed)]
    left = [item for item in wanted if isinstance(item, LeftLink)]
    new = [item for item in wanted if isinstance(item, Replacement)]
    while wrong := _wrong_links(source, change, [*fixed, *new]):
        if wrong is ALL:
            new, dropped = _harmless(source, change, fixed, new)
            left.extend(_left(source.path, item.old, item.span) for item in dropped)
            break
        dropped = [item for item in new if item.span.start in wrong]
        if not dropped:
            left.extend(_left(source.path, link.raw, link.span) for link in wrong.values())
            break
        new = [item for item in new if item not in dropped]
        left.extend(_left(source.path, item.old, item.span) for item in dropped)
    return _rewrites(source, [*fixed, *new]), _each_once(left)


def _harmless(
    source: SourceFile,
    change: ChangedVault,
    fixed: Sequence[Replacement],
    new: Sequence[Replacement],
) -> tuple[list[Replacement], list[Replacement]]:
    """The replacements with which the text keeps its links, and those with which it would not: one
    whose backtick closes a code span, say."""
    kept: list[Replacement] = []
    dropped: list[Replacement] = []
    for item in new:
        spoils = _wrong_links(source, change, [*fixed, *kept, item]) is ALL
        (dropped if spoils else kept).append(item)
    return kept, dropped


def _left(path: str, raw: str, span: Span) -> LeftLink:
    return LeftLink(path, span.line, span.column, raw, UNWRITABLE)


def _each_once(left: Iterable[LeftLink]) -> tuple[LeftLink, ...]:
    return tuple(sorted({(item.line, item.column): item for item in left}.values()))


def _replacements(
    source: SourceFile, change: ChangedVault, fixed: Sequence[Replacement]
) -> Iterator[Replacement | LeftLink]:
    links = [link for link in source.links if not _is_in(link, [one.span for one in fixed])]
    made = [item for link in links for item in _of_link(link, source, change)]
    yield from made
    yield from _of_subpaths(source, change)
    if source.definitions:
        of_wiki = [one for one in made if isinstance(one, Replacement) and "[[" in one.old[:3]]
        labels = new_labels(((one.old, one.new) for one in of_wiki), source.links)
        for definition in source.definitions:
            yield from _of_link(definition, source, change, labels)


def _of_link(
    link: Link,
    source: SourceFile,
    change: ChangedVault,
    labels: Mapping[str, str] | None = None,
) -> Iterator[Replacement | LeftLink]:
    """What becomes of a link, or of a definition where the new `labels` of these are given."""
    try:
        new = _new_raw(link, source, change, is_definition=labels is not None) or link.raw
    except _CannotWriteError:
        yield _left(source.path, link.raw, link.span)
        return
    new = relabelled(new, labels) if labels else new
    if new != link.raw:
        yield Replacement(link.span, link.raw, new, _reason(link, source.path, change))


def _of_subpaths(source: SourceFile, change: ChangedVault) -> Iterator[Replacement]:
    """What becomes of the fragments of cards, which stand apart from the names of their files."""
    if not change.retitled or not source.path.lower().endswith(".canvas"):
        return
    strings = subpaths(source.text)
    for link in source.links:
        string = strings.get(link.span.start) if link.kind == "canvas" else None
        fragment = _new_fragment(link, source.path, change) if string else None
        if string is not None and fragment is not None:
            span = link.span._replace(start=string.start, end=string.end)
            old = source.text[string.start : string.end]
            new = json.dumps(f"#{fragment}", ensure_ascii=False)[1:-1]
            yield Replacement(span, old, new, "the heading is renamed")


def _reason(link: Link, source: str, change: ChangedVault) -> str:
    target = resolve_link(link, source, change.before, change.settings).target.path
    if target in change.moved:
        return f"{target} is moved"
    if target in change.retitled:
        return "the heading is renamed"
    return "the note is moved" if source in change.moved else "another file takes the name"


def _new_raw(
    link: Link, source: SourceFile, change: ChangedVault, *, is_definition: bool = False
) -> str | None:
    """The whole link as it is to be written, None where it stays."""
    if not is_definition and _is_by_reference(link):
        return None
    target = _new_target(link, source.path, change)
    fragment = None if link.kind == "canvas" else _new_fragment(link, source.path, change)
    if target is None and fragment is None:
        return None
    if is_definition:
        found = definition_destination(link.raw)
        new = found and with_destination(link.raw, found, target, fragment)
    else:
        new = rewritten(link, source.path, target, fragment=fragment, quote=_quote(link, source))
    if new is None:
        raise _CannotWriteError
    return new


def _quote(link: Link, source: SourceFile) -> str | None:
    """The quotation mark in which a property stands."""
    before = source.text[: link.span.start].rstrip()[-1:] if link.kind == "property" else ""
    return before if before and before in "'\"" else None


def _is_by_reference(link: Link) -> bool:
    return link.kind == "reference" or (not is_wiki(link) and link.raw.endswith("]"))


def _new_target(link: Link, source: str, change: ChangedVault) -> str | None:
    """The path part of a link as it is to be written, None where it stays."""
    settings = change.settings
    before = resolve_link(link, source, change.before, settings)
    if before.status in ("external", "ignored") or not link.target:
        return None
    new_source = change.at(source)
    as_is = resolve_link(link, new_source, change.after, settings)
    if before.target.path is None:
        is_led = as_is.target.path is not None and before.status != "ambiguous"
        return _same_nowhere(link, source, change) if is_led else None
    path = change.at(before.target.path)
    if _leads_as_before(before, as_is, path):
        return None
    ways = own_ways(link, Way(source, before.target.path), Way(new_source, path))
    new = written_target(link, new_source, path, change.after, settings, [*ways])
    if new is None:
        raise _CannotWriteError
    return new


def _leads_as_before(before: ResolvedLink, after: ResolvedLink, path: str) -> bool:
    if after.target.path != path or (after.status == "ambiguous" != before.status):
        return False
    return _QUIET_WARNINGS.isdisjoint({*after.warnings} - {*before.warnings})


def _same_nowhere(link: Link, source: str, change: ChangedVault) -> str | None:
    """The path of a broken link that would begin to lead somewhere, to where it led before: to
    nothing. None where it names no place of its own but a name, which may be found now."""
    name = normal_name(link.target)
    is_relative = name.startswith(("./", "../")) or (not is_wiki(link) and name[:1] != "/")
    nowhere = joined_path(source, name) if is_relative and source in change.moved else None
    if nowhere is None:
        return None
    new_source = change.at(source)
    new = relative_path(nowhere, new_source, dotted=is_wiki(link) or name.startswith("./"))
    again = resolve_link(link._replace(target=new), new_source, change.after, change.settings)
    return new if again.target.path is None else None


def _new_fragment(link: Link, source: str, change: ChangedVault) -> str | None:
    """The fragment as it is to be written, None where it stays."""
    if not change.retitled or not link.fragment:
        return None
    path = resolve_link(link, source, change.before, change.settings).target.path
    if path is None or path not in change.retitled:
        return None
    before = change.before.places.get(path) or Places()
    after = change.after.places.get(change.at(path)) or Places()
    return renamed_fragment(link, before, after, change.settings.heading_match)


# --- written into the text, and read again --------------------------------------------------------


def _wrong_links(
    source: SourceFile, change: ChangedVault, replacements: Sequence[Replacement]
) -> Mapping[int, Link]:
    """The links, by offset, that do not lead where they should once all is replaced; `ALL`, where
    the text has not the same links any more."""
    edits = [rewrite.edit for rewrite in _rewrites(source, replacements)]
    again = source_file(change.at(source.path), edited_text(source.text, edits), "")
    links, new_links = source.links, again.links
    headings = [one for one in replacements if one.reason == HEADING]
    if headings:  # whose own links are gone, or new
        links = tuple(link for link in links if not _is_in(link, [one.span for one in headings]))
        covered = [*_new_spans(headings, replacements)]
        new_links = tuple(link for link in new_links if not _is_in(link, covered))
    if len(links) != len(new_links) or len(source.definitions) != len(again.definitions):
        return ALL
    pairs = (
        *zip(links, new_links, strict=True),
        *zip(source.definitions, again.definitions, strict=True),
    )
    return {
        old.span.start: old for old, new in pairs if not _is_kept(old, new, source.path, change)
    }


def _new_spans(some: Sequence[Replacement], replacements: Sequence[Replacement]) -> Iterator[Span]:
    """Where the new texts of some replacements stand once all is replaced."""
    for one in some:
        before = (each for each in replacements if each.span.start < one.span.start)
        start = one.span.start + sum(len(each.new) - len(each.old) for each in before)
        yield one.span._replace(start=start, end=start + len(one.new))


def _is_in(link: Link, spans: Iterable[Span]) -> bool:
    return any(span.start <= link.span.start < span.end for span in spans)


def _is_kept(old: Link, new: Link, source: str, change: ChangedVault) -> bool:
    if (old.kind, old.display, old.external) != (new.kind, new.display, new.external):
        return False
    settings = change.settings
    before = resolve_link(old, source, change.before, settings)
    after = resolve_link(new, change.at(source), change.after, settings)
    if before.target.path is None:
        return True
    if after.target.path != change.at(before.target.path):
        return False
    if after.status not in (before.status, "ok"):
        return False
    return _places(old, before, change.before, settings) == _places(
        new, after, change.after, settings
    )


def _places(
    link: Link, resolved: ResolvedLink, index: TargetIndex, settings: LinkSettings
) -> object:
    """The headings that a link names, else its fragment."""
    places = index.places.get(resolved.target.path or "")
    if places is None or resolved.target.kind != "heading":
        return link.fragment
    wiki = names_as_wiki(link)
    named = named_headings(link.fragment, places, settings.heading_match, wiki=wiki)
    return named or link.fragment


def edited_text(text: str, edits: Iterable[Edit]) -> str:
    """A text with edits put in, which are in order and apart."""
    parts, position = [], 0
    for edit in edits:
        parts += [text[position : edit.start], edit.new]
        position = edit.end
    return "".join((*parts, text[position:]))


def _rewrites(source: SourceFile, replacements: Sequence[Replacement]) -> tuple[Rewrite, ...]:
    lines = read_lines(source.text)
    made = []
    for one in _apart(replacements):
        span = lines.span(one.span.start, one.span.end)
        edit = Edit(source.path, span.start, span.end, one.old, one.new, source.digest)
        made.append(Rewrite(edit, span.line, span.column, 1.0, one.reason))
    return tuple(made)


def _apart(replacements: Sequence[Replacement]) -> list[Replacement]:
    """Replacements by place; of those that contain others (an image in the text of a link) the part
    alone that changes."""
    ordered = sorted(replacements, key=lambda one: (one.span.start, -one.span.end))
    apart: list[Replacement] = []
    outer_end, outer = 0, -1
    for one in ordered:
        if one.span.start < outer_end:  # it stands in the one that begins at `outer`
            apart[outer] = _trimmed(apart[outer])
            apart.append(_trimmed(one))
            continue
        outer_end, outer = one.span.end, len(apart)
        apart.append(one)
    return sorted(apart, key=lambda one: one.span.start)


def _trimmed(one: Replacement) -> Replacement:
    old, new = one.old, one.new
    first = _shared(old, new)
    last = _shared(old[first:][::-1], new[first:][::-1])
    start, end = one.span.start + first, one.span.end - last
    span = one.span._replace(start=start, end=end)
    old, new = old[first : len(old) - last], new[first : len(new) - last]
    return one._replace(span=span, old=old, new=new)


def _shared(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
