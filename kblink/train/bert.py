"""A BERT as a function from piece numbers to unit vectors, for training and for the teacher."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from kblink.encode.processor import has_bf16
from kblink.encode.sentence_transformers_encoder import without_progress_bars

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt
    import torch

    Ids = npt.NDArray[np.int32]


_PORTION = 1_024
_GPU_PORTION = 16_384
"""Tokens that are computed at once."""


def load_bert(folder: Path) -> Any:  # noqa: ANN401 - transformers has no type for it
    """Load a BERT without dropout: what is to be matched is a vector, not a class, and a run
    that goes on needs no state of a generator."""
    import torch
    from transformers import BertModel

    # Eager attention trains faster than sdpa on texts of 100 tokens and more, and not much slower
    # on shorter ones (one core with AVX512_BF16: 2,136 for 1,884 and 2,131 for 2,306 tokens/s).
    with _quiet():
        model = BertModel.from_pretrained(
            folder,
            attn_implementation="eager",
            add_pooling_layer=False,
            dtype=torch.float32,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
            local_files_only=True,
        )
    return model.train(mode=False)


def with_rows(model: Any, rows: npt.NDArray[np.float32], padding: int) -> Any:  # noqa: ANN401
    """Give a BERT another table of pieces, whose gradient holds the rows of a batch alone."""
    import torch

    table = torch.nn.Embedding(rows.shape[0], rows.shape[1], sparse=True)
    with torch.no_grad():
        table.weight.copy_(torch.from_numpy(rows))
    model.embeddings.word_embeddings = table
    model.config.vocab_size, model.config.pad_token_id = len(rows), padding
    return model


def unit_vectors(model: Any, texts: Sequence[Ids], *, bf16: bool) -> torch.Tensor:  # noqa: ANN401
    """Return the vectors of texts, float32, shape (len(texts), dimension): the mean over a text's
    pieces, L2-normalised.

    Texts are read in portions of about one length: less is padding, and on a processor what is
    computed stays in a core's cache (2,285 for 1,923 tokens/s learned from, in batches of 3,072).
    """
    import numpy as np
    import torch

    portions = in_portions(texts, _PORTION if model.device.type == "cpu" else _GPU_PORTION)
    found = [_vectors(model, [texts[each] for each in some], bf16=bf16) for some in portions]
    order = np.argsort(np.concatenate(portions), kind="stable")
    return torch.cat(found)[torch.from_numpy(order).to(model.device)]


def in_portions(texts: Sequence[Ids], tokens: int) -> list[list[int]]:
    """Sort the numbers of texts by length, and cut them where padded ones fill so many tokens."""
    order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
    portions: list[list[int]] = []
    for number in order:
        if not portions or (len(portions[-1]) + 1) * len(texts[number]) > tokens:
            portions.append([])
        portions[-1].append(number)
    return portions


def _vectors(model: Any, texts: Sequence[Ids], *, bf16: bool) -> torch.Tensor:  # noqa: ANN401
    import torch

    device = model.device
    ids, mask = (each.to(device) for each in padded(texts, model.config.pad_token_id))
    with torch.autocast(device.type, dtype=torch.bfloat16, enabled=bf16):
        states = model(input_ids=ids, attention_mask=mask).last_hidden_state
    weights = mask.unsqueeze(-1).float()
    means = (states.float() * weights).sum(1) / weights.sum(1)
    return torch.nn.functional.normalize(means, dim=1)


def padded(texts: Sequence[Ids], padding: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Return texts as one table of piece numbers and the mask of what is text, both int64."""
    import numpy as np
    import torch

    longest = max(map(len, texts))
    ids = np.full((len(texts), longest), padding, np.int64)
    mask = np.zeros((len(texts), longest), np.int64)
    for row, text in enumerate(texts):
        ids[row, : len(text)] = text
        mask[row, : len(text)] = 1
    return torch.from_numpy(ids), torch.from_numpy(mask)


def encode_all(model: Any, texts: Sequence[Ids], *, bf16: bool) -> npt.NDArray[np.float32]:  # noqa: ANN401
    """Return the vectors of any number of texts, in order, without what learning needs."""
    import numpy as np
    import torch

    if not texts:
        return np.empty((0, model.config.hidden_size), np.float32)
    with torch.inference_mode():
        return np.asarray(unit_vectors(model, texts, bf16=bf16).cpu().numpy(), np.float32)


def wants_bf16(precision: str, device: str) -> bool:
    """Whether to compute in bfloat16: `auto` where the processor does, on which it is twice as
    fast here (2,368 for 1,318 tokens/s), and on any GPU."""
    return precision == "bf16" or (precision == "auto" and (device != "cpu" or has_bf16()))


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep transformers from a bar, and from a report on the pooling layer that is not used."""
    import logging as levels

    from transformers.utils import logging

    level = logging.get_verbosity()
    logging.set_verbosity(levels.ERROR)
    try:
        with without_progress_bars():
            yield
    finally:
        logging.set_verbosity(level)
