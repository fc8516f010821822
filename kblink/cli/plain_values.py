"""Values of options taken as they are where there is nothing to convert.

Typer converts by pydantic, and imports it for a value that nobody gave as well: half the time of
`kblink --version`, at every command.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from collections.abc import Iterable

    import typer

_CONVERT = object()


class Command(TyperCommand):
    """A command that leaves to Typer only the values that are something else than they look."""

    def get_params(self, ctx: Any) -> list[Any]:  # noqa: ANN401 - Typer's own class is private
        """Return the parameters, with what they do to a value of theirs."""
        return _taking_plain(super().get_params(ctx))


class Group(TyperGroup):
    """A group of commands that does the same with its own options."""

    def get_params(self, ctx: Any) -> list[Any]:  # noqa: ANN401 - Typer's own class is private
        """Return the parameters, with what they do to a value of theirs."""
        return _taking_plain(super().get_params(ctx))


def _taking_plain(params: Iterable[Any]) -> list[Any]:
    return [_with_plain_values(param) for param in params]


def _with_plain_values(param: Any) -> Any:  # noqa: ANN401 - Typer's own class is private
    param.process_value = partial(_process, param)
    return param


def _process(param: Any, ctx: typer.Context, value: Any) -> Any:  # noqa: ANN401 - of any type
    """Return what the command gets for `value`."""
    plain = _CONVERT if param.required else _plain(param, value)
    if plain is _CONVERT:
        return type(param).process_value(param, ctx, value)
    return plain if param.callback is None else param.callback(ctx, param, plain)


def _plain(param: Any, value: Any) -> Any:  # noqa: ANN401 - of any type
    """The value as it is, or as a path; `_CONVERT` where Typer must convert or refuse it."""
    annotation: Any = param.type_descriptor.annotation
    if value is None:
        return () if param.multiple or param.nargs == -1 else None
    if isinstance(value, bool) or (value == param.default and not isinstance(value, str)):
        return value
    if get_origin(annotation) is list and get_args(annotation) == (str,):
        return tuple(value)
    if not isinstance(value, str):
        return _CONVERT
    if annotation is Path:
        return Path(value)
    is_choice = get_origin(annotation) is Literal and value in get_args(annotation)
    return value if annotation is str or is_choice else _CONVERT
