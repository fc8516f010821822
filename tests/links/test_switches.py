"""Every switch under `[links]`, and every profile, with both its sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kblink import Vault
from kblink.config.read import parse_config

if TYPE_CHECKING:
    from pathlib import Path

    from kblink.config import Config
    from kblink.model import ResolvedLink


def settings(**switches: object) -> Config:
    """The settings of a `kblink.toml` with these keys under `[links]`."""
    words = {True: "true", False: "false"}
    lines = [
        f"{key.replace('_', '-')} = {words.get(value, value) if isinstance(value, bool) else value}"
        for key, value in switches.items()
    ]
    return parse_config("[links]\n" + "\n".join(lines), "kblink.toml")


def profile(name: str) -> Config:
    """The settings of a `kblink.toml` that names a profile."""
    return parse_config(f"[check]\nprofile = '{name}'", "kblink.toml")


def write(root: Path, **files: str) -> None:
    """Write files whose names have `__` for a slash and end in `.md`."""
    for name, text in files.items():
        path = root / (name.replace("__", "/") + ".md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def links(root: Path, config: Config) -> dict[str, ResolvedLink]:
    """Every link of the vault by its raw text."""
    report = Vault(root, config=config).check(all_links=True)
    return {link.link.raw: link for _, found in report.resolved for link in found}


def only_link(root: Path, config: Config) -> tuple[str, str | None]:
    """The status and the target of the vault's one link."""
    (link,) = links(root, config).values()
    return link.status, link.target.path


def codes(root: Path, config: Config) -> dict[str, str]:
    """The findings on links, with their severities."""
    findings = Vault(root, config=config).check().findings
    return {found.code: found.severity for found in findings if found.link}


# --- aliases-resolve ------------------------------------------------------------------------------


@pytest.fixture
def alias(tmp_path: Path) -> Path:
    write(tmp_path, Network="---\naliases: [AI]\n---\n", home="[[AI]]")
    return tmp_path


def test_an_alias_is_no_name(alias: Path) -> None:
    assert only_link(alias, settings()) == ("broken-note", None)


def test_aliases_resolve(alias: Path) -> None:
    assert only_link(alias, settings(aliases_resolve=True)) == ("ok", "Network.md")


def test_a_file_name_goes_before_an_alias(alias: Path) -> None:
    write(alias, AI="")
    assert only_link(alias, settings(aliases_resolve=True)) == ("ok", "AI.md")


# --- titles-resolve -------------------------------------------------------------------------------


@pytest.fixture
def title(tmp_path: Path) -> Path:
    write(tmp_path, nn="# Neural networks\n", home="[[neural Networks]]")
    return tmp_path


def test_a_title_is_no_name(title: Path) -> None:
    assert only_link(title, settings()) == ("broken-note", None)


def test_titles_resolve(title: Path) -> None:
    assert only_link(title, settings(titles_resolve=True)) == ("ok", "nn.md")


# --- folder-notes ---------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, nlp__index="", vision__README="", home="[[nlp]] [[vision]]")
    return tmp_path


def test_a_wiki_link_to_a_folder_is_broken(folder: Path) -> None:
    found = links(folder, settings())
    assert {found["[[nlp]]"].status, found["[[vision]]"].status} == {"broken-note"}


def test_folder_notes_stand_for_their_folders(folder: Path) -> None:
    found = links(folder, settings(folder_notes=["index"]))
    assert found["[[nlp]]"].target.path == "nlp/index.md"
    assert found["[[vision]]"].status == "broken-note"
    found = links(folder, settings(folder_notes=["index", "README"]))
    assert found["[[vision]]"].target.path == "vision/README.md"


def test_the_first_of_two_folder_notes_counts(folder: Path) -> None:
    write(folder, nlp__README="")
    found = links(folder, settings(folder_notes=["README", "index"]))
    assert found["[[nlp]]"].target.path == "nlp/README.md"


# --- path-suffix ----------------------------------------------------------------------------------


@pytest.fixture
def suffix(tmp_path: Path) -> Path:
    write(tmp_path, top__dir__note="", top__dir__other="", home="[[dir/note]] [[top/dir/other]]")
    return tmp_path


