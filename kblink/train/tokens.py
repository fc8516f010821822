"""Many texts as one array of piece numbers, so that a batch costs no loop over its texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    import numpy.typing as npt
    from tokenizers import Tokenizer

    Ids = npt.NDArray[np.int32]
    Numbers = npt.NDArray[np.int64]

_CHUNK = 10_000


@dataclass(frozen=True, slots=True)
class Tokens:
    """Piece numbers of many texts, end to end: those of text i lie from starts[i] to
    starts[i + 1]. int32 and int64."""

    ids: Ids
    starts: Numbers

    def __len__(self) -> int:
        return len(self.starts) - 1

    def lengths(self) -> Numbers:
        """Return how many pieces each text has, with the marks at its ends."""
        return self.starts[1:] - self.starts[:-1]

    def text(self, number: int) -> Ids:
        """Return the piece numbers of one text."""
        return self.ids[self.starts[number] : self.starts[number + 1]]

    def take(self, numbers: Numbers) -> Tokens:
        """Return the texts of these numbers, in their order."""
        lengths = self.starts[numbers + 1] - self.starts[numbers]
        return Tokens(self.ids[spans(self.starts[numbers], lengths)], ends(lengths))


def as_tokens(texts: Iterable[Ids]) -> Tokens:
    """Lay texts end to end."""
    import numpy as np

    some = list(texts)
    lengths = np.array([len(each) for each in some], np.int64)
    return Tokens(np.concatenate([np.empty(0, np.int32), *some]), ends(lengths))


def spans(starts: Numbers, lengths: Numbers) -> Numbers:
    """Return all numbers from starts[i] to starts[i] + lengths[i], one i after another."""
    import numpy as np

    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))


def ends(lengths: Numbers) -> Numbers:
    """Return where texts of these lengths begin, end to end, and where the last one ends."""
    import numpy as np

    return np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)))


def tokenise(texts: Sequence[str], tokenizer: Tokenizer) -> Tokens:
    """Cut texts into pieces, some thousands at a time."""
    import numpy as np

    ids: list[Ids] = []
    for at in range(0, len(texts), _CHUNK):
        found = tokenizer.encode_batch_fast(texts[at : at + _CHUNK])
        ids.extend(np.array(each.ids, np.int32) for each in found)
    return as_tokens(ids)
