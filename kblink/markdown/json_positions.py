r"""JSON whose strings know where they stand in the file.

The standard reader judges whether a text is JSON, and then it is walked once more, without
recursion, for the places. A string in the file is longer than what it means: `\"`, `\u0441`,
`\ud83d\ude00` are one character each.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from kblink.markdown.escapes import offsets_past

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_TOKEN = re.compile(r'[ \t\n\r]*(?:([{\[])|([}\]])|(")|[,:]|([^ \t\n\r{}\[\]",:]+))')
_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\."
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_NO_JSON = frozenset({"NaN", "Infinity", "-Infinity"})
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class JsonString:
    """A string: what it means, and the offsets of what stands between its quotes.

    `value` holds U+FFFD for each lone surrogate, so that it can always be encoded.
    """

    value: str
    start: int
    end: int


Json: TypeAlias = "JsonString | list[Json] | dict[str, Json] | None"
"""A JSON value; numbers, `true`, `false` and `null` are all None: they hold no text."""


_CLOSE: Json = []  # told by its identity


class InvalidJsonError(ValueError):
    """The text is no JSON; `offset` is where that shows."""

    def __init__(self, why: str, offset: int) -> None:
        super().__init__(why)
        self.offset = offset


def read_json(text: str) -> Json:
    """Read a JSON text; the last of several equal keys counts. Raises `InvalidJsonError`."""
    try:
        # As floats, since integers of thousands of digits are refused.
        json.loads(text, parse_int=float)
    except json.JSONDecodeError as error:
        raise InvalidJsonError(error.msg, error.pos) from None
    except RecursionError:
        raise InvalidJsonError("nested too deep", 0) from None
    return _read_valid(text)


def string_offsets(text: str, string: JsonString) -> Callable[[int], int]:
    """A function from indices into a string's value to offsets in the text that it was read from.

    The value's `[i:j]` stands in the text at `[offset(i):offset(j)]`, with all its escapes.
    """
    return offsets_past(_ESCAPE.finditer(text, string.start, string.end), string.start)


def _read_valid(text: str) -> Json:
    """Read what is known to be JSON, but for the constants that only Python allows."""
    top: list[Json] = []
    containers: list[list[Json] | dict[str, Json]] = [top]
    key: str | None = None
    for value in _values(text):
        if value is _CLOSE:
            containers.pop()
            continue
        container = containers[-1]
        if isinstance(container, list):
            container.append(value)
        elif key is not None:
            container[key], key = value, None
        elif isinstance(value, JsonString):
            key = value.value
        if isinstance(value, (list, dict)):
            containers.append(value)
    return top[0]


def _values(text: str) -> Iterator[Json]:
    """Yield keys and values as they come; a container is empty yet, and `_CLOSE` ends it."""
    position = 0
    while token := _TOKEN.match(text, position):
        position = token.end()
        opening, closing, quote, word = token.groups()
        if quote:
            value, end = _DECODER.raw_decode(text, position - 1)
            yield JsonString(_SURROGATE.sub("\ufffd", value), position, end - 1)
            position = end
        elif opening:
            yield {} if opening == "{" else []
        elif closing:
            yield _CLOSE
        elif word in _NO_JSON:
            raise InvalidJsonError(f"{word} is no JSON", token.start(4))
        elif word:
            yield None
