"""What the choice of an encoder depends on, told at once: as long as it is the same, so is the
encoder, and none of what makes one need be loaded."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from kblink import __version__
from kblink.encode.processor import has_bf16

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def circumstances(request: Sequence[object], cache: Path) -> str:
    """Return them as one line: the `request`, this kblink, engine and processor, and the models in
    the folder `cache`."""
    try:
        models = sorted(entry.name for entry in cache.iterdir())
    except OSError:
        models = []
    engine = has_bf16() and find_spec("openvino") is not None
    return f"kblink {__version__}, {[*request]}, bf16 {engine}, {models}"
