"""The engines that throughput is compared of: those that kblink uses, and those it does not.

Each is built in a process of its own. `sentence-transformers` is the yardstick: torch in single
precision, texts sorted by length and padded to the longest of a batch.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kblink.cores import cores
from kblink.encode.cache_folder import cache_folder
from kblink.encode.cached_model import GRAPH, TOKENIZER
from kblink.encode.choose import ModelRequest, choose_encoder, find_model
from kblink.encode.identified import Identified
from kblink.encode.model_cache import ModelCache
from kblink.encode.model_source import ENGLISH_NAME
from kblink.encode.onnx_encoder import OnnxEncoder
from kblink.encode.openvino_encoder import OpenVinoEncoder, load_openvino
from kblink.encode.sentence_transformers_encoder import load_model, set_window

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from kblink.encode.cached_model import CachedModel
    from kblink.model import TextKind
    from kblink.ports import Encoder

PRECISIONS = {
    "sentence-transformers 32": "fp32",
    "sentence-transformers 8": "fp32",
    "ONNX fp32": "fp32",
    "ONNX int8": "int8",
    "OpenVINO bf16": "bf16",
    "OpenVINO int8": "int8",
}
"""Each engine, and the numbers that its matrix products are done in."""
FORMS = ("shipped", "fp32")
"""A model as kblink runs it on this machine, and as sentence-transformers does."""
_KEPT_LAYERS = 2  # FFN-down matrices that stay in single precision
_GROUP = 128  # activations that share a scale
_BATCH = 8  # its fastest on one core


class Padded(Identified):
    """What `SentenceTransformer.encode` does with a batch size, in single precision."""

    def __init__(self, model: CachedModel, batch_size: int) -> None:
        import torch

        super().__init__(model.identity)
        torch.set_num_threads(cores())
        self._batch_size = batch_size
        self._model = load_model(Path(model.source))
        set_window(self._model, model.identity.max_length)

    @property
    def engine(self) -> str:
        """What computes its vectors."""
        return f"sentence-transformers {self._batch_size}"

    def encode(
        self, texts: Sequence[str], *, kind: TextKind = "passage"
    ) -> npt.NDArray[np.float32]:
        """Return float32 unit vectors (texts, dimension)."""
        vectors = self._model.encode(
            list(texts),
            prompt=self.prefix(kind),
            batch_size=self._batch_size,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32)


def measured_model() -> CachedModel:
    """Return the export of all-MiniLM-L6-v2, made now where it is missing."""
    return named_model(ENGLISH_NAME)


def named_model(name: str) -> CachedModel:
    """Return a model by the name or folder that kblink takes, imported where it is new.

    Raises ModelUnavailableError.
    """
    return find_model(name, ModelCache(cache_folder(os.environ)), lambda _: None)


def build_form(form: str, name: str) -> Encoder:
    """Return the model `name` in one of FORMS. Raises ModelUnavailableError."""
    model = named_model(name)
    if form == "fp32":
        return Padded(model, _BATCH)
    return choose_encoder(ModelRequest(name), ModelCache(cache_folder(os.environ)), lambda _: None)


def build_engine(name: str, folder: Path) -> Encoder:
    """Return an engine by its name, or a form of a model (`fp32 kblink-en-ru`).

    `folder` is for files that it needs.
    """
    form, _, of_model = name.partition(" ")
    if form in FORMS:
        return build_form(form, of_model)
    model = measured_model()
    if name.startswith("sentence-transformers"):
        return Padded(model, int(name.rpartition(" ")[2]))
    identity = replace(model.identity, name=name)
    if name == "ONNX fp32":
        return OnnxEncoder(identity, lambda: model)
    if name == "ONNX int8":
        quantised = quantise(model, folder)
        return OnnxEncoder(identity, lambda: quantised)
    if name == "OpenVINO bf16":
        return OpenVinoEncoder(identity, lambda: model)
    return OpenVinoEncoder(identity, lambda: model, compiled=compile_int8)


def quantise(model: CachedModel, folder: Path) -> CachedModel:
    """Write a dynamic int8 form: matrix products only, a scale for each column of the weights.

    Activations have one scale a product, and the first FFN-down matrices stay as they are: their
    inputs have the widest range.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    graph = onnx.load(str(model.graph)).graph
    shapes = {weight.name: tuple(weight.dims) for weight in graph.initializer}
    products = [node for node in graph.node if node.op_type == "MatMul"]
    weights = {node.name: shapes.get(node.input[1], (0, 0)) for node in products}
    down = [name for name, shape in weights.items() if shape[0] > shape[1] > 0]
    quantize_dynamic(
        str(model.graph),
        str(folder / GRAPH),
        op_types_to_quantize=["MatMul"],
        per_channel=True,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=down[:_KEPT_LAYERS],
        extra_options={"MatMulConstBOnly": True},
    )
    shutil.copy(model.tokenizer, folder / TOKENIZER)
    return replace(model, folder=folder)


def compile_int8(graph: Path, threads: int) -> Any:  # noqa: ANN401  OpenVINO's types are incomplete
    """Load a graph with int8 weights and activations that are quantised in small groups."""
    import nncf

    core = load_openvino().Core()
    model = nncf.compress_weights(
        core.read_model(str(graph)),
        mode=nncf.CompressWeightsMode.INT8_SYM,
        ignored_scope=nncf.IgnoredScope(types=["Gather"]),  # tables of vectors
    )
    settings = {
        "INFERENCE_PRECISION_HINT": "f32",
        "DYNAMIC_QUANTIZATION_GROUP_SIZE": str(_GROUP),
        "INFERENCE_NUM_THREADS": threads,
        "NUM_STREAMS": threads,
        "ENABLE_CPU_PINNING": False,
    }
    return core.compile_model(model, "CPU", settings)
