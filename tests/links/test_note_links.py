"""What leads from a note, what leads to it, and where it is only named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kblink import Vault
from kblink.check.mentions import as_prose
from kblink.links.mentions import find_mentions, sentence_around
from kblink.markdown.parse import parse_note
from kblink.model import Mention, Note

if TYPE_CHECKING:
    from pathlib import Path


def mentions(text: str, *names: str, path: str = "target.md") -> list[Mention]:
    note = Note(path, names[0], "heading", "en", aliases=names[1:])
    return find_mentions(note, [as_prose(parse_note("other.md", text))])


def found(text: str, *names: str, path: str = "xyz_none.md") -> list[str]:
    return [mention.text for mention in mentions(text, *names, path=path)]


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("The Transformer won.", ["Transformer"], ["Transformer"]),
        ("a transformer, TRANSFORMER", ["Transformer"], ["transformer", "TRANSFORMER"]),
        ("Transformers are many", ["Transformer"], []),
        ("pretransformer", ["Transformer"], []),
        ("Ёлка и елка", ["елка"], ["Ёлка", "елка"]),
        ("sentence\nembeddings, sentence  embeddings", ["Sentence embeddings"],
         ["sentence\nembeddings", "sentence  embeddings"]),
        ("sentence\n\nembeddings", ["Sentence embeddings"], []),
        ("Mean pooling and pooling", ["Pooling", "mean pooling"], ["Mean pooling", "pooling"]),
        ("in C++ and c++", ["C++"], ["C++"]),
        ("用注意力机制训练", ["注意力机制"], ["注意力机制"]),
        ("_Transformer_ and **Transformer**", ["Transformer"], ["Transformer", "Transformer"]),
        ("тра\u0438\u0306н", ["Трайн"], ["тра\u0438\u0306н"]),
        ("вои\u0306на", ["вои"], []),
        ("1 - 2", ["-"], []),
    ],
)  # fmt: skip
def test_names_are_found_as_whole_words_whatever_their_case(
    text: str, names: list[str], expected: list[str]
) -> None:
    assert found(text, *names) == expected


def test_short_and_common_names_are_found_only_as_they_are_written() -> None:
    assert found("RAG, rag, Rag", "RAG") == ["RAG"]
    assert found("Home is where a home is", "Home") == ["Home"]
    assert found("Задача и задача", "Задача") == ["Задача"]
    assert found("Home page, a home page", "Home page") == ["Home page", "home page"]


def test_the_file_name_is_a_name_too() -> None:
    assert found("see attention", "A title", path="models/Attention.md") == ["attention"]


@pytest.mark.parametrize(
    "text",
    [
        "[[Transformer]] [[x|Transformer]] [Transformer](a.md) ![Transformer](b.png)",
        "<https://x.example/Transformer> https://x.example/transformer",
        "`Transformer` ``a ` Transformer``",
        "```\nTransformer\n```",
        "    Transformer",
        "<!-- Transformer --> %%Transformer%%",
        "---\ntitle: Transformer\n---\n",
        "#Transformer #nlp/Transformer",
        '<span class="Transformer">x</span>',
        "$$\nTransformer\n$$",
        "x ^Transformer",
    ],
)
def test_what_is_no_prose_holds_no_mention(text: str) -> None:
    assert found(text, "Transformer") == []
    assert found(f"{text}\n\nTransformer", "Transformer") == ["Transformer"]


def test_a_mention_has_the_span_of_its_phrase() -> None:
    text = "# Новое\r\n\r\nПро трансформер и `x`.\r\n"
    (mention,) = mentions(text, "Трансформер")
    assert text[mention.span.start : mention.span.end] == mention.text == "трансформер"
    assert (mention.path, mention.span.line, mention.span.column) == ("other.md", 3, 5)
    assert mention.sentence == "Про трансформер и `x`."


def test_a_note_does_not_mention_itself() -> None:
    note = Note("other.md", "Transformer", "heading", "en")
    assert find_mentions(note, [as_prose(parse_note("other.md", "Transformer"))]) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("First. A PHRASE here! Last.", "A PHRASE here!"),
        ("- [ ] a PHRASE, e.g. this\n- other", "a PHRASE, e.g. this"),
        ("## On PHRASE\nBelow.", "On PHRASE"),
        ("see [[a|b]], [c](d%20e.md) and PHRASE", "see b, c and PHRASE"),
        ("PHRASE", "PHRASE"),
    ],
)
def test_the_sentence_around_is_as_a_person_reads_it(text: str, sentence: str) -> None:
    start = text.index("PHRASE")
    assert sentence_around(text, start, start + 6) == sentence


@pytest.mark.parametrize("text", ["word " * 100 + "PHRASE" + " word" * 100, "日" * 400 + "PHRASE"])
def test_a_long_sentence_is_cut_around_the_phrase(text: str) -> None:
    start = text.index("PHRASE")
    sentence = sentence_around(text, start, start + 6)
    assert "PHRASE" in sentence
    assert sentence.startswith("…")
    assert 120 <= len(sentence) <= 160


def test_links_lead_from_a_note_and_to_it(tmp_path: Path) -> None:
    notes = {
        "BERT.md": "# BERT\n\n[[Attention]] and [[gone]]; [[#BERT]]\n",
        "Attention.md": "See [[BERT#Nope]].\n",
        "sub/Home.md": "[x](../BERT.md). BERT is [[Attention|BERT]].\n",
        "board.canvas": '{"nodes": [{"id": "1", "type": "file", "file": "BERT.md"}]}',
    }
    for path, text in notes.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    links = Vault(tmp_path).links("bert")
    assert (links.path, links.title) == ("BERT.md", "BERT")
    assert [(item.link.raw, item.status) for item in links.outgoing] == [
        ("[[Attention]]", "ok"),
        ("[[gone]]", "broken-note"),
        ("[[#BERT]]", "ok"),
    ]
    assert [(path, item.status) for path, item in links.backlinks] == [
        ("Attention.md", "broken-heading"),
        ("board.canvas", "ok"),
        ("sub/Home.md", "ok"),
    ]
    assert [(item.path, item.text) for item in links.mentions] == [("sub/Home.md", "BERT")]
    assert not (tmp_path / ".kblink").exists()
