"""`kblink init`: write a commented `kblink.toml`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from kblink.cli import options
from kblink.errors import UsageError

ProfileName: TypeAlias = Annotated[
    Literal["obsidian", "github", "foam", "marksman"] | None,
    typer.Option(
        "--profile",
        help="The program whose reading of links is meant. Else what the folder looks like.",
    ),
]


@options.with_common
def init(
    common: options.Common,
    *,
    place: options.VaultArgument = None,
    profile: ProfileName = None,
    output_format: options.TableFormat = "rich",
) -> int:
    """Write a kblink.toml with every setting, commented out, into the vault.

    An existing one is left as it is.
    """
    from kblink.new_settings import init_config
    from kblink.report.clean import one_line
    from kblink.workspace import find_vault_root

    if common.vault is not None and place is not None:
        raise UsageError("The vault is given twice.", hint="Leave out the argument or --vault.")
    if common.config is not None:
        raise UsageError("init writes the vault's own kblink.toml.", hint="Leave out --config.")
    root = find_vault_root(common.vault or place, Path.cwd())
    written = init_config(root, profile)
    if output_format == "json":
        from kblink.cli.output import write_json
        from kblink.report.json_documents import init_document

        write_json(init_document(str(written.path), written.profile, written.mark))
    elif not common.quiet:
        mark = f", since there is {written.mark}" if written.mark else ""
        words = f"{written.path}: profile {written.profile}{mark}"
        sys.stdout.write(f"{one_line(words).strip()}\n")
    return 0
