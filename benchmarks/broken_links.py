"""Break links of a vault on purpose, each in every way that links break in life.

A way takes a link that resolves and either writes it wrongly (the vault stays) or changes the vault
below it: its note is renamed, deleted, its heading reworded. What it was before is the right
answer. Vaults stay in memory, but for git's: that is a copy in a temporary folder, since git itself
is to find the renames. Deterministic by the seed.
"""

from __future__ import annotations

import random
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from kblink.changes import read_notes
from kblink.differences import scan_vault
from kblink.links.candidates import wants_candidates
from kblink.links.names import has_attachment_suffix, heading_key, name_key, slug
from kblink.links.nearest_places import written_fragment
from kblink.links.own_way import relative_path
from kblink.links.places import KnownPlaces, Places, places_of
from kblink.links.resolve import resolve_link
from kblink.links.rewrite import rewritten
from kblink.links.targets import (
    FOLDER_NOTES,
    TargetIndex,
    find_folder_note,
    folder_of,
    index_targets,
    is_wiki,
    stem_of,
    with_notes,
)
from kblink.markdown.parse import parse_note
from kblink.model import Link, Note, ResolvedLink, is_note
from kblink.repair.candidates import CandidateFinder
from kblink.repair.history import read_headings, read_history
from kblink.vault.settings_file import load_config

if TYPE_CHECKING:
    from pathlib import Path

    from kblink.config import LinkSettings
    from kblink.links.nearest_names import Near

GONE = ("deleted", "deleted, in git", "heading deleted", "block deleted")
"""Ways after which there is nothing right to lead to."""
TYPED = "abcdefghijklmnopqrstuvwxyz"
TYPED_RUSSIAN = "абвгдежзийклмнопрстуфхцчшщыьэюя"
_PASSPORT = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya"
_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        _PASSPORT.split(" "),
        strict=True,
    )
)
"""ICAO's way (passports), which is none of kblink's tables; `_` stands for nothing."""
_RUSSIAN = (
    *(("sch", "ш"), ("shch", "щ"), ("sh", "ш"), ("ch", "ч"), ("zh", "ж"), ("ts", "ц")),
    *(("ce", "се"), ("ci", "си"), ("cy", "си"), ("ee", "и"), ("oo", "у")),
    *(("ya", "я"), ("yu", "ю"), ("ph", "ф"), ("th", "т"), ("ck", "к"), ("qu", "кв"), ("x", "кс")),
    *zip("abcdefghijklmnoprstuvwyz", "абкдефгхижклмнопрстуввиз", strict=True),
)
_HEADING_LINE = re.compile(r"[ ]{0,3}#{1,6}[ \t]+\Z")


class Case(NamedTuple):
    """A link that was broken: `right` is where it led, None where that is gone for good."""

    kind: str
    source: str
    broken: ResolvedLink
    right: str | None
    heading: str | None
    before: Link
    finder: CandidateFinder


@dataclass(frozen=True, slots=True)
class Corpus:
    """A vault in memory. `sound` are the links that resolve, with the note that they stand in."""

    root: Path
    notes: tuple[Note, ...]
    texts: dict[str, str]
    files: tuple[str, ...]
    settings: LinkSettings
    sound: tuple[tuple[str, ResolvedLink], ...]
    finder: CandidateFinder

    @property
    def index(self) -> TargetIndex:
        """What links lead to."""
        return self.finder.index


Wrong: TypeAlias = Callable[[Corpus, str, ResolvedLink, random.Random], str | None]


def read_corpus(root: Path) -> Corpus:
    """Read a vault in place."""
    config = load_config(root)
    listing = scan_vault(root, config, root / ".kblink")
    read = read_notes(root, listing.notes, {}, lambda _: None)
    notes = tuple(parsed.note for _, _, parsed in read.parsed)
    texts = {entry.path: text.text for entry, text, _ in read.parsed}
    files = tuple(file.path for file in listing.files)
    index = index_targets(files, notes, listing.excluded)
    settings = config.links
    sound = tuple(
        (note.path, found)
        for note in notes
        for link in note.links
        if link.kind not in ("reference", "canvas") and link.target
        for found in (resolve_link(link, note.path, index, settings),)
        if found.status == "ok" and found.target.path not in (None, note.path)
    )
    finder = CandidateFinder(index, settings)
    return Corpus(root, notes, texts, files, settings, sound, finder)


