"""Where a broken link was meant to lead, and with what confidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kblink.config import LinkSettings
from kblink.links.candidates import candidates
from kblink.links.nearest_names import NameLookup
from kblink.links.resolve import resolve_link
from kblink.links.targets import index_targets
from kblink.markdown.parse import parse_note
from kblink.repair.fix import DEFAULT_CONFIDENCE

if TYPE_CHECKING:
    from kblink.model import Candidate


def found(files: dict[str, str], settings: LinkSettings | None = None) -> tuple[Candidate, ...]:
    """The candidates for the first link of the first file."""
    settings = settings or LinkSettings()
    notes = [parse_note(path, text).note for path, text in files.items() if path.endswith(".md")]
    index = index_targets(files, notes)
    link = resolve_link(notes[0].links[0], notes[0].path, index, settings)
    return candidates(link, notes[0].path, index, settings, NameLookup(index))


def best(
    files: dict[str, str], settings: LinkSettings | None = None, least: float = 0.5
) -> tuple[str, str] | None:
    """Replacement and reason of the best candidate, if it is a confident one."""
    first = next(iter(found(files, settings)), None)
    return (first.replacement, first.reason) if first and first.confidence >= least else None


@pytest.mark.parametrize(
    ("source", "link", "other", "replacement", "reason"),
    [
        ("p/q/a.md", "[[../x/b.md]]", "x/b.md", "[[../../x/b.md]]", "wrong depth"),
        ("p/a.md", "[[../../x/b.md|B]]", "x/b.md", "[[../x/b.md|B]]", "wrong depth"),
        ("p/q/a.md", "[[../../b]]", "p/b.md", "[[../b]]", "wrong depth"),
        ("p/q/a.md", "[[x/../b]]", "p/q/r/b.md", "[[p/q/r/b]]", "wrong folder"),
        ("p/a.md", "[[../q/b]]", "top/q/b.md", "[[../top/q/b]]", "wrong depth"),
        ("a.md", "[[y/b]]", "x/b.md", "[[x/b]]", "wrong folder"),
        ("a.md", "[[/b]]", "x/b.md", "[[/x/b]]", "wrong folder"),
        ("a.md", "[t](y/b.md#h)", "x/b.md", "[t](x/b.md#h)", "wrong folder"),
        ("a.md", "![[i/p.png]]", "j/p.png", "![[j/p.png]]", "wrong folder"),
        ("a.md", "[[x\\b]]", "x/b.md", "[[x/b]]", "encoding"),
        ("a.md", "[[c%20d]]", "x/c d.md", "[[c d]]", "encoding"),
        ("a.md", "[[Topic]]", "x/topic.md", "[[topic]]", "wrong case"),
        ("a.md", "[[X/topic]]", "y/x/topic.md", "[[x/topic]]", "wrong case"),
        ("a.md", "[[note.txt]]", "note.md", "[[note]]", "extension"),
        ("a.md", "[[x/note.markdown]]", "x/note.md", "[[x/note.md]]", "extension"),
        ("a.md", "![[pic.jpg]]", "x/pic.png", "![[pic.png]]", "extension"),
        ("a.md", "![[pic]]", "x/pic.png", "![[pic.png]]", "extension"),
        ("a.md", "[[y/b.txt]]", "x/b.md", "[[x/b]]", "wrong folder and extension"),
        ("a.md", "[[topic]]", "topic/index.md", "[[topic/index]]", "folder note"),
        ("a.md", "[[topic/]]", "topic/topic.md", "[[topic/topic]]", "folder note"),
        ("p/a.md", "[[../topic/]]", "topic/README.md", "[[../topic/README]]", "folder note"),
        ("p/a.md", "[[topic]]", "q/topic/index.md", "[[q/topic/index]]", "folder note elsewhere"),
        (
            *("p/a.md", "[[topic/]]", "q/topic/index.md"),
            *("[[q/topic/index]]", "folder note elsewhere"),
        ),
        ("a.md", "[[trnasformer]]", "transformer.md", "[[transformer]]", "typo"),
        ("a.md", "![[digram.png]]", "x/diagram.png", "![[diagram.png]]", "typo"),
        ("a.md", "[[нейроная сеть]]", "нейронная сеть.md", "[[нейронная сеть]]", "typo"),
        ("a.md", "[[My Long Note]]", "my-long_note.md", "[[my-long_note]]", "spacing"),
        (
            *("a.md", "[[трансформер]]", "transformer.md"),
            *("[[transformer|трансформер]]", "transliteration"),
        ),
        (
            *("a.md", "[[transformer.md|T]]", "x/Трансформер.md"),
            *("[[Трансформер.md|T]]", "transliteration"),
        ),
    ],
)
def test_each_mistake_is_known_for_what_it_is(
    source: str, link: str, other: str, replacement: str, reason: str
) -> None:
    assert best({source: link, other: ""}) == (replacement, reason)


@pytest.mark.parametrize(
    ("link", "other"),
    [
        ("[[lstm.md]]", "gLSTM.md"),  # short names differ by a letter and mean another thing
        ("[[vla_models]]", "vlm_models.md"),  # short words too
        ("[[linear_attention]]", "log_linear_attention.md"),  # a longer name is no misspelt one
        ("[[version_2]]", "version_3.md"),
        ("[[quantum gravity]]", "b.md"),
        ("[[Внимание]]", "attention.md"),  # a translation
        ("[[кот]]", "kot.md"),
        ("[[model 1.5]]", "model 1.md"),  # `.5` is no extension
        ("[[data.pdf]]", "data.md"),
        ("[[ai/qwen.md]]", "ai/qwen/index.md"),  # where the note went is not known
        ("[[other/index]]", "topic/index.md"),  # the folder is what such a name tells
        ("[[x/a]]", "b.md"),  # nothing means the note that it stands in
    ],
)
def test_what_resembles_by_chance_gets_no_confident_candidate(link: str, other: str) -> None:
    assert best({"a.md": link, other: ""}) is None


def test_alias_and_title_become_display_text() -> None:
    target = "---\naliases: [AI]\n---\n# Grand Title\n"
    assert best({"a.md": "[[AI]]", "x1.md": target}) == ("[[x1|AI]]", "alias")
    assert best({"a.md": "[[Grand Title]]", "x1.md": target}) == ("[[x1|Grand Title]]", "title")
    assert best({"a.md": "[[AI|shown]]", "x1.md": target}) == ("[[x1|shown]]", "alias")


@pytest.mark.parametrize(
    ("link", "others"),
    [
        ("[[z/b]]", {"x/b.md": "", "y/b.md": ""}),
        ("[[z/b]]", {"x/b.md": "# Other", "y/b.md": ""}),  # of which one has the name as title
        ("[[AI]]", {"x.md": "---\naliases: [AI]\n---\n", "y.md": "# AI\n"}),
        ("[[note.txt]]", {"x/note.md": "", "y/note.md": ""}),
        ("[[transformar]]", {"transformer.md": "", "transformcar.md": ""}),
        ("[[transformer]]", {"x/Трансформер.md": "", "y/трансформёр.md": ""}),
        ("[[topic]]", {"x/topic/index.md": "", "y/topic/index.md": ""}),
        ("[[b]]", {"x/b.md": "", "y/b.md": ""}),
    ],
)
def test_what_several_answer_to_gets_all_and_none_confident(
    link: str, others: dict[str, str]
) -> None:
    items = found({"a.md": link, **others})
    assert {item.path for item in items} == set(others)
    assert all(item.confidence < 0.5 for item in items)


def test_of_namesakes_the_one_with_the_most_common_folders_comes_first() -> None:
    others = dict.fromkeys(("p/main.md", "q/recsys/x/main.md", "recsys/y/main.md"), "")
    items = found({"a.md": "[[recsys/x/z/main]]", **others})
    assert items[0].path == "q/recsys/x/main.md"


def test_folder_decides_among_a_crowd_of_namesakes() -> None:
    others = {f"f{number:03}/README.md": "" for number in range(200)}
    items = found({"p/a.md": "[[../../f150/README.md]]", **others})
    assert (items[0].path, items[0].reason) == ("f150/README.md", "wrong depth")
    assert len(items) == 5


def test_only_so_many_files_are_listed_for_an_ambiguous_link() -> None:
    others = {f"f{number:03}/n.md": "" for number in range(200)}
    assert len(found({"a.md": "[[n]]", **others})) == 50


@pytest.mark.parametrize(
    ("link", "headings", "replacement", "reason"),
    [
        ("[[b#my-heading]]", "# My heading\n", "[[b#My heading]]", "heading"),
        ("[[b#State of the art]]", "# State-of-the-art\n", "[[b#State-of-the-art]]", "heading"),
        ("[[b#what-is-c]]", "# What is: C?\n", "[[b#What is C?]]", "heading"),
        ("[[b#A#B|x]]", "# A\n# C\n## B\n", "[[b#B|x]]", "heading moved"),
        ("[[b#What it costz]]", "# What it costs\n# D\n", "[[b#What it costs]]", "heading typo"),
        ("[t](b.md#my_heading)", "# My heading\n", "[t](b.md#my-heading)", "heading"),
        ("[t](b.md#My_Heading)", "# My  heading\n", "[t](b.md#My%20heading)", "heading"),
        ("[t](b.md#обзор_сети)", "# Обзор сети\n", "[t](b.md#обзор-сети)", "heading"),
    ],
)
def test_broken_heading(link: str, headings: str, replacement: str, reason: str) -> None:
    assert best({"a.md": link, "b.md": headings}) == (replacement, reason)


@pytest.mark.parametrize(
    ("link", "headings"),
    [
        ("[[b#Prices of 2024]]", "# Prices of 2025\n"),
        ("[[b#a-b]]", "# A: B\n# A, B\n"),
        ("[[b#setup-1]]", "# Setup\n# Setup\n"),  # no wiki-link leads to the second one
        ("[[b#What the project costs]]", "# Costs of the project\n"),
        ("[[b#Goals]]", "# Goal\n"),
    ],
)
def test_heading_that_may_be_another_is_not_repaired_unasked(link: str, headings: str) -> None:
    assert best({"a.md": link, "b.md": headings}, least=DEFAULT_CONFIDENCE) is None


def test_heading_is_found_by_the_match_that_is_set() -> None:
    files = {"a.md": "[[b#setup: one]]", "b.md": "# Setup: One\n"}
    assert best(files) is None  # the link is whole
    exact = LinkSettings(heading_match="exact")
    assert best(files, exact) == ("[[b#Setup: One]]", "heading")
    assert best({**files, "b.md": "# Setup | One\n"}, exact) is None  # no wiki-link can name it


def test_blocks() -> None:
    block = "Text. ^a1b2c3\n"
    assert best({"a.md": "[[b#^a1b2cc3]]", "b.md": block}) == ("[[b#^a1b2c3]]", "block typo")
    assert best({"a.md": "[[b#^a1b2c4]]", "b.md": block}) is None  # digits are not mistyped
    files = {"a.md": "![[b#^a1b2c3]]", "b.md": "", "x/c.md": block}
    assert best(files) == ("![[c#^a1b2c3]]", "block moved")
    assert best({**files, "d.md": block}) is None
    named = {"a.md": "[[b#^summary]]", "b.md": "", "c.md": "Text. ^summary\n"}
    assert [item.confidence < 0.5 for item in found(named)] == [True]


def test_similar_blocks_and_headings_are_offered_but_not_repaired_unasked() -> None:
    (block,) = found({"a.md": "[[b#^mrr-formula]]", "b.md": "Text. ^mrr\n\nMore. ^other9\n"})
    assert (block.replacement, block.reason) == ("[[b#^mrr]]", "similar block")
    (heading,) = found({"a.md": "[[b#Project costs]]", "b.md": "# Costs of the project\n# Z\n"})
    assert (heading.replacement, heading.reason) == (
        "[[b#Costs of the project]]",
        "heading reworded",
    )
    assert block.confidence < 0.5
    assert heading.confidence < DEFAULT_CONFIDENCE


def test_place_of_the_same_note() -> None:
    assert best({"a.md": "# My heading\n\n[[#my-heading]]\n"}) == ("[[#My heading]]", "heading")
    assert best({"a.md": "# Mine\n\n[t](#Mein)\n"}) is None


def test_sound_link_has_none() -> None:
    assert found({"a.md": "[[b]]", "b.md": ""}) == ()
