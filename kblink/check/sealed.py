"""Reading an index without believing it, until its files are seen to be as they were written."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from kblink.check.processes import beside
from kblink.errors import CatalogueError, KblinkError
from kblink.store.catalogue import Catalogue
from kblink.store.seal import Seal, fingerprint, read_seal, require_whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def sealed_reader(folder: Path) -> Iterator[Catalogue]:
    """Open a catalogue and one snapshot of it. The files are read through meanwhile: the block's
    result holds only if it ends without an error.

    Raises CatalogueError where there is no catalogue, where it cannot be used, and at the end where
    its files are not as a writer left them, whatever the block has made of them.
    """
    before = fingerprint(folder)
    with (
        beside(partial(read_seal, folder)) as seal,
        Catalogue.open_reader(folder) as catalogue,
        catalogue.snapshot(),
    ):
        if fingerprint(folder) != before:  # a writer came before the snapshot
            require_whole(folder, "absent")
        try:
            yield catalogue
        except CatalogueError:
            raise
        except Exception as error:
            blame(catalogue, seal(), error)
            raise
        require_whole(folder, seal())


def blame(catalogue: Catalogue, seal: Seal, error: Exception) -> None:
    """Raise CatalogueError, from `error`, where the catalogue is not as it was written, or
    contradicts itself: what was read of it may have led to any error."""
    require_whole(catalogue.folder, seal, error)
    if not isinstance(error, KblinkError):
        try:
            catalogue.verify()
        except CatalogueError as damage:
            raise damage from error
