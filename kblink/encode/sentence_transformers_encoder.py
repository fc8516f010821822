"""An encoder that runs a sentence-transformers model folder on the CPU."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kblink.encode.model_folder import WEIGHTS_NAME
from kblink.encode.weights import verify_weights
from kblink.errors import ModelUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt
    from sentence_transformers import SentenceTransformer

    from kblink.model import EncoderIdentity, TextKind

# Read by the libraries when they are imported: no look at the network, and no threads inside the
# tokenizer, which warns whenever a process that used them forks.
_ENVIRONMENT = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


class SentenceTransformersEncoder:
    """Implements `ports.Encoder` over a local folder with safetensors weights.

    `batch_size` counts texts; small batches keep activations in the CPU's cache and are faster than
    the library's 32. Nothing is loaded before the first text is encoded.
    """

    def __init__(self, identity: EncoderIdentity, folder: Path, *, batch_size: int = 8) -> None:
        self._identity = identity
        self._folder = folder
        self._batch_size = batch_size
        self._model: SentenceTransformer | None = None

    @property
    def identity(self) -> EncoderIdentity:
        """What makes its vectors comparable with stored ones."""
        return self._identity

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages that the model was trained for."""
        return self._identity.languages

    def encode(
        self, texts: Sequence[str], *, kind: TextKind = "passage"
    ) -> npt.NDArray[np.float32]:
        """Return float32 vectors of shape (len(texts), dimension), L2-normalised, in order.

        A text beyond `identity.max_length` tokens is cut there. Raises ModelUnavailableError where
        a library or the weights are missing, or the weights are not the expected ones.
        """
        import numpy as np

        if not texts:
            return np.zeros((0, self._identity.dimension), dtype=np.float32)
        if self._model is None:
            self._model = self._load()
        prefix = self._identity.query_prefix if kind == "query" else self._identity.passage_prefix
        vectors = self._model.encode(
            [_encodable(text) for text in texts],
            prompt=prefix,  # even where empty: otherwise the model's own default is put in front
            batch_size=self._batch_size,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32)

    def _load(self) -> SentenceTransformer:
        verify_weights(self._folder / WEIGHTS_NAME, self._identity.weights)
        for name, value in _ENVIRONMENT.items():
            os.environ.setdefault(name, value)
        try:
            from sentence_transformers import SentenceTransformer
        except ModuleNotFoundError as error:
            if error.name != "sentence_transformers":  # a fault inside it is not its absence
                raise
            raise ModelUnavailableError(
                "sentence-transformers is not installed.", hint="pip install sentence-transformers"
            ) from error
        with _without_progress_bars():
            model = SentenceTransformer(
                str(self._folder),
                device="cpu",
                local_files_only=True,
                trust_remote_code=False,
                # As saved might be half precision; a pickle beside the weights is never opened.
                model_kwargs={"dtype": "float32", "use_safetensors": True},
            )
        model.max_seq_length = self._identity.max_length
        return model


def _encodable(text: str) -> str:
    """Replace lone surrogates (bytes of a terminal that are no UTF-8): tokenizers refuse them."""
    return text.encode("utf-8", "replace").decode("utf-8")


@contextmanager
def _without_progress_bars() -> Iterator[None]:
    """Keep transformers from drawing its weights bar on stderr; put its setting back after."""
    from transformers.utils import logging

    enabled = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers left it bare
    try:
        yield
    finally:
        if enabled:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]  # as above