def break_links(corpus: Corpus, seed: int, most: int, work: Path | None) -> Iterator[Case]:
    """Yield at most `most` broken links of each way; with `work`, a folder, those of git too."""
    for kind, wrong in WRONG.items():
        chance = random.Random(f"{seed} {kind} {corpus.root.name}")  # noqa: S311 - no secret
        yield from _cut(_written_wrongly(corpus, kind, wrong, chance), most)
    chance = random.Random(f"{seed} {corpus.root.name}")  # noqa: S311 - no secret
    yield from _cut(_deleted(corpus, chance), most)
    yield from _cut(_headings_changed(corpus, chance), 4 * most)
    yield from _cut(_blocks_changed(corpus, chance), 2 * most)
    if work is not None:
        yield from _cut(_remembered(corpus, chance, work), 6 * most)


def is_right(case: Case, near: Near) -> bool:
    """Whether a place is the one that the link led to before it was broken."""
    if near.path != case.right:
        return False
    if case.heading is None or near.fragment is None:
        return case.heading is None or case.broken.status != "broken-heading"
    if near.fragment.startswith("^"):
        return near.fragment == case.heading
    last = near.fragment.rpartition("#")[2]
    return heading_key(last) == heading_key(case.heading) or last == slug(case.heading)


def _cut(cases: Iterator[Case], most: int) -> Iterator[Case]:
    yield from (case for case, _ in zip(cases, range(most), strict=False))


# --- the link is written wrongly ------------------------------------------------------------------


def _written_wrongly(
    corpus: Corpus, kind: str, wrong: Wrong, chance: random.Random
) -> Iterator[Case]:
    aims = _aims(corpus, kind)
    for source, found in _shuffled(corpus.sound, chance):
        sound = _led_elsewhere(corpus, source, found, aims, chance) or found
        target = wrong(corpus, source, sound, chance)
        if target is None or target == sound.link.target:
            continue
        link = _with_target(sound.link, source, target)
        if link is None:
            continue
        path, heading = sound.target.path, sound.target.fragment
        for case in _if_broken(kind, source, link, path, heading, corpus.finder):
            yield case._replace(before=sound.link)


def _aims(corpus: Corpus, kind: str) -> tuple[str, ...]:
    """Notes that the links of a vault seldom lead to, but that are hard to tell from others: the
    notes of folders, and for wrong depths what bears the name of others."""
    if kind == "folder note":
        notes = [note.path for note in corpus.notes if stem_of(note.path) in FOLDER_NOTES]
        return tuple(path for path in notes if "/" in path)
    if kind == "depth":
        crowds = [paths for paths in corpus.index.by_base.values() if len(paths) > 1]
        return tuple(sorted(path for paths in crowds for path in paths if is_note(path)))
    return ()


def _led_elsewhere(
    corpus: Corpus,
    source: str,
    sound: ResolvedLink,
    aims: tuple[str, ...],
    chance: random.Random,
) -> ResolvedLink | None:
    """For every other link one that leads to one of `aims`, sooner to one near by."""
    link = sound.link
    if not aims or link.fragment or chance.random() < 0.5:
        return None
    near = [path for path in aims if path.startswith(f"{folder_of(source)}/".lstrip("/"))]
    path = chance.choice(near if near and chance.random() < 0.7 else aims)
    relative = relative_path(path, source, dotted=is_wiki(link))
    target = chance.choice((path, relative)) if is_wiki(link) else relative
    new = _with_target(link, source, target.removesuffix(chance.choice(("", ".md"))))
    if new is None or path == source:
        return None
    found = resolve_link(new, source, corpus.index, corpus.settings)
    return found if found.status == "ok" and found.target.path == path else None


def _with_target(link: Link, source: str, target: str) -> Link | None:
    raw = rewritten(link, source, target)
    if raw is None:
        return None
    return link._replace(raw=raw, target=target)


