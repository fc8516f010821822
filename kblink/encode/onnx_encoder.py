"""An encoder that runs an exported model with ONNX Runtime: no torch, single precision.

Every text is a run of its own, on one thread; all cores are used by running many at once. So its
vector has the same bits alone, in any batch, after any restart and for any number of threads.
Batches would be about a tenth faster on short texts, but a matrix product of other shape adds up
in another order (1e-7 off), and padded ones cost more than they save.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.cores import cores
from kblink.encode.all_cores import share_out
from kblink.encode.identified import Identified
from kblink.encode.needed import needed
from kblink.encode.tokenise import load_tokenizer, token_ids
from kblink.errors import ModelUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

    from kblink.encode.cached_model import CachedModel
    from kblink.model import EncoderIdentity, TextKind

INPUT = "input_ids"
_ERRORS_ONLY = 3  # of ONNX Runtime's levels of severity
# Fused, the sum and the normalisation behind each layer run without vector instructions: 8 % of
# all time on a processor with AVX-512.
_SLOWER_WHEN_FUSED = ["SkipLayerNormFusion"]


class OnnxEncoder(Identified):
    """Implements `ports.Encoder` over a model of the cache.

    `prepare` returns it, having made it where that was needed; it is called when the first text is
    encoded. `threads` default to all cores.
    """

    def __init__(
        self,
        identity: EncoderIdentity,
        prepare: Callable[[], CachedModel],
        *,
        threads: int | None = None,
    ) -> None:
        super().__init__(identity)
        self._prepare = prepare
        self._threads = threads or cores()
        self._loaded: tuple[Tokenizer, InferenceSession] | None = None

    @property
    def engine(self) -> str:
        """What computes its vectors."""
        return "ONNX Runtime, fp32"

    def encode(
        self, texts: Sequence[str], *, kind: TextKind = "passage"
    ) -> npt.NDArray[np.float32]:
        """Return float32 vectors of shape (len(texts), dimension), L2-normalised, in order.

        A text beyond `identity.max_length` tokens is cut there. Raises ModelUnavailableError where
        a library or the model is missing, or the model is not the expected one.
        """
        import numpy as np

        vectors = np.zeros((len(texts), self._identity.dimension), dtype=np.float32)
        if not texts:
            return vectors
        tokenizer, session = self._loaded or self._load()
        prefix = self.prefix(kind)

        def encode_rows(rows: Iterator[int]) -> None:
            for row in rows:
                ids = token_ids(tokenizer, prefix + texts[row], self._identity.max_length)
                vectors[row] = session.run(None, {INPUT: ids[None]})[0][0]

        longest_first = sorted(range(len(texts)), key=lambda row: -len(texts[row]))
        share_out(encode_rows, longest_first, self._threads)
        return unit_length(vectors)

    def _load(self) -> tuple[Tokenizer, InferenceSession]:
        model = self._prepare()
        self._loaded = (
            load_tokenizer(model.tokenizer, self._identity.max_length),
            open_session(model.graph),
        )
        return self._loaded


def open_session(graph: Path) -> InferenceSession:
    """Load a graph, to be run on the thread that calls. Raises ModelUnavailableError."""
    with needed("onnxruntime", "ONNX Runtime is not installed.", "pip install onnxruntime"):
        import onnxruntime
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = _ERRORS_ONLY
    try:
        return onnxruntime.InferenceSession(
            str(graph),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=_SLOWER_WHEN_FUSED,
        )
    except Exception as error:  # its own classes have no public base
        raise ModelUnavailableError(
            f"The exported model cannot be loaded: {graph}: {error}.",
            hint="Run kblink models verify.",
        ) from error


def unit_length(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return the rows of a matrix at length 1; one without any length stays as it is."""
    import numpy as np

    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1), dtype=np.float32)
