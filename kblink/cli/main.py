"""Builds the command line, runs it, and turns whatever ends it into a line and an exit code.

The only place that catches expected errors, an interrupt or a closed pipe.
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from kblink.cli.check import check
from kblink.cli.eval import evaluate
from kblink.cli.explain import explain
from kblink.cli.fix import fix
from kblink.cli.index import index
from kblink.cli.init import init
from kblink.cli.links import links
from kblink.cli.models import models_app
from kblink.cli.mv import mv
from kblink.cli.plain_values import Command, Group
from kblink.cli.related import related
from kblink.cli.search import search
from kblink.cli.stats import stats
from kblink.cli.status import status
from kblink.cli.suggest import suggest
from kblink.cli.train import train_app
from kblink.cli.undo import undo
from kblink.errors import KblinkError

if TYPE_CHECKING:
    from collections.abc import Sequence

USAGE = 2
UNREADABLE = 3
INTERNAL = 70  # EX_SOFTWARE of sysexits: a fault of kblink, never mistaken for findings
INTERRUPTED = 130
_COMPLETE = "_KBLINK_COMPLETE"
"""What a shell sets that asks for completions; typer's scripts for shells name it."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that `argv` (without the program's name) says; return its exit code.

    A closed pipe is no error: whoever read the output had enough.
    """
    words = [*(sys.argv[1:] if argv is None else argv)]
    _speak_utf8()
    try:
        code = _run_guarded(words)
        return _flushed(code)
    except BrokenPipeError:
        _drop_stdout()
        return 0


def build_app(*, with_completion: bool = False) -> typer.Typer:
    """Return the command line with all its commands.

    `with_completion` adds typer's options that write completion for shells; it is slow to import.
    """
    app = typer.Typer(
        name="kblink",
        cls=Group,
        add_completion=with_completion,
        rich_markup_mode=None,  # help is plain text: quick, and brackets in it are brackets
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback(epilog="Begin with `kblink check` in your folder of notes: it needs no index.")(
        _kblink
    )
    commands = (init, index, status, check, fix, explain, links, stats, mv, undo, search, related)
    for command in (*commands, suggest):
        app.command(command.__name__, cls=Command)(command)
    # A function of that name would hide Python's own.
    app.command("eval", cls=Command)(evaluate)
    app.add_typer(models_app(), name="models")
    app.add_typer(train_app(), name="train")
    return app


def _show_version(*, wanted: bool) -> None:
    if wanted:
        from kblink import __version__

        sys.stdout.write(f"kblink {__version__}\n")
        raise typer.Exit


Version: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--version",
        help="Print the version and exit.",
        is_eager=True,
        callback=lambda value: _show_version(wanted=value),
    ),
]


def _kblink(*, version: Version = False) -> None:
    """Check, search and relate a folder of Markdown notes with [[wiki-links]]."""


def _run_guarded(words: list[str]) -> int:
    try:
        return _run(words)
    except KeyboardInterrupt:
        return _fail(INTERRUPTED, "interrupted.")
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - a fault of ours gets a line and a code as well
        if _is_verbose(words):
            _show_traceback(error)
        return _fail(*_explain(error))


def _explain(error: Exception) -> tuple[int, str]:
    """Return the exit code that `error` stands for, and what to say."""
    if isinstance(error, KblinkError):
        return error.exit_code, sentences(error.message, error.hint)
    if isinstance(error, typer.TyperException):
        return USAGE, _usage_words(error)
    if isinstance(error, OSError):
        return UNREADABLE, sentences(str(error), "")
    advice = "Run again with --verbose and report the traceback."
    return INTERNAL, sentences(f"internal error: {error!r}", advice)


def _run(words: list[str]) -> int:
    """Parse and run; typer's own runner would exit with 1 on a closed pipe."""
    is_asked = _COMPLETE in os.environ
    command = typer.main.get_command(
        build_app(with_completion=is_asked or _is_of_no_command(words))
    )
    if is_asked:
        return _complete(command)
    try:
        with command.make_context("kblink", [*words] or ["--help"]) as context:
            return int(command.invoke(context) or 0)
    except typer.Exit as done:
        return done.exit_code if words else USAGE
    except SystemExit as done:  # how typer ends where it has shown or installed completion
        return done.code if isinstance(done.code, int) else USAGE


def _is_of_no_command(words: list[str]) -> bool:
    """Whether the words are for kblink as a whole: its help has the options of completion."""
    return not words or (words[0].startswith("-") and words[0] != "--version")


def _complete(command: Any) -> int:  # noqa: ANN401 - Typer's own class is private
    """Print what a shell asks for by its variables; return what typer would exit with."""
    try:
        command.main([], prog_name="kblink", complete_var=_COMPLETE)
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 0
    return 0


def _usage_words(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)  # typer's usage errors have one; its base class has not
    command = "kblink" if context is None else context.command_path
    message = error.format_message().replace("Value error, ", "")
    return sentences(message, f"See {command} --help.")


def sentences(message: str, hint: str) -> str:
    """Return both as sentences of one line; either may lack its full stop."""
    words = (text.strip() for text in (message, hint))
    return " ".join(
        text if text.endswith((".", "!", "?")) else f"{text}." for text in words if text
    )


def _is_verbose(words: list[str]) -> bool:
    return "--verbose" in (words[: words.index("--")] if "--" in words else words)


def _show_traceback(error: Exception) -> None:
    import traceback

    traceback.print_exception(error)


def _fail(code: int, message: str) -> int:
    from kblink.report.clean import one_line

    sys.stderr.write(f"kblink: {one_line(message).strip()}\n")
    return code


def _speak_utf8() -> None:
    """Let any text of a note through: UTF-8 off a terminal, and no error for what has no bytes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")


def _flushed(code: int) -> int:
    """Write what is left in stdout's buffer; return `code`, or that of an error there, which is
    told unless the run ended with it already."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _drop_stdout()
        return code if code == UNREADABLE else _fail(*_explain(error))
    return code


def _drop_stdout() -> None:
    """Send what is left in stdout's buffer nowhere, so that Python's own flush at exit succeeds."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
