"""Lets `python -m kblink` do what `kblink` does."""

from __future__ import annotations

import sys

from kblink.cli.main import main

sys.exit(main())
