"""The cache of exported models: a folder for each, whole or not there at all.

An entry is made under another name, flushed and renamed. Two processes that want the same one: the
second waits and finds it. A damaged one is taken for missing, and made anew.
"""

from __future__ import annotations

import re
import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kblink.durable import digest_file, flush_file, flush_folder, replaced
from kblink.encode.cached_model import MANIFEST, StoredFile, manifest_text, read_manifest
from kblink.errors import ModelUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kblink.encode.cached_model import CachedModel

_ODD = re.compile(r"[^\w.-]+")
_UNFINISHED = ".unfinished-"
_KEY_DIGITS = 12


@dataclass(frozen=True, slots=True)
class ModelCache:
    """The cache in `folder`, which is made when the first model is kept."""

    folder: Path

    def models(self) -> list[CachedModel]:
        """Return all entries whose `model.json` can be read, by name."""
        found = []
        for manifest in sorted(self.folder.glob(f"*/{MANIFEST}")):
            if not manifest.parent.name.startswith("."):
                try:
                    found.append(read_manifest(manifest.parent))
                except ModelUnavailableError:
                    continue
        return sorted(found, key=lambda model: (model.identity.name, model.key))

    def peek(self, name: str, key: str) -> CachedModel | None:
        """Return an entry by its `model.json` alone; None where that is missing or broken."""
        folder = self._place(name, key)
        if not (folder / MANIFEST).is_file():
            return None
        try:
            return read_manifest(folder)
        except ModelUnavailableError:
            return None

    def find(self, name: str, key: str) -> CachedModel | None:
        """Return an entry whose files are those that were written; None where it is not.

        A file of the size and time that it was written at is taken for it; others are read.
        """
        model = self.peek(name, key)
        return None if model is None or damaged_file(model, trust_times=True) else model

    def keep(
        self, name: str, key: str, make: Callable[[Path], CachedModel], *, anew: bool = False
    ) -> CachedModel:
        """Return the entry; where there is none, that which `make` fills an empty folder with.

        `anew` makes it in any case. Raises ModelUnavailableError where the cache cannot be written.
        """
        if not anew and (found := self.find(name, key)):
            return found
        try:
            with self._locked(key):
                found = None if anew else self.find(name, key)  # another process may have made it
                return found or self._made(self._place(name, key), make)
        except OSError as error:
            raise ModelUnavailableError(
                f"The cache of models in {self.folder} cannot be written: "
                f"{error.strerror or error}.",
                hint="Set KBLINK_CACHE to a folder that can be.",
            ) from error

    def update(self, model: CachedModel) -> None:
        """Write an entry's `model.json` anew; a cache that cannot be written stays as it is."""
        with suppress(OSError), replaced(model.folder / MANIFEST) as temporary:
            temporary.write_text(manifest_text(model), "utf-8")

    def _place(self, name: str, key: str) -> Path:
        return self.folder / f"{_ODD.sub('-', name).strip('.-') or 'model'}-{key[:_KEY_DIGITS]}"

    @contextmanager
    def _locked(self, key: str) -> Iterator[None]:
        from filelock import FileLock

        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / f".{key[:_KEY_DIGITS]}.lock"):
            yield

    def _made(self, place: Path, make: Callable[[Path], CachedModel]) -> CachedModel:
        unfinished = self.folder / f"{_UNFINISHED}{place.name}"
        shutil.rmtree(unfinished, ignore_errors=True)  # of a process that was killed
        unfinished.mkdir()
        try:
            model = make(unfinished)
            files = tuple(stored(file) for file in sorted(unfinished.iterdir()))
            model = replace(model, folder=place, files=files)
            (unfinished / MANIFEST).write_text(manifest_text(model), "utf-8")
            for file in unfinished.iterdir():
                flush_file(file)
            flush_folder(unfinished)
            if place.exists():
                shutil.rmtree(place)
            unfinished.rename(place)
            flush_folder(self.folder)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
        return model


def damaged_file(model: CachedModel, *, trust_times: bool = False) -> str:
    """Return the name of the first file that is not the one that was written; empty if none is.

    With `trust_times` only those are read whose time has changed.
    """
    for file in model.files:
        path = model.folder / file.name
        try:
            state = path.stat()
            if state.st_size != file.size:
                return file.name
            if trust_times and state.st_mtime_ns == file.mtime_ns:
                continue
            if digest_file(path) != file.sha256:
                return file.name
        except OSError:
            return file.name
    return ""


def stored(file: Path) -> StoredFile:
    """Describe a file of an entry as it is now. Raises OSError."""
    state = file.stat()
    return StoredFile(file.name, state.st_size, digest_file(file), state.st_mtime_ns)
