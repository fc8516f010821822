"""Profiles of notes from the index."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeAlias

from kblink.related.profiles import NoteText, NoteVectors, Rarity, make_profiles, rarity_of
from kblink.store.words import folded_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    import numpy.typing as npt

    from kblink.related.profiles import Profiles
    from kblink.store.catalogue import Catalogue
    from kblink.store.note_texts import SectionText
    from kblink.store.rows import NoteNames

EmbedTitles: TypeAlias = "Callable[[Sequence[str]], Mapping[str, npt.NDArray[np.float32]]]"
"""For titles, the unit vector of each, shape (dimension,)."""


def read_profiles(
    catalogue: Catalogue,
    encoder_id: str,
    names: Sequence[NoteNames],
    embed_titles: EmbedTitles,
    rarity: Rarity | None = None,
) -> Profiles:
    """Read the profiles of the notes called so, one at least, in that order.

    How rare words are is told from these notes alone where `rarity` does not say so.
    """
    titles = embed_titles([each.title for each in names])
    sections: dict[str, list[SectionText]] = {each.path: [] for each in names}
    for section in catalogue.texts(sections):
        sections[section.path].append(section)
    digests = [section.digest for own in sections.values() for section in own]
    embedded = catalogue.embeddings(digests, encoder_id)
    known: dict[str, str] = {}
    texts = [_text(each, sections[each.path], known) for each in names]
    vectors = [_vectors(sections[each.path], embedded, titles[each.title]) for each in names]
    return make_profiles(texts, vectors, rarity_of(texts) if rarity is None else rarity)


def _text(names: NoteNames, sections: Sequence[SectionText], known: dict[str, str]) -> NoteText:
    """What a note says; each word is one object in all notes, by `known`."""
    called = dict.fromkeys(called_words(names))
    headings = {word: None for section in sections for word in section.headings.split()}
    words = [known.setdefault(word, word) for section in sections for word in section.body.split()]
    return NoteText(tuple(called), tuple(headings), tuple(words))


def called_words(names: NoteNames) -> list[tuple[str, ...]]:
    """Return what a note is called, as folded words: its file's name first."""
    called = (PurePosixPath(names.path).stem, names.title, *names.aliases)
    return [tuple(folded_words(name)) for name in called]


def _vectors(
    sections: Sequence[SectionText],
    embedded: Mapping[str, npt.NDArray[np.float16]],
    title: npt.NDArray[np.float32],
) -> NoteVectors:
    import numpy as np

    kept = [section for section in sections if section.digest in embedded]
    if not kept:
        return NoteVectors(np.zeros((0, len(title)), dtype=np.float32), (), title)
    rows = np.stack([embedded[section.digest] for section in kept]).astype(np.float32)
    # Half precision leaves a row up to a thousandth away from length 1.
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return NoteVectors(rows, [section.length for section in kept], title)
