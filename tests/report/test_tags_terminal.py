from __future__ import annotations

from dataclasses import replace

from examples import HOSTILE, TAGS
from rendering import on_terminal, plain

from kblink.model import HeldOutTags, NoteTags, SuggestedTag, TagReport
from kblink.report.json_documents import dumps, tags_document
from kblink.report.tags_terminal import suggested_tags


def test_tags_are_told_below_how_right_they_are() -> None:
    assert plain(suggested_tags(TAGS), width=80) == (
        "Learned from 42 notes and 6 tags. On notes held out: 0.71 of these are right at\n"
        "confidence 0.5, and 0.34 of the notes' tags are among them.\n"
        "\n"
        "making plugins.md  #guide\n"
        "  0.90  #plugin/filter\n"
        "  0.66  #plan           like c.md\n"
        "\n"
        "layout.md\n"
        "  0.62  #component  like a.md, b.md\n"
        "\n"
        "No tag is suggested for 1 note.\n"
    )


def test_notes_beyond_the_limit_are_counted() -> None:
    text = plain(suggested_tags(TAGS, limit=1))
    assert "layout.md" not in text
    assert text.endswith("\n1 note more with --limit; no tag is suggested for 1 note.\n")


def test_of_few_suggestions_held_out_no_share_is_told() -> None:
    text = plain(suggested_tags(replace(TAGS, held_out=HeldOutTags(3, 1.0, 0.1))), width=200)
    assert "only 3 tags reached confidence 0.5: too few to say how right they are." in text


def test_where_nothing_was_learned_the_reason_is_all() -> None:
    report = TagReport(0.5, 3, 0, None, (), "Too few.")
    assert plain(suggested_tags(report)) == "Too few.\n"
    document = tags_document(report)
    assert (document["held_out"], document["refusal"]) == (None, "Too few.")


def test_where_no_note_is_asked_for_the_way_on_is_told() -> None:
    text = plain(suggested_tags(replace(TAGS, notes=())))
    assert text.endswith("\nEvery note has a tag; --all suggests more for each.\n")


def test_no_text_of_a_note_acts_on_the_terminal() -> None:
    note = NoteTags(HOSTILE, HOSTILE, (HOSTILE,), (SuggestedTag(HOSTILE, 0.9, (HOSTILE,)),))
    text = on_terminal(suggested_tags(replace(TAGS, notes=(note,))), color=False)
    assert "\x1b" not in text
    assert "\x07" not in text


def test_the_document_has_all_notes_and_what_they_are_like() -> None:
    document = tags_document(TAGS)
    assert document["schema"] == "kblink/tags/1"
    assert document["learned_from"] == {"notes": 42, "tags": 6}
    assert document["held_out"] == {"suggested": 28, "precision": 0.714, "recall": 0.338}
    assert document["refusal"] is None
    assert document["notes"][0]["suggested"] == [
        {"tag": "component", "confidence": 0.62, "like": ["a.md", "b.md"]}
    ]
    assert document["notes"][1]["suggested"] == []
    assert dumps(document)
