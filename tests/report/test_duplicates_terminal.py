from __future__ import annotations

from dataclasses import replace

from examples import DUPLICATES, HOSTILE
from rendering import on_terminal, plain

from kblink.model import PassageDifference, PassageRef
from kblink.report.duplicates_terminal import duplicate_groups
from kblink.report.json_documents import dumps, duplicates_document

GROUP = DUPLICATES[0]
PAIR = GROUP.pairs[0]


def test_a_pair_is_told_with_what_differs() -> None:
    assert plain(duplicate_groups(DUPLICATES), width=80) == (
        "1   82%  models/BERT.md\n"
        "         old/BERT (copy).md\n"
        "         passages: 1 changed, 1 in the first alone, 1 in the second alone\n"
        "         ~   12  BERT is trained on [-masked words.-] {+words left out.+}\n"
        "         -   20  It was published in 2018.\n"
        "         +   18  It is by Google.\n"
    )


def test_a_copy_and_a_part_are_told_as_such() -> None:
    copy = replace(PAIR, kind="same", similarity=1.0, differences=())
    assert "100%  " in plain(duplicate_groups([replace(GROUP, pairs=(copy,))]))
    assert "the same passages\n" in plain(duplicate_groups([replace(GROUP, pairs=(copy,))]))
    part = replace(PAIR, kind="part", first_share=0.999)
    text = plain(duplicate_groups([replace(GROUP, pairs=(part,))]))
    assert "99% of the first stands in the second; passages 1 changed" in text


def test_of_many_differences_the_first_are_shown() -> None:
    many = tuple(
        PassageDifference(PassageRef("a.md", (), line, f"Line {line}."), None)
        for line in range(1, 9)
    )
    group = replace(GROUP, pairs=(replace(PAIR, differences=many),))
    text = plain(duplicate_groups([group]))
    assert "Line 5." in text
    assert "Line 6." not in text
    assert "and 3 more (--verbose)\n" in text
    assert "Line 8." in plain(duplicate_groups([group], every=True))


def test_groups_beyond_the_limit_are_counted() -> None:
    text = plain(duplicate_groups([GROUP, GROUP, GROUP], limit=1))
    assert text.endswith("\n2 groups more. --limit shows them.\n")


def test_no_duplicates_are_told_as_that() -> None:
    assert plain(duplicate_groups([])) == "No two notes say the same.\n"


def test_no_text_of_a_note_acts_on_the_terminal() -> None:
    passage = PassageRef("a.md", (HOSTILE,), 1, HOSTILE)
    both = PassageDifference(passage, replace(passage, text=f"{HOSTILE} more"))
    differences = (PassageDifference(passage, None), PassageDifference(None, passage), both)
    group = replace(
        GROUP, pairs=(replace(PAIR, first=HOSTILE, second=HOSTILE, differences=differences),)
    )
    text = on_terminal(duplicate_groups([group]), color=False)
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "[bold]" in text


def test_the_document_has_both_sides_of_each_difference() -> None:
    document = duplicates_document(DUPLICATES)
    assert document["schema"] == "kblink/duplicates/1"
    (group,) = document["groups"]
    assert group["notes"][0] == {"path": "models/BERT.md", "title": "BERT"}
    (pair,) = group["pairs"]
    assert (pair["first"], pair["kind"], pair["similarity"]) == ("models/BERT.md", "near", 0.82)
    changed, removed, added = pair["differences"]
    assert changed["second"]["text"] == "BERT is trained on words left out."
    assert (removed["second"], added["first"]) == (None, None)
    assert dumps(document)
