"""Each finding that hangs on more than one link's target, and what silences it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kblink import Vault

if TYPE_CHECKING:
    from pathlib import Path


def found(root: Path, files: dict[str, str], code: str) -> set[tuple[str, int]]:
    """Paths and lines of the findings of one code."""
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    report = Vault(root).check()
    return {(item.path, item.span.line) for item in report.findings if item.code == code}


def test_a_link_of_a_note_to_itself(tmp_path: Path) -> None:
    text = "# A\n[[a]]\n[t](a.md)\n[[#A]]\n[[a#A]]\n[t](#a)\n![[a]]\n[[b]]"
    assert found(tmp_path, {"a.md": text, "b.md": ""}, "self-link") == {("a.md", 2), ("a.md", 3)}


def test_a_note_that_no_other_links_to_is_an_orphan(tmp_path: Path) -> None:
    files = {
        "linked.md": "[[linked]]",
        "own.md": "[[own]] [[linked]] %% [[commented]] %%",
        "commented.md": "[[linked]]",
        "shown.md": "[[linked]]",
        "board.canvas": '{"nodes":[{"type":"file","file":"shown.md"}]}',
    }
    assert found(tmp_path, files, "orphan-note") == {("own.md", 1), ("commented.md", 1)}


def test_a_note_that_links_to_no_other_is_a_dead_end(tmp_path: Path) -> None:
    (tmp_path / "p.png").touch()
    files = {
        "end.md": "[[end]] [[gone]] ![[p.png]] https://example.org",
        "on.md": "[[end#nowhere]]",
        "by-embed.md": "![[end]]",
        "board.canvas": "{}",
    }
    assert found(tmp_path, files, "dead-end") == {("end.md", 1)}


def test_an_attachment_that_nothing_uses(tmp_path: Path) -> None:
    for name in ("used.png", "unused.png", "shown.pdf", "script.py", "Home.canvas"):
        (tmp_path / name).write_text("{}", "utf-8")
    (tmp_path / ".gitignore").write_text("ignored/\n")
    files = {
        "a.md": '![[used.png]] <img src="shown.pdf">',
        "ignored/away.png": "",
        "ignored/n.md": "",
    }
    assert found(tmp_path, files, "unused-attachment") == {("unused.png", 1)}


def test_attachments_are_not_reported_with_single_notes(tmp_path: Path) -> None:
    (tmp_path / "unused.png").touch()
    (tmp_path / "a.md").write_text("", "utf-8")
    codes = {item.code for item in Vault(tmp_path).check(["a"]).findings}
    assert codes == {"orphan-note", "dead-end"}


def test_an_alias_of_two_notes_and_one_that_is_a_name(tmp_path: Path) -> None:
    files = {
        "one.md": "---\naliases: [AI, One]\n---\n",
        "two.md": "---\naliases: [ai, Three]\n---\n",
        "sub/three.md": "---\naliases: [Own]\n---\n",
    }
    assert found(tmp_path, files, "duplicate-alias") == {("one.md", 1), ("two.md", 1)}


@pytest.mark.parametrize(
    ("comment", "silenced"),
    [
        ("<!-- kblink-ignore-next-line broken-note -->", True),
        ("%% kblink-ignore-next-line %%", True),
        ("<!-- kblink-ignore-next-line ambiguous, broken-note -->", True),
        ("<!-- kblink-ignore-next-line ambiguous -->", False),
        ("kblink-ignore-next-line", False),
    ],
)
def test_a_comment_silences_the_next_line(tmp_path: Path, comment: str, silenced: bool) -> None:
    text = f"{comment}\n[[gone]]\n[[gone too]]"
    lines = {("a.md", 3)} if silenced else {("a.md", 2), ("a.md", 3)}
    assert found(tmp_path, {"a.md": text}, "broken-note") == lines


def test_front_matter_silences_codes_in_the_whole_note(tmp_path: Path) -> None:
    files = {
        "a.md": "---\nkblink-ignore: [broken-note]\n---\n[[gone]] [[a]]",
        "b.md": "---\nkblink-ignore: true\n---\n[[gone]] [[b]]",
    }
    assert found(tmp_path, files, "broken-note") == set()
    assert found(tmp_path, files, "self-link") == {("a.md", 4)}
    assert found(tmp_path, files, "orphan-note") == {("a.md", 1)}


def test_links_in_canvases_are_reported_where_they_stand(tmp_path: Path) -> None:
    card = '{"nodes":[\n{"type":"text","text":"see [[gone]]"},\n{"type":"file","file":"no.md"}\n]}'
    files = {"w.canvas": card, "broken.canvas": '{"nodes":['}
    assert found(tmp_path, files, "broken-note") == {("w.canvas", 2), ("w.canvas", 3)}
    assert found(tmp_path, files, "invalid-canvas") == {("broken.canvas", 1)}
