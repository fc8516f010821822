"""What the shortcuts past markdown-it's rules take, they read as those rules would."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kblink.markdown import tokens
from kblink.markdown.parse import ParsedNote, parse_note
from kblink.markdown.plain_inline import plain_inline_tokens

if TYPE_CHECKING:
    from pathlib import Path

    from markdown_it.token import Token

_SLOW = tokens._parser(tokens._BLOCK_NESTING)
_SLOW.core.ruler.enableOnly(["normalize", "block"])
_SLOW.block.ruler.disable("shortcut")

_BEGINNINGS = (
    *(
        "",
        "",
        "",
        " ",
        "  ",
        "    ",
        "\t",
        "- ",
        "* ",
        "+ ",
        "1. ",
        "2) ",
        "> ",
        ">",
        "- - ",
        "-",
        "*",
    ),
    *(
        "# ",
        "## ",
        "#",
        "---",
        "===",
        "- | -",
        "|",
        ":-",
        "```",
        "~~~",
        "$$",
        "%%",
        "<div>",
        "<!--",
    ),
    *("[^1]: ", "[ref]: ", "**", "_", "`", "!", "«", "- [ ] ", "  - ", "   ", "- # ", "* * *"),
)
_ENDINGS = (
    *(
        "",
        "word",
        "слово",
        "[[link]]",
        "a | b",
        "#tag",
        "text ^id",
        "^id",
        "![[e|x]]",
        "**b** [[c]]",
    ),
    *(
        "[t](u.md)",
        "[t]( u )",
        "[t](<u v>)",
        "[#x y](z)",
        "[a #x](z)",
        "[a](b(c))",
        "[a](b'c)",
        "`[[code]]`",
        "$[[m]]$",
        "<a id='x'>",
        "%% [[c]] %%",
        "https://e.org",
        "[ref]",
    ),
    *(
        "[[a]",
        "[t](a.md#h)",
        "![i](p.png)",
        '[t](b "T")',
        "[a `c`](d)",
        "`",
        "``",
        "[",
        "](",
        "[[ ]]",
        "[[[x]]]",
        "[[a|[b]]]",
        "\\[[x]]",
        "[[x#y|z]] #t/u",
        "xhttp://a.b",
        "(https://a.b/(c))",
        "`<b>` [x] y",
        "`a\\`",
        "a < b",
        "5 $ [[c]]",
        "[x] [t](u)",
        "[[a](b)",
        "![x]",
        "[a://b](c)",
        "`[^1]` [[d]]",
        "[[e]]://x",
        "[^1]",
        "1. x",
        "- y",
    ),
)
lines = st.builds(
    lambda beginnings, endings: "".join(beginnings) + " ".join(endings),
    st.lists(st.sampled_from(_BEGINNINGS), max_size=3),
    st.lists(st.sampled_from(_ENDINGS), max_size=3),
)
texts = st.lists(lines, max_size=12).map("\n".join)


def parsed_without_shortcuts(text: str) -> ParsedNote:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokens, "_block_parser", lambda: _SLOW)
        patch.setattr(tokens, "plain_inline_tokens", lambda _: None)
        return parse_note("note.md", text)


@given(texts)
@example("- a\n- b [[c]]")
@example("a | b\n- | -\n[[x]] | y")
@example("# a | b\n:-|:-\n[[x]] | y")
@example("- a | b\n:-|:-\n[[x]] | y")
@example("> a\nb [[c]]\n- d")
@example("- a\n    - [[b]]\n\n  [[c]]\n- d ^id")
def test_shortcuts_read_what_the_rules_read(text: str) -> None:
    assert parse_note("note.md", text) == parsed_without_shortcuts(text)


def test_shortcuts_read_real_notes_as_the_rules_do(shared: Path) -> None:
    for file in sorted((shared / "corpora").rglob("*.md"))[::9]:
        text = file.read_text("utf-8-sig", "replace")
        assert parse_note("note.md", text) == parsed_without_shortcuts(text), file


marks = st.text(alphabet="[]()!#`<>:/\\$%^|ab \n\"';.-", max_size=30)
pieces = st.lists(
    st.one_of(marks, st.sampled_from(["[[a]]", "[t](u)", "https://e.org", "`c`", " #tag ", "%%"])),
    max_size=8,
)


def found(made: list[Token]) -> list[tuple[str, object, object, str]]:
    """What is read of tokens: kind, place, destination, name of a tag or text of a picture."""
    return [
        (
            token.type,
            (token.meta["start"], token.meta["end"]),
            token.attrs.get("href", token.attrs.get("src")),
            token.content if token.type in ("tag", "image") else "",
        )
        for token in made
        if "start" in token.meta and token.type not in ("code_inline", "html_inline")
    ]


@settings(max_examples=500)
@given(pieces.map("".join))
@example("[x] [t](u)")
@example("a ![b [[c]] d")
def test_the_inline_scan_finds_what_the_parser_finds(content: str) -> None:
    scanned = plain_inline_tokens(content)
    if scanned is not None:
        assert found(scanned) == found(tokens.parsed_inline_tokens(content, {}))
