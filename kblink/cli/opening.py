"""From the common options to an open vault, with its messages going to stderr."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kblink.cli.messages import Messages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kblink.cli.options import Common
    from kblink.workspace import Vault


@contextmanager
def open_vault(common: Common, argument: str | None = None) -> Iterator[Vault]:
    """Yield the vault of `make_vault`; when the context ends, no progress bar is left."""
    with Messages(common) as messages:
        yield make_vault(common, messages, argument)


def make_vault(common: Common, messages: Messages, argument: str | None = None) -> Vault:
    """Return the vault that `--vault`, else `argument`, else the current folder leads to.

    Raises VaultError and ConfigError.
    """
    from kblink.vault.settings_file import load_config
    from kblink.workspace import Vault, find_vault_root

    chosen = argument if common.vault is None else common.vault
    root = find_vault_root(chosen, Path.cwd())
    config = load_config(root, common.config, trusted=common.trust_vault)
    if common.model is not None:
        config = replace(config, index=replace(config.index, model=common.model), trusted=True)
    return Vault(
        root,
        config=config,
        index_dir=common.index_dir,
        progress=messages.progress,
        notify=messages.notify,
    )
