"""The encoders of this machine, for a person at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from kblink.report.clean import one_line
from kblink.report.facts import facts
from kblink.report.quantities import size_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kblink.model import FormFidelity, ModelInfo


def model_list(models: Sequence[ModelInfo]) -> RenderableType:
    """Return a line for each model: its name, what it is and what runs it."""
    return facts([(_mark(model), one_line(model.identity.name), _line(model)) for model in models])


def model_details(model: ModelInfo, headline: str) -> RenderableType:
    """Return `headline` and all that is known of a model."""
    identity = model.identity
    rows = [
        ("vectors", f"{identity.dimension:,} dimensions, {identity.pooling} pooling"),
        ("window", f"{identity.max_length:,} tokens"),
        ("before a query", repr(identity.query_prefix)),
        ("before a section", repr(identity.passage_prefix)),
        ("languages", _languages(model)),
        ("engine", model.engine),
        *((f"{each.form}, {each.language}", _cosines(each)) for each in model.fidelity),
        ("size", size_words(model.size)),
        ("sha256", identity.weights),
        ("source", model.source),
    ]
    shown = [(name, one_line(value), "") for name, value in rows if value != repr("")]
    head = Text("✓ ", style="green").append(one_line(headline), style="bold")
    remarks = [model.refusal and f"cannot be exported: {model.refusal}", *model.warnings]
    lines = [Text(f"  ! {one_line(each)}", style="yellow") for each in remarks if each]
    return Group(head, facts(shown), *lines)


def _mark(model: ModelInfo) -> str:
    return "→" if model.default else ""


def _line(model: ModelInfo) -> str:
    dimension = f"{model.identity.dimension:,} dimensions"
    return ", ".join((dimension, _languages(model), size_words(model.size), model.engine))


def _cosines(each: FormFidelity) -> str:
    return f"cosine {each.mean:.4f} to the original, {each.least:.4f} at least"


def _languages(model: ModelInfo) -> str:
    return ", ".join(map(one_line, model.identity.languages)) or "unknown languages"
