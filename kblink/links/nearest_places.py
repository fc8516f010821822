"""The headings and blocks that a link to a place may mean that its note does not have."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from kblink.links.fragments import match_markdown_fragment, match_wiki_fragment
from kblink.links.misspellings import is_misspelling
from kblink.links.names import heading_key, slugs
from kblink.links.nearest_names import Near
from kblink.links.places import Places
from kblink.links.targets import TargetIndex, is_wiki

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kblink.config import LinkSettings
    from kblink.links.nearest_names import NameLookup
    from kblink.model import Link

_SIMILAR = 60
_MOST_SIMILAR = 3
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[^\W_]+")
_BREAKING = re.compile(r"%%|[\[\]:#|^\\]")
"""What Obsidian writes as a blank when it links to a heading."""
_MADE_BY_MACHINE = re.compile(r"(?=.*\d)(?=.*[a-z])[a-z0-9]{6,}")
"""Ids that Obsidian makes; one that a person made up may stand for another thing elsewhere."""


def headings_like(
    link: Link, path: str, index: TargetIndex, settings: LinkSettings
) -> Iterator[Near]:
    """Yield the headings of the note `path` that a link may mean, each text once."""
    places = index.places.get(path) or Places()
    texts = tuple(text for _, text in places.headings)
    fragment = unicodedata.normalize("NFC", link.fragment or "")
    seen = set()
    for number, reason, doubtful, likeness in _headings(fragment, texts):
        written = written_fragment(link, texts, number, places, settings)
        if written is not None and written not in seen:
            seen.add(written)
            yield Near(path, reason, doubtful, fragment=written, likeness=likeness)


def blocks_like(link: Link, path: str, index: TargetIndex, lookup: NameLookup) -> Iterator[Near]:
    """Yield blocks of the note `path` with nearly the id of the link, then the same in others."""
    block_id = (link.fragment or "")[1:].strip().lower()
    blocks = sorted((index.places.get(path) or Places()).blocks)
    typos = [own for own in blocks if is_misspelling(block_id, own)]
    for own in typos:
        yield Near(path, "block typo", fragment=f"^{own}")
    holders = lookup.block_holders(block_id)
    doubtful = len(holders) > 1 or _MADE_BY_MACHINE.fullmatch(block_id) is None
    for holder in holders:
        yield Near(holder, "block moved", doubtful)
    others = [own for own in blocks if own not in typos]
    for own, score, _ in _most_similar(block_id, others):
        yield Near(path, "similar block", fragment=f"^{own}", likeness=score / 100)


def _headings(fragment: str, texts: Sequence[str]) -> Iterator[tuple[int, str, bool, float]]:
    """Ordinals of headings with reason, whether something speaks against it, and likeness."""
    last = fragment.rpartition("#")[2].strip()
    keys = [heading_key(text) for text in texts]
    wanted, words = heading_key(last), _words(last)
    worded, spoken = [_words(text) for text in texts], " ".join(words)
    read = [" ".join(each) for each in worded]
    anchors = slugs(texts)
    moved = [number for number, key in enumerate(keys) if key == wanted]
    by_anchor = [number for number, anchor in enumerate(anchors) if anchor == last.lower()]
    by_words = [number for number, each in enumerate(worded) if words and each == words]
    typos = [number for number, each in enumerate(read) if is_misspelling(spoken, each)]
    for numbers, reason in (
        (moved if "#" in fragment else [], "heading moved"),
        (by_anchor, "heading"),
        (by_words, "heading"),
        (typos, "heading typo"),
    ):
        for number in numbers:
            yield number, reason, keys.count(keys[number]) > 1, 1.0
    for _, _, number in _most_similar(spoken, read):
        is_part, likeness = _shared(words, worded[number])
        digits, own = _DIGITS.findall(spoken), _DIGITS.findall(read[number])
        reason = "heading reworded" if is_part else "similar heading"
        yield number, reason, bool(digits and own) and digits != own, likeness


def _shared(words: Sequence[str], others: Sequence[str]) -> tuple[bool, float]:
    """Whether one of two headings is the other with words added, or in another order; and the share
    of words that they have in common (Dice's coefficient).

    Of `Advantages of X` and `Disadvantages of X` neither is the other with words added.
    """
    one, other = Counter(words), Counter(others)
    common = (one & other).total()
    is_part = common == min(one.total(), other.total())
    return is_part, 2 * common / max(one.total() + other.total(), 1)


def _most_similar(wanted: str, names: Sequence[str]) -> list[tuple[str, float, int]]:
    """Of names the most similar ones, with their likeness in percent and ordinal."""
    from rapidfuzz import fuzz, process

    return process.extract(
        wanted, names, scorer=fuzz.WRatio, limit=_MOST_SIMILAR, score_cutoff=_SIMILAR
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


def written_fragment(
    link: Link, texts: Sequence[str], number: int, places: Places, settings: LinkSettings
) -> str | None:
    """The fragment that leads to a heading, as the link's author writes them; None: there is none.

    Authors of Markdown links write anchors, but for those who write `#Like%20this` as Obsidian.
    """
    text = texts[number]
    ways = [" ".join(_BREAKING.sub(" ", text).split()), text]
    if is_wiki(link):
        match = settings.heading_match
        fits = (way for way in ways if match_wiki_fragment(way, places, match).ok)
        return next((way for way in fits if not _BREAKING.search(way.replace(":", ""))), None)
    fragment = link.fragment or ""
    if " " not in fragment and fragment == fragment.lower():
        ways.insert(0, slugs(texts)[number])
    return next((way for way in ways if match_markdown_fragment(way, places).ok), None)
