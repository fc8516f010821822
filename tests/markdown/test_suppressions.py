"""How a note's author silences findings."""

from __future__ import annotations

import pytest

from kblink.markdown.parse import parse_note
from kblink.model import Suppression


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<!-- kblink-ignore-next-line broken-note -->\n[[x]]", Suppression(2, ("broken-note",))),
        ("%% kblink-ignore-next-line broken-note %%\n[[x]]", Suppression(2, ("broken-note",))),
        ("<!-- kblink-ignore-next-line -->\n[[x]]", Suppression(2)),
        (
            "- a <!-- kblink-ignore-next-line ambiguous, self-link -->\n- [[x]]",
            Suppression(2, ("ambiguous", "self-link")),
        ),
        ("%%\nkblink-ignore-next-line ambiguous\n%%\n\n\n[[x]]", Suppression(6, ("ambiguous",))),
        ("---\nkblink-ignore: true\n---\n", Suppression(0)),
        ("---\nkblink-ignore: [orphan-note]\n---\n", Suppression(0, ("orphan-note",))),
        (
            "---\nkblink-ignore: orphan-note, dead-end\n---\n",
            Suppression(0, ("orphan-note", "dead-end")),
        ),
    ],
)
def test_comments_and_front_matter_silence_findings(text: str, expected: Suppression) -> None:
    assert parse_note("note.md", text).note.suppressions == (expected,)


@pytest.mark.parametrize(
    "text",
    [
        "kblink-ignore-next-line\n[[x]]",
        "`<!-- kblink-ignore-next-line -->`\n[[x]]",
        "<!-- kblink-ignore-next-lines -->\n[[x]]",
        "---\nkblink-ignore: false\n---\n",
        "---\nkblink-ignore:\n---\n",
    ],
)
def test_what_only_looks_like_it_silences_nothing(text: str) -> None:
    assert parse_note("note.md", text).note.suppressions == ()
