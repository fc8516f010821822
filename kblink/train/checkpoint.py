"""Checkpoints: the last one and the one before, each whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kblink.durable import replaced
from kblink.errors import TrainingError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LAST = "last.pt"
PREVIOUS = "previous.pt"


def save_checkpoint(folder: Path, state: dict[str, Any]) -> None:
    """Write a checkpoint; the last one becomes the previous one, which goes.

    Raises TrainingError where it cannot be written; both are as they were then.
    """
    import torch

    try:
        with replaced(folder / LAST) as temporary:
            with temporary.open("wb") as stream:
                torch.save(state, stream)
            if (folder / LAST).exists():
                _keep(folder / LAST, folder / PREVIOUS)
    # torch turns an error of the stream into one of its own.
    except (OSError, RuntimeError) as error:
        found = any((folder / name).is_file() for name in (LAST, PREVIOUS))
        raise TrainingError(
            f"The checkpoint of step {state['step']} cannot be written to {folder}: {error}.",
            hint="Make room and run the same command again: it goes on from the last checkpoint."
            if found
            else "Make room and run the same command again.",
        ) from error


def load_checkpoint(folder: Path) -> dict[str, Any] | None:
    """Return the last checkpoint that can be read whole; None where there is none.

    Only tensors and plain values are read. Raises TrainingError where files are there and none
    can be read.
    """
    import torch

    unread: Exception | None = None
    for file in _files(folder):
        try:
            state: dict[str, Any] = torch.load(file, map_location="cpu", weights_only=True)
        # torch raises what its parts raise: RuntimeError, OSError, EOFError, UnpicklingError.
        except Exception as error:  # noqa: BLE001
            unread = error
        else:
            return state
    if unread is not None:
        raise TrainingError(
            f"No checkpoint in {folder} can be read: {unread}.",
            hint="Remove that folder to begin anew.",
        )
    return None


def _files(folder: Path) -> Iterator[Path]:
    return (folder / name for name in (LAST, PREVIOUS) if (folder / name).is_file())


def _keep(last: Path, previous: Path) -> None:
    """Give the last checkpoint a second name, which stays when its first goes to a new one."""
    previous.unlink(missing_ok=True)
    previous.hardlink_to(last)
