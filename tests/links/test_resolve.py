"""Switches of the resolver, and what the cases do not show. (The tiers are in the cases.)"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kblink.config import LinkSettings
from kblink.links.resolve import resolve_link
from kblink.links.targets import FilesAlone, find_target, index_files, index_targets
from kblink.markdown.parse import parse_note
from kblink.model import Link, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kblink.model import LinkKind, ResolvedLink


def resolve(
    files: Mapping[str, str], source: str, settings: LinkSettings | None = None
) -> ResolvedLink:
    """Resolve the first link of `source`."""
    notes = [parse_note(path, text).note for path, text in files.items() if path.endswith(".md")]
    index = index_targets(files, notes)
    (link, *_) = next(note.links for note in notes if note.path == source)
    return resolve_link(link, source, index, settings or LinkSettings())


@pytest.mark.parametrize(
    ("switch", "link"),
    [
        (LinkSettings(aliases_resolve=True), "[[AI]]"),
        (LinkSettings(titles_resolve=True), "[[Grand Title]]"),
        (LinkSettings(folder_notes=("index",)), "[[dir]]"),
        (LinkSettings(folder_notes=("index",)), "[[dir/]]"),
    ],
)
def test_switch_lets_a_link_resolve_that_is_broken_without_it(
    switch: LinkSettings, link: str
) -> None:
    files = {"a.md": link, "dir/index.md": "---\naliases: [AI]\n---\n# Grand Title\n"}
    assert resolve(files, "a.md").status == "broken-note"
    assert resolve(files, "a.md", switch).target.path == "dir/index.md"


def test_path_suffix_off_wants_whole_paths() -> None:
    files = {"a.md": "[[dir/b]]", "top/dir/b.md": ""}
    assert resolve(files, "a.md").status == "ok"
    assert resolve(files, "a.md", LinkSettings(path_suffix=False)).status == "broken-note"


def test_html_links_off_ignores_them() -> None:
    files = {"a.md": '<a href="gone.md">x</a>'}
    assert resolve(files, "a.md").status == "broken-note"
    assert resolve(files, "a.md", LinkSettings(html_links=False)).status == "ignored"


def test_markdown_root_fallback_off_is_folder_relative_only() -> None:
    files = {"x/a.md": "[t](dir/b.md)", "dir/b.md": ""}
    found = resolve(files, "x/a.md")
    assert (found.status, found.warnings) == ("ok", ("not-portable",))
    off = resolve(files, "x/a.md", LinkSettings(markdown_root_fallback=False))
    assert off.status == "broken-note"


@pytest.mark.parametrize(
    ("match", "fragment", "status"),
    [
        ("obsidian", "big plan", "ok"),
        ("obsidian", "big-plan", "broken-heading"),
        ("slug", "big-plan", "ok"),
        ("exact", "big plan", "broken-heading"),
        ("exact", "Big plan", "ok"),
    ],
)
def test_heading_match(match: str, fragment: str, status: str) -> None:
    files = {"a.md": f"[[b#{fragment}]]", "b.md": "## Big plan\n"}
    settings = LinkSettings(heading_match=match)  # type: ignore[arg-type]  # from the table above
    assert resolve(files, "a.md", settings).status == status


@pytest.mark.parametrize(
    "target", ["../../etc/passwd", "../b", "/../b", "dir/../../b", "../../../../root/b.md"]
)
@pytest.mark.parametrize("form", ["[[{}]]", "[t]({})", "![[{}]]"])
def test_nothing_outside_the_vault_is_a_target(target: str, form: str) -> None:
    verdict = resolve({"a.md": form.format(target), "b.md": ""}, "a.md")
    assert verdict.target.path is None
    assert verdict.status == "broken-note"


@pytest.mark.parametrize(
    ("link", "path"),
    [
        ("[t](dir/)", "dir/README.md"),
        ("[t](dir)", "dir/README.md"),
        ("[t](/dir/)", "dir/README.md"),
        ("[t](other/)", "other/index.md"),
    ],
)
def test_markdown_link_to_a_folder_leads_to_its_readme_or_index(link: str, path: str) -> None:
    files = {"a.md": link, "dir/README.md": "", "dir/index.md": "", "other/index.md": ""}
    assert resolve(files, "a.md").target.path == path


def test_composed_and_decomposed_names_are_one() -> None:
    files = {"a.md": "[[\u0438\u0306]]", "\u0439.md": ""}
    assert resolve(files, "a.md").status == "ok"


def test_markdown_extension_of_four_letters() -> None:
    files = {"a.md": "[[b]]", "b.markdown": ""}
    assert resolve(files, "a.md").target.path == "b.markdown"


def test_excluded_note_is_a_target_but_ranks_below_others() -> None:
    notes = [parse_note("s/a.md", "[[n]]").note, parse_note("long/path/n.md", "").note]
    index = index_targets(["s/a.md", "long/path/n.md", "x/n.md"], notes, frozenset({"x/n.md"}))
    verdict = resolve_link(notes[0].links[0], "s/a.md", index, LinkSettings())
    assert verdict.target.path == "long/path/n.md"


def test_an_embed_in_a_property_is_resolved_as_a_wiki_link() -> None:
    files = {"d/a.md": '---\nbanner: "![[p.svg]]"\n---\n', "att/p.svg": ""}
    found = resolve(files, "d/a.md", LinkSettings(markdown_root_fallback=False))
    assert (found.status, found.target.path, found.warnings) == ("ok", "att/p.svg", ())


names = st.sampled_from(
    (
        "a",
        "A",
        "a.md",
        "a.b",
        "a.b.md",
        "b.markdown",
        "b",
        "b.png",
        "x",
        "x.md.md",
        "c d",
        "й",
        " e",
    )
)
paths = st.lists(st.sampled_from(("p", "q", "P")), max_size=2).flatmap(
    lambda folders: names.map(lambda name: "/".join([*folders, name]))
)
targets = st.builds(
    lambda ways, path, mark: "".join(ways) + path + mark,
    st.lists(st.sampled_from(("../", "./", "/", "p/")), max_size=2),
    paths.flatmap(lambda path: st.sampled_from((path, path.removesuffix(".md")))),
    st.sampled_from(("", "", "", "/", ".md")),
)


@settings(max_examples=500)
@given(
    files=st.lists(paths, max_size=8, unique=True),
    source=st.sampled_from(("n.md", "p/n.md", "p/q/n.md")),
    target=targets,
    kind=st.sampled_from(("wiki", "embed", "markdown", "image", "property", "html")),
)
def test_files_that_no_other_is_like_are_found_as_the_tiers_find_them(
    files: list[str], source: str, target: str, kind: LinkKind
) -> None:
    index = index_files([*files, source])
    raw = f"[[{target}]]" if kind in ("wiki", "embed", "property") else f"[t]({target})"
    link = Link(kind, raw, Span(0, 1, 1, 1, 1, 2), target)
    by_tiers = find_target(link, source, replace(index, alone=FilesAlone({}, {})), LinkSettings())
    assert find_target(link, source, index, LinkSettings()) == by_tiers
