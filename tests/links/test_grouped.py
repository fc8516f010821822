"""Names are grouped by their keys, whether one name has a key or several."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kblink.links.grouped import grouped


@given(st.lists(st.tuples(st.text("abc", max_size=3), st.sampled_from("xyz")), max_size=12))
def test_each_key_has_its_items_sorted_and_keys_come_in_their_first_order(
    pairs: list[tuple[str, str]],
) -> None:
    found = grouped([item for item, _ in pairs], [key for _, key in pairs])
    assert [*found] == [*dict.fromkeys(key for _, key in pairs)]
    for key, items in found.items():
        assert items == tuple(sorted(item for item, other in pairs if other == key))
