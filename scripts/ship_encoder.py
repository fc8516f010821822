"""Put a trained encoder in place of the one that ships with kblink.

    python scripts/ship_encoder.py ~/.local/state/kblink/train/en-ru/kblink-en-ru

The folder is what `kblink train bilingual` has exported; the model card stays as it is.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from kblink.encode.make_shippable import make_shippable
from kblink.encode.model_cache import ModelCache
from kblink.encode.model_source import DEFAULT_NAME

_CARD = "README.md"


def main() -> None:
    """Make the folder anew, but for its model card."""
    target = Path(__file__).parent.parent / "kblink" / "models" / DEFAULT_NAME
    card = (target / _CARD).read_bytes() if (target / _CARD).exists() else b""
    with tempfile.TemporaryDirectory() as cache:  # no copies of it among the user's models
        made = make_shippable(
            Path(sys.argv[1]), target, ("en", "ru"), ModelCache(Path(cache)), _say
        )
    if card:
        (target / _CARD).write_bytes(card)
    for form, languages in made.fidelity.items():
        for language, each in languages.items():
            _say(f"{form}, {language}: cosine to the original {each.mean}, at least {each.least}")
    size = sum(file.stat().st_size for file in target.rglob("*"))
    _say(f"{size:,} bytes in {target}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
