"""The journal: one JSON file a run that edits notes, written and flushed before the first change.

It keeps for each file the digests of its bytes before and after, its time of change before, and the
edits: from the new bytes and these the old bytes are made again, and known by their digest. A run
that was stopped leaves its journal `begun`; from that it is taken back.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from kblink.durable import flush_file, flush_folder, replaced
from kblink.errors import VaultError
from kblink.model import Edit, Move

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

State: TypeAlias = Literal["begun", "done", "undone"]

SCHEMA = "kblink/journal/1"
BEGINNING = "journal-"
"""How the name of every journal begins."""
_NAME = re.compile(r"journal-(\d{8}T\d{6}Z)-(\d{1,9})\.json")
_KEPT = 100


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What happens to the text of one file, whose `path` is the one before any move.

    `before` and `after` are digests of its bytes; `mtime_ns` is its time before. The edits are in
    order, none overlapping.
    """

    path: str
    before: str
    after: str
    mtime_ns: int
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Journal:
    """The record of a run. `made` are the folders that did not exist, outermost first; text is
    edited first, then files and folders are moved."""

    name: str
    number: int
    command: str
    state: State
    files: tuple[FileRecord, ...] = ()
    moves: tuple[Move, ...] = ()
    made: tuple[str, ...] = ()

    @property
    def time(self) -> str:
        """When it was begun, as `2026-11-28 05:01:43 UTC`."""
        match = _NAME.fullmatch(self.name)
        if match is None:
            return "an unknown time"
        moment = datetime.strptime(match[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        return f"{moment:%Y-%m-%d %H:%M:%S} UTC"

    def aside_name(self, record: FileRecord) -> str:
        """The name under which the new text of a file waits beside it."""
        return f".kblink-{self.number}-{self.files.index(record)}.tmp"


def new_journal(
    folder: Path,
    command: str,
    files: tuple[FileRecord, ...],
    moves: tuple[Move, ...],
    made: tuple[str, ...],
) -> Journal:
    """The journal of a run that is about to begin; it is not written yet."""
    number = max((number for number, _ in _journal_files(folder)), default=0) + 1
    name = f"journal-{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{number:04}.json"
    return Journal(name, number, command, "begun", files, moves, made)


def write_journal(folder: Path, journal: Journal) -> Journal:
    """Write a journal whole, or not at all, and flush it. Raises OSError."""
    text = json.dumps({"schema": SCHEMA, **_stored(journal)}, ensure_ascii=True)
    with replaced(folder / journal.name) as temporary:
        temporary.write_text(text, "ascii")
        flush_file(temporary)
    return journal


def in_state(folder: Path, journal: Journal, state: State) -> Journal:
    """Write that a run has got to another state. Raises OSError."""
    return write_journal(folder, replace(journal, state=state))


def forget(folder: Path, journal: Journal) -> None:
    """Remove the journal of a run that changed nothing. Raises OSError."""
    (folder / journal.name).unlink(missing_ok=True)
    flush_folder(folder)


def last_journal(folder: Path, foreign: Collection[str] = ()) -> Journal | None:
    """The journal of the last run that is not undone, but for those with names in `foreign`.

    Raises VaultError where one is damaged.
    """
    return next((one for one in _latest_first(folder, foreign) if one.state != "undone"), None)


def unfinished_journal(folder: Path, foreign: Collection[str] = ()) -> Journal | None:
    """The journal of a run that was stopped; only the latest can be one."""
    latest = next(_latest_first(folder, foreign), None)
    return latest if latest is not None and latest.state == "begun" else None


def drop_old_journals(folder: Path) -> None:
    """Remove all but the latest journals: what is that old nobody takes back."""
    for _, file in sorted(_journal_files(folder), reverse=True)[_KEPT:]:
        file.unlink(missing_ok=True)


def _journal_files(folder: Path) -> Iterator[tuple[int, Path]]:
    if folder.is_dir():
        for file in folder.iterdir():
            if (match := _NAME.fullmatch(file.name)) and file.is_file() and not file.is_symlink():
                yield int(match[2]), file


def _latest_first(folder: Path, foreign: Collection[str]) -> Iterator[Journal]:
    for number, file in sorted(_journal_files(folder), reverse=True):
        if file.name not in foreign:
            yield _read(number, file)


def _read(number: int, file: Path) -> Journal:
    try:
        return _loaded(file.name, number, json.loads(file.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise VaultError(
            f"The journal {file} cannot be read: {error}.",
            hint="Remove it if what it says can be done without.",
        ) from error


def _stored(journal: Journal) -> dict[str, Any]:
    return {
        "command": journal.command,
        "state": journal.state,
        "moves": [move._asdict() for move in journal.moves],
        "made": [*journal.made],
        "files": [
            {**asdict(record), "edits": [[e.start, e.old, e.new] for e in record.edits]}
            for record in journal.files
        ],
    }


def _loaded(name: str, number: int, stored: Any) -> Journal:  # noqa: ANN401 - JSON
    if stored["schema"] != SCHEMA:
        raise ValueError(f"its schema is {stored['schema']!r}")
    if stored["state"] not in ("begun", "done", "undone"):
        raise ValueError(f"its state is {stored['state']!r}")
    return Journal(
        name,
        number,
        str(stored["command"]),
        stored["state"],
        files=tuple(_loaded_file(record) for record in stored["files"]),
        moves=tuple(Move(str(move["old"]), str(move["new"])) for move in stored["moves"]),
        made=tuple(map(str, stored["made"])),
    )


def _loaded_file(stored: Any) -> FileRecord:  # noqa: ANN401 - JSON
    path, before = str(stored["path"]), str(stored["before"])
    edits = (
        Edit(path, int(start), int(start) + len(old), str(old), str(new), before)
        for start, old, new in stored["edits"]
    )
    return FileRecord(path, before, str(stored["after"]), int(stored["mtime_ns"]), tuple(edits))
