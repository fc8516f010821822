"""What speaks for a link, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from linked_notes import write_vault

from kblink.evaluate.anchored import linked_texts
from kblink.evaluate.linked_vault import read_linked_vault
from kblink.evaluate.passages import embed_views
from kblink.evaluate.protocols import Trial
from kblink.suggest.evidence import Evidence
from kblink.suggest.known import know
from kblink.suggest.signs import ALL_SIGNS, NAME_SIGNS, all_signs, name_signs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeAlias

    from fake_encoder import HashingEncoder

    SignsOf: TypeAlias = Callable[[str, str, str], dict[str, float]]

NOTES = {
    "fish/Carp.md": "A carp has scales.\n",
    "fish/Pike.md": "Long.\n",
    "SQL.md": "A language.\n",
    "servers/SQL Server.md": "SQL Server of a firm. It reads SQL.\n",
    "rules/rename.md": "# Rule rename\n\nHow to do it.\n",
    "Heron (bird).md": "It eats, says New, every day.\n",
    "Old.md": "We saw a [[Carp|golden one]] and a [[Pike|golden one]] and a [[Carp|golden one]].\n",
    "Older.md": "There was no golden one and no carp in it.\n",
    "fish/New.md": (
        "There was a golden one there.\n\nThen a Carp was seen near SQL Reports 2.\n\n"
        "A Heron came to “rename” the carp.\n"
    ),
}


@pytest.fixture
def signs_of(tmp_path: Path, encoder: HashingEncoder) -> SignsOf:
    vault = write_vault(tmp_path, NOTES, encoder)
    linked = read_linked_vault(vault)
    (view,) = embed_views(vault, linked, [Trial(0, frozenset(), {})])
    evidence = Evidence.of(know(linked_texts(linked, view)))

    def signs(note: str, phrase: str, target: str) -> dict[str, float]:
        number = linked.paths.index(note)
        candidates = [*evidence.candidates(number)]
        for each in candidates:
            text = evidence.known.sentences[number][each.sentence].text
            if text[each.start : each.end] == phrase and linked.paths[each.target] == target:
                row = all_signs(evidence, number, candidates)(each)
                assert row[: len(NAME_SIGNS)] == name_signs(evidence, number, candidates)(each)
                return dict(zip(ALL_SIGNS, row, strict=True))
        raise AssertionError((note, phrase, target))

    return signs


def test_where_a_phrase_leads_in_other_notes(signs_of: SignsOf) -> None:
    carp = signs_of("fish/New.md", "golden one", "fish/Carp.md")
    pike = signs_of("fish/New.md", "golden one", "fish/Pike.md")
    assert (carp["commonness"], pike["commonness"]) == pytest.approx((2 / 3, 1 / 3))
    assert carp["linked"] == pike["linked"] == 1
    assert carp["alone"] == 0
    # Of the two notes that say it one says it without a link.
    assert carp["silent"] == pytest.approx(0.693, abs=1e-3)


def test_how_a_name_is_written(signs_of: SignsOf) -> None:
    written = signs_of("fish/New.md", "Carp", "fish/Carp.md")
    assert written["alone"] == written["file name"] == written["as written"] == 1
    assert (written["capital"], written["opens sentence"]) == (1, 0)
    other = signs_of("fish/New.md", "carp", "fish/Carp.md")
    assert (other["as written"], other["capital"], other["case differs"]) == (0, 0, 0)
    assert written["mentions"] == other["mentions"] > 0
    assert written["position"] < other["position"]


def test_what_a_phrase_is_a_part_of(signs_of: SignsOf) -> None:
    assert signs_of("fish/New.md", "SQL", "SQL.md")["in longer name"] == 1
    assert signs_of("fish/New.md", "Carp", "fish/Carp.md")["in longer name"] == 0
    assert signs_of("servers/SQL Server.md", "SQL", "SQL.md")["in own name"] == 1
    assert signs_of("fish/New.md", "SQL", "SQL.md")["in own name"] == 0
    assert signs_of("fish/New.md", "rename", "rules/rename.md")["inside name"] == 1
    heron = signs_of("fish/New.md", "Heron", "Heron (bird).md")
    assert (heron["part of name"], heron["inside name"], heron["alone"]) == (1, 1, 0)


def test_what_the_notes_have_in_common(signs_of: SignsOf) -> None:
    carp = signs_of("fish/New.md", "Carp", "fish/Carp.md")
    assert (carp["same folder"], carp["marked"]) == (1, 0)
    rename = signs_of("fish/New.md", "rename", "rules/rename.md")
    assert (rename["same folder"], rename["marked"]) == (0, 1)
    assert signs_of("fish/New.md", "Heron", "Heron (bird).md")["named by target"] == 1
    assert carp["named by target"] == 0
    assert carp["section"] > 0
