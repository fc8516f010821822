"""Opening what is missing, damaged, foreign, newer, linked elsewhere, or not to be written."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from store_examples import ENCODER, commit, contents, found_bodies, simple, vector

from kblink.errors import CatalogueError, UnwritableIndexError
from kblink.store.catalogue import Catalogue
from kblink.store.folder import holds_catalogue
from kblink.store.schema import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "index"
    with Catalogue.open_writer(made) as catalogue:
        commit(catalogue, simple("a.md", "alpha", "beta"), simple("b.md", "gamma"))
    return made


def _change(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "catalogue.db", isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def test_none_there(tmp_path: Path) -> None:
    assert not holds_catalogue(tmp_path)
    with pytest.raises(CatalogueError, match="no index") as caught:
        Catalogue.open_reader(tmp_path)
    assert "kblink index" in caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_one_that_was_begun_but_not_made_is_none(tmp_path: Path) -> None:
    (tmp_path / "catalogue.db").touch()
    with pytest.raises(CatalogueError, match="no index"):
        Catalogue.open_reader(tmp_path)
    _change(tmp_path, "PRAGMA journal_mode = WAL", "PRAGMA page_size = 512", "VACUUM")
    with pytest.raises(CatalogueError):
        Catalogue.open_reader(tmp_path)
    with Catalogue.open_writer(tmp_path) as catalogue:
        assert catalogue.generation == 0


@pytest.mark.parametrize("rebuild", [False, True])
def test_a_sound_one_is_kept(folder: Path, rebuild: bool) -> None:
    with Catalogue.open_writer(folder, rebuild=rebuild) as catalogue:
        assert catalogue.generation == 1
        assert len(catalogue.notes()) == 2


FOREIGN = [
    "CREATE VIEW evil AS SELECT 1",
    "CREATE TRIGGER evil AFTER INSERT ON notes BEGIN DELETE FROM notes; END",
    "CREATE TABLE more (a)",
    "CREATE INDEX more ON notes (title)",
    "DROP INDEX tags_by_name",
    "ALTER TABLE notes ADD COLUMN more TEXT",
    "PRAGMA user_version = 0",
    "PRAGMA user_version = -3",
    "CREATE TABLE fts_more (a)",
]


@pytest.mark.parametrize("statement", FOREIGN)
def test_another_schema_is_refused_and_rebuilt_when_told(folder: Path, statement: str) -> None:
    _change(folder, statement)
    for opening in (Catalogue.open_reader, Catalogue.open_writer):
        with pytest.raises(CatalogueError, match="not those of kblink") as caught:
            opening(folder)
        assert "kblink index --full" in caught.value.hint
    with Catalogue.open_writer(folder, rebuild=True) as catalogue:
        assert catalogue.generation == 0
        commit(catalogue, simple("a.md", "alpha"))


def test_one_of_a_newer_kblink_says_so(folder: Path) -> None:
    _change(folder, f"PRAGMA user_version = {VERSION + 1}")
    for opening in (Catalogue.open_reader, Catalogue.open_writer):
        with pytest.raises(CatalogueError, match="newer kblink") as caught:
            opening(folder)
        assert "Update kblink" in caught.value.hint
        assert "kblink index --full" in caught.value.hint
    with Catalogue.open_writer(folder, rebuild=True) as catalogue:
        assert catalogue.generation == 0


def test_what_is_no_database_is_damage(folder: Path) -> None:
    (folder / "catalogue.db").write_bytes(b"# Not a database\n" * 400)
    for opening in (Catalogue.open_reader, Catalogue.open_writer):
        with pytest.raises(CatalogueError, match="damaged") as caught:
            opening(folder)
        assert "kblink index --full" in caught.value.hint
    with Catalogue.open_writer(folder, rebuild=True) as catalogue:
        assert catalogue.generation == 0
        assert list(folder.glob("vectors-*")) == []
        commit(catalogue, simple("a.md", "alpha"))
    with Catalogue.open_reader(folder) as catalogue:
        assert found_bodies(catalogue, "alpha") == ["alpha"]


def test_a_rebuild_finds_damage_that_opening_does_not(folder: Path) -> None:
    with Catalogue.open_writer(folder) as catalogue:
        catalogue.database.run("UPDATE embeddings SET vector = x'00'")
    with Catalogue.open_writer(folder) as catalogue:
        assert catalogue.generation == 1
    with Catalogue.open_writer(folder, rebuild=True) as catalogue:
        assert catalogue.generation == 0


def test_a_rebuild_finds_a_broken_word_index(folder: Path) -> None:
    with Catalogue.open_writer(folder) as catalogue:
        catalogue.database.run("UPDATE fts_data SET block = x'00112233' WHERE id > 10")
        with pytest.raises(CatalogueError, match="damaged"):
            catalogue.keyword_search("alpha", 5)
    with Catalogue.open_writer(folder, rebuild=True) as catalogue:
        assert catalogue.generation == 0


READ_ALL = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from store_examples import contents
from kblink.errors import CatalogueError
from kblink.store.catalogue import Catalogue
for folder in sorted(Path(sys.argv[1]).iterdir()):
    try:
        with Catalogue.open_reader(folder) as catalogue:
            contents(catalogue)
            catalogue.totals()
    except CatalogueError as error:
        assert error.hint
for folder in sorted(Path(sys.argv[1]).iterdir()):
    with Catalogue.open_writer(folder, rebuild=True) as catalogue:
        contents(catalogue) if catalogue.generation else None
"""


