"""After any sequence of moves each link leads where it led, and undoing all restores each byte.

The long version, on whole corpora, is `benchmarks/random_moves.py`.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from generate_vault import generate
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from random_moves import Moved, agree, difference, move_about, tree, verdicts

from kblink import KblinkError, Vault

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - where flushes are quick
FOLDERS = ("", "p", "p/q", "ж й", "r.s")
STEMS = ("a", "b", "A b", "README", "ё", "e\u0301", "x (1)", "c&d", "v1.2", "100%")
FORMS = (
    "[[{stem}]]",
    "[[{path}|shown]]",
    "![[{path}.md#Head]]",
    "[[/{path}]]",
    "[[{relative}]]",
    "[[{relative}.md#Head#Deeper|x]]",
    "|t|\n|-|\n|[[{stem}\\|x]]|\n",
    "[t](<{relative}.md>)",
    "[t](</{path}.md#head> 'title')",
    "[![i](<{relative}.md>)](<{relative}.md>)",
    "[t][r{number}]\n\n[r{number}]: <{relative}.md> 'title'\n",
    "%% [[{stem}]] %%",
    "## About [[{stem}]]\n\n[[#About {stem}]]",
    "[[gone {number}]] and [t](<gone {number}.md>)",
    "- item `[[{stem}]]`\n\t- [[{stem}#Deeper]]",
)
FRONT = ("", '---\nup: "[[{path}]]"\n---\n', "---\nup: ['[[{stem}|x]]']\n---\n")
ENDS = ("\n", "\r\n")


def relative(path: str, source: str) -> str:
    up = "../" * source.count("/")
    return f"{up}{path}" if up else f"./{path}"


@st.composite
def vaults(draw: st.DrawFn) -> dict[str, bytes]:
    names = st.tuples(st.sampled_from(FOLDERS), st.sampled_from(STEMS))
    chosen = draw(st.lists(names, min_size=3, max_size=7, unique=True))
    paths = [f"{folder}/{stem}".lstrip("/") for folder, stem in chosen]
    files = {}
    for path in paths:
        forms = draw(st.lists(st.sampled_from(FORMS), max_size=5))
        parts = [draw(st.sampled_from(FRONT)), "# Head\n", *forms, "### Deeper"]
        text = "\n\n".join(
            part.format(
                stem=target.rpartition("/")[2],
                path=target,
                relative=relative(target, path),
                number=number,
            )
            for number, part in enumerate(parts)
            for target in (draw(st.sampled_from(paths)),)
        ).lstrip("\n")
        text = text.replace("\n", draw(st.sampled_from(ENDS)))
        files[f"{path}.md"] = b"\xef\xbb\xbf" * draw(st.booleans()) + text.encode()
    files["raw.md"] = b"[[a]] \xff\xfe\r\n"
    files["p/i.png"] = b"\x89PNG"
    return files


MOVES = st.lists(
    st.tuples(
        st.sampled_from(("note", "note", "folder", "heading")),
        st.integers(0, 99),
        st.sampled_from((*FOLDERS, "new/deep", "p/q/r")),
        st.sampled_from((None, None, "other", "новое имя", "n (2)", "o'n")),
    ),
    min_size=1,
    max_size=4,
)


def words(root: Path, move: tuple[str, int, str, str | None], number: int) -> tuple[str, str]:
    """The arguments of a move of something that is there."""
    kind, which, folder, stem = move
    notes = sorted(path.relative_to(root).as_posix() for path in root.rglob("*.md"))
    folders = sorted({note.rpartition("/")[0] for note in notes} - {""})
    if kind == "heading":
        return f"{notes[which % len(notes)]}#Deeper", f"#Other {number}: a|b"
    old = (
        folders[which % len(folders)] if kind == "folder" and folders else notes[which % len(notes)]
    )
    name = f"{stem} {number}" if stem else old.rpartition("/")[2].removesuffix(".md")
    return old, f"{folder}/{name}".lstrip("/")


@settings(max_examples=30)
@given(vaults(), MOVES)
def test_any_moves_keep_all_links_and_are_undone_to_the_byte(
    files: Mapping[str, bytes], moves: Sequence[tuple[str, int, str, str | None]]
) -> None:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        root = Path(folder).resolve()
        for path, data in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)
        before = tree(root)
        vault = Vault(root)
        moved = Moved({path: path for path in before})
        expected = verdicts(vault.check(all_links=True), moved.origin())
        assume(not any(None in links for links in expected.values()))  # a move decides for one
        for number, move in enumerate(moves):
            try:
                report = vault.mv(*words(root, move, number))
            except KblinkError:
                continue
            for one in report.moves:
                moved.apply(one.old, one.new)
            if report.skipped:  # a mark in a property: told, and left
                break
            found = verdicts(vault.check(all_links=True), moved.origin())
            assert agree(expected, found), difference(expected, found)
        while undo(vault):
            pass
        assert tree(root) == before


def undo(vault: Vault) -> bool:
    try:
        assert not vault.undo().refused
    except KblinkError:
        return False
    return True


@pytest.mark.parametrize("seed", [0, 1])
def test_moves_in_a_generated_vault(quick_folder: Path, seed: int) -> None:
    generate(quick_folder / "vault", 40, links=8, seed=seed)
    moved, faults = move_about(quick_folder / "vault", 12, random.Random(seed))
    assert faults == []
    assert moved.left == 0


@pytest.mark.parametrize("name", ["quartz-docs", "foam-docs"])
def test_moves_in_a_copy_of_a_corpus(quick_folder: Path, shared: Path, name: str) -> None:
    root = quick_folder / "vault"
    shutil.copytree(shared / "corpora" / name, root, ignore=shutil.ignore_patterns(".git"))
    for path in root.rglob("*"):
        path.chmod(path.stat().st_mode | 0o200)
    moved, faults = move_about(root, 6, random.Random(3))
    assert faults == []
    assert moved.left == 0
