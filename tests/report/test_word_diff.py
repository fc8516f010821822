from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kblink.report.word_diff import word_diff

WORDS = st.lists(st.sampled_from(["owls", "hunt", "mice", "by", "night"]), max_size=30)


def shown(old: str, new: str) -> list[tuple[str, str]]:
    return [(each.kind, each.text) for each in word_diff(old, new)]


def test_what_was_exchanged_is_told_between_what_was_not() -> None:
    assert shown("Owls hunt at night", "Owls nest at night") == [
        ("same", "Owls"),
        ("old", "hunt"),
        ("new", "nest"),
        ("same", "at night"),
    ]


def test_what_is_far_from_any_change_is_left_out() -> None:
    same = " ".join(f"w{number}" for number in range(20))
    assert shown(f"old {same}", f"new {same}")[-1] == ("same", "w0 w1 w2 w3 …")
    assert shown(f"{same} old", f"{same} new")[0] == ("same", "… w16 w17 w18 w19")


@given(WORDS, WORDS)
def test_each_text_has_its_words_in_their_order(old: list[str], new: list[str]) -> None:
    found = word_diff(" ".join(old), " ".join(new))
    for kind, words in (("old", old), ("new", new)):
        told = [word for each in found if each.kind in (kind, "same") for word in each.text.split()]
        rest = iter(words)
        assert all(word == "…" or word in rest for word in told)
