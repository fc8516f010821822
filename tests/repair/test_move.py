"""Whatever moves, each link leads where it led, and is written in its author's way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from moving import mv, read, write

from kblink import Vault
from kblink.errors import UsageError, VaultError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[[old]]", "[[new]]"),
        ("[[ old ]]", "[[ new ]]"),
        ("[[old.md]]", "[[new.md]]"),
        ("[[p/old]]", "[[q/new]]"),
        ("[[/p/old]]", "[[/q/new]]"),
        ("[[../p/old]]", "[[../q/new]]"),
        ("[[../p/old.md#Head|shown]]", "[[../q/new.md#Head|shown]]"),
        ("![[old#Head]]", "![[new#Head]]"),
        ("|a|b|\n|-|-|\n|[[old\\|x]]|y|", "|a|b|\n|-|-|\n|[[new\\|x]]|y|"),
        ("[t](../p/old.md)", "[t](../q/new.md)"),
        ("[t](../p/old)", "[t](../q/new)"),
        ("[t](/p/old.md 'title')", "[t](/q/new.md 'title')"),
        ("[t](p/old.md#head)", "[t](q/new.md#head)"),
        ("[t](<../p/old.md>)", "[t](<../q/new.md>)"),
        ("[![i](../p/i.png)](../p/old.md)", "[![i](../p/i.png)](../q/new.md)"),
        ("[t][r]\n\n[r]: ../p/old.md 'x'", "[t][r]\n\n[r]: ../q/new.md 'x'"),
        ("[[old]]\n\n[old]: ../p/old.md", "[[new]]\n\n[new]: ../q/new.md"),
        ("[[old]] [t][old]\n\n[old]: ../p/old.md", "[[new]] [t][old]\n\n[old]: ../q/new.md"),
        ('<a href="../p/old.md#h">x</a>', '<a href="../q/new.md#h">x</a>'),
        ('---\nup: "[[old]]"\n---\n', '---\nup: "[[new]]"\n---\n'),
        ("---\nup: ['[[p/old|x]]', a]\n---\n", "---\nup: ['[[q/new|x]]', a]\n---\n"),
        ("%% [[old]] %%", "%% [[new]] %%"),
        ("# About [[old]]\n\n[[#About old]]", "# About [[new]]\n\n[[#About new]]"),
        ("`[[old]]` and [[older]]", "`[[old]]` and [[older]]"),
        ("\ufeff[[old]]\r\n\t🙂 e\u0301 [[p/old]]\r", "\ufeff[[new]]\r\n\t🙂 e\u0301 [[q/new]]\r"),
    ],
)
def test_a_link_to_a_note_follows_it(tmp_path: Path, before: str, after: str) -> None:
    write(tmp_path, {"s/a.md": before, "p/old.md": "# Head\n", "p/i.png": "i"})
    report = mv(tmp_path, "p/old.md", "q/new.md")
    assert not report.skipped
    assert read(tmp_path) == {"s/a.md": after, "q/new.md": "# Head\n", "p/i.png": "i"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[[b]] [[p/b]] [t](p/b.md)", "[[b]] [[p/b]] [t](p/b.md)"),
        ("[[./b]] [t](b.md) [t](./b.md)", "[[../p/b]] [t](../p/b.md) [t](../p/b.md)"),
        ("[[../c]] ![i](i.png) [t](../c)", "[[../c]] ![i](../p/i.png) [t](../c)"),
        ("[[#H]] [[a#H]] [t](#h) [t](a.md)\n# H", "[[#H]] [[z#H]] [t](#h) [t](z.md)\n# H"),
        ("[t][r]\n\n[r]: b.md", "[t][r]\n\n[r]: ../p/b.md"),
        ("[t](gone.md) [[../gone]]", "[t](gone.md) [[../gone]]"),
        ("[t](z.md)", "[t](../p/z.md)"),
    ],
)
def test_links_in_a_note_that_moves_lead_where_they_led(
    tmp_path: Path, before: str, after: str
) -> None:
    write(tmp_path, {"p/a.md": before, "p/b.md": "", "c.md": "", "p/i.png": "i"})
    report = mv(tmp_path, "p/a.md", "q/z.md")
    assert not report.skipped
    assert read(tmp_path)["q/z.md"] == after


def test_a_folder_takes_all_that_is_in_it_along(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a.md": "[[p/b]] [[b]] [d](p/) [[q/c#H]] ![](p/q/i.png)",
        "p/README.md": "[b](b.md) [a](../a.md) [[../a]]",
        "p/b.md": "[[q/c]] [[p/q/c]] [[./q/c]] [c](q/c.md)",
        "p/q/c.md": "# H\n[up](../) [[../b]] [[/a]]",
        "p/q/i.png": "i",
        "p/.hidden": "kept",
        "p/raw.md": b"\xff\xfe[\x00",
    }
    write(tmp_path, files)
    (tmp_path / "p/empty").mkdir()
    before = read(tmp_path)
    mv(tmp_path, "p", "x/y")
    assert read(tmp_path) == {
        "a.md": "[[x/y/b]] [[b]] [d](x/y/) [[q/c#H]] ![](x/y/q/i.png)",
        "x/y/README.md": "[b](b.md) [a](../../a.md) [[../../a]]",
        "x/y/b.md": "[[q/c]] [[x/y/q/c]] [[./q/c]] [c](q/c.md)",
        "x/y/q/c.md": "# H\n[up](../) [[../b]] [[/a]]",
        "x/y/q/i.png": "i",
        "x/y/.hidden": "kept",
        "x/y/raw.md": "\udcff\udcfe[\x00",
    }
    assert (tmp_path / "x/y/empty").is_dir()
    Vault(tmp_path).undo()
    assert read(tmp_path) == before
    assert not (tmp_path / "x").exists()


def test_canvas_and_base_follow(tmp_path: Path) -> None:
    nodes = [
        {"id": "1", "type": "file", "file": "p/old.md", "subpath": "#Head"},
        {"id": "2", "type": "text", "text": 'See "[[old|x]]"\n[t](p/old.md)'},
    ]
    canvas = json.dumps({"nodes": nodes}, indent="\t")
    write(
        tmp_path,
        {
            "p/old.md": "# Head\n",
            "a.canvas": canvas,
            "b.base": 'filters: file.hasLink("old")\n',
        },
    )
    assert not mv(tmp_path, "p/old.md", "q/new.md").skipped
    assert not mv(tmp_path, "new#Head", "#Another: title").skipped
    after = read(tmp_path)
    assert after["a.canvas"] == canvas.replace("p/old", "q/new").replace("[[old", "[[new").replace(
        "#Head", "#Another title"
    )
    assert after["b.base"] == 'filters: file.hasLink("new")\n'


def test_a_namesake_makes_a_link_longer_never_ambiguous(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "[[old]] [[n]]", "p/old.md": "", "p/n.md": "", "q/r.md": ""})
    mv(tmp_path, "p/old.md", "q/n.md")
    assert read(tmp_path)["a.md"] == "[[q/n]] [[p/n]]"
    report = Vault(tmp_path).check(all_links=True)
    assert [link.status for _, links in report.resolved for link in links] == ["ok", "ok"]


def test_an_attachment_follows(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "![[i.png|100]] ![x](p/i.png) [[p/i.png]]", "p/i.png": "i"})
    mv(tmp_path, "p/i.png", "media/a picture")
    assert read(tmp_path)["a.md"] == (
        "![[a picture.png|100]] ![x](media/a%20picture.png) [[media/a picture.png]]"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[[n#Old one]]", "[[n#New two]]"),
        ("[[n#Top#Old one|x]]", "[[n#Top#New two|x]]"),
        ("[[n#old  ONE#Deep]]", "[[n#New two#Deep]]"),
        ("[t](n.md#old-one)", "[t](n.md#new-two)"),
        ("[t](n.md#Old%20one)", "[t](n.md#New%20two)"),
        ("![[n#Old one]] [[n#Deep]] [[n]]", "![[n#New two]] [[n#Deep]] [[n]]"),
        ("[t][r]\n\n[r]: n.md#old-one", "[t][r]\n\n[r]: n.md#new-two"),
        ('<a href="n.md#old-one">x</a>', '<a href="n.md#new-two">x</a>'),
        ("[[n#Old one gone]]", "[[n#Old one gone]]"),
    ],
)
def test_links_to_a_heading_follow_its_text(tmp_path: Path, before: str, after: str) -> None:
    note = "# Top\n\n## Old one ##\n\n[[#Old one]]\n\n### Deep\n"
    write(tmp_path, {"a.md": before, "n.md": note})
    report = mv(tmp_path, "n.md#Old one", "n.md#New two")
    assert not report.skipped
    assert read(tmp_path) == {"a.md": after, "n.md": note.replace("Old one", "New two")}


def test_a_heading_with_marks_that_no_link_can_hold(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "[[n#Old]] [t](n.md#old)", "n.md": "Old\n===\r\n\r\ntext"})
    mv(tmp_path, "n#Old", "n#C#: a|b [x]")
    assert read(tmp_path) == {
        "a.md": "[[n#C a b x]] [t](n.md#c-ab-x)",
        "n.md": "C#: a|b [x]\n===\r\n\r\ntext",
    }


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("n.md#Nowhere", "n.md#New", "no heading 'Nowhere'"),
        ("n.md#Old", "n.md#other!", "already"),
        ("n.md#Old", "n.md", "names a heading"),
        ("n.md#Old", "a.md#New", "not moved to another note"),
        ("n.md#Old", "#[ ]", "no letters"),
        ("n.md#Old", "#A\n\nB", "cannot be the text"),
        ("n.md", "a.md", "is there already"),
        ("n.md", "n", "that is its path"),
        ("n.md", "../n.md", "no path in"),
        ("n.md", "/etc/n.md", "no path in"),
        ("n.md", "x/../../n.md", "no path in"),
        ("n.md", ".hidden/n.md", "hidden"),
        ("n.md", ".git/n.md", "hidden"),
        ("n.md", "a\x1b[31m.md", "control characters"),
        ("n.md", "a.md/n.md", "no folder"),
        ("n.md", " b.md", "blanks"),
        ("p", "p/q", "into itself"),
        ("nowhere.md", "b.md", "No note, folder or attachment"),
        ("../out.md", "b.md", "No note, folder or attachment"),
        ("", "b.md", "No note, folder or attachment"),
    ],
)
def test_what_cannot_be_moved_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    root = tmp_path / "vault"
    write(root, {"n.md": "# Old\n\n## Other\n", "a.md": "[[n]]", "p/x.md": ""})
    write(tmp_path, {"out.md": "outside"})
    before = read(root)
    with pytest.raises(UsageError, match=says):
        mv(root, old, new)
    assert read(root) == before


def test_new_may_be_a_folder_and_old_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"p/n.md": "---\naliases: [Alias]\n---\n", "q/a.md": "[[n]]"})
    monkeypatch.chdir(tmp_path / "q")
    assert mv(tmp_path, "Alias", "q").moves == (("p/n.md", "q/n.md"),)
    assert mv(tmp_path, "n.md", "deep/m").moves == (("q/n.md", "q/deep/m.md"),)  # from where we are
    assert mv(tmp_path, "q/a.md", "new folder/").moves == (("q/a.md", "new folder/a.md"),)


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "x [[old]]", "old.md": ""})
    before = read(tmp_path)
    report = Vault(tmp_path).mv("old.md", "new.md", dry_run=True)
    assert (report.applied, report.journal) == (False, None)
    (rewrite,) = report.rewrites
    assert (rewrite.edit.path, rewrite.line, rewrite.column) == ("a.md", 1, 3)
    assert (rewrite.edit.old, rewrite.edit.new) == ("[[old]]", "[[new]]")
    assert read(tmp_path) == before
    assert not (tmp_path / ".kblink").exists()


def test_a_link_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "[[old]] [t](old.md)", "old.md": ""})
    report = mv(tmp_path, "old.md", "a [b].md")
    (left,) = report.skipped
    assert (left.path, left.line, left.column, left.link) == ("a.md", 1, 1, "[[old]]")
    assert read(tmp_path)["a.md"] == "[[old]] [t](a%20%5Bb%5D.md)"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('---\nup: "[[old]]"\n---\n', '---\nup: "[[it\'s]]"\n---\n'),
        ("---\nup: '[[old]]'\n---\n", None),
    ],
)
def test_the_mark_around_a_property_is_not_closed_early(
    tmp_path: Path, before: str, after: str | None
) -> None:
    write(tmp_path, {"a.md": before, "old.md": ""})
    assert len(mv(tmp_path, "old.md", "it's.md").skipped) == (after is None)
    assert read(tmp_path)["a.md"] == (after or before)


def test_a_change_of_case_alone_is_a_move(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "[[bert]]", "bert.md": ""})
    mv(tmp_path, "bert.md", "BERT.md")
    assert read(tmp_path) == {"a.md": "[[BERT]]", "BERT.md": ""}


def test_symlinks_are_neither_written_through_nor_broken(tmp_path: Path) -> None:
    root = tmp_path / "vault"
    write(root, {"p/a.md": "[[b]]", "b.md": "", "q/c.md": ""})
    (root / "q/link.md").symlink_to("../p/a.md")
    for old, new in (("p/a.md", "z.md"), ("p", "z"), ("q/link.md", "link.md")):
        with pytest.raises(UsageError, match="symbolic link"):
            mv(root, old, new)
    mv(root, "b.md", "new.md")
    assert (root / "q/link.md").is_symlink()
    assert (root / "p/a.md").read_text() == "[[new]]"


def test_a_read_only_note_stops_a_move_that_would_have_to_edit_it(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "[[old]]", "old.md": "", "other.md": ""})
    (tmp_path / "a.md").chmod(0o444)
    with pytest.raises(VaultError, match="read-only"):
        mv(tmp_path, "old.md", "new.md")
    assert mv(tmp_path, "other.md", "another.md").applied
    assert (tmp_path / "old.md").exists()


def test_names_resolve_by_the_settings_of_the_vault(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "kblink.toml": "[links]\ntitles-resolve = true\npath-suffix = false\n",
            "a.md": "[[The title]] [[p/old]]",
            "p/old.md": "# The title\n",
        },
    )
    mv(tmp_path, "p/old.md", "p/q/new.md")
    assert read(tmp_path)["a.md"] == "[[The title]] [[p/q/new]]"


def test_a_large_note_is_edited_in_the_part_that_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kblink.vault.read.LARGE", 100)
    monkeypatch.setattr("kblink.vault.read.READ_LIMIT", 50)
    tail = b"." * 90 + b"\n\xff\xff [[old]]\n"
    write(tmp_path, {"a.md": b"[[old]]\n" + tail, "old.md": ""})
    mv(tmp_path, "old.md", "new.md")
    assert (tmp_path / "a.md").read_bytes() == b"[[new]]\n" + tail


def test_links_in_excluded_notes_follow_too(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            ".kblinkignore": "drafts/\n",
            "drafts/a.md": "[[old]] [t](../old.md#head) [[b]]",
            "drafts/b.md": "[a](a.md) [[../old#Head]]",
            "old.md": "# Head\n[[drafts/a]]",
        },
    )
    mv(tmp_path, "old.md", "p/new.md")
    mv(tmp_path, "p/new.md#Head", "#Title")
    mv(tmp_path, "drafts", "q")
    assert read(tmp_path) == {
        ".kblinkignore": "drafts/\n",
        "q/a.md": "[[new]] [t](../p/new.md#title) [[b]]",
        "q/b.md": "[a](a.md) [[../p/new#Title]]",
        "p/new.md": "# Title\n[[q/a]]",
    }


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("[[old]] and ` b [[old]], [t](old.md)", "ne`w.md"),
        ("[[old]] and $2 [[old]] [t](old.md)", "a$b.md"),
        ("[[old]] and ![[old]] <!-- [[old]]", "a --> b.md"),
    ],
)
def test_a_link_that_would_not_be_read_as_one_is_left(tmp_path: Path, text: str, new: str) -> None:
    """The new name closes what began in front of the link."""
    write(tmp_path, {"a.md": text, "old.md": ""})
    report = mv(tmp_path, "old.md", new)
    after = Vault(tmp_path).check(all_links=True)
    links = [link for path, found in after.resolved for link in found if path == "a.md"]
    assert sum(link.status == "ok" for link in links) == len(links) - len(report.skipped)
    assert len(links) == text.count("old")


def test_a_link_to_a_folder_note_by_its_folder_stays_one(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "kblink.toml": "[links]\nfolder-notes = ['index']\n",
            "a.md": "[[p/topic|x]] [t](p/topic/) [t](p/topic)",
            "p/topic/index.md": "[[other]]",
            "p/topic/other.md": "[up](.) [[../topic]]",
        },
    )
    assert not mv(tmp_path, "p/topic", "q/r/subject").skipped
    after = read(tmp_path)
    assert after["a.md"] == "[[q/r/subject|x]] [t](q/r/subject/) [t](q/r/subject)"
    assert after["q/r/subject/other.md"] == "[up](.) [[../subject]]"
