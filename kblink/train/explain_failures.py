"""A machine that is too small, told in one line: no memory, no room on a disk."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kblink.errors import TrainingError

if TYPE_CHECKING:
    from collections.abc import Iterator

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NO_MEMORY = ("out of memory", "not enough memory", "can't allocate memory")
"""What torch says of it in a RuntimeError: a GPU, Windows, others."""


@contextmanager
def failures_explained() -> Iterator[None]:
    """Turn errors of memory and of a full disk into a TrainingError that says what to do."""
    again = "run the same command again: it goes on from the last checkpoint."
    try:
        yield
    except MemoryError as error:
        raise _too_large(again) from error
    except RuntimeError as error:
        if any(words in str(error) for words in _NO_MEMORY):
            raise _too_large(again) from error
        raise
    except OSError as error:
        if error.errno in _FULL:
            raise TrainingError(
                f"There is no room to write: {error}.", hint=f"Make room and {again}"
            ) from error
        raise


def _too_large(again: str) -> TrainingError:
    return TrainingError(
        "There is not enough memory for the training.", hint=f"Free some and {again}"
    )
