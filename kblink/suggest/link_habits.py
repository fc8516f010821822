"""How the links of a vault are written, so that a new one is written like them.

A habit is told by example: a link of the vault that is written as most are. What is looked at is
the hand (wiki or Markdown, with or without the extension), and how the path is given, apart for
notes in the same folder, in folders below it, and elsewhere: `[[bert.md]]` beside a note and
`[[../models/bert.md]]` elsewhere are one habit.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, TypeVar

from kblink.links.destinations import markdown_destination
from kblink.links.names import name_key, normal_name
from kblink.links.own_way import Way
from kblink.links.targets import folder_of, joined_path, stem_of
from kblink.model import Link, NewLinks, Span, is_note

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping

    from kblink.model import ResolvedLink

Relation: TypeAlias = Literal["beside", "below", "away"]
"""Where a target lies, seen from the folder of its source."""
Form: TypeAlias = Literal["dotted", "relative", "rooted", "name", "part", "path"]
"""How a path is given: with a `.` in front (of wiki-links `..` too), from the source, with a `/` in
front, by the name alone, by some of the folders, by all of them."""
T = TypeVar("T")

_LIKEST: dict[Relation, tuple[Relation, ...]] = {
    "beside": ("beside", "below", "away"),
    "below": ("below", "away", "beside"),
    "away": ("away", "below", "beside"),
}
_ENOUGH_OF_NOTE = 2
_ENOUGH = 3
"""Links of a note, of a folder, of a vault that has settings as well; fewer may be chance."""
_NOWHERE = Span(0, 0, 0, 0, 0, 0)
_CODED_LETTER = re.compile(r"%[89A-Fa-f][0-9A-Fa-f]")


class Hand(NamedTuple):
    """Which kind of link, and whether it names the file's extension."""

    is_markdown: bool
    has_extension: bool


class Letters(NamedTuple):
    """Whether a Markdown link puts a path with blanks into `<...>`, and whether it writes letters
    beyond ASCII in percents."""

    angled: bool = False
    coded: bool = False


class Example(NamedTuple):
    """A link that a new one shall be like, and where it stood and led."""

    link: Link
    way: Way
    letters: Letters = Letters()


class LinkHabits:
    """The habits of a vault, counted over its resolved `links`, which are given by note.

    `given` is how the vault's program is set to write new links: it holds where there are too few
    links to tell, and is None where there is no such setting.
    """

    def __init__(
        self, links: Mapping[str, Iterable[ResolvedLink]], given: NewLinks | None = None
    ) -> None:
        self._given = given
        self._hands: dict[Hashable, Counter[Hand]] = {}
        self._forms: dict[Hashable, Counter[Form]] = {}
        self._letters: dict[Hashable, Counter[bool]] = {}
        self._examples: dict[Hashable, Example] = {}
        for source, resolved in links.items():
            for link, path in _telling(resolved, source):
                self._count(link, source, path)

    def example(self, source: str, path: str) -> Example:
        """Return a link like which one from the note at `source` to the one at `path` is to be
        written: by the habit of that note, else of its folder, else of the vault."""
        relation = relation_of(source, path)
        hand = self._most(self._hands, source)
        if hand is None:
            given = self._given or NewLinks()
            return _by_settings(given, Hand(given.as_markdown, given.as_markdown), relation)
        for each in _LIKEST[relation] if self._given is None else (relation,):
            form = self._most(self._forms, source, hand, each)
            if form is not None:
                found = self._examples[hand, each, form]
                return found._replace(letters=self._letters_in(source))
        return _by_settings(self._given or NewLinks(), hand, relation)

    def _count(self, link: Link, source: str, path: str) -> None:
        hand = Hand(link.kind == "markdown", is_note(link.target))
        relation = relation_of(source, path)
        form = _form(link, source, path)
        for scope in _scopes(source):
            self._hands.setdefault((scope,), Counter())[hand] += 1
            self._forms.setdefault((scope, hand, relation), Counter())[form] += 1
        self._examples.setdefault((hand, relation, form), Example(link, Way(source, path)))
        if hand.is_markdown:
            for kind, is_so in _letters(link):
                for scope in _scopes(source):
                    self._letters.setdefault((scope, kind), Counter())[is_so] += 1

    def _letters_in(self, source: str) -> Letters:
        angled = self._most(self._letters, source, "angled")
        coded = self._most(self._letters, source, "coded")
        return Letters(bool(angled), bool(coded))

    def _most(
        self, counted: Mapping[Hashable, Counter[T]], source: str, *more: Hashable
    ) -> T | None:
        """What is counted most often in the note, else in its folder, else in the vault: where two
        are equal, the next larger one decides."""
        of_vault = 1 if self._given is None else _ENOUGH
        tied: list[T] = []
        for scope, least in zip(_scopes(source), (_ENOUGH_OF_NOTE, _ENOUGH, of_vault), strict=True):
            found = counted.get((scope, *more))
            if not found or found.total() < least:
                continue
            among = [each for each in found if each in tied] or [*found]
            most = max(found[each] for each in among)
            tied = sorted((each for each in among if found[each] == most), key=repr)
            if len(tied) == 1:
                break
        return tied[0] if tied else None


