"""Sentences and the progress bar on stderr."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from kblink.cli.messages import Messages
from kblink.cli.options import Common
from kblink.model import Progress

if TYPE_CHECKING:
    import pytest


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_sentence_is_said_once_and_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    with Messages(Common()) as messages:
        messages.notify("a\x1b[31m.md\nis large")
        messages.notify("a\x1b[31m.md\nis large")
    assert capsys.readouterr().err == "kblink: a\ufffd[31m.md is large\n"


def test_quiet_says_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Messages(Common(quiet=True)) as messages:
        messages.notify("a")
    assert capsys.readouterr().err == ""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with Messages(Common(quiet=True)) as messages:
        messages.progress(Progress("embedding", 1, 3))
    assert terminal.getvalue() == ""


def test_off_a_terminal_there_is_no_bar(capsys: pytest.CaptureFixture[str]) -> None:
    with Messages(Common()) as messages:
        messages.progress(Progress("embedding", 1, 3))
    assert capsys.readouterr().err == ""


def test_a_bar_shows_stage_and_count_and_is_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with Messages(Common()) as messages:
        messages.progress(Progress("reading", 0, 3))
        assert terminal.getvalue() == ""
        messages.progress(Progress("embedding", 64, 200))
        messages.notify("Something to know.")
        messages.progress(Progress("embedding", 200, 200))
    text = terminal.getvalue()
    assert "embedding" in text
    assert "64/200" in text
    assert "kblink: Something to know." in text
    assert text.endswith("\x1b[2K")
