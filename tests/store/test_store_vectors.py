from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pytest
from store_examples import commit, contents, nearest, simple, vector

from kblink.errors import CatalogueError
from kblink.store import vectors as vectors_module
from kblink.store.catalogue import Catalogue
from kblink.store.vectors import VectorFile, write_vectors

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def matrix() -> npt.NDArray[np.float16]:
    made: npt.NDArray[np.float16] = (
        np.random.default_rng(7).normal(size=(50, 16)).astype(np.float16)
    )
    return made


def test_search_is_exact_with_respect_to_the_vectors(
    tmp_path: Path, matrix: npt.NDArray[np.float16]
) -> None:
    entry = write_vectors(tmp_path, 3, matrix)
    assert entry.name == "vectors-3.faiss"
    assert [path.name for path in tmp_path.iterdir()] == [entry.name]
    for vectors in (VectorFile.open(tmp_path / entry.name, entry), VectorFile.in_memory(matrix)):
        assert (len(vectors), vectors.dimension) == (50, 16)
        queries = matrix[:3].astype(np.float32)
        scores, rows = vectors.search(queries, 5)
        exact = queries @ matrix.astype(np.float32).T
        assert rows.tolist() == np.argsort(-exact, axis=1)[:, :5].tolist()
        assert np.allclose(scores, np.sort(exact, axis=1)[:, ::-1][:, :5], rtol=1e-5)
        vectors.verify()


def test_search_among_some_rows(matrix: npt.NDArray[np.float16]) -> None:
    vectors = VectorFile.in_memory(matrix)
    query = matrix[:2].astype(np.float32)
    chosen = np.array([40, 3, 3, 17, 99, -1])
    scores, rows = vectors.search(query, 10, rows=chosen)
    assert [sorted(found) for found in rows.tolist()] == [[3, 17, 40]] * 2
    assert (np.diff(scores, axis=1) <= 0).all()
    assert vectors.search(query, 10, rows=np.array([], dtype=np.int64))[0].shape == (2, 0)


@pytest.mark.parametrize("limit", [0, 5])
def test_search_of_nothing_finds_nothing(tmp_path: Path, limit: int) -> None:
    entry = write_vectors(tmp_path, 1, np.zeros((0, 16), dtype=np.float16))
    vectors = VectorFile.open(tmp_path / entry.name, entry)
    scores, rows = vectors.search(np.ones((2, 16), dtype=np.float32), limit)
    assert scores.shape == rows.shape == (2, 0)
    assert vectors.search(np.ones((0, 16), dtype=np.float32), limit)[0].shape == (0, 0)


def test_more_is_asked_for_than_there_is(matrix: npt.NDArray[np.float16]) -> None:
    _, rows = VectorFile.in_memory(matrix).search(matrix[:1].astype(np.float32), 1000)
    assert sorted(rows[0].tolist()) == list(range(50))


def _damage(path: Path, position: int, value: int) -> None:
    data = bytearray(path.read_bytes())
    data[position] = value
    path.write_bytes(data)


@pytest.mark.parametrize("position", [0, 6, 14])
def test_a_header_that_lies_is_refused(
    tmp_path: Path, matrix: npt.NDArray[np.float16], position: int
) -> None:
    entry = write_vectors(tmp_path, 1, matrix)
    _damage(tmp_path / entry.name, position, 0x7F)
    with pytest.raises(CatalogueError, match="header"):
        VectorFile.open(tmp_path / entry.name, entry)


def test_verify_finds_a_changed_byte(tmp_path: Path, matrix: npt.NDArray[np.float16]) -> None:
    entry = write_vectors(tmp_path, 1, matrix)
    path = tmp_path / entry.name
    _damage(path, path.stat().st_size - 1, path.read_bytes()[-1] ^ 1)
    vectors = VectorFile.open(path, entry)
    with pytest.raises(CatalogueError, match="not the file that was written") as caught:
        vectors.verify()
    assert "kblink index --full" in caught.value.hint


@pytest.mark.parametrize("size", [0, 10, 90])
def test_a_vector_file_of_another_size_is_damage(tmp_path: Path, size: int) -> None:
    with Catalogue.open_writer(tmp_path) as catalogue:
        commit(catalogue, simple("a.md", "alpha", "beta"))
    path = tmp_path / "vectors-1.faiss"
    path.write_bytes(path.read_bytes()[:size])
    with Catalogue.open_reader(tmp_path) as catalogue:
        with pytest.raises(CatalogueError, match="bytes") as caught:
            catalogue.vectors()
        assert "kblink index --full" in caught.value.hint
        assert len(catalogue.keyword_search("alpha", 5)) == 1


def test_vectors_of_other_rows_are_damage(tmp_path: Path) -> None:
    with Catalogue.open_writer(tmp_path) as catalogue:
        commit(catalogue, simple("a.md", "alpha", "beta"))
        entry = write_vectors(tmp_path, 1, np.zeros((5, 8), dtype=np.float16))
        catalogue.database.run("UPDATE generation SET vector_size = ?", (entry.size,))
        with pytest.raises(CatalogueError, match="does not fit"):
            catalogue.vectors()


def test_a_vector_file_that_is_gone_is_built_from_the_cache(tmp_path: Path) -> None:
    with Catalogue.open_writer(tmp_path) as catalogue:
        commit(catalogue, simple("a.md", "alpha", "beta"), simple("b.md", "gamma"))
        before = contents(catalogue)
    (tmp_path / "vectors-1.faiss").unlink()
    with Catalogue.open_reader(tmp_path) as catalogue:
        assert contents(catalogue) == before


def test_a_vector_file_may_go_while_it_is_being_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Catalogue.open_writer(tmp_path) as catalogue:
        commit(catalogue, simple("a.md", "alpha", "beta"))
        monkeypatch.setattr(vectors_module, "_check_header", lambda path, _: path.unlink())
        assert len(catalogue.vectors()) == 2


def test_a_folder_whose_name_is_not_utf8(tmp_path: Path) -> None:
    folder = tmp_path / "caf\udce9"
    with Catalogue.open_writer(folder) as catalogue:
        commit(catalogue, simple("a.md", "alpha"))
        assert len(nearest(catalogue, vector("alpha"))) == 1
    with Catalogue.open_reader(folder) as catalogue:
        assert catalogue.generation == 1


def test_an_entry_of_another_size_is_refused(
    tmp_path: Path, matrix: npt.NDArray[np.float16]
) -> None:
    entry = write_vectors(tmp_path, 1, matrix)
    with pytest.raises(CatalogueError, match="bytes"):
        VectorFile.open(tmp_path / entry.name, entry._replace(size=entry.size + 1))
