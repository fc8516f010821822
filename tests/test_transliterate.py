"""A Russian name and its transliterations have one key."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kblink.transliterate import has_cyrillic, sound_key, sound_keys

LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
WAYS = {
    "ISO 9": "a b v g d e ë ž z i j k l m n o p r s t u f h c č š ŝ ʺ y ʹ è û â",
    "BGN": "a b v g d e ë zh z i y k l m n o p r s t u f kh ts ch sh shch ” y ’ e yu ya",
    "GOST 7.79 B, but for x": (
        "a b v g d e yo zh z i j k l m n o p r s t u f h cz ch sh shh `` y` ` e` yu ya"
    ),
    "passport": "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y  e iu ia",
    "everyday": "a b v g d e e zh z i y k l m n o p r s t u f h c ch sh sch  y  e ju ja",
    "BGN with ye": "a b v g d ye yo zh z i y k l m n o p r s t u f h ts ch sh sch  y  e yu ya",
}
TABLES = {
    name: dict(zip(LETTERS, way.replace("”", "ʺ").split(" "), strict=True))
    for name, way in WAYS.items()
}
WORDS = st.text(LETTERS + "ABCxyz -_", min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("russian", "latin"),
    [
        ("Трансформер", "transformer"),
        ("нейронные сети", "neyronnye_seti"),
        ("Щука", "schuka"),
        ("щука", "shchuka"),
        ("хранилище", "khranilishche"),
        ("цифра", "tsifra"),
        ("цифра", "cifra"),
        ("индекс", "index"),
        ("объём", "obem"),
        ("объём", "ob'yom"),
        ("Юлия", "Juliia"),
        ("Ярослав", "Iaroslav"),
        ("синий", "siniy"),
        ("синий", "siny"),
        ("GPT модель", "gpt-model"),
    ],
)
def test_name_and_its_transliteration_agree(russian: str, latin: str) -> None:
    assert sound_key(russian) == sound_key(latin)


@pytest.mark.parametrize(
    ("russian", "latin"), [("Внимание", "attention"), ("кот", "kit"), ("модель", "models")]
)
def test_a_translation_or_another_word_does_not(russian: str, latin: str) -> None:
    assert sound_key(russian) != sound_key(latin)


@pytest.mark.parametrize("way", TABLES)
@given(word=st.text(LETTERS, min_size=1, max_size=12))
def test_every_way_of_writing_a_word_agrees(way: str, word: str) -> None:
    if way == "passport":
        word = word.replace("ъ", "")  # which it writes `ie`, as no other way does
    assert sound_key("".join(TABLES[way][letter] for letter in word)) == sound_key(word)


@given(WORDS | st.text())
def test_key_is_idempotent(name: str) -> None:
    assert sound_key(sound_key(name)) == sound_key(name)


@given(WORDS | st.text())
def test_composed_and_decomposed_names_agree(name: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, name) for form in ("NFC", "NFD"))
    assert sound_key(composed) == sound_key(decomposed)
    assert has_cyrillic(composed) == has_cyrillic(decomposed)


@given(st.text(LETTERS, min_size=1))
def test_case_does_not_count(word: str) -> None:
    assert sound_key(word.upper()) == sound_key(word)
    assert has_cyrillic(word.upper())


@given(st.lists(st.text(max_size=8) | st.sampled_from(["щи", "Kharkov", "борщ-и_щи", "ё"])))
def test_keys_of_many_names_are_those_of_each(names: list[str]) -> None:
    assert sound_keys(names) == [sound_key(name) for name in names]
