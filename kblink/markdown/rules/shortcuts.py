r"""Ways past trying every block rule on each line, for the lines that notes are made of: paragraphs
of plain lines, headings, list items.

A line is plain where what it begins with opens no block, ends no paragraph and makes no heading or
table of the line before it: a letter, `[[`, a few quotation marks, emphasis in front of a letter.
What these rules do not take goes markdown-it's way, and what they take it would read the same (a
property test compares the two). A paragraph that holds nothing to find makes no tokens at all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import heading, list_block

from kblink.markdown.rules.marks import may_hold_something

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock

_PLAIN = re.compile(r"(?:[*_]{1,3}|`|!)?(?:[^\W\d_]|\[\[)|[(«\"“„'—…]")
_ITEM = re.compile(r"([-+*])[ ]+(?!\1)[^ \t\n]")
_CODE_INDENT = 4
_LEVELS_OF_A_LIST = 3


def shortcut_rule(md: MarkdownIt) -> None:
    """Register the shortcuts in front of all other rules."""
    md.block.ruler.before("table", "shortcut", _shortcut)


def _shortcut(
    state: StateBlock,
    startLine: int,  # noqa: N803 - markdown-it's names
    endLine: int,  # noqa: N803
    silent: bool,  # noqa: FBT001
) -> bool:
    if silent or state.sCount[startLine] - state.blkIndent >= _CODE_INDENT:
        return False
    start, end = state.bMarks[startLine] + state.tShift[startLine], state.eMarks[startLine]
    character = state.src[start]
    if character not in "#-+*":
        return _plain_paragraph(state, startLine)
    if state.src.find("|", start, end) >= 0:
        return False  # it may be the header of a table
    if character == "#":
        return heading(state, startLine, endLine, silent)
    if _ITEM.match(state.src, start):
        return not is_too_deep(state) and list_block(state, startLine, endLine, silent)
    return _plain_paragraph(state, startLine)


def is_too_deep(state: StateBlock) -> bool:
    """Whether one more list or quote would reach the limit of nesting, where markdown-it skips all
    that follows, to the end of the note."""
    return bool(state.level + _LEVELS_OF_A_LIST >= state.md.options["maxNesting"])


def _plain_paragraph(state: StateBlock, startLine: int) -> bool:  # noqa: N803 - as above
    after = _line_after(state, startLine)
    if after == 0:
        return False
    if after == startLine + 1:
        first = state.bMarks[startLine] + state.tShift[startLine]
        content = mdTrim(state.src[first : state.eMarks[startLine]])
    else:
        content = mdTrim(state.getLines(startLine, after, state.blkIndent, False))  # noqa: FBT003
    state.line = after
    if may_hold_something(content):
        state.push("paragraph_open", "p", 1).map = [startLine, after]
        token = state.push("inline", "", 0)
        token.content, token.map, token.children = content, [startLine, after], []
        state.push("paragraph_close", "p", -1)
    return True


def _line_after(state: StateBlock, line: int) -> int:
    """The line behind the plain paragraph that begins at `line`; 0 where it is not plain."""
    src, marks, shifts, ends = state.src, state.bMarks, state.tShift, state.eMarks
    first = line
    while line < state.lineMax and (start := marks[line] + shifts[line]) < ends[line]:
        if not _PLAIN.match(src, start):
            return line if line > first and _is_next_item(state, line, start) else 0
        line += 1
    return line


def _is_next_item(state: StateBlock, line: int, start: int) -> bool:
    """Whether the line begins another item of a list, which ends the paragraph before it."""
    indent = state.sCount[line]
    if indent < 0 or indent - state.blkIndent >= _CODE_INDENT:
        return False  # it goes on with the paragraph, or markdown-it has to tell
    if state.listIndent >= 0 and indent - state.listIndent >= _CODE_INDENT:
        return False
    return _ITEM.match(state.src, start) is not None
