"""The vectors of all that trials show: those of the index where it has them, else encoded once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.evaluate.view import VaultMasker, View
from kblink.markdown.sections import Window, text_digest
from kblink.model import Progress
from kblink.related.best_pairs import passage_vectors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import numpy as np
    import numpy.typing as npt

    from kblink.evaluate.linked_vault import LinkedVault
    from kblink.evaluate.protocols import Trial
    from kblink.ports import Encoder
    from kblink.workspace import Vault

_AT_ONCE = 256
"""Texts that are encoded in one call, as `index` does."""


def embed_views(
    vault: Vault,
    linked: LinkedVault,
    trials: Sequence[Trial],
    *,
    refresh: bool = True,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Iterator[View]:
    """Yield what each trial shows, with vectors; all texts are encoded before the first."""
    encoder = vault.encoder
    window = Window(encoder.identity.max_length, encoder.languages)
    masker = VaultMasker(linked, window, with_boilerplate=vault.config.index.boilerplate)
    masked = []
    for done, trial in enumerate(trials):
        progress(Progress("hiding links", done, len(trials)))
        masked.append(masker.masked(trial))
    texts = (
        each
        for shown in masked
        for each in (*shown.titles, *(one for text in shown.texts for one in text.passages))
    )
    table, row_of = embed_texts(vault, texts, refresh=refresh, progress=progress)
    for shown in masked:
        rows = [row_of[each] for text in shown.texts for each in text.passages]
        counts = [len(text.passages) for text in shown.texts]
        titles = table[[row_of[title] for title in shown.titles]]
        yield View(shown, passage_vectors(table[rows], counts), titles)


def embed_texts(
    vault: Vault,
    texts: Iterable[str],
    *,
    refresh: bool = True,
    progress: Callable[[Progress], None] = lambda _: None,
) -> tuple[npt.NDArray[np.float32], dict[str, int]]:
    """Return unit vectors of texts, shape (texts, dimension), and the row of each.

    What is encoded is kept beside the vectors of the index, unless `refresh` is off.
    """
    import numpy as np

    row_of = {text: row for row, text in enumerate(dict.fromkeys(texts))}
    digests = {text_digest(text): row for text, row in row_of.items()}
    stored = vault.stored_vectors([*digests], refresh=refresh)
    table = np.zeros((len(row_of), vault.encoder.identity.dimension), dtype=np.float16)
    for digest, vector in stored.items():
        table[digests[digest]] = vector
    missing = [text for text in row_of if text_digest(text) not in stored]
    for some, vectors in _encoded(vault.encoder, missing, progress):
        table[[row_of[text] for text in some]] = vectors  # in half precision, as stored ones are
        if refresh:
            vault.keep_vectors({text_digest(text): table[row_of[text]] for text in some})
    vectors = table.astype(np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.maximum(lengths, np.finfo(np.float32).tiny), row_of


def _encoded(
    encoder: Encoder, texts: Sequence[str], progress: Callable[[Progress], None]
) -> Iterator[tuple[list[str], npt.NDArray[np.float32]]]:
    """Encode texts, longest first, so that the time left is never more than was said."""
    ordered = sorted(texts, key=len, reverse=True)
    for start in range(0, len(ordered), _AT_ONCE):
        progress(Progress("embedding", start, len(ordered)))
        some = ordered[start : start + _AT_ONCE]
        yield some, encoder.encode(some)
    if ordered:
        progress(Progress("embedding", len(ordered), len(ordered)))
