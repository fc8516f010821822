"""A tiny model of each BERT architecture: random weights, a tokenizer trained here, saved to disk.

Weights are scaled up: at the usual 0.02 all texts have nearly one vector, and any fault would pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tokenizers import (
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WORDS = 64
"""Tokens of the window."""
_HIDDEN = 32
_SPECIAL = {
    "pad_token": "[PAD]",
    "unk_token": "[UNK]",
    "cls_token": "[CLS]",
    "sep_token": "[SEP]",
    "mask_token": "[MASK]",
}
_TEXTS = (
    "An encoder reads tokens from both sides and gives each a vector.",
    "Attention lets every token look at every other token of the text.",
    "How do I measure recall? Recall at k is the share of what was found.",
    "Модель предсказывает скрытые слова по словам слева и справа.",
    "Как измерить полноту поиска? Полнота — доля найденного.",
    "SELECT count(*) FROM notes WHERE title = 'BERT'; -- 0123456789",
)
_SIZES = {
    "hidden_size": _HIDDEN,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 64,
    "initializer_range": 0.3,
}


def _word_pieces() -> Tokenizer:
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))  # noqa: S106  a mark
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return _trained(tokenizer, trainers.WordPieceTrainer)


def _byte_pairs() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    return _trained(tokenizer, trainers.BpeTrainer)


def _pieces() -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    return _trained(tokenizer, trainers.UnigramTrainer, unk_token="[UNK]")  # noqa: S106  a mark


def _trained(tokenizer: Tokenizer, trainer: Callable[..., Any], **settings: str) -> Tokenizer:
    special = [*_SPECIAL.values()]
    tokenizer.train_from_iterator(
        _TEXTS * 4,
        trainer(vocab_size=400, special_tokens=special, show_progress=False, **settings),
    )
    assert tokenizer.get_vocab_size() > 100
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B [SEP]",
        special_tokens=[(mark, tokenizer.token_to_id(mark)) for mark in ("[CLS]", "[SEP]")],
    )
    return tokenizer


NOTES = {
    "Home.md": "# Home\n\nStart with [[Attention]] or [[Atention]].\n",
    "models/Attention.md": (
        "# Attention\n\nEvery token attends to every token.\n\n"
        "## Heads\n\nEach head attends by itself; see [[BERT#Layers]].\n"
    ),
    "models/BERT.md": "# BERT\n\n## Layers\n\nA stack of attention layers, [[Attention#Head]].\n",
    "поиск/Гибридный поиск.md": "# Гибридный поиск\n\nПоиск по словам и по смыслу.\n",
}


ARCHITECTURES: dict[str, tuple[str, Callable[[], Tokenizer], dict[str, Any]]] = {
    "bert": ("Bert", _word_pieces, {}),
    # Its positions begin behind the padding's: two more are needed than tokens are read.
    "roberta": ("Roberta", _byte_pairs, {"max_position_embeddings": WORDS + 2, "pad_token_id": 1}),
    "distilbert": (
        "DistilBert",
        _word_pieces,
        {"dim": _HIDDEN, "n_layers": 2, "n_heads": 2, "hidden_dim": 64},
    ),
    "albert": ("Albert", _pieces, {"embedding_size": 16}),
    "deberta-v2": (
        "DebertaV2",
        _pieces,
        {"relative_attention": True, "pos_att_type": ["p2c", "c2p"], "position_buckets": 16},
    ),
}


def save_model(
    architecture: str, folder: Path, *, pooling: str = "mean", prompts: dict[str, str] | None = None
) -> Path:
    """Build a model of `architecture` and save it as sentence-transformers does; its folder."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import (
        Normalize,
        Pooling,
        Transformer,
    )

    plain = save_plain_model(architecture, folder.with_name(f"{folder.name}-plain"))
    modules = [Transformer(str(plain)), Pooling(_HIDDEN, pooling), Normalize()]
    SentenceTransformer(modules=modules, prompts=prompts, device="cpu").save(
        str(folder), create_model_card=False
    )
    return folder


def save_plain_model(architecture: str, folder: Path) -> Path:
    """Save the transformer and its tokenizer alone, as transformers does; its folder."""
    import torch
    import transformers

    name, make_tokenizer, own = ARCHITECTURES[architecture]
    tokenizer = make_tokenizer()
    settings = {"vocab_size": tokenizer.get_vocab_size(), "max_position_embeddings": WORDS}
    config = getattr(transformers, f"{name}Config")(**settings | _SIZES | own)
    torch.manual_seed(0)
    getattr(transformers, f"{name}Model")(config).eval().save_pretrained(folder)
    wrapped: Any = transformers.PreTrainedTokenizerFast
    wrapped(tokenizer_object=tokenizer, model_max_length=WORDS, **_SPECIAL).save_pretrained(folder)
    return folder


def save_static_model(folder: Path) -> Path:
    """Save a model that is a table of word vectors, which has no transformer to export."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    torch.manual_seed(0)
    table = StaticEmbedding(_word_pieces(), embedding_dim=_HIDDEN)
    SentenceTransformer(modules=[table], device="cpu").save(str(folder), create_model_card=False)
    return folder


def write_notes(root: Path) -> Path:
    """Write a vault of four notes; its folder."""
    for path, text in NOTES.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return root
