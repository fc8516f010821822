"""The baseline that `check` reads, and the one that it writes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from kblink.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from kblink.baseline.known import Baseline
    from kblink.model import CheckReport
    from kblink.workspace import Vault


def read_known(file: Path | None) -> Baseline | None:
    """Return the baseline in `file`, None where there is none to read. Raises UsageError."""
    if file is None:
        return None
    from kblink.baseline.file import read_baseline

    return read_baseline(file)


def keep_baseline(file: Path, vault: Vault, report: CheckReport, *, in_part: bool) -> None:
    """Write the findings of a whole vault to `file`, and say how many there are.

    Raises UsageError where the report is of a part of the vault, or `file` cannot be written.
    """
    from kblink.baseline.file import write_baseline
    from kblink.cli.check_output import refuse_traps
    from kblink.report.quantities import counted

    if in_part:
        raise UsageError(
            "--write-baseline is for the whole vault.",
            hint="Name no notes, and leave --changed-since out.",
        )
    refuse_traps("--write-baseline", file, report.vault)
    baseline = vault.baseline(report)
    write_baseline(file, baseline)
    sys.stderr.write(f"{counted(baseline.number, 'finding')} written to {file}\n")
