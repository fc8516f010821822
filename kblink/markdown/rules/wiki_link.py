r"""Wiki-links and embeds: `[[target#fragment|display]]`, `![[target]]`, on one line.

The inner text must not be blank. `[[[x]]]` is `[`, a link and `]`; in the display text brackets
may be nested. Splitting the inner text is left to `split_wiki_link`, since the separator may be
`|` or `\|` and inside tables markdown-it has removed the backslash already.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

_INNER = re.compile(r"\[\[(?!\[)((?:(?!\[\[|\]\])[^\n])*)\]\]")
_SEPARATOR = re.compile(r"\\?\|")


def wiki_link_rule(md: MarkdownIt) -> None:
    """Register the rule in front of Markdown links, whose brackets it shares."""
    md.inline.ruler.before("link", "wiki_link", _wiki_link)


def split_wiki_link(raw: str) -> tuple[str, str | None, str | None]:
    """Return target, fragment (None without `#`) and display text (None without `|`) of a link."""
    inner = raw.removeprefix("!")[2:-2]
    left, separator, display = _partition(inner)
    target, mark, fragment = left.partition("#")
    return (
        target.strip(),
        fragment.strip() if mark else None,
        display.strip() if separator else None,
    )


def _partition(inner: str) -> tuple[str, str, str]:
    match = _SEPARATOR.search(inner)
    if match is None:
        return inner, "", ""
    return inner[: match.start()], match.group(), inner[match.end() :]


def _wiki_link(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    start = state.pos
    opening = start + 1 if state.src[start] == "!" else start
    match = _INNER.match(state.src, opening, state.posMax)
    if match is None or not match[1].strip():
        return False
    end = match.end()
    if match[1].count("[") > match[1].count("]") and state.src[end : end + 1] == "]":
        end += 1  # the last bracket closes one of the display text
    if not silent:
        token = state.push("wiki_link", "", 0)
        token.meta = {"start": start, "end": end}
    state.pos = end
    return True
