"""What suggests links in tests: phrases with where they should lead, each where it first stands
outside of links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kblink.markdown.parse import parse_note
from kblink.markdown.positions import read_lines
from kblink.model import SuggestedLink
from kblink.vault.read_for_edit import read_for_edit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pytest

    from kblink.store.catalogue import Catalogue
    from kblink.workspace import Vault


def suggest_phrases(
    monkeypatch: pytest.MonkeyPatch, phrases: Sequence[tuple[str, str, float]]
) -> None:
    """Let every vault suggest links from phrases, (phrase, target, confidence) each; a target that
    is not there is looked for by what its text begins with."""

    def suggested(
        vault: Vault, catalogue: Catalogue, paths: Sequence[str] | None, *_: object, **__: object
    ) -> Iterator[SuggestedLink]:
        there = {note.path: note.title for note in catalogue.notes()}
        for path in there if paths is None else paths:
            read = read_for_edit(vault.root, path)
            text = "" if read is None else read[0]
            for phrase, name, confidence in phrases:
                target = name if name in there else _titled(name, there)
                found = _first(path, text, phrase)
                if target is not None and target != path and found is not None:
                    span = read_lines(text).span(found, found + len(phrase))
                    yield SuggestedLink(
                        path, span, phrase, target, confidence, {"name": 1.0}, "a name of the note"
                    )

    monkeypatch.setattr("kblink.workspace.Vault._suggested_links", suggested)


def _titled(name: str, there: dict[str, str]) -> str | None:
    return next((path for path, title in there.items() if title == name), None)


def _first(path: str, text: str, phrase: str) -> int | None:
    links = parse_note(path, text).note.links
    start = text.find(phrase)
    while start >= 0:
        if text[text.rfind("\n", 0, start) + 1] != "#" and not any(
            link.span.start < start + len(phrase) and start < link.span.end for link in links
        ):
            return start
        start = text.find(phrase, start + 1)
    return None
