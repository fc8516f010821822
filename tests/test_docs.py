"""The README says what the code does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from kblink.config.read import parse_config
from kblink.links.codes import CODES

REPOSITORY = Path(__file__).parent.parent
README = (REPOSITORY / "README.md").read_text("utf-8")
COMMANDS = (
    *("init", "index", "status", "check", "fix", "explain", "links", "stats", "mv", "undo"),
    *("search", "related", "eval", "models", "train bilingual"),
)


def test_every_finding_is_in_the_readme_with_its_severity() -> None:
    rows = re.findall(r"^\| (`[a-z`, -]+`) \| (\w+) \|", README, flags=re.MULTILINE)
    documented = {
        code: severity for codes, severity in rows for code in re.findall("[a-z-]+", codes)
    }
    assert documented == {code.code: code.severity for code in CODES.values()}


@pytest.fixture(scope="module")
def help_texts() -> dict[str, str]:
    """What `--help` says, by command."""
    return {
        command: subprocess.run(
            [sys.executable, "-m", "kblink", *command.split(), "--help"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for command in COMMANDS
    }


def test_every_command_and_option_that_the_readme_names_is_there(
    help_texts: dict[str, str],
) -> None:
    section = README[README.index("## Commands") : README.index("## What `check` finds")]
    for command in COMMANDS:
        assert f"`kblink {command}" in section
    for option in set(re.findall(r"`(--[a-z-]+)", section)):
        assert any(option in text for text in help_texts.values()), option


def test_the_findings_that_the_readme_shows_are_those_of_the_sample_vault() -> None:
    line = [sys.executable, "-m", "kblink", "check", "sample_vault", "--format", "text"]
    result = subprocess.run(line, capture_output=True, text=True, cwd=REPOSITORY, check=False)
    shown = README[README.index("$ kblink check") : README.index("$ kblink search")].splitlines()
    lines = [text for text in shown[1:] if text and text != "..."]
    assert len(lines) == 4
    assert set(lines) <= set((result.stdout + result.stderr).splitlines())


def test_the_settings_in_the_readme_are_read() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", README, flags=re.DOTALL)
    config = parse_config(example, "README.md")
    assert config.links.aliases_resolve
    assert config.check.severity == {"missing-attachment": "warning"}
