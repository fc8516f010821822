"""A BERT as a function from piece numbers to unit vectors, for training and for the teacher."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from kblink.encode.processor import has_bf16
from kblink.encode.sentence_transformers_encoder import without_progress_bars

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt
    import torch

    from kblink.train.tokens import Tokens

    Numbers = npt.NDArray[np.int64]


_PORTION = 1_024
_GPU_PORTION = 65_536
"""Tokens that are computed at once."""
_GPU_WIDTH = 8
"""On a GPU, texts are padded to a multiple of this, as its matrix units want."""


def load_bert(folder: Path, device: str = "cpu") -> Any:  # noqa: ANN401 - transformers has no type for it
    """Load a BERT without dropout: what is to be matched is a vector, not a class, and a run
    that goes on needs no state of a generator."""
    import torch
    from transformers import BertModel

    # On a processor eager attention trains faster than sdpa on texts of 100 tokens and more, and
    # not much slower on shorter ones (one core with AVX512_BF16: 2,136 for 1,884 and 2,131 for
    # 2,306 tokens/s).
    with _quiet():
        model = BertModel.from_pretrained(
            folder,
            attn_implementation="eager" if device == "cpu" else "sdpa",
            add_pooling_layer=False,
            dtype=torch.float32,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
            local_files_only=True,
        )
    return model.train(mode=False).to(device)


def with_rows(model: Any, rows: npt.NDArray[np.float32], padding: int) -> Any:  # noqa: ANN401
    """Give a BERT another table of pieces. On a processor its gradient holds the rows of a batch
    alone."""
    import torch

    sparse = model.device.type == "cpu"
    table = torch.nn.Embedding(rows.shape[0], rows.shape[1], sparse=sparse, device=model.device)
    with torch.no_grad():
        table.weight.copy_(torch.from_numpy(rows))
    model.embeddings.word_embeddings = table
    model.config.vocab_size, model.config.pad_token_id = len(rows), padding
    return model


def unit_vectors(model: Any, texts: Tokens, *, bf16: bool) -> torch.Tensor:  # noqa: ANN401
    """Return the vectors of texts, float32, shape (len(texts), dimension): the mean over a text's
    pieces, L2-normalised.

    Texts are read in portions of about one length: less is padding, and on a processor what is
    computed stays in a core's cache (2,285 for 1,923 tokens/s learned from, in batches of 3,072).
    """
    import numpy as np
    import torch

    on_gpu = model.device.type != "cpu"
    portions = in_portions(texts.lengths(), _GPU_PORTION if on_gpu else _PORTION)
    found = [_vectors(model, texts.take(some), bf16=bf16) for some in portions]
    order = np.argsort(np.concatenate(portions), kind="stable")
    return torch.cat(found)[torch.from_numpy(order).to(model.device, non_blocking=True)]


def in_portions(lengths: Numbers, tokens: int) -> list[Numbers]:
    """Sort the numbers of texts by length, and cut them where padded ones fill so many tokens."""
    import numpy as np

    order = np.argsort(lengths, kind="stable")
    cuts, start = [], 0
    for at, length in enumerate(lengths[order].tolist()):
        if at > start and (at + 1 - start) * length > tokens:
            cuts.append(at)
            start = at
    return np.split(order, cuts)


def _vectors(model: Any, texts: Tokens, *, bf16: bool) -> torch.Tensor:  # noqa: ANN401
    import torch

    device = model.device
    width = 1 if device.type == "cpu" else _GPU_WIDTH
    ids, mask = padded(texts, model.config.pad_token_id, width)
    if device.type == "cuda":  # pinned, so that copying does not wait for what is computed
        ids, mask = ids.pin_memory(), mask.pin_memory()
    ids, mask = ids.to(device, non_blocking=True), mask.to(device, non_blocking=True)
    # To be added to attention's scores. A mask of 0 and 1 is looked into first, and waited for.
    hidden = torch.zeros_like(mask, dtype=torch.float32).masked_fill(~mask, _HIDDEN)
    with torch.autocast(device.type, dtype=torch.bfloat16, enabled=bf16):
        states = model(input_ids=ids, attention_mask=hidden[:, None, None, :]).last_hidden_state
    weights = mask.unsqueeze(-1).float()
    means = (states.float() * weights).sum(1) / weights.sum(1)
    return torch.nn.functional.normalize(means, dim=1)


_HIDDEN = -1e9
"""Added to the score of a place that is no text."""


def padded(texts: Tokens, padding: int, width: int = 1) -> tuple[torch.Tensor, torch.Tensor]:
    """Return texts as one table of piece numbers, int64, as wide as the longest and a multiple of
    `width`, and the mask of what is text, bool."""
    import numpy as np
    import torch

    lengths = texts.lengths()
    longest = -(-int(lengths.max()) // width) * width
    mask = np.arange(longest) < lengths[:, None]
    ids = np.full(mask.shape, padding, np.int64)
    ids[mask] = texts.ids
    return torch.from_numpy(ids), torch.from_numpy(mask)


def encode_all(model: Any, texts: Tokens, *, bf16: bool) -> npt.NDArray[np.float32]:  # noqa: ANN401
    """Return the vectors of any number of texts, in order, without what learning needs."""
    import numpy as np
    import torch

    if not len(texts):
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
