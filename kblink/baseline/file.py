"""A baseline as a file: JSON that is kept beside the notes, of one shape whoever writes it."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from kblink.baseline.known import Baseline, KnownFinding, KnownNote
from kblink.durable import replaced
from kblink.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = "kblink/baseline/1"
_LIMIT = 256 * 1024 * 1024


def write_baseline(file: Path, baseline: Baseline) -> None:
    """Write a baseline, whole or not at all; raises UsageError where it cannot be written.

    A device or a symlink that is there already is written into, not replaced.
    """
    document = {
        "schema": SCHEMA,
        "notes": {
            path: {
                "lines": " ".join(note.sketch),
                "findings": [" ".join(finding).strip() for finding in note.findings],
            }
            for path, note in sorted(baseline.notes.items())
        },
    }
    text = json.dumps(document, indent=1) + "\n"  # in ASCII: some names have no encoding
    try:
        if os.path.lexists(file) and (file.is_symlink() or not file.is_file()):
            file.write_text(text, "ascii")
        else:
            with replaced(file) as temporary:
                temporary.write_text(text, "ascii")
    except OSError as error:
        message = f"--write-baseline cannot write {str(file)!r}: {error.strerror}."
        raise UsageError(message, hint="Choose another file.") from error


def read_baseline(file: Path) -> Baseline:
    """Read what `write_baseline` wrote; raises UsageError where `file` holds nothing like it."""
    try:
        with file.open("rb") as stream:
            text = stream.read(_LIMIT)
    except OSError as error:
        message = f"--baseline cannot read {str(file)!r}: {error.strerror}."
        raise UsageError(message, hint="Write it with --write-baseline.") from error
    try:
        document = json.loads(text)
        return _baseline(document)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        message = f"{str(file)!r} is no baseline of this version of kblink."
        raise UsageError(message, hint="Write it anew with --write-baseline.") from error


def _baseline(document: Any) -> Baseline:  # noqa: ANN401 - whatever JSON holds
    if document["schema"] != SCHEMA:
        raise ValueError(document["schema"])
    return Baseline({path: _note(note) for path, note in document["notes"].items()})


def _note(note: Any) -> KnownNote:  # noqa: ANN401 - as above
    findings = (KnownFinding(*words.split(" ")) for words in note["findings"])
    return KnownNote(tuple(note["lines"].split()), tuple(findings))
