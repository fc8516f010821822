"""Completion as shells ask for it, in these shells."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]

# How each shell is asked what may stand at the end of a line: as it would ask itself.
ASK = {
    "bash": """
        eval "$(_KBLINK_COMPLETE=source_bash kblink)"
        COMP_WORDS=({words}) COMP_CWORD={last}
        _kblink_completion kblink
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """,
    "zsh": """
        compdef() {{ }}
        _arguments() {{ print -r -- "$@" }}
        _files() {{ print FILES }}
        eval "$(_KBLINK_COMPLETE=source_zsh kblink)"
        words=({words}) CURRENT={count}
        _kblink_completion
    """,
    "fish": """
        _KBLINK_COMPLETE=source_fish kblink | source
        complete -C "{line}"
    """,
}


@pytest.fixture(params=ASK)
def shell(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    if shutil.which(name) is None:
        pytest.skip(f"no {name}; scripts/install_test_tools.sh installs it on Debian")
    return name


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """One in which `kblink` is this one, and nothing of the user's is read or written."""
    program = tmp_path / "bin" / "kblink"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kblink "$@"\n')
    program.chmod(0o755)
    return {
        **os.environ,
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(REPOSITORY),
        "HOME": str(tmp_path),
        "COLUMNS": "200",
    }


def completions(shell: str, line: str, environment: dict[str, str]) -> str:
    words = line.split(" ")
    program = ASK[shell].format(
        line=line,
        words=" ".join(f"'{word}'" for word in words),
        last=len(words) - 1,
        count=len(words),
    )
    bare = {"bash": ["--norc"], "zsh": ["-f"], "fish": ["--no-config"]}[shell]
    done = subprocess.run(
        [shell, *bare, "-c", program], capture_output=True, text=True, env=environment, check=False
    )
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize(
    ("line", "expected", "unexpected"),
    [
        ("kblink che", ["check"], ["search"]),
        ("kblink check --chan", ["--changed-since"], ["--format"]),
        ("kblink check --format s", ["sarif"], ["junit"]),
        ("kblink train ", ["bilingual"], ["check"]),
    ],
)
def test_commands_options_and_values_are_completed(
    shell: str,
    environment: dict[str, str],
    line: str,
    expected: list[str],
    unexpected: list[str],
) -> None:
    found = completions(shell, line, environment)
    assert all(word in found for word in expected)
    assert not [word for word in unexpected if word in found]


def test_it_is_installed_where_the_shell_looks(shell: str, environment: dict[str, str]) -> None:
    words = "kblink --install-completion; true"  # a command alone would take the shell's place
    done = subprocess.run(
        [shell, "-c", words], capture_output=True, text=True, env=environment, check=True
    )
    assert f"{shell} completion installed in" in done.stdout
    written = [file for file in Path(environment["HOME"]).rglob("*kblink*") if file.is_file()]
    assert any("_KBLINK_COMPLETE" in file.read_text() for file in written)


def test_only_the_help_of_the_whole_tells_of_it(environment: dict[str, str]) -> None:
    for words, told in (([], True), (["--help"], True), (["check", "--help"], False)):
        line = [sys.executable, "-m", "kblink", *words]
        done = subprocess.run(line, capture_output=True, text=True, env=environment, check=False)
        assert ("--install-completion" in done.stdout) is told