def _depth(_corpus: Corpus, _source: str, sound: ResolvedLink, chance: random.Random) -> str:
    target = sound.link.target.removeprefix("./")
    if target.startswith("../") and chance.random() < 0.5:
        return target.removeprefix("../")
    return f"../{target}" if not target.startswith("/") else f"/..{target}"


def _folder(corpus: Corpus, _source: str, sound: ResolvedLink, chance: random.Random) -> str | None:
    """A folder left out, put in, or taken for another. A name that several files bear is told by
    its folder alone: there none is taken for another."""
    *folders, name = sound.link.target.split("/")
    named = [number for number, part in enumerate(folders) if part not in ("", ".", "..")]
    others = sorted({folder.rpartition("/")[2] for folder in corpus.index.folders} - {"."})
    if not others:
        return None
    base = name_key(str(sound.target.path).rpartition("/")[2])
    is_single = len(corpus.index.by_base[base]) == 1
    way = chance.choice(("out", "in", "other"))
    if way == "out" and named and (is_single or len(named) > 1):
        del folders[chance.choice(named)]
    elif way == "other" and named and is_single:
        folders[chance.choice(named)] = chance.choice(others)
    elif named or is_single:
        folders.insert(len(folders) - chance.randint(0, len(named)), chance.choice(others))
    else:
        return None
    return "/".join((*folders, name))


def _case(_corpus: Corpus, _source: str, sound: ResolvedLink, chance: random.Random) -> str:
    target = sound.link.target
    return chance.choice((target.upper(), target.capitalize(), target.title(), target.swapcase()))


def _extension(_corpus: Corpus, _source: str, sound: ResolvedLink, chance: random.Random) -> str:
    target, path = sound.link.target, str(sound.target.path)
    stem = str(PurePosixPath(target).with_suffix("")) if target.endswith(_suffix(path)) else target
    if is_note(path):
        return stem + chance.choice((".markdown", ".txt", ".html", ".mdx"))
    if path.lower().endswith((".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")):
        return stem + chance.choice(("", ".png", ".jpg", ".webp", ".jpeg"))
    return stem


def _suffix(path: str) -> str:
    return PurePosixPath(path).suffix or "/"


def _folder_and_extension(
    corpus: Corpus, source: str, sound: ResolvedLink, chance: random.Random
) -> str | None:
    target = _folder(corpus, source, sound, chance)
    if target is None:
        return None
    return _extension(
        corpus, source, sound._replace(link=sound.link._replace(target=target)), chance
    )


def _folder_note(
    corpus: Corpus, source: str, sound: ResolvedLink, chance: random.Random
) -> str | None:
    """The folder, for the note that stands for it by custom: README, index, one of its name."""
    path = str(sound.target.path)
    folder = folder_of(path)
    own = (*FOLDER_NOTES, folder.rpartition("/")[2])
    if not folder or find_folder_note(folder, "", corpus.index, own).path != path:
        return None
    target, name = sound.link.target, folder.rpartition("/")[2]
    ways = [target.rpartition("/")[0] if "/" in target else folder]
    namesakes = [each for each in corpus.index.folders if each.rpartition("/")[2] == name_key(name)]
    if folder_of(folder) == folder_of(source) or len(namesakes) == 1:
        ways.append(name)
    if len(namesakes) == 1:
        ways.append(f"../{name}")
    way = chance.choice(ways)
    if not way.strip("./") or corpus.index.by_path.get(name_key(f"{way}.md")) or path == source:
        return None
    return way + chance.choice(("", "/"))


def _other_name(
    corpus: Corpus, _source: str, sound: ResolvedLink, chance: random.Random
) -> str | None:
    """An alias or the title of the note."""
    if not is_wiki(sound.link):
        return None
    note = next((note for note in corpus.notes if note.path == sound.target.path), None)
    if note is None:
        return None
    names = {note.title, *note.aliases}
    other = sorted(name for name in names if name_key(name) != name_key(stem_of(note.path)))
    return chance.choice(other) if other else None


