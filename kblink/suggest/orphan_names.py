"""Where notes name orphans, in any form of the words of a name."""

from __future__ import annotations

import re
from math import log
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kblink.check.mentions import as_prose
from kblink.links.mention_names import is_telling
from kblink.links.mentions import no_prose, sentence_around
from kblink.model import Mention
from kblink.related.name_mentions import find_names
from kblink.related.phrases import BARRIER, PhraseBook, phrase_of, placed_words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from kblink.markdown.parse import ParsedNote
    from kblink.model import Named
    from kblink.related.phrases import Phrase

_MOST_NOTES, _MOST_SHARE = 3, 0.2
"""A name that stands in more notes than so many, and in more than this share, tells nothing."""
_BREAK = re.compile(r"[.!?…](?=\s)|[。！？]|\n[ \t]*\r?\n")
"""What no name goes over: the end of a sentence or of a paragraph."""


def name_phrases(note: Named) -> list[Phrase]:
    """Return the file name, title and aliases of a note as phrases, but for short and common
    ones."""
    names = dict.fromkeys((PurePosixPath(note.path).stem, note.title, *note.aliases))
    telling = (name for name in names if is_telling(name))
    return [*dict.fromkeys(phrase for name in telling if (phrase := phrase_of(name)))]


def naming_notes(
    notes: Sequence[Named], texts: Sequence[str], orphans: Collection[str]
) -> dict[str, Mapping[str, float]]:
    """Return for each orphan the notes whose text names it, with how much its name tells; `texts`
    are those of `notes`."""
    words = [[word.stem for word in placed_words(_with_barriers(text))] for text in texts]
    names = [name_phrases(note) if note.path in orphans else [] for note in notes]
    found = find_names(words, names)
    most = max(_MOST_NOTES, _MOST_SHARE * len(notes))
    # The weight is the logarithm of 1 + notes / those that have the name.
    least = log(1 + len(notes) / most) - 1e-9
    return {
        note.path: {
            notes[other].path: weight
            for other, weight in found.named_by[number].items()
            if weight >= least
        }
        for number, note in enumerate(notes)
        if note.path in orphans
    }


def find_mention(parsed: ParsedNote, orphan: Named) -> Mention | None:
    """Return the first phrase of a note that names an orphan, and could be a link: in no heading,
    link, tag or code. Of those that begin at one place the longest."""
    prose = as_prose(parsed)
    headings = ((each.span.start, each.span.end) for each in parsed.note.headings)
    letters = list(prose.text)
    for start, end in ((0, prose.start), *headings, *no_prose(prose)):
        letters[start:end] = BARRIER * (end - start)
    words = placed_words(_with_barriers("".join(letters)))
    book = PhraseBook(name_phrases(orphan))
    places = sorted(
        book.places([word.stem for word in words]), key=lambda each: (each[0], -each[1])
    )
    if not places:
        return None
    first, last = places[0]
    start, end = words[first].start, words[last - 1].end
    return Mention(
        parsed.note.path,
        prose.span(start, end),
        prose.text[start:end],
        sentence_around(prose.text, start, end),
    )


def _with_barriers(text: str) -> str:
    """The text, with `BARRIER` in place of what no name goes over."""
    return _BREAK.sub(lambda match: BARRIER * len(match[0]), text)
