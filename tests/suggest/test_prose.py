"""Where in a note a link may stand: in its prose alone, at the phrase's exact place in the file."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from written_texts import texts

from kblink.markdown.parse import parse_note
from kblink.related.best_pairs import passage_vectors
from kblink.related.phrases import placed_words
from kblink.related.shared_terms import index_terms
from kblink.suggest.evidence import Evidence
from kblink.suggest.known import Texts, know
from kblink.suggest.sentences import sentences_of
from kblink.suggest.try_links import that_stand


def linkable(text: str, *names: str) -> list[tuple[int, int]]:
    """Where in a note one of the names of another note may be linked, as offsets of its text."""
    parsed = parse_note("a.md", text)
    own = sentences_of(parsed, (None,) * len(parsed.note.links))
    words = (tuple(word.stem for word in placed_words(text)), ())
    vault = Texts(
        paths=("a.md", "b.md"),
        names=(("a",), names),
        words=words,
        terms=index_terms(words),
        vectors=passage_vectors(np.zeros((0, 1), dtype=np.float32), (0, 0)),
        passage_lines=((), ()),
        sentences=(own, ()),
        links=((), ()),
        targets=((), ()),
    )
    found = []
    for each in Evidence.of(know(vault)).candidates(0):
        start = own[each.sentence].offset(each.start, each.end)
        if start is not None:
            found.append((start, start + each.end - each.start))
    return found


def phrases(text: str, *names: str) -> list[str]:
    return [text[start:end] for start, end in linkable(text, *names)]


@pytest.mark.parametrize(
    "text",
    [
        "There is a carp in the pond.\n",
        "- There is a carp in the pond.\n",
        "1. [ ] There is a carp in the pond.\n",
        "> There is a carp in the pond.\n",
        "> [!note] There is a carp in it\n",
        "There is a **carp** in the pond.\n",
        "There is a “carp” (carp?) in it.\n",
        "| There is a carp | in the pond |\n|---|---|\n| x | y |\n",
        "---\ntitle: Carp\n---\nThere is a carp in the pond.\n",
        "There is a carp in `the` pond.\r\n",
        "Of a [web](https://x.org) and a [[pond]] there is a carp.\n",
        "[^1]: There is a carp in the pond.\n",
        "There is `a ` carp ` in` the pond.\n",
        "It costs 5 $ and a carp in the pond.\n",
        "kind:: there is a carp in the pond\n",
    ],
)
def test_a_name_in_prose_may_be_linked(text: str) -> None:
    assert set(phrases(text, "Carp")) == {"carp"}


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: There is a carp in it\ntags: [carp]\n---\n",
        "# There is a carp in the pond\n",
        "There is a carp in the pond\n===========================\n",
        "```\nThere is a carp in the pond.\n```\n",
        "    There is a carp in the pond.\n",
        "There is `a carp` in the pond.\n",
        "There is ``a ` carp`` in the pond.\n",
        "There is `a\ncarp` in the big pond.\n",
        "There is a [[carp]] in the pond.\n",
        "There is a [[pond|carp of it]] in there.\n",
        "There is a [carp](fish.md) in the pond.\n",
        "There is a [carp](https://x.org) in the pond.\n",
        "There is a ![carp](fish.png) in the pond.\n",
        "There is a [carp][1] in the pond.\n\n[1]: fish.md\n",
        "There is a fish, see\n\n[the carp]: fish.md 'the carp of the pond'\n",
        "There is at https://x.org/carp some of it.\n",
        "There is at www.carp.org some of it.\n",
        "There is mail from big.carp@x.org in it.\n",
        "There is mail from me@carp.org in it.\n",
        "There is <b carp='carp'>something</b> in the pond.\n",
        "There is <a href='x.md'>a carp</a> in the pond.\n",
        "There is <code>a carp</code> in the pond.\n",
        "<div>\nThere is a carp in the pond.\n</div>\n",
        "<!-- There is a carp in the pond. -->\n",
        "There is %% a carp %% in the pond.\n",
        "There is $a + carp$ in the pond.\n",
        "$$\na carp in a pond\n$$\n",
        "There is a #carp in the pond.\n",
        "There is a lot in the pond. ^carp\n",
        "There is a footnote[^carp] in the pond.\n",
        "There is a [carp] of a kind in the pond.\n",
        "kind of carp:: there is something in it\n",
        "There is carp_fin and fin_carp and @carp and carp() in it.\n",
        "There is carp.md and a/carp and carp/b and x.carp in it.\n",
        "There is a carp-like fish, a non-carp and a carp's-eye in it.\n",
        "There are cArps² and carpet and escarp in the pond.\n",
    ],
)
def test_a_name_in_anything_else_may_not(text: str) -> None:
    assert [each for each in phrases(text, "Carp") if each == "carp"] == []


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("Мы видели красного карпа в пруду.", "Красный карп", ["красного карпа"]),
        ("О модели BERT сказано много.", "BERT", ["BERT"]),
        ("Из БЕРТа делают многое и всё.", "БЕРТ", ["БЕРТа"]),
        ("我们使用卷积神经网络来识别图像。", "神经网络", ["神经网络"]),
        ("我们使用BERT模型来识别。", "BERT", ["BERT"]),
        ("A rede neural é uma máquina.", "Rede neural", ["rede neural"]),
        ("We used state-of-the-art methods.", "State-of-the-art", ["state-of-the-art"]),
        ("One of **red** carp is gone now.", "Red carp", []),
        ("It is red, carp are not always so.", "Red carp", []),
        ("Made by TCP/IP of any kind at all.", "TCP/IP", ["TCP/IP"]),
        ("We saw C and 42 and x in the text.", "C", []),
        ("We saw C and 42 and x in the text.", "42", []),
        ("Plant X1 is large and it is green.", "X1", ["X1"]),
    ],
)
def test_words_are_whole_in_any_script(text: str, name: str, found: list[str]) -> None:
    assert phrases(text, name) == found


@given(texts, st.sampled_from([("word", "слово"), ("text", "tag"), ("u", "link", "code", "a b")]))
@example("x://`y\n- x://`y word [`c`](d)", ("word",))
@example("12. <!-- [[x]] --> text ^id", ("text",))
@example("$$| a | b |text ^id \n*$x$ [[link]]", ("text",))
def test_a_link_written_where_one_may_stand_is_a_link(text: str, names: tuple[str, ...]) -> None:
    parsed = parse_note("a.md", text)
    for start, end in that_stand(parsed, linkable(text, *names)):
        said = text[start:end]
        changed = parse_note("a.md", f"{text[:start]}[[{said}]]{text[end:]}")
        made = [link for link in changed.note.links if link.span.start == start]
        assert [(link.kind, link.raw) for link in made] == [("wiki", f"[[{said}]]")], text
        before = [link.raw for link in parsed.note.links]
        assert sorted([*before, f"[[{said}]]"]) == sorted(link.raw for link in changed.note.links)


def test_of_several_places_those_stand_where_a_link_is_one() -> None:
    text = "A carp and `a carp` and a carp.\n"
    places = [(2, 6), (14, 18), (26, 30)]
    assert that_stand(parse_note("a.md", text), places) == {places[0], places[2]}


@given(texts)
def test_sentences_know_their_places_in_the_file(text: str) -> None:
    parsed = parse_note("a.md", text)
    for sentence in sentences_of(parsed, (None,) * len(parsed.note.links)):
        for start, end, offset in sentence.stretches:
            said = sentence.text[start:end]
            assert said == text[offset : offset + end - start].replace("\0", " ")
            assert parsed.source.span(offset, offset).line == sentence.line
            if said:
                assert sentence.offset(start, end) == offset
        ends = [each.end for each in sentence.stretches]
        starts = [each.start for each in sentence.stretches]
        assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))
