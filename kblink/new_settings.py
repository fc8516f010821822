"""Write the first `kblink.toml` of a vault."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kblink.config import CONFIG_NAME
from kblink.config.profiles import profile_config
from kblink.config.template import config_template
from kblink.errors import UsageError, VaultError
from kblink.links.codes import CODES
from kblink.vault.new_file import write_new_file
from kblink.vault.program import program_of
from kblink.vault.walk import require_folder

if TYPE_CHECKING:
    from pathlib import Path

    from kblink.config import Profile


class WrittenSettings(NamedTuple):
    """A new file of settings, the profile in it, and what in the vault told it, if anything."""

    path: Path
    profile: Profile
    mark: str | None


def init_config(root: Path, profile: Profile | None = None) -> WrittenSettings:
    """Write a commented `kblink.toml` for a vault, with a profile or that of the program that the
    vault is kept with.

    Raises UsageError where there is one already, VaultError where none can be written.
    """
    require_folder(root)
    program = None if profile else program_of(root)
    chosen = profile or (program.profile if program else "obsidian")
    text = config_template(
        profile_config(chosen),
        {code.code: code.severity for code in CODES.values()},
        profile=bool(profile or program),
    )
    path = root / CONFIG_NAME
    try:
        write_new_file(path, text)
    except FileExistsError as error:
        raise UsageError(
            f"{path} is there already.", hint="Edit it, or move it away first."
        ) from error
    except OSError as error:
        raise VaultError(f"{path} cannot be written: {error.strerror or error}.") from error
    return WrittenSettings(path, chosen, program.mark if program else None)
