"""What a user typed, as an FTS5 expression in which nothing of it is syntax."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kblink.store.words import folded_words, pairs, runs, stem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MOST_TERMS = 32
_LONGEST_QUERY = 10_000  # characters that are read
_TOKEN = re.compile(r'(?<!\S)(?P<minus>-?)"(?P<phrase>[^"]+)"|(?P<plain>[^\s"]+)')


@dataclass(frozen=True, slots=True)
class QueryWords:
    """Terms of FTS5, each quoted: a section must hold all `required`, none `unwanted`, and, where
    nothing is required, one `wanted`."""

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]
    required: tuple[str, ...] = ()

    def in_other_words(self, instead: Mapping[str, Sequence[str]]) -> QueryWords:
        """Return the terms for sections that hold none of some words, but others for them."""
        replaced = {term for word in instead for term in words_of(word)}
        others = dict.fromkeys(
            term for words in instead.values() for word in words for term in words_of(word)
        )
        wanted = [term for term in self.wanted if term not in replaced]
        return QueryWords((*others, *wanted), (*replaced, *self.unwanted), self.required)

    def expression(self) -> str:
        """Return the FTS5 expression; empty where nothing is wanted or required."""
        found = " OR ".join(self.wanted)
        if self.required:
            needed = " AND ".join(self.required)
            # BM25 counts each term of an expression: what is only wanted moves a section up.
            found = f"{needed} AND ({found} OR {self.required[0]})" if found else needed
        if not found:
            return ""
        return f"({found}) NOT ({' OR '.join(self.unwanted)})" if self.unwanted else found


def parse_query(query: str) -> QueryWords:
    """Read a query: words, `"phrases"`, and `-word` or `-"phrase"` for what must not be there.

    A token that holds several words (`state-of-the-art`) stands for each of them where it is
    wanted, for all in a row where it is not. The first 32 terms of each kind count.
    """
    wanted: dict[str, None] = {}
    unwanted: dict[str, None] = {}
    required: dict[str, None] = {}
    for match in _TOKEN.finditer(query[:_LONGEST_QUERY]):
        plain = match["plain"]
        if plain is None:
            terms, side = [_phrase(match["phrase"])], unwanted if match["minus"] else required
        elif re.match(r"-\w", plain):
            terms, side = [_phrase(plain)], unwanted
        else:
            terms, side = list(_terms(plain)), wanted
        side.update(dict.fromkeys(filter(None, terms)))
    return QueryWords(*(tuple(side)[:MOST_TERMS] for side in (wanted, unwanted, required)))


def words_of(text: str) -> tuple[str, ...]:
    """Return a term for each word of a text in which nothing is an operator."""
    return tuple(dict.fromkeys(_terms(text)))[:MOST_TERMS]


def _terms(text: str) -> Iterator[str]:
    """Yield a term for each word of `text`."""
    for run in runs(text):
        if not run.is_cjk:
            yield _quoted(stem(run.text))
        elif len(run.text) == 1:
            yield _quoted(run.text) + "*"
        else:
            yield from map(_quoted, pairs(run.text))


def _phrase(text: str) -> str:
    """Return one term for all words of `text` in a row; empty where it has none."""
    last = next(reversed(list(runs(text))), None)
    if last is None:
        return ""
    words = folded_words(text)
    if not last.is_cjk:
        return _quoted(" ".join(words))
    # The stored run may go on after the last pair; only a lone character needs its beginning.
    if len(last.text) == 1:
        return _quoted(" ".join(words)) + "*"
    return _quoted(" ".join(words[:-1]))


def _quoted(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'
