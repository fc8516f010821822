"""The expressions of Obsidian's Bases: which of their text literals name a note.

Only what cannot be meant otherwise counts: a literal that is the whole argument of a function which
takes a file, and a whole `[[wiki-link]]` that is compared or looked for. Everything else is text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# A literal that is not closed reaches to the end of its line; a second try would cost the square.
_TOKEN = re.compile(
    r"""(["'])(?:(?!\1)[^\\\r\n]|\\[^\r\n])*(\1)?|[^\W\d]\w*|[=!]=|&&|\|\||[^ \t\r\n]""",
)
_WIKI_LINK = re.compile(r"!?\[\[[^\[\]\r\n]+\]\]")
_NO_NAME = re.compile(r"\[\[|\]\]|\{\{|<%|\\")
_TAKES_FILE = frozenset({"link", "file", ".hasLink"})
_LOOKS_FOR = frozenset({".contains", ".containsAny", ".containsAll", ".linksTo", "list", "["})
_COMPARES = frozenset({"==", "!="})
_OPENS = frozenset({"", "(", "[", ",", "&&", "||"})
_CLOSES = frozenset({"", ")", "]", ",", "&&", "||"})


def names_in(expression: str) -> Iterator[tuple[int, int]]:
    """Yield where the names stand: each a whole `[[wiki-link]]`, or what a file is called."""
    tokens = [*_TOKEN.finditer(expression)]
    words = ["", "", *(token[0] for token in tokens), ""]
    brackets = [""]
    for index, token in enumerate(tokens, start=2):
        word = words[index]
        if word in ("(", "["):
            brackets.append(_opener(words, index))
        elif word in (")", "]") and len(brackets) > 1:
            brackets.pop()
        elif token[1] and not token[2]:
            return  # what follows may be inside of a literal or outside
        elif token[1] and _is_name(word[1:-1], words[index - 1], words[index + 1], brackets[-1]):
            yield token.start() + 1, token.end() - 1


def _opener(words: Sequence[str], bracket: int) -> str:
    """What opens here: a function's name, a method's with its dot, `[` for a list, or nothing."""
    before = words[bracket - 1]
    called = before.isidentifier()
    if words[bracket] == "[":
        return "" if called or before in (")", "]") else "["
    if not called:
        return ""
    return f".{before}" if words[bracket - 2] == "." else before


def _is_name(literal: str, before: str, after: str, bracket: str) -> bool:
    is_link = _WIKI_LINK.fullmatch(literal) is not None
    if bracket in _TAKES_FILE and before == "(" and after in (",", ")"):
        return is_link or (bool(literal.strip()) and not _NO_NAME.search(literal))
    if not is_link or before not in _OPENS | _COMPARES or after not in _CLOSES | _COMPARES:
        return False
    return bracket in _LOOKS_FOR or before in _COMPARES or after in _COMPARES
