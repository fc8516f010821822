"""What `kblink suggest` shows of a vault: learned from its links, read from its index."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from linked_notes import write_vault

from kblink.markdown.parse_file import parse_file
from kblink.suggest.links import learn_links, learning_basis, suggest_links
from kblink.suggest.signs import ALL_SIGNS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path
    from typing import TypeAlias

    from fake_encoder import HashingEncoder

    from kblink.markdown.parse import ParsedNote
    from kblink.model import SuggestedLink

    Suggest: TypeAlias = Callable[..., list[SuggestedLink]]

FISH = ("carp", "perch", "tench", "trout", "salmon", "pike", "roach", "bream")
LINKED = {
    **{f"{fish.title()}.md": f"It has scales and {fish} fins.\n" for fish in FISH},
    **{
        f"Day {number}.md": f"On day {number} we saw a [[{fish.title()}|{fish}]] in the lake.\n"
        for number, fish in enumerate(FISH * 2)
    },
}


@pytest.fixture
def suggest(tmp_path: Path, encoder: HashingEncoder) -> Suggest:
    def suggested(
        notes: Mapping[str, str], paths: Collection[str] | None = None
    ) -> list[SuggestedLink]:
        vault = write_vault(tmp_path, {**LINKED, **notes}, encoder)

        def read(path: str) -> ParsedNote:
            return parse_file(path, (tmp_path / path).read_bytes().decode().removeprefix("\ufeff"))

        with vault._reader(refresh=True) as catalogue:
            key = vault._stored_key(catalogue)
            weights = learn_links(catalogue, key, read)
            return [*suggest_links(catalogue, key, read, weights, paths)]

    return suggested


def shown(some: Collection[SuggestedLink]) -> list[tuple[str, int, str, str]]:
    return [(each.path, each.span.line, each.anchor, each.target) for each in some]


def test_the_first_mention_of_each_note_is_suggested_with_its_place(suggest: Suggest) -> None:
    text = "# About carps\n\nThere were carps, big carps, in it.\n\nAnd a pike with carps too.\n"
    found = suggest({"New.md": text}, ["New.md"])
    assert shown(found) == [("New.md", 3, "carps", "Carp.md"), ("New.md", 5, "pike", "Pike.md")]
    for each in found:
        assert text[each.span.start : each.span.end] == each.anchor
        assert {*each.signals} == {*ALL_SIGNS}
        assert 0.5 < each.confidence < 1
        assert each.evidence
    assert found[0].span.column == 12


def test_offsets_count_neither_a_bom_nor_a_line_end_twice(suggest: Suggest) -> None:
    found = suggest({"New.md": "\ufeffOne line.\r\nWe saw a 🐟 and a carp in it.\r\n"}, ["New.md"])
    text = "One line.\r\nWe saw a 🐟 and a carp in it.\r\n"
    assert [text[each.span.start : each.span.end] for each in found] == ["carp"]
    assert (found[0].span.line, found[0].span.column) == (2, 18)


@pytest.mark.parametrize(
    "text",
    [
        "See [[Carp]] for it. Of all a carp is best.\n",
        "Of all a carp is best. See [the fish](Carp.md).\n",
        "![[Carp]]\n\nOf all a carp is best.\n",
        "---\nup: '[[Carp]]'\n---\nOf all a carp is best.\n",
        "See [[lost/Carp]] for it. Of all a carp is best.\n",
        "Of all a carp is best.\n\n- [[Carp]]\n",
        "Of all a carp is best.\n\n<a href='Carp.md'>here</a>\n",
    ],
)
def test_what_a_note_links_to_in_any_form_is_not_suggested(suggest: Suggest, text: str) -> None:
    assert "Carp.md" not in [each.target for each in suggest({"New.md": text}, ["New.md"])]


def test_a_note_does_not_link_to_itself(suggest: Suggest) -> None:
    found = suggest({"Pike.md": "Of all the fish a pike is the best, but for a carp.\n"})
    assert ("Pike.md", 1, "carp", "Carp.md") in shown(found)
    assert all(each.path != each.target for each in found)


def test_the_longer_name_wins_and_nothing_overlaps(suggest: Suggest) -> None:
    notes = {
        "Carp pond.md": "Water.\n",
        "Old.md": "We swam in the [[Carp pond]] of the village.\n",
        "New.md": "We all went to the carp pond of the village.\n",
    }
    assert shown(suggest(notes, ["New.md"])) == [("New.md", 1, "carp pond", "Carp pond.md")]


def test_names_without_blanks_between_words_are_found(suggest: Suggest) -> None:
    notes = {
        "神经网络.md": "A net.\n",
        "Old.md": "我们在这里使用[[神经网络]]来识别图像。\n",
        "Older.md": "我们使用神经网络。\n",
        "New.md": "今天我们也使用神经网络来识别图像。\n",
    }
    found = suggest(notes, ["New.md"])
    assert shown(found) == [("New.md", 1, "神经网络", "神经网络.md")]
    assert found[0].signals["silent"] > 0


def test_of_two_names_of_a_note_one_is_suggested(suggest: Suggest) -> None:
    notes = {
        "Tench.md": "---\naliases: [Doctor fish]\n---\nScales.\n",
        "New.md": "There was a tench in it.\n\nThe doctor fish was green all over.\n",
    }
    found = suggest(notes, ["New.md"])
    assert [each.target for each in found] == ["Tench.md"]


def test_what_only_the_parser_tells_is_asked_of_it(suggest: Suggest) -> None:
    text = "We said `this is\n2. a carp` of the pond, and a pike of it.\n"
    assert shown(suggest({"New.md": text}, ["New.md"])) == [("New.md", 2, "pike", "Pike.md")]


def test_what_others_link_with_is_suggested(suggest: Suggest) -> None:
    notes = {
        f"Trip {number}.md": f"We saw the [[Carp|golden one]] on trip {number}.\n"
        for number in range(5)
    }
    found = suggest({**notes, "New.md": "It was the golden one that we saw.\n"}, ["New.md"])
    assert shown(found) == [("New.md", 1, "golden one", "Carp.md")]


def test_notes_that_are_asked_for_alone_get_what_they_get_among_all(suggest: Suggest) -> None:
    notes = {"New.md": "A carp and a pike.\n", "Other.md": "A tench, a bream and a roach in it.\n"}
    every = suggest(notes)
    assert {each.path for each in every} == {"New.md", "Other.md"}
    assert suggest(notes, ["Other.md"]) == [each for each in every if each.path == "Other.md"]


def test_a_vault_without_notes_or_links_suggests_by_what_others_taught(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    for folder, notes in (
        ("empty", {}),
        ("blank", {"a.md": "", "b.md": "\n"}),
        ("plain", {"Heron.md": "A bird.\n", "New.md": "There was a Heron on the lake.\n"}),
    ):
        vault = write_vault(tmp_path / folder, notes, encoder)
        with vault._reader(refresh=True) as catalogue:
            key = vault._stored_key(catalogue)

            def read(path: str, notes: Mapping[str, str] = notes) -> ParsedNote | None:
                return parse_file(path, notes[path])

            weights = learn_links(catalogue, key, read)
            found = [*suggest_links(catalogue, key, read, weights)]
            assert [each.anchor for each in found] == (["Heron"] if folder == "plain" else [])


def test_a_note_that_cannot_be_read_is_passed_over(tmp_path: Path, encoder: HashingEncoder) -> None:
    vault = write_vault(tmp_path, {**LINKED, "New.md": "There was a carp in it.\n"}, encoder)
    with vault._reader(refresh=True) as catalogue:
        key = vault._stored_key(catalogue)
        weights = learn_links(catalogue, key, lambda _: None)
        assert [*suggest_links(catalogue, key, lambda _: None, weights)] == []


def test_a_phrase_that_is_seldom_linked_where_it_is_said_is_not_sure(suggest: Suggest) -> None:
    # Where its sentence has a link, `carp` is linked; but most sentences that say it have none.
    notes = {
        f"Trip {number}.md": (
            f"We saw a {'[[Carp|carp]]' if number % 4 == 0 else '[[Pike|pike]]'} on trip {number}."
            f"\n\nIn the evening of day {number} there was a carp soup for all of us.\n"
        )
        for number in range(60)
    }
    found = suggest({**notes, "New.md": "A carp is what we ate all day.\n"}, ["New.md"])
    assert [each.anchor for each in found] == ["carp"]
    assert found[0].confidence < 0.5


def test_weights_are_outdated_by_another_encoder_and_by_many_notes_but_not_by_one(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    def basis(notes: Mapping[str, str], key: str) -> str:
        vault = write_vault(tmp_path, notes, encoder)
        with vault._reader(refresh=True) as catalogue:
            return learning_basis(catalogue, key)

    first = basis(LINKED, "a")
    assert basis({**LINKED, "New.md": "One.\n"}, "a") == first
    assert basis({}, "b") != first
    assert basis({f"{number}.md": "One.\n" for number in range(20)}, "a") != first
