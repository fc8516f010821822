"""How names are compared: keys of paths, heading keys, slugs.

Paths and file names compare by NFC and full case folding, with no-break spaces as spaces (what
Obsidian does; full folding because of the Greek final sigma).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from kblink.at_once import at_once

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ATTACHMENT_SUFFIXES = frozenset(
    {
        *("avif", "bmp", "gif", "jpeg", "jpg", "png", "svg", "webp"),
        *("flac", "m4a", "mp3", "ogg", "wav", "webm", "3gp"),
        *("mkv", "mov", "mp4", "ogv", "pdf", "canvas", "base"),
    }
)
"""The types that Obsidian embeds; a missing target that bears one is a missing attachment."""

_HEADING_PUNCTUATION = re.compile(r"[!\"#$%&()*+,.:;<=>?@^`{|}~/\[\]\\\r\n]")
_BLANKS = re.compile(r"\s+")


def normal_name(name: str) -> str:
    """A name as it is compared where case matters: NFC, no-break spaces as spaces, trimmed."""
    if name.isascii():
        return name.strip()
    return _composed(name).strip()


def is_normal(name: str) -> bool:
    """Whether a name is compared as it stands where case matters."""
    return name == normal_name(name)


def are_normal(names: Sequence[str]) -> bool:
    """Whether all names are compared as they stand where case matters."""
    joined = "\0".join(names)
    return (joined.isascii() or joined == _composed(joined)) and not any(
        name != name.strip() for name in names
    )


def name_key(name: str) -> str:
    """A name as it is compared where case does not matter."""
    # Of ASCII lower case is the whole of folding, and quicker than any cache.
    return name.strip().lower() if name.isascii() else _folded(name)


def name_keys(names: Sequence[str]) -> list[str]:
    """Return `name_key` of each name."""
    return at_once(_fold, names)


@lru_cache(maxsize=65536)
def _folded(name: str) -> str:
    return _fold(name).strip()


def _fold(names: str) -> str:
    # Folding can denormalise (U+0390, U+03B0), hence NFC once more.
    return unicodedata.normalize("NFC", _composed(names).casefold())


def _composed(names: str) -> str:
    composed = unicodedata.normalize("NFC", names)
    return composed.replace("\u00a0", " ").replace("\u202f", " ")


def has_attachment_suffix(path: str) -> bool:
    """Whether a path ends in an extension that Obsidian knows as an attachment's."""
    return path.rpartition(".")[2].lower() in ATTACHMENT_SUFFIXES


@lru_cache(maxsize=65536)
def heading_key(text: str) -> str:
    """Obsidian's key of a heading: ASCII punctuation but `-`, `_`, `'` as blanks; lower case."""
    spaced = _HEADING_PUNCTUATION.sub(" ", unicodedata.normalize("NFC", text))
    return _BLANKS.sub(" ", spaced).strip().lower()


def slug(text: str) -> str:
    """GitHub's anchor of a heading: letters, numbers, marks, `-`, `_` kept, spaces as `-`."""
    kept = (
        "-" if character == " " else character
        for character in _plain(text).lower()
        if character in "-_ " or unicodedata.category(character)[0] in "LNM"
    )
    return "".join(kept).replace("\ufe0f", "")


def slugs(headings: Iterable[str]) -> list[str]:
    """The anchors of a note's headings in order; equal ones get `-1`, `-2`."""
    used: dict[str, int] = {}
    anchors = []
    for heading in headings:
        base = anchor = slug(heading)
        while anchor in used:
            used[base] += 1
            anchor = f"{base}-{used[base]}"
        used[anchor] = 0
        anchors.append(anchor)
    return anchors


_WIKI_LINK = re.compile(r"!?\[\[(?:[^\]|]*\|)?([^\]]*)\]\]")
_MARKDOWN_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_HTML_TAG = re.compile(r"</?[A-Za-z][^>]*>")
_EMPHASIS = re.compile(r"(\*{1,3}|(?<!\w)_{1,3})(\S(?:.*?\S)?)\1")


def _plain(heading: str) -> str:
    """A heading as it is rendered: links by their text, no tags, no emphasis marks."""
    text = _MARKDOWN_LINK.sub(r"\1", _WIKI_LINK.sub(r"\1", heading))
    return _EMPHASIS.sub(r"\2", _HTML_TAG.sub("", text)).strip()
