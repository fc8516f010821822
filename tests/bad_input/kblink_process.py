"""kblink in a process of its own, with the fake encoder, so that no model is loaded.

python kblink_process.py SECONDS ROOM WORDS: it waits so long before each text that it encodes, and
no file may grow beyond ROOM bytes (0: as large as it likes).
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_TESTS = Path(__file__).resolve().parent.parent


def start(*words: str, delay: float = 0, room: int = 0) -> subprocess.Popen[str]:
    """Start kblink with the words given; its stdout and stderr are pipes."""
    line = [sys.executable, __file__, str(delay), str(room), *words]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def main() -> int:
    """Run kblink."""
    sys.path.insert(0, str(_TESTS))
    from fake_encoder import HashingEncoder

    from kblink import workspace
    from kblink.cli.main import main as kblink

    delay, room, *words = sys.argv[1:]
    if int(room):
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (int(room), resource.RLIM_INFINITY))
    encoder = HashingEncoder(delay=float(delay))
    workspace.choose_encoder = lambda *_: encoder
    return kblink(words)


if __name__ == "__main__":
    sys.exit(main())
