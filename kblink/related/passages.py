"""A note as its embedded sections: rows of one matrix, with their weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    from kblink.store.catalogue import Catalogue
    from kblink.store.rows import StoredSection

# Characters up to which a section's say in its note grows with its length.
_FULL_WEIGHT = 600


@dataclass(frozen=True, slots=True)
class EmbeddedNote:
    """The sections of a note that have a vector; row i of `matrix` is `sections[i]`'s.

    `matrix` is float32 of shape (sections, dimension) with unit rows. A note may have none.
    """

    sections: tuple[StoredSection, ...]
    matrix: npt.NDArray[np.float32]

    def weights(self) -> npt.NDArray[np.float32]:
        """Return each section's share of the note, shape (sections,); they add up to 1."""
        import numpy as np

        lengths = [min(max(len(each.body), 1), _FULL_WEIGHT) for each in self.sections]
        return np.asarray(lengths, dtype=np.float32) / np.float32(sum(lengths))


def embedded_note(
    catalogue: Catalogue, encoder_id: str, sections: Sequence[StoredSection]
) -> EmbeddedNote:
    """Gather the vectors of a note's `sections`; those that have none are left out."""
    import numpy as np

    vectors = catalogue.embeddings([each.digest for each in sections], encoder_id)
    kept = tuple(each for each in sections if each.digest in vectors)
    rows = [np.asarray(vectors[each.digest], dtype=np.float32) for each in kept]
    if not rows:
        return EmbeddedNote((), np.zeros((0, 0), dtype=np.float32))
    matrix = np.stack(rows)
    # Half precision leaves a row up to a thousandth away from length 1.
    return EmbeddedNote(kept, matrix / np.linalg.norm(matrix, axis=1, keepdims=True))
