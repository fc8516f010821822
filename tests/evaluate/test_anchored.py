"""Links inside sentences are hidden, and suggested again by what has not seen them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from linked_notes import write_vault

from kblink.evaluate.anchored import asked_sentences, evaluate_anchored, judge, linked_texts
from kblink.evaluate.linked_vault import read_linked_vault
from kblink.evaluate.passages import embed_views
from kblink.evaluate.protocols import Trial
from kblink.evaluate.suggesters import by_all, by_names
from kblink.suggest.choose import Suggestion
from kblink.suggest.evidence import Candidate, Evidence
from kblink.suggest.known import know
from kblink.suggest.sentences import Anchor, Sentence
from kblink.suggest.signs import all_signs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from fake_encoder import HashingEncoder

    from kblink.evaluate.anchored import Suggest, Suggester
    from kblink.model import Evaluation
    from kblink.suggest.known import KnownVault, Texts

SEEDS = (0, 1, 2)
FISH = ("carp", "perch", "tench", "trout", "salmon", "pike", "eel", "roach")
NOTES = {
    **{f"{fish.title()}.md": f"It has scales and {fish} fins.\n" for fish in FISH},
    **{
        f"Day {number}.md": (
            f"On day {number} we saw [[{fish.title()}|{fish}s]] in the lake, and a big boat.\n\n"
            f"The next day all was gone, but there came [[{other.title()}|{other}]].\n"
        )
        for number, (fish, other) in enumerate(zip(FISH * 2, FISH[3:] * 3, strict=False))
    },
    "Boat.md": "Floats.\n",
    "Lists.md": "- [[Carp|golden one]]\n- [[Boat]]\n",
}


def evaluate(root: Path, encoder: HashingEncoder, **suggesters: Suggester) -> Evaluation:
    vault = write_vault(root, NOTES, encoder)
    found = evaluate_anchored(vault, read_linked_vault(vault), SEEDS, suggesters)
    assert found is not None
    return found


def texts_of(
    root: Path, encoder: HashingEncoder, notes: Mapping[str, str] = NOTES
) -> tuple[Texts, list[str]]:
    vault = write_vault(root, notes, encoder)
    linked = read_linked_vault(vault)
    (shown,) = embed_views(vault, linked, [Trial(0, frozenset(), {})])
    return linked_texts(linked, shown), [*linked.paths]


def known_of(root: Path, encoder: HashingEncoder, *hidden: str) -> tuple[KnownVault, list[str]]:
    texts, paths = texts_of(root, encoder)
    return know(texts, {*map(paths.index, hidden)}), paths


def suggest_seen(known: KnownVault) -> Suggest:
    """All that is seen of a note's own links in the sentences that it is asked for."""
    return lambda note, sentences: [
        Suggestion(number, *anchor, confidence=1.0)
        for number in sentences
        for anchor in known.sentences[note][number].anchors
    ]


def test_links_of_hidden_notes_are_seen_nowhere(tmp_path: Path, encoder: HashingEncoder) -> None:
    view, paths = known_of(tmp_path, encoder, "Day 0.md", "Lists.md")
    day, carp = paths.index("Day 0.md"), paths.index("Carp.md")
    assert [sentence.anchors for sentence in view.sentences[day]] == [(), ()]
    assert "saw carps in the lake" in view.sentences[day][0].text
    assert not view.outgoing[day]
    assert not view.linked[day]
    assert not view.anchors[day]
    # A link that stands in no sentence is no part of what is hidden.
    assert ("golden one", carp) in view.anchors[paths.index("Lists.md")]
    assert paths.index("Lists.md") in view.linked[carp]
    seen = view.sentences[paths.index("Day 1.md")]
    assert all(sentence.anchors for sentence in seen)


