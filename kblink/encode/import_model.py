"""From a model's folder to an entry of the cache: load, export, compare, keep.

The one place, besides the fallback, that loads torch. What refuses to export is kept as such, so
that it is tried once.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from kblink.encode.cached_model import GRAPH, PROBE, TOKENIZER, WEIGHTS, CachedModel
from kblink.encode.check_fidelity import compare, is_faithful, probe, read_probe
from kblink.encode.model_source import verify_source, weights_state
from kblink.encode.onnx_encoder import OnnxEncoder
from kblink.encode.processor import bf16_is_at_hand
from kblink.errors import ModelUnavailableError
from kblink.model import EncoderIdentity

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sentence_transformers import SentenceTransformer

    from kblink.encode.cached_model import Fidelity
    from kblink.encode.model_cache import ModelCache
    from kblink.encode.model_source import ModelSource


def import_model(
    source: ModelSource,
    cache: ModelCache,
    notify: Callable[[str], None],
    *,
    anew: bool = False,
) -> CachedModel:
    """Return the source's entry of the cache, made now where it is missing, damaged or `anew`.

    `notify` hears of what takes a while and of what a user should know of the model. Raises
    ModelUnavailableError where the model cannot be loaded or the cache cannot be written.
    """
    make = partial(_make, source, notify)
    return cache.keep(source.name, source.key, make, anew=anew)


def measure(model: CachedModel, form: str) -> dict[str, Fidelity]:
    """Compare a form of an exported model with its original, by language.

    Raises ModelUnavailableError where it cannot be run here.
    """
    from kblink.encode.openvino_encoder import OpenVinoEncoder

    kind = OpenVinoEncoder if form == "bf16" else OnnxEncoder
    # Passages: what a model puts in front of a text takes part in the comparison.
    return compare(probe(kind(model.identity, lambda: model)), read_probe(model.probe))


def _make(source: ModelSource, notify: Callable[[str], None], folder: Path) -> CachedModel:
    """Fill the empty `folder`; return what it holds, but for the list of files."""
    from kblink.encode.export_onnx import require_exporter
    from kblink.encode.sentence_transformers_encoder import load_model

    require_exporter()
    notify(f"The model {source.name} is prepared: once, for half a minute.")
    verify_source(source)
    files = source.model_folder
    weights = weights_state(files)
    loaded = load_model(source.folder)
    model = CachedModel(
        folder=folder,
        key=source.key,
        identity=_identity(source, loaded),
        source=str(source.folder),
        weights=weights,
        engine="sentence-transformers",
        refusal="",
        warnings=_warnings(files.modules),
        files=(),
        fidelity={},
    )
    for warning in model.warnings:
        notify(f"{source.name}: {warning}")
    exported = _exported(model, loaded)
    if exported.refusal:
        notify(
            f"{source.name} cannot be exported ({exported.refusal}): sentence-transformers "
            "runs it, which is slower."
        )
    return exported


def _identity(source: ModelSource, loaded: SentenceTransformer) -> EncoderIdentity:
    from kblink.encode.export_onnx import window
    from kblink.encode.sentence_transformers_encoder import describe

    known = EncoderIdentity(
        name=source.name,
        weights=source.weights,
        pooling="",
        dimension=0,
        max_length=window(loaded),
        languages=source.languages,
    )
    return describe(loaded, known)


def _exported(model: CachedModel, loaded: SentenceTransformer) -> CachedModel:
    """Write graph, tokenizer and probe into the model's folder, and compare; else refuse."""
    import numpy as np

    from kblink.encode.export_onnx import RefusedError, export_onnx
    from kblink.encode.probe_texts import PROBE_TEXTS
    from kblink.encode.sentence_transformers_encoder import encode_with, set_window

    texts = [text for some in PROBE_TEXTS.values() for text in some]
    set_window(loaded, model.identity.max_length)
    np.save(model.probe, encode_with(loaded, texts, model.identity.passage_prefix))
    try:
        export_onnx(loaded, model.graph, model.tokenizer)
        fidelity = {"fp32": _required("fp32", measure(model, "fp32"))}
    except (RefusedError, ModelUnavailableError) as error:
        if isinstance(error, ModelUnavailableError) and error.hint.startswith("pip"):
            raise  # something is to be installed: nothing is known of the model
        for name in (GRAPH, WEIGHTS, TOKENIZER, PROBE):
            (model.folder / name).unlink(missing_ok=True)
        return replace(model, refusal=str(error))
    if bf16_is_at_hand():
        fidelity["bf16"] = measure(model, "bf16")
    return replace(model, engine="onnx", fidelity=fidelity)


def _required(form: str, measured: dict[str, Fidelity]) -> dict[str, Fidelity]:
    from kblink.encode.check_fidelity import LEAST_COSINE
    from kblink.encode.export_onnx import RefusedError

    if not is_faithful(form, measured):
        least = min(each.least for each in measured.values())
        raise RefusedError(f"its vectors differ: cosine {least}, not {LEAST_COSINE[form]}")
    return measured


def _warnings(modules: tuple[str, ...]) -> tuple[str, ...]:
    if modules:
        return ()
    return (
        (
            "nothing in its folder says how token vectors are pooled; the mean is taken. If it was "
            "trained otherwise, save it with sentence-transformers."
        ),
    )
