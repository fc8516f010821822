"""The time that reading takes grows with the length of a text, whatever the text is.

Each shape costs a careless pattern or loop the square of its length. Ratios are compared, never
seconds: four times as much may take eight times as long, where the square takes sixteen times.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from kblink.markdown.parse_file import parse_file
from kblink.markdown.plain_text import plain_line

if TYPE_CHECKING:
    from collections.abc import Callable

# Head, what is repeated, tail.
REPEATED = [
    *(("", unit, "") for unit in (
        # brackets
        "[", "![", "[[", "![[", "[[a", "[[a]", "[[a|[", "[[a\n", "[x](", "[x][", "[x](a b", "](",
        "[^", "[^1] ", "[^1]: ", "[a [b", "![a ", '[a](b "', "[a](b c)", "[a][]", "[[a]] ", "([",
        '[a]: b "c\n', "[a]:\n", "[a]: b\n", "a [[b]] c\n",
        # containers and blocks
        "(", ")", ">", "> ", ">\n", "- ", "-\n", "* ", "1. ", "#", "# ", "# a\n", "|", "|a|\n",
        "```\n", "~~~\n", "---\n", "===\n", "...\n", "- [ ] [[a]]\n", "> [!note] a\n", "a: b\n",
        # marks in a line
        "*", "*a ", "**a ", "_a ", "~~a ", "==a ", "`", "`a", "``a` ", "$", "$a ", "$$ a\n", "$$\n",
        "%%", "%% x\n", "%%[[a]]%% ", "{{", "<% ", "#a ", "#tag/", "^", " ^a", "^a\n\n", "&", "&#x",
        "://", "http://", "https://a.b ", "\\", "'", '"',
        # HTML
        "<", "<b>", "<a ", '<a href="', '<a b="c" ', "<!--", "<!A ", "<?", "<![CDATA[", "<http:",
        "<a@", "</div>\n", "<div>\n", '<a id="x"></a>', "<!-- kblink-ignore-next-line -->\n\n",
        # blanks and letters
        "\t", " ", "\r", "\n", "\0", "\u2028", "\u00a0", "a ", "a\n", "\x0c\n",
    )),
    ("https://a.b/", ")", ""),
    ("https://a.b/", ").", ""),
    ("[a](", "b ", ".md"),
    ("[a](", " .a", ""),
    ("[", "a\n", "]: b"),
    ('[a]: b "', "c\n", ""),
    ("", "[a ", "](b)"),
    ("", "![a ", "](b)"),
    ("%%\n", "[[a]]\n", "%%"),
    ("%%", "[[a]] ", "%%"),
    ("```\n", "[[a]]\n", ""),
    ("#", "a", ""),
    ("^", "a", "!"),
    ("^a", " ", "x"),
    ("# a ", "#", ""),
    ("# a", " ", "x"),
    ("", "a\n", "==="),
    ("|a|\n|-|\n", "|[[b]]|\n", ""),
    ("|a|\n|-|\n|", r"\|", "|"),
    ("|a|\n|-|\n|", r"[[a\|b]]", "|"),
    ("", "> ", "|a|\n|-|"),
    ("", "- ", "|a|\n|-|"),
    ("<div ", "a=b ", ">"),
    ("<div>\n", "<a href='", ""),
    ("<div>\n<a ", "a ", ">"),
    ("<div>\n", "<!-- ", ""),
    ("<div>\n<a href='", "&amp;", "'>"),
    ("<!-- kblink-ignore-next-line ", "a-", " -->"),
    ("<!-- kblink-ignore-next-line -->", "\n", "x"),
    ("<a ", "a", ">"),
    ("---", " ", "x\n---\n"),
    ("---\na", " ", ": [[x\n---\n"),
    ("---\na: [[", "x", "\n---\n"),
    ("---\n", "- [[x]]\n", "---\n"),
    ("---\n", "a: '[[x]]'\n", "---\n"),
    ('---\na: "[[', "]]", '"\n---'),
    ('---\na: "[b](', "c ", ')"\n---'),
    ("---\n", "a: b\n", ""),
    ("", "x", "^id"),
]  # fmt: skip
OTHER_FILES = [
    ("n.canvas", '{"nodes":[', '{"type":"text","text":"\\n[[a]]"},', "{}]}"),
    ("n.canvas", '{"nodes":[{"type":"text","text":"', "\\u005b", '"}]}'),
    ("n.canvas", '{"nodes":[{"type":"text","text":"', "\\n[[a]]", '"}]}'),
    ("n.canvas", "", " ", "{"),
    ("n.canvas", "", '"', ""),
    ("n.canvas", '{"a":', "[", ""),
    ("n.base", "filters: ", "'", ""),
    ("n.base", 'filters: "', "\\x27", '"'),
    ("n.base", "filters: ", "link(", ""),
    ("n.base", "filters: ", "\"a' ", ""),
    ("n.base", "filters: file.hasLink('", "[[", "')"),
    ("n.base", "filters:\n", "  - file.hasLink('a')\n", ""),
    ("n.base", "filters: |\n", "  link('a')\n", ""),
]
LINES = [
    *(("", unit, "x") for unit in (
        "*a ", "**a ", "~~a ", "==a ", " _a", " __a", "`", "``a", "[^", "<a ", "|", "> ", "\t",
    )),
    ("# a", " ", "x"),
    ("# a", " #", "x"),
    ("[^", "a", ""),
    ("", " ", "x*"),
]  # fmt: skip

WORTH_MEASURING = 0.02  # seconds of processor time
MOST_TIMES = 8


def seconds(work: Callable[[str], object], text: str) -> float:
    started = time.process_time()
    work(text)
    return time.process_time() - started


def too_much(work: Callable[[str], object], head: str, unit: str, tail: str) -> str:
    """What four times as much of a shape costs, where that is too much three times over."""
    number = 250
    while number < 32_000 and seconds(work, head + unit * number + tail) < WORTH_MEASURING:
        number *= 2
    for _ in range(3):
        once = seconds(work, head + unit * number + tail)
        more = seconds(work, head + unit * 4 * number + tail)
        if more < MOST_TIMES * max(once, WORTH_MEASURING):
            return ""
    return f"{number} times {unit!r}: {once:.3f} s, four times as many: {more:.3f} s"


@pytest.mark.parametrize(("head", "unit", "tail"), REPEATED)
def test_of_a_note(head: str, unit: str, tail: str) -> None:
    assert not too_much(lambda text: parse_file("n.md", text), head, unit, tail)


@pytest.mark.parametrize(("path", "head", "unit", "tail"), OTHER_FILES)
def test_of_a_canvas_or_base(path: str, head: str, unit: str, tail: str) -> None:
    assert not too_much(lambda text: parse_file(path, text), head, unit, tail)


@pytest.mark.parametrize(("head", "unit", "tail"), LINES)
def test_of_a_plain_line(head: str, unit: str, tail: str) -> None:
    assert not too_much(plain_line, head, unit, tail)
