"""What a vault is known by, whatever its folder is called: the paths of its notes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LENGTH = 16


def vault_mark(paths: Iterable[str]) -> str:
    """Return the first 16 hexadecimal digits of the sha256 of the sorted paths, one a line."""
    text = "\n".join(sorted(paths))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]
