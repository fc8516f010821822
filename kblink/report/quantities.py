"""Numbers as a person reads them: counts with their noun, sizes, times."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Return `1 note`, `2 notes`, `12,345 notes`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def size_words(size: int) -> str:
    """Return `size` in bytes as `812 B`, `1.4 MiB`."""
    if size < 1024:
        return f"{size} B"
    amount = float(size)
    for unit in ("KiB", "MiB", "GiB"):
        amount /= 1024
        if amount < 1024:
            return f"{amount:.1f} {unit}"
    return f"{amount / 1024:.1f} TiB"


def duration_words(seconds: float) -> str:
    """Return `0.4 s`, `3 min 20 s`, `1 h 5 min`."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"
