"""Values on the command line come through as they are meant, without pydantic where they can."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import pytest
import typer

from kblink.cli.plain_values import Command, Group

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def parse() -> Callable[..., dict[str, object]]:
    """Run a command with options of all kinds; give what it got."""
    got: dict[str, object] = {}
    app = typer.Typer(cls=Group, pretty_exceptions_enable=False, add_completion=False)

    @app.callback()
    def _group(*, loud: bool = False) -> None:
        got["loud"] = loud

    @app.command(cls=Command)
    def command(
        *,
        place: Annotated[str | None, typer.Argument()] = None,
        more: Annotated[list[str] | None, typer.Argument()] = None,
        file: Annotated[Path | None, typer.Option()] = None,
        tag: Annotated[list[str] | None, typer.Option()] = None,
        mode: Annotated[Literal["one", "two"], typer.Option()] = "one",
        limit: Annotated[int, typer.Option(min=1)] = 10,
        full: Annotated[bool, typer.Option("--full")] = False,
    ) -> None:
        got.update(locals())
        del got["got"]

    def run(*words: str) -> dict[str, object]:
        typer.main.get_command(app).main(list(words), standalone_mode=False)
        return got

    return run


def test_what_is_not_given_has_its_default(parse: Callable[..., dict[str, object]]) -> None:
    assert parse("command") == {
        "loud": False, "place": None, "more": None, "file": None, "tag": None, "mode": "one",
        "limit": 10, "full": False,
    }  # fmt: skip


def test_what_is_given_has_its_type(parse: Callable[..., dict[str, object]]) -> None:
    words = "--loud command here a b --file f/g --tag x --tag y --mode two --limit 3 --full"
    assert parse(*words.split()) == {
        "loud": True, "place": "here", "more": ["a", "b"], "file": Path("f/g"), "tag": ["x", "y"],
        "mode": "two", "limit": 3, "full": True,
    }  # fmt: skip


@pytest.mark.parametrize("words", ["--mode three", "--limit 0", "--limit many", "--file"])
def test_what_is_wrong_is_refused_as_ever(
    parse: Callable[..., dict[str, object]], words: str
) -> None:
    with pytest.raises(typer.TyperException):
        parse("command", *words.split())


def test_pydantic_is_not_asked_for_plain_values(
    parse: Callable[..., dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typer._adapters", None)  # its import would fail
    words = "command here --file f --tag x --mode two --full"
    assert parse(*words.split())["mode"] == "two"
