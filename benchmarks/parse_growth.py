"""How the time to read a text grows with its length, for shapes that are made to cost more.

    python benchmarks/parse_growth.py [--size CHARACTERS] [--most RATIO] [WORDS ...]

Each shape is read at a quarter, a half and the whole of `--size` (default: 400,000): parsed, and
cut into sections. Printed are the whole's seconds and how much longer each doubling takes; a shape
that takes more than `--most` (default: 2.6) times as long for both is flagged, and the exit code is
1. Of WORDS, only the shapes that hold one are tried.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING

from hostile_shapes import SHAPES

from kblink.markdown.parse_file import parse_file
from kblink.markdown.plain_text import plain_line
from kblink.markdown.sections import Window, split_sections

if TYPE_CHECKING:
    from hostile_shapes import Shape

ROUNDS = 3
TOO_SHORT = 0.01  # seconds of processor time that tell nothing of growth
WINDOW = Window(256, ("en",))


def read(shape: Shape, text: str) -> None:
    """Do with a text what an index does, up to the encoder."""
    if shape.path:
        split_sections(parse_file(shape.path, text), WINDOW)
    else:
        plain_line(text)


def seconds(shape: Shape, size: int) -> float:
    """The least processor time of some rounds."""
    text = shape.of(size)
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        read(shape, text)
        best = min(best, time.process_time() - started)
        if best > 1:
            break
    return best


def growth(shape: Shape, size: int) -> tuple[float, float, float]:
    """The seconds of the whole, and how much longer the first and the second doubling take."""
    quarter, half, whole = (seconds(shape, size // part) for part in (4, 2, 1))
    return whole, half / max(quarter, TOO_SHORT / 4), whole / max(half, TOO_SHORT / 2)


def main() -> int:
    """Print a line for each shape; return 1 where any grows too much."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("words", nargs="*", metavar="WORDS")
    parser.add_argument("--size", type=int, default=400_000)
    parser.add_argument("--most", type=float, default=2.6)
    arguments = parser.parse_args()
    flagged = 0
    print("  seconds  x2    x2    shape")
    for shape in SHAPES:
        name = f"{shape.path or 'line'}: {shape.head!r} + {shape.unit!r} + {shape.tail!r}"
        if arguments.words and not any(word in name for word in arguments.words):
            continue
        whole, first, second = growth(shape, arguments.size)
        too_much = min(first, second) > arguments.most
        flagged += too_much
        print(f"{'!' if too_much else ' '} {whole:7.2f}  {first:4.1f}  {second:4.1f}  {name}")
    print(f"{flagged} of the shapes grow too much" if flagged else "none grows too much")
    return int(flagged > 0)


if __name__ == "__main__":
    sys.exit(main())
