r"""The strings of a JSON file know where they stand, whatever escapes they are written with."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kblink.markdown.json_positions import InvalidJsonError, JsonString, read_json, string_offsets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kblink.markdown.json_positions import Json

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    # Emoji, quotes and backslashes more often than chance would have them.
    | st.text(st.characters(codec="utf-8") | st.sampled_from('"\\/\n\t😀б{}[],:')),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def as_read(value: object) -> object:
    """What is left of a value when only its strings count, and those without lone surrogates."""
    if isinstance(value, dict):
        return {as_read(key): as_read(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_read(item) for item in value]
    return re.sub("[\ud800-\udfff]", "\ufffd", value) if isinstance(value, str) else None


def without_places(value: Json) -> object:
    if isinstance(value, dict):
        return {key: without_places(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_places(item) for item in value]
    return value.value if isinstance(value, JsonString) else None


def strings_in(value: Json) -> Iterator[JsonString]:
    if isinstance(value, JsonString):
        yield value
    elif value is not None:
        for item in value.values() if isinstance(value, dict) else value:
            yield from strings_in(item)


@given(VALUES, st.booleans(), st.sampled_from([None, 0, 2, "\t"]))
def test_any_json_is_read_with_the_place_of_each_string(
    value: object, ascii_only: bool, indent: int | str | None
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    read = read_json(text)
    assert without_places(read) == as_read(value)
    for string in strings_in(read):
        assert text[string.start - 1] == text[string.end] == '"'
        offset = string_offsets(text, string)
        assert (offset(0), offset(len(string.value))) == (string.start, string.end)
        for index, character in enumerate(string.value):
            assert json.loads(f'"{text[offset(index) : offset(index + 1)]}"') == character


@pytest.mark.parametrize(
    ("written", "value", "offsets"),
    [
        (r"a\"b", 'a"b', [0, 1, 3, 4]),
        (r"\\\\|", r"\\|", [0, 2, 4, 5]),
        (r"a\/b", "a/b", [0, 1, 3, 4]),
        (r"\u0441\n", "с\n", [0, 6, 8]),
        (r"\ud83d\ude00!", "😀!", [0, 12, 13]),
        ("😀!", "😀!", [0, 1, 2]),
        (r"\ud83d!", "\ufffd!", [0, 6, 7]),
        (r"\ude00\ud83d", "\ufffd\ufffd", [0, 6, 12]),
        (r"\ud83d\ud83d\ude00", "\ufffd😀", [0, 6, 18]),
        (r"\\ud83d", r"\ud83d", [0, 2, 3, 4, 5, 6, 7]),
    ],
)
def test_escapes_are_one_character_each(written: str, value: str, offsets: list[int]) -> None:
    text = f'"{written}"'
    string = read_json(text)
    assert isinstance(string, JsonString)
    assert string.value == value
    offset = string_offsets(text, string)
    assert [offset(index) - 1 for index in range(len(value) + 1)] == offsets


def test_the_last_of_equal_keys_counts() -> None:
    assert without_places(read_json('{"a": "1", "a": "2"}')) == {"a": "2"}


def test_numbers_of_any_length_are_read() -> None:
    assert read_json(f"[{'9' * 10_000}]") == [None]


@pytest.mark.parametrize(
    ("text", "why", "offset"),
    [
        ("", "Expecting value", 0),
        ('{"a": 1,}', "property name", 8),
        ('{"a": [', "Expecting value", 7),
        ("[] x", "Extra data", 3),
        ("[1, NaN]", "NaN is no JSON", 4),
        ("[-Infinity]", "-Infinity is no JSON", 1),
        ('["a\nb"]', "Invalid control character", 3),
        ("[" * 100_000, "nested too deep", 0),
        ("[" * 100_000 + "]" * 100_000, "nested too deep", 0),
        ("\ufeff[]", "BOM", 0),
    ],
)
def test_what_is_no_json_says_why_and_where(text: str, why: str, offset: int) -> None:
    with pytest.raises(InvalidJsonError, match=why) as raised:
        read_json(text)
    assert raised.value.offset == offset


@given(st.text(st.sampled_from('{}[]",:\\u0d8c1nNa \n') | st.characters()))
def test_it_takes_what_json_takes_and_nothing_else(text: str) -> None:
    def refuse(constant: str) -> None:
        raise ValueError(constant)

    try:
        value = json.loads(text, parse_constant=refuse)
    except ValueError:
        with pytest.raises(InvalidJsonError):
            read_json(text)
    else:
        assert without_places(read_json(text)) == as_read(value)
