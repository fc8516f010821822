r"""Read a regular expression, as Obsidian takes it, into a term that an automaton can match.

The notation is JavaScript's without flags but `i`. What an automaton cannot match in linear time is
refused: back-references, look-behind, `\b`, and look-ahead within a group.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kblink.vault.path_automaton import END, START, Term, Terms

if TYPE_CHECKING:
    from collections.abc import Iterator

LENGTH_LIMIT = 1000
"""Characters of an expression."""

_REPEAT_LIMIT = 4096
"""Times that a part is repeated at most: no path is longer."""

_TOKEN = re.compile(
    r"""(?P<lookahead>\(\?[=!])
      | (?P<lookbehind>\(\?<[=!])
      | (?P<open>\((?:\?:|\?<\w+>)?)
      | (?P<close>\))
      | (?P<bar>\|)
      | \[(?P<negated>\^?)(?P<members>(?:\\.|[^]\\])*)\]
      | \\x(?P<hex>[0-9a-fA-F]{2}) | \\u(?P<unicode>[0-9a-fA-F]{4})
      | \\(?P<escaped>.)
      | (?P<anchor>[\^$])
      | (?P<dot>\.)
      | (?P<repeat>[*+?]|\{\d+(?:,\d*)?\})\??
      | (?P<plain>[^\\[])""",
    re.VERBOSE | re.DOTALL,
)
_CLASSES = {
    "d": "0-9",
    "w": "A-Za-z0-9_",
    "s": r"\s\ufeff",
}
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}
_MEMBER = re.compile(
    r"\\(?P<set>[dws])|\\x(?P<hex>[0-9a-fA-F]{2})|\\u(?P<unicode>[0-9a-fA-F]{4})"
    r"|\\(?P<escaped>.)|(?P<dash>-)|(?P<plain>.)",
    re.DOTALL,
)


class ExpressionError(Exception):
    """An expression is broken, or asks for what is not supported; the text says what."""


def path_term(terms: Terms, expression: str) -> Term:
    """Return the term of all paths, between START and END, in which an expression is found.

    Raises ExpressionError, and TooComplexError where it is as good as endless.
    """
    if len(expression) > LENGTH_LIMIT:
        raise ExpressionError(f"it has more than {LENGTH_LIMIT} characters")
    reader = _Reader(terms, expression)
    try:
        found = reader.alternatives(rest=terms.all)
    except (re.error, RecursionError) as error:
        raise ExpressionError("it cannot be read") from error
    if not reader.at_end:
        raise ExpressionError("a closing parenthesis has no opening one")
    return terms.then(terms.all, found)


class _Reader:
    """Reads an expression from left to right."""

    def __init__(self, terms: Terms, expression: str) -> None:
        self._terms = terms
        self._tokens = list(_tokens(expression))
        self._at = 0

    @property
    def at_end(self) -> bool:
        return self._at == len(self._tokens)

    def alternatives(self, rest: Term | None = None) -> Term:
        """Read up to a closing parenthesis or the end; `rest` is what follows the expression, None
        within a group, where it is not known."""
        found = [self._sequence(rest)]
        while self._takes("bar"):
            found.append(self._sequence(rest))
        return self._terms.either(found)

    def _sequence(self, rest: Term | None) -> Term:
        pieces: list[Term] = []
        wanted: list[tuple[int, Term]] = []
        while not self.at_end and not (self._has("bar") or self._has("close")):
            token = self._advance()
            if token["lookahead"]:
                if rest is None:
                    raise ExpressionError("look-ahead within a group is not supported")
                wanted.append((len(pieces), self._lookahead(negated=token[0][-1] == "!")))
            else:
                pieces.append(self._repeated(self._atom(token)))
        term = self._terms.empty if rest is None else rest
        for index in range(len(pieces), -1, -1):
            if index < len(pieces):
                term = self._terms.then(pieces[index], term)
            term = self._terms.both([term, *(ahead for at, ahead in wanted if at == index)])
        return term

    def _lookahead(self, *, negated: bool) -> Term:
        inner = self._group()
        # An expression is tried from before START too, where the text has not begun.
        start = self._terms.either([self._terms.empty, self._terms.one(START)])
        ahead = self._terms.then(start, self._terms.then(inner, self._terms.all))
        return self._terms.negated(ahead) if negated else ahead

    def _group(self) -> Term:
        inner = self.alternatives()
        if not self._takes("close"):
            raise ExpressionError("a parenthesis is not closed")
        return inner

    def _atom(self, token: re.Match[str]) -> Term:
        if token["open"]:
            return self._group()
        if token["anchor"]:
            return self._terms.one(START if token["anchor"] == "^" else END)
        if token["repeat"] and token["repeat"][0] != "{":
            raise ExpressionError(f"there is nothing before {token['repeat']} to repeat")
        if token["lookbehind"]:
            raise ExpressionError("look-behind is not supported")
        return self._terms.one(_characters(token))

    def _repeated(self, term: Term) -> Term:
        if not self._has("repeat"):
            return term
        sign = self._advance()["repeat"]
        least, most = _bounds(sign)
        terms = self._terms
        repeated = terms.repeated(term) if most is None else terms.empty
        optional = terms.either([terms.empty, term])
        for _ in range(0 if most is None else most - least):
            repeated = terms.then(optional, repeated)
        for _ in range(least):
            repeated = terms.then(term, repeated)
        return repeated

    def _takes(self, kind: str) -> bool:
        taken = self._has(kind)
        self._at += taken
        return taken

    def _has(self, kind: str) -> bool:
        return not self.at_end and self._tokens[self._at][kind] is not None

    def _advance(self) -> re.Match[str]:
        self._at += 1
        return self._tokens[self._at - 1]


def _tokens(expression: str) -> Iterator[re.Match[str]]:
    end = 0
    while end < len(expression):
        token = _TOKEN.match(expression, end)
        if token is None:
            raise ExpressionError(
                "a bracket is not closed" if expression[end] == "[" else "a backslash stands last"
            )
        end = token.end()
        yield token


def _bounds(sign: str) -> tuple[int, int | None]:
    if sign in "*+?":
        return int(sign == "+"), 1 if sign == "?" else None
    least, comma, most = sign[1:-1].partition(",")
    low = min(int(least), _REPEAT_LIMIT)
    if not comma:
        return low, low
    if not most:
        return low, None
    if int(most) < int(least):
        raise ExpressionError(f"the numbers of {sign} are out of order")
    return low, min(int(most), _REPEAT_LIMIT)


def _characters(token: re.Match[str]) -> str:
    """Return an expression of Python's, of one character's length, for a token."""
    if token["dot"]:
        return r"[^\n\r\u2028\u2029]"
    if token["members"] is not None:
        return _class(token["members"], negated=bool(token["negated"]))
    code = token["hex"] or token["unicode"]
    if code:
        return re.escape(chr(int(code, 16)))
    escaped = token["escaped"]
    if escaped is None:
        return re.escape(token[0])
    if escaped in "bBk123456789":
        raise ExpressionError(f"\\{escaped} is not supported")
    if escaped.lower() in _CLASSES:
        return f"[{'^' if escaped.isupper() else ''}{_CLASSES[escaped.lower()]}]"
    return re.escape(_CONTROLS.get(escaped, escaped))


def _class(members: str, *, negated: bool) -> str:
    if not members:
        return r"[\s\S]" if negated else r"(?!)"
    parts = []
    for member in _MEMBER.finditer(members):
        code = member["hex"] or member["unicode"]
        if member["set"]:
            parts.append(_CLASSES[member["set"]])
        elif code:
            parts.append(re.escape(chr(int(code, 16))))
        elif member["escaped"]:
            if member["escaped"] in "DWS":
                raise ExpressionError(f"\\{member['escaped']} within brackets is not supported")
            parts.append(re.escape(_CONTROLS.get(member["escaped"], member["escaped"])))
        else:
            parts.append(member["dash"] or re.escape(member["plain"]))
    return f"[{'^' if negated else ''}{''.join(parts)}]"
