"""Circles of embeds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kblink.links.graph import circular_embeds


def test_a_note_that_embeds_itself_is_a_circle_of_one() -> None:
    assert circular_embeds({"a": {"a", "b"}}) == {"a": frozenset({"a"})}


def test_circles_that_share_a_note_are_one() -> None:
    embeds = {"a": {"b", "c"}, "b": {"a"}, "c": {"a", "d"}, "d": set[str]()}
    assert circular_embeds(embeds) == {
        "a": frozenset({"b", "c"}),
        "b": frozenset({"a"}),
        "c": frozenset({"a"}),
    }


def test_a_chain_of_a_hundred_thousand_embeds_is_walked() -> None:
    length = 100_000
    chain = {str(number): {str(number + 1)} for number in range(length)}
    assert circular_embeds(chain) == {}
    chain[str(length)] = {"0"}
    assert len(circular_embeds(chain)) == length + 1


nodes = st.sampled_from("abcdef")


@given(st.dictionaries(nodes, st.sets(nodes, max_size=4), max_size=6))
def test_an_embed_is_circular_where_embeds_lead_back(embeds: dict[str, set[str]]) -> None:
    def leads(start: str, goal: str) -> bool:
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            node = waiting.pop()
            if node == goal:
                return True
            if node not in seen:
                seen.add(node)
                waiting.extend(embeds.get(node, ()))
        return False

    expected = {
        source: frozenset(target for target in targets if leads(target, source))
        for source, targets in embeds.items()
    }
    assert circular_embeds(embeds) == {key: found for key, found in expected.items() if found}
