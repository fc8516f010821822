"""Write a vault of notes that look like real ones, the same for the same seed.

    python benchmarks/generate_vault.py FOLDER [--notes 2000] [--links 20] [--seed 0]
                                         [--broken 0.05]

One link in twenty is broken unless --broken says so, and it is known which. FOLDER must not exist
yet.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generated_links import Page, Places, Speller, Spelt
from generated_notes import Composer
from generated_words import SUBJECTS, Language, Phrases, names, phrases

if TYPE_CHECKING:
    from collections.abc import Iterator

BROKEN_SHARE = 0.05
_NOTES_A_FOLDER = 15
_PICTURES_A_NOTE = 0.1
_WANTED_A_NOTE = 0.1
LANGUAGES: tuple[Language, ...] = ("en", "ru")


@dataclass(frozen=True, slots=True)
class Broken:
    """A link that was written broken: the note's path, the finding's code, the link's raw text."""

    path: str
    code: str
    raw: str


@dataclass(frozen=True, slots=True)
class Generated:
    """What a generated vault holds: numbers of notes and links, and all broken links."""

    notes: int
    links: int
    broken: tuple[Broken, ...]


def generate(
    root: Path, notes: int, *, links: int = 20, seed: int = 0, broken_share: float = BROKEN_SHARE
) -> Generated:
    """Write `notes` notes with `links` links each on average, `notes * links` in all, of which
    `broken_share` are broken."""
    chance = random.Random(seed)  # noqa: S311 - notes need no secrecy
    places = _plan(notes, chance)
    texts = {language: phrases(language, chance) for language in LANGUAGES}
    for folder in {page.folder for page in places.pages} | {"attachments"}:
        (root / folder).mkdir(parents=True, exist_ok=True)
    for picture in places.pictures:
        (root / picture).touch()
    broken: list[Broken] = []
    for page, count in zip(places.pages, _counts(notes, links, chance), strict=True):
        composer = Composer(page, texts[page.language], chance)
        text = composer.text(
            _links(page, count, places, texts[page.language], chance, broken_share)
        )
        (root / page.path).write_text(text, "utf-8")
        broken += (Broken(page.path, code, raw) for code, raw in composer.broken)
    return Generated(notes, notes * links, tuple(broken))


def _plan(notes: int, chance: random.Random) -> Places:
    """Every page's path and what links may name in it, before the first is written."""
    folders = {language: _folders(notes, language, chance) for language in LANGUAGES}
    titles = {language: names(language, chance) for language in LANGUAGES}
    pages = []
    for number in range(notes):
        language = chance.choice(LANGUAGES)
        name = next(titles[language])
        path = f"{chance.choice(folders[language])}/{name}.md"
        headings = _headings(name, language, chance)
        blocks = (f"{chance.randrange(16**6):06x}",) if chance.random() < 0.3 else ()
        pages.append(Page(number, path, name, language, headings, blocks))
    pictures = [f"attachments/figure {n}.png" for n in range(max(1, int(notes * _PICTURES_A_NOTE)))]
    wanted = [f"{next(titles['en'])} wanted" for _ in range(max(1, int(notes * _WANTED_A_NOTE)))]
    return Places(pages, [each for group in folders.values() for each in group], pictures, wanted)


def _folders(notes: int, language: Language, chance: random.Random) -> list[str]:
    """Folders one to three deep."""
    count = max(1, notes // _NOTES_A_FOLDER // len(LANGUAGES))
    return [
        "/".join(chance.choices(SUBJECTS[language], k=chance.choice((1, 2, 2, 3))))
        for _ in range(count)
    ]


def _headings(name: str, language: Language, chance: random.Random) -> tuple[str, ...]:
    """The title and up to twelve more, each once."""
    more = {
        " ".join(chance.choices(SUBJECTS[language], k=chance.choice((1, 2, 2, 3)))).capitalize()
        for _ in range(min(12, int(chance.lognormvariate(1.5, 0.6))))
    }
    title = name.replace("-", " ").replace("_", " ").capitalize()
    return (title, *sorted(more - {title}))


def _counts(notes: int, links: int, chance: random.Random) -> Iterator[int]:
    """Numbers of links a note, uneven as in real vaults; what one has more the next has less."""
    for _ in range(notes // 2):
        apart = int(links * chance.random() ** 2)
        yield links + apart
        yield links - apart
    if notes % 2:
        yield links


def _links(
    page: Page,
    count: int,
    places: Places,
    words: Phrases,
    chance: random.Random,
    broken_share: float,
) -> list[Spelt]:
    def display() -> str:
        return " ".join(chance.choices(words.subjects, k=chance.randint(1, 3)))

    speller = Speller(places, page, chance, display)
    return [
        speller.broken() if chance.random() < broken_share else speller.whole()
        for _ in range(count)
    ]


def main() -> None:
    """Write a vault where the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--notes", type=int, default=2000)
    parser.add_argument("--links", type=int, default=20, help="links a note, on average")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--broken", type=float, default=BROKEN_SHARE, help="share of broken links")
    arguments = parser.parse_args()
    if arguments.folder.exists():
        raise SystemExit(f"{arguments.folder} exists already")
    made = generate(
        arguments.folder,
        arguments.notes,
        links=arguments.links,
        seed=arguments.seed,
        broken_share=arguments.broken,
    )
    print(f"{made.notes} notes, {made.links} links, {len(made.broken)} of them broken")


if __name__ == "__main__":
    main()
