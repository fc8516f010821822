from __future__ import annotations

from dataclasses import replace

from examples import HOSTILE

from kblink.model import Edit, EditReport, LeftLink, Move, Rewrite, Skipped, UndoReport
from kblink.report.edits_text import move_lines, undo_lines

MOVED = EditReport(
    vault="/vault",
    applied=True,
    journal="journal-1.json",
    rewrites=(Rewrite(Edit("a.md", 3, 8, "[[b]]", "[[c]]", ""), 2, 1, 1.0, "b.md is moved"),),
    skipped=(LeftLink("x.md", 7, 2, "[[b]]", "it cannot be written"),),
    moves=(Move("b.md", "c.md"),),
)


def test_a_move_says_what_moved_what_is_left_and_how_much_was_rewritten() -> None:
    assert [*move_lines(MOVED, every_link=False)] == [
        "b.md → c.md",
        "x.md:7:2: [[b]] left: it cannot be written",
        "1 place in 1 file rewritten. kblink undo takes it back.",
    ]


def test_a_dry_run_shows_every_link_and_says_that_nothing_was_written() -> None:
    assert [*move_lines(replace(MOVED, applied=False, skipped=()), every_link=True)] == [
        "b.md → c.md",
        "a.md:2:1: [[b]] → [[c]]",
        "1 place in 1 file would be rewritten; nothing was written.",
    ]


def test_an_undo_says_what_was_left() -> None:
    report = UndoReport("/vault", "j", "mv", ("a.md", "b.md"), (Skipped("c.md", "changed"),))
    assert [*undo_lines(report, quiet=False)] == [
        "c.md: not taken back: changed",
        "mv taken back: 2 paths restored, 1 left.",
    ]
    assert [*undo_lines(report, quiet=True)] == ["c.md: not taken back: changed"]


def test_no_text_of_a_note_reaches_the_terminal_raw() -> None:
    hostile = replace(
        MOVED,
        rewrites=(Rewrite(Edit(HOSTILE, 0, 0, HOSTILE, HOSTILE, ""), 1, 1, 1.0, ""),),
        skipped=(LeftLink(HOSTILE, 1, 1, HOSTILE, "left"),),
        moves=(Move(HOSTILE, HOSTILE),),
    )
    undone = UndoReport("/", "j", "mv", (), (Skipped(HOSTILE, "changed"),))
    lines = [*move_lines(hostile, every_link=True), *undo_lines(undone, quiet=False)]
    assert all(line.isprintable() for line in lines)
