"""Phrases become links; the sentence, and every other link, stay as they were."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from linked_texts import replacements, suggested, writer_of

from kblink.config import LinkSettings
from kblink.links.resolve import resolve_link
from kblink.markdown.parse import parse_note
from kblink.markdown.shown_text import ShownText
from kblink.repair.rewrite_links import edited_text
from kblink.suggest.put_links import NoteText

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kblink.suggest.write_link import LinkWriter

WIKI = "[[gpt]] [[other/note]] [[gpt|x]]"
MARKDOWN = "[a](gpt.md) [b](other/note.md) [c](gpt.md)"
NOTES = {
    "BERT.md": "",
    "gpt.md": "",
    "other/note.md": "",
    "C#.md": "",
    "a [b].md": "",
    "x|y.md": "",
}


def put(text: str, *phrases: tuple[str, str], habit: str = WIKI) -> str:
    """A note's text with phrases made links, in a vault with a habit."""
    files = {**NOTES, "new.md": text, "old.md": habit}
    writer = writer_of(files)
    note = NoteText("new.md", text, "", writer)
    links = [suggested("new.md", text, anchor, target) for anchor, target in phrases]
    return edited_text(text, note.edits(note.written(links)))


def test_no_display_text_where_the_link_shows_the_phrase_anyway() -> None:
    assert put("On BERT.", ("BERT", "BERT.md")) == "On [[BERT]]."
    assert put("On Bert.", ("Bert", "BERT.md")) == "On [[BERT|Bert]]."


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_in_a_table_the_pipe_is_escaped(ends: str) -> None:
    text = ends.join(("| of Bert | b |", "|---|---|", "| a | of berts |", "", "of BERTs | c", ""))
    phrases = [("Bert", "BERT.md"), ("berts", "BERT.md"), ("BERTs", "BERT.md")]
    assert put(text, *phrases).split(ends) == [
        "| of [[BERT\\|Bert]] | b |",
        "|---|---|",
        "| a | of [[BERT\\|berts]] |",
        "",
        "of [[BERT|BERTs]] | c",
        "",
    ]


def test_tables_in_quotes_behind_front_matter_and_rows_without_pipes() -> None:
    text = "---\na: b\n---\n> | of Bert | b |\n> |---|---|\n\nx | y\n-|-\non berts\n"
    phrases = [("Bert", "BERT.md"), ("berts", "BERT.md")]
    assert put(text, *phrases) == text.replace("Bert", "[[BERT\\|Bert]]").replace(
        "berts", "[[BERT\\|berts]]"
    )


def test_a_number_that_begins_a_list_goes_on_doing_so() -> None:
    assert put("3. BERT", ("3", "BERT.md")) == "3. BERT"


def test_a_line_that_a_pipe_would_make_a_table_of_stays_a_paragraph() -> None:
    assert put("of Bert\n-|-\n", ("Bert", "BERT.md")) == "of [[BERT\\|Bert]]\n-|-\n"


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("C#.md", "[it](C%23.md)"),
        ("a [b].md", "[it](a%20%5Bb%5D.md)"),
        ("x|y.md", "[it](x%7Cy.md)"),
    ],
)
def test_what_no_wiki_link_can_name_gets_a_markdown_link(target: str, expected: str) -> None:
    assert put("Use it here.", ("it", target)) == f"Use {expected} here."


@pytest.mark.parametrize(
    "anchor",
    ["a|b", "a]b", "a `b`", "*a* b", "a\nb", "\\a b", "a &amp; b", "<b>a", "a_ b", "$a$", "==a=="],
)
@pytest.mark.parametrize("habit", [WIKI, MARKDOWN])
def test_a_phrase_with_markup_in_it_is_left(anchor: str, habit: str) -> None:
    text = f"On {anchor} here."
    assert put(text, (anchor, "BERT.md"), habit=habit) == text


