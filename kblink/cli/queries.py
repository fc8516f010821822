"""A whole file of queries at once."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kblink.errors import UsageError
from kblink.model import Answer

if TYPE_CHECKING:
    from kblink.cli.options import Common
    from kblink.model import SearchRequest


_LIMIT = 64 * 1024 * 1024
"""Bytes of a file of queries."""


def answer_file(common: Common, file: Path, request: SearchRequest, *, refresh: bool) -> int:
    """Write one JSON document a line for each line of `file`; a blank line has no hits.

    The index is opened once, so that all see the same state.
    """
    from kblink.cli.messages import Messages
    from kblink.cli.opening import make_vault
    from kblink.cli.output import write_json
    from kblink.report.json_documents import search_document

    lines = read_queries(file)
    words = [without_operators(line) for line in lines]
    with Messages(common) as messages:
        vault = make_vault(common, messages)
        answers = vault.search_all(filter(None, words), request, refresh=refresh)
        for line, asked in zip(lines, words, strict=True):
            answer = next(answers) if asked else Answer(line, (), line)
            messages.close()
            write_json(search_document(replace(answer, query=line)), compact=True)
    return 0


def read_queries(file: Path) -> list[str]:
    """Return the lines of `file`, of stdin where it is `-`. Raises UsageError where it cannot, and
    where it is longer than queries ever are: a device, a dump."""
    try:
        data = _head(file)
    except OSError as error:
        raise UsageError(f"--queries cannot read {str(file)!r}: {error.strerror}.") from error
    if len(data) > _LIMIT:
        raise UsageError(f"--queries: {str(file)!r} is larger than {_LIMIT >> 20} MiB.")
    text = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    return text.removesuffix("\n").split("\n") if text else []


def _head(file: Path) -> bytes:
    """Return at most a byte more than the limit."""
    if file == Path("-"):
        return sys.stdin.buffer.read(_LIMIT + 1)
    with file.open("rb") as stream:
        return stream.read(_LIMIT + 1)


def without_operators(query: str) -> str:
    """Return the words of `query` with quotes and leading hyphens, which mean something, left out.

    A line of a file is taken literally: it asks for its words, and excludes nothing.
    """
    words = (word.lstrip("-") for word in query.replace('"', " ").split())
    return " ".join(word for word in words if word)