def relation_of(source: str, path: str) -> Relation:
    """Where a path lies, seen from the folder of a source."""
    here, there = folder_of(source), folder_of(path)
    if here == there:
        return "beside"
    return "below" if not here or there.startswith(f"{here}/") else "away"


def _scopes(source: str) -> tuple[str, str, str]:
    return source, f"{folder_of(source)}/", ""


def _telling(resolved: Iterable[ResolvedLink], source: str) -> Iterator[tuple[Link, str]]:
    """The links to other notes that name them by their files, and whose path can be written anew,
    with the paths that they lead to."""
    for one in resolved:
        link, path = one.link, one.target.path
        if one.status != "ok" or path is None or path == source or not is_note(path):
            continue
        last = name_key(normal_name(link.target).rpartition("/")[2])
        if last not in (name_key(path.rpartition("/")[2]), name_key(stem_of(path))):
            continue
        if link.kind == "wiki" or (link.kind == "markdown" and link.raw.endswith(")")):
            yield link, path


def _form(link: Link, source: str, path: str) -> Form:
    written = normal_name(link.target).split("/")
    if written[0] == "." or (written[0] == ".." and link.kind == "wiki"):
        return "dotted"
    if not written[0]:
        return "rooted"
    if link.kind == "markdown":
        joined = joined_path(source, link.target)
        if joined is not None and name_key(path).startswith(name_key(joined)):
            return "relative"
    if len(written) == 1:
        return "name"
    return "path" if len(written) == path.count("/") + 1 else "part"


def _letters(link: Link) -> Iterator[tuple[str, bool]]:
    """What a Markdown link tells of how letters are written."""
    is_blank, is_beyond = " " in link.target, not link.target.isascii()
    found = markdown_destination(link.raw) if is_blank or is_beyond else None
    if found is None:
        return
    if is_blank:
        yield "angled", found.angled
    if is_beyond:
        yield "coded", _CODED_LETTER.search(link.raw, found.start, found.end) is not None


def _by_settings(given: NewLinks, hand: Hand, relation: Relation) -> Example:
    """An example of what the settings say; the shortest path of a Markdown link is the one from its
    folder: by the name alone it leads nowhere outside of Obsidian."""
    ending = ".md" if hand.has_extension else ""
    if given.format == "absolute":
        target, way = "f/b", Way("g/a.md", "f/b.md")
    elif hand.is_markdown or (given.format == "relative" and relation == "beside"):
        target, way = "b", Way("f/a.md", "f/b.md")
    elif given.format == "relative":
        target, way = "../f/b", Way("g/a.md", "f/b.md")
    else:
        target, way = "b", Way("g/a.md", "f/b.md")
    target += ending
    if hand.is_markdown:
        return Example(Link("markdown", f"[b]({target})", _NOWHERE, target), way)
    return Example(Link("wiki", f"[[{target}]]", _NOWHERE, target), way)
