"""Links between generated notes: how vaults spell them, whole ones and broken ones."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    from generated_words import Language


@dataclass(frozen=True, slots=True)
class Page:
    """A note before it is written; the first heading is its title, `number` its place in order."""

    number: int
    path: str
    name: str
    language: Language
    headings: tuple[str, ...]
    blocks: tuple[str, ...]

    @property
    def folder(self) -> str:
        """The folder that it stands in, from the vault's root."""
        return posixpath.dirname(self.path)


@dataclass(frozen=True, slots=True)
class Spelt:
    """A link as it is written; `code` is the finding that it must give, None where it is whole."""

    raw: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """What the links of a vault may lead to, and the names that nothing bears (`wanted`)."""

    pages: Sequence[Page]
    folders: Sequence[str]
    pictures: Sequence[str]
    wanted: Sequence[str]


@dataclass(frozen=True, slots=True)
class Speller:
    """Spells links from one page; `display` gives a text to show."""

    places: Places
    source: Page
    chance: random.Random
    display: Callable[[], str]

    def whole(self) -> Spelt:
        """A link that leads somewhere."""
        (spell,) = self.chance.choices(_WHOLE, _WHOLE_SHARES)
        return Spelt(spell(self))

    def broken(self) -> Spelt:
        """A link that leads nowhere, with the code that says so."""
        (spell,) = self.chance.choices(_BROKEN, _BROKEN_SHARES)
        return spell(self)

    def target(self) -> Page:
        """Another page: some are linked to far more often than others."""
        pages = self.places.pages
        return pages[int(len(pages) * self.chance.random() ** 2)]

    def relative(self, path: str) -> str:
        """A path of the vault as seen from the source's folder."""
        return posixpath.relpath(path, self.source.folder or ".")


def _bare(at: Speller) -> str:
    return f"[[{at.target().name}]]"


def _bare_shown(at: Speller) -> str:
    return f"[[{at.target().name}|{at.display()}]]"


def _from_root(at: Speller) -> str:
    return f"[[{at.target().path.removesuffix('.md')}]]"


def _from_root_shown(at: Speller) -> str:
    return f"[[{at.target().path}|{at.display()}]]"


def _from_here(at: Speller) -> str:
    path = at.relative(at.target().path)
    return f"[[{path if path.startswith('../') else f'./{path}'}]]"


def _heading(at: Speller) -> str:
    page = at.target()
    return f"[[{page.name}#{at.chance.choice(page.headings)}]]"


def _heading_here(at: Speller) -> str:
    return f"[[#{at.chance.choice(at.source.headings)}]]"


def _block(at: Speller) -> str:
    page = at.target()
    return f"[[{page.name}#^{page.blocks[0]}]]" if page.blocks else f"[[{page.name}]]"


def _embed(at: Speller) -> str:
    """Only of a page written earlier, so that no circle comes about."""
    page = at.target()
    return f"![[{page.name}]]" if page.number < at.source.number else _embedded_picture(at)


def _embedded_picture(at: Speller) -> str:
    return f"![[{posixpath.basename(at.chance.choice(at.places.pictures))}|300]]"


def _markdown(at: Speller) -> str:
    return f"[{at.display()}]({quote(at.relative(at.target().path))})"


def _markdown_in_angles(at: Speller) -> str:
    return f"[{at.display()}](<{at.relative(at.target().path)}>)"


def _markdown_heading(at: Speller) -> str:
    page = at.target()
    slug = at.chance.choice(page.headings).lower().replace(" ", "-")
    return f"[{at.display()}]({quote(at.relative(page.path))}#{quote(slug)})"


def _image(at: Speller) -> str:
    return f"![{at.display()}]({quote(at.relative(at.chance.choice(at.places.pictures)))})"


def _address(at: Speller) -> str:
    return f"https://example.com/{at.chance.randrange(10_000)}/page.html"


def _external(at: Speller) -> str:
    return f"[{at.display()}]({_address(at)})"


def _autolink(at: Speller) -> str:
    return f"<{_address(at)}>"


def _html(at: Speller) -> str:
    return f'<a href="{_address(at)}">{at.display()}</a>'


def _wanted_note(at: Speller) -> Spelt:
    return Spelt(f"[[{at.chance.choice(at.places.wanted)}]]", "broken-note")


def _wrong_depth(at: Speller) -> Spelt:
    path = at.relative(at.target().path)
    wrong = path.removeprefix("../") if path.startswith("../../") else f"../../{path}"
    return Spelt(f"[[{wrong}|{at.display()}]]", "broken-note")


def _wrong_folder(at: Speller) -> Spelt:
    page = at.target()
    folders = [at.chance.choice(at.places.folders) for _ in range(3)]
    last = posixpath.basename(page.folder)
    folder = next((each for each in folders if posixpath.basename(each) != last), "drafts")
    return Spelt(f"[[{folder}/{page.name}]]", "broken-note")


def _mistyped(at: Speller) -> Spelt:
    name = at.target().name
    place = at.chance.randrange(1, len(name) - 1)
    return Spelt(f"[[{name[:place]}{name[place]}x{name[place + 1 :]}]]", "broken-note")


def _markdown_gone(at: Speller) -> Spelt:
    path = at.relative(f"{at.source.folder}/{at.chance.choice(at.places.wanted)}.md")
    return Spelt(f"[{at.display()}]({quote(path)})", "broken-note")


def _no_heading(at: Speller) -> Spelt:
    page = at.target()
    return Spelt(f"[[{page.name}#{page.headings[-1]} before]]", "broken-heading")


def _no_block(at: Speller) -> Spelt:
    return Spelt(f"[[{at.target().name}#^none]]", "broken-block")


def _no_picture(at: Speller) -> Spelt:
    return Spelt(f"![[lost-{at.chance.randrange(10_000)}.png]]", "missing-attachment")


_WHOLE_MIX: dict[Callable[[Speller], str], float] = {
    _bare: 28,
    _bare_shown: 14,
    _from_root: 5,
    _from_root_shown: 4,
    _from_here: 6,
    _heading: 5,
    _heading_here: 1,
    _block: 1.5,
    _embed: 1.5,
    _embedded_picture: 1.5,
    _markdown: 8,
    _markdown_in_angles: 1,
    _markdown_heading: 2.5,
    _image: 2,
    _external: 16,
    _autolink: 2,
    _html: 1,
}
_BROKEN_MIX: dict[Callable[[Speller], Spelt], float] = {
    _wanted_note: 26,
    _wrong_depth: 26,
    _wrong_folder: 18,
    _mistyped: 10,
    _markdown_gone: 6,
    _no_heading: 8,
    _no_block: 2,
    _no_picture: 4,
}
_WHOLE, _WHOLE_SHARES = tuple(_WHOLE_MIX), tuple(_WHOLE_MIX.values())
_BROKEN, _BROKEN_SHARES = tuple(_BROKEN_MIX), tuple(_BROKEN_MIX.values())
