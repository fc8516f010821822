"""What other repositories use of this one: the pre-commit hook and the GitHub Action."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

REPOSITORY = Path(__file__).parent.parent
README = (REPOSITORY / "README.md").read_text("utf-8")
ACTION: dict[str, Any] = yaml.safe_load((REPOSITORY / "action.yml").read_text("utf-8"))
BASH = shutil.which("bash")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """One in which `kblink` is this one and git knows an author."""
    program = tmp_path / "bin" / "kblink"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kblink "$@"\n')
    program.chmod(0o755)
    author = {
        f"GIT_{who}_{what}": "a@b" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    return {
        **os.environ,
        **author,
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(REPOSITORY),
        "GIT_CONFIG_GLOBAL": os.devnull,
    }


def run(*words: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def new_repository(folder: Path, files: dict[str, str], environment: dict[str, str]) -> str:
    """Make a repository of one commit; return that commit."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    for words in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "-m", "x"]):
        done = run("git", *words, folder=folder, environment=environment)
        assert done.returncode == 0, done.stderr
    return run("git", "rev-parse", "HEAD", folder=folder, environment=environment).stdout.strip()


@pytest.mark.skipif(importlib.util.find_spec("pre_commit") is None, reason="no pre-commit")
@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_the_hook_runs_in_pre_commit_whatever_is_committed(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    hooks = {".pre-commit-hooks.yaml": (REPOSITORY / ".pre-commit-hooks.yaml").read_text("utf-8")}
    revision = new_repository(tmp_path / "hooks", hooks, environment)
    config = {
        "repos": [
            {
                "repo": str(tmp_path / "hooks"),
                "rev": revision,
                # The one that is installed: an environment of its own would take minutes.
                "hooks": [{"id": "kblink-check", "language": "unsupported"}],
            }
        ]
    }
    notes = {
        ".pre-commit-config.yaml": yaml.safe_dump(config),
        "a.md": "[[b]]\n",
        "b.md": "[[a]]\n",
    }
    vault = tmp_path / "notes"
    new_repository(vault, notes, environment)
    environment |= {"PRE_COMMIT_HOME": str(tmp_path / "home"), "NO_COLOR": "1"}

    def pre_commit() -> subprocess.CompletedProcess[str]:
        words = (sys.executable, "-m", "pre_commit", "run", "--verbose")
        return run(*words, folder=vault, environment=environment)

    done = pre_commit()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing to mend in 2 notes, 2 links" in done.stdout
    run("git", "rm", "--quiet", "b.md", folder=vault, environment=environment)
    done = pre_commit()
    assert done.returncode == 1
    assert "a.md:1:1: error broken-note" in done.stdout


def test_the_hook_passes_no_file_names() -> None:
    (hook,) = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert hook["pass_filenames"] is False
    assert hook["always_run"] is True
    assert f"id: {hook['id']}" in README


def test_every_input_of_the_action_is_documented_and_used() -> None:
    section = README[README.index("### GitHub Action") :]
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", section, re.MULTILINE))
    text = (REPOSITORY / "action.yml").read_text("utf-8")
    for name, facts in ACTION["inputs"].items():
        assert facts["description"].endswith(".")
        assert rows[name]
        assert f"${{{{ inputs.{name} }}}}" in text
    assert set(ACTION["inputs"]) <= set(rows)


def test_no_input_is_text_of_a_script() -> None:
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


def check_step(
    tmp_path: Path, environment: dict[str, str], **inputs: str
) -> subprocess.CompletedProcess[str]:
    """Run the action's last step as GitHub's runner does."""
    values = {name: facts["default"] for name, facts in ACTION["inputs"].items()}
    values |= {name.replace("_", "-"): value for name, value in inputs.items()}
    step = ACTION["runs"]["steps"][-1]
    variables = {
        name: re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda found: values[found[1]], text)
        for name, text in step["env"].items()
    }
    environment |= variables | {
        "KBLINK": "kblink",
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
    }
    words = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"])
    return run(*words, folder=tmp_path, environment=environment)


@pytest.mark.skipif(BASH is None, reason="no bash")
def test_the_action_annotates_writes_its_files_and_fails(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    (tmp_path / "my notes").mkdir()
    (tmp_path / "my notes" / "a.md").write_text("[[gone]]\n")
    inputs = {"vault": "my notes", "sarif": "out $(x).sarif", "junit": "j.xml", "html": "h.html"}
    done = check_step(tmp_path, environment, **inputs)
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("::error file=a.md,line=1")
    assert "1 error" in (tmp_path / "summary.md").read_text("utf-8")
    for name in ("out $(x).sarif", "j.xml", "h.html"):
        assert (tmp_path / name).stat().st_size > 100


@pytest.mark.skipif(BASH is None, reason="no bash")
def test_the_action_can_be_told_to_say_less_and_not_to_fail(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    (tmp_path / "a.md").write_text("[[gone]]\n")
    done = check_step(
        tmp_path,
        environment,
        annotations="false",
        summary="false",
        fail_on="never",
        severity="error",
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("a.md:1:1: error broken-note")
    assert not (tmp_path / "summary.md").exists()
    assert check_step(tmp_path, environment, vault="; touch x").returncode == 3
    assert not (tmp_path / "x").exists()
