"""How close the vectors of an exported model are to those of its original."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.encode.cached_model import Fidelity
from kblink.encode.probe_texts import PROBE_TEXTS
from kblink.errors import ModelUnavailableError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from kblink.ports import Encoder

LEAST_COSINE: dict[str, float] = {"fp32": 0.999, "bf16": 0.98}
"""The cosine that every probe text must reach, by numeric form."""


def probe(encoder: Encoder) -> npt.NDArray[np.float32]:
    """Return an encoder's vectors of all probe texts, shape (texts, dimension)."""
    return encoder.encode([text for texts in PROBE_TEXTS.values() for text in texts])


def read_probe(file: Path) -> npt.NDArray[np.float32]:
    """Read vectors that were kept. Raises ModelUnavailableError."""
    import numpy as np

    try:
        kept = np.load(file, allow_pickle=False)
    except (OSError, ValueError) as error:
        raise ModelUnavailableError(
            f"The original's vectors cannot be read: {file}.", hint="Run kblink models import."
        ) from error
    return np.asarray(kept, dtype=np.float32)


def compare(
    ours: npt.NDArray[np.float32], original: npt.NDArray[np.float32]
) -> dict[str, Fidelity]:
    """Return mean and least cosine by language, of unit vectors as `probe` returns them.

    What is no number counts as far as can be.
    """
    import numpy as np

    if ours.shape != original.shape:
        return {language: Fidelity(-1.0, -1.0) for language in PROBE_TEXTS}
    cosines = np.nan_to_num((ours.astype(np.float64) * original).sum(axis=1), nan=-1.0)
    compared = {}
    for language, texts in PROBE_TEXTS.items():
        some, cosines = cosines[: len(texts)], cosines[len(texts) :]
        compared[language] = Fidelity(round(float(some.mean()), 6), round(float(some.min()), 6))
    return compared


def is_faithful(form: str, measured: Mapping[str, Fidelity]) -> bool:
    """Whether the form may be used."""
    return bool(measured) and all(each.least >= LEAST_COSINE[form] for each in measured.values())
