"""YAML of strangers, guarded before it is loaded.

Its events are walked first, within limits on size, depth and number, and no alias is borne: an
alias bomb of a few lines never ends. Loading what passed takes microseconds.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

_LIMIT_CHARACTERS = 64 * 1024
_LIMIT_DEPTH = 32
_LIMIT_EVENTS = 20_000
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A scalar with its place: `text[start:end]` is what YAML takes for it, quotes included.

    `style` is `'` or `"` for a quoted one, `|` or `>` for a block, empty for a plain one.
    """

    value: str
    style: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class GuardedYaml:
    """A YAML document: its value as Python has it, and its scalars, keys too, as they stand; of a
    document without quotation marks they may be left out."""

    value: object
    scalars: tuple[Scalar, ...]


class UnreadableYamlError(Exception):
    """The text is no YAML, or more of it than is read; `line` counts from 0, None for no place."""

    def __init__(self, why: str, line: int | None = None) -> None:
        super().__init__(why)
        self.line = line


def load_guarded(text: str) -> GuardedYaml:
    """Load one YAML document; whatever is wrong with it is an `UnreadableYamlError`."""
    with _errors_as_unreadable():
        scalars = () if _is_harmless(text) else tuple(_guarded_scalars(text))
        value = yaml.load(text, _LOADER)  # noqa: S506 - CSafeLoader or SafeLoader
    return GuardedYaml(value, scalars)


def compose_guarded(text: str) -> yaml.Node | None:
    """The nodes of one YAML document, None of an empty one; errors as of `load_guarded`."""
    with _errors_as_unreadable():
        for _ in _guarded_scalars(text):
            pass
        node: yaml.Node | None = yaml.compose(text, _LOADER)
    return node


@contextmanager
def _errors_as_unreadable() -> Iterator[None]:
    try:
        yield
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line if error.problem_mark else None
        raise UnreadableYamlError(error.problem or "broken YAML", line) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        first_line = str(error).partition("\n")[0]
        raise UnreadableYamlError(first_line or type(error).__name__) from None


def _is_harmless(text: str) -> bool:
    """Whether a text is so plain that its events need not be walked: it quotes nothing, has no
    alias, and fewer marks that open a level than levels are allowed."""
    return (
        len(text) <= _LIMIT_CHARACTERS
        and not any(map(text.__contains__, "*'\""))
        and sum(map(text.count, "-?:[{")) <= _LIMIT_DEPTH
    )


def _guarded_scalars(text: str) -> Iterator[Scalar]:
    """Walk the events once: enforce the limits, yield the scalars."""
    if len(text) > _LIMIT_CHARACTERS:
        raise UnreadableYamlError(f"longer than {_LIMIT_CHARACTERS // 1024} KiB")
    depth = 0
    for number, event in enumerate(yaml.parse(text, _LOADER)):
        if number > _LIMIT_EVENTS:
            raise UnreadableYamlError("too many values")
        if isinstance(event, yaml.AliasEvent):
            raise UnreadableYamlError("YAML aliases are not read")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _LIMIT_DEPTH:
                raise UnreadableYamlError("nested too deep")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.ScalarEvent) and event.start_mark and event.end_mark:
            style = event.style or ""  # the C loader and the Python one differ on plain ones
            yield Scalar(event.value, style, event.start_mark.index, event.end_mark.index)
