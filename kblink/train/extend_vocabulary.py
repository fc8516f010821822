"""The teacher's WordPieces, extended with those of the new language.

Text goes through the teacher's own normaliser: BERT's, which in lower case also strips accents. To
it й is и with a breve and ё is е with a diaeresis, so both marks go: `мой` and `мои` become one
word, `ёж` is written `еж`. The pieces are trained on what is left, and therefore hold neither; a
reader loses the few pairs of words that й alone tells apart, and finds `елка` by `ёлка`.
"""

from __future__ import annotations

import copy
import unicodedata
from typing import TYPE_CHECKING, Any

from kblink.errors import TrainingError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tokenizers import Tokenizer

    from kblink.train.recipe import Vocabulary

CONTINUING = "##"
_SPARE = 400
"""Asked for beyond the pieces wanted, since the teacher has some of them: letters, mostly."""


def extend_vocabulary(
    tokenizer: dict[str, Any], translations: Iterable[str], wanted: Vocabulary
) -> dict[str, Any]:
    """Return the teacher's `tokenizer.json` with kept pieces first, then new ones, most frequent
    first; the same for the same text.

    Raises TrainingError where the text has too few letters of the language for any piece.
    """
    old = tokenizer["model"]["vocab"]
    special = {token["content"] for token in tokenizer["added_tokens"]}
    kept = [
        piece
        for piece in sorted(old, key=old.__getitem__)
        if piece in special or is_served(piece, wanted.scripts)
    ]
    new = [each for each in _trained(tokenizer, translations, wanted) if each not in old]
    if not new:
        raise TrainingError(f"The text has no words in {wanted.letters} to make pieces of.")
    return _with_pieces(tokenizer, [*kept, *new[: wanted.pieces]])


def is_served(piece: str, scripts: tuple[str, ...]) -> bool:
    """Whether all letters of a piece are of these scripts; BERT's unused places are not."""
    if piece.startswith("[unused"):
        return False
    return all(script_of(letter) in scripts for letter in piece if letter.isalpha())


def script_of(letter: str) -> str:
    """Return the script of a letter: the first word of its Unicode name."""
    return unicodedata.name(letter, "").partition(" ")[0]


def load_tokenizer(document: dict[str, Any], window: int | None = None) -> Tokenizer:
    """Return the tokenizer of a document, which cuts at `window` tokens and never pads."""
    import json

    from tokenizers import Tokenizer

    loaded = Tokenizer.from_str(json.dumps(document))
    loaded.no_padding()
    loaded.no_truncation()
    if window is not None:
        loaded.enable_truncation(window)
    return loaded


def _trained(
    tokenizer: dict[str, Any], translations: Iterable[str], wanted: Vocabulary
) -> list[str]:
    """WordPieces of the language's letters, most frequent first."""
    from tokenizers import Tokenizer, models, trainers

    given = load_tokenizer(tokenizer)
    words = list(_words(given, translations, wanted.letters))
    letters = sorted({letter for line in words for letter in line if letter != " "})
    learner = Tokenizer(models.WordPiece(unk_token="[UNK]"))  # noqa: S106 - a mark
    learner.normalizer, learner.pre_tokenizer = given.normalizer, given.pre_tokenizer
    # The trainer numbers letters within words in the order of a hash map, and ties are broken by
    # number: letters that are given beforehand make the outcome the same in each process.
    known = ["[UNK]", *letters, *(f"{CONTINUING}{letter}" for letter in letters)]
    learner.train_from_iterator(
        words,
        trainers.WordPieceTrainer(
            vocab_size=wanted.pieces + _SPARE,
            min_frequency=wanted.least_count,
            special_tokens=known,
            show_progress=False,
        ),
    )
    pieces = learner.get_vocab()
    return sorted((each for each in pieces if each != "[UNK]"), key=pieces.__getitem__)


def _words(given: Tokenizer, texts: Iterable[str], letters: str) -> Iterator[str]:
    """The texts as the normaliser leaves them, without all that is no letter of the language."""
    keeps: dict[str, str] = {}
    for text in texts:
        plain = given.normalizer.normalize_str(text)
        for letter in {*plain} - keeps.keys():
            keeps[letter] = letter if script_of(letter) == letters else " "
        if line := "".join(map(keeps.__getitem__, plain)).strip():
            yield line


def _with_pieces(tokenizer: dict[str, Any], pieces: list[str]) -> dict[str, Any]:
    """The tokenizer over these pieces; the numbers of its special ones follow."""
    changed = copy.deepcopy(tokenizer)
    rows = {piece: row for row, piece in enumerate(pieces)}
    changed["model"]["vocab"] = rows
    changed["truncation"] = changed["padding"] = None
    for token in changed["added_tokens"]:
        token["id"] = rows[token["content"]]
    for token in (changed.get("post_processor") or {}).get("special_tokens", {}).values():
        token["ids"] = [rows[content] for content in token["tokens"]]
    return changed
