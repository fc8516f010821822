from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kblink.cli.check_output import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable

    from cli_fixtures import Outcome

pytest_plugins = ("cli_fixtures",)

LINE = re.compile(r"(.+):(\d+):(\d+): (error|warning|note) ([a-z-]+) (.+)")


def test_off_a_terminal_a_finding_is_a_line_and_the_verdict_is_on_stderr(
    run: Callable[..., Outcome], vault: Path
) -> None:
    outcome = run("check")
    found = [LINE.fullmatch(line) for line in outcome.out.splitlines()]
    assert [match and match.group(1, 2, 3, 4, 5) for match in found] == [
        ("Home.md", "3", "29", "error", "broken-note"),
        ("models/BERT.md", "5", "30", "error", "broken-heading"),
    ]
    assert outcome.err.startswith("2 errors")
    assert "in 4 notes, 4 links" in outcome.err
    assert outcome.code == 1
    assert not (vault / ".kblink").exists()


@pytest.mark.usefixtures("vault")
def test_the_json_document_has_the_findings_and_all_links_where_asked(
    run: Callable[..., Outcome],
) -> None:
    document = run("check", "--format", "json").document()
    assert list(document) == ["schema", "vault", "summary", "findings"]
    assert document["summary"]["notes"] == 4
    assert document["summary"]["links"] == 4
    first = next(item for item in document["findings"] if item["code"] == "broken-note")
    assert (first["link"], first["target"]) == ("[[Atention]]", "Atention")
    assert first["candidates"][0]["replacement"] == "[[Attention]]"
    links = run("check", "--format", "json", "--all-links").document()["links"]
    assert [(link["path"], link["status"]) for link in links] == [
        ("Home.md", "ok"),
        ("Home.md", "broken-note"),
        ("models/Attention.md", "ok"),
        ("models/BERT.md", "broken-heading"),
    ]


@pytest.mark.usefixtures("vault")
def test_all_links_is_of_the_json_only(run: Callable[..., Outcome], tmp_path: Path) -> None:
    assert run("check", "--all-links").out == run("check").out
    file = tmp_path / "all.json"
    run("check", "BERT", "--all-links", "--format", "rich", "--output", f"json={file}")
    document = json.loads(file.read_text("utf-8"))
    assert [link["path"] for link in document["links"]] == ["models/BERT.md"]


@pytest.mark.usefixtures("vault")
def test_the_rich_form_is_plain_off_a_terminal(run: Callable[..., Outcome]) -> None:
    outcome = run("check", "--format", "rich")
    assert outcome.out.startswith(
        "Home.md  1 finding\n"
        "  3:29  error  broken-note  no note 'Atention'\n"
        "  3 │ Start with [[Attention]] or [[Atention]].\n"
        "    │                             ^^^^^^^^^^^^\n"
        "    → [[Attention]]  typo, "
    )
    assert "✗ 2 errors" in outcome.out
    assert "\x1b" not in outcome.out
    assert outcome.err == ""


@pytest.mark.usefixtures("vault")
def test_quiet_prints_findings_only(run: Callable[..., Outcome]) -> None:
    assert run("check", "--quiet").err == ""
    assert "errors" not in run("check", "--format", "rich", "--quiet").out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--fail-on", "error"], 1),
        (["--fail-on", "warning"], 1),
        (["--fail-on", "note"], 1),
        (["--fail-on", "never"], 0),
        (["--fail-on", "note", "models/Attention.md"], 0),
        (["models/Attention.md"], 0),
        (["models/Attention.md", "BERT"], 1),
        (["--severity", "error"], 1),
    ],
)
@pytest.mark.usefixtures("vault")
def test_the_exit_code_follows_the_findings(
    run: Callable[..., Outcome], words: list[str], code: int
) -> None:
    assert run("check", *words).code == code


def test_fail_on_of_the_settings_holds_unless_an_option_says_otherwise(
    run: Callable[..., Outcome], vault: Path
) -> None:
    (vault / "kblink.toml").write_text('[check]\nfail-on = "never"\n')
    assert run("check").code == 0
    assert run("check", "--fail-on", "error").code == 1


