from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from examples import BROKEN, CHECKED, CLEAN, FINDINGS, HOSTILE_FINDING
from markdown_it import MarkdownIt

from kblink.links.codes import CODES
from kblink.report.check_markdown import SHOWN, markdown_lines

if TYPE_CHECKING:
    from kblink.model import Finding


def summary(*findings: Finding) -> str:
    return "".join(markdown_lines(CHECKED, findings, CODES))


def test_the_summary_has_verdict_counts_and_findings_by_note() -> None:
    assert summary(*FINDINGS[:2]) == (
        "### ❌ kblink: 2 errors, 1 warning, 1 minor in 13 notes, 87 links\n"
        "\n"
        "| finding | number | severity | |\n"
        "|---|--:|---|---|\n"
        "| `broken-heading` | 1 | error | link to no heading |\n"
        "| `broken-note` | 1 | error | link to no note |\n"
        "| `ambiguous` | 1 | warning | several notes answer |\n"
        "| `orphan-note` | 1 | note | no note links here |\n"
        "\n"
        "<details><summary>Where they are</summary>\n"
        "\n"
        "**`models/BERT.md`**\n"
        "\n"
        "- ❌ line 12 `broken-note`: `No note is called “Transfomer”.` in `[[Transfomer]]` → "
        "`[[transformer]]`\n"
        "- ⚠️ line 40 `ambiguous`: `Two notes are called “attention”: models/attention.md, "
        "old/attention.md.` in `[[attention]]`\n"
        "\n"
        "</details>\n"
        "\n"
        "2 not shown: `--severity note` shows all.\n"
    )


def test_where_all_is_well_it_is_one_line() -> None:
    text = "".join(markdown_lines(CLEAN, (), CODES))
    assert text == "### ✅ kblink: nothing to mend in 1 note, 1 link\n"


def test_it_stays_short_enough_for_a_comment() -> None:
    findings = (BROKEN._replace(message="x" * 500, link="y" * 500),) * (SHOWN + 7)
    text = "".join(markdown_lines(replace(CHECKED, findings=findings), findings, CODES))
    assert len(text) < 65_536
    assert text.endswith("\n7 more findings, not listed here.\n")


def test_what_comes_from_a_note_is_shown_as_text() -> None:
    hostile = HOSTILE_FINDING._replace(
        path="<img src=x onerror=alert(1)>.md",
        message="` @everyone </details><script>x</script> **bold** `` [a](javascript:b)",
        link="`",
    )
    for finding in (hostile, HOSTILE_FINDING):
        tokens = MarkdownIt("commonmark", {"html": True}).parse(summary(finding))
        inline = [child for token in tokens for child in token.children or ()]
        html = [token.content.strip() for token in tokens if token.type == "html_block"]
        assert html == ["<details><summary>Where they are</summary>", "</details>"]
        kinds = {child.type for child in inline}
        assert kinds <= {"text", "code_inline", "softbreak", "strong_open", "strong_close"}
        texts = "".join(child.content for child in inline if child.type == "text")
        assert "everyone" not in texts
        assert "evil.example" not in texts
