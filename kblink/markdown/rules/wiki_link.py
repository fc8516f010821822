r"""Wiki-links and embeds: `[[target#fragment|display]]`, `![[target]]`, on one line.

The inner text must not be blank. `[[[x]]]` is `[`, a link and `]`; in the display text brackets
may be nested. Splitting the inner text is left to `split_wiki_link`, since the separator may be
`|` or `\|` and inside tables markdown-it has removed the backslash already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline


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
    left, separator, display = inner.partition("|")
    if separator and left.endswith("\\"):
        return left[:-1], "\\|", display
    return left, separator, display


def wiki_link_end(text: str, start: int, limit: int) -> int:
    """Where the wiki-link or embed that begins at `start` ends; 0 where none begins there."""
    inner = start + (3 if text[start] == "!" else 2)
    if not text.startswith("[[", inner - 2) or text.startswith("[", inner):
        return 0
    close = text.find("]]", inner, _line_end(text, inner, limit))
    if close < 0:
        return 0
    content = text[inner:close]
    if not content.strip():
        return 0
    end = close + 2
    if content.count("[") > content.count("]") and text[end : end + 1] == "]":
        end += 1  # the last bracket closes one of the display text
    return end


def _line_end(text: str, start: int, limit: int) -> int:
    """Where a link cannot reach any more: the next link's opening, or the line's end.

    Whatever hides behind them is not looked at: else every opening would cost the whole text.
    """
    opening = text.find("[[", start, limit)
    limit = limit if opening < 0 else opening
    line_end = text.find("\n", start, limit)
    return limit if line_end < 0 else line_end


def _wiki_link(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    start = state.pos
    end = wiki_link_end(state.src, start, state.posMax)
    if not end:
        return False
    if not silent:
        token = state.push("wiki_link", "", 0)
        token.meta = {"start": start, "end": end}
    state.pos = end
    return True