@pytest.mark.parametrize("habit", [WIKI, MARKDOWN])
@pytest.mark.parametrize(
    "anchor", ["snake_case", "C++", "AT&T", "#1", "50 %", "它们", "a: b", "(a)"]
)
def test_a_phrase_with_other_signs_is_shown_as_it_was(anchor: str, habit: str) -> None:
    shown = f"[{anchor}](BERT.md)" if habit == MARKDOWN else f"[[BERT|{anchor}]]"
    assert put(f"On {anchor} here.", (anchor, "BERT.md"), habit=habit) == f"On {shown} here."


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("Code `on BERT` here.", "BERT"),
        ("    indented BERT\n", "BERT"),
        ("```\nBERT\n```\n", "BERT"),
        ("# On BERT\n", "BERT"),
        ("---\nup: BERT\n---\n", "BERT"),
        ("$BERT$ is math", "BERT"),
        ("%% BERT %%", "BERT"),
        ("<!-- BERT -->", "BERT"),
        ("[[gpt|on BERT]]", "BERT"),
        ("[on BERT](gpt.md)", "BERT"),
        ("[on BERT][r]\n\n[r]: gpt.md\n", "BERT"),
        ("[r]: BERT.md 'x'\n\n[r]", "BERT"),
        ("https://e.org/BERT", "BERT"),
        ("#BERT is a tag", "BERT"),
        ("Wow!BERT", "BERT"),  # it would be an embed
        ("[BERT] here", "BERT"),
        ("see BERT(2018) and x", "BERT"),  # `[[BERT]](2018)` is a Markdown link to many
        ("**BERT**s", "BERT"),  # the marks would not close any more
        ("text ^BERT", "BERT"),
        ("[no link](on BERT.md)", "BERT"),
        ("<b title='BERT'>x</b>", "BERT"),
    ],
)
def test_where_a_link_would_be_none_or_change_more_nothing_is_done(text: str, anchor: str) -> None:
    assert put(text, (anchor, "BERT.md")) == text


@pytest.mark.parametrize(
    "text", ["*on BERT*", "**BERT**", "> - BERT", "==BERT==", "«BERT»", "~~BERT~~"]
)
def test_emphasis_quotes_and_lists_stay(text: str) -> None:
    assert put(text, ("BERT", "BERT.md")) == text.replace("BERT", "[[BERT]]")


def test_of_phrases_that_overlap_the_first_becomes_a_link() -> None:
    phrases = [("BERT model", "BERT.md"), ("model", "gpt.md")]
    assert put("A BERT model.", *phrases) == "A [[BERT|BERT model]]."


def test_a_phrase_that_cannot_be_a_link_does_not_hinder_the_others() -> None:
    phrases = [("code", "gpt.md"), ("BERT", "BERT.md")]
    assert put("`code` of BERT", *phrases) == "`code` of [[BERT]]"


def test_a_phrase_that_has_moved_is_left() -> None:
    text = "On BERT."
    note = NoteText("new.md", f"Yes. {text}", "", writer_of(NOTES))
    assert note.written([suggested("new.md", text, "BERT", "BERT.md")]) == []


def test_a_name_that_two_notes_bear_is_written_with_its_folder() -> None:
    files = {
        "a/x.md": "",
        "b/x.md": "",
        "b/new.md": "On x.",
        "gpt.md": "",
        "old.md": "[[gpt]] [[new]]",
    }
    assert replacements(files, "b/new.md", ("x", "a/x.md")) == ["[[a/x|x]]"]


def test_a_name_in_another_case_leads_to_its_own_note() -> None:
    files = {
        "Bert.md": "",
        "a/bert.md": "",
        "new.md": "On bert.",
        "old.md": "[[new]] [[new]] [[new]]",
    }
    assert replacements(files, "new.md", ("bert", "a/bert.md")) == ["[[a/bert|bert]]"]
    assert replacements(files, "new.md", ("bert", "Bert.md")) == ["[[/Bert|bert]]"]


BEGINNINGS = (
    *(
        "",
        "",
        "- ",
        "> ",
        "1. ",
        "# ",
        "| ",
        "    ",
        "```\n",
        "$$\n",
        "%%",
        "<!-- ",
        "<b>",
        "[^1]: ",
    ),
    *("[ref]: ", "- [ ] ", "> - ", "|---|---|\n", "---\n", "- | -\n", "**", "_", "`", "!", "«"),
)
PIECES = (
    *("word", "слово", "two words", "**bold**", "*em*s", "`code`", "[[habit]]", "[[habit|shown]]"),
    *(
        "[t](u.md)",
        "[t w](<u v>)",
        "![i](p.png)",
        "$x$",
        "$a b$",
        "https://e.org/a",
        "[ref]",
        "[[a",
    ),
    *(
        "[",
        "](",
        "]]",
        "|",
        "| a | b |",
        "\\",
        "`",
        "``",
        "#tag",
        "^id",
        "text ^id",
        "[^1]",
        "<br>",
    ),
    *("==hi==", "~~no~~", "%%", "<% t %>", "&amp;", "a < b", "5 $", "中文字", "snake_case", "!"),
    *(
        "C#",
        "x (1)",
        "100%",
        "_",
        "__init__",
        "a|b",
        "***",
        "[x](y",
        "(z)",
        "word!word",
        "**中文**字",
    ),
)
LINES = st.builds(
    lambda beginnings, pieces, blank: "".join(beginnings) + blank.join(pieces),
    st.lists(st.sampled_from(BEGINNINGS), max_size=2),
    st.lists(st.sampled_from(PIECES), max_size=5),
    st.sampled_from((" ", " ", "")),
)
TEXTS = st.lists(LINES, max_size=8).map("\n".join)
WORDS = re.compile(r"[^\W_]+(?: [^\W_]+)?")
STEMS = ("word", "слово", "A b", "C#", "x (1)", "100%", "ё")


