"""Match strings against regular expressions in time linear in their length, whatever these are.

A term stands for a set of strings of symbols. Its derivative by a symbol stands for the rest of
those that begin with it, so a string belongs to a term where the term that is left after all its
symbols holds the empty string. Equal terms are one object that remembers its derivatives, hence
each step but the first of a kind is one look-up: the automaton builds itself as it is used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

START, END = "start", "end"
"""Symbols before the first and after the last character of a path; of more than one letter, so that
no class of characters matches them."""

_LIMIT = 200_000
"""Terms and steps, each with the number of its parts, that one automaton makes at most: below a
second and some 20 MB."""

Kind = Literal["none", "empty", "symbol", "then", "or", "and", "not", "repeated"]


class TooComplexError(Exception):
    """The expressions need more terms or steps than an automaton may have."""


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """A set of strings; `holds_empty`: the empty one is among them. `symbol` is START, END, or the
    text of an expression that matches one character. Make it by `Terms` only."""

    kind: Kind
    number: int
    parts: tuple[Term, ...] = ()
    symbol: str = ""
    holds_empty: bool = False
    steps: dict[str, Term] = field(default_factory=dict, repr=False)


class Terms:
    """The terms of one automaton, of which it makes no more than `limit` allows."""

    def __init__(self, limit: int = _LIMIT) -> None:
        self._made: dict[tuple[str, tuple[int, ...], str], Term] = {}
        self._classes: dict[str, re.Pattern[str]] = {}
        self._left = limit
        self.none = self._make("none")
        self.empty = self._make("empty", holds_empty=True)
        self.all = self.negated(self.none)

    def one(self, symbol: str) -> Term:
        """START, END, or the characters that an expression of one character's length matches.

        Raises re.error where it is none.
        """
        if symbol not in (START, END):
            self._classes[symbol] = re.compile(symbol, re.IGNORECASE)
        return self._make("symbol", symbol=symbol)

    def then(self, first: Term, second: Term) -> Term:
        """Strings of the first, followed by those of the second."""
        if self.none in (first, second):
            return self.none
        if first is self.empty:
            return second
        if second is self.empty:
            return first
        heads = []
        while first.kind == "then":
            head, first = first.parts
            heads.append(head)
        term = second
        for part in (first, *reversed(heads)):
            holds_empty = part.holds_empty and term.holds_empty
            term = self._make("then", (part, term), holds_empty=holds_empty)
        return term

    def either(self, terms: Iterable[Term]) -> Term:
        """Strings of any of the terms."""
        parts = self._flat("or", terms, without=self.none)
        if self.all in parts:
            return self.all
        if len(parts) < 2:
            return parts[0] if parts else self.none
        return self._make("or", parts, holds_empty=any(part.holds_empty for part in parts))

    def both(self, terms: Iterable[Term]) -> Term:
        """Strings that all of the terms have."""
        parts = self._flat("and", terms, without=self.all)
        if self.none in parts:
            return self.none
        if len(parts) < 2:
            return parts[0] if parts else self.all
        return self._make("and", parts, holds_empty=all(part.holds_empty for part in parts))

    def negated(self, term: Term) -> Term:
        """All strings but those of the term."""
        if term.kind == "not":
            return term.parts[0]
        return self._make("not", (term,), holds_empty=not term.holds_empty)

    def repeated(self, term: Term) -> Term:
        """Strings of the term, any number of times."""
        if term.kind == "repeated" or term in (self.none, self.empty):
            return term if term.kind == "repeated" else self.empty
        return self._make("repeated", (term,), holds_empty=True)

    def after(self, term: Term, symbol: str) -> Term:
        """What may follow `symbol` in the strings of a term that begin with it."""
        if symbol not in term.steps:
            self._spend(1 + len(term.parts))
            term.steps[symbol] = self._derivative(term, symbol)
        return term.steps[symbol]

    def after_text(self, term: Term, text: str) -> Term:
        """`after` for all characters of a text, one by one."""
        for symbol in text:
            term = term.steps.get(symbol) or self.after(term, symbol)
        return term

    def _derivative(self, term: Term, symbol: str) -> Term:
        parts = term.parts
        match term.kind:
            case "none" | "empty":
                return self.none
            case "symbol":
                return self.empty if self._matches(term.symbol, symbol) else self.none
            case "then":
                rest = self.then(self.after(parts[0], symbol), parts[1])
                if parts[0].holds_empty:
                    return self.either((rest, self.after(parts[1], symbol)))
                return rest
            case "or":
                return self.either(self.after(part, symbol) for part in parts)
            case "and":
                return self.both(self.after(part, symbol) for part in parts)
            case "not":
                return self.negated(self.after(parts[0], symbol))
            case "repeated":
                return self.then(self.after(parts[0], symbol), term)

    def _matches(self, wanted: str, symbol: str) -> bool:
        if wanted in (START, END) or symbol in (START, END):
            return wanted == symbol
        return self._classes[wanted].fullmatch(symbol) is not None

    def _flat(self, kind: Kind, terms: Iterable[Term], without: Term) -> tuple[Term, ...]:
        parts: dict[int, Term] = {}
        for term in terms:
            for part in term.parts if term.kind == kind else (term,):
                if part is not without:
                    parts[part.number] = part
        return tuple(parts[number] for number in sorted(parts))

    def _make(
        self,
        kind: Kind,
        parts: tuple[Term, ...] = (),
        symbol: str = "",
        *,
        holds_empty: bool = False,
    ) -> Term:
        key = (kind, tuple(part.number for part in parts), symbol)
        if key not in self._made:
            self._spend(1 + len(parts))
            self._made[key] = Term(kind, len(self._made), parts, symbol, holds_empty)
        return self._made[key]

    def _spend(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise TooComplexError