def test_severity_hides_and_verbose_shows_what_is_minor(
    run: Callable[..., Outcome], vault: Path
) -> None:
    (vault / "kblink.toml").write_text(
        '[check.severity]\nbroken-note = "warning"\nbroken-heading = "note"\n'
        'orphan-note = "off"\ndead-end = "off"\n'
    )
    codes = {
        (): ["broken-note"],
        ("--verbose",): ["broken-note", "broken-heading"],
        ("--severity", "note"): ["broken-note", "broken-heading"],
        ("--severity", "error"): [],
    }
    for words, expected in codes.items():
        outcome = run("check", *words)
        assert re.findall(r": [a-z]+ ([a-z-]+) ", outcome.out) == expected
        assert "1 warning, 1 minor" in outcome.err
        assert outcome.code == 0
    document = run("check", "--format", "json").document()
    assert [item["code"] for item in document["findings"]] == codes["--verbose",]
    document = run("check", "--format", "json", "--severity", "warning").document()
    assert [item["code"] for item in document["findings"]] == ["broken-note"]
    assert document["summary"]["findings"] == {"broken-note": 1, "broken-heading": 1}


def test_the_vault_is_the_first_argument_or_an_option(
    run: Callable[..., Outcome], vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(vault.parent)
    everything = run("check", "vault").out
    assert everything.count("\n") == 2
    assert run("check", "--vault", "vault").out == everything
    assert run("check", "vault", "Home.md").out.count("\n") == 1
    assert run("check", "Home.md", "--vault", "vault").out.count("\n") == 1
    monkeypatch.chdir(vault)
    assert run("check", "models").code == 1
    assert run("check", "models", "--vault", ".").code == 2  # all arguments are notes then


def test_a_note_alone_is_checked_in_the_vault_around_it(
    run: Callable[..., Outcome], vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("check", "models/BERT.md").out.startswith("models/BERT.md:5:30: ")
    assert run("check", "BERT", "Home").out.count("\n") == 2
    (vault / ".obsidian").mkdir()
    monkeypatch.chdir(vault / "models")
    assert run("check", "BERT.md").out.startswith("models/BERT.md:5:30: ")
    (vault.parent / "elsewhere").mkdir()
    monkeypatch.chdir(vault.parent / "elsewhere")
    outcome = run("check", "../vault/models/BERT.md")
    assert outcome.out.startswith("models/BERT.md:5:30: ")
    assert "1 note, 1 link" in outcome.err


def test_what_is_neither_a_folder_nor_a_note_is_called_so(
    run: Callable[..., Outcome], vault: Path
) -> None:
    (vault / "plot.png").touch()
    for word in ("nots", "plot.png", "nots/"):
        outcome = run("check", word)
        assert (outcome.code, outcome.out) == (2, "")
        assert f"{word!r} is neither a folder nor a note of {vault}." in outcome.err
    assert "No note 'nots' in" in run("check", "Home", "nots").err


def test_an_unknown_note_is_2_and_named(run: Callable[..., Outcome], vault: Path) -> None:
    outcome = run("check", "--vault", str(vault), "Nowhere")
    assert (outcome.code, outcome.out) == (2, "")
    assert "Nowhere" in outcome.err


def test_reports_go_to_files_as_well(
    run: Callable[..., Outcome], vault: Path, tmp_path: Path
) -> None:
    files = {name: tmp_path / name for name in FORMATS}
    outcome = run("check", *(f"--output={name}={file}" for name, file in files.items()))
    assert outcome.code == 1
    assert files["text"].read_text("utf-8") == outcome.out
    document = json.loads(files["json"].read_text("utf-8"))
    assert document["vault"] == str(vault)
    assert "✗ 2 errors" in files["rich"].read_text("utf-8")
    for name, file in files.items():
        assert "Atention" in file.read_text("utf-8"), name


@pytest.mark.usefixtures("vault")
@pytest.mark.parametrize("name", [name for name in FORMATS if name != "rich"])
def test_each_format_is_the_same_on_stdout_and_in_a_file(
    run: Callable[..., Outcome], tmp_path: Path, name: str
) -> None:
    outcome = run("check", "--format", name, "--output", f"{name}={tmp_path / 'report'}")
    assert outcome.out == (tmp_path / "report").read_text("utf-8")


@pytest.mark.usefixtures("vault")
def test_programs_get_all_findings_and_people_no_minor_ones(run: Callable[..., Outcome]) -> None:
    for name in FORMATS:
        everything = name in ("json", "sarif")
        minor = "no other note links here"
        assert (minor in run("check", "--format", name).out) is everything, name
        assert minor in run("check", "--format", name, "--severity", "note").out


def test_paths_for_code_hosts_begin_at_the_root_of_the_repository(
    run: Callable[..., Outcome], vault: Path
) -> None:
    assert "file=Home.md," in run("check", "--format", "github").out
    (vault.parent / ".git").mkdir()
    assert "file=vault/Home.md," in run("check", "--format", "github").out
    assert '"uri":"vault/Home.md"' in run("check", "--format", "sarif").out
    assert 'file="vault/Home.md"' in run("check", "--format", "junit").out
    (vault / ".git").touch()  # a submodule, or a worktree
    assert "file=Home.md," in run("check", "--format", "github").out


@pytest.mark.usefixtures("vault")
def test_fail_on_decides_on_the_cases_of_junit_too(run: Callable[..., Outcome]) -> None:
    assert 'failures="2"' in run("check", "--format", "junit").out
    assert "<failure" not in run("check", "--format", "junit", "--fail-on", "never").out


@pytest.mark.usefixtures("vault")
def test_a_report_that_cannot_be_written_is_2(run: Callable[..., Outcome], tmp_path: Path) -> None:
    outcome = run("check", "--output", f"json={tmp_path / 'no' / 'folder'}")
    assert outcome.code == 2
    assert "cannot write" in outcome.err


def test_hostile_names_and_links_are_shown_as_text(
    run: Callable[..., Outcome], vault: Path
) -> None:
    file = vault / "[bold]\x1b[31m\u202e[/x].md"
    file.parent.mkdir()
    file.write_text("[[\x1b]8;;https://evil.example\x1b\\x [bold]y[/bold] :smile:]]\n")
    for name in FORMATS:
        outcome = run("check", "--format", name)
        assert (outcome.out + outcome.err).replace("\n", "").isprintable()
        assert ("%5Bbold%5D" if name == "sarif" else "[bold]") in outcome.out
        assert outcome.code == 1


def kblink(*words: str) -> list[str]:
    return [sys.executable, "-m", "kblink", *words]


# unbuffered, Python does not tell that a pipe took a part of what was written only
UNWANTED = ("NO_COLOR", "COLUMNS", "PYTHONUNBUFFERED")
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if name not in UNWANTED},
    "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
    "TERM": "xterm-256color",
}


