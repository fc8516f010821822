"""What stands near a note in the whole vault: the few notes worth comparing section by section."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    import numpy as np
    import numpy.typing as npt

    from kblink.related.passages import EmbeddedNote
    from kblink.store.catalogue import Catalogue

# Neighbours looked at over all sections of the source, and bounds for one section.
_NEIGHBOURS = 4000
_MOST_PER_SECTION = 200
_LEAST_PER_SECTION = 20


@dataclass(frozen=True, slots=True)
class Neighbours:
    """For each section of a note (a row) its nearest sections elsewhere in the vault, best first.

    `cosines` has shape (sections, k), `paths` names the notes that they are of; k is 0 where there
    is no other note.
    """

    cosines: npt.NDArray[np.float32]
    paths: list[list[str]]

    def background(self) -> npt.NDArray[np.float32]:
        """Return how close each section's neighbours are on average, shape (sections,); k is not 0.

        High where a section says what many notes say: a footer, a template, "See also".
        """
        import numpy as np

        return np.asarray(self.cosines.mean(axis=1), dtype=np.float32)

    def shortlist(
        self, weights: npt.NDArray[np.float32], skip: AbstractSet[str], count: int
    ) -> list[str]:
        """Return at most `count` paths of notes, none of them in `skip`, nearest first.

        `weights` are the sections' shares. A note that is not among a section's nearest counts
        there as the last of them.
        """
        if not self.cosines.size:
            return []
        floors = self.cosines.min(axis=1)
        best: dict[str, npt.NDArray[np.float32]] = {}
        for row, paths in enumerate(self.paths):
            for path, cosine in zip(paths, self.cosines[row], strict=True):
                if path not in skip:
                    cosines = best.setdefault(path, floors.copy())
                    cosines[row] = max(cosines[row], cosine)
        order = sorted(best, key=lambda path: (-round(float(weights @ best[path]), 6), path))
        return order[:count]


def neighbours(catalogue: Catalogue, source: EmbeddedNote) -> Neighbours:
    """Find the nearest sections of each section of `source`, which has one, in other notes."""
    import numpy as np

    vectors = catalogue.vectors()
    own = catalogue.rows_of([each.id for each in source.sections])
    elsewhere = np.setdiff1d(np.arange(len(vectors)), np.asarray(own, dtype=np.int64))
    wanted = min(max(_NEIGHBOURS // len(own), _LEAST_PER_SECTION), _MOST_PER_SECTION)
    cosines, rows = vectors.search(source.matrix, wanted, rows=elsewhere)
    ids = catalogue.section_ids_at(rows.ravel().tolist())
    sections = catalogue.sections(list(dict.fromkeys(ids)))
    paths = [sections[each].path for each in ids]
    width = cosines.shape[1]
    by_row = [paths[row * width : (row + 1) * width] for row in range(len(cosines))]
    return Neighbours(cosines, by_row)