def _typed(_corpus: Corpus, _source: str, sound: ResolvedLink, chance: random.Random) -> str | None:
    """One typing error in the name: a letter left out, doubled, swapped or taken for another."""
    folder, slash, name = sound.link.target.rpartition("/")
    stem, ending = (name[:-3], name[-3:]) if name.endswith(".md") else (name, "")
    if has_attachment_suffix(name):
        stem, dot, suffix = name.rpartition(".")
        ending = dot + suffix
    wrong = mistyped(stem, chance)
    return None if wrong is None else f"{folder}{slash}{wrong}{ending}"


def mistyped(name: str, chance: random.Random) -> str | None:
    """A name of four letters or more with one typing error in a letter."""
    letters = [number for number, letter in enumerate(name) if letter.isalpha()]
    if len(letters) < 4:
        return None
    at = chance.choice(letters)
    typed = chance.choice(TYPED_RUSSIAN if name[at].lower() in TYPED_RUSSIAN else TYPED)
    ways = [name[:at] + name[at + 1 :], name[:at] + typed + name[at:]]
    ways.append(name[:at] + typed + name[at + 1 :])
    if at + 1 < len(name) and name[at + 1].isalpha():
        ways.append(name[:at] + name[at + 1] + name[at] + name[at + 2 :])
    return chance.choice(ways)


def _transliterated(
    _corpus: Corpus, _source: str, sound: ResolvedLink, _chance: random.Random
) -> str | None:
    """The name in the letters of the other script."""
    folder, slash, name = sound.link.target.rpartition("/")
    stem, ending = (name[:-3], name[-3:]) if name.endswith(".md") else (name, "")
    if has_attachment_suffix(name) or sum(map(str.isalpha, stem)) < 4:
        return None
    if any(letter in _LATIN for letter in stem.lower()):
        other = "".join(_LATIN.get(letter, letter).replace("_", "") for letter in stem.lower())
    else:
        other = stem.lower()
        for latin, russian in _RUSSIAN:
            other = other.replace(latin, russian)
    return f"{folder}{slash}{other}{ending}"


def _spaced(
    _corpus: Corpus, _source: str, sound: ResolvedLink, chance: random.Random
) -> str | None:
    """Blanks, `-` and `_` in the name taken for one another."""
    folder, slash, name = sound.link.target.rpartition("/")
    if not re.search(r"[ _-]", name):
        return None
    return folder + slash + re.sub(r"[ _-]", chance.choice(" _-"), name)


def _encoded(
    _corpus: Corpus, _source: str, sound: ResolvedLink, chance: random.Random
) -> str | None:
    """What programs of other kinds write: `%20`, a backslash."""
    target = sound.link.target
    if not is_wiki(sound.link):
        return None
    ways = [target.replace(" ", "%20"), target.replace("/", "\\")]
    return chance.choice([way for way in ways if way != target] or [None])


WRONG: dict[str, Wrong] = {
    "depth": _depth,
    "folder": _folder,
    "case": _case,
    "extension": _extension,
    "folder and extension": _folder_and_extension,
    "folder note": _folder_note,
    "alias or title": _other_name,
    "typing error": _typed,
    "transliteration": _transliterated,
    "spacing": _spaced,
    "encoding": _encoded,
}


# --- the vault changes below it -------------------------------------------------------------------


def _deleted(corpus: Corpus, chance: random.Random) -> Iterator[Case]:
    """Targets deleted for good, a tenth of them at a time, and nothing remembers them."""
    targets = sorted({str(sound.target.path) for _, sound in corpus.sound})
    chance.shuffle(targets)
    rounds = 10
    for number in range(rounds):
        gone = {*targets[number::rounds]}
        notes = [note for note in corpus.notes if note.path not in gone]
        index = index_targets([file for file in corpus.files if file not in gone], notes)
        finder = CandidateFinder(index, corpus.settings)
        links = [item for item in corpus.sound if item[1].target.path in gone]
        for source, sound in _shuffled(links, chance):
            if source not in gone:
                yield from _if_broken("deleted", source, sound.link, None, None, finder)


