"""Links that lead out of the vault: each is broken, and none tells whether anything is there."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bad_vault import Outcome

pytest_plugins = ("bad_vault",)

OUT = [
    *("../outside/secret.md", "../outside/secret", "./../outside/secret.md", "../outside/"),
    *("sound.md/../../outside/secret.md", "folder/../../outside/secret.md", "../../../etc/passwd"),
    *("/etc/passwd", "//etc/passwd", "/proc/self/environ", "../vault/../outside/secret.md", ".."),
    *("%2e%2e/outside/secret.md", "..%2foutside%2fsecret.md", "..\\outside\\secret.md", "../"),
    *("C:\\Windows\\win.ini", "C:/Windows/win.ini", "\\\\server\\share\\x.md", "//server/share"),
    *("up/outside/secret.md", "leak.md", "leak", "link/secret.md", "link/secret", "loop/secret.md"),
]
OF_THE_WEB = ["//etc/passwd", "//server/share", "C:\\Windows\\win.ini", "C:/Windows/win.ini"]
WAYS = [
    "[[{}]]", "![[{}]]", "[t]({})", "[t](<{}>)", "![t]({})", "[t]: <{}>\n[t]", '<a href="{}">t</a>',
    '<img src="{}">',
]  # fmt: skip


@pytest.fixture
def outside(vault: Path) -> Path:
    """A folder beside the vault, and ways in the vault that lead there."""
    folder = vault.parent / "outside"
    folder.mkdir()
    (folder / "secret.md").write_text("# Top secret\n\n## Heading\n\n[[secret link]] ^block\n")
    (vault / "folder").mkdir()
    (vault / "up").symlink_to("..")
    (vault / "leak.md").symlink_to(folder / "secret.md")
    (vault / "link").symlink_to(folder)
    (vault / "loop").symlink_to("loop")
    return folder


@pytest.mark.parametrize("way", WAYS)
def test_a_link_that_leads_out_is_broken_and_tells_nothing_of_what_is_there(
    vault: Path, outside: Path, run: Callable[..., Outcome], opened: list[str], way: str
) -> None:
    for number, target in enumerate(OUT):
        (vault / f"n{number}.md").write_text(way.format(target) + "\n")
        fragment = way.format(f"{target}#Heading") + "\n\n" + way.format(f"{target}#^block") + "\n"
        (vault / f"f{number}.md").write_text(fragment)
    opened.clear()
    there = [run("check"), run("check", "--format", "rich"), run("stats"), run("index")]
    assert not [path for path in opened if path.startswith((str(outside), "/etc/passwd"))]
    assert there[0].code == 1
    assert not any("Top secret" in line or "secret link" in line for line in there[0].lines)
    shutil.rmtree(outside)
    shutil.rmtree(vault / ".kblink")
    gone = [run("check"), run("check", "--format", "rich"), run("stats"), run("index")]
    assert [each.lines for each in there[:3]] == [each.lines for each in gone[:3]]


@pytest.mark.parametrize("way", WAYS)
def test_every_such_link_is_broken_or_of_the_web(
    vault: Path, outside: Path, run: Callable[..., Outcome], way: str
) -> None:
    assert outside.is_dir()
    for number, target in enumerate(OUT):
        (vault / f"n{number}.md").write_text(way.format(target) + "\n")
    outcome = run("check", "--format", "json", "--all-links")
    links = json.loads("\n".join(outcome.lines))["links"]
    statuses = {link["path"]: link["status"] for link in links}
    for number, target in enumerate(OUT):
        is_web = target in OF_THE_WEB and "[[" not in way
        assert statuses[f"n{number}.md"] == ("external" if is_web else "broken-note"), target
