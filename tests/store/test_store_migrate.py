"""An index of each older schema is opened, keeps its vectors, and is filled anew.

`tests/data/index_v<N>.tar.xz` was made by the kblink of that schema, with the fake encoder of the
tests, from the two notes below.
"""

from __future__ import annotations

import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kblink import Vault
from kblink.store.catalogue import Catalogue
from kblink.store.database import OutdatedError
from kblink.store.schema import VERSION

if TYPE_CHECKING:
    from fake_encoder import HashingEncoder

DATA = Path(__file__).parent.parent / "data"
NOTES = {
    "bert.md": (
        "---\naliases: [Bert]\ntags: [nlp]\n---\n# BERT\n\n"
        "An encoder. See [[attention#Heads]] and [[missing]]. ^intro\n\n## Use\n\nSearch.\n"
    ),
    "attention.md": "# Attention\n\n## Heads\n\nMany. [back](bert.md)\n",
}


@pytest.fixture(params=range(1, VERSION))
def old_index(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    with tarfile.open(DATA / f"index_v{request.param}.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path / f"index_v{request.param}"


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    folder.mkdir()
    for name, text in NOTES.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def test_a_reader_says_that_an_index_is_of_an_older_kblink(old_index: Path) -> None:
    with pytest.raises(OutdatedError, match="older kblink"):
        Catalogue.open_reader(old_index)


def test_an_older_index_is_filled_anew_without_embedding_again(
    old_index: Path, vault: Path, encoder: HashingEncoder
) -> None:
    report = Vault(vault, index_dir=old_index, encoder=encoder).index()
    assert (report.notes_total, report.sections_embedded, report.sections_reused) == (2, 0, 3)
    with Catalogue.open_reader(old_index) as catalogue:
        catalogue.verify()


def test_a_search_brings_an_older_index_up_to_date(
    old_index: Path, vault: Path, encoder: HashingEncoder
) -> None:
    hits = Vault(vault, index_dir=old_index, encoder=encoder).search("encoder", mode="keyword")
    assert [hit.path for hit in hits] == ["bert.md"]


def test_check_reads_the_notes_anew_where_the_index_is_older(old_index: Path, vault: Path) -> None:
    said: list[str] = []
    report = Vault(vault, index_dir=old_index, notify=said.append).check()
    assert "broken-note" in {finding.code for finding in report.findings}
    assert "older kblink" in said[0]


def test_strangers_among_the_tables_of_an_older_index_are_dropped(
    old_index: Path, vault: Path, encoder: HashingEncoder
) -> None:
    with closing(sqlite3.connect(old_index / "catalogue.db")) as connection:
        connection.execute("CREATE TABLE stranger (x)")
        connection.execute("CREATE VIEW embeddings_view AS SELECT * FROM embeddings")
        connection.execute(
            "CREATE TRIGGER t AFTER DELETE ON notes BEGIN SELECT raise(abort, 'x'); END"
        )
        connection.commit()
    Vault(vault, index_dir=old_index, encoder=encoder).index()
    with Catalogue.open_reader(old_index) as catalogue:
        assert catalogue.generation == 1
        catalogue.verify()