@st.composite
def vaults(draw: st.DrawFn) -> tuple[dict[str, str], str, list[tuple[int, str, str]]]:
    """Files, the path of one, and phrases of it with offset and target."""
    folders = st.sampled_from(("", "p/", "p/q/", "ж й/"))
    paths = [f"{draw(folders)}{stem}.md" for stem in STEMS]
    form = draw(st.sampled_from(("[[{0}]]", "[[/{0}]]", "[a](</{0}>)", "[a](/{0})", "[[{1}]]")))
    habit = " ".join(
        form.format(path.removesuffix(".md"), path.rpartition("/")[2]) for path in paths
    )
    text = draw(TEXTS)
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    source = f"{draw(folders)}new.md"
    found = [*WORDS.finditer(text)]
    chosen = draw(st.lists(st.sampled_from(found), max_size=6, unique=True)) if found else []
    phrases = [(each.start(), each[0], draw(st.sampled_from(paths))) for each in chosen]
    return {**dict.fromkeys(paths, ""), "habit.md": habit, source: text}, source, phrases


@settings(max_examples=150)
@given(vaults(), st.lists(st.booleans(), min_size=6, max_size=6))
def test_any_of_the_links_lead_where_they_should_and_show_what_stood_there(
    vault: tuple[Mapping[str, str], str, list[tuple[int, str, str]]], taken: list[bool]
) -> None:
    files, source, phrases = vault
    text = files[source]
    writer = writer_of(files)
    note = NoteText(source, text, "", writer)
    links = [
        suggested(source, text, anchor, target, nth=_nth(text, start, anchor))
        for start, anchor, target in phrases
    ]
    written = note.written(links)
    some = [each for each, is_taken in zip(written, taken, strict=False) if is_taken]
    for chosen in (written, some):
        after = edited_text(text, note.edits(chosen))
        assert stripped(after, source, text) == text
        assert shown(source, after) == shown(source, text)
        new = [each.link.target for each in chosen]
        old = leading(text, source, writer)
        assert sorted(leading(after, source, writer)) == sorted([*new, *old])


def _nth(text: str, start: int, anchor: str) -> int:
    starts = [match.start() for match in re.finditer(re.escape(anchor), text)]
    return min(range(len(starts)), key=lambda number: abs(starts[number] - start))


def shown(source: str, text: str) -> str:
    return ShownText(parse_note(source, text)).pieces


def leading(text: str, source: str, writer: LinkWriter) -> list[str]:
    """The notes that the links of a text lead to."""
    links = parse_note(source, text).note.links
    found = (resolve_link(link, source, writer.index, writer.settings) for link in links)
    return [each.target.path or "" for each in found]


def stripped(after: str, source: str, before: str) -> str:
    """A text without the links that it had not before: what these show stands in their places."""
    old = {link.raw for link in parse_note(source, before).note.links}
    parts, position = [], 0
    for link in parse_note(source, after).note.links:
        if link.raw not in old and link.span.start >= position:
            parts += [after[position : link.span.start], link.display or link.target]
            position = link.span.end
    return "".join((*parts, after[position:]))


def test_comment_links_can_be_switched_on_without_any_other_effect() -> None:
    files = {**NOTES, "new.md": "On BERT. %% [[gpt]] %%", "old.md": WIKI}
    writer = writer_of(files, settings=LinkSettings(comment_links=True))
    note = NoteText("new.md", files["new.md"], "", writer)
    (found,) = note.written([suggested("new.md", files["new.md"], "BERT", "BERT.md")])
    assert found.replacement == "[[BERT]]"
