"""Whatever notes are called by now, what was rejected stays rejected, and nothing else is."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING

import pytest
from random_moves import Moved, random_move

from kblink import KblinkError, Vault
from kblink.suggest.feedback import Feedback, judgement_now
from kblink.suggest.in_vault import LinksInVault

if TYPE_CHECKING:
    from pathlib import Path

    from kblink.suggest.feedback import Judgement


def rejected(vault: Vault, links: LinksInVault, chance: random.Random) -> list[Judgement]:
    """Rejections of a phrase from any notes to any others."""
    paths = vault.note_paths()
    pairs = [chance.sample(paths, 2) for _ in range(40)]
    return [
        judgement_now("rejected", "some phrase", note, target, links.note_words)
        for note, target in pairs
    ]


def edit(root: Path, path: str, chance: random.Random) -> None:
    """Take out a line, or put one in."""
    lines = (root / path).read_text("utf-8").split("\n")
    place = chance.randrange(len(lines))
    lines[place : place + 1] = [] if chance.random() < 0.5 else [lines[place], "A new line in it."]
    (root / path).write_text("\n".join(lines), "utf-8")


@pytest.mark.parametrize(
    ("name", "seed"), [("quartz-docs", 1), ("foam-docs", 2), ("lixelv-notes", 3)]
)
def test_rejections_outlive_moves_plain_renames_and_edits(
    quick_folder: Path, shared: Path, name: str, seed: int
) -> None:
    root = quick_folder / "vault"
    if not (shared / "corpora" / name).is_dir():
        pytest.skip(f"no {name}")
    shutil.copytree(shared / "corpora" / name, root, ignore=shutil.ignore_patterns(".git"))
    for file in root.rglob("*"):
        file.chmod(file.stat().st_mode | 0o200)
    chance = random.Random(seed)
    vault = Vault(root)
    links = LinksInVault(root, root / ".kblink", lambda _: None)
    # Of a note of one paragraph an edit may leave nothing.
    told = {path for path in vault.note_paths() if (root / path).stat().st_size > 600}
    judgements = [
        each
        for each in rejected(vault, links, chance)
        if each.note is not None and {each.note.path, each.target.path} <= told
    ]
    moved = Moved({path: path for path in vault.note_paths()})
    for _ in range(6):
        kind, old, new = random_move(root, vault, chance)
        if kind == "heading":
            continue
        try:
            for one in vault.mv(old, new).moves:
                moved.apply(one.old, one.new)
        except KblinkError:
            continue
    for number, path in enumerate(vault.note_paths()):
        if chance.random() < 0.4:
            edit(root, path, chance)
        if chance.random() < 0.5:
            renamed = f"{path.rpartition('/')[0]}/renamed {number}.md".lstrip("/")
            (root / path).rename(root / renamed)
            moved.apply(path, renamed)
    paths = vault.note_paths()
    feedback = Feedback(judgements, paths, links.note_words)
    lost = [
        each
        for each in judgements
        if each.note is not None
        and not feedback.bars(
            moved.first[each.note.path], "some phrase", moved.first[each.target.path]
        )
    ]
    assert len(judgements) >= 15
    assert lost == []
    origin = moved.origin()
    meant = {(each.note.path, each.target.path) for each in judgements if each.note is not None}
    others = [(note, target) for note in paths for target in paths if note != target]
    chosen = chance.sample(others, 2000)
    wrong = [
        pair
        for pair in chosen
        if feedback.bars(pair[0], "some phrase", pair[1])
        and (origin[pair[0]], origin[pair[1]]) not in meant
    ]
    assert len(wrong) <= 2  # notes that are made of the same template
