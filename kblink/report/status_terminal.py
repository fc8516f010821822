"""What the index holds and how fresh it is, for a person at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from kblink.report.clean import one_line
from kblink.report.facts import facts
from kblink.report.languages import unknown_languages
from kblink.report.quantities import counted, size_words

if TYPE_CHECKING:
    from kblink.model import Staleness, Status


def status_summary(status: Status) -> RenderableType:
    """Return a headline on freshness and a table of what the index holds."""
    encoder = status.encoder
    languages = ", ".join(f"{one_line(code)} {number:,}" for code, number in status.languages)
    trained = ", ".join(map(one_line, encoder.languages)) or "unknown languages"
    rows = [
        ("notes", f"{status.notes:,}", languages),
        ("sections", f"{status.sections:,}", ""),
        ("links", f"{status.links:,}", ""),
        ("encoder", one_line(encoder.name), f"{encoder.dimension} dimensions, made for {trained}"),
        ("engine", one_line(status.engine), "for text that is new"),
        (
            "index",
            size_words(status.index_size),
            f"{one_line(status.index_kind)}, generation {status.generation:,}",
        ),
    ]
    rows.append(("weights", *_weights(status)))
    parts: list[RenderableType] = [_headline(status), facts(rows)]
    parts += (_on_language(status, *each) for each in unknown_languages(status))
    if _stale_words(status.stale):
        parts.append(Text("  kblink index brings it up to date", style="dim"))
    return Group(*parts)


def _weights(status: Status) -> tuple[str, str]:
    """Where the weights are from that rank related notes."""
    if not status.learned:
        return "shipped", "learned from other vaults, for what is related"
    return "learned", f"from {status.learned:,} linked pairs of this vault, for what is related"


def _on_language(status: Status, code: str, number: int) -> Text:
    of_all = f"{number:,} of {counted(status.notes, 'note')}"
    line = Text("! ", style="yellow")
    line.append(f"the encoder does not know {one_line(code)} ({of_all}): ")
    return line.append("a search goes by words there")


def _headline(status: Status) -> Text:
    stale = _stale_words(status.stale)
    head = Text("! " if stale else "✓ ", style="yellow" if stale else "green")
    head.append(f"Behind the vault by {stale}" if stale else "Up to date", style="bold")
    head.append(f"  {one_line(status.vault)}", style="dim")
    return head


def _stale_words(stale: Staleness) -> str:
    counts = ((stale.new, "new"), (stale.changed, "changed"), (stale.gone, "gone"))
    return ", ".join(f"{number:,} {word}" for number, word in counts if number)
