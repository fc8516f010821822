"""The vectors of notes' titles alone: what passages of other notes are held against."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kblink.markdown.sections import text_digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    from kblink.ports import Encoder
    from kblink.store.catalogue import Catalogue


class TitleVectors(NamedTuple):
    """Unit vectors by title, float32 of shape (dimension,), and those that were `made` just now, in
    half precision, by the sha256 of the title."""

    vectors: dict[str, npt.NDArray[np.float32]]
    made: dict[str, npt.NDArray[np.float16]]


def known_titles(
    catalogue: Catalogue, encoder_id: str, titles: Sequence[str], encoder: Encoder | None
) -> TitleVectors:
    """Return the vectors of titles: those that the index keeps, else made by `encoder`; zeros
    without one."""
    import numpy as np

    digests = {title: text_digest(title) for title in titles}
    stored = catalogue.embeddings([*digests.values()], encoder_id)
    missing = [title for title, digest in digests.items() if digest not in stored]
    made: dict[str, npt.NDArray[np.float16]] = {}
    if missing and encoder is not None:
        vectors = encoder.encode(missing).astype(np.float16)
        made = {digests[title]: row for title, row in zip(missing, vectors, strict=True)}
    found = {**stored, **made}
    identity = catalogue.encoder
    nothing = np.zeros(0 if identity is None else identity[1].dimension, dtype=np.float16)
    return TitleVectors(
        {title: _unit(found.get(digest, nothing)) for title, digest in digests.items()}, made
    )


def _unit(vector: npt.NDArray[np.float16]) -> npt.NDArray[np.float32]:
    import numpy as np

    whole = vector.astype(np.float32)
    unit: npt.NDArray[np.float32] = whole / max(float(np.linalg.norm(whole)), 1e-9)
    return unit