def test_the_end_of_a_path_is_enough(suffix: Path) -> None:
    found = links(suffix, settings())
    assert found["[[dir/note]]"].target.path == "top/dir/note.md"
    assert found["[[top/dir/other]]"].status == "ok"


def test_without_path_suffix_a_path_is_whole(suffix: Path) -> None:
    found = links(suffix, settings(path_suffix=False))
    assert found["[[dir/note]]"].status == "broken-note"
    assert found["[[top/dir/other]]"].status == "ok"


def test_without_path_suffix_a_bare_name_is_still_found_anywhere(suffix: Path) -> None:
    write(suffix, home="[[note]]")
    assert only_link(suffix, settings(path_suffix=False)) == ("ok", "top/dir/note.md")


# --- heading-match --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fragment", "obsidian", "slug", "exact"),
    [
        ("What it costs: memory", "ok", "ok", "ok"),
        ("what it costs  memory", "ok", "broken-heading", "broken-heading"),
        ("what-it-costs-memory", "broken-heading", "ok", "broken-heading"),
        ("What it costs memory", "ok", "ok", "broken-heading"),
        ("what it costs: memory", "ok", "ok", "broken-heading"),
        ("What it", "broken-heading", "broken-heading", "broken-heading"),
    ],
)
def test_headings_are_compared_as_the_switch_says(
    tmp_path: Path, fragment: str, obsidian: str, slug: str, exact: str
) -> None:
    write(tmp_path, note="# What it costs: memory\n", home=f"[[note#{fragment}]]")
    found = {
        match: only_link(tmp_path, settings(heading_match=f"'{match}'"))[0]
        for match in ("obsidian", "slug", "exact")
    }
    assert found == {"obsidian": obsidian, "slug": slug, "exact": exact}


def test_a_markdown_link_takes_a_slug_whatever_the_switch(tmp_path: Path) -> None:
    write(tmp_path, note="# What it costs\n", home="[c](note.md#what-it-costs)")
    for match in ("obsidian", "slug", "exact"):
        assert only_link(tmp_path, settings(heading_match=f"'{match}'"))[0] == "ok"


# --- html-links -----------------------------------------------------------------------------------


@pytest.fixture
def html(tmp_path: Path) -> Path:
    write(tmp_path, home='<a href="gone.md">x</a>')
    return tmp_path


def test_html_links_are_links(html: Path) -> None:
    assert only_link(html, settings())[0] == "broken-note"
    assert "broken-note" in codes(html, settings())


def test_without_html_links_html_is_passed_over(html: Path) -> None:
    assert only_link(html, settings(html_links=False))[0] == "ignored"
    assert not codes(html, settings(html_links=False))


# --- markdown-root-fallback -----------------------------------------------------------------------


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    write(tmp_path, a__note="", b__home="[x](note.md)")
    return tmp_path


def test_a_markdown_link_falls_back_to_the_whole_vault(elsewhere: Path) -> None:
    (link,) = links(elsewhere, settings()).values()
    assert link.target.path == "a/note.md"
    assert link.warnings == ("not-portable",)


def test_without_the_fallback_it_counts_from_its_folder(elsewhere: Path) -> None:
    config = settings(markdown_root_fallback=False)
    assert only_link(elsewhere, config) == ("broken-note", None)
    write(elsewhere, b__home="[x](../a/note.md)")
    assert only_link(elsewhere, config) == ("ok", "a/note.md")


# --- hidden-folders -------------------------------------------------------------------------------


@pytest.fixture
def hidden(tmp_path: Path) -> Path:
    write(tmp_path, home="[[guide]]")
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github" / "guide.md").write_text("")
    return tmp_path


def test_a_folder_with_a_dot_is_no_part_of_the_vault(hidden: Path) -> None:
    assert only_link(hidden, settings()) == ("broken-note", None)


def test_hidden_folders_belong_to_the_vault(hidden: Path) -> None:
    assert only_link(hidden, settings(hidden_folders=True)) == ("ok", ".github/guide.md")


def test_notes_of_hidden_folders_are_checked(hidden: Path) -> None:
    (hidden / ".github" / "guide.md").write_text("[[gone]]")
    found = links(hidden, settings(hidden_folders=True))
    assert found["[[gone]]"].status == "broken-note"


