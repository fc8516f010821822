"""The two markdown-it parsers, for blocks and for inline content, with positions added.

They are apart because each needs its own nesting limit (200 keeps deep lists, 20 keeps hostile
brackets linear) and because inline content is parsed only where it holds something to find.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkDestination, parseLinkTitle
from markdown_it.rules_block import StateBlock, blockquote, html_block, list_block
from markdown_it.rules_inline import StateInline, autolink, html_inline, image, link
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref

from kblink.markdown.link_label import label_end
from kblink.markdown.plain_inline import plain_inline_tokens
from kblink.markdown.rules.bare_url import bare_url_rule
from kblink.markdown.rules.comment import comment_rule
from kblink.markdown.rules.marks import may_hold_something
from kblink.markdown.rules.shortcuts import is_too_deep, shortcut_rule
from kblink.markdown.rules.spaced_destination import spaced_destination_rule
from kblink.markdown.rules.tag import tag_rule
from kblink.markdown.rules.template_code import template_code_rule
from kblink.markdown.rules.undefined_reference import undefined_reference_rule
from kblink.markdown.rules.wiki_link import wiki_link_rule

if TYPE_CHECKING:
    from markdown_it.token import Token
    from markdown_it.utils import EnvType

_BLOCK_NESTING = 200
_INLINE_NESTING = 20
_LONGEST_LABEL = 1000  # characters, as CommonMark has it for labels of links
_InlineRule = Callable[[StateInline, bool], bool]
_BlockRule = Callable[[StateBlock, int, int, bool], bool]


class _Helpers:
    """What the rules for links call."""

    parseLinkLabel = staticmethod(label_end)  # noqa: N815 - markdown-it's names
    parseLinkDestination = staticmethod(parseLinkDestination)  # noqa: N815
    parseLinkTitle = staticmethod(parseLinkTitle)  # noqa: N815


class _NoteParser(MarkdownIt):
    """Keeps destinations as written: they are file names here, not web addresses."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - markdown-it's name
        return url

    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002 - nothing is rendered
        return True


def block_tokens(text: str, env: EnvType, *, every: bool = False) -> list[Token]:
    """Parse the blocks of a text; link definitions and footnotes land in `env`.

    Paragraphs that hold nothing to find make tokens only where `every` one is asked for.
    """
    # The last line must have an end: markdown-it looks behind it (IndexError for `> - <!a`, `> `).
    parser = _every_block_parser() if every else _block_parser()
    return parser.parse(text if text.endswith("\n") else f"{text}\n", env)


def inline_tokens(content: str, env: EnvType) -> list[Token]:
    """Parse inline content; tokens of links bear `meta["start"]` and `meta["end"]` in it."""
    if not may_hold_something(content):
        return []
    tokens = None if env.get("references") else plain_inline_tokens(content)
    return parsed_inline_tokens(content, env) if tokens is None else tokens


def parsed_inline_tokens(content: str, env: EnvType) -> list[Token]:
    """The tokens of inline content by the inline parser, whatever it holds."""
    tokens: list[Token] = []
    parser = _inline_parser()
    parser.inline.parse(content, parser, env, tokens)
    return tokens


def shown_inline_tokens(content: str, env: EnvType) -> list[Token]:
    """The tokens of inline content with all that is rendered in it: emphasis too, which depends on
    what stands beside its marks."""
    tokens: list[Token] = []
    parser = _shown_parser()
    parser.inline.parse(content, parser, env, tokens)
    return tokens


@cache
def _block_parser() -> MarkdownIt:
    parser = _parser(_BLOCK_NESTING)
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


@cache
def _every_block_parser() -> MarkdownIt:
    parser = _parser(_BLOCK_NESTING)
    parser.core.ruler.enableOnly(["normalize", "block"])
    parser.block.ruler.disable("shortcut")
    return parser


@cache
def _inline_parser() -> MarkdownIt:
    parser = _parser(_INLINE_NESTING)
    parser.inline.ruler.disable("emphasis")
    parser.inline.ruler2.enableOnly([])
    return _with_positions(parser)


@cache
def _shown_parser() -> MarkdownIt:
    return _with_positions(_parser(_INLINE_NESTING).enable("strikethrough"))


def _with_positions(parser: MarkdownIt) -> MarkdownIt:
    for name, rule in {
        "link": link,
        "image": image,
        "autolink": autolink,
        "html_inline": html_inline,
    }.items():
        parser.inline.ruler.at(name, _positioned(rule))
    return parser


def _parser(nesting: int) -> MarkdownIt:
    parser = _NoteParser("commonmark", {"maxNesting": nesting, "store_labels": True})
    parser.helpers = _Helpers()  # type: ignore[assignment]  # markdown-it's is a module
    parser.enable("table")
    interrupted = ["paragraph", "reference", "blockquote"]
    parser.block.ruler.at("list", _bounded(list_block), {"alt": interrupted})
    parser.block.ruler.at("blockquote", _bounded(blockquote), {"alt": [*interrupted, "list"]})
    # GFM sees HTML first, markdown-it a table whose first cell is `<!-- a`.
    parser.block.ruler.before("table", "html_before_table", html_block)
    parser.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    parser.inline.ruler.at("footnote_ref", _footnote_ref)
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True)
    for add_rule in (
        shortcut_rule,
        wiki_link_rule,
        comment_rule,
        template_code_rule,
        bare_url_rule,
        spaced_destination_rule,
        undefined_reference_rule,
        tag_rule,
    ):
        add_rule(parser)
    return parser


def _bounded(rule: _BlockRule) -> _BlockRule:
    """Let a rule that nests blocks take none that would be too deep: it is text then."""

    def bounded(
        state: StateBlock,
        startLine: int,  # noqa: N803 - markdown-it's names
        endLine: int,  # noqa: N803
        silent: bool,  # noqa: FBT001
    ) -> bool:
        if not silent and is_too_deep(state):
            return False
        return rule(state, startLine, endLine, silent)

    return bounded


def _footnote_ref(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    """The rule of the plugin, which would look for the end of each label through all that follows:
    100,000 `[^` took minutes."""
    if state.src.find("]", state.pos, state.pos + _LONGEST_LABEL) < 0:
        return False
    return footnote_ref(state, silent, always_match=True)


_POSITIONED = frozenset({"link_open", "image", "html_inline"})


def _positioned(rule: _InlineRule) -> _InlineRule:
    """Let the first token that a built-in rule makes know where it starts and ends."""

    def positioned(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
        start = state.pos
        known = len(state.tokens)
        matched = rule(state, silent)
        if matched and not silent:
            made = next(token for token in state.tokens[known:] if token.type in _POSITIONED)
            made.meta = {**made.meta, "start": start, "end": state.pos}
        return matched

    return positioned
