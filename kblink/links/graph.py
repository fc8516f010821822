"""Circles in the graph of embeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def circular_embeds(embeds: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    """For each note, the notes it embeds from which embeds lead back to it.

    Two notes are in one circle where they are strongly connected (Tarjan 1972, without recursion),
    so the whole graph is walked once.
    """
    component = {note: number for number, notes in enumerate(_components(embeds)) for note in notes}
    circles = {
        source: frozenset(
            target for target in targets if component.get(target) == component[source]
        )
        for source, targets in embeds.items()
    }
    return {source: targets for source, targets in circles.items() if targets}


def _components(embeds: Mapping[str, set[str]]) -> Iterator[list[str]]:
    """The strongly connected components."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    for root in embeds:
        if root in order:
            continue
        path = [(root, iter(sorted(embeds[root])))]
        order[root] = lowest[root] = len(order)
        stack.append(root)
        on_stack.add(root)
        while path:
            node, targets = path[-1]
            for target in targets:
                if target not in order:
                    order[target] = lowest[target] = len(order)
                    stack.append(target)
                    on_stack.add(target)
                    path.append((target, iter(sorted(embeds.get(target, ())))))
                    break
                if target in on_stack:
                    lowest[node] = min(lowest[node], order[target])
            else:
                path.pop()
                if path:
                    lowest[path[-1][0]] = min(lowest[path[-1][0]], lowest[node])
                if lowest[node] == order[node]:
                    component = [stack.pop()]
                    while component[-1] != node:
                        component.append(stack.pop())
                    on_stack.difference_update(component)
                    yield component
