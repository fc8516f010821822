"""The program: lets `python -m kblink` do what `kblink` does."""

from __future__ import annotations

import gc
import sys

from kblink.cli.main import main


def run() -> int:
    """Run the command line; return its exit code."""
    code = main()
    # Python looks for garbage once more at its end: a sixth of the time of a search, for nothing.
    gc.freeze()
    return code


if __name__ == "__main__":
    sys.exit(run())
