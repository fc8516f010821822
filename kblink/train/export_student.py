"""The student as a folder that sentence-transformers, and `--model`, load."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from kblink.durable import flush_file, flush_folder
from kblink.errors import TrainingError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import torch
    from tokenizers import Tokenizer

_UNFINISHED = ".unfinished"
_TABLE = "embeddings.word_embeddings.weight"
_SPECIAL = ("pad_token", "unk_token", "cls_token", "sep_token", "mask_token")


def read_weights(file: Path) -> dict[str, torch.Tensor]:
    """Read a file of weights. Raises TrainingError."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        return load_file(file)
    except (OSError, SafetensorError) as error:
        raise TrainingError(f"The weights cannot be read: {file}: {error}.") from error


def mixed(
    student: Mapping[str, torch.Tensor],
    begun: Mapping[str, torch.Tensor],
    old_rows: int,
    share: float,
) -> dict[str, torch.Tensor]:
    """Return a student's weights with a share of those it began with, its teacher's.

    New rows, from `old_rows` on, stay as they were learned. Between the two lie weights that have
    what was learned and more of what was known (Wortsman et al. 2022, arXiv 2109.01903).
    """
    found = {}
    for name, learned in student.items():
        found[name] = learned.clone()
        known = begun[name].to(learned.device)
        rows = slice(old_rows) if name == _TABLE else slice(None)
        if learned.is_floating_point():
            found[name][rows] = learned[rows].lerp(known[rows], share)
    return found


def export_student(
    model: Any,  # noqa: ANN401 - a BERT of transformers
    weights: Mapping[str, torch.Tensor],
    tokenizer: Tokenizer,
    window: int,
    folder: Path,
) -> None:
    """Save a model with these weights, pooled by the mean and normalised, in place of `folder`.

    `tokenizer` neither cuts nor pads; a text is cut at `window` tokens. Raises OSError.
    """
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import (
        Normalize,
        Pooling,
        Transformer,
    )

    model.load_state_dict(dict(weights))
    unfinished = folder.with_name(f"{_UNFINISHED}-{folder.name}")
    shutil.rmtree(unfinished, ignore_errors=True)
    plain = unfinished / "plain"
    model.save_pretrained(plain)
    _save_tokenizer(tokenizer, window, plain)
    modules = [
        Transformer(str(plain), max_seq_length=window),
        Pooling(model.config.hidden_size, "mean"),
        Normalize(),
    ]
    whole = unfinished / "whole"
    SentenceTransformer(modules=modules, device="cpu").save(str(whole), create_model_card=False)
    for file in whole.rglob("*"):
        if file.is_file():
            flush_file(file)
    shutil.rmtree(folder, ignore_errors=True)
    whole.rename(folder)
    flush_folder(folder.parent)
    shutil.rmtree(unfinished)


def _save_tokenizer(tokenizer: Tokenizer, window: int, folder: Path) -> None:
    from transformers import PreTrainedTokenizerFast

    marks = {name: f"[{name.partition('_')[0].upper()}]" for name in _SPECIAL}
    wrapped: Any = PreTrainedTokenizerFast
    wrapped(tokenizer_object=tokenizer, model_max_length=window, **marks).save_pretrained(folder)
