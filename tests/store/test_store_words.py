from __future__ import annotations

import pytest

from kblink.store.query_words import parse_query
from kblink.store.words import folded_words, recipe


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("замаскированных", "замаскированные"),
        ("ЁЖ", "еж"),
        ("е\u0308ж", "ёж"),
        ("МОСКВА", "Москвы"),
        ("список", "списками"),
        ("ссылка", "ссылок"),
        ("ячейка", "ячеек"),
        ("столбец", "столбцы"),
        ("поток", "потоков"),
        ("токен", "токенов"),
        ("домены", "доменами"),
        ("решены", "решение"),
        ("замена", "замену"),
        ("models", "Model"),
        ("user's", "users"),
        ("user’s", "user's"),
        ("don't", "DON’T"),
        ("ﬁle", "files"),
        ("Straße", "STRASSE"),
        ("ｶﾞｲﾄﾞ", "ガイド"),
        ("и\u0306од", "йод"),
    ],
)
def test_forms_of_a_word_are_one_word(one: str, other: str) -> None:
    assert folded_words(one) == folded_words(other) != []


@pytest.mark.parametrize(
    ("one", "other"), [("стек", "сток"), ("урок", "урка"), ("каток", "котик"), ("домен", "дом")]
)
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert folded_words(one) != folded_words(other)


def test_words_are_cut_at_what_is_no_letter_or_digit() -> None:
    assert folded_words("state-of-the-art: snake_case, C++; v2.0\0x") == [
        *("state", "of", "the", "art", "snake", "case", "c", "v2", "0", "x")
    ]


def test_cjk_is_kept_as_pairs_and_the_last_character() -> None:
    assert folded_words("機械学習model") == ["機械", "械学", "学習", "習", "model"]


def test_vowel_signs_do_not_cut_a_word() -> None:
    assert folded_words("नमस्ते दुनिया") == ["नमस्ते", "दुनिया"]


def test_a_word_counts_up_to_a_length() -> None:
    assert folded_words("ж" * 100_000)[0] == folded_words("ж" * 64)[0]


def test_the_recipe_names_what_words_depend_on() -> None:
    assert "snowballstemmer" in recipe()


@pytest.mark.parametrize(
    ("query", "expression"),
    [
        ("", ""),
        ("  - !? ", ""),
        ("alpha Alphas beta", '"alpha" OR "beta"'),
        ("state-of-art", '"state" OR "of" OR "art"'),
        ('"Deep Learning"', '"deep learn"'),
        ('"Deep Learning" x', '"deep learn" AND ("x" OR "deep learn")'),
        ('"a b" "c d" -x', '("a b" AND "c d") NOT ("x")'),
        ("alpha -beta", '("alpha") NOT ("beta")'),
        ('alpha -"two words" -a-b', '("alpha") NOT ("two word" OR "a b")'),
        ("-alpha", ""),
        ("--alpha", '"alpha"'),
        ('alpha"beta', '"alpha" OR "beta"'),
        ('"never closed', '"never" OR "close"'),
        ('""', ""),
        ('-"" a', '"a"'),
        ("title:x NEAR AND", '"titl" OR "x" OR "near" OR "and"'),
        ("学", '"学"*'),
        ("機械学", '"機械" OR "械学"'),
        ('"機械学 x"', '"機械 械学 学 x"'),
        ('"x 機械学"', '"x 機械 械学"'),
        ('"x 機"', '"x 機"*'),
    ],
)
def test_a_query_becomes_quoted_terms(query: str, expression: str) -> None:
    assert parse_query(query).expression() == expression


def test_the_first_words_of_a_long_query_count() -> None:
    words = parse_query(" ".join(f"w{number}" for number in range(10_000)))
    assert words.wanted == tuple(f'"w{number}"' for number in range(32))
