"""An encoder that runs stored texts through OpenVINO in bfloat16, for processors that have it.

Nearly twice as fast there as single precision, at cosine 0.9999 to it. Texts of equal length run
together: unpadded, each row of a matrix product is computed as it is alone, to the bit. Queries,
one short text at a time, go through ONNX Runtime in single precision, which starts twice as fast.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from kblink.cores import cores
from kblink.encode.batches import equal_lengths
from kblink.encode.identified import Identified
from kblink.encode.needed import needed
from kblink.encode.onnx_encoder import INPUT, OnnxEncoder, unit_length
from kblink.encode.tokenise import load_tokenizer, token_ids
from kblink.errors import ModelUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt
    from tokenizers import Tokenizer

    from kblink.encode.cached_model import CachedModel
    from kblink.model import EncoderIdentity, TextKind

_TOKENS_AT_ONCE = 1024
_KEPT_FOR_LENGTHS = 400
"""As many steps of the model are kept compiled: 460 MiB at 3,000 Russian sections and no more
later, for 800 MiB and growing with all of them; as quick."""
_TEXTS_AT_ONCE = 4096
"""Texts whose tokens are held at once: 8 MiB of them at 256 tokens each."""


class OpenVinoEncoder(Identified):
    """Implements `ports.Encoder` over a model of the cache, as OnnxEncoder does.

    `compiled` loads a graph so that a number of requests run at once, each on one core.
    """

    def __init__(
        self,
        identity: EncoderIdentity,
        prepare: Callable[[], CachedModel],
        *,
        threads: int | None = None,
        compiled: Callable[[Path, int], Any] | None = None,
    ) -> None:
        super().__init__(identity)
        self._compiled = compiled or compile_bf16
        self._prepare = prepare
        self._threads = threads or cores()
        self._queries = OnnxEncoder(identity, prepare, threads=threads)
        self._loaded: tuple[Tokenizer, Any] | None = None

    @property
    def engine(self) -> str:
        """What computes its vectors."""
        return "OpenVINO, bf16"

    def encode(
        self, texts: Sequence[str], *, kind: TextKind = "passage"
    ) -> npt.NDArray[np.float32]:
        """Return float32 vectors of shape (len(texts), dimension), L2-normalised, in order.

        A text beyond `identity.max_length` tokens is cut there. Raises ModelUnavailableError where
        a library or the model is missing, or the model is not the expected one.
        """
        import numpy as np

        if kind == "query":
            return self._queries.encode(texts, kind=kind)
        vectors = np.zeros((len(texts), self._identity.dimension), dtype=np.float32)
        for start in range(0, len(texts), _TEXTS_AT_ONCE):
            some = texts[start : start + _TEXTS_AT_ONCE]
            self._encode_some(some, vectors[start : start + len(some)])
        return unit_length(vectors)

    def _encode_some(self, texts: Sequence[str], vectors: npt.NDArray[np.float32]) -> None:
        """Write the vectors of texts, not yet normalised, into the rows of `vectors`."""
        import numpy as np

        tokenizer, model = self._loaded or self._load()
        prefix, longest = self.prefix("passage"), self._identity.max_length
        tokens = [token_ids(tokenizer, prefix + text, longest) for text in texts]
        groups = equal_lengths([len(ids) for ids in tokens], _TOKENS_AT_ONCE)

        # One Python thread starts them all: two that first hand it an array at once can deadlock.
        requests = [_Request(model, vectors) for _ in range(min(self._threads, len(groups)))]
        for number, group in enumerate(groups):
            batch = np.stack([tokens[position] for position in group])
            requests[number % len(requests)].start(group, batch)
        for request in requests:
            request.finish()

    def _load(self) -> tuple[Tokenizer, Any]:
        cached = self._prepare()
        self._loaded = (
            load_tokenizer(cached.tokenizer, self._identity.max_length),
            self._compiled(cached.graph, self._threads),
        )
        return self._loaded


class _Request:
    """Batches one after the other, each begun when the one before is done; rows go to `vectors`."""

    def __init__(self, model: Any, vectors: npt.NDArray[np.float32]) -> None:  # noqa: ANN401  its own class
        self._request = model.create_infer_request()
        self._vectors = vectors
        self._running: tuple[list[int], npt.NDArray[np.int64]] | None = None

    def start(self, rows: list[int], batch: npt.NDArray[np.int64]) -> None:
        self.finish()
        self._running = rows, batch  # the batch is not copied, so it must live on
        self._request.start_async({INPUT: batch}, share_inputs=True)

    def finish(self) -> None:
        if self._running is None:
            return
        self._request.wait()
        self._vectors[self._running[0]] = self._request.get_output_tensor(0).data
        self._running = None


def compile_bf16(graph: Path, threads: int) -> Any:  # noqa: ANN401  its types are incomplete
    """Load a graph for `threads` requests at once. Raises ModelUnavailableError."""
    openvino = load_openvino()
    settings = {
        "INFERENCE_PRECISION_HINT": "bf16",
        "INFERENCE_NUM_THREADS": threads,
        "NUM_STREAMS": threads,
        "ENABLE_CPU_PINNING": False,  # the machine is not ours alone
        # What is made for texts of one length is kept; without a bound a large vault takes GiBs.
        "CPU_RUNTIME_CACHE_CAPACITY": _KEPT_FOR_LENGTHS,
    }
    try:
        return openvino.Core().compile_model(str(graph), "CPU", settings)
    except RuntimeError as error:
        raise ModelUnavailableError(
            f"OpenVINO cannot load the exported model: {graph}: {error}.",
            hint='Set precision = "fp32" under [index].',
        ) from error


def load_openvino() -> Any:  # noqa: ANN401  a module
    """Import OpenVINO without what it sends home: a message as soon as it is imported, and files in
    the home folder. Its own modules take the absence of that package for an answer."""
    hint = 'pip install openvino, or set precision = "fp32" under [index].'
    silenced = "openvino_telemetry" not in sys.modules
    if silenced:
        sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]  # so an import fails
    try:
        with needed("openvino", "OpenVINO is not installed.", hint):
            import openvino
    finally:
        if silenced:
            del sys.modules["openvino_telemetry"]
    return openvino
