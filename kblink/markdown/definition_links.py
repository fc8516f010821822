"""The definitions of a note, `[label]: destination`, as links with a place of their own.

A link by reference (`[text][label]`) leads where its definition does, and is written there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kblink.markdown.definitions import definition_span
from kblink.markdown.read_links import destination_link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kblink.markdown.parse import ParsedNote
    from kblink.model import Link


def definition_links(parsed: ParsedNote) -> tuple[Link, ...]:
    """The definitions of a note in the order of the text, as links of the kind `reference` whose
    raw text is the definition. Those that a former one of the same label hides are left out."""
    source = parsed.source
    if "]:" not in source.text or parsed.body_line >= len(source.starts):
        return ()
    return tuple(sorted(_definitions(parsed), key=lambda link: link.span.start))


def _definitions(parsed: ParsedNote) -> Iterator[Link]:
    from kblink.markdown.tokens import block_tokens

    source = parsed.source
    env: dict[str, Any] = {}
    block_tokens(source.text[source.starts[parsed.body_line] :], env)
    for item in env.get("references", {}).values():
        first, last = (line + parsed.body_line for line in item["map"])
        span = definition_span([first, last], source)
        raw = source.text[span.start : span.end]
        yield destination_link("reference", raw, span, str(item["href"]), None)
