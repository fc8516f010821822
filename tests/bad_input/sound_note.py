"""The note that stands in every bad vault, and what must be found in it."""

from __future__ import annotations

SOUND = "# Sound\n\n[[missing]]\n"
BROKEN = "sound.md:3:1: error broken-note no note 'missing'"
