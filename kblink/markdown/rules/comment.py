"""Obsidian's comments: `%% … %%` inside a paragraph, and blocks from a line that opens with `%%`
to the line that closes it (or to the end of the note)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

_MARK = "%%"


def comment_rule(md: MarkdownIt) -> None:
    """Register the block rule and the inline rule."""
    interrupted = ["paragraph", "reference", "blockquote", "list"]
    md.block.ruler.before("fence", "comment_block", _comment_block, {"alt": interrupted})
    md.inline.ruler.before("escape", "comment", _comment)


def _comment(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    if not state.src.startswith(_MARK, state.pos):
        return False
    end = state.src.find(_MARK, state.pos + len(_MARK), state.posMax)
    if end < 0:
        return False
    if not silent:
        token = state.push("comment", "", 0)
        token.meta = {"start": state.pos, "end": end + len(_MARK)}
    state.pos = end + len(_MARK)
    return True


def _comment_block(
    state: StateBlock,
    startLine: int,  # noqa: N803 - markdown-it's names
    endLine: int,  # noqa: N803
    silent: bool,  # noqa: FBT001
) -> bool:
    if state.is_code_block(startLine):
        return False
    opening = _line(state, startLine)
    if not opening.startswith(_MARK) or _MARK in opening[len(_MARK) :]:
        return False  # one that closes on its own line is the inline rule's
    if silent:
        return True
    line = startLine + 1
    while (
        line < endLine and state.sCount[line] >= state.blkIndent and _MARK not in _line(state, line)
    ):
        line += 1
    closed = line < endLine and _MARK in _line(state, line)
    state.line = line + 1 if closed else line
    token = state.push("comment_block", "", 0)
    token.map = [startLine, state.line]
    return True


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
