"""`kblink check --external`, and that without it nothing is asked of any network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kblink.cli.check_output import FORMATS
from kblink.external.answers import Answer
from kblink.external.check import Answers

if TYPE_CHECKING:
    from collections.abc import Callable

    from cli_fixtures import Outcome

pytest_plugins = ("cli_fixtures",)

ROOT = "https://example.org"
ANSWERS = {
    f"{ROOT}/dead": Answer("dead", "404 not found"),
    f"{ROOT}/moved": Answer("redirected", "has moved for good", f"{ROOT}/new"),
    f"{ROOT}/odd": Answer("redirected", "has moved for good", f"{ROOT}/a)b"),
    f"{ROOT}/secret": Answer("unknown", "answered with 403"),
    f"{ROOT}/ok": Answer("alive"),
}
NOTE = f"""# Links

[a]({ROOT}/dead) and <{ROOT}/moved#part>

[b]({ROOT}/odd) {ROOT}/secret [c]: {ROOT}/ok mailto:a@example.org

<!-- kblink-ignore-next-line external-dead -->
![p]({ROOT}/dead)

`{ROOT}/never` [d]({ROOT}/ok)
"""


@pytest.fixture
def asked(vault: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is asked for, and answered by ANSWERS; the vault has one note more."""
    (vault / "web.md").write_text(NOTE, "utf-8")
    wanted: list[str] = []

    def check_addresses(addresses: list[str], *_: object, **__: object) -> Answers:
        wanted.extend(addresses)
        return Answers({address: ANSWERS[address] for address in addresses}, 4, offline=False)

    monkeypatch.setattr("kblink.external.check.check_addresses", check_addresses)
    return wanted


def test_dead_and_moved_addresses_are_findings(
    run: Callable[..., Outcome], asked: list[str]
) -> None:
    outcome = run("check", "web", "--external", "--severity", "note")
    assert [line for line in outcome.out.splitlines() if "external" in line] == [
        "web.md:3:1: warning external-dead 404 not found",
        f"web.md:3:35: note external-redirect has moved for good: {ROOT}/new → <{ROOT}/new#part>",
        f"web.md:5:1: note external-redirect has moved for good: {ROOT}/a)b",
    ]
    assert outcome.err.strip().endswith(
        "5 web addresses, 1 of them unknown (external-dead 1, "
        "external-redirect 2, dead-end 1, orphan-note 1)"
    )
    assert outcome.code == 0
    assert set(asked) == set(ANSWERS)


@pytest.mark.usefixtures("asked")
def test_severity_and_fail_on_hold_for_them_too(run: Callable[..., Outcome], vault: Path) -> None:
    assert run("check", "web", "--external", "--fail-on", "warning").code == 1
    (vault / "kblink.toml").write_text('[check.severity]\nexternal-dead = "error"\n')
    assert run("check", "web", "--external").code == 1
    (vault / "kblink.toml").write_text('[check.severity]\nexternal-dead = "off"\n')
    assert "external-dead" not in run("check", "web", "--external").out


@pytest.mark.usefixtures("asked")
def test_the_json_document_has_the_numbers(run: Callable[..., Outcome]) -> None:
    summary = run("check", "web", "--external", "--format", "json").document()["summary"]
    assert summary["web"] == {
        "addresses": 5,
        "asked": 4,
        "dead": 1,
        "redirected": 2,
        "unknown": [{"address": f"{ROOT}/secret", "reason": "answered with 403"}],
    }
    assert "web" not in run("check", "web", "--format", "json").document()["summary"]


@pytest.mark.usefixtures("asked")
def test_what_is_unknown_is_told_where_more_is_wanted(run: Callable[..., Outcome]) -> None:
    line = f"unknown: {ROOT}/secret (answered with 403)"
    assert line in run("check", "web", "--external", "--verbose").err.splitlines()
    assert line not in run("check", "web", "--external").err


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_of_unchanged_notes_nothing_is_requested(
    run: Callable[..., Outcome], asked: list[str], vault: Path
) -> None:
    author = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run(["git", *author, *words], cwd=vault, check=True)
    (vault / "new.md").write_text(f"<{ROOT}/dead>\n")
    outcome = run("check", "--external", "--changed-since", "HEAD")
    assert asked == [f"{ROOT}/dead"]
    assert outcome.out == "new.md:1:1: warning external-dead 404 not found\n"


def test_without_the_flag_nothing_is_requested(
    run: Callable[..., Outcome], asked: list[str]
) -> None:
    assert "external" not in run("check", "--severity", "note").out
    assert asked == []


def test_without_the_flag_no_socket_is_made(vault: Path, tmp_path: Path) -> None:
    (vault / "web.md").write_text(NOTE, "utf-8")
    program = (
        "import sys\n"
        "def forbid(event, _):\n"
        "    if event.startswith(('socket.', 'urllib.', 'http.', 'ftplib.')):\n"
        "        print(event, file=sys.stderr); import os; os._exit(99)\n"
        "sys.addaudithook(forbid)\n"
        "from kblink.cli.main import main\n"
        "code = main(sys.argv[1:])\n"
        "assert 'httpx2' not in sys.modules and 'kblink.external.request' not in sys.modules\n"
        "sys.exit(code)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}

    def check(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", program, "check", *words],
            cwd=vault,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    for name in FORMATS:
        for words in ([], ["--all-links"], ["--write-baseline", str(tmp_path / "known.json")]):
            done = check("--format", name, "--quiet", *words)
            assert done.returncode in (0, 1), done.stderr
            assert "Error" not in done.stderr
    assert check("--external").returncode == 99  # with the flag a socket is made
