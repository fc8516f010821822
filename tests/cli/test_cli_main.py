"""Exit codes, errors of one line, and what the program says about itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import kblink
from kblink import errors
from kblink.cli.main import sentences

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cli_fixtures import Outcome

pytest_plugins = ("cli_fixtures",)

COMMANDS = ("init", "index", "status", "check", "explain", "links", "stats", "search", "related")


def failing(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Make every check end with `error`."""

    def check(*_: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr("kblink.workspace.Vault.check", check)


def test_version_is_one_line(run: Callable[..., Outcome]) -> None:
    outcome = run("--version")
    assert (outcome.code, outcome.out) == (0, f"kblink {kblink.__version__}\n")


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_names_every_command(run: Callable[..., Outcome], option: str) -> None:
    outcome = run(option)
    assert outcome.code == 0
    for command in COMMANDS:
        assert f"\n  {command} " in outcome.out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_the_common_options(run: Callable[..., Outcome], command: str) -> None:
    outcome = run(command, "--help")
    assert outcome.code == 0
    for option in (
        "--vault DIR", "--config FILE", "--index-dir DIR", "--format", "--quiet", "--verbose",
        "--no-color",
    ):  # fmt: skip
        assert option in outcome.out


def test_without_a_command_help_is_shown_and_usage_is_wrong(run: Callable[..., Outcome]) -> None:
    outcome = run()
    assert outcome.code == 2
    assert outcome.out.startswith("Usage: kblink")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chek"], "No such command 'chek'. Did you mean 'check'? See kblink --help."),
        (["check", "--frmat", "x"], "No such option: --frmat"),
        (["check", "--format", "xml"], "'xml' is not one of 'rich', 'text', 'json', "),
        (["check", "--fail-on", "often"], "'often' is not one of"),
        (["check", "--output", "xml=a"], "--output 'xml=a' is not FORMAT=FILE."),
        (["check", "--output", "json"], "--output 'json' is not FORMAT=FILE."),
        (["search", "x", "--limit", "0"], "greater than or equal to 1. See kblink search --help."),
        (["search"], "Give either a QUERY or --queries FILE."),
        (["search", "x", "--queries", "f"], "Give either a QUERY or --queries FILE."),
        (["related"], "Give either a NOTE or --all."),
        (["related", "x", "--all"], "Give either a NOTE or --all."),
        (["index", ".", "--vault", "."], "The vault is given twice."),
        (["--vault", ".", "check"], "No such option: --vault"),
    ],
)
def test_a_usage_error_is_one_line_and_2(
    run: Callable[..., Outcome], words: list[str], said: str
) -> None:
    outcome = run(*words)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("kblink: ")
    assert said in outcome.err
    assert outcome.err.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.UsageError("No such note.", hint="Look."), 2),
        (errors.ConfigError("No such note.", hint="Look."), 2),
        (errors.VaultError("No such note.", hint="Look."), 3),
        (errors.CatalogueError("No such note.", hint="Look."), 3),
        (errors.LockedError("No such note.", hint="Look."), 3),
        (errors.ModelUnavailableError("No such note.", hint="Look."), 4),
    ],
)
@pytest.mark.usefixtures("vault")
def test_an_expected_error_is_one_line_and_its_own_code(
    run: Callable[..., Outcome],
    monkeypatch: pytest.MonkeyPatch,
    error: errors.KblinkError,
    code: int,
) -> None:
    failing(monkeypatch, error)
    outcome = run("check")
    assert (outcome.code, outcome.out) == (code, "")
    assert outcome.err == "kblink: No such note. Look.\n"


@pytest.mark.usefixtures("vault")
def test_a_traceback_comes_only_with_verbose(
    run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, errors.VaultError("Gone."))
    assert "Traceback" not in run("check", "--", "--verbose").err
    outcome = run("check", "--verbose")
    assert "Traceback" in outcome.err
    assert outcome.err.endswith("kblink: Gone.\n")
    assert outcome.code == 3


@pytest.mark.usefixtures("vault")
def test_what_a_note_put_into_an_error_is_not_acted_on(
    run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, errors.UsageError("No note \x1b[31m\x9bred\u202e\n[bold]x[/bold]."))
    outcome = run("check")
    assert outcome.err == "kblink: No note \ufffd[31m\ufffdred\ufffd [bold]x[/bold].\n"


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyboardInterrupt(), 130, "kblink: interrupted.\n"),
        (OSError(28, "No space left on device"), 3, "No space left on device"),
        (RuntimeError("odd"), 70, "internal error: RuntimeError('odd')"),
        (BrokenPipeError(), 0, ""),
    ],
)
@pytest.mark.usefixtures("vault")
def test_what_else_may_end_a_run_has_a_code_and_no_traceback(
    run: Callable[..., Outcome],
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    code: int,
    said: str,
) -> None:
    failing(monkeypatch, error)
    monkeypatch.setattr("kblink.cli.main._drop_stdout", lambda: None)
    outcome = run("check")
    assert outcome.code == code
    assert said in outcome.err
    assert "Traceback" not in outcome.err


def test_a_vault_that_is_not_there_is_3(run: Callable[..., Outcome], tmp_path: Path) -> None:
    for command in ("index", "status", "check"):
        outcome = run(command, "--vault", str(tmp_path / "none"))
        assert outcome.code == 3
        assert outcome.err.count("\n") == 1


def test_a_setting_that_is_unknown_is_2(run: Callable[..., Outcome], vault: Path) -> None:
    (vault / "kblink.toml").write_text("[chek]\n")
    outcome = run("check")
    assert outcome.code == 2
    assert "'chek'. Did you mean 'check'?" in outcome.err


@pytest.mark.parametrize(
    ("message", "hint", "line"),
    [
        ("A", "", "A."),
        ("A.", "Do b", "A. Do b."),
        ("A?", "", "A?"),
        ("A (b)", "C.", "A (b). C."),
    ],
)
def test_messages_and_hints_become_sentences(message: str, hint: str, line: str) -> None:
    assert sentences(message, hint) == line
