"""A link is written again in its author's way, and leads where it should."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kblink.config import LinkSettings
from kblink.links.candidates import candidates
from kblink.links.resolve import resolve_link
from kblink.links.rewrite import rewritten, written_target
from kblink.links.targets import index_files, index_targets
from kblink.markdown.base_file import parse_base
from kblink.markdown.canvas import parse_canvas
from kblink.markdown.parse import parse_note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kblink.model import Link, Note

SETTINGS = LinkSettings()


def parse(path: str, text: str) -> Note:
    if path.endswith(".canvas"):
        return parse_canvas(path, text)
    return parse_base(path, text) if path.endswith(".base") else parse_note(path, text).note


def only_link(path: str, text: str) -> Link:
    (link,) = parse(path, text).links
    return link


def written(text: str, path: str, *others: str, source: str = "p/a.md") -> str:
    """The text with its only link rewritten to lead to `path`."""
    index = index_files([source, path, *others])
    link = only_link(source, text)
    target = written_target(link, source, path, index, SETTINGS)
    new = None if target is None else rewritten(link, source, target)
    assert new is not None
    return text[: link.span.start] + new + text[link.span.end :]


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("[[b]]", "x/c.md", "[[c]]"),
        ("[[b.md]]", "x/c.md", "[[c.md]]"),
        ("[[y/b|B]]", "x/c.md", "[[x/c|B]]"),
        ("[[/y/b]]", "x/c.md", "[[/x/c]]"),
        ("[[./b]]", "p/x/c.md", "[[./x/c]]"),
        ("[[../b]]", "p/c.md", "[[./c]]"),
        ("[[../b]]", "x/c.md", "[[../x/c]]"),
        ("![[b.png|100x200]]", "i/c.png", "![[c.png|100x200]]"),
        ("[[b#H#I|B]]", "x/c.md", "[[c#H#I|B]]"),
        ("| a |\n|---|\n| [[b\\|B]] |", "x/c.md", "| a |\n|---|\n| [[c\\|B]] |"),
        ("| a |\n|---|\n| [[b#h\\|B]] |", "x/c.md", "| a |\n|---|\n| [[c#h\\|B]] |"),
        ('---\nup: "[[b|B]]"\n---\n', "x/c.md", '---\nup: "[[c|B]]"\n---\n'),
        ('---\nup: "[t](b.md)"\n---\n', "x/c.md", '---\nup: "[t](../x/c.md)"\n---\n'),
        ("[t](b.md)", "x/c.md", "[t](../x/c.md)"),
        ("[t](b)", "x/c.md", "[t](../x/c)"),
        ("[t](./b.md)", "p/x/c.md", "[t](./x/c.md)"),
        ("[t](/y/b.md)", "x/c.md", "[t](/x/c.md)"),
        ("[t](x/b.md)", "x/c.md", "[t](x/c.md)"),  # from the root, where there is such a folder
        ('[t](b.md "title")', "x/c.md", '[t](../x/c.md "title")'),
        ("[t](b.md#h 'it''s' )", "x/c.md", "[t](b.md#h 'it''s' )"),  # no link to CommonMark
        ("[t](b.md?x=1#h (title))", "x/c.md", "[t](../x/c.md?x=1#h (title))"),
        ("[t](<b d.md>)", "x/c e.md", "[t](<../x/c e.md>)"),
        ("[t](b.md)", "x/c e.md", "[t](../x/c%20e.md)"),
        ("[t](b.md)", "x/ж (1).md", "[t](../x/ж%20(1).md)"),
        ("[t](%D0%B1.md)", "x/ж.md", "[t](../x/%D0%B6.md)"),
        ("[t](b.md)", "x/c:d).md", "[t](../x/c%3Ad%29.md)"),
        ("[t](b.md)", "x/c&amp;d.md", "[t](../x/c%26amp;d.md)"),
        ("[t](b.md)", "x/c&d.md", "[t](../x/c&d.md)"),
        ("[*t* `](`](b.md)", "x/c.md", "[*t* `](`](../x/c.md)"),
        ("![alt|100](b.png)", "i/c.png", "![alt|100](../i/c.png)"),
        ('<a class="k" href="b.md#h">x</a>', "x/c.md", '<a class="k" href="../x/c.md#h">x</a>'),
        ("<img src='b.png' alt='b.png'>", "i/c'd.png", "<img src='../i/c%27d.png' alt='b.png'>"),
    ],
)
def test_all_but_the_target_is_kept(text: str, path: str, expected: str) -> None:
    if expected == text:
        assert not parse("p/a.md", text).links
    else:
        assert written(text, path) == expected


@pytest.mark.parametrize(
    ("text", "path", "other", "expected"),
    [
        ("[[b]]", "x/c.md", "y/c.md", "[[x/c]]"),
        ("[[b]]", "x/c.md", "y/x/c.md", "[[x/c]]"),
        ("[[b]]", "c.md", "y/c.md", "[[/c]]"),
        ("[[b]]", "x/c.v2.md", "y/c.v2", "[[x/c.v2]]"),
        ("[[b]]", "x/c.v2.md", "x/c.v2", "[[c.v2.md]]"),
        ("[[b]]", "x/README.md", "y.md", "[[x/README]]"),
        ("[[y/b]]", "z/Y/B.md", "q/b.md", "[[Y/B]]"),
        ("[t](b)", "x/c.md", "x/c.markdown", "[t](../x/c)"),
        ("[t](b)", "x/c.markdown", "x/c.md", "[t](../x/c.markdown)"),
    ],
)
def test_shortest_way_is_taken_where_the_authors_leads_elsewhere(
    text: str, path: str, other: str, expected: str
) -> None:
    assert written(text, path, other) == expected


def test_reference_is_kept_since_its_target_is_in_the_definition() -> None:
    link = only_link("a.md", "[t][r]\n\n[r]: b.md\n")
    assert rewritten(link, "a.md", "c.md") == "[t][r]"


def test_card_of_a_canvas_has_the_path_from_the_root() -> None:
    text = json.dumps({"nodes": [{"type": "file", "file": "x/b.md"}]})
    assert written(text, 'y/"c".md', source="p/a.canvas") == text.replace("x/b", 'y/\\"c\\"')


def test_text_on_a_card_is_escaped_as_json() -> None:
    text = json.dumps({"nodes": [{"type": "text", "text": '|a|\n|-|\n|[["b"\\|B]]|'}]})
    new = written(text, 'x/"c".md', source="p/a.canvas")
    assert json.loads(new)["nodes"][0]["text"] == '|a|\n|-|\n|[["c"\\|B]]|'


def test_name_in_a_base_stays_bare() -> None:
    text = 'filters: file.hasLink("b")\n'
    assert written(text, "x/c.md", source="p/a.base") == 'filters: file.hasLink("c")\n'


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("[[b]]", "x/c#d.md"),
        ("[[b]]", "x/c|d.md"),
        ("[[b]]", "x/[c].md"),
        ('---\nup: "[[b]]"\n---\n', 'x/"c".md'),
        ("---\nup: '[[b]]'\n---\n", "x/c's.md"),
    ],
)
def test_what_cannot_be_written_is_told(text: str, path: str) -> None:
    link = only_link("a.md", text)
    target = written_target(link, "a.md", path, index_files(["a.md", path]), SETTINGS)
    assert target is None or rewritten(link, "a.md", target) is None


LETTERS = st.sampled_from("aBcжЯйё漢éß .()-_'&+,;=@!~${}`<>?\"%0")
STEMS = st.text(LETTERS, min_size=1, max_size=8).filter(
    lambda name: name == name.strip() and not name.startswith(".") and "%%" not in name
)
FOLDERS = st.lists(STEMS, max_size=2)
PATHS = st.builds(lambda folders, stem: "/".join([*folders, stem]), FOLDERS, STEMS)
ENDINGS = st.sampled_from([".md", ".md", ".markdown", ".png"])
FILES = st.lists(
    st.builds(str.__add__, PATHS, ENDINGS), min_size=2, max_size=6, unique_by=str.casefold
)
WAYS = st.sampled_from(
    [
        "[[gone]]",
        "![[gone.md|show]]",
        "[[../gone#Head|show]]",
        "[[./y/gone]]",
        "[[/gone.png]]",
        "[[y/gone#^id]]",
        "|a|\n|-|\n|[[gone\\|x]]|",
        "[a `b`](gone.md 'title')",
        "[a](../gone#h)",
        "[a](<y/gone one.md?q#h>)",
        "![a|10](/%D0%B6.png)",
        "<img src='gone.png' width=10>",
        '<a title="x" href=y/gone.md#h>x</a>',
        '---\nup: "[[gone|x]]"\n---\n',
        "---\nup: '[a](gone.md)'\n---\n",
    ]
)


@given(FILES, WAYS)
def test_rewritten_link_leads_to_its_target_and_keeps_the_rest(
    files: Sequence[str], text: str
) -> None:
    source, path = f"{files[0]}.md", files[1]
    index = index_files([source, *files[1:]])
    link = only_link(source, text)
    target = written_target(link, source, path, index, SETTINGS)
    new = None if target is None else rewritten(link, source, target)
    assume(new is not None)
    assert new is not None
    after = only_link(source, text[: link.span.start] + new + text[link.span.end :])
    resolved = resolve_link(after, source, index, SETTINGS)
    assert (resolved.target.path, resolved.status) == (path, "ok")
    assert after.raw == new
    assert after._replace(raw="", target="", span=link.span) == link._replace(raw="", target="")


@given(FILES, st.sampled_from(["[[{}]]", "[a](<{}>)"]), st.data())
def test_every_candidate_leads_to_its_path(
    files: Sequence[str], form: str, data: st.DataObject
) -> None:
    """A link to one of the files, with a mistake in its path."""
    source, path = f"{files[0]}.md", files[1]
    mistake = data.draw(st.sampled_from(["../../{}", "no/{}", "{}.txt", "{}/", "./{}"]))
    text = form.format(mistake.format(path.removesuffix(".md")))
    found = parse(source, text).links
    assume(len(found) == 1 and found[0].raw == text)
    notes = [parse(source, text), *(parse(file, "") for file in files[1:])]
    index = index_targets([note.path for note in notes], notes)
    resolved = resolve_link(found[0], source, index, SETTINGS)
    for candidate in candidates(resolved, source, index, SETTINGS):
        if candidate.replacement == text:
            assert candidate.confidence < 0.5
            continue
        after = resolve_link(only_link(source, candidate.replacement), source, index, SETTINGS)
        assert (after.target.path, after.status) == (candidate.path, "ok")
