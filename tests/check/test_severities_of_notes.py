"""How grave a finding is: overrides over `[check.severity]` over the defaults."""

from __future__ import annotations

import unicodedata

import pytest

from kblink.check.severities import Severities
from kblink.config.read import parse_config
from kblink.errors import ConfigError
from kblink.links.codes import CODES


def severities(text: str) -> Severities:
    return Severities.from_config(parse_config(text, "kblink.toml"))


def override(paths: list[str], **values: str) -> str:
    table = ", ".join(f"{code.replace('_', '-')} = '{value}'" for code, value in values.items())
    return f"[[check.override]]\npath = {paths}\nseverity = {{ {table} }}\n"


def test_without_settings_each_code_has_its_own() -> None:
    found = severities("")
    assert {code: found.of(code, "a.md") for code in CODES} == {
        code: declared.severity for code, declared in CODES.items()
    }


def test_a_severity_of_the_settings_holds_everywhere() -> None:
    found = severities("[check.severity]\nbroken-note = 'note'")
    assert found.of("broken-note", "a/b.md") == "note"
    assert found.of("broken-block", "a/b.md") == "error"


@pytest.mark.parametrize(
    ("pattern", "path", "severity"),
    [
        ("archive/", "archive/a.md", "off"),
        ("archive/", "old/archive/deep/a.md", "off"),
        ("archive/", "archive.md", "error"),
        ("/archive/", "old/archive/a.md", "error"),
        ("archive", "archive/deep/a.md", "off"),
        ("*.draft.md", "x/a.draft.md", "off"),
        ("*.draft.md", "x/a.md", "error"),
        ("x/*.md", "x/a.md", "off"),
        ("x/*.md", "x/y/a.md", "error"),
        ("x/**/a.md", "x/y/z/a.md", "off"),
        ("**", "a.md", "off"),
        ("Заметки/", "Заметки/й.md", "off"),
        ("й.md", unicodedata.normalize("NFD", "x/й.md"), "off"),
    ],
)
def test_an_override_holds_where_its_pattern_says(pattern: str, path: str, severity: str) -> None:
    found = severities(override([pattern], broken_note="off"))
    assert found.of("broken-note", path) == severity
    assert found.of("broken-block", path) == "error"


def test_an_override_goes_before_the_general_severity() -> None:
    found = severities(
        "[check.severity]\nambiguous = 'error'\n" + override(["a/"], ambiguous="off")
    )
    assert found.of("ambiguous", "a/x.md") == "off"
    assert found.of("ambiguous", "x.md") == "error"


def test_the_last_override_that_speaks_of_a_code_counts() -> None:
    found = severities(
        override(["a/"], ambiguous="off", broken_note="note")
        + override(["a/b/"], ambiguous="error")
        + override(["c/"], ambiguous="note")
    )
    assert found.of("ambiguous", "a/b/x.md") == "error"
    assert found.of("broken-note", "a/b/x.md") == "note"
    assert found.of("ambiguous", "a/x.md") == "off"


def test_a_pattern_can_take_back_what_one_before_it_names() -> None:
    found = severities(override(["a/*", "!a/keep.md"], broken_note="off"))
    assert found.of("broken-note", "a/x.md") == "off"
    assert found.of("broken-note", "a/keep.md") == "error"


def test_what_was_found_for_a_note_is_found_again() -> None:
    found = severities(override(["a/"], broken_note="off"))
    for _ in range(2):
        assert found.of("broken-note", "a/x.md") == "off"
        assert found.of("broken-note", "b/x.md") == "error"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            "[check.severity]\nbroken-notes = 'off'",
            "kblink.toml:2: no such finding: 'check.severity.broken-notes'.",
            "Did you mean 'check.severity.broken-note'?",
        ),
        (
            "[[check.override]]\npath = 'a'\n[check.override.severity]\nambigous = 'off'",
            "kblink.toml:4: no such finding: 'check.override[1].severity.ambigous'.",
            "Did you mean 'check.override[1].severity.ambiguous'?",
        ),
    ],
)
def test_a_code_that_does_not_exist_is_named_with_the_nearest(
    text: str, message: str, hint: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        severities(text)
    assert (caught.value.message, caught.value.hint) == (message, hint)