def test_what_only_sentences_tell_of_is_marked_where_it_is_learned_from(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    view, paths = known_of(tmp_path, encoder, "Day 0.md")
    carp, perch, salmon = (paths.index(f"{fish}.md") for fish in ("Carp", "Perch", "Salmon"))
    assert view.by_sentences[paths.index("Day 1.md")] == {perch, salmon}
    assert view.by_sentences[paths.index("Day 0.md")] == frozenset()
    assert view.by_sentences[paths.index("Lists.md")] == frozenset()
    assert carp not in view.linked[paths.index("Day 0.md")]


def test_what_is_seen_finds_nothing(tmp_path: Path, encoder: HashingEncoder) -> None:
    found = evaluate(tmp_path, encoder, seen=suggest_seen)
    assert {each.mean for each in found.overall.metrics["seen"].values()} == {0.0}
    assert found.calibration is not None
    assert sum(each.cases for each in found.calibration.bins) == 0


def test_a_perfect_suggester_has_every_measure_at_one(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    known = known_of(tmp_path, encoder)[0]
    found = evaluate(tmp_path, encoder, perfect=lambda _: suggest_seen(known))
    assert {each.mean for each in found.overall.metrics["perfect"].values()} == {1.0}
    assert (found.overall.cases, found.seeds) == (2 * 15, SEEDS)
    assert found.calibration is not None
    assert found.calibration.error == 0.0


def test_names_in_any_form_are_found_and_what_is_never_linked_is_not(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    found = evaluate(tmp_path, encoder, title=by_names, fused=by_all)
    for name in ("title", "fused"):
        assert found.overall.metrics[name]["recall"].mean == 1.0
    # Boats are in half of the sentences and linked in none.
    assert found.overall.metrics["fused"]["coverage@0.95"].mean == 1.0
    assert found.protocol == "anchored"


def test_what_other_notes_link_with_is_a_phrase_to_link(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    notes = {
        "Cyprinus.md": "A fish.\n",
        **{
            f"n{number:02}.md": f"We all saw the [[Cyprinus|golden one]] today, number {number}.\n"
            for number in range(10)
        },
    }
    vault = write_vault(tmp_path, notes, encoder)
    linked = read_linked_vault(vault)
    found = evaluate_anchored(vault, linked, SEEDS, {"title": by_names, "fused": by_all})
    assert found is not None
    assert found.overall.metrics["title"]["recall"].mean == 0.0
    assert found.overall.metrics["fused"]["recall"].mean == 1.0


def test_what_is_linked_half_of_the_time_is_suggested_with_a_confidence_of_half(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    # The longer name is always linked, the shorter one inside it never: once the longer one is
    # chosen, what was never linked is no suggestion, and takes nothing from the confidence.
    notes = {
        "Carp.md": "A.\n",
        "Pond.md": "B.\n",
        "Pond water.md": "C.\n",
        **{
            f"n{number:02}.md": f"We saw a {'[[Carp|carp]]' if number % 2 else 'carp'} in "
            f"the [[Pond water|pond water]] today.\n"
            for number in range(60)
        },
    }
    vault = write_vault(tmp_path, notes, encoder)
    found = evaluate_anchored(vault, read_linked_vault(vault), SEEDS, {"fused": by_all})
    assert found is not None
    assert found.calibration is not None
    filled = {each.low: each for each in found.calibration.bins if each.cases}
    assert {0.9} < {*filled} <= {0.3, 0.4, 0.5, 0.6, 0.9}
    assert filled[0.9].precision == 1.0
    assert found.calibration.error < 0.075  # with one fit it is 0.089


def test_suggestions_do_not_overlap_and_name_each_note_once_a_sentence(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    notes = {
        "Red carp.md": "A.\n",
        "Carp.md": "B.\n",
        "a.md": "The red carp, a carp, and the red carp again like [[Pond]].\n",
        "b.md": "Like the [[Red carp]] and the [[Carp]] of all ponds.\n",
        "Pond.md": "C.\n",
    }
    texts, paths = texts_of(tmp_path, encoder, notes)
    note = paths.index("a.md")
    found = by_all(know(texts, {note}))(note, asked_sentences(texts)[note])
    targets = [paths[each.target] for each in found]
    assert sorted(targets) == ["Carp.md", "Pond.md", "Red carp.md"]
    ends = sorted((each.start, each.end) for each in found)
    assert all(one[1] <= other[0] for one, other in pairwise(ends))


def test_a_note_that_is_learned_from_looks_as_it_would_if_its_links_were_hidden(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    notes = {
        **NOTES,
        "Eel.md": "Fins. See [[Day 3]] for where and how it was seen.\n",
        "Only.md": "Only this note links to a [[Boat|great vessel]] or says [[Lists|lists]].\n",
    }
    texts, paths = texts_of(tmp_path, encoder, notes)

    def signs(note: int, hidden: set[int]) -> dict[Candidate, list[float]]:
        evidence = Evidence.of(know(texts, hidden))
        candidates = [*evidence.candidates(note)]
        of_note = all_signs(evidence, note, candidates)
        return {each: of_note(each) for each in candidates}

    for note in asked_sentences(texts):
        learned, hidden = signs(note, set()), signs(note, {note})
        assert learned
        assert learned == hidden, paths[note]


def test_a_vault_without_links_in_sentences_is_not_measured(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    vault = write_vault(tmp_path, {"a.md": "- [[b]]\n", "b.md": "Text.\n"}, encoder)
    assert evaluate_anchored(vault, read_linked_vault(vault), SEEDS, {"title": by_names}) is None


def test_a_suggestion_is_right_where_phrase_and_target_are_the_writers() -> None:
    sentences = [Sentence("the red carp swims", 1, (Anchor(4, 12, 7),))]
    suggestions = [
        Suggestion(0, 8, 12, 7, 0.9),
        Suggestion(0, 4, 12, 7, 0.8),  # found already
        Suggestion(0, 4, 12, 6, 0.7),
        Suggestion(0, 13, 18, 7, 0.6),
    ]
    assert [each.right for each in judge(3, suggestions, sentences)] == [True, False, False, False]


@pytest.mark.parametrize("suggester", [by_names, by_all])
def test_where_there_is_nothing_to_learn_from_nothing_is_suggested(
    suggester: Suggester, tmp_path: Path, encoder: HashingEncoder
) -> None:
    notes = {"a.md": "One that leads to [[b]] alone.\n", "b.md": "Text.\n"}
    vault = write_vault(tmp_path, notes, encoder)
    linked = read_linked_vault(vault)
    found = evaluate_anchored(vault, linked, SEEDS, {"only": suggester})
    assert found is not None
    assert found.overall.metrics["only"]["recall"].mean == 0.0
