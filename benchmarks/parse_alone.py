"""Seconds that markdown-it-py alone takes for the notes of a vault; nothing else is done with them.

python benchmarks/parse_alone.py FOLDER
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from markdown_it import MarkdownIt


def parse_alone(vault: Path) -> float:
    """Seconds of parsing; reading the files and setting up the parser are not counted."""
    texts = [file.read_text("utf-8-sig", "replace") for file in sorted(vault.rglob("*.md"))]
    parser = MarkdownIt("commonmark").enable("table")
    started = time.perf_counter()
    for text in texts:
        parser.parse(text)
    return time.perf_counter() - started


if __name__ == "__main__":
    print(parse_alone(Path(sys.argv[1])))
