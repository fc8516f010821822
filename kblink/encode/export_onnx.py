"""From a loaded sentence-transformers model to one graph: token ids in, vectors out.

Texts are encoded alone or with others of the same length, so the graph has no padding and no mask:
it is the transformer as it reads a single text, and the modules behind it.
"""

from __future__ import annotations

import contextlib
import io
import logging
import warnings
from typing import TYPE_CHECKING, Any

from kblink.encode.needed import needed
from kblink.encode.onnx_encoder import INPUT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sentence_transformers import SentenceTransformer

_OPSET = 20
_EXAMPLE = (2, 16)  # texts, tokens; neither is 1, which an exporter would take for always so


_NO_LIMIT = 1_000_000
"""Tokens that a tokenizer names which was not told of a limit, or more."""


class RefusedError(Exception):
    """The model cannot be exported; the message says why."""


def export_onnx(model: SentenceTransformer, graph: Path, tokenizer: Path) -> None:
    """Write the model's graph, its weights beside it, and the tokenizer as its library loaded it.

    Raises RefusedError where it cannot be expressed so.
    """
    backend = _exportable(model)
    _save_graph(model, graph)
    backend.no_padding()
    backend.no_truncation()
    backend.save(str(tokenizer))


def window(model: SentenceTransformer) -> int:
    """Return how many tokens the model reads of a text: what it says, if it has positions for all.

    Where nothing says it, a window of 512.
    """
    transformer = getattr(model[0], "auto_model", None)
    config = getattr(transformer, "config", None)
    positions = getattr(config, "max_position_embeddings", None)
    limits = [model.max_seq_length, None if positions is None else positions - _offset(transformer)]
    return min((int(limit) for limit in limits if limit and 0 < limit < _NO_LIMIT), default=512)


def _offset(transformer: Any) -> int:  # noqa: ANN401  of any architecture
    """Positions before the first one that is used: RoBERTa and its kin number from padding on."""
    embeddings = getattr(transformer, "embeddings", None)
    padding = getattr(getattr(embeddings, "position_embeddings", None), "padding_idx", None)
    return 0 if padding is None else padding + 1


def require_exporter() -> None:
    """Raise ModelUnavailableError where what torch exports with is not installed."""
    message = "A model is exported with onnxscript, which is not installed."
    with needed("onnxscript", message, "pip install onnxscript"):
        import onnxscript  # noqa: F401  what torch.onnx needs and does not ask for


def _exportable(model: SentenceTransformer) -> Any:  # noqa: ANN401  tokenizers' own class
    """Return the tokenizer behind the model's. Raises RefusedError where the model does not fit."""
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    if not isinstance(model[0], Transformer):
        raise RefusedError(f"it begins with {type(model[0]).__name__}, not a transformer")
    for module in model:
        if (
            isinstance(module, Pooling)
            and not module.include_prompt
            and any(model.prompts.values())
        ):
            raise RefusedError("its pooling leaves the prompt out")
    backend = getattr(model.tokenizer, "backend_tokenizer", None)
    if backend is None:
        raise RefusedError("its tokenizer is written in Python")
    if len(backend.encode("").ids) < 2:
        raise RefusedError("its tokenizer sets no marks around a text")
    return backend


def _save_graph(model: SentenceTransformer, graph: Path) -> None:
    import torch

    network = _network(model)
    dimensions = {
        0: torch.export.Dim("texts"),
        1: torch.export.Dim("length", min=2, max=window(model)),
    }
    with _silence():
        try:
            program = torch.onnx.export(
                network,
                (torch.ones(_EXAMPLE, dtype=torch.long),),
                dynamo=True,
                dynamic_shapes=(dimensions,),
                input_names=[INPUT],
                output_names=["vector"],
                opset_version=_OPSET,
                verbose=False,
            )
        except Exception as error:  # whatever a model's code raises under the exporter
            first = next(iter(str(error).strip().splitlines()), "")
            raise RefusedError(f"torch.onnx.export: {first or type(error).__name__}") from error
        if program is None:
            raise RefusedError("torch.onnx.export returned nothing")
        # Weights beside the graph are mapped when it is loaded: a third of the time, and no copy.
        program.save(str(graph), external_data=True)


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """What the exporter prints, warns and logs of its own work is not for who runs kblink."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def _network(model: SentenceTransformer) -> Any:  # noqa: ANN401  torch is imported in here
    """Return a module from ids (texts, length) to vectors (texts, dimension), ready to export."""
    import torch

    transformer: Any = model[0].auto_model
    if hasattr(transformer, "set_attn_implementation"):
        transformer.set_attn_implementation("eager")  # plain products: engines know the pattern

    class Network(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer
            self.rest = torch.nn.ModuleList(list(model)[1:])

        def forward(self, input_ids: torch.Tensor) -> Any:  # noqa: ANN401  modules are untyped
            features: Any = {
                "token_embeddings": self.transformer(input_ids=input_ids)[0],
                "attention_mask": torch.ones_like(input_ids),
            }
            for module in self.rest:
                features = module(features)
            return features["sentence_embedding"]

    return Network().eval()