def test_damage_anywhere_is_told_in_words(folder: Path, tmp_path: Path) -> None:
    chance = random.Random(3)
    whole = (folder / "catalogue.db").read_bytes()
    used = [at for at in range(len(whole)) if whole[at]]
    copies = tmp_path / "copies"
    for number in range(60):
        shutil.copytree(folder, copies / str(number))
        data = bytearray(whole)
        if number % 6 == 0:
            del data[chance.randrange(len(data)) :]
        for _ in range(number % 6 * 3):
            data[chance.choice(used)] = chance.randrange(256)
        (copies / str(number) / "catalogue.db").write_bytes(data)
    here = str(Path(__file__).parent)
    subprocess.run([sys.executable, "-c", READ_ALL, str(copies), here], check=True)


LINKED = ["catalogue.db", "catalogue.db-wal", "write.lock", "write.lock.pid", ".gitignore"]


@pytest.mark.parametrize("name", [*LINKED, "vectors-1.faiss", "vectors-2.faiss.tmp"])
def test_nothing_is_used_through_a_symlink(folder: Path, tmp_path: Path, name: str) -> None:
    outside = tmp_path / "outside"
    outside.write_text("precious")
    (folder / name).unlink(missing_ok=True)
    (folder / name).symlink_to(outside)
    with pytest.raises(CatalogueError, match="symbolic link"):
        Catalogue.open_reader(folder)
    for rebuild in (False, True):
        with pytest.raises(CatalogueError, match="symbolic link"):
            Catalogue.open_writer(folder, rebuild=rebuild)
    assert outside.read_text() == "precious"
    assert (folder / name).is_symlink()


def test_a_symlink_to_nothing_makes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    folder.mkdir()
    (folder / "catalogue.db").symlink_to(tmp_path / "elsewhere.db")
    assert holds_catalogue(folder)
    with pytest.raises(CatalogueError, match="symbolic link"):
        Catalogue.open_writer(folder)
    assert not (tmp_path / "elsewhere.db").exists()


def test_a_folder_that_is_a_symlink_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "linked").symlink_to(folder, target_is_directory=True)
    with pytest.raises(CatalogueError, match="symbolic link"):
        Catalogue.open_reader(tmp_path / "linked")
    with pytest.raises(CatalogueError, match="symbolic link"):
        Catalogue.open_writer(tmp_path / "linked")


