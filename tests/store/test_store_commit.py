from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from store_examples import (
    ENCODER,
    IDENTITY,
    commit,
    contents,
    found_bodies,
    note_rows,
    section,
    simple,
    vector,
)

from kblink.errors import CatalogueError
from kblink.model import FileEntry, Note
from kblink.store.catalogue import Catalogue
from kblink.store.commit import commit_generation, encoder_key
from kblink.store.rows import Changes

if TYPE_CHECKING:
    from pathlib import Path

NOTHING = Changes((), (), (), (), {})


def test_what_was_committed_is_there_when_opened_again(tmp_path: Path) -> None:
    with Catalogue.open_writer(tmp_path) as catalogue:
        assert (catalogue.generation, catalogue.recipe, catalogue.encoder) == (0, "", None)
        assert catalogue.scanned_at_ns == 0
        assert commit(catalogue, simple("a.md", "alpha", "beta"), simple("b.md", "gamma")) == 1
        before = contents(catalogue)
    for opened in (Catalogue.open_reader(tmp_path), Catalogue.open_writer(tmp_path)):
        with opened as catalogue:
            assert contents(catalogue) == before
            assert (catalogue.generation, catalogue.recipe) == (1, "recipe 1")
            assert (catalogue.encoder, catalogue.scanned_at_ns) == ((ENCODER, IDENTITY), 5)
            catalogue.vectors().verify()


def test_changed_and_removed_notes_leave_nothing_behind(tmp_path: Path) -> None:
    with Catalogue.open_writer(tmp_path) as catalogue:
        commit(catalogue, simple("a.md", "alpha", "beta"), simple("b.md", "alpha"))
        commit(catalogue, simple("a.md", "gamma"))
        assert found_bodies(catalogue, "alpha beta") == ["alpha"]
        commit(catalogue, gone=["b.md"])
        assert found_bodies(catalogue, "alpha beta gamma") == ["gamma"]
        assert catalogue.totals().sections == len(catalogue.vectors()) == 1


def test_only_the_current_vector_file_is_kept(tmp_path: Path) -> None:
    with Catalogue.open_writer(tmp_path) as catalogue:
        for body in ("alpha", "beta", "gamma"):
            commit(catalogue, simple("a.md", body))
            (tmp_path / "vectors-notes.md").write_text("not ours")
    assert {path.name for path in tmp_path.glob("vectors-*")} == {
        *("vectors-3.faiss", "vectors-notes.md")
    }
    assert not (tmp_path / "catalogue.db-wal").exists()


def test_full_replaces_all_rows_and_keeps_embeddings(tmp_path: Path) -> None:
    with Catalogue.open_writer(tmp_path) as catalogue:
        commit(catalogue, simple("a.md", "alpha"), attachments=[FileEntry("p.png", 1, 1)])
        digest = catalogue.note_sections("a.md")[0].digest
        assert commit(catalogue, simple("b.md", "beta"), full=True) == 2
        assert list(catalogue.file_states()) == ["b.md"]
        assert found_bodies(catalogue, "alpha beta") == ["beta"]
        assert catalogue.missing_embeddings([digest], ENCODER) == []


def test_a_missing_embedding_stops_the_commit(tmp_path: Path) -> None:
    with Catalogue.open_writer(tmp_path) as catalogue:
        commit(catalogue, simple("a.md", "alpha"))
        before = contents(catalogue)
        other = replace(IDENTITY, weights="1" * 64)
        with pytest.raises(CatalogueError, match="missing"):
            commit_generation(
                catalogue, NOTHING, identity=other, recipe="recipe 2", scanned_at_ns=6
            )
        assert contents(catalogue) == before


def test_a_changed_encoder_gives_its_own_vectors(tmp_path: Path) -> None:
    other = replace(IDENTITY, weights="1" * 64, dimension=4)
    with Catalogue.open_writer(tmp_path) as catalogue:
        commit(catalogue, simple("a.md", "alpha"))
        digest = catalogue.note_sections("a.md")[0].digest
        key = encoder_key(other)
        catalogue.put_embeddings(key, {digest: vector(digest)[:4]})
        commit_generation(catalogue, NOTHING, identity=other, recipe="r", scanned_at_ns=6)
        assert catalogue.encoder == (key, other)
        assert catalogue.vectors().dimension == 4
        assert catalogue.embeddings([digest], ENCODER)[digest].shape == (8,)


def test_embeddings_come_back_bit_by_bit(tmp_path: Path) -> None:
    with Catalogue.open_writer(tmp_path) as catalogue:
        vectors = {name: vector(name) for name in "abc"}
        catalogue.put_embeddings("one", vectors)
        catalogue.put_embeddings("two", {"a": vector("z")})
        found = catalogue.embeddings(["c", "a", "missing"], "one")
        assert set(found) == {"a", "c"}
        assert all(found[name].dtype == np.float16 for name in found)
        assert all(np.array_equal(found[name], vectors[name]) for name in found)
        assert catalogue.missing_embeddings(["x", "a", "y", "x"], "one") == ["x", "y"]


def test_embeddings_outlive_a_run_without_a_commit(tmp_path: Path) -> None:
    with Catalogue.open_writer(tmp_path) as catalogue:
        catalogue.put_embeddings(ENCODER, {"a": vector("a")})
    with Catalogue.open_reader(tmp_path) as catalogue:
        assert catalogue.generation == 0
        assert list(catalogue.embeddings(["a"], ENCODER)) == ["a"]


def test_the_key_of_an_encoder_is_stable_and_leaves_its_languages_out() -> None:
    assert ENCODER == "small:fcbd4ac3eeb5"
    assert encoder_key(replace(IDENTITY, languages=())) == ENCODER
    for change in ({"pooling": "cls"}, {"max_length": 9}, {"query_prefix": "query: "}):
        assert encoder_key(replace(IDENTITY, **change)) != ENCODER


def test_the_folder_keeps_itself_out_of_git_but_for_feedback(tmp_path: Path) -> None:
    with Catalogue.open_writer(tmp_path / "deep" / ".kblink") as catalogue:
        commit(catalogue, simple("a.md", "alpha"))
        assert catalogue.size_bytes() > 1000
    lines = (tmp_path / "deep" / ".kblink" / ".gitignore").read_text().splitlines()
    assert [line for line in lines if not line.startswith("#")] == ["*", "!feedback.jsonl"]


def test_the_same_text_twice_is_two_sections(tmp_path: Path) -> None:
    rows = note_rows(Note("a.md", "A", "name", "en"), section("x"), section("x", ordinal=1))
    with Catalogue.open_writer(tmp_path) as catalogue:
        commit(catalogue, rows)
        assert len(catalogue.vectors()) == 2


def test_reading_notes_and_words_loads_no_heavy_library(tmp_path: Path) -> None:
    with Catalogue.open_writer(tmp_path) as catalogue:
        commit(catalogue, simple("a.md", "alpha"))
    script = (
        "import sys; from pathlib import Path; from kblink.store.catalogue import Catalogue\n"
        "with Catalogue.open_reader(Path(sys.argv[1])) as catalogue:\n"
        "    assert catalogue.notes() and catalogue.file_states()\n"
        "    assert not {'numpy', 'faiss', 'snowballstemmer', 'filelock'} & set(sys.modules)\n"
        "    assert catalogue.keyword_search('alpha', 3)\n"
        "    assert not {'numpy', 'faiss', 'torch'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=True)
