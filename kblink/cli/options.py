"""Options that several commands share, and the object that they become."""

from __future__ import annotations

import functools
import inspect
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Concatenate, Literal, ParamSpec, TypeAlias, cast

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")

TableFormat: TypeAlias = Annotated[
    Literal["rich", "json"], typer.Option("--format", help="A table, or one JSON document.")
]
Vault: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--vault",
        metavar="DIR",
        help="The folder of notes. Else the nearest folder above that looks like a vault.",
    ),
]
VaultArgument: TypeAlias = Annotated[
    str | None, typer.Argument(metavar="VAULT", help="The folder of notes, as with --vault.")
]
ConfigFile: TypeAlias = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="Settings to use instead of kblink.toml."),
]
IndexDir: TypeAlias = Annotated[
    Path | None,
    typer.Option("--index-dir", metavar="DIR", help="Where the index is, if not in .kblink/."),
]
Quiet: TypeAlias = Annotated[bool, typer.Option("--quiet", help="Print results only.")]
Verbose: TypeAlias = Annotated[
    bool, typer.Option("--verbose", help="Print more, and a traceback where an error ends the run.")
]
NoColor: TypeAlias = Annotated[
    bool, typer.Option("--no-color", help="No colour and no hyperlinks; NO_COLOR does the same.")
]
Model: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="NAME_OR_DIR",
        help="The encoder: a name of kblink models list, or a folder of sentence-transformers.",
    ),
]
TrustVault: TypeAlias = Annotated[
    bool,
    typer.Option("--trust-vault", help="Let the vault's kblink.toml name a folder with a model."),
]
Limit: TypeAlias = Annotated[
    int, typer.Option("--limit", min=1, metavar="N", help="How many to show at most.")
]
NoRefresh: TypeAlias = Annotated[
    bool, typer.Option("--no-refresh", help="Answer from the index as it is, however old.")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """The options that every command has."""

    vault: Vault = None
    config: ConfigFile = None
    index_dir: IndexDir = None
    quiet: Quiet = False
    verbose: Verbose = False
    no_color: NoColor = False
    model: Model = None
    trust_vault: TrustVault = False


def with_common(command: Callable[Concatenate[Common, P], int]) -> Callable[..., int]:
    """Return `command` with the fields of Common as options, after its own, in place of `common`.

    Typer reads a function's signature; so the options are declared once, in Common.
    """
    own = inspect.signature(command, eval_str=True)
    shared = inspect.signature(Common, eval_str=True).parameters

    @functools.wraps(command)
    def wrapper(*args: P.args, **values: P.kwargs) -> int:
        common = Common(**{name: cast("Any", values.pop(name)) for name in shared})
        return command(common, *args, **values)

    parameters = [*own.parameters.values()][1:]
    signature = own.replace(parameters=[*parameters, *shared.values()])
    wrapper.__signature__ = signature  # type: ignore[attr-defined]  # what inspect looks for
    return wrapper
