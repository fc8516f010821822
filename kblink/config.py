"""Where options stand: frozen settings, read from `kblink.toml` and checked key by key.

Nothing below the CLI reads arguments or the environment; every layer receives these objects.
"""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal, get_args

from kblink.errors import ConfigError
from kblink.model import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

CONFIG_NAME = "kblink.toml"

FailOn = Literal["error", "warning", "note", "never"]
HeadingMatch = Literal["obsidian", "slug", "exact"]


@dataclass(frozen=True, slots=True)
class VaultSettings:
    """`[vault]`: gitignore-style patterns of notes that are left out (they stay valid targets)."""

    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """`[links]`: the switches of the resolver; the defaults are Obsidian's behaviour."""

    aliases_resolve: bool = False
    titles_resolve: bool = False
    folder_notes: tuple[str, ...] = ()
    path_suffix: bool = True
    heading_match: HeadingMatch = "obsidian"
    html_links: bool = True
    markdown_root_fallback: bool = True
    hidden_folders: bool = False
    comment_links: bool = False


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """`[check]`: what fails a run, and severities by finding code."""

    fail_on: FailOn = "error"
    severity: Mapping[str, Severity] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Config:
    """All settings of one run."""

    vault: VaultSettings = VaultSettings()
    links: LinkSettings = LinkSettings()
    check: CheckSettings = CheckSettings()


def parse_config(text: str, path: str) -> Config:
    """Read the text of a `kblink.toml`; `path` names it in errors.

    Raises ConfigError for broken TOML, an unknown key (naming the nearest known one) or a value of
    the wrong type.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: {error}", hint="Mend the TOML and run again.") from error
    sections = {"vault": VaultSettings, "links": LinkSettings, "check": CheckSettings}
    built: dict[str, Any] = {}
    for name, value in document.items():
        if name not in sections:
            raise _unknown_key(path, name, list(sections))
        if not isinstance(value, dict):
            raise ConfigError(f"{path}: [{name}] must be a table.")
        built[name] = _read_table(sections[name], value, path, name)
    return Config(**built)


def _read_table(kind: type, table: dict[str, object], path: str, section: str) -> object:
    known = {item.name.replace("_", "-"): item.name for item in fields(kind)}
    defaults = kind()
    values: dict[str, object] = {}
    for key, value in table.items():
        if key not in known:
            raise _unknown_key(path, f"{section}.{key}", [f"{section}.{name}" for name in known])
        name = known[key]
        values[name] = _read_value(value, getattr(defaults, name), f"{path}: {section}.{key}")
    return kind(**values)


def _read_value(value: object, default: object, where: str) -> object:
    choices = _CHOICES.get(where.rpartition(": ")[2])
    if choices is not None:
        return _one_of(value, choices, where)
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise ConfigError(f"{where} must be true or false.")
        return value
    if isinstance(default, tuple):
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ConfigError(f"{where} must be a list of strings.")
        return tuple(value)
    if not isinstance(value, dict):
        raise ConfigError(f"{where} must be a table of code = severity.")
    return {code: _one_of(item, _SEVERITIES, f"{where}.{code}") for code, item in value.items()}


def _one_of(value: object, choices: tuple[str, ...], where: str) -> str:
    if value not in choices:
        raise ConfigError(f"{where} must be one of {', '.join(choices)}.")
    return str(value)


def _unknown_key(path: str, key: str, known: list[str]) -> ConfigError:
    nearest = difflib.get_close_matches(key, known, n=1, cutoff=0.0)
    hint = f"Did you mean {nearest[0]!r}?" if nearest else ""
    return ConfigError(f"{path}: unknown key {key!r}.", hint=hint)


_SEVERITIES: tuple[str, ...] = get_args(Severity)
_CHOICES: dict[str, tuple[str, ...]] = {
    "check.fail-on": get_args(FailOn),
    "links.heading-match": get_args(HeadingMatch),
}
