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


def test_unknown_note_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No note 'nothing'"):
        find_note("nothing", NOTES, tmp_path, tmp_path)


def test_nothing_outside_the_vault_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        find_note("/etc/passwd", NOTES, tmp_path, tmp_path)
