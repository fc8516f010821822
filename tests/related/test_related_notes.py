from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fake_encoder import HashingEncoder
from small_catalogue import SmallNote, small_catalogue

from kblink.errors import UsageError
from kblink.related.known_vault import KnownVault
from kblink.related.notes import related_notes
from kblink.related.prior import prior_model
from kblink.related.title_vectors import known_titles
from kblink.store.commit import encoder_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from kblink.model import RelatedNote
    from kblink.ports import Encoder
    from kblink.store.catalogue import Catalogue

_WORDS = ["owl", "mouse", "tree", "night", "token", "lexer", "graph", "index", "vector", "query"]
_NOTES = [
    SmallNote(
        "owls.md",
        "Owls",
        (
            ("Hunting", "Patience first.\nOwls hunt mice at night, silently."),
            ("Nests", "A hollow oak tree serves as nest."),
        ),
        links=("parser.md",),
    ),
    SmallNote(
        "hawks.md",
        "Hawks",
        (
            ("Prey", "Seen from above.\n\nHawks hunt mice by day, never at night."),
            ("Home", "Their nest is in an oak tree."),
        ),
        links=("owls.md",),
    ),
    SmallNote("mice.md", "Mice", (("Enemies", "Mice fear what may hunt at night."),)),
    SmallNote("parser.md", "Parser", (("Tokens", "The lexer yields tokens."),)),
    SmallNote("empty.md", "Empty", ()),
]


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    folder = tmp_path_factory.mktemp("index") / ".kblink"
    with small_catalogue(folder, _NOTES, HashingEncoder()) as reader, reader.snapshot():
        yield reader


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    notes = [
        SmallNote(
            f"{n:03}.md",
            f"Note {n}",
            tuple(
                (_WORDS[(n + part) % 10], " ".join(_WORDS[(n * part + k) % 10] for k in range(4)))
                for part in range(1, 4)
            ),
        )
        for n in range(120)
    ]
    folder = tmp_path_factory.mktemp("crowd") / ".kblink"
    with small_catalogue(folder, notes, HashingEncoder()) as reader, reader.snapshot():
        yield reader


def _related(
    catalogue: Catalogue, path: str, *, limit: int = 10, unlinked: bool = False
) -> list[RelatedNote]:
    return _related_by(catalogue, HashingEncoder(), path, limit=limit, unlinked=unlinked)


def _related_by(
    catalogue: Catalogue, encoder: Encoder, path: str, *, limit: int = 10, unlinked: bool = False
) -> list[RelatedNote]:
    """What is related by the weights that ship."""
    known = _known(catalogue, encoder)
    return related_notes(catalogue, known, prior_model(), path, limit=limit, unlinked=unlinked)


def _known(catalogue: Catalogue, encoder: Encoder, *, every: bool = False) -> KnownVault:
    key = encoder_key(encoder.identity)

    def embed_titles(titles: Sequence[str]) -> dict[str, npt.NDArray[np.float32]]:
        return known_titles(catalogue, key, titles, encoder).vectors

    return KnownVault(catalogue, key, embed_titles, every=every)


def test_notes_on_the_same_things_come_first_and_the_note_itself_never(
    catalogue: Catalogue,
) -> None:
    found = [each.path for each in _related(catalogue, "owls.md")]
    assert ({*found[:2]}, found[2:]) == ({"hawks.md", "mice.md"}, ["parser.md"])


def test_the_best_pair_of_passages_is_named_with_lines(catalogue: Catalogue) -> None:
    owls = next(each for each in _related(catalogue, "mice.md") if each.path == "owls.md")
    assert (owls.source.path, owls.source.heading_path, owls.source.line, owls.source.text) == (
        "mice.md",
        ("Enemies",),
        2,
        "Mice fear what may hunt at night.",
    )
    assert (owls.target.path, owls.target.heading_path, owls.target.line, owls.target.text) == (
        "owls.md",
        ("Hunting",),
        3,
        "Owls hunt mice at night, silently.",
    )


def test_linked_notes_are_flagged_in_both_directions(catalogue: Catalogue) -> None:
    linked = {each.path: each.linked for each in _related(catalogue, "owls.md")}
    assert linked == {"hawks.md": True, "mice.md": False, "parser.md": True}


def test_unlinked_hides_linked_notes(catalogue: Catalogue) -> None:
    assert [each.path for each in _related(catalogue, "owls.md", unlinked=True)] == ["mice.md"]


def test_scores_and_similarities_stay_within_bounds(catalogue: Catalogue) -> None:
    found = _related(catalogue, "owls.md")
    scores = [each.score for each in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= each.score <= 1 and -1 <= each.similarity <= 1 for each in found)


def test_the_limit_cuts_the_list_not_the_order(catalogue: Catalogue) -> None:
    assert _related(catalogue, "owls.md", limit=1) == _related(catalogue, "owls.md")[:1]


def test_a_note_without_text_has_no_related_notes(catalogue: Catalogue) -> None:
    assert _related(catalogue, "empty.md") == []


def test_a_note_alone_in_its_vault_has_no_related_notes(tmp_path: Path) -> None:
    with small_catalogue(tmp_path / "i", _NOTES[:1], HashingEncoder()) as reader:
        assert _related(reader, "owls.md") == []


def test_a_note_of_very_many_sections_is_related_too(tmp_path: Path) -> None:
    diary = SmallNote("diary.md", "Diary", tuple((f"Day {n}", f"owls {n}") for n in range(1500)))
    with small_catalogue(tmp_path / "i", [diary, *_NOTES], HashingEncoder()) as reader:
        assert {each.path for each in _related(reader, "diary.md")} == {
            "owls.md",
            "hawks.md",
            "mice.md",
            "parser.md",
        }


