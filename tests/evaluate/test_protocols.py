"""What each protocol hides of a vault, and what is to be found then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from linked_notes import by_path, chain, read_notes

from kblink.evaluate.linked_vault import LinkedNote, LinkedVault
from kblink.evaluate.protocols import LINK_PROTOCOLS, draw_trial
from kblink.evaluate.view import VaultMasker
from kblink.markdown.parse import parse_note
from kblink.markdown.sections import Window
from kblink.related.common_neighbours import neighbours

if TYPE_CHECKING:
    from pathlib import Path

    from fake_encoder import HashingEncoder

    from kblink.evaluate.protocols import LinkProtocol

WINDOW = Window(256, ("en", "ru"))
NOTES = 12
PAIRS = st.frozensets(
    st.tuples(st.integers(0, NOTES - 1), st.integers(0, NOTES - 1)).filter(lambda p: p[0] < p[1]),
    min_size=1,
)


def vault_of(pairs: frozenset[tuple[int, int]]) -> LinkedVault:
    notes = tuple(
        LinkedNote(parse_note(f"{number:02}.md", "Text.\n"), f"{number:02}", (f"{number:02}",), ())
        for number in range(NOTES)
    )
    return LinkedVault("vault", notes, pairs)


def test_notes_are_linked_in_both_directions_and_never_with_themselves(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    notes = {
        "Pond.md": "[[Soup]] [[Soup#Gone]] [[Pond]] [[Nowhere]]\n",
        "Soup.md": "Onions. ![[Soup]]\n",
        "Alone.md": "See [[Pond#Gone]].\n",
        "Front.md": '---\nup: "[[Soup]]"\n---\nText.\n',
    }
    vault = read_notes(tmp_path, notes, encoder)
    assert by_path(vault, dict(enumerate(vault.linked))) == {
        "Pond.md": {"Soup.md"},
        "Soup.md": {"Pond.md", "Front.md"},
        "Alone.md": set(),
        "Front.md": {"Soup.md"},
    }


@given(PAIRS, st.integers(0, 5))
def test_cold_hides_all(pairs: frozenset[tuple[int, int]], seed: int) -> None:
    trial = draw_trial(vault_of(pairs), "cold", seed)
    assert (trial.hidden, trial.silent) == (pairs, True)
    linked = neighbours(pairs, NOTES)
    assert trial.wanted == {note: linked[note] for note in range(NOTES) if linked[note]}


@given(PAIRS, st.integers(0, 5))
def test_transductive_hides_a_fifth_and_asks_both_ends(
    pairs: frozenset[tuple[int, int]], seed: int
) -> None:
    trial = draw_trial(vault_of(pairs), "transductive", seed)
    assert trial.hidden <= pairs
    assert len(trial.hidden) == max(1, round(0.2 * len(pairs)))
    asked = {(note, other) for note, others in trial.wanted.items() for other in others}
    assert asked == {*trial.hidden, *((b, a) for a, b in trial.hidden)}


@given(PAIRS, st.integers(0, 5))
def test_inductive_hides_all_links_of_some_notes(
    pairs: frozenset[tuple[int, int]], seed: int
) -> None:
    trial = draw_trial(vault_of(pairs), "inductive", seed)
    linked = neighbours(pairs, NOTES)
    assert len(trial.wanted) == max(1, round(0.15 * sum(map(bool, linked))))
    assert all(linked[note] == wanted for note, wanted in trial.wanted.items())
    assert trial.hidden == {pair for pair in pairs if trial.wanted.keys() & pair}


@pytest.mark.parametrize("protocol", LINK_PROTOCOLS)
@given(PAIRS)
def test_hidden_links_are_in_no_visible_graph(
    protocol: LinkProtocol, pairs: frozenset[tuple[int, int]]
) -> None:
    vault = vault_of(pairs)
    trial = draw_trial(vault, protocol, 3)
    linked = VaultMasker(vault, WINDOW, with_boilerplate=False).masked(trial).linked
    for note, wanted in trial.wanted.items():
        assert not linked[note] & wanted
    seen = {(note, other) for note, others in enumerate(linked) for other in others}
    assert seen == {each for a, b in pairs - trial.hidden for each in ((a, b), (b, a))}


@pytest.mark.parametrize("protocol", LINK_PROTOCOLS)
def test_a_seed_draws_the_same_again(protocol: LinkProtocol) -> None:
    vault = vault_of(frozenset((a, b) for a in range(NOTES) for b in range(a + 1, NOTES)))
    assert draw_trial(vault, protocol, 1) == draw_trial(vault, protocol, 1)
    if protocol != "cold":
        assert draw_trial(vault, protocol, 1) != draw_trial(vault, protocol, 2)


@pytest.mark.parametrize("protocol", LINK_PROTOCOLS)
def test_the_text_shows_no_anchor_of_a_hidden_link(
    protocol: LinkProtocol, tmp_path: Path, encoder: HashingEncoder
) -> None:
    vault = read_notes(tmp_path, chain(20), encoder)
    trial = draw_trial(vault, protocol, 0)
    texts = VaultMasker(vault, WINDOW, with_boilerplate=True).masked(trial).texts
    for number, text in enumerate(texts[:-1]):
        shown = " ".join((*text.passages, text.words))
        assert (f"anchor{number:02}" in shown) == ((number, number + 1) not in trial.hidden)
