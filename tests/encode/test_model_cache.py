"""An exported model is in the cache whole, or not at all."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest

from kblink.encode.cache_folder import cache_folder
from kblink.encode.cached_model import CachedModel, Fidelity, read_manifest
from kblink.encode.model_cache import ModelCache, damaged_file
from kblink.errors import ModelUnavailableError
from kblink.model import EncoderIdentity

KEY = "0123456789abcdef" * 4
NAME = "tiny"


def make(folder: Path) -> CachedModel:
    (folder / "model.onnx").write_bytes(b"graph" * 100)
    (folder / "tokenizer.json").write_text("{}", "utf-8")
    with (folder.parent / "made").open("a") as log:
        log.write("x")
    return CachedModel(
        folder=folder,
        key=KEY,
        identity=EncoderIdentity(NAME, "ab", "mean", 32, 64, languages=("en", "ru")),
        source="/models/tiny",
        weights=(),
        engine="onnx",
        refusal="",
        warnings=("odd",),
        files=(),
        fidelity={"fp32": {"ru": Fidelity(0.9999, 0.999)}},
    )


@pytest.fixture
def cache(tmp_path: Path) -> ModelCache:
    return ModelCache(tmp_path / "cache")


def times_made(cache: ModelCache) -> int:
    return len((cache.folder / "made").read_text())


def test_what_was_kept_is_found_as_it_was(cache: ModelCache) -> None:
    kept = cache.keep(NAME, KEY, make)
    assert cache.find(NAME, KEY) == cache.peek(NAME, KEY) == kept
    assert cache.models() == [kept]
    assert {file.name for file in kept.files} == {"model.onnx", "tokenizer.json"}
    assert cache.keep(NAME, KEY, make) == kept
    assert times_made(cache) == 1


def test_another_key_or_none_finds_nothing(cache: ModelCache) -> None:
    assert cache.models() == []
    assert cache.find(NAME, KEY) is None
    cache.keep(NAME, KEY, make)
    assert cache.find(NAME, KEY[::-1]) is None


def test_a_flipped_bit_under_the_same_time_is_found_by_reading_all(cache: ModelCache) -> None:
    kept = cache.keep(NAME, KEY, make)
    times = kept.graph.stat()
    kept.graph.write_bytes(kept.graph.read_bytes()[:-1] + b"!")
    os.utime(kept.graph, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert damaged_file(kept) == "model.onnx"


def test_a_copied_cache_is_good_whatever_its_times(cache: ModelCache) -> None:
    kept = cache.keep(NAME, KEY, make)
    os.utime(kept.graph)
    assert cache.find(NAME, KEY) == kept


@pytest.mark.parametrize("damage", ["flipped", "cut", "gone", "manifest"])
def test_a_damaged_entry_is_made_anew(cache: ModelCache, damage: str) -> None:
    kept = cache.keep(NAME, KEY, make)
    if damage == "manifest":
        (kept.folder / "model.json").write_text('{"key": []}', "utf-8")
    elif damage == "gone":
        kept.graph.unlink()
    else:
        data = kept.graph.read_bytes()
        kept.graph.write_bytes(data[:-1] + (b"" if damage == "cut" else b"!"))
    assert cache.find(NAME, KEY) is None
    again = cache.keep(NAME, KEY, make)
    assert damaged_file(again) == ""
    assert times_made(cache) == 2


def test_an_import_that_fails_leaves_nothing(cache: ModelCache) -> None:
    def fail(folder: Path) -> CachedModel:
        (folder / "model.onnx").write_bytes(b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cache.keep(NAME, KEY, fail)
    assert cache.models() == []
    assert not list(cache.folder.glob("*/*"))


def test_what_a_killed_import_left_is_swept(cache: ModelCache) -> None:
    left = cache.folder / f".unfinished-tiny-{KEY[:12]}"
    left.mkdir(parents=True)
    (left / "model.onnx").write_bytes(b"half")
    (left / "other").write_bytes(b"half")
    kept = cache.keep(NAME, KEY, make)
    assert damaged_file(kept) == ""
    assert not left.exists()


def keep_in(folder: str) -> str:
    return str(ModelCache(Path(folder)).keep(NAME, KEY, make).folder)


def test_of_processes_that_want_the_same_model_one_makes_it(cache: ModelCache) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        folders = pool.map(keep_in, [str(cache.folder)] * 3)
    assert len(set(folders)) == 1
    assert times_made(cache) == 1


def test_a_cache_that_cannot_be_written_says_what_to_set(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file", "utf-8")
    with pytest.raises(ModelUnavailableError) as caught:
        ModelCache(tmp_path / "cache").keep(NAME, KEY, make)
    assert "KBLINK_CACHE" in caught.value.hint


def test_a_manifest_names_no_file_outside_of_its_folder(cache: ModelCache) -> None:
    kept = cache.keep(NAME, KEY, make)
    manifest = kept.folder / "model.json"
    text = manifest.read_text("utf-8")
    manifest.write_text(text.replace('"model.onnx"', '"../../model.onnx"'), "utf-8")
    with pytest.raises(ModelUnavailableError, match="damaged"):
        read_manifest(kept.folder)


def test_further_comparisons_are_written_into_the_entry(cache: ModelCache) -> None:
    kept = cache.keep(NAME, KEY, make)
    cache.update(kept.with_fidelity({"bf16": {"en": Fidelity(1.0, 0.99)}}))
    found = cache.find(NAME, KEY)
    assert found is not None
    assert found.fidelity == {**kept.fidelity, "bf16": {"en": Fidelity(1.0, 0.99)}}


def test_the_folder_is_told_by_the_environment() -> None:
    assert cache_folder({"KBLINK_CACHE": "/c", "XDG_CACHE_HOME": "/x"}) == Path("/c/models")
    assert cache_folder({"XDG_CACHE_HOME": "/x"}) == Path("/x/kblink/models")
    home = Path("~/.cache/kblink/models").expanduser()
    assert cache_folder({}) == cache_folder({"XDG_CACHE_HOME": "relative"}) == home
