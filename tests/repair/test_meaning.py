"""Where nothing else tells what a link means, the sentence around it is searched for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink import Vault
from kblink.markdown.positions import read_lines
from kblink.model import Link, Span
from kblink.repair.meaning import Meaning
from kblink.repair.sentence import sentence_around

if TYPE_CHECKING:
    from pathlib import Path

    from fake_encoder import HashingEncoder

TEXT = "Before.\n\nOne. Two [[gone|words]]\ngo on here. Three.\n\nAfter.\n"


def span_of(part: str) -> Span:
    start = TEXT.index(part)
    return read_lines(TEXT).span(start, start + len(part))


def test_the_sentence_around_a_link_is_that_of_its_paragraph() -> None:
    assert sentence_around(TEXT, span_of("[[gone|words]]")) == "Two [[gone|words]] go on here."


def test_a_long_sentence_is_cut_around_the_link() -> None:
    text = "word " * 300 + "[[x]]" + " word" * 300
    span = read_lines(text).span(1500, 1505)
    cut = sentence_around(text, span)
    assert "[[x]]" in cut
    assert len(cut) < 450


def test_what_a_reader_sees_is_searched_for_and_the_note_itself_left_out() -> None:
    asked = []

    def find(sentence: str) -> list[str]:
        asked.append(sentence)
        return ["a.md", "b.md"]

    meaning = Meaning(lambda _: read_lines(TEXT), find)
    link = Link("wiki", "[[gone|words]]", span_of("[[gone|words]]"), "gone", None, "words")
    assert [*meaning(link, "a.md")] == ["b.md"]
    assert asked == ["Two words go on here."]


def test_notes_are_offered_but_never_taken_unasked(tmp_path: Path, encoder: HashingEncoder) -> None:
    (tmp_path / "a.md").write_text("Gradients flow backwards through layers, see [[zzqx]].\n")
    (tmp_path / "b.md").write_text("# Learning\n\nGradients flow backwards through layers.\n")
    vault = Vault(tmp_path, encoder=encoder)
    vault.index()
    assert not vault.fix().rewrites
    (one,) = vault.fix(min_confidence=0.01).rewrites
    assert (one.edit.new, one.reason) == ("[[b]]", "meaning")
    assert one.confidence < 0.3
