"""However deep or long a note is: it is read, and so are the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sound_note import BROKEN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bad_vault import Outcome

pytest_plugins = ("bad_vault",)

NESTED = (
    *("[", "![", "(", ">", "> ", "- ", "1. ", "*", "* ", "_", "<b>", "[[", "![[", "{{"),
    *("%%", "$", "|", "<", "\\", "^", "[^", "](", "\t", "\0"),
)
MANY: dict[str, Callable[[int], str]] = {
    "words in a line": lambda n: "word [[x]] " + "word " * 2 * n,
    "headings": lambda n: "# a\n\n[[x]]\n\n" + "## b\n\n" * n,
    "definitions": lambda n: "[[x]]\n\n" + "".join(f"[d{i}]: u\n" for i in range(n // 2)),
    "times one definition": lambda n: "[[x]]\n\n" + "[d]: u\n" * (n // 2),
    "footnotes": lambda n: "[[x]]\n\n" + "".join(f"[^{i}]: a\n" for i in range(n // 2)),
    "block ids": lambda n: "[[x]]\n\n" + "a ^b\n\n" * (n // 2),
    "tags": lambda n: "[[x]]\n\n" + "#tag " * n,
    "items": lambda n: "[[x]]\n\n" + "- a\n" * n,
    "rows": lambda n: "[[x]]\n\n|a|\n|-|\n" + "|b|\n" * n,
}
MANY_LINKS: dict[str, Callable[[int], str]] = {
    "links": lambda n: "[[x]]\n" * n,
    "cells of a row": lambda n: "|[[x]]" * n + "|\n" + "|-" * n + "|\n",
}


def broken(outcome: Outcome, name: str) -> int:
    return sum(line.startswith(f"{name}:") and "broken-note" in line for line in outcome.lines)


def test_marks_nested_100_000_deep_are_borne(vault: Path, run: Callable[..., Outcome]) -> None:
    for number, mark in enumerate(NESTED):
        (vault / f"n{number}.md").write_text(f"[[x]]\n\n{mark * 100_000}\n\n[[x]]\n")
    outcome = run("check")
    for number, mark in enumerate(NESTED):
        found = [line for line in outcome.found_in(f"n{number}.md") if "broken-note" in line]
        assert found == [f"n{number}.md:{line}:1: error broken-note" for line in (1, 5)], mark


@pytest.mark.parametrize("name", MANY)
def test_a_note_may_hold_any_number_of_things(
    vault: Path, run: Callable[..., Outcome], name: str
) -> None:
    (vault / "n.md").write_text(MANY[name](100_000))
    outcome = run("check")
    assert broken(outcome, "n.md") == 1
    assert any(line.startswith(BROKEN) for line in outcome.lines)


@pytest.mark.parametrize(("name", "number"), [("links", 100_000), ("cells of a row", 10_000)])
def test_a_note_may_hold_any_number_of_links(
    vault: Path, run: Callable[..., Outcome], name: str, number: int
) -> None:
    (vault / "n.md").write_text(MANY_LINKS[name](number))
    outcome = run("check")
    assert broken(outcome, "n.md") == number
    assert any(line.startswith(BROKEN) for line in outcome.lines)


def test_what_is_deep_and_what_is_long_is_indexed(vault: Path, run: Callable[..., Outcome]) -> None:
    for number, mark in enumerate(NESTED):
        (vault / f"deep{number}.md").write_text(f"[[x]]\n\n{mark * 10_000}\n\n[[x]]\n")
    for number, text in enumerate([*MANY.values(), *MANY_LINKS.values()]):
        (vault / f"long{number}.md").write_text(text(2_000))
    outcome = run("check")
    assert run("index").code == 0
    assert run("check").lines == outcome.lines
    assert run("search", "sound missing", "--no-refresh").lines[0].endswith("Sound")
