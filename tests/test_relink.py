"""After any edits the stored verdicts are those of an index that was built in one go."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from fake_encoder import HashingEncoder
from generate_vault import generate

from kblink import Vault
from kblink.store.catalogue import Catalogue

if TYPE_CHECKING:
    from pathlib import Path

    from kblink.model import ResolvedLink

_ENCODER = HashingEncoder(dimension=8)
NOTES = {
    "a.md": "# A\n\n## One\n\ntext ^here\n\n[[b#Two]]\n",
    "b.md": "# B\n\n## Two\n\n[[a#One]] [[a#Once]] [[a#^here]] [[c]]\n",
    "c.md": "# C\n\n[[a]] ![[p.png]] [[nowhere]] [[A#One|x]]\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    folder.mkdir()
    for name, text in NOTES.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def verdicts(root: Path, index_dir: Path) -> dict[str, tuple[ResolvedLink, ...]]:
    Vault(root, index_dir=index_dir, encoder=_ENCODER).index()
    with Catalogue.open_reader(index_dir) as catalogue:
        return catalogue.resolved_links()


def only_what_changed_is_resolved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kblink.relink.index_targets", lambda *_: pytest.fail("all was resolved"))


EDITS = {
    "a link more": ("a.md", "# A\n\n## One\n\ntext ^here\n\n[[b#Two]] [[c]] [[gone]] [[B#Twoo]]\n"),
    "another heading": ("a.md", "# A\n\n## Once\n\ntext ^here\n\n[[b#Two]]\n"),
    "no text at all but for its title": ("c.md", "# C\n"),
    "a heading that others name": ("b.md", "# B\n\n[[a#One]]\n"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_resolves_what_it_can_have_changed_and_nothing_else(
    root: Path, tmp_path: Path, edit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    verdicts(root, tmp_path / "index")
    name, text = EDITS[edit]
    (root / name).write_text(text, "utf-8")
    with monkeypatch.context() as patched:
        only_what_changed_is_resolved(patched)
        found = verdicts(root, tmp_path / "index")
    assert found == verdicts(root, tmp_path / "fresh")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "# Another title\n\n## One\n\ntext ^here\n"),
        ("a.md", "---\naliases: [nowhere]\n---\n# A\n\n## One\n\ntext ^here\n"),
        ("a.md", "# A\n\n## One\n\ntext ^elsewhere\n"),
        ("nowhere.md", "# New\n"),
        ("p.png", ""),
    ],
)
def test_what_others_may_be_offered_has_all_links_resolved(
    root: Path, tmp_path: Path, name: str, text: str
) -> None:
    verdicts(root, tmp_path / "index")
    (root / name).write_text(text, "utf-8")
    assert verdicts(root, tmp_path / "index") == verdicts(root, tmp_path / "fresh")


@pytest.mark.parametrize("seed", range(3))
def test_after_many_edits_of_a_generated_vault_verdicts_are_those_of_a_fresh_index(
    tmp_path: Path, seed: int
) -> None:
    root = tmp_path / "vault"
    generate(root, 30, links=8, seed=seed)
    chance = random.Random(seed)
    notes = sorted(root.rglob("*.md"))
    verdicts(root, tmp_path / "index")
    for _ in range(6):
        for note in chance.sample(notes, 2):
            note.write_text(_edited(note.read_text("utf-8"), chance), "utf-8")
        assert verdicts(root, tmp_path / "index") == verdicts(root, tmp_path / f"{chance.random()}")


def _edited(text: str, chance: random.Random) -> str:
    """The text with some of its lines dropped, moved or written twice."""
    lines = text.split("\n")
    start, end = sorted(chance.sample(range(len(lines) + 1), 2))
    part = lines[start:end]
    return "\n".join(chance.choice(([*lines, *part], [*lines[:start], *lines[end:]], lines[::-1])))
