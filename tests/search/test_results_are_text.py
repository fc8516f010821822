"""Whatever stands in a note or in a query, what comes out of a search is text and nothing else.

From the index to the terminal: no control character, no markup, no hyperlink of a note's own, and
no syntax of the word index acts.
"""

from __future__ import annotations

import io
import json
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fake_encoder import HashingEncoder
from hypothesis import example, given, settings
from hypothesis import strategies as st
from small_catalogue import SmallNote, small_catalogue

from kblink.model import SearchRequest
from kblink.report.console import open_console
from kblink.report.json_documents import dumps, search_document
from kblink.report.search_terminal import search_results
from kblink.report.search_text import correction_line, hit_line
from kblink.search.sections import search_sections

if TYPE_CHECKING:
    from kblink.model import Answer, SearchMode

_OWN = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;(id=[0-9]+;file:///vault/[\x21-\x7e]*|;)\x1b\\")
_ACTS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_HOSTILE = st.sampled_from(
    [
        *("\x1b[2J", "\x9b31m", "\x07", "\x08", "\x00", "\x7f", "\r\n", "\u202e", "\u2028"),
        *("\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\", ":smile:"),
        *("[bold red]", "[/]", "[link=https://evil.example]x[/link]"),
        *('"', "*", "NEAR(", "title:", "^", "AND", "-", "'; DROP TABLE fts;"),
    ]
)
_TEXTS = st.lists(_HOSTILE | st.text(max_size=6) | st.just("owl"), max_size=8).map(" ".join)
_TITLES = _TEXTS.map(lambda text: f"owl {text}")


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _rendered(answer: Answer, stream: io.StringIO) -> str:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TERM", "xterm-256color")
        for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
            environment.delenv(name, raising=False)
        console = open_console(stream, width=100)
        console.print(search_results(answer, root="/vault"))
    return stream.getvalue()


def _answer(note: SmallNote, query: str, mode: SearchMode) -> Answer:
    with (
        tempfile.TemporaryDirectory() as folder,
        small_catalogue(Path(folder), [note], HashingEncoder()) as reader,
    ):
        return search_sections(reader, HashingEncoder(), query, SearchRequest(mode, 5, "section"))


@settings(max_examples=60)
@given(
    title=_TITLES,
    heading=_TEXTS,
    body=_TEXTS,
    query=_TEXTS,
    mode=st.sampled_from(["keyword", "hybrid"]),
)
@example("owl", "[/]", "\x1b]8;;x\x1b\\owl", "owll \x1b[2J", "keyword")
def test_nothing_in_a_note_or_a_query_acts_on_a_terminal(
    title: str, heading: str, body: str, query: str, mode: SearchMode
) -> None:
    note = SmallNote(f"{title.replace('/', '_')}.md", title, ((heading, f"owl {body}"),))
    answer = _answer(note, f"owl {query}", mode)
    on_terminal = _rendered(answer, _Terminal())
    shown = _rendered(answer, io.StringIO())
    assert _OWN.sub("", on_terminal) == shown
    assert not _ACTS.search(shown)
    assert answer.hits or '"' in query or "-" in query
    for word in ("[bold red]", ":smile:"):
        assert (word in shown) or word not in f"{title} {heading}"
    lines = [*map(hit_line, answer.hits), correction_line(answer)]
    assert not any(_ACTS.search(line) or "\n" in line for line in lines)
    document = dumps(search_document(answer), compact=True)
    assert not _ACTS.search(document)
    assert json.loads(document)["query"] == answer.query


@pytest.mark.parametrize(
    "query",
    [
        *("owl*", "title:owl", "body:owl", "NEAR(owl mouse)", "owl NEAR/2 mouse", "^owl", "(owl"),
        *("owl)", "{title}: owl", "owl AND", "AND owl", "owl NOT mouse", "owl + mouse", "'owl"),
        *("owl;", "owl\0", "owl OR 1=1 --", "-- owl", "%owl%", "fts MATCH owl", "rowid:owl"),
    ],
)
def test_the_syntax_of_the_word_index_is_text_in_a_query(query: str) -> None:
    note = SmallNote("a.md", "Birds", (("Night", "An owl looks for a mouse."),))
    (hit,) = _answer(note, query, "keyword").hits
    marked = [hit.snippet[start:end] for start, end in hit.highlights]
    assert "owl" in marked
    assert ("mouse" in marked) == ("mouse" in query)
