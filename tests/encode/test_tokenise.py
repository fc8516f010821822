from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kblink.encode.model_source import english_source
from kblink.encode.tokenise import load_tokenizer, token_ids
from kblink.errors import ModelUnavailableError

if TYPE_CHECKING:
    from pathlib import Path

    from tokenizers import Tokenizer

WINDOW = 16


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return load_tokenizer(english_source().folder / "tokenizer.json", WINDOW)


def test_a_text_is_neither_padded_nor_cut_as_its_file_says(tokenizer: Tokenizer) -> None:
    assert len(token_ids(tokenizer, "two words", WINDOW)) == 4
    assert len(token_ids(tokenizer, "", WINDOW)) == 2
    assert len(token_ids(tokenizer, "word " * 99, WINDOW)) == WINDOW


@pytest.mark.parametrize(
    "text",
    [
        "long text " * 2000,
        " " * 5000 + "late words come behind many blanks " * 20,
        "длинный текст без английских слов " * 500,
        "x" * 700 + " then words " * 100,
    ],
)
def test_what_is_read_of_a_long_text_gives_the_tokens_of_all_of_it(
    tokenizer: Tokenizer, text: str
) -> None:
    assert token_ids(tokenizer, text, WINDOW).tolist() == tokenizer.encode(text).ids


def test_a_tokenizer_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text("{}", "utf-8")
    with pytest.raises(ModelUnavailableError, match=r"tokenizer\.json"):
        load_tokenizer(tmp_path / "tokenizer.json", WINDOW)
