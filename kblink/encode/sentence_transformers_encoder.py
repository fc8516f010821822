"""An encoder that runs a sentence-transformers model folder on the CPU, for what has no export."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from kblink.encode.identified import Identified
from kblink.encode.model_folder import QUERY_PROMPT, passage_prompt, read_folder
from kblink.encode.needed import needed
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


class SentenceTransformersEncoder(Identified):
    """Implements `ports.Encoder` over a local folder with safetensors weights.

    Texts are encoded one by one, so that a vector does not depend on others. Nothing is loaded
    before the first text is encoded.
    """

    def __init__(self, identity: EncoderIdentity, folder: Path) -> None:
        super().__init__(identity)
        self._folder = folder
        self._model: SentenceTransformer | None = None

    @property
    def engine(self) -> str:
        """What computes its vectors."""
        return "sentence-transformers, fp32"

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
            verify_weights(read_folder(self._folder).weights, self._identity.weights)
            self._model = load_model(self._folder)
            set_window(self._model, self._identity.max_length)
        return encode_with(self._model, texts, self.prefix(kind))


def load_model(folder: Path) -> SentenceTransformer:
    """Load a model that `read_folder` lets pass. Raises ModelUnavailableError."""
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    message = "sentence-transformers is not installed."
    with needed("sentence_transformers", message, "pip install sentence-transformers"):
        from sentence_transformers import SentenceTransformer
    try:
        with without_progress_bars():
            return SentenceTransformer(
                str(folder),
                device="cpu",
                local_files_only=True,
                trust_remote_code=False,
                # As saved might be half precision; a pickle beside the weights is never opened.
                model_kwargs={"dtype": "float32", "use_safetensors": True},
            )
    except (OSError, ValueError, KeyError, RuntimeError, TypeError, AttributeError) as error:
        first = next(iter(str(error).splitlines()), "")
        raise ModelUnavailableError(
            f"sentence-transformers cannot load {folder}: {first or type(error).__name__}."
        ) from error


def set_window(model: SentenceTransformer, max_length: int) -> None:
    """Let a model read `max_length` tokens of a text; one without a window reads all of it."""
    with suppress(AttributeError):  # what its property without a setter raises
        model.max_seq_length = max_length


def encode_with(
    model: SentenceTransformer, texts: Sequence[str], prefix: str
) -> npt.NDArray[np.float32]:
    """Return float32 unit vectors of texts with `prefix` in front, each encoded by itself."""
    import numpy as np

    vectors = model.encode(
        [_encodable(text) for text in texts],
        prompt=prefix,  # even where empty: otherwise the model's own default is put in front
        batch_size=1,
        normalize_embeddings=True,
        show_progress_bar=False,
    )
    return np.asarray(vectors, dtype=np.float32)


def describe(model: SentenceTransformer, identity: EncoderIdentity) -> EncoderIdentity:
    """Return `identity` with what only the loaded model knows: pooling, dimension, prompts.

    Its window is left as it is. A model without a pooling module has `none`.
    """
    from sentence_transformers.sentence_transformer.modules import Pooling

    modes = [module.pooling_mode for module in model if isinstance(module, Pooling)]
    pooling = "+".join(mode if isinstance(mode, str) else "+".join(mode) for mode in modes)
    return replace(
        identity,
        pooling=pooling or "none",
        dimension=int(model.get_embedding_dimension() or 0),
        query_prefix=model.prompts.get(QUERY_PROMPT) or "",
        passage_prefix=passage_prompt(model.prompts),
    )


def _encodable(text: str) -> str:
    """Replace lone surrogates (bytes of a terminal that are no UTF-8): tokenizers refuse them."""
    return text.encode("utf-8", "replace").decode("utf-8")


@contextmanager
def without_progress_bars() -> Iterator[None]:
    """Keep transformers from drawing its weights bar on stderr; put its setting back after."""
    from transformers.utils import logging

    enabled = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers left it bare
    try:
        yield
    finally:
        if enabled:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]  # as above
