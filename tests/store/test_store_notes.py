from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_examples import (
    SPAN,
    commit,
    link,
    note_rows,
    notes,
    section,
    simple,
    texts,
    verdict,
    verdicts,
)

from kblink.model import FileEntry, Note, ResolvedLink, Tag
from kblink.store.catalogue import Catalogue
from kblink.store.exact_text import restored, storable
from kblink.store.generation import Totals
from kblink.store.rows import FileState


@settings(max_examples=40, deadline=None)
@given(st.lists(notes, max_size=4, unique_by=lambda note: note.path))
def test_notes_come_back_equal(made: list[Note]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        with Catalogue.open_writer(Path(folder)) as catalogue:
            commit(catalogue, *(note_rows(note) for note in made))
        with Catalogue.open_reader(Path(folder)) as catalogue:
            assert {note.path: note for note in catalogue.notes()} == {n.path: n for n in made}
            assert [catalogue.note(note.path) for note in made] == made
            assert set(catalogue.file_states()) == {note.path for note in made}


@settings(max_examples=25, deadline=None)
@given(st.lists(verdicts, max_size=4))
def test_verdicts_come_back_equal_and_are_updated(made: list[ResolvedLink]) -> None:
    note = Note("a.md", "A", "name", "en", links=tuple(each.link for each in made))
    with tempfile.TemporaryDirectory() as folder, Catalogue.open_writer(Path(folder)) as catalogue:
        commit(catalogue, note_rows(note))
        commit(catalogue, resolved={"a.md": tuple(made)})
        assert catalogue.resolved_links() == {"a.md": tuple(made)}
        assert catalogue.notes() == [note]


@given(texts)
def test_any_text_becomes_utf8_and_comes_back(text: str) -> None:
    assert restored(storable(text).encode("utf-8")) == text


def test_a_note_that_is_not_there_is_none(tmp_path: Path) -> None:
    with Catalogue.open_writer(tmp_path) as catalogue:
        commit(catalogue, simple("a.md", "alpha"))
        assert catalogue.note("b.md") is None
        assert catalogue.note_sections("b.md") == []


def test_candidates_are_not_stored_but_all_else_of_a_verdict_is(tmp_path: Path) -> None:
    known = link("b#c")
    made = verdict(known, "b.md", "ambiguous", "heading", ("case-mismatch",))
    note = Note("a.md", "A", "name", "en", links=(known,))
    with Catalogue.open_writer(tmp_path) as catalogue:
        commit(catalogue, note_rows(note), resolved={"a.md": (made,)})
        assert catalogue.resolved_links() == {"a.md": (made,)}


def test_verdicts_of_untouched_notes_follow_the_change(tmp_path: Path) -> None:
    known = link("b")
    source = note_rows(Note("a.md", "A", "name", "en", links=(known,)))
    with Catalogue.open_writer(tmp_path) as catalogue:
        commit(catalogue, source, simple("b.md"), resolved={"a.md": (verdict(known, "b.md"),)})
        assert catalogue.linked_paths("b.md") == {"a.md"}
        broken = verdict(known, None, "broken-note", "none")
        commit(catalogue, gone=["b.md"], resolved={"a.md": (broken,)})
        assert catalogue.resolved_links() == {"a.md": (broken,)}
        assert catalogue.linked_paths("a.md") == set()


def test_verdicts_that_do_not_fit_the_links_change_nothing(tmp_path: Path) -> None:
    known = link("b")
    source = note_rows(Note("a.md", "A", "name", "en", links=(known,)))
    with Catalogue.open_writer(tmp_path) as catalogue:
        with pytest.raises(ValueError, match="shorter"):
            commit(catalogue, source, resolved={})
        assert (catalogue.generation, catalogue.notes()) == (0, [])
        commit(catalogue, source)
        with pytest.raises(ValueError, match="longer"):
            commit(catalogue, resolved={"a.md": (verdict(known, None), verdict(known, None))})
        assert catalogue.generation == 1


def test_linked_notes_are_those_of_both_directions_without_itself(tmp_path: Path) -> None:
    names = ("b", "c", "gone", "picture.png", "a")
    known = [link(name, position) for position, name in enumerate(names)]
    source = Note("a.md", "A", "name", "en", links=tuple(known))
    back = Note("d.md", "D", "name", "en", links=(known[4],))
    with Catalogue.open_writer(tmp_path) as catalogue:
        commit(
            catalogue,
            note_rows(source),
            note_rows(back),
            simple("b.md"),
            simple("c.md"),
            attachments=[FileEntry("picture.png", 3, 4)],
            resolved={
                "a.md": (
                    verdict(known[0], "b.md"),
                    verdict(known[1], "c.md", "ambiguous"),
                    verdict(known[2], None, "broken-note", "none"),
                    verdict(known[3], "picture.png", "ok", "attachment"),
                    verdict(known[4], "a.md"),
                ),
                "d.md": (verdict(known[4], "a.md", "ok", "heading"),),
            },
        )
        assert catalogue.linked_paths("a.md") == {"b.md", "c.md", "d.md"}
        assert catalogue.linked_paths("b.md") == {"a.md"}


def test_file_states_follow_touches_and_attachments(tmp_path: Path) -> None:
    rows = simple("a.md", "alpha")
    with Catalogue.open_writer(tmp_path) as catalogue:
        commit(catalogue, rows, attachments=[FileEntry("p.png", 3, 4), FileEntry("q.png", 1, 1)])
        commit(
            catalogue,
            gone=["q.png"],
            touched=[FileEntry("a.md", 9, 10)],
            attachments=[FileEntry("p.png", 5, 6)],
        )
        assert catalogue.file_states() == {
            "a.md": FileState("a.md", 9, 10, rows.content_hash, is_note=True),
            "p.png": FileState("p.png", 5, 6, "", is_note=False),
        }


def test_touch_keeps_the_generation(tmp_path: Path) -> None:
    with Catalogue.open_writer(tmp_path) as catalogue:
        commit(catalogue, simple("a.md", "alpha"))
        catalogue.touch([FileEntry("a.md", 9, 10)], 77)
        assert (catalogue.generation, catalogue.scanned_at_ns) == (1, 77)
        assert catalogue.file_states()["a.md"].mtime_ns == 10


def test_a_file_may_turn_from_note_to_attachment_and_back(tmp_path: Path) -> None:
    with Catalogue.open_writer(tmp_path) as catalogue:
        commit(catalogue, simple("a.md", "alpha"))
        commit(catalogue, attachments=[FileEntry("a.md", 1, 2)])
        assert (catalogue.notes(), catalogue.keyword_search("alpha", 5)) == ([], [])
        assert not catalogue.file_states()["a.md"].is_note
        commit(catalogue, simple("a.md", "beta"))
        assert catalogue.file_states()["a.md"].is_note


def test_totals_count_what_is_there(tmp_path: Path) -> None:
    russian = replace(simple("б.md", "альфа", "бета").note, language="ru", links=(link("x"),))
    with Catalogue.open_writer(tmp_path) as catalogue:
        assert catalogue.totals() == Totals(0, 0, 0, ())
        commit(
            catalogue,
            simple("a.md", "alpha"),
            simple("c.md"),
            note_rows(russian, section("альфа"), section("бета", ordinal=1)),
        )
        assert catalogue.totals() == Totals(3, 3, 1, (("en", 2), ("ru", 1)))


def test_tags_keep_their_writing(tmp_path: Path) -> None:
    note = Note("a.md", "A", "name", "en", tags=(Tag("AI/LLM", SPAN), Tag("ai/llm", SPAN)))
    with Catalogue.open_writer(tmp_path) as catalogue:
        commit(catalogue, note_rows(note))
        assert catalogue.notes() == [note]
