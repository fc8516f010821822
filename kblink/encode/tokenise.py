"""From a text to the numbers that an encoder reads, in bounded memory whatever the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.errors import ModelUnavailableError

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt
    from tokenizers import Tokenizer

_CHARACTERS_PER_TOKEN = 32
"""Read of a text at first, for each token of the window: seven times what words need."""
_LONGEST = 1 << 20
"""Characters of a text that are read at the most; a window of 512 tokens ends long before."""


def load_tokenizer(file: Path, max_length: int) -> Tokenizer:
    """Read a `tokenizer.json`; texts are cut at `max_length` tokens and never padded.

    What the file says of both is how its model was trained, not how it is used. Raises
    ModelUnavailableError.
    """
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(file))
    except Exception as error:  # the library raises bare Exception
        raise ModelUnavailableError(
            f"The model's tokenizer cannot be read: {file}: {error}."
        ) from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length)
    return tokenizer


def token_ids(tokenizer: Tokenizer, text: str, max_length: int) -> npt.NDArray[np.int64]:
    """Return the tokens of `text`, int64, shape (n,) with n at most `max_length`.

    Lone surrogates (bytes of a terminal that are no UTF-8) are replaced: tokenizers refuse them. Of
    a long text only as much is read as fills the window.
    """
    import numpy as np

    read = _CHARACTERS_PER_TOKEN * max_length
    while True:
        encoding = tokenizer.encode(_encodable(text[:read]))
        # Cut text may end within a word; so the window must have run over.
        if encoding.overflowing or read >= min(len(text), _LONGEST):
            return np.asarray(encoding.ids, dtype=np.int64)
        read *= 8


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
