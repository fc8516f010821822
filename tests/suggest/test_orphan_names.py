from __future__ import annotations

import pytest

from kblink.markdown.parse import parse_note
from kblink.store.rows import NoteNames
from kblink.suggest.orphan_names import find_mention, name_phrases, naming_notes

OWL = NoteNames("birds/barn-owl.md", "Barn owl", ())
FORGETTING = NoteNames("забывание.md", "Катастрофическое забывание", ())


def found(text: str, orphan: NoteNames = OWL) -> tuple[int, int, str] | None:
    mention = find_mention(parse_note("a.md", text), orphan)
    return None if mention is None else (mention.span.line, mention.span.column, mention.text)


def test_the_first_phrase_that_names_a_note_is_found_with_its_place_and_sentence() -> None:
    text = "# Hunters\n\nMany hunt. By night *barn owls* do, as other owls.\nA barn owl does.\n"
    mention = find_mention(parse_note("a.md", text), OWL)
    assert mention is not None
    assert (mention.span.line, mention.span.column, mention.text) == (3, 22, "barn owls")
    assert text[mention.span.start : mention.span.end] == "barn owls"
    assert mention.sentence == "By night *barn owls* do, as other owls."


def test_a_name_is_found_in_any_form_of_its_words() -> None:
    text = "О катастрофическом забывании говорят давно.\n"
    assert found(text, FORGETTING) == (1, 3, "катастрофическом забывании")


@pytest.mark.parametrize(
    "text",
    [
        "## The barn owl\n",
        "See [[hawk|the barn owl]].\n",
        "See [the barn owl](hawk.md).\n",
        "`barn owl`\n",
        "```\nbarn owl\n```\n",
        "---\nbird: barn owl\n---\n",
        "%% barn owl %%\n",
        "A barn.\n\nOwl of a kind.\n",
        "A barn `x` owl.\n",
        "A barn. Owl of a kind.\n",
        "barnowl, barn-owlet\n",
    ],
)
def test_where_no_link_could_be_made_a_name_is_none(text: str) -> None:
    assert found(text) is None
    assert found(f"{text}\nA barn owl indeed.\n") is not None


def test_of_names_that_begin_at_one_place_the_longest_is_taken() -> None:
    owl = NoteNames("owl.md", "Barn owl", ("Barn owl of the west",))
    assert found("The barn owls of the west.", owl) == (1, 5, "barn owls of the west")


def test_short_and_common_names_are_not_looked_for() -> None:
    assert name_phrases(NoteNames("index.md", "Index", ("AI",))) == []
    assert name_phrases(NoteNames("bert.md", "BERT", ())) == [("bert",)]


def test_the_notes_that_name_an_orphan_are_told_but_for_itself() -> None:
    notes = [OWL, *(NoteNames(f"{n}.md", f"Note {n}", ()) for n in range(12))]
    texts = ["A barn owl.", "Barn owls hunt.", *["Nothing of that."] * 11]
    assert [*naming_notes(notes, texts, {OWL.path})[OWL.path]] == ["0.md"]


def test_a_name_that_very_many_notes_have_tells_nothing() -> None:
    notes = [OWL, *(NoteNames(f"{n}.md", f"Note {n}", ()) for n in range(12))]
    texts = ["A barn owl.", *["Barn owls hunt."] * 6, *["Nothing."] * 6]
    assert naming_notes(notes, texts, {OWL.path}) == {OWL.path: {}}
