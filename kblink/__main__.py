"""Where `kblink` and `python -m kblink` begin."""

from __future__ import annotations

import gc
import sys


def run() -> int:
    """Run the command line; return its exit code.

    What is imported stays until the end. Looking for circles in it took a tenth of a short command,
    and once more at the end a sixth of a search.
    """
    gc.disable()
    from kblink.cli.main import main

    gc.freeze()
    gc.enable()
    code = main()
    gc.freeze()
    return code


if __name__ == "__main__":
    sys.exit(run())
