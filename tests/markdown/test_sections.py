"""Notes are cut at headings, long sections into passages, and lines stay where they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kblink.markdown.parse import parse_note
from kblink.markdown.sections import Window, approximate_tokens, split_sections

if TYPE_CHECKING:
    from kblink.model import Section

ENGLISH = Window(256, ("en",))


def sections(text: str, path: str = "n.md", window: Window = ENGLISH) -> tuple[Section, ...]:
    return split_sections(parse_note(path, text), window)


def body(text: str) -> str:
    (section,) = sections(f"# T\n\n{text}\n")
    return section.body.strip()


def test_a_section_for_each_heading_that_has_text() -> None:
    blocks = (
        "intro here",
        "# Top",
        "## One",
        "first text",
        "### Deep",
        "second text",
        "## Two",
        "third",
    )
    text = "\n\n".join(blocks)
    assert [(s.heading_path, s.line, s.body.strip()) for s in sections(text)] == [
        ((), 1, "intro here"),
        (("One",), 5, "first text"),
        (("One", "Deep"), 9, "second text"),
        (("Two",), 13, "third"),
    ]


def test_embedded_text_leads_with_title_and_heading_path() -> None:
    (section,) = sections("# Grand Title\n\n## Part\n\n### Detail\n\nThe words.\n")
    assert section.text == "Grand Title › Part › Detail\nThe words."


@pytest.mark.parametrize(
    ("path", "text"),
    [("2025-03-14.md", "The words."), ("bert.md", "bert\nThe words."), ("a1.md", "The words.")],
)
def test_title_that_is_a_file_name_without_a_word_is_left_out(path: str, text: str) -> None:
    (section,) = sections("The words.\n", path)
    assert section.text == text


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("see [[dir/note.md]] now", "see note now"),
        ("see [[note|the name]] now", "see the name now"),
        ("see [[note#Heading]] and [[#Own]]", "see note and Own"),
        ("a [text](u.md) and https://e.example/x end", "a text and  end"),
        ("pic ![[p.png]] and ![a cat](p.png)", "pic  and a cat"),
        ("**bold** _it_ ~~no~~ `code` ==mark==", "bold it no code mark"),
        ("words %%hidden%% and <!-- hidden --> more", "words  and  more"),
        ("> [!note] Title\n> quoted words", "Title\nquoted words"),
        ("- [x] done this", "- done this"),
        ("a paragraph with an id ^some-id", "a paragraph with an id"),
        ("snake_case_name stays", "snake_case_name stays"),
        ("<b>strong</b> words", "strong words"),
    ],
)
def test_markup_is_read_as_a_person_reads_it(markdown: str, shown: str) -> None:
    assert body(markdown) == shown


def test_comment_block_and_front_matter_are_left_out() -> None:
    text = "---\ntags: [hidden]\n---\n\nshown\n\n%%\nhidden\n%%\n\n<!--\nhidden\n-->\n"
    (section,) = sections(text)
    assert "hidden" not in section.text
    assert section.line == 4


def test_long_code_is_shortened() -> None:
    code = "\n".join(f"line{number} = {number}" for number in range(100))
    (section,) = sections(f"Words.\n\n```python\n{code}\n```\n\nEnd.\n")
    assert "line11" in section.body
    assert "line12" not in section.body
    assert "End." in section.body
    assert "python" not in section.body


def test_heading_inside_a_quote_opens_no_section() -> None:
    assert len(sections("# T\n\nwords\n\n> ## quoted\n> more\n")) == 1


def test_note_without_text_is_found_by_its_title() -> None:
    (section,) = sections("# Only a title\n")
    assert section.text == "Only a title"
    assert sections("") == ()
    assert sections("***\n", "12.md") == ()


def test_long_section_is_split_at_paragraphs() -> None:
    paragraphs = [f"Paragraph {n} " + "word " * 60 for n in range(10)]
    parts = sections("# T\n\n" + "\n\n".join(paragraphs))
    assert len(parts) > 2
    assert all(part.body.strip().startswith("Paragraph") for part in parts)
    assert parts[1].line == parts[0].end_line or parts[1].line > parts[0].end_line
    joined = " ".join(" ".join(part.body.split()) for part in parts)
    assert joined == " ".join(" ".join(paragraphs).split())


def test_one_long_line_is_split_at_sentences_and_keeps_its_line() -> None:
    sentence = "Это предложение о том, как устроены языковые модели. "
    parts = sections("# T\n\n" + sentence * 40)
    assert len(parts) > 5
    assert {(part.line, part.end_line) for part in parts[1:]} == {(3, 4)}
    assert all(part.body.strip().endswith(".") for part in parts)


def test_one_long_sentence_is_split_between_words() -> None:
    words = [f"слово{number}" for number in range(200)]
    parts = sections("# T\n\n" + " ".join(words))
    assert len(parts) > 3
    assert " ".join(" ".join(part.body.split()) for part in parts).split() == words


def test_foreign_letters_cost_more_unless_the_encoder_knows_them() -> None:
    russian = "замаскированное предложение"
    assert approximate_tokens(russian, ("en",)) > 2 * approximate_tokens(russian, ("en", "ru"))


@given(st.text(alphabet="# ab\n.щ`->|[]", max_size=300), st.integers(40, 300))
def test_no_line_is_lost_or_moved(text: str, tokens: int) -> None:
    for section in sections(text, window=Window(tokens, ("en",))):
        lines = section.body.split("\n")
        assert len(lines) == section.end_line - section.line
        assert section.line >= 1


@given(st.text(alphabet="слово word. \n", min_size=1, max_size=3000))
def test_passages_fit_the_window(text: str) -> None:
    for section in sections(text, "12.md"):
        assert approximate_tokens(section.text, ENGLISH.languages) <= ENGLISH.tokens
