"""The errors that kblink expects: one tree, each with an exit code and a hint.

`cli/main.py` is the only place that turns them into a line on the terminal and an exit code.
"""

from __future__ import annotations


class KblinkError(Exception):
    """Base of all expected errors: `message` says what is wrong, `hint` what to do about it."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(KblinkError):
    """The command's words do not fit: an unknown note, a bad option value."""

    exit_code = 2


class UnknownNoteError(UsageError):
    """No note of the vault answers to `name`."""

    def __init__(self, message: str, *, hint: str = "", name: str) -> None:
        super().__init__(message, hint=hint)
        self.name = name


class ConfigError(KblinkError):
    """`kblink.toml` cannot be read or says something unknown."""

    exit_code = 2


class VaultError(KblinkError):
    """The vault's folder is missing or cannot be read."""

    exit_code = 3


class CatalogueError(KblinkError):
    """The index is missing, damaged, locked, or of a schema that this version does not know."""

    exit_code = 3


class LockedError(CatalogueError):
    """Another kblink is writing to the index."""


class UnwritableIndexError(CatalogueError):
    """The index's folder cannot be written."""


class ModelUnavailableError(KblinkError):
    """The encoder's package or weights are missing or are not the ones expected."""

    exit_code = 4


class TrainingError(KblinkError):
    """A training cannot begin or go on: its text, its work folder, its memory or its numbers."""

    exit_code = 3
