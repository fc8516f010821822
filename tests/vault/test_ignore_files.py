"""Ignore files: their syntax, their nesting, and that git decides alike."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kblink.vault.ignore_patterns import read_patterns
from kblink.vault.walk import walk

if TYPE_CHECKING:
    from pathlib import Path


def write(root: Path, *paths: str, text: str = "x") -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")


def notes(root: Path, *exclude: str) -> list[str]:
    return [file.path for file in walk(root, exclude).notes]


def excludes(pattern: str, path: str) -> bool:
    return read_patterns([pattern]).files.verdict(path, 0, path.rpartition("/")[2]) is True


@pytest.mark.parametrize(
    ("pattern", "path", "excluded"),
    [
        ("x.md", "a/x.md", True),
        ("/x.md", "a/x.md", False),
        ("a/x.md", "b/a/x.md", False),
        ("*.md", "a/x.md", True),
        ("a/*.md", "a/b/x.md", False),
        ("**/x.md", "x.md", True),
        ("a/**/x.md", "a/x.md", True),
        ("a/**/x.md", "a/b/c/x.md", True),
        ("a/**", "a/b/x.md", True),
        ("/**", "a/x.md", True),
        ("a/**/b/**/x.md", "a/1/b/2/b/3/x.md", True),
        ("a**x.md", "a/x.md", False),
        ("?.md", "ж.md", True),
        ("?.md", "/.md", False),
        ("[а-я].md", "ж.md", True),
        ("[!a-c].md", "b.md", False),
        ("[]-]x.md", "]x.md", True),
        ("[[:digit:]_]*.md", "2024.md", True),
        ("[[:nonsense:]].md", "n.md", False),
        ("[z-a].md", "b.md", False),
        ("[x.md", "[x.md", False),
        ("x.md\\", "x.md", False),
        (r"\#x.md", "#x.md", True),
        (r"\!x.md", "!x.md", True),
        ("#x.md", "#x.md", False),
        ("x.md   ", "x.md", True),
        ("x.md\r", "x.md", True),
        (r"x.md\ ", "x.md ", True),
        ("x.md\t", "x.md", False),
        ("X.md", "x.md", False),
        ("x.md/", "x.md", False),
        ("", "x.md", False),
        ("!", "x.md", False),
        ("/", "x.md", False),
    ],
)
def test_a_pattern_reads_as_git_reads_it(pattern: str, path: str, *, excluded: bool) -> None:
    assert excludes(pattern, path) is excluded


def test_a_pattern_of_many_stars_is_no_trap() -> None:
    assert not excludes("*a" * 60 + "*b", "a" * 250)
    assert not excludes("**/*a*a*a/" * 40 + "b", "a" * 200 + "/aaaa" * 200)


def test_normal_form_of_name_and_pattern_does_not_matter(tmp_path: Path) -> None:
    write(tmp_path, "\u0438\u0306.md", "\u0438\u0306/b.md", "c.md")
    (tmp_path / ".gitignore").write_text("\u0439.md\n/\u0439/b.md\n", "utf-8")
    assert notes(tmp_path) == ["c.md"]


def test_only_a_newline_ends_a_line(tmp_path: Path) -> None:
    write(tmp_path, "a\u2028b.md", "b.md")
    (tmp_path / ".gitignore").write_text("a\u2028b.md\n", "utf-8")
    assert notes(tmp_path) == ["b.md"]


def test_kblinkignore_has_the_last_word_over_gitignore_beside_it(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "b.md", "sub/a.md", "sub/b.md")
    (tmp_path / ".gitignore").write_text("a.md\n")
    (tmp_path / ".kblinkignore").write_text("!a.md\nb.md\n")
    assert notes(tmp_path) == ["a.md", "sub/a.md"]
    (tmp_path / "sub/.gitignore").write_text("a.md\n!b.md\n")
    assert notes(tmp_path) == ["a.md", "sub/b.md"]


def test_kblinkignore_in_any_folder_counts_from_there(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "sub/a.md", "sub/deep/a.md")
    (tmp_path / "sub/.kblinkignore").write_text("/a.md\n")
    assert notes(tmp_path) == ["a.md", "sub/deep/a.md"]
    assert walk(tmp_path).excluded == {"sub/a.md"}


def test_folders_that_are_taken_back_do_not_take_back_their_files(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "a/b.txt", "a/deep/c.md", "sub/docs/d.txt")
    (tmp_path / ".gitignore").write_text("*\n!*/\n!*.md\n")
    (tmp_path / "sub/.gitignore").write_text("!docs\n")
    listing = walk(tmp_path)
    assert [file.path for file in listing.notes] == ["a.md", "a/deep/c.md"]
    assert listing.excluded == {"a/b.txt", "sub/docs/d.txt"}


def test_nothing_is_taken_back_below_an_excluded_folder(tmp_path: Path) -> None:
    write(tmp_path, "out/a.md", "out/deep/b.md")
    (tmp_path / ".gitignore").write_text("out/\n!a.md\n")
    (tmp_path / "out/.gitignore").write_text("!*\n")
    assert notes(tmp_path) == []


def test_user_patterns_exclude_whatever_an_ignore_file_takes_back(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "templates/t.md")
    (tmp_path / ".gitignore").write_text("*\n!*/\n!*.md\n")
    assert notes(tmp_path, "templates/") == ["a.md"]
    assert notes(tmp_path, "*.md", "!a.md") == ["a.md"]


def test_ignore_file_that_is_a_symlink_or_a_folder_or_a_fifo_is_none(tmp_path: Path) -> None:
    write(tmp_path, "outside", text="*\n")
    vault = tmp_path / "vault"
    write(vault, "a.md", "b/a.md")
    (vault / ".gitignore").symlink_to(tmp_path / "outside")
    (vault / "b/.gitignore").mkdir()
    os.mkfifo(vault / ".kblinkignore")
    assert notes(vault) == ["a.md", "b/a.md"]


def test_huge_ignore_file_is_not_heeded_and_named(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    (tmp_path / ".gitignore").write_text("*.md\n" + "# much\n" * 20_000)
    listing = walk(tmp_path)
    assert [file.path for file in listing.notes] == ["a.md"]
    assert [(item.path, item.reason) for item in listing.skipped] == [
        (".gitignore", "its patterns are not heeded: it is larger than 32 KiB")
    ]


def test_ignore_file_with_bom_and_bytes_of_another_encoding(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "b.md", "c.md")
    (tmp_path / ".gitignore").write_bytes(b"\xef\xbb\xbfa.md\n\xff\xfe\nb.md\n")
    assert notes(tmp_path) == ["c.md"]


NAMES = st.text("ab", min_size=1, max_size=2)
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
PARTS = st.one_of(
    NAMES,
    st.lists(st.sampled_from(["a", "b", "*", "?", "[ab]", "[!a]", "\\a"]), min_size=1, max_size=4)
    .map("".join)
    .filter(lambda part: "**" not in part),
    st.just("**"),
)
PATTERNS = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "", "", "!"]),
    st.sampled_from(["", "", "/"]),
    st.lists(PARTS, min_size=1, max_size=4).map("/".join),
    st.sampled_from(["", "", "/", " "]),
)
FILES = st.lists(PATTERNS, min_size=1, max_size=4)


@pytest.fixture(scope="module")
def git_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    folder = tmp_path_factory.mktemp("git")
    git(folder, "init", "-q")
    return folder


def git(folder: Path, *arguments: str, text: str = "") -> str:
    command = ["git", "-c", "core.excludesFile=", "-C", str(folder), *arguments]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout.decode()


def ignored_by_git(root: Path, files: list[str]) -> set[str]:
    return set(git(root, "check-ignore", "-z", "--stdin", text="\0".join(files)).split("\0")) - {""}


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    paths=st.lists(PATHS, min_size=1, max_size=12),
    top=FILES,
    nested=st.dictionaries(PATHS, FILES, max_size=2),
)
def test_git_excludes_the_same_files(
    git_folder: Path, paths: list[str], top: list[str], nested: dict[str, list[str]]
) -> None:
    root = git_folder / "tree"
    shutil.rmtree(root, ignore_errors=True)
    for path in paths:  # a file's name ends in a way that no folder's does
        write(root, path + "b.md")
    for folder, patterns in {"": top, **nested}.items():
        write(root, f"{folder}/.gitignore".lstrip("/"), text="\n".join(patterns))
    listing = walk(root)
    assert listing.excluded == ignored_by_git(root, [file.path for file in listing.files])