def _if_broken(
    kind: str,
    source: str,
    link: Link,
    right: str | None,
    heading: str | None,
    finder: CandidateFinder,
) -> Iterator[Case]:
    broken = resolve_link(link, source, finder.index, finder.settings)
    leads_elsewhere = broken.status == "ok" and broken.target.path != right
    if wants_candidates(broken) and broken.status != "ambiguous" and not leads_elsewhere:
        yield Case(kind, source, broken, right, heading, link, finder)


class _Heading(NamedTuple):
    source: str
    link: Link
    path: str
    number: int


def _heading_links(corpus: Corpus, chance: random.Random) -> Iterator[_Heading]:
    """Links to headings: those that there are, and links to notes with a heading put behind."""
    for source, sound in _shuffled(corpus.sound, chance):
        path = str(sound.target.path)
        places = corpus.index.places.get(path)
        if places is None or len(places.headings) < 2:
            continue
        texts = tuple(text for _, text in places.headings)
        keys = [heading_key(text) for text in texts]
        single = [number for number, key in enumerate(keys) if key and keys.count(key) == 1]
        if sound.target.kind == "heading":
            last = (sound.link.fragment or "").rpartition("#")[2]
            fits = [n for n in single if keys[n] == heading_key(last) or slug(texts[n]) == last]
            if fits and "#" not in (sound.link.fragment or ""):
                yield _Heading(source, sound.link, path, fits[0])
        elif sound.link.fragment is None and single:
            number = chance.choice(single)
            link = _with_fragment(sound.link, source, texts, number, places, corpus.settings)
            if link is not None:
                yield _Heading(source, link, path, number)


def _with_fragment(
    link: Link,
    source: str,
    texts: tuple[str, ...],
    number: int,
    places: Places,
    settings: LinkSettings,
) -> Link | None:
    fragment = written_fragment(link._replace(fragment="x"), texts, number, places, settings)
    raw = None if fragment is None else rewritten(link, source, None, fragment=fragment)
    return None if raw is None else link._replace(raw=raw, fragment=fragment)


def _headings_changed(corpus: Corpus, chance: random.Random) -> Iterator[Case]:
    """Headings mistyped in the link, reworded or re-levelled in the note, or deleted for good."""
    for source, link, path, number in _heading_links(corpus, chance):
        places = corpus.index.places.get(path) or Places()
        text = places.headings[number][1]
        fragment = mistyped(link.fragment or "", chance)
        raw = rewritten(link, source, None, fragment=fragment) if fragment else None
        if raw is not None:
            wrong = link._replace(raw=raw, fragment=fragment)
            yield from _if_broken("heading mistyped", source, wrong, path, text, corpus.finder)
        style = re.sub(r"[ -]", "_", text) if not is_wiki(link) else slug(text)
        raw = rewritten(link, source, None, fragment=style)
        if raw is not None:
            wrong = link._replace(raw=raw, fragment=style)
            yield from _if_broken(
                "heading in another style", source, wrong, path, text, corpus.finder
            )
        new = reworded(text, chance)
        for kind, right, changed in (
            ("heading reworded", new, _with_heading(places, number, new)),
            ("heading deleted", None, _with_heading(places, number, None)),
        ):
            finder = _with_places(corpus, {path: changed})
            yield from _if_broken(kind, source, link, path if right else None, right, finder)
        yield from _relevelled(corpus, source, link, path, number)


def reworded(text: str, chance: random.Random) -> str:
    """A heading as its author changes it: a word put in, left out, or put elsewhere."""
    words = text.split()
    added = chance.choice(("Notes", "Overview", "more", "новое", "кратко", "2"))
    way = chance.choice(("in", "out", "moved")) if len(words) > 2 else "in"
    if way == "in":
        words.insert(chance.choice((0, len(words))), added)
    elif way == "out":
        del words[chance.randrange(len(words))]
    else:
        words.insert(0, words.pop())
    return " ".join(words)


def _with_heading(places: Places, number: int, text: str | None) -> Places:
    headings = [*places.headings]
    if text is None:
        del headings[number]
    else:
        headings[number] = (headings[number][0], text)
    return replace(places, headings=tuple(headings))


def _with_places(corpus: Corpus, changed: dict[str, Places]) -> CandidateFinder:
    known = {note.path: places_of(note) for note in corpus.notes}
    index = with_notes(corpus.index, corpus.notes, KnownPlaces(known | changed))
    return CandidateFinder(index, corpus.settings)


