"""Shapes of text that cost a careless pattern or loop the square of their length.

Each is a head, a unit to be repeated, and a tail.
"""

from __future__ import annotations

from typing import NamedTuple


class Shape(NamedTuple):
    """A text of any length for a file at `path`, or for one plain line where that is empty."""

    path: str
    head: str
    unit: str
    tail: str

    def of(self, size: int) -> str:
        """The text of about so many characters."""
        room = size - len(self.head) - len(self.tail)
        return self.head + self.unit * max(room // len(self.unit), 1) + self.tail


# fmt: off
_UNITS = (
    # brackets
    "[", "![", "[[", "![[", "![[`", "[[a", "[[a]", "[[a|[", "[[a\n", "[x](", "[x][", "[x](a b",
    "](", "[^", "[^1] ", "[^1]: ", "[a [b", "![a ", '[a](b "', "[a](b c)", "[a][]", "[[a]] ", "([",
    '[a]: b "c\n', "[a]:\n", "[a]: b\n", "a [[b]] c\n", "]", "]]", "[]", "[](", "[[#", "[[^", "[`",
    # containers and blocks
    "(", ")", ">", "> ", ">\n", "> a\n>> b\n", "- ", "-\n", "* ", "1. ", "#", "# ", "# a\n", "|",
    "|a|\n", "|a|\n|-|\n", "```\n", "~~~\n", "---\n", "===\n", "...\n", "- [ ] [[a]]\n",
    "> [!note] a\n", "a: b\n", "- a\n\n", "- a\n  - b\n", "1) a\n", "    a\n", "a\n===\n",
    # marks in a line
    "*", "*a ", "**a ", "_a ", "~~a ", "==a ", "`", "`a", "``a` ", "$", "$a ", "$$ a\n", "$$\n",
    "%%", "%% x\n", "%%[[a]]%% ", "{{", "<% ", "#a ", "#tag/", "^", " ^a", "^a\n\n", "&", "&#x",
    "://", "http://", "https://a.b ", "\\", "'", '"', "*a_ ", "***a* ", "a*", "`$", "$`",
    # HTML
    "<", "<b>", "<a ", '<a href="', '<a b="c" ', "<!--", "<!A ", "<?", "<![CDATA[", "<http:",
    "<a@", "</div>\n", "<div>\n", '<a id="x"></a>', "<!-- kblink-ignore-next-line -->\n\n",
    "<!-- -->\n", "<pre>\n", "</", "<a\n",
    # blanks and letters
    "\t", " ", "\r", "\n", "\0", "\u2028", "\u00a0", "a ", "a\n", "\x0c\n", "\u0301", "😀",
)
_NOTES = (
    ("https://a.b/", ")", ""),
    ("https://a.b/", ").", ""),
    ("[a](", "b ", ".md"),
    ("[a](", " .a", ""),
    ("[a](", "(", ")"),
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
    ("|a|\n|-|\n", "|", ""),
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
    ("---\na: ", "[", "\n---\n"),
    ("---\naliases: [", "a, ", "]\n---\n"),
    ("---\ntags: ", "a/", "\n---\n"),
    ("[^1]\n\n", "[^1]: a\n", ""),
    ("", "x", "^id"),
)
_CANVASES = (
    ('{"nodes":[', '{"type":"text","text":"\\n[[a]]"},', "{}]}"),
    ('{"nodes":[{"type":"text","text":"', "\\u005b", '"}]}'),
    ('{"nodes":[{"type":"text","text":"', "\\n[[a]]", '"}]}'),
    ("", " ", "{"),
    ("", '"', ""),
    ('{"a":', "[", ""),
)
_BASES = (
    ("filters: ", "'", ""),
    ('filters: "', "\\x27", '"'),
    ("filters: ", "link(", ""),
    ("filters: ", "\"a' ", ""),
    ("filters: file.hasLink('", "[[", "')"),
    ("filters:\n", "  - file.hasLink('a')\n", ""),
    ("filters: |\n", "  link('a')\n", ""),
)
_LINES = (
    *(("", unit, "x") for unit in (
        "*a ", "**a ", "~~a ", "==a ", " _a", " __a", "`", "``a", "[^", "<a ", "|", "> ", "\t",
    )),
    ("# a", " ", "x"),
    ("# a", " #", "x"),
    ("[^", "a", ""),
    ("", " ", "x*"),
)
# fmt: on

SHAPES = (
    *(Shape("n.md", "", unit, "") for unit in _UNITS),
    *(Shape("n.md", *parts) for parts in _NOTES),
    *(Shape("n.canvas", *parts) for parts in _CANVASES),
    *(Shape("n.base", *parts) for parts in _BASES),
    *(Shape("", *parts) for parts in _LINES),
)
