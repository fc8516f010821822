"""From what somebody asks for to an encoder: which model, run by what, in which numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kblink.encode.model_source import (
    DEFAULT_NAME,
    ENGLISH_NAME,
    ModelSource,
    english_source,
    folder_source,
    source_of,
)
from kblink.encode.onnx_encoder import OnnxEncoder
from kblink.encode.processor import bf16_is_at_hand
from kblink.encode.shipped_model import is_shipped, shipped_model
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
    """Return the encoder that was asked for; nothing heavy is loaded where it is ready, as the one
    that ships with kblink is. Any other one is imported now where it is new.

    Raises ModelUnavailableError.
    """
    model = find_model(request.model, cache, notify)
    return encoder_of(model, request.precision, cache, notify)


def known_names(cache: ModelCache) -> list[str]:
    """Return the names that a model is found by without looking outside of the cache."""
    ours = (DEFAULT_NAME, ENGLISH_NAME)
    return list(dict.fromkeys([*ours, *(each.identity.name for each in cache.models())]))


def encoder_by_key(
    key: str,
    key_of: Callable[[EncoderIdentity], str],
    precision: str,
    cache: ModelCache,
    notify: Callable[[str], None],
) -> Encoder | None:
    """Return the encoder whose identity has this key, by `key_of`: the one that ships, even where a
    copy of it was imported, else an imported one. None where neither has it."""
    for model in (shipped_model(), *cache.models()):
        identities = (in_form(model.identity, form) for form in ("fp32", "bf16"))
        if key in map(key_of, identities):
            return encoder_of(model, precision, cache, notify)
    return None


def find_model(wanted: str, cache: ModelCache, notify: Callable[[str], None]) -> CachedModel:
    """Return a model given by name, key or folder: that which ships with kblink, or the cache's
    entry, made now where it is new.

    Raises ModelUnavailableError where nothing is known by that name.
    """
    if wanted in ("", DEFAULT_NAME):
        return shipped_model()
    source = find_source(wanted, cache)
    known = cache.peek(source.name, source.key)
    if known is None:
        from kblink.encode.import_model import import_model

        known = import_model(source, cache, notify)
    return known


def find_source(wanted: str, cache: ModelCache) -> ModelSource:
    """Return where a model given by name, key or folder is imported from.

    A folder goes before a name. Raises ModelUnavailableError where there is neither, and for the
    model that ships with kblink.
    """
    if wanted in ("", DEFAULT_NAME):
        raise ModelUnavailableError(
            f"{DEFAULT_NAME} ships with kblink, ready for use.", hint="Name a folder to import."
        )
    if Path(wanted).expanduser().is_dir():
        return folder_source(Path(wanted), cache)
    if wanted == ENGLISH_NAME:
        return english_source()
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
    prepare = partial(_prepared, model, cache, notify)
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


def _prepared(known: CachedModel, cache: ModelCache, notify: Callable[[str], None]) -> CachedModel:
    """The same with whole files: an entry that was damaged is made anew."""
    if is_shipped(known):
        return known
    source = source_of(known)
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
