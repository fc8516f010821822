"""Measuring a vault by several protocols, and a bar that its measures must reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from kblink.errors import UsageError
from kblink.evaluate.anchored import evaluate_anchored
from kblink.evaluate.learned_links import FUSED
from kblink.evaluate.link_prediction import evaluate_links
from kblink.evaluate.linked_vault import read_linked_vault
from kblink.evaluate.protocols import LINK_PROTOCOLS
from kblink.evaluate.queries import evaluate_queries
from kblink.evaluate.suggesters import by_all, by_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kblink.evaluate.golden import GoldenQuery
    from kblink.model import Evaluation, Progress
    from kblink.workspace import Vault

Protocol: TypeAlias = Literal["cold", "transductive", "inductive", "anchored", "queries"]

GATED = "recall@10"
"""The measure that a vault must reach."""


_BY_DEFAULT: tuple[Protocol, ...] = (*LINK_PROTOCOLS, "anchored")


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be measured: by `protocols`, with what is drawn at random drawn for each of the
    `seeds`, and for `golden` queries, where there are any."""

    protocols: tuple[Protocol, ...]
    seeds: tuple[int, ...]
    golden: tuple[GoldenQuery, ...] = ()


def chosen_protocols(
    named: Sequence[Protocol],
    *,
    has_queries: bool,
    is_gated: bool = False,
    is_plotted: bool = False,
) -> tuple[Protocol, ...]:
    """Return the protocols to measure by: those `named`, each once; else by queries where there
    are any; else all that hide links.

    Raises UsageError for `queries` without any or the other way round, and where a bar for links
    is set, or confidences are to be plotted, but no protocol measures that.
    """
    by_default: tuple[Protocol, ...] = ("queries",) if has_queries else _BY_DEFAULT
    chosen = tuple(dict.fromkeys(named)) or by_default
    if "queries" in chosen and not has_queries:
        raise UsageError("The protocol queries needs golden queries.", hint="Say --queries FILE.")
    if has_queries and "queries" not in chosen:
        raise UsageError("--queries is for the protocol queries.", hint="Say --protocol queries.")
    if is_gated and not {*chosen} & {*LINK_PROTOCOLS}:
        names = ", ".join(LINK_PROTOCOLS)
        raise UsageError(f"--min-recall10 is for the protocols {names}.")
    if is_plotted and "anchored" not in chosen:
        raise UsageError("--plot is for the protocol anchored.")
    return chosen


def evaluate_vault(
    vault: Vault,
    request: Request,
    *,
    refresh: bool = True,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Iterator[Evaluation]:
    """Yield what each protocol measures: those that hide links first, then queries.

    A vault whose sentences have no links is not
    measured by `anchored`. Raises UsageError where it has no links at all to hide.
    """
    if hiding := [each for each in _BY_DEFAULT if each in request.protocols]:
        linked = read_linked_vault(vault, progress)
        if not linked.pairs:
            raise UsageError(
                "No note of the vault links to another: there is nothing to hide and to find.",
                hint="Measure search with --queries FILE.",
            )
        yield from evaluate_links(
            vault,
            linked,
            [each for each in LINK_PROTOCOLS if each in hiding],
            request.seeds,
            refresh=refresh,
            progress=progress,
        )
        if "anchored" in hiding:
            suggesters = {"title": by_names, FUSED: by_all}
            found = evaluate_anchored(
                vault, linked, request.seeds, suggesters, refresh=refresh, progress=progress
            )
            if found is not None:
                yield found
    if "queries" in request.protocols:
        yield evaluate_queries(vault, request.golden, refresh=refresh)


def below(evaluations: Iterable[Evaluation], least: float) -> list[tuple[str, float]]:
    """Return protocol and mean recall@10 of the fused ranking wherever it is less than `least`."""
    return [
        (each.protocol, each.overall.metrics[FUSED][GATED].mean)
        for each in evaluations
        if each.protocol in LINK_PROTOCOLS and each.overall.metrics[FUSED][GATED].mean < least
    ]
