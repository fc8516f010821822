"""YAML of strangers: what is read of it, and where its scalars stand."""

from __future__ import annotations

import pytest

from kblink.markdown.guarded_yaml import UnreadableYamlError, load_guarded


def test_scalars_know_their_place() -> None:
    text = "📚: \"quoted\"\r\nплан:\r\n  - plain text  # comment\r\n  - 'it''s'\r\n"
    loaded = load_guarded(text)
    assert loaded.value == {"📚": "quoted", "план": ["plain text", "it's"]}
    assert [(scalar.style, text[scalar.start : scalar.end]) for scalar in loaded.scalars] == [
        ("", "📚"),
        ('"', '"quoted"'),
        ("", "план"),
        ("", "plain text"),
        ("'", "'it''s'"),
    ]


@pytest.mark.parametrize(
    ("text", "why", "line"),
    [
        ("a: 1\nb: [", "did not find expected node content", 2),
        ("a: &x 1\nb: *x", "YAML aliases are not read", None),
        ("[" * 33 + "]" * 33, "nested too deep", None),
        ("- \n" * 21_000, "too many values", None),
        ("# " + "x" * 65_536, "longer than 64 KiB", None),
        ("a: \ud800", "'utf-8' codec", None),
    ],
)
def test_what_is_not_read_says_why(text: str, why: str, line: int | None) -> None:
    with pytest.raises(UnreadableYamlError, match=why) as raised:
        load_guarded(text)
    assert raised.value.line == line
