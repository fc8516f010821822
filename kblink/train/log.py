"""The log of a training: one JSON object a line, in the order of steps."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kblink.durable import replaced

if TYPE_CHECKING:
    from pathlib import Path


def rewind_log(file: Path, step: int) -> None:
    """Forget what comes after a step: a training that goes on from there writes it again."""
    if not file.exists():
        return
    kept = [entry for entry in read_log(file) if entry["step"] <= step]
    with replaced(file) as temporary:
        temporary.write_text("".join(f"{json.dumps(entry)}\n" for entry in kept), "utf-8")


def append_log(file: Path, entry: dict[str, Any]) -> None:
    """Add a line."""
    with file.open("a", encoding="utf-8") as stream:
        stream.write(f"{json.dumps(entry, ensure_ascii=False)}\n")


def read_log(file: Path) -> list[dict[str, Any]]:
    """Return all whole lines; the last one of a process that was killed may be none."""
    entries = []
    for line in file.read_text("utf-8").splitlines():
        try:
            entries.append(json.loads(line))
        except ValueError:
            break
    return entries
