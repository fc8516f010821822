"""Where a training keeps what it makes, and which training that is."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kblink.durable import replaced
from kblink.errors import TrainingError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class WorkFolder:
    """A folder of one training, which is found again and gone on with."""

    folder: Path

    @property
    def run(self) -> Path:
        """What the training is made of, as digests."""
        return self.folder / "run.json"

    @property
    def manifest(self) -> Path:
        """The hashes of all rows."""
        return self.folder / "manifest.tsv.gz"

    @property
    def tokenizer(self) -> Path:
        """The extended vocabulary."""
        return self.folder / "tokenizer.json"

    @property
    def rows(self) -> Path:
        """The embedding rows that the student begins with."""
        return self.folder / "rows.npy"

    @property
    def teacher(self) -> Path:
        """The teacher's vectors."""
        return self.folder / "teacher"

    @property
    def checkpoints(self) -> Path:
        """The last checkpoint and the one before."""
        return self.folder / "checkpoints"

    @property
    def best(self) -> Path:
        """The weights that validated best."""
        return self.checkpoints / "best.safetensors"

    @property
    def log(self) -> Path:
        """One JSON object a line."""
        return self.folder / "log.jsonl"

    @property
    def page(self) -> Path:
        """The curves of the log, to be looked at."""
        return self.folder / "report.html"

    def model(self, recipe: str) -> Path:
        """The student as a folder of sentence-transformers; its name is that of the encoder."""
        return self.folder / f"kblink-{recipe}"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other processes from the folder, which is made. Raises TrainingError."""
        from filelock import FileLock, Timeout

        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self.folder / ".lock", timeout=0):
                yield
        except Timeout:
            raise TrainingError(
                f"Another training writes to {self.folder}.",
                hint="Wait for it, or name another folder by --work.",
            ) from None

    def claim(self, made_of: Mapping[str, str]) -> None:
        """Compare what the folder's training is made of with `made_of`; write it where it is new.

        Raises TrainingError, naming what differs.
        """
        try:
            known = json.loads(self.run.read_bytes()) if self.run.exists() else None
        except ValueError:
            known = None
        if known is None:
            with replaced(self.run) as temporary:
                temporary.write_text(json.dumps(made_of, indent=1) + "\n", "utf-8")
            return
        changed = [key for key in made_of if made_of[key] != known.get(key)]
        if changed:
            raise TrainingError(
                f"{self.folder} holds a training with another {' and '.join(changed)}.",
                hint="Name another folder by --work.",
            )


def default_work(environment: Mapping[str, str], recipe: str) -> Path:
    """Return `$XDG_STATE_HOME/kblink/train/<recipe>`, else that below `~/.local/state`."""
    base = environment.get("XDG_STATE_HOME", "")
    # The standard has a path that is not absolute passed over.
    root = Path(base) if base.startswith("/") else Path("~/.local/state").expanduser()
    return root / "kblink" / "train" / recipe
