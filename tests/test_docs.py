"""The README says what the code does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
import write_docs

from kblink import Vault
from kblink.config.read import parse_config
from kblink.links.codes import CODES

REPOSITORY = Path(__file__).parent.parent
README = (REPOSITORY / "README.md").read_text("utf-8")
COMMANDS = (
    *("init", "index", "status", "check", "fix", "explain", "links", "stats", "mv", "undo"),
    *("search", "related", "suggest", "eval", "models", "train bilingual"),
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


def test_every_page_that_is_taken_from_the_code_is_in_step_with_it() -> None:
    written = dict(write_docs.pages())
    for path, text in written.items():
        page = (write_docs.DOCS / path).read_text("utf-8")
        assert page == text, f"{path}: run python scripts/write_docs.py"
    there = {f"findings/{file.name}" for file in (write_docs.DOCS / "findings").iterdir()}
    assert there == {path for path in written if path.startswith("findings/")}


def test_there_is_help_on_every_command(help_texts: dict[str, str]) -> None:
    documented = dict(write_docs.pages())["commands.md"]
    for command in help_texts:
        assert f"## kblink {command}\n" in documented
    for name in re.findall(r"^  ([a-z]+) ", write_docs.help_of(""), re.MULTILINE):
        assert f"## kblink {name}\n" in documented


def words_of(picture: str) -> list[str]:
    """The lines of a picture from top to bottom; how they are drawn is rich's."""
    texts = [
        (float(each.attrib["y"]), float(each.attrib["x"]), each.text or "")
        for each in ElementTree.fromstring(picture).iter("{http://www.w3.org/2000/svg}text")
        if "y" in each.attrib and "x" in each.attrib
    ]
    lines: dict[float, str] = {}
    for y, _, text in sorted(texts):
        lines[y] = lines.get(y, "") + text
    return [line.replace("\xa0", " ").rstrip() for line in lines.values()]


def test_the_picture_in_the_readme_shows_what_check_says_now() -> None:
    first_screen = "\n".join(README.splitlines()[:30])
    assert "(docs/check.svg)" in first_screen
    kept = write_docs.PICTURE.read_text("utf-8")
    assert words_of(kept) == words_of(write_docs.picture()), "run python scripts/write_docs.py"
    assert any("[[tasks/index]]" in line for line in words_of(kept))
    assert "url(" not in kept.replace("url(#", "")  # it loads nothing


def test_no_link_of_the_documentation_is_broken() -> None:
    config = parse_config('[check]\nprofile = "github"\n[vault]\nexclude = ["sample_vault/"]\n', "")
    report = Vault(REPOSITORY, config=config).check(["README.md", "docs/findings/README.md"])
    broken = {each.target for each in report.findings if each.severity == "error"}
    assert broken == {"LICENSE", "NOTICE"}  # there, but a name without a dot is a note's to kblink
    assert report.links > len(CODES)


def test_the_settings_in_the_readme_are_read() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", README, flags=re.DOTALL)
    config = parse_config(example, "README.md")
    assert config.links.aliases_resolve
    assert config.check.severity == {"missing-attachment": "warning"}
