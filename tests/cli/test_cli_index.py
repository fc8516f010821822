from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cli_fixtures import Outcome

pytest_plugins = ("cli_fixtures",)


def test_index_says_what_it_did(run: Callable[..., Outcome], vault: Path) -> None:
    outcome = run("index")
    lines = outcome.out.splitlines()
    assert outcome.code == 0
    assert lines[0].startswith("✓ Indexed in ")
    assert [line.split()[:2] for line in lines[1:4]] == [
        ["notes", "4"],
        ["sections", "5"],
        ["links", "4"],
    ]
    assert (vault / ".kblink" / "catalogue.db").is_file()
    assert outcome.err == ""


@pytest.mark.usefixtures("vault")
def test_the_json_document_has_the_promised_keys(run: Callable[..., Outcome]) -> None:
    document = run("index", "--format", "json").document()
    assert list(document) == [
        "schema", "vault", "notes", "sections", "skipped", "seconds", "bytes", "boilerplate",
        "learned",
    ]  # fmt: skip
    assert document["notes"] == {"total": 4, "new": 4, "changed": 0, "gone": 0}
    again = run("index", "--format", "json", "--full").document()
    assert again["sections"]["embedded"] == 0
    assert again["sections"]["reused"] == again["sections"]["total"]


def test_a_run_with_nothing_to_do_says_so_in_one_line(
    run: Callable[..., Outcome], vault: Path
) -> None:
    run("index")
    outcome = run("index")
    assert outcome.out.startswith(f"✓ Up to date  {vault}  4 notes, 5 sections, 4 links, ")
    assert outcome.out.count("\n") == 1


def test_verbose_lists_the_lines_that_are_not_embedded(
    run: Callable[..., Outcome], vault: Path
) -> None:
    assert "no line is left out as boilerplate" in run("index", "--verbose").out
    for number in range(6):
        (vault / f"{number}.md").write_text(f"# N{number}\n\nSay {number}.\n\nBack to top\n")
    assert "Back to top" not in run("index", "--full").out
    outcome = run("index", "--verbose")
    assert outcome.out.startswith("✓ Up to date")
    assert outcome.out.endswith(
        "1 line not embedded, since so many notes share each\n  6  Back to top\n"
    )


@pytest.mark.usefixtures("vault")
def test_quiet_prints_nothing_but_a_document_that_was_asked_for(
    run: Callable[..., Outcome],
) -> None:
    outcome = run("index", "--quiet")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")
    assert run("index", "--quiet", "--format", "json").document()["schema"] == "kblink/index/1"


def test_the_index_can_be_elsewhere(
    run: Callable[..., Outcome], vault: Path, tmp_path: Path
) -> None:
    assert run("index", str(vault), "--index-dir", str(tmp_path / "elsewhere")).code == 0
    assert (tmp_path / "elsewhere" / "catalogue.db").is_file()
    assert not (vault / ".kblink").exists()


def test_status_says_what_is_there_and_how_stale_it_is(
    run: Callable[..., Outcome], vault: Path
) -> None:
    run("index")
    assert run("status").out.startswith("✓ Up to date")
    (vault / "New.md").write_text("# New\n")
    (vault / "Home.md").unlink()
    outcome = run("status")
    assert outcome.code == 0
    assert outcome.out.startswith("! Behind the vault by 1 new, 1 gone")
    document = run("status", "--format", "json").document()
    assert list(document) == [
        "schema", "vault", "notes", "sections", "links", "languages", "encoder", "index", "stale",
        "related",
    ]  # fmt: skip
    assert document["notes"] == 4
    assert document["stale"] == {"new": 1, "changed": 0, "gone": 1}


@pytest.mark.usefixtures("vault")
def test_status_without_an_index_is_3_and_says_what_to_do(run: Callable[..., Outcome]) -> None:
    outcome = run("status")
    assert (outcome.code, outcome.out) == (3, "")
    assert "kblink index" in outcome.err