@pytest.mark.parametrize("words", [[], ["--format", "rich"], ["--format", "json"]])
def test_a_reader_that_had_enough_is_no_error(vault: Path, words: list[str]) -> None:
    (vault / "many.md").write_text("[[nothing here]]\n" * 5_000)
    with subprocess.Popen(
        kblink("check", *words, "--quiet"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


@pytest.mark.parametrize("words", [["--help"], ["check"], ["check", "--format", "rich"]])
def test_a_reader_that_had_enough_from_the_start_is_no_error(vault: Path, words: list[str]) -> None:
    with subprocess.Popen(
        kblink(*words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=vault, env=ENVIRONMENT
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert b"Broken" not in process.stderr.read()
        assert process.wait() == 0


def on_a_terminal(vault: Path, *words: str, environment: dict[str, str]) -> str:
    pty = pytest.importorskip("pty")
    leader, follower = pty.openpty()
    with subprocess.Popen(
        kblink(*words), stdout=follower, stderr=follower, cwd=vault, env=environment
    ) as process:
        os.close(follower)
        chunks = []
        while True:
            try:
                chunk = os.read(leader, 65536)
            except OSError:  # Linux's way to say that the terminal was left
                break
            if not chunk:
                break
            chunks.append(chunk)
        process.wait()
    os.close(leader)
    return b"".join(chunks).decode()


def test_on_a_terminal_findings_have_colour_and_hyperlinks(vault: Path) -> None:
    text = on_a_terminal(vault, "check", environment=ENVIRONMENT)
    assert "\x1b[1;31merror\x1b[0m" in text
    assert (vault / "Home.md").as_uri() in text
    assert "\x1b[32m[[Attention]]" in text


@pytest.mark.usefixtures("vault")
def test_forced_colour_brings_no_hyperlinks_into_a_file(
    run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    outcome = run("check", "--format", "rich")
    assert "\x1b[1;31merror" in outcome.out
    assert "\x1b]8" not in outcome.out


@pytest.mark.parametrize(
    ("words", "more"),
    [(["--no-color"], {}), ([], {"NO_COLOR": "1"})],
)
def test_colour_can_be_had_off(vault: Path, words: list[str], more: dict[str, str]) -> None:
    text = on_a_terminal(vault, "check", *words, environment=ENVIRONMENT | more)
    assert "  3:29  error  broken-note  no note" in text
    assert "\x1b" not in text