def test_what_git_and_kblink_keep_is_never_a_part(hidden: Path) -> None:
    for name in (".git", ".kblink", ".obsidian", ".trash"):
        (hidden / name).mkdir()
        (hidden / name / "kept.md").write_text("[[gone]]")
    assert "[[gone]]" not in links(hidden, settings(hidden_folders=True))


# --- comment-links --------------------------------------------------------------------------------


@pytest.fixture
def comment(tmp_path: Path) -> Path:
    write(tmp_path, home="text %% [[gone]] %% text")
    return tmp_path


def test_a_link_in_a_comment_is_ignored(comment: Path) -> None:
    assert only_link(comment, settings())[0] == "ignored"
    assert not codes(comment, settings())


def test_comment_links_count(comment: Path) -> None:
    config = settings(comment_links=True)
    assert only_link(comment, config) == ("broken-note", None)
    assert codes(comment, config) == {"broken-note": "error"}


def test_html_comments_never_count(tmp_path: Path) -> None:
    write(tmp_path, home="text <!-- [[gone]] --> text\n\n<!-- [[gone]] -->\n")
    assert not links(tmp_path, settings(comment_links=True))


# --- profiles -------------------------------------------------------------------------------------


@pytest.fixture
def every(tmp_path: Path) -> Path:
    """A vault on which the profiles differ: one link for each switch."""
    write(
        tmp_path,
        target="---\naliases: [other name]\n---\n# My title: it\n",
        a__b__deep="",
        topic__index="",
        x__home=(
            "[[other name]] [[My title it]] [[topic]] [[b/deep]] [r](target.md) %% [[target]] %%\n"
            "[[target#my title it]] [[target#my-title-it]] [[target#My title: it]]\n"
            '[[Target]] [h](../target.md#My%20title:%20it) <a href="../target.md">h</a>\n'
        ),
    )
    return tmp_path


LINKS = (
    "[[other name]]",
    "[[My title it]]",
    "[[topic]]",
    "[[b/deep]]",
    "[r](target.md)",
    "[[target]]",
    "[[target#my title it]]",
    "[[target#my-title-it]]",
    "[[target#My title: it]]",
    "[h](../target.md#My%20title:%20it)",
    '<a href="../target.md">',
)
"""The order of the letters below: `o` ok, `b` broken, `i` ignored."""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("obsidian", "bbbo o i obo o o"),
        ("github", "bbbb b o ooo o o"),
        ("foam", "bboo b o bbo o i"),
        ("marksman", "bbbo o o ooo o i"),
    ],
)
def test_a_profile_reads_links_as_its_program_does(every: Path, name: str, expected: str) -> None:
    found = links(every, profile(name))
    letters = "".join(found[raw].status[0] for raw in LINKS)
    assert letters == expected.replace(" ", "")


def test_marksman_knows_notes_by_their_titles(tmp_path: Path) -> None:
    write(tmp_path, nn="# Neural networks\n", home="[[Neural networks]]")
    assert only_link(tmp_path, profile("marksman")) == ("ok", "nn.md")
    for name in ("obsidian", "github", "foam"):
        assert only_link(tmp_path, profile(name))[0] == "broken-note"


def test_code_hosts_tell_case_and_want_slugs(every: Path) -> None:
    assert codes(every, profile("obsidian"))["case-mismatch"] == "warning"
    assert "not-portable" not in codes(every, profile("obsidian"))
    assert codes(every, profile("github"))["case-mismatch"] == "error"
    assert codes(every, profile("github"))["not-portable"] == "warning"


@pytest.mark.parametrize("name", ["obsidian", "foam"])
def test_hidden_folders_stay_hidden_to(hidden: Path, name: str) -> None:
    assert only_link(hidden, profile(name))[0] == "broken-note"


@pytest.mark.parametrize("name", ["github", "marksman"])
def test_hidden_folders_are_seen_by(hidden: Path, name: str) -> None:
    assert only_link(hidden, profile(name))[0] == "ok"


def test_a_switch_goes_before_its_profile(every: Path) -> None:
    text = "[check]\nprofile = 'github'\n[links]\npath-suffix = true\n"
    found = links(every, parse_config(text, "kblink.toml"))
    assert found["[[b/deep]]"].status == "ok"
    assert found["[r](target.md)"].status == "broken-note"