def _relevelled(corpus: Corpus, source: str, link: Link, path: str, number: int) -> Iterator[Case]:
    """A chain `#A#B` of a wiki-link, whose B then stands at A's level."""
    places = corpus.index.places.get(path) or Places()
    level, text = places.headings[number]
    above = [each for each in places.headings[:number] if each[0] < level]
    if not above or not is_wiki(link):
        return
    chain = f"{above[-1][1]}#{link.fragment}"
    if re.search(r"[\[\]|#^]", above[-1][1]):
        return
    raw = rewritten(link, source, None, fragment=chain)
    if raw is None:
        return
    chained = link._replace(raw=raw, fragment=chain)
    if resolve_link(chained, source, corpus.index, corpus.settings).status != "ok":
        return
    headings = [*places.headings]
    headings[number] = (above[-1][0], text)
    finder = _with_places(corpus, {path: replace(places, headings=tuple(headings))})
    yield from _if_broken("heading re-levelled", source, chained, path, text, finder)


def _blocks_changed(corpus: Corpus, chance: random.Random) -> Iterator[Case]:
    """Blocks that moved to another note, and blocks deleted for good."""
    paths = [note.path for note in corpus.notes]
    known = {note.path: places_of(note) for note in corpus.notes}
    planned = []
    for source, sound in _shuffled(corpus.sound, chance):
        path, link = str(sound.target.path), sound.link
        if is_note(path) and link.fragment is None and is_wiki(link):
            block = f"{chance.choice('abcdef')}{chance.randrange(10)}{chance.randrange(16**4):04x}"
            new, kept = chance.choice(paths), chance.random() < 0.5
            raw = rewritten(link, source, None, fragment=f"^{block}")
            if raw is None or new == path:
                continue
            if kept:
                known[new] = replace(known[new], blocks=known[new].blocks | {block})
            planned.append((source, link._replace(raw=raw, fragment=f"^{block}"), new, kept))
    index = with_notes(corpus.index, corpus.notes, KnownPlaces(known))
    finder = CandidateFinder(index, corpus.settings)
    for source, link, new, kept in planned:
        kind, right = ("block moved", new) if kept else ("block deleted", None)
        yield from _if_broken(kind, source, link, right, link.fragment, finder)


# --- what git remembers ---------------------------------------------------------------------------


