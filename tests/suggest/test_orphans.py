from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fake_encoder import HashingEncoder
from small_catalogue import SmallNote, small_catalogue

from kblink import Vault
from kblink.errors import UsageError
from kblink.model import (
    Mention,
    Orphan,
    PassageRef,
    RelatedNote,
    RepeatedLine,
    Rescuer,
    Span,
)
from kblink.store.catalogue import Catalogue
from kblink.store.rows import NoteNames
from kblink.suggest.orphans import Candidates, choose, find_rescuers, with_few_first

if TYPE_CHECKING:
    from pathlib import Path

NOTES = {
    "Barn owl.md": "# Barn owl\n\nIt hunts mice at night, silently, over fields. See [[Mice]].\n",
    "Night.md": (
        "# Night\n\nOver fields [[Mice]] come out at night.\n\nThen barn owls hunt, silently.\n"
    ),
    "Mice.md": "# Mice\n\nThey fear what hunts at night over fields.\n\n[[Night]], [[Compiler]]\n",
    "Compiler.md": "# Compiler\n\nIt reads tokens from a lexer, and yields code. [[Mice]]\n",
    "Lexer.md": "---\nkblink-ignore: [orphan-note]\n---\n# Lexer\n\nA lexer yields tokens.\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, text in NOTES.items():
        (tmp_path / path).write_text(text, "utf-8")
    return tmp_path


def candidates(path: str, **scores: float) -> Candidates:
    return Candidates(NoteNames(path, path, ()), scores, {}, ())


def rescuer(path: str, score: float = 0.5, *, names: bool = False) -> Rescuer:
    mention = Mention(path, Span(0, 1, 1, 1, 1, 2), "owl", "An owl.") if names else None
    return Rescuer(path, path, score, mention, None, is_linked=False)


# --- in a vault -----------------------------------------------------------------------------------


def test_an_orphan_is_told_with_what_names_it_first(root: Path) -> None:
    (orphan,) = Vault(root, encoder=HashingEncoder()).orphans()
    assert (orphan.path, orphan.title) == ("Barn owl.md", "Barn owl")
    assert {each.path for each in orphan.rescuers} == {
        "Night.md", "Mice.md", "Compiler.md", "Lexer.md",
    }  # fmt: skip
    night = orphan.rescuers[0]
    assert night.path == "Night.md"
    assert night.mention is not None
    assert (night.mention.span.line, night.mention.text) == (5, "barn owls")
    assert night.mention.sentence == "Then barn owls hunt, silently."
    assert night.passage is not None
    linked = {each.path for each in orphan.rescuers if each.is_linked}
    assert linked == {"Mice.md"}
    assert sorted((each.score for each in orphan.rescuers), reverse=True) == [
        each.score for each in orphan.rescuers
    ]


def test_a_note_that_is_no_orphan_is_not_told(root: Path) -> None:
    vault = Vault(root, encoder=HashingEncoder())
    assert vault.orphans(["Mice"]) == []
    assert [each.path for each in vault.orphans(["Barn owl"])] == ["Barn owl.md"]


def test_rescuers_are_as_many_as_are_asked_for(root: Path) -> None:
    vault = Vault(root, encoder=HashingEncoder())
    assert [len(each.rescuers) for each in vault.orphans(limit=2)] == [2]
    with pytest.raises(UsageError):
        vault.orphans(limit=0)


def test_settings_that_silence_the_finding_for_all_notes_do_not_silence_the_question(
    root: Path,
) -> None:
    (root / "kblink.toml").write_text('[check.severity]\norphan-note = "off"\n')
    assert [each.path for each in Vault(root, encoder=HashingEncoder()).orphans()] == [
        "Barn owl.md"
    ]


def test_a_folder_whose_notes_may_be_orphans_has_none(root: Path) -> None:
    (root / "kblink.toml").write_text(
        '[[check.override]]\npath = ["Barn*"]\nseverity = { orphan-note = "off" }\n'
    )
    assert Vault(root, encoder=HashingEncoder()).orphans() == []


# --- what speaks for a rescuer --------------------------------------------------------------------

STORED = [
    SmallNote("owl.md", "Barn owl", (("", "It hunts."),), links=("linked.md",)),
    SmallNote("linked.md", "Linked", (("", "Nothing of that."),)),
    SmallNote("named.md", "Named", (("", "Where barn owls live."),), links=("linked.md",)),
    SmallNote("words.md", "Words", (("", "An owl in a barn."),), links=("named.md",)),
    SmallNote("near.md", "Near", (("", "Hunters of the night."),), links=("words.md",)),
    SmallNote("other.md", "Other", (("", "Another thing."),), links=("near.md",)),
]


def related_to(path: str, text: str) -> RelatedNote:
    place = PassageRef(path, (), 2, text)
    return RelatedNote(path, path, 0.8, 0.9, linked=False, source=place, target=place)


def rescued(
    folder: Path, related: list[RelatedNote], boilerplate: tuple[str, ...] = ()
) -> dict[str, Rescuer]:
    """The rescuers of the barn owl, best first, in an index of six notes."""
    small_catalogue(folder, STORED, HashingEncoder()).close()
    with Catalogue.open_writer(folder) as writer:
        writer.keep_boilerplate([RepeatedLine(line, 50) for line in boilerplate])
    with Catalogue.open_reader(folder) as catalogue, catalogue.snapshot():
        (orphan,) = find_rescuers(
            catalogue, {"owl.md", "gone.md"}, lambda _: related, lambda _: None, limit=5
        )
    return {each.path: each for each in orphan.rescuers}


def test_words_of_the_title_a_link_and_a_name_speak_for_a_note(tmp_path: Path) -> None:
    found = rescued(tmp_path / "index", [])
    assert {*found} == {"named.md", "words.md", "linked.md"}
    assert found["linked.md"].is_linked
    assert found["linked.md"].score > 0.1
    assert found["named.md"].score > max(found["words.md"].score, found["linked.md"].score)


def test_what_is_related_speaks_for_a_note_with_its_passage(tmp_path: Path) -> None:
    found = rescued(tmp_path / "index", [related_to("near.md", "Hunters of the night.")])
    assert next(iter(found)) == "near.md"
    assert found["near.md"].passage == PassageRef("near.md", (), 2, "Hunters of the night.")
    assert found["named.md"].passage is None


def test_a_line_that_many_notes_have_speaks_for_none(tmp_path: Path) -> None:
    related = [related_to("near.md", "Was this of help? 👍 · Edit this page")]
    lines = ("Was this of help?", "Edit this page")
    assert rescued(tmp_path / "index", related, lines)["near.md"].passage is None


# --- the choice -----------------------------------------------------------------------------------


def test_the_best_candidates_are_chosen() -> None:
    assert choose([candidates("a", x=0.2, y=0.9, z=0.5)], 2) == [["y", "z"]]


def test_no_note_is_told_for_very_many_orphans() -> None:
    many = [candidates(f"{n:02}", hub=0.5 + n / 100, own=0.1) for n in range(14)]
    chosen = choose(many, 1)
    assert [paths for paths in chosen if paths == ["hub"]] == [["hub"]] * 10
    assert chosen[:4] == [["own"]] * 4  # those that it suits least


def test_no_note_is_first_for_many_orphans_that_it_does_not_name() -> None:
    orphans = [
        Orphan(f"{n}", "", (rescuer("hub", 0.9 - n / 100), rescuer("other", 0.3))) for n in range(5)
    ]
    named = Orphan("named", "", (rescuer("hub", 0.1, names=True), rescuer("other", 0.05)))
    alone = Orphan("alone", "", (rescuer("hub", 0.2),))
    found = with_few_first([*orphans, named, alone])
    assert [each.rescuers[0].path for each in found] == [
        "hub", "hub", "hub", "other", "other", "hub", "hub",
    ]  # fmt: skip
    assert [len(each.rescuers) for each in found] == [2, 2, 2, 2, 2, 2, 1]
