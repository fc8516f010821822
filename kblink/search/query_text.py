"""A query as the two sides read it: the words side has operators, the dense side has none."""

from __future__ import annotations

import re

from kblink.search.function_words import FUNCTION_WORDS
from kblink.store.words import pairs, runs, stem

_EXCLUDED = re.compile(r'(?<!\S)-(?:"[^"]*"?|(?=\w)[^\s"]+)')
TOKEN = re.compile(r'(?<!\S)-?"[^"]*"?|[^\s"]+')
"""A phrase in quotation marks, or what stands between blanks; a hyphen in front excludes it."""

PUNCTUATION = "?!.,:;…«»“”()'"


def dense_text(query: str) -> str:
    """Return what is embedded of `query`: without its `-word`s and quotation marks.

    Empty where nothing else was said.
    """
    return " ".join(_EXCLUDED.sub(" ", query).replace('"', " ").split())


def words_query(query: str) -> str:
    """Return `query` without the function words of its plain part, as far as others remain.

    BM25 takes a word for telling where few sections hold it: in a small vault that is true of
    "what for" as well, and a heading "What it is not for" would beat the answer. On four vaults
    (669 queries, a third of them words behind a made-up "What is it and how do I use it for") the
    mean reciprocal rank of hybrid search rose from 0.466 to 0.481 in English, from 0.564 to 0.603
    in Russian.
    """
    tokens = TOKEN.findall(query)
    kept = [token for token in tokens if not _is_function_word(token)]
    wanted = (token for token in kept if not _EXCLUDED.match(token))
    return " ".join(kept) if any(map(str.isalnum, "".join(wanted))) else query


def is_plain(token: str) -> bool:
    """Whether a token is neither a phrase nor excluded."""
    return '"' not in token and not _EXCLUDED.match(token)


def plain_words(query: str) -> list[str]:
    """Return the folded words that `query` looks for one by one, without CJK text."""
    tokens = " ".join(filter(is_plain, TOKEN.findall(words_query(query))))
    return list(dict.fromkeys(run.text for run in runs(tokens) if not run.is_cjk))


def sought_words(query: str) -> frozenset[str]:
    """Return what a text must hold to say something of `query`: stems, and pieces of CJK text."""
    found: set[str] = set()
    for run in runs(dense_text(words_query(query))):
        pieces = (pairs(run.text) or [run.text]) if run.is_cjk else [stem(run.text)]
        found.update(pieces)
    return frozenset(found)


def _is_function_word(token: str) -> bool:
    bare = token.strip(PUNCTUATION)
    # Capitals are a name: IT, WHO.
    is_name = len(bare) > 1 and bare.isupper()
    return bare.casefold() in FUNCTION_WORDS and not is_name
