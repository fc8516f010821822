"""How a note is named on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kblink.errors import UsageError
from kblink.links.note_argument import find_note
from kblink.markdown.parse import parse_note

if TYPE_CHECKING:
    from pathlib import Path

NOTES = [
    parse_note("ai/bert.md", "---\naliases: [БЕРТ]\n---\n# BERT models\n").note,
    parse_note("ai/llm/gpt.md", "# GPT\n").note,
    parse_note("old/gpt.md", "# GPT\n").note,
]


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("ai/bert.md", ""),
        ("ai/bert", ""),
        ("bert.md", "ai"),
        ("../ai/bert.md", "old"),
        ("bert", ""),
        ("BERT.md", ""),
        ("bert models", ""),
        ("берт", ""),
    ],
)
def test_path_file_name_title_and_alias(name: str, folder: str, tmp_path: Path) -> None:
    (tmp_path / "ai").mkdir()
    (tmp_path / "old").mkdir()
    assert find_note(name, NOTES, tmp_path, tmp_path / folder).path == "ai/bert.md"


def test_several_notes_of_one_name_are_listed(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"ai/llm/gpt\.md, old/gpt\.md"):
        find_note("gpt", NOTES, tmp_path, tmp_path)


@pytest.mark.parametrize(
    ("one", "other"), [("A.md", "a.md"), ("\u0439.md", "\u0438\u0306.md"), ("x/B.md", "X/b.md")]
)
def test_a_path_to_the_letter_tells_apart_what_differs_in_case_or_normal_form(
    one: str, other: str, tmp_path: Path
) -> None:
    notes = [parse_note(path, "").note for path in (one, other)]
    for path in (one, other):
        assert find_note(path, notes, tmp_path, tmp_path).path == path


def test_a_path_that_two_notes_have_but_for_case_is_ambiguous(tmp_path: Path) -> None:
    notes = [parse_note(path, "").note for path in ("ab.md", "AB.md")]
    with pytest.raises(UsageError, match=r"2 notes: ab\.md, AB\.md"):
        find_note("Ab", notes, tmp_path, tmp_path)


def test_unknown_note_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No note 'nothing'"):
        find_note("nothing", NOTES, tmp_path, tmp_path)


def test_nothing_outside_the_vault_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        find_note("/etc/passwd", NOTES, tmp_path, tmp_path)
