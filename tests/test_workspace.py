"""`Vault`: the whole way over real files, with a real catalogue and a fake encoder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from fake_encoder import HashingEncoder
from faults import faults

from kblink import Vault
from kblink.errors import CatalogueError, ConfigError, LockedError, VaultError
from kblink.model import SearchRequest
from kblink.vault.settings_file import load_config
from kblink.workspace import find_vault_root

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BERT = "# BERT\n\n## Masked words\n\nIt guesses masked words from both sides.\n\nSee [[search]].\n"
SEARCH = "# Search\n\nAn index answers questions with vectors and with words.\n"
GARDEN = "# Garden\n\nTomatoes want sun, water and patience.\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    folder.mkdir()
    for name, text in {"bert": BERT, "search": SEARCH, "garden": GARDEN}.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    return folder


@pytest.fixture
def vault(root: Path, encoder: HashingEncoder) -> Vault:
    return Vault(root, encoder=encoder)


def age(root: Path) -> None:
    """Set all times back, so that none is too recent to be trusted."""
    for file in root.rglob("*.md"):
        os.utime(file, (1_600_000_000, 1_600_000_000))


@contextmanager
def another_writer(folder: Path) -> Iterator[int]:
    """A process that holds the write lock; gives its id."""
    code = (
        "import sys, pathlib; from kblink.store.lock import write_lock\n"
        f"with write_lock(pathlib.Path({str(folder)!r})):\n"
        "    print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield process.pid
        process.communicate()


def test_index_counts_what_it_did(vault: Vault) -> None:
    report = vault.index()
    assert (report.notes_total, report.notes_new, report.notes_gone) == (3, 3, 0)
    assert report.sections_total == report.sections_embedded == 3
    assert report.links_total == 1
    assert report.size > 0
    assert (vault.index_dir / ".gitignore").exists()


def test_second_run_encodes_and_parses_nothing(
    vault: Vault, encoder: HashingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.index()
    encoded = encoder.encoded
    monkeypatch.setattr("kblink.changes.parse_file", lambda *_: pytest.fail("parsed again"))
    report = vault.index()
    assert (report.notes_new, report.notes_changed, report.sections_embedded) == (0, 0, 0)
    assert report.sections_reused == 3
    assert encoder.encoded == encoded


def test_touched_file_is_neither_parsed_nor_encoded(
    vault: Vault, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.index()
    os.utime(root / "bert.md", (1_700_000_000, 1_700_000_000))
    monkeypatch.setattr("kblink.changes.parse_file", lambda *_: pytest.fail("parsed again"))
    assert vault.index().notes_changed == 0


def test_changed_note_encodes_only_its_changed_sections(
    vault: Vault, root: Path, encoder: HashingEncoder
) -> None:
    vault.index()
    encoded = encoder.encoded
    (root / "bert.md").write_text(BERT + "\n## Variants\n\nRoBERTa and others.\n", "utf-8")
    report = vault.index()
    assert (report.notes_changed, report.sections_embedded) == (1, 1)
    assert encoder.encoded == encoded + 1


def test_edit_that_keeps_size_and_time_is_seen_when_the_scan_was_close(
    vault: Vault, root: Path
) -> None:
    vault.index()
    before = (root / "garden.md").stat()
    (root / "garden.md").write_text(GARDEN.replace("sun", "sin"), "utf-8")
    os.utime(root / "garden.md", ns=(before.st_mtime_ns, before.st_mtime_ns))
    assert vault.index().notes_changed == 1


def test_renamed_note_encodes_nothing(vault: Vault, root: Path, encoder: HashingEncoder) -> None:
    vault.index()
    encoded = encoder.encoded
    (root / "garden.md").rename(root / "plants.md")
    report = vault.index()
    assert (report.notes_new, report.notes_gone, report.notes_total) == (1, 1, 3)
    assert encoder.encoded == encoded


def test_renamed_folder_encodes_nothing(vault: Vault, root: Path, encoder: HashingEncoder) -> None:
    (root / "plants" / "beds").mkdir(parents=True)
    (root / "garden.md").rename(root / "plants" / "beds" / "garden.md")
    vault.index()
    encoded = encoder.encoded
    (root / "plants").rename(root / "flora")
    report = vault.index()
    assert (report.notes_new, report.notes_gone) == (1, 1)
    assert (report.sections_embedded, encoder.encoded) == (0, encoded)
    assert vault.search("tomatoes")[0].path == "flora/beds/garden.md"


def test_lines_that_many_notes_share_are_not_embedded_but_found(
    vault: Vault, root: Path, encoder: HashingEncoder
) -> None:
    for number in range(6):
        (root / f"{number}.md").write_text(f"# N{number}\n\nSay {number}.\n\nBack to top\n")
    report = vault.index()
    assert [(line.text, line.notes) for line in report.boilerplate] == [("Back to top", 6)]
    assert not any("Back to top" in text for call in encoder.calls for text in call)
    assert len(vault.search("back", mode="keyword")) == 6


def test_the_list_of_shared_lines_is_made_anew_by_full_only(
    vault: Vault, root: Path, encoder: HashingEncoder
) -> None:
    vault.index()
    for number in range(6):
        (root / f"{number}.md").write_text(f"# N{number}\n\nSay {number}.\n\nBack to top\n")
    assert vault.index().boilerplate == ()
    assert vault.index().boilerplate == ()
    encoded = encoder.encoded
    report = vault.index(full=True)
    assert len(report.boilerplate) == 1
    assert (report.sections_embedded, encoder.encoded) == (6, encoded + 6)
    assert vault.index().boilerplate == report.boilerplate


def test_a_full_run_that_is_stopped_is_taken_up_by_the_next(
    root: Path, encoder: HashingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = Vault(root, encoder=encoder)
    vault.index()
    for number in range(6):
        (root / f"{number}.md").write_text(f"# N{number}\n\nSay {number}.\n\nBack to top\n")
    vault.index()
    with monkeypatch.context() as patched:
        patched.setattr("kblink.sync.commit_generation", stop)
        with pytest.raises(KeyboardInterrupt):
            vault.index(full=True)
    encoded = encoder.encoded
    assert len(vault.index().boilerplate) == 1
    assert encoder.encoded == encoded
    assert vault.index(full=True).sections_embedded == 0


def stop(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_shared_lines_are_embedded_where_the_settings_say_so(
    root: Path, encoder: HashingEncoder
) -> None:
    for number in range(6):
        (root / f"{number}.md").write_text(f"# N{number}\n\nSay {number}.\n\nBack to top\n")
    (root / "kblink.toml").write_text("[index]\nboilerplate = false\n")
    assert Vault(root, encoder=encoder).index().boilerplate == ()
    assert any("Back to top" in text for call in encoder.calls for text in call)
    (root / "kblink.toml").unlink()
    report = Vault(root, encoder=encoder).index()
    assert (len(report.boilerplate), report.sections_embedded) == (1, 6)


def test_many_queries_are_answered_from_one_state(vault: Vault, root: Path) -> None:
    vault.index()
    answers = vault.search_all(["masked words", "tomattoes"], SearchRequest("keyword"))
    assert next(answers).hits[0].path == "bert.md"
    (root / "garden.md").unlink()
    vault.index()
    second = next(answers)
    assert (second.hits[0].path, second.read_as) == ("garden.md", "tomatoes")
    assert list(answers) == []


@pytest.mark.parametrize("command", ["search", "related", "check"])
def test_next_command_sees_added_changed_renamed_and_deleted_notes(
    vault: Vault, root: Path, command: str
) -> None:
    vault.index()
    (root / "new.md").write_text("# Quasar\n\nA quasar shines. [[gone note]]\n", "utf-8")
    (root / "garden.md").rename(root / "plants.md")
    (root / "search.md").unlink()
    if command == "search":
        assert vault.search("quasar")[0].path == "new.md"
        assert {hit.path for hit in vault.search("tomatoes")} >= {"plants.md"}
        assert all(hit.path != "search.md" for hit in vault.search("index vectors words"))
    elif command == "related":
        related = {note.path for note in vault.related("plants")}
        assert related == {"new.md", "bert.md"}
    else:
        broken = {(f.path, f.target) for f in faults(vault.check())}
        assert broken == {("new.md", "gone note"), ("bert.md", "search")}


def test_link_is_resolved_anew_when_its_target_appears(vault: Vault, root: Path) -> None:
    (root / "search.md").unlink()
    vault.index()
    assert not vault.related("bert", unlinked=False)[0].linked
    (root / "search.md").write_text(SEARCH, "utf-8")
    linked = {note.path for note in vault.related("bert") if note.linked}
    assert linked == {"search.md"}


def test_check_gives_the_same_with_and_without_an_index(vault: Vault, root: Path) -> None:
    (root / "more.md").write_text("---\nup: [[x]]\n---\n[[gone]] [[BERT]] ![[p.png]]\n")
    without = vault.check()
    vault.index()
    assert vault.check() == without
    assert len(faults(without)) == 4


def test_check_writes_nothing(vault: Vault, root: Path) -> None:
    vault.check()
    assert not (root / ".kblink").exists()


def test_check_reuses_stored_parses_only_of_the_same_bytes(
    vault: Vault, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.index()
    (root / "garden.md").write_text("[[gone]]", "utf-8")
    parsed: list[str] = []
    from kblink.markdown.parse_file import parse_file

    def spy(path: str, text: str) -> object:
        parsed.append(path)
        return parse_file(path, text)

    monkeypatch.setattr("kblink.changes.parse_file", spy)
    assert [finding.path for finding in faults(vault.check())] == ["garden.md"]
    assert parsed == ["garden.md"]


def test_no_refresh_answers_from_what_is_there_and_says_how_stale(
    root: Path, encoder: HashingEncoder
) -> None:
    said: list[str] = []
    vault = Vault(root, encoder=encoder, notify=said.append)
    vault.index()
    (root / "new.md").write_text("# Quasar\n\nA quasar shines.\n")
    assert all(hit.path != "new.md" for hit in vault.search("quasar", refresh=False))
    assert said == [
        "The index is behind the vault: 1 notes new, 0 changed, 0 gone. Run kblink index."
    ]


def test_no_refresh_without_an_index_is_an_error_that_says_what_to_do(vault: Vault) -> None:
    with pytest.raises(CatalogueError) as caught:
        vault.search("x", refresh=False)
    assert caught.value.exit_code == 3
    assert "kblink index" in caught.value.hint


def test_status_without_an_index_is_the_same_error(vault: Vault) -> None:
    with pytest.raises(CatalogueError, match="There is no index"):
        vault.status()


def test_status_tells_freshness(vault: Vault, root: Path) -> None:
    vault.index()
    assert vault.status().stale == type(vault.status().stale)(0, 0, 0)
    (root / "new.md").write_text("x")
    (root / "bert.md").write_text("y")
    (root / "garden.md").unlink()
    status = vault.status()
    assert (status.stale.new, status.stale.changed, status.stale.gone) == (1, 1, 1)
    assert (status.notes, status.links, status.generation) == (3, 1, 1)


def test_other_encoder_embeds_again_and_says_so(root: Path) -> None:
    Vault(root, encoder=HashingEncoder()).index()
    said: list[str] = []
    other = HashingEncoder(dimension=32)
    report = Vault(root, encoder=other, notify=said.append).index()
    assert report.sections_embedded == 3
    assert len(said) == 1
    assert "embedded again" in said[0]


def test_query_and_sections_are_never_of_different_encoders(root: Path) -> None:
    Vault(root, encoder=HashingEncoder()).index()
    other = Vault(root, encoder=HashingEncoder(seed=1))
    with pytest.raises(CatalogueError, match="another encoder"):
        other.search("masked words", refresh=False)
    assert other.search("masked words", mode="keyword", refresh=False)[0].path == "bert.md"
    assert other.search("masked words")[0].path == "bert.md"


def test_full_makes_rows_anew_and_reuses_vectors(vault: Vault, encoder: HashingEncoder) -> None:
    vault.index()
    before = vault.search("masked words")
    encoded = encoder.encoded
    report = vault.index(full=True)
    assert (report.notes_total, report.sections_embedded) == (3, 0)
    assert (report.notes_new, report.notes_changed, report.notes_gone) == (0, 0, 0)
    assert encoder.encoded == encoded
    assert vault.search("masked words") == before


def test_full_rebuilds_a_damaged_catalogue(vault: Vault) -> None:
    vault.index()
    (vault.index_dir / "catalogue.db").write_bytes(b"not a database" * 1000)
    with pytest.raises(CatalogueError) as caught:
        vault.search("x")
    assert "--full" in caught.value.hint
    assert vault.index(full=True).notes_total == 3
    assert vault.search("masked words")[0].path == "bert.md"


def test_another_writer_lets_the_last_generation_answer(
    root: Path, encoder: HashingEncoder
) -> None:
    said: list[str] = []
    vault = Vault(root, encoder=encoder, notify=said.append)
    vault.index()
    (root / "new.md").write_text("# Quasar\n")
    with another_writer(vault.index_dir) as process:
        assert vault.search("masked words")[0].path == "bert.md"
    assert len(said) == 1
    assert str(process) in said[0]


def test_index_dir_elsewhere_leaves_the_vault_alone(
    root: Path, tmp_path: Path, encoder: HashingEncoder
) -> None:
    Vault(root, encoder=encoder, index_dir=tmp_path / "elsewhere").index()
    assert not (root / ".kblink").exists()
    assert (tmp_path / "elsewhere" / "catalogue.db").exists()


def test_index_dir_inside_the_vault_is_no_part_of_it(root: Path, encoder: HashingEncoder) -> None:
    vault = Vault(root, encoder=encoder, index_dir=root / "index")
    vault.index()
    generation = vault.status().generation
    vault.index()
    assert vault.status().generation == generation


def test_moved_vault_keeps_its_index(root: Path, tmp_path: Path, encoder: HashingEncoder) -> None:
    age(root)
    Vault(root, encoder=encoder).index()
    encoded = encoder.encoded
    shutil.move(root, tmp_path / "moved")
    assert Vault(tmp_path / "moved", encoder=encoder).index().sections_embedded == 0
    assert encoder.encoded == encoded


def test_search_between_days_of_front_matter_or_else_of_the_file(vault: Vault, root: Path) -> None:
    (root / "old.md").write_text("---\ndate: 2019-05-01\n---\nA quasar of old.\n")
    (root / "new.md").write_text("---\ndate: 2024-05-01\n---\nA quasar of late.\n")
    (root / "undated.md").write_text("A quasar without a date.\n")
    os.utime(root / "undated.md", (1_600_000_000, 1_600_000_000))  # in September 2020

    def found(since: str | None = None, until: str | None = None) -> set[str]:
        hits = vault.search("quasar", mode="keyword", since=since, until=until)
        return {hit.path for hit in hits}

    assert found(since="2024-05-01") == {"new.md"}
    assert found(until="2019-05-01") == {"old.md"}
    assert found("2020-01-01", "2020-12-31") == {"undated.md"}
    assert found() == {"old.md", "new.md", "undated.md"}


def test_verify_finds_what_opening_does_not(vault: Vault) -> None:
    vault.index()
    vault.verify()
    (vectors,) = vault.index_dir.glob("vectors-*.faiss")
    data = bytearray(vectors.read_bytes())
    data[-2] ^= 1  # the last digit of a number
    vectors.write_bytes(data)
    assert vault.search("masked words", refresh=False)
    with pytest.raises(CatalogueError, match="not the file that was written"):
        vault.verify()
    vault.index()
    vault.verify()


def test_long_section_is_one_hit_and_quotes_its_most_telling_passage(
    vault: Vault, root: Path
) -> None:
    filler = "Astronomers talk about the sky, night after night, and write it down. " * 8
    telling = "A quasar shines brighter than its galaxy."
    text = f"# Sky\n\n## Bright things\n\n{filler}quasar\n\n{filler}\n\n{telling}\n\n{filler}\n"
    (root / "sky.md").write_text(text, "utf-8")
    hits = [hit for hit in vault.search("quasar brighter than a galaxy") if hit.path == "sky.md"]
    assert vault.status().sections > 4
    assert len(hits) == 1
    assert telling in hits[0].snippet
    assert hits[0].line == 9


def test_order_of_equal_hits_does_not_depend_on_the_history_of_the_index(
    root: Path, encoder: HashingEncoder
) -> None:
    text = "# Sky\n\nA quasar shines.\n"
    vault = Vault(root, encoder=encoder)
    (root / "twin b.md").write_text(text)
    vault.index()
    (root / "twin a.md").write_text(text)
    grown = [hit.path for hit in vault.search("quasar")]
    vault.index(full=True)
    assert [hit.path for hit in vault.search("quasar")] == grown
    assert grown[:2] == ["twin a.md", "twin b.md"]


# --- what a vault may hold -----------------------------------------------------------------------


def test_empty_vault(tmp_path: Path, encoder: HashingEncoder) -> None:
    said: list[str] = []
    vault = Vault(tmp_path, encoder=encoder, notify=said.append)
    assert vault.index().notes_total == 0
    assert said == [f"There are no Markdown notes in {tmp_path}."]
    assert vault.search("anything") == []
    assert faults(vault.check()) == ()
    assert vault.status().notes == 0


def test_missing_vault_and_a_file_for_one(root: Path) -> None:
    with pytest.raises(VaultError, match="does not exist"):
        Vault(root / "none")
    with pytest.raises(VaultError, match="is not a folder"):
        Vault(root / "bert.md")


def test_undecodable_note_is_a_finding_and_the_rest_is_done(vault: Vault, root: Path) -> None:
    (root / "bad.md").write_bytes("Привет".encode("cp1251"))
    (finding,) = faults(vault.check())
    assert (finding.path, finding.code, finding.severity) == ("bad.md", "undecodable-note", "error")
    report = vault.index()
    assert report.notes_total == 4
    assert [skipped.path for skipped in report.skipped] == ["bad.md"]
    assert vault.search("masked words")[0].path == "bert.md"


def test_note_of_20_mb_is_read_to_a_limit_and_said(vault: Vault, root: Path) -> None:
    (root / "huge.md").write_text("# Huge\n\n" + "x" * 99 + "\n" + ("\n" * 20 * 1024 * 1024))
    (skipped,) = vault.index().skipped
    assert skipped.path == "huge.md"
    assert "10 MiB" in skipped.reason


def test_broken_front_matter_is_a_finding_and_the_body_is_searched(
    vault: Vault, root: Path
) -> None:
    (root / "fm.md").write_text("---\ntitle: [\n---\n\nA quasar shines.\n")
    (finding,) = faults(vault.check())
    assert (finding.path, finding.code) == ("fm.md", "invalid-front-matter")
    assert vault.search("quasar")[0].path == "fm.md"


def test_note_that_vanishes_while_being_read_is_skipped(
    vault: Vault, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kblink.vault.read import read_note

    def vanish(folder: Path, entry: object) -> object:
        (root / "garden.md").unlink(missing_ok=True)
        return read_note(folder, entry)  # type: ignore[arg-type]  # passed through as it came

    monkeypatch.setattr("kblink.changes.read_note", vanish)
    report = vault.index()
    assert report.notes_total == 2
    assert [skipped.path for skipped in report.skipped] == ["garden.md"]


def test_note_that_vanishes_during_check_is_said(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kblink.vault.read import read_note

    def vanish(folder: Path, entry: object) -> object:
        (root / "garden.md").unlink(missing_ok=True)
        return read_note(folder, entry)  # type: ignore[arg-type]  # passed through as it came

    monkeypatch.setattr("kblink.changes.read_note", vanish)
    said: list[str] = []
    assert Vault(root, notify=said.append).check().notes == 2
    assert said[0].startswith("garden.md was not read")


# --- where the vault is, and its settings --------------------------------------------------------


@pytest.mark.parametrize("mark", ["kblink.toml", ".kblink", ".obsidian"])
def test_root_is_the_nearest_marked_parent(tmp_path: Path, mark: str) -> None:
    (tmp_path / "vault" / "a" / "b").mkdir(parents=True)
    (tmp_path / "vault" / mark).mkdir()
    assert find_vault_root(None, tmp_path / "vault" / "a" / "b") == tmp_path / "vault"
    assert find_vault_root(str(tmp_path), tmp_path / "vault" / "a") == tmp_path


def test_settings_of_the_vault_and_of_a_named_file(tmp_path: Path) -> None:
    (tmp_path / "kblink.toml").write_text("[links]\naliases-resolve = true\n")
    (tmp_path / "other.toml").write_text("")
    assert load_config(tmp_path).links.aliases_resolve
    assert not load_config(tmp_path, tmp_path / "other.toml").links.aliases_resolve
    with pytest.raises(ConfigError, match=r"none\.toml"):
        load_config(tmp_path, tmp_path / "none.toml")


def test_changed_link_settings_are_seen_by_related(root: Path, encoder: HashingEncoder) -> None:
    (root / "bert.md").write_text(BERT.replace("[[search]]", "[[Seeking]]"))
    (root / "search.md").write_text(SEARCH.replace("# Search", "# Seeking"))
    vault = Vault(root, encoder=encoder)
    assert not any(note.linked for note in vault.related("bert"))
    (root / "kblink.toml").write_text("[links]\ntitles-resolve = true\n")
    assert any(note.linked for note in Vault(root, encoder=encoder).related("bert"))


def test_a_move_needs_no_index_and_is_the_same_with_one(tmp_path: Path) -> None:
    for name in ("plain", "indexed"):
        root = tmp_path / name
        (root / "p").mkdir(parents=True)
        (root / "a.md").write_text("# A\n\n[[p/b]] [t](p/b.md#head)\n", "utf-8")
        (root / "p/b.md").write_text("# Head\n\n[[../a]]\n", "utf-8")
        for path in root.rglob("*.md"):
            os.utime(path, (1_600_000_000, 1_600_000_000))
    encoder = HashingEncoder()
    Vault(tmp_path / "indexed", encoder=encoder).index()
    for name in ("plain", "indexed"):
        vault = Vault(tmp_path / name, encoder=encoder)
        vault.mv("p/b.md", "q/r/c.md")
        assert (tmp_path / name / "a.md").read_text() == "# A\n\n[[q/r/c]] [t](q/r/c.md#head)\n"
        assert (tmp_path / name / "q/r/c.md").read_text() == "# Head\n\n[[../../a]]\n"
        vault.undo()
    assert (tmp_path / "indexed/a.md").stat().st_mtime == 1_600_000_000


def test_a_journal_stands_in_the_vault_wherever_the_index_is(tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault/a.md").write_text("[[a]]", "utf-8")
    Vault(tmp_path / "vault", index_dir=tmp_path / "index").mv("a.md", "b.md")
    assert len([*(tmp_path / "vault/.kblink").glob("journal-*.json")]) == 1
    assert Vault(tmp_path / "vault").undo().restored == ("a.md",)


def test_nothing_is_moved_while_another_kblink_writes(tmp_path: Path) -> None:
    from threading import Thread

    from kblink.store.lock import write_lock

    (tmp_path / "a.md").write_text("[[a]]", "utf-8")
    found: list[Exception] = []

    def try_to_move() -> None:
        for attempt in (lambda: Vault(tmp_path).mv("a.md", "b.md"), lambda: Vault(tmp_path).undo()):
            try:
                attempt()
            except LockedError as error:
                found.append(error)

    with write_lock(tmp_path / ".kblink"):
        thread = Thread(target=try_to_move)
        thread.start()
        thread.join()
    assert len(found) == 2
    assert (tmp_path / "a.md").exists()
