"""One way to say that a library which an encoder needs is not there."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from kblink.errors import ModelUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def needed(module: str, message: str, hint: str) -> Iterator[None]:
    """Import `module` inside this: its absence raises ModelUnavailableError.

    A fault inside it is not its absence, and is raised as it is.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        raise ModelUnavailableError(message, hint=hint) from error
