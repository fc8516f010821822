"""Findings as SARIF 2.1.0, which code hosts and editors show at the lines they are about.

The format: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. Where the vault lies
on this machine is left out, so that a report can be passed on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote

from kblink.fingerprints import numbered_fingerprints
from kblink.report.check_text import advised_message
from kblink.report.markdown_text import markdown_text
from kblink.report.repairs import likely_repair

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kblink.model import Finding, Severity, Span
    from kblink.report.code_words import CodeWords

Document: TypeAlias = dict[str, Any]

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_ROOT = "%SRCROOT%"
_FINGERPRINT = "kblink/v1"
_LEVELS: dict[Severity, str] = {
    "error": "error",
    "warning": "warning",
    "note": "note",
    "off": "none",
}
# In SARIF's messages `[text](target)` is a link, wherever it comes from.
_EMBEDDED_LINK = re.compile(r"\[(?=[^\]]*\]\()")


def sarif_document(
    findings: Sequence[Finding], codes: Mapping[str, CodeWords], *, version: str, prefix: str = ""
) -> Document:
    """Return one run with all `codes` as rules and `findings` as results, in their order.

    `prefix` leads from the repository's root to the vault's: `docs/`, or empty where they are one.
    """
    rules = {code: number for number, code in enumerate(codes)}
    known = numbered_fingerprints(findings)
    places = {path: _place(prefix + path) for path in {finding.path for finding in findings}}
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "kblink",
                        "version": version,
                        "rules": [_rule(words) for words in codes.values()],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {
                    _ROOT: {"description": {"text": "The root of the repository, or the vault's."}}
                },
                "results": [
                    _result(finding, rules[finding.code], each, places[finding.path])
                    for finding, each in zip(findings, known, strict=True)
                ],
            }
        ],
    }


def _rule(words: CodeWords) -> Document:
    text, markdown = words.explanation, markdown_text(words.explanation)
    if words.example:
        text += f"\n\n{words.example}"
        markdown += f"\n\n```text\n{words.example}\n```"
    return {
        "id": words.code,
        "shortDescription": {"text": _message(words.title)},
        "fullDescription": {"text": _message(words.explanation)},
        "help": {"text": _message(text), "markdown": markdown},
        "defaultConfiguration": {
            "enabled": words.severity != "off",
            "level": _LEVELS[words.severity],
        },
        "properties": {"tags": ["links"]},
    }


def _place(path: str) -> Document:
    return {"uri": quote(_bytes(path)), "uriBaseId": _ROOT}


def _result(finding: Finding, rule: int, known: str, place: Document) -> Document:
    region = _region(finding.span)
    repair = likely_repair(finding)
    result: Document = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(advised_message(finding))},
        "locations": [{"physicalLocation": {"artifactLocation": place, "region": region}}],
        "partialFingerprints": {_FINGERPRINT: known},
    }
    if repair is not None and finding.link is not None:
        change = {"deletedRegion": region, "insertedContent": {"text": repair.replacement}}
        result["fixes"] = [
            {
                "description": {"text": _message(f"Write {repair.replacement}")},
                "artifactChanges": [{"artifactLocation": place, "replacements": [change]}],
            }
        ]
    return result


def _message(text: str) -> str:
    return _EMBEDDED_LINK.sub(r"\\[", text) if "](" in text else text


def _region(span: Span) -> Document:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _bytes(path: str) -> bytes:
    """The bytes of a file's name, those too that are no UTF-8."""
    return path.encode("utf-8", "surrogateescape")
