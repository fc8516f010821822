"""Plain text as Markdown shows it."""

from __future__ import annotations

import re


def markdown_text(text: str) -> str:
    """Return `text` with what Markdown or HTML would act on escaped; paragraphs stay paragraphs."""
    return re.sub(r"([\\`*_\[\]<>#|&~])", r"\\\1", text)
