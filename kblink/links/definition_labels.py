"""The labels of definitions that stand for wiki-links, as foam writes them: `[note]: note.md`.

To CommonMark `[[note]]` is a reference in brackets. Where the wiki-link is written anew, the label
of its definition is too, or nothing would refer to it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kblink.links.targets import is_wiki

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kblink.model import Link

_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]", re.DOTALL)
_LAST_LABEL = re.compile(r"\[([^\[\]]+)\](?:\[\])?$")


def new_labels(rewritten: Iterable[tuple[str, str]], links: Iterable[Link]) -> Mapping[str, str]:
    """The labels that definitions get, by normalised old ones: `rewritten` are wiki-links as they
    were and as they are now, `links` all of the note. A label that a link by reference uses, too,
    stays as it is."""
    from markdown_it.common.utils import normalizeReference

    found = {}
    for pair in rewritten:
        old, new = (raw.removeprefix("!")[2:-2] for raw in pair)
        for one, other in ((old, new), (_target(old), _target(new))):
            if one and other and not any(mark in other for mark in "[]\\"):
                found[normalizeReference(one)] = other.strip()
    for link in links:
        if not is_wiki(link) and (label := _LAST_LABEL.search(link.raw)):
            found.pop(normalizeReference(label[1]), None)
    return found


def _target(inner: str) -> str:
    return re.split(r"\\?\||#", inner, maxsplit=1)[0].strip()


def relabelled(definition: str, labels: Mapping[str, str]) -> str:
    """A definition with the label that it gets."""
    from markdown_it.common.utils import normalizeReference

    label = _LABEL.match(definition)
    new = labels.get(normalizeReference(label[1])) if label else None
    if label is None or new is None:
        return definition
    return f"[{new}]{definition[label.end() :]}"
