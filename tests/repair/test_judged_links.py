"""60 broken links of seed-vault, drawn at random (`Random(60).sample`) and judged by hand.

Each line of `judged_links.txt` has the note, the line, the link, and the note that a reader of the
sentence, of the list of files and of the notes would let it lead to; nothing where none is there.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from kblink import Vault
from kblink.links.resolve import resolve_link
from kblink.links.targets import index_files
from kblink.markdown.parse import parse_note

LIST = Path(__file__).with_name("judged_links.txt")


class Judged(NamedTuple):
    path: str
    line: int
    link: str
    right: str


def judged_links() -> list[Judged]:
    rows = (line.split("\t") for line in LIST.read_text("utf-8").splitlines())
    return [Judged(path, int(line), link, right) for path, line, link, right in rows]


def test_what_fix_does_agrees_with_a_person(shared: Path, tmp_path: Path) -> None:
    folder = shared / "corpora" / "seed-vault"
    if not folder.is_dir():
        pytest.skip(f"no corpus {folder}")
    vault = Vault(folder, index_dir=tmp_path)
    index = index_files(vault.note_paths())
    new = {(one.edit.path, one.line, one.edit.old): one.edit.new for one in vault.fix().rewrites}
    agreed: list[Judged] = []
    missed: list[Judged] = []
    wrong: list[Judged] = []
    for item in judged_links():
        written = new.get((item.path, item.line, item.link))
        if written is None:
            (missed if item.right else agreed).append(item)
            continue
        (link,) = parse_note(item.path, written).note.links
        led = resolve_link(link, item.path, index, vault.config.links).target.path
        (agreed if led == item.right else wrong).append(item)
    assert not wrong
    # Another name, which a person knows to mean the same.
    assert {item.link for item in missed} <= {
        "[[inference_optimization/index.md]]",
        "[[graph_neural_networks.md]]",
        "[[nlp/models/automatic_speech_recognition.md]]",
    }
    assert len(agreed) >= 56
