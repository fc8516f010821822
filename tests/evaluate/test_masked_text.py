"""A hidden link leaves nothing in the text that could tell where it led."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from linked_notes import read_notes

from kblink.evaluate.masked_text import masked_text, without_links
from kblink.evaluate.protocols import Trial, draw_trial
from kblink.evaluate.view import VaultMasker, hidden_places
from kblink.markdown.parse import parse_note
from kblink.markdown.sections import Window

if TYPE_CHECKING:
    from pathlib import Path

    from fake_encoder import HashingEncoder

WINDOW = Window(256, ("en", "ru"))
VAULT = {
    "deep/Pond.md": (
        "---\ntitle: Secret\n---\n# Water\n\nFish of [[Soup|broth]] and ![[Soup]] live, "
        '[here](Soup.md) <a href="Soup.md">hidden</a> and there.\n\n'
        "## See [[Soup]]\n\nMore of it.\n"
    ),
    "Soup.md": "Onions, and nothing else.\n",
    "Broken.md": "Leads [[Nowhere]], and to [itself](Broken.md).\n",
}
LINKS = (
    "[[Zebra]]",
    "[[Zebra|zebra]]",
    "![[Zebra]]",
    "[zebra](Zebra.md)",
    "[zebra *zebra*](Zebra.md)",
    "![zebra](Zebra.md)",
    '<a href="Zebra.md">zebra</a>',
    "[[Zebra#zebra]]",
    "[zebra][z]",
    "[![zebra](zebra.png)](Zebra.md)",
    "[![zebra](Zebra.md)](Other.md)",
)


def test_links_are_taken_out_with_what_they_show(tmp_path: Path, encoder: HashingEncoder) -> None:
    vault = read_notes(tmp_path, VAULT, encoder)
    masker = VaultMasker(vault, WINDOW, with_boilerplate=True)
    texts = dict(zip(vault.paths, masker.masked(draw_trial(vault, "cold", 0)).texts, strict=True))
    assert texts["deep/Pond.md"].passages == (
        "Pond › Water\nFish of and live, and there.",
        "Pond › Water › See\nMore of it.",
    )
    assert texts["deep/Pond.md"].words.split() == (
        ["Pond", "Water", "Fish", "of", "and", "live,", "and", "there.", "See", "More", "of", "it."]
    )
    assert "Nowhere" not in texts["Broken.md"].words


def test_what_links_to_other_notes_show_stays(tmp_path: Path, encoder: HashingEncoder) -> None:
    notes = {"a.md": "Of [[b|frogs]] and [[c|toads]].\n", "b.md": "B.\n", "c.md": "C.\n"}
    vault = read_notes(tmp_path, notes, encoder)
    trial = Trial(0, frozenset({(0, 1)}), {})
    assert hidden_places(vault.notes[0], 0, trial) == {0}
    masked = VaultMasker(vault, WINDOW, with_boilerplate=True).masked(trial)
    assert masked.texts[0].words.split() == ["a", "Of", "and", "toads."]
    assert masked.linked == (frozenset({2}), frozenset(), frozenset({0}))


def test_headings_are_told_once_and_without_hidden_links(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    vault = read_notes(tmp_path, VAULT, encoder)
    masker = VaultMasker(vault, WINDOW, with_boilerplate=True)
    texts = dict(zip(vault.paths, masker.masked(draw_trial(vault, "cold", 0)).texts, strict=True))
    assert texts["deep/Pond.md"].headings == ("Water", "See")
    assert texts["Soup.md"].headings == ()


def test_what_a_hidden_link_shows_is_no_length_of_its_passage() -> None:
    def lengths(link: str, *hidden: int) -> tuple[int, ...]:
        parsed = parse_note("Pond.md", f"# Water\n\nCarp.\n\n## Fish\n\nMany roach, {link}.\n")
        return masked_text(parsed, frozenset(hidden), WINDOW).lengths

    assert lengths("[[b]]", 0) == lengths("[[b|a name of many letters]]", 0)
    assert lengths("[[b]]", 0) < lengths("[[b]]") < lengths("[[b|a name of many letters]]")
    water, fish = lengths("[[b]]", 0)
    assert fish - water == len("Many roach, .") - len("Carp.")


def test_a_note_is_shown_with_what_it_calls_itself_but_for_links_in_it(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    notes = {
        "a.md": "---\ntitle: Carp\n---\nText.\n",
        "b.md": "# Pond of [[a]]\n\nText.\n",
        "c.md": "Text.\n",
    }
    vault = read_notes(tmp_path, notes, encoder)
    masked = VaultMasker(vault, WINDOW, with_boilerplate=True).masked(Trial(0, frozenset(), {}))
    assert masked.titles == ("Carp", "b", "c")
    assert masked.names == (("a", "Carp"), ("b",), ("c",))


def test_a_link_with_a_broken_heading_tells_of_its_note_all_the_same(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    notes = {"a.md": "See [[b]], or [[b#Nothing]].\n", "b.md": "Text.\n"}
    vault = read_notes(tmp_path, notes, encoder)
    assert hidden_places(vault.notes[0], 0, Trial(0, vault.pairs, {})) == {0, 1}


def test_a_heading_over_several_passages_is_one_of_the_words_once() -> None:
    lines = "\n\n".join(f"Line {number} about the carp of a pond." for number in range(60))
    parsed = parse_note("Pond.md", f"## Fish\n\n{lines}\n\n### Old\n\nMore.\n\n## Frogs\n\nEnd.\n")
    masked = masked_text(parsed, frozenset(), WINDOW)
    assert len(masked.passages) > 3
    headings = [word for word in masked.words.split() if word in ("Pond", "Fish", "Old", "Frogs")]
    assert headings == ["Pond", "Fish", "Old", "Frogs"]


def test_lines_that_many_notes_share_are_no_words_of_theirs() -> None:
    parsed = parse_note("Pond.md", "Carp live here.\n\nHome and  index\n")
    masked = masked_text(parsed, frozenset(), WINDOW, frozenset({"Home and index"}))
    assert masked.words.split() == ["Pond", "Carp", "live", "here."]


@given(st.lists(st.sampled_from(LINKS), min_size=1, max_size=5), st.booleans())
def test_no_trace_of_a_hidden_link_is_left(links: list[str], inside_heading: bool) -> None:
    mark = "## " if inside_heading else ""
    text = "Before.\n\n" + "".join(f"{mark}With {link} there.\n\nBody.\n\n" for link in links)
    parsed = parse_note("Pond.md", f"{text}\n[z]: Zebra.md\n")
    hidden = frozenset(
        place for place, link in enumerate(parsed.note.links) if "zebra" in link.target.lower()
    )
    masked = masked_text(parsed, hidden, WINDOW)
    shown = " ".join((*masked.passages, masked.words)).casefold()
    assert "zebra" not in shown
    assert shown.count("there") >= len(links)


def test_the_rest_of_a_note_is_as_it_was() -> None:
    parsed = parse_note("a.md", "One [[b]] and [[c|two]].\n")
    assert without_links(parsed, frozenset()) == parsed
    kept = without_links(parsed, frozenset({0})).note.links[1]
    assert kept == parsed.note.links[1]