def test_a_symlink_put_there_during_a_run_is_not_written_through(
    folder: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.write_text("precious")
    with Catalogue.open_writer(folder) as catalogue:
        (folder / "vectors-2.faiss").symlink_to(outside)
        (folder / "vectors-2.faiss.tmp").symlink_to(outside)
        commit(catalogue, simple("a.md", "delta"))
    assert outside.read_text() == "precious"
    assert not (folder / "vectors-2.faiss").is_symlink()


@contextmanager
def _read_only(source: Path) -> Iterator[Path]:
    """A copy of a folder that this process may read but not write, even as root."""
    with tempfile.TemporaryDirectory() as parent:
        Path(parent).chmod(0o755)
        folder = Path(shutil.copytree(source, Path(parent) / "index"))
        for path in folder.iterdir():
            path.chmod(0o444)
        folder.chmod(0o555)
        user = os.geteuid()
        if user == 0:
            os.seteuid(65534)
        try:
            yield folder
        finally:
            os.seteuid(user)
            folder.chmod(0o755)


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="POSIX permissions")
def test_a_read_only_folder_is_read(folder: Path) -> None:
    with Catalogue.open_reader(folder) as catalogue:
        before = contents(catalogue)
    for log in folder.glob("catalogue.db-*"):
        log.unlink()
    with _read_only(folder) as closed:
        with Catalogue.open_reader(closed) as catalogue:
            assert contents(catalogue) == before
        with pytest.raises(UnwritableIndexError, match="cannot be") as caught:
            Catalogue.open_writer(closed)
        assert "--index-dir" in caught.value.hint


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="POSIX permissions")
@pytest.mark.parametrize("shared_memory", [True, False])
def test_a_log_in_a_read_only_folder_is_not_passed_over(
    folder: Path, tmp_path: Path, shared_memory: bool
) -> None:
    copy = tmp_path / "copy"
    with Catalogue.open_writer(folder) as catalogue:
        catalogue.put_embeddings(ENCODER, {"late": vector("late")})
        shutil.copytree(folder, copy)
    assert (copy / "catalogue.db-wal").stat().st_size > 0
    if not shared_memory:
        (copy / "catalogue.db-shm").unlink()
    with _read_only(copy) as closed, Catalogue.open_reader(closed) as catalogue:
        assert list(catalogue.embeddings(["late"], ENCODER)) == ["late"]
        assert found_bodies(catalogue, "gamma") == ["gamma"]


def test_a_reader_cannot_write(folder: Path) -> None:
    with Catalogue.open_reader(folder) as catalogue, pytest.raises(UnwritableIndexError):
        commit(catalogue, simple("c.md", "delta"))


def test_closing_twice_does_no_harm(folder: Path) -> None:
    catalogue = Catalogue.open_writer(folder)
    catalogue.close()
    catalogue.close()


@pytest.mark.parametrize("name", ["a file", "a file/inside"])
def test_a_folder_that_cannot_be_made_is_told_in_words(tmp_path: Path, name: str) -> None:
    (tmp_path / "a file").write_text("x")
    with pytest.raises(UnwritableIndexError, match="cannot be"):
        Catalogue.open_writer(tmp_path / name)


def test_two_writers_one_after_the_other_share_the_folder(folder: Path) -> None:
    for number in range(2, 5):
        with Catalogue.open_writer(folder) as catalogue:
            assert commit(catalogue, simple("c.md", f"body {number}")) == number


@pytest.mark.parametrize(
    ("damage", "meaning"),
    [
        ("DELETE FROM embeddings", "a section has no vector"),
        ("DELETE FROM vector_rows WHERE row = 0", "no row among the vectors"),
        ("DELETE FROM fts WHERE rowid = (SELECT min(id) FROM sections)", "has no words"),
        ("INSERT INTO fts (rowid, body) VALUES (999999, 'x')", "a section that is gone"),
        ("UPDATE notes SET linked = 1 - linked", "a note is not linked as it says"),
        ("UPDATE notes SET linking = 1 - linking", "a note is not linked as it says"),
        ("INSERT INTO attachments VALUES ('p.png', 1, 1, 1)", "a file is not linked as it says"),
    ],
)
def test_verify_finds_tables_that_do_not_agree(folder: Path, damage: str, meaning: str) -> None:
    with Catalogue.open_reader(folder) as catalogue:
        catalogue.verify()
    _change(folder, damage)
    with (
        Catalogue.open_reader(folder) as catalogue,
        pytest.raises(CatalogueError, match=meaning),
    ):
        catalogue.verify()


def test_what_sqlite_makes_of_our_tables_is_known_without_asking_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kblink.store.schema.expected_objects", lambda: pytest.fail("was asked"))
    Catalogue.open_reader(folder).close()