def _remembered(corpus: Corpus, chance: random.Random, work: Path) -> Iterator[Case]:
    """Notes renamed, some moved and edited at once, notes deleted, headings written anew: each in a
    commit of its own."""
    repository = work / corpus.root.name
    _commit_all(corpus, repository)
    linked = sorted({str(sound.target.path) for _, sound in corpus.sound})
    notes = [path for path in linked if is_note(path)]
    chance.shuffle(notes)
    part = max(len(notes) // 6, 1)
    moves = _move(corpus, repository, notes[:part], chance)
    gone = {*notes[part : 2 * part]}
    for path in gone:
        (repository / path).unlink()
    _commit(repository)
    headings = _written_anew(corpus, repository, {*notes[2 * part :]}, chance)
    _commit(repository)
    finder = _finder_of(corpus, repository, moves, gone)
    for source, sound in _shuffled(corpus.sound, chance):
        if source not in gone:
            yield from _after(source, sound, moves, gone, finder)
    for heading, new in headings:
        path = moves.get(heading.path, heading.path)
        if heading.source not in gone and heading.source not in moves:
            source, link = heading.source, heading.link
            yield from _if_broken("heading renamed", source, link, path, new, finder)


def _after(
    source: str,
    sound: ResolvedLink,
    moves: dict[str, str],
    gone: set[str],
    finder: CandidateFinder,
) -> Iterator[Case]:
    """A link to a whole note after moves and deletions, where these broke it."""
    path, fragment = str(sound.target.path), sound.target.fragment
    here, right = moves.get(source, source), None if path in gone else moves.get(path, path)
    if fragment or (source not in moves and right == path):
        return
    if right is None:
        kind = "deleted, in git"
    else:
        kind = "the note itself moved" if source in moves else "renamed"
    yield from _if_broken(kind, here, sound.link, right, None, finder)


def _commit_all(corpus: Corpus, repository: Path) -> None:
    for file in corpus.files:
        place = repository / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(corpus.texts.get(file, ""), "utf-8", newline="")
    _git(repository, "init", "--quiet")
    _commit(repository)


def _move(
    corpus: Corpus, repository: Path, paths: list[str], chance: random.Random
) -> dict[str, str]:
    moves = _renamed(corpus, paths, chance)
    for old, new in moves.items():
        target = repository / new
        target.parent.mkdir(parents=True, exist_ok=True)
        (repository / old).rename(target)
        if chance.random() < 0.3:  # and edited with it
            text = target.read_text("utf-8")
            target.write_text(f"{text}\n\nSee also {stem_of(new)}.\n", "utf-8", newline="")
    _commit(repository)
    return moves


def _finder_of(
    corpus: Corpus, repository: Path, moves: dict[str, str], gone: set[str]
) -> CandidateFinder:
    files = [moves.get(path, path) for path in corpus.files if path not in gone]
    notes = [
        parse_note(path, (repository / path).read_text("utf-8")).note
        for path in files
        if is_note(path) and path in {moves.get(note.path, note.path) for note in corpus.notes}
    ]
    history = read_history(repository, files)
    return CandidateFinder(
        index_targets(files, notes),
        corpus.settings,
        history,
        reworded=lambda asked: read_headings(repository, asked, history),
    )


def _renamed(corpus: Corpus, paths: list[str], chance: random.Random) -> dict[str, str]:
    """New paths for notes: a new name, and for every other one a new folder too."""
    words = sorted({word for path in corpus.files for word in re.findall(r"[^\W\d_]{4,}", path)})
    folders = sorted({folder_of(path) for path in corpus.files})
    taken = {name_key(path) for path in corpus.files}
    moves: dict[str, str] = {}
    for number, path in enumerate(paths):
        folder = chance.choice(folders) if number % 2 else folder_of(path)
        name = "-".join(chance.sample(words, 3))
        new = f"{folder}/{name}.md".lstrip("/")
        if name_key(new) not in taken:
            taken.add(name_key(new))
            moves[path] = new
    return moves


def _written_anew(
    corpus: Corpus, repository: Path, among: set[str], chance: random.Random
) -> list[tuple[_Heading, str]]:
    """Headings, one of a note, that are given words that they had nothing of, and links to them."""
    done: dict[str, tuple[int, str]] = {}
    found = []
    notes = {note.path: note for note in corpus.notes}
    for link in _heading_links(corpus, chance):
        if link.path not in among:
            continue
        if link.path not in done:
            text = corpus.texts[link.path]
            span = notes[link.path].headings[link.number].span
            before = text[text.rfind("\n", 0, span.start) + 1 : span.start]
            if not _HEADING_LINE.fullmatch(before):
                continue
            new = f"Part {len(done)} {chance.choice(('told', 'shown', 'named'))} anew"
            done[link.path] = (link.number, new)
            changed = text[: span.start] + new + text[span.end :]
            (repository / link.path).write_text(changed, "utf-8", newline="")
        number, new = done[link.path]
        if number == link.number:
            found.append((link, new))
    return found


def _commit(folder: Path) -> None:
    _git(folder, "add", "--all")
    _git(folder, "commit", "--quiet", "--allow-empty", "--message", "a change")


def _git(folder: Path, *words: str) -> None:
    names = ("-c", "user.name=b", "-c", "user.email=b@localhost", "-c", "commit.gpgSign=false")
    quiet = ("-c", "core.autocrlf=false", "-c", "core.hooksPath=/dev/null", "-c", "gc.auto=0")
    subprocess.run(["git", *names, *quiet, *words], cwd=folder, check=True)  # noqa: S607


def _shuffled(
    links: tuple[tuple[str, ResolvedLink], ...] | list[tuple[str, ResolvedLink]],
    chance: random.Random,
) -> list[tuple[str, ResolvedLink]]:
    return chance.sample(links, len(links))
