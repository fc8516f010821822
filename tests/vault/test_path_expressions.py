"""Expressions over paths: what they find, what is refused, and that none can hang."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kblink.vault.path_automaton import END, START, Terms, TooComplexError
from kblink.vault.path_expressions import ExpressionError, path_term


def found(expression: str, path: str) -> bool:
    terms = Terms()
    begun = terms.after(path_term(terms, expression), START)
    return terms.after(terms.after_text(begun, path), END).holds_empty


@pytest.mark.parametrize(
    ("expression", "path", "expected"),
    [
        ("draft", "a/My Draft.md", True),
        ("^draft", "a/draft.md", False),
        (r"\.excalidraw\.md$", "a/x.excalidraw.md", True),
        (r"\.png$", "a.png.md", False),
        (r"(^|\/)_", "a/_b.md", True),
        (r"^50-59\ decimal(/.*)?$", "50-59 decimal/a/b.md", True),
        (r"^(?!Notes\/)", "notes/a.md", False),
        (r"^(?!Notes\/)", "other/a.md", True),
        (r"^(?=.*old).*\.md$", "x/old/y.md", True),
        (r"^[^\/]+\/[^\/]+\/[^\/]+$", "a/b/c.md", True),
        (r"^[^\/]+\/[^\/]+\/[^\/]+$", "a/b.md", False),
        (r"\d{4}-\d{2}-\d{2}\.md", "2024-01-31.md", True),
        (r"^\d{2,3}\.md$", "1234.md", False),
        ("черновик|ARCHIVE", "Черновики/a.md", True),
        (r"[\wа-я]+\s[^a-z]", "Заметка 1.md", True),
        (r"\u0416\x2e", "ж.md", True),
        ("a{", "a{.md", True),
        ("x[]", "x.md", False),
        ("x[^]", "x.md", True),
        (".*?a??b+?", "ab", True),
        ("(?<name>a)b", "ab", True),
    ],
)
def test_an_expression_is_looked_for_in_a_path(
    expression: str, path: str, *, expected: bool
) -> None:
    assert found(expression, path) is expected


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("a(b", "not closed"),
        ("a)b", "no opening"),
        ("[ab", "bracket is not closed"),
        ("*a", "nothing before"),
        ("a**", "nothing before"),
        ("a\\", "backslash"),
        ("[z-a]", "cannot be read"),
        ("a{3,1}", "out of order"),
        (r"(a)\1", r"\\1 is not supported"),
        ("(?<=a)b", "look-behind"),
        ("(a(?=b))", "look-ahead within a group"),
        (r"\bword\b", "not supported"),
        ("a" * 1001, "more than 1000"),
        ("(" * 999, "cannot be read|not closed"),
    ],
)
def test_a_broken_or_unsupported_expression_is_refused_with_a_reason(
    expression: str, reason: str
) -> None:
    with pytest.raises(ExpressionError, match=reason):
        path_term(Terms(), expression)


@pytest.mark.parametrize(
    "expression",
    ["(a+)+$", "^(a|a)*$", "^(a|aa)+$", "(a*)*b", "a*a*a*a*a*b", "(.*a){20}b", "(?:a?){30}a{30}b"],
)
def test_what_hangs_other_matchers_takes_no_time(expression: str) -> None:
    started = time.process_time()
    for length in (30, 3000):
        assert not found(expression, "a" * length + "!")
    assert time.process_time() - started < 3


@pytest.mark.parametrize(
    ("expression", "path"),
    [
        ("((a{1000}){1000}){1000}", "a"),
        ("(a|b)*a(a|b){500}c", f"{3**2500:b}".translate({48: "a", 49: "b"})),
        (
            "|".join(f"[^{chr(code)}]!" for code in range(0x400, 0x460)),
            "".join(map(chr, range(0x100, 55_000))),
        ),
    ],
)
def test_an_expression_that_needs_too_much_ends_soon(expression: str, path: str) -> None:
    started = time.process_time()
    with pytest.raises(TooComplexError):
        found(expression, path)
    assert time.process_time() - started < 5


ATOMS = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\.", "A", "/"])
EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({'|'.join(parts)})"),
        st.builds("(?:{}){}".format, inner, st.sampled_from(["*", "+", "?", "{2}", "{1,2}"])),
    ),
    max_leaves=6,
)
SEARCHES = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "^", "(?:^|/)"]),
    st.one_of(st.just(""), EXPRESSIONS.map("(?!{})".format), EXPRESSIONS.map("(?={}$)".format)),
    EXPRESSIONS,
    st.sampled_from(["", "$", "(?:/|$)", "(?!a)"]),
)


@settings(max_examples=300, deadline=None)
@given(expressions=st.lists(SEARCHES, min_size=1, max_size=2), path=st.text("aB/.", max_size=6))
def test_the_same_is_found_as_by_a_backtracking_matcher(expressions: list[str], path: str) -> None:
    expression = "|".join(expressions)
    assert found(expression, path) == (re.search(expression, path, re.IGNORECASE) is not None)
