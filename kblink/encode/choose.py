"""From what somebody asks for to an encoder: which model, run by what, in which numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kblink.encode.model_source import (
    DEFAULT_NAME,
    ModelSource,
    default_identity,
    default_source,
    folder_source,
    source_of,
)
from kblink.encode.onnx_encoder import OnnxEncoder
from kblink.encode.processor import bf16_is_at_hand
from kblink.errors import ModelUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from kblink.encode.cached_model import CachedModel
    from kblink.encode.model_cache import ModelCache
    from kblink.model import EncoderIdentity
    from kblink.ports import Encoder


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """A model by its name or folder (empty: the default one), and `auto`, `fp32` or `bf16`."""

    model: str = ""
    precision: str = "auto"


def choose_encoder(
    request: ModelRequest, cache: ModelCache, notify: Callable[[str], None]
) -> Encoder:
    """Return the encoder that was asked for; nothing heavy is loaded where the cache knows it.

    The default model's identity is known before it is exported, which waits for the first text;
    any other one is imported now where it is new. Raises ModelUnavailableError.
    """
    if request.model not in ("", DEFAULT_NAME):
        return encoder_of(
            find_model(request.model, cache, notify), request.precision, cache, notify
        )
    source = default_source()
    known = cache.peek(source.name, source.key)
    if known is not None:
        return encoder_of(known, request.precision, cache, notify)
    identity = default_identity(source)
    prepare = partial(_prepared, source, cache, notify)
    if _wants_bf16(request.precision):
        return _bf16_encoder(identity, prepare)
    return OnnxEncoder(identity, prepare)


def known_names(cache: ModelCache) -> list[str]:
    """Return the names that a model is found by without looking outside of the cache."""
    return list(dict.fromkeys([DEFAULT_NAME, *(each.identity.name for each in cache.models())]))


def encoder_by_key(
    key: str,
    key_of: Callable[[EncoderIdentity], str],
    precision: str,
    cache: ModelCache,
    notify: Callable[[str], None],
) -> Encoder | None:
    """Return the encoder of an imported model whose identity has this key, by `key_of`.

    None where the cache has none, and for the default model, which is chosen without a key.
    """
    for model in cache.models():
        identities = (in_form(model.identity, form) for form in ("fp32", "bf16"))
        if model.identity.name != DEFAULT_NAME and key in map(key_of, identities):
            return encoder_of(model, precision, cache, notify)
    return None


def find_model(wanted: str, cache: ModelCache, notify: Callable[[str], None]) -> CachedModel:
    """Return the cache's entry of a model given by name, key or folder, made now where it is new.

    Raises ModelUnavailableError where nothing is known by that name.
    """
    from kblink.encode.import_model import import_model

    source = find_source(wanted, cache)
    return cache.peek(source.name, source.key) or import_model(source, cache, notify)


def find_source(wanted: str, cache: ModelCache) -> ModelSource:
    """Return where a model given by name, key or folder comes from.

    A folder goes before a name. Raises ModelUnavailableError where there is neither.
    """
    if wanted in ("", DEFAULT_NAME):
        return default_source()
    if Path(wanted).expanduser().is_dir():
        return folder_source(Path(wanted), cache)
    named = [model for model in cache.models() if wanted in (model.identity.name, model.key[:12])]
    if len(named) > 1:
        keys = ", ".join(model.key[:12] for model in named)
        raise ModelUnavailableError(
            f"Several models are called {wanted}.", hint=f"Name one by its key: {keys}."
        )
    return source_of(named[0]) if named else _hub_source(wanted, cache)


def encoder_of(
    model: CachedModel, precision: str, cache: ModelCache, notify: Callable[[str], None]
) -> Encoder:
    """Return an encoder over an entry of the cache. Raises ModelUnavailableError."""
    if model.engine == "sentence-transformers":
        from kblink.encode.sentence_transformers_encoder import SentenceTransformersEncoder

        return SentenceTransformersEncoder(model.identity, Path(model.source))
    prepare = partial(_prepared, source_of(model), cache, notify)
    if _wants_bf16(precision):
        from kblink.encode.check_fidelity import is_faithful

        model = _with_bf16_measured(model, cache)
        if is_faithful("bf16", model.fidelity["bf16"]):
            return _bf16_encoder(model.identity, prepare)
        if precision == "bf16":
            raise ModelUnavailableError(
                f"In bf16, {model.identity.name} is too far from the original.",
                hint='Set precision = "fp32" under [index].',
            )
    return OnnxEncoder(model.identity, prepare)


def in_form(identity: EncoderIdentity, form: str) -> EncoderIdentity:
    """Return the identity of a model in a numeric form: another encoder, by its name as well."""
    return identity if form == "fp32" else replace(identity, name=f"{identity.name}-{form}")


def _prepared(source: ModelSource, cache: ModelCache, notify: Callable[[str], None]) -> CachedModel:
    model = cache.find(source.name, source.key)
    if model is None:
        from kblink.encode.import_model import import_model

        model = import_model(source, cache, notify)
    if model.engine != "onnx":
        raise ModelUnavailableError(
            f"The model {source.name} cannot be exported: {model.refusal}.",
            hint="Run the command again: sentence-transformers takes its place.",
        )
    return model


def _bf16_encoder(identity: EncoderIdentity, prepare: Callable[[], CachedModel]) -> Encoder:
    from kblink.encode.openvino_encoder import OpenVinoEncoder

    return OpenVinoEncoder(in_form(identity, "bf16"), prepare)


def _wants_bf16(precision: str) -> bool:
    return precision == "bf16" or (precision == "auto" and bf16_is_at_hand())


def _with_bf16_measured(model: CachedModel, cache: ModelCache) -> CachedModel:
    """The model with bf16 compared: now, where OpenVINO came later than the model."""
    if "bf16" in model.fidelity:
        return model
    from kblink.encode.import_model import measure

    measured = model.with_fidelity({"bf16": measure(model, "bf16")})
    cache.update(measured)
    return measured


def _hub_source(wanted: str, cache: ModelCache) -> ModelSource:
    """A model that is on this machine because a library downloaded it; else there is none."""
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError
    except ModuleNotFoundError:
        raise _unknown(wanted, cache) from None
    try:
        folder = snapshot_download(wanted, local_files_only=True)
    except (HFValidationError, LocalEntryNotFoundError, OSError):
        raise _unknown(wanted, cache) from None
    return replace(folder_source(Path(folder), cache), name=wanted.rpartition("/")[2])


def _unknown(wanted: str, cache: ModelCache) -> ModelUnavailableError:
    return ModelUnavailableError(
        f"There is no model {wanted!r} on this machine.",
        hint=f"Name a folder, or one of {', '.join(known_names(cache))}.",
    )
