"""Read the settings of a vault from its `kblink.toml`, which nobody vouches for."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kblink.config import CONFIG_NAME, Config
from kblink.errors import ConfigError
from kblink.vault.inside import inside
from kblink.vault.small_file import UnreadableFileError, read_small_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kblink.config import IndexSettings

_LIMIT = 128 * 1024
"""Bytes of a file of settings; with all of its keys it has some 5 KiB."""

_MOST_PATTERNS = 500
_LONGEST_PATTERN = 500
_SHOWN = 60


def load_config(root: Path, file: Path | None = None, *, trusted: bool = False) -> Config:
    """Read `file`, or the vault's own `kblink.toml` where there is one.

    The vault's own is not read where it leads out of the vault; unless it is `trusted`, nobody
    vouches for what it says. Raises ConfigError where the file is missing, unreadable or wrong.
    """
    path = file or root / CONFIG_NAME
    if file is None:
        if not os.path.lexists(path):
            return Config()
        if not inside(root, path):
            raise ConfigError(
                f"{path} is a symlink that leads out of the vault, or nowhere.",
                hint="Name the file with --config if it is meant.",
            )
    from kblink.config.read import parse_config

    config = parse_config(_read(path, root if file is None else None), str(path))
    _check_patterns(config, "vault.exclude", config.vault.exclude)
    for number, override in enumerate(config.check.overrides, start=1):
        _check_patterns(config, f"check.override[{number}].path", override.path)
    vouched = file is not None or trusted
    index = _placed(config.index, path.parent, vouched=vouched)
    return replace(config, index=index, trusted=vouched)


def _placed(index: IndexSettings, folder: Path, *, vouched: bool) -> IndexSettings:
    """The settings with the folder of a model as it is seen from that of the file."""
    if not vouched or not index.model:
        return index
    place = folder / Path(index.model).expanduser()
    return replace(index, model=str(place.absolute())) if place.is_dir() else index


def _read(path: Path, root: Path | None) -> str:
    try:
        data = read_small_file(str(path), _LIMIT, root)
    except (UnreadableFileError, ValueError) as error:  # the latter: a NUL in its name
        raise ConfigError(f"{path} cannot be read: {error}.") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}:{line}: not UTF-8.", hint="Save the file as UTF-8.") from error


def _check_patterns(config: Config, key: str, patterns: Sequence[str]) -> None:
    from kblink.vault.ignore_patterns import read_patterns

    if len(patterns) > _MOST_PATTERNS:
        raise config.origin.error(key, f"holds more than {_MOST_PATTERNS} patterns.")
    for pattern in patterns:
        if len(pattern) > _LONGEST_PATTERN:
            raise config.origin.error(
                key, f"holds a pattern of more than {_LONGEST_PATTERN} characters."
            )
        if not read_patterns([pattern]):
            raise config.origin.error(
                key,
                f"holds {pattern[:_SHOWN]!r}, which matches nothing.",
                hint="Patterns are those of .gitignore.",
            )