def test_an_unknown_note_or_limit_is_a_usage_error(catalogue: Catalogue) -> None:
    with pytest.raises(UsageError, match=r"absent\.md"):
        _related(catalogue, "absent.md")
    with pytest.raises(UsageError, match="limit"):
        _related(catalogue, "owls.md", limit=0)


def test_one_alike_section_weighs_less_than_alike_notes(tmp_path: Path) -> None:
    licence = ("Licence", "Everybody may copy this note.")
    owls = "Owls hunt mice at night in the forest; their feathers make no noise at all."
    notes = [
        SmallNote("a.md", "A", (("Owls", f"{owls} Some live in barns."), licence)),
        SmallNote("b.md", "B", (("Mail", "The server sends letters by protocol."), licence)),
        SmallNote("c.md", "C", (("Birds", f"{owls} Others do not."),)),
    ]
    with small_catalogue(tmp_path / "i", notes, HashingEncoder()) as reader:
        found = _related(reader, "a.md")
    assert [each.path for each in found] == ["c.md", "b.md"]


def test_a_footer_that_all_notes_share_is_no_evidence(tmp_path: Path) -> None:
    footer = ("Licence", "Everybody may copy and change this note.")
    owls = "Owls hunt mice at night in the forest; their feathers make no noise."
    others = [SmallNote(f"{n}.md", "Note", ((f"Part {n}", f"text{n}"), footer)) for n in range(8)]
    notes = [
        SmallNote("a.md", "Note", (("Prey", owls), footer)),
        SmallNote("b.md", "Note", (("Food", f"{owls} Mice are not all of it."), footer)),
        *others,
    ]
    with small_catalogue(tmp_path / "i", notes, HashingEncoder()) as reader:
        first = _related(reader, "a.md")[0]
    assert (first.path, first.target.heading_path) == ("b.md", ("Food",))
    assert first.similarity < 0.999


def test_equal_notes_come_in_the_order_of_their_paths(tmp_path: Path) -> None:
    notes = [SmallNote(f"{name}.md", "Twin", (("Same", "owls"),)) for name in "dbca"]
    with small_catalogue(tmp_path / "i", notes, HashingEncoder()) as reader:
        found = _related(reader, "c.md")
    assert [each.path for each in found] == ["a.md", "b.md", "d.md"]
    assert found[0].similarity == pytest.approx(1.0)


def test_vectors_of_another_encoder_are_not_used(catalogue: Catalogue) -> None:
    assert _related_by(catalogue, HashingEncoder(seed=1), "owls.md") == []


def test_the_limit_of_a_crowded_vault_cuts_the_list_not_the_order(crowd: Catalogue) -> None:
    some = [each.path for each in _related(crowd, "007.md", limit=5)]
    every = [each.path for each in _related(crowd, "007.md", limit=200)]
    assert len(every) > 50
    assert some == every[:5]


@pytest.mark.parametrize("every", [False, True])
def test_a_vault_of_many_notes_is_not_compared_whole_and_finds_the_same(
    crowd: Catalogue, monkeypatch: pytest.MonkeyPatch, *, every: bool
) -> None:
    whole = _known(crowd, HashingEncoder()).compared(7)
    best = {each.path for each in _related(crowd, "007.md", limit=5)}
    monkeypatch.setattr("kblink.related.known_vault.FEW", 20)
    monkeypatch.setattr("kblink.related.known_vault._MOST_BROUGHT", 25)
    monkeypatch.setattr("kblink.related.known_vault._MOST_SECTIONS", 25)
    monkeypatch.setattr("kblink.related.features._MOST_BACKGROUND", 60)
    known = _known(crowd, HashingEncoder(), every=every)
    found = related_notes(crowd, known, prior_model(), "007.md", limit=10, unlinked=False)
    assert len(known.compared(7).profiles) < len(whole.profiles)
    assert len(best & {each.path for each in found}) >= 3


def test_a_note_says_what_names_it_and_what_both_are_linked_with(tmp_path: Path) -> None:
    notes = [
        SmallNote("a.md", "Barn owl", (("Text", "Not like tawny owls\nat all."),), ("hub.md",)),
        SmallNote("b.md", "Tawny owl", (("Text", "Lives in woods."),), ("hub.md",)),
        SmallNote("hub.md", "Birds", (("Text", "A list."),)),
    ]
    with small_catalogue(tmp_path / "i", notes, HashingEncoder()) as reader:
        (found,) = (each for each in _related(reader, "a.md") if each.path == "b.md")
        (back,) = (each for each in _related(reader, "b.md") if each.path == "a.md")
    assert found.naming is not None
    assert (found.naming.path, found.naming.line, found.naming.text) == ("a.md", 2, "tawny owls")
    assert back.naming == found.naming
    assert (found.neighbours, found.neighbour_count) == (("hub.md",), 1)
    assert set(found.shares) == {"meaning", "title", "words", "names", "links", "popularity"}


def test_the_real_encoder_relates_what_shares_a_subject(tmp_path: Path, bundled: Encoder) -> None:
    notes = [
        SmallNote("dog.md", "Note", (("Text", "The puppy barks when strangers come near."),)),
        SmallNote("wolf.md", "Note", (("Text", "Wolves howl to keep their pack together."),)),
        SmallNote("tax.md", "Note", (("Text", "Income above the threshold is taxed twice."),)),
    ]
    with small_catalogue(tmp_path / "i", notes, bundled) as reader:
        found = _related_by(reader, bundled, "dog.md", limit=2)
    assert [each.path for each in found] == ["wolf.md", "tax.md"]
