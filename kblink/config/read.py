"""From the text of a `kblink.toml` to settings, checked key by key."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, cast

from kblink.config.origin import Origin, key_lines
from kblink.config.profiles import profile_config
from kblink.config.settings import SECTIONS, SEVERITIES, CheckSettings, Config, Override
from kblink.errors import ConfigError

if TYPE_CHECKING:
    from dataclasses import Field

    from kblink.config.settings import Profile
    from kblink.model import Severity

_DOTS = 100
"""Dots in one line: what tomllib needs for a key of n parts grows with n * n, in memory too."""
_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_OVERRIDE_KEYS = ("path", "severity")


def parse_config(text: str, path: str) -> Config:
    """Read the text of a `kblink.toml`; `path` names it in errors.

    A profile gives what the file does not say. Raises ConfigError for broken TOML, an unknown key
    (naming the nearest known one) or a value of the wrong type; codes of findings and patterns are
    not checked here.
    """
    document = _load(text, path)
    origin = Origin(path, key_lines(text))
    tables = {name: _table(value, name, origin) for name, value in document.items()}
    for name in tables:
        if name not in SECTIONS:
            raise origin.unknown(name, SECTIONS)
    given = {name: _read_table(SECTIONS[name], tables[name], name, origin) for name in tables}
    config = profile_config(_profile(given.get("check", {})))
    check = given.get("check", {})
    if "severity" in check:
        check["severity"] = {**config.check.severity, **check["severity"]}
    sections = {name: replace(getattr(config, name), **given[name]) for name in given}
    return replace(config, **sections, origin=origin)


def key_of(item: Field[Any]) -> str:
    """The key in the file that a field of settings is read from."""
    return str(item.metadata.get("key", item.name.replace("_", "-")))


def _load(text: str, path: str) -> dict[str, Any]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > _DOTS:
            raise ConfigError(
                f"{path}:{number}: more than {_DOTS} dots in one line.",
                hint="Spread the list over several lines.",
            )
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ConfigError(f"{path}: its values are nested too deeply.") from None
    except ValueError as error:  # TOMLDecodeError, and numbers of too many digits
        place = _PLACE.search(str(error))
        message = str(error)[: place.start()] if place else str(error)
        where = f"{path}:{place[1] or text.count(chr(10)) + 1}" if place else path
        raise ConfigError(f"{where}: {message}.", hint="Mend the TOML and run again.") from error


def _table(value: object, name: str, origin: Origin) -> dict[str, object]:
    if name in SECTIONS and not isinstance(value, dict):
        raise origin.error(name, f"must be a table, [{name}].")
    return cast("dict[str, object]", value)


def _profile(check: dict[str, Any]) -> Profile:
    default = CheckSettings()
    return cast("Profile", check.get("profile", default.profile))


def _read_table(
    kind: type, table: dict[str, object], section: str, origin: Origin
) -> dict[str, Any]:
    """The values of a section by the names of its fields."""
    known = {key_of(item): item for item in fields(kind)}
    defaults = kind()
    values: dict[str, Any] = {}
    for key, value in table.items():
        where = f"{section}.{key}"
        if key not in known:
            raise origin.unknown(where, [f"{section}.{name}" for name in known])
        item = known[key]
        values[item.name] = _read_value(value, item, getattr(defaults, item.name), where, origin)
    return values


def _read_value(
    value: object, item: Field[Any], default: object, where: str, origin: Origin
) -> object:
    if item.name == "overrides":
        return _overrides(value, where, origin)
    if item.name == "severity":
        return _severities(value, where, origin)
    if choices := item.metadata["choices"]:
        return _one_of(value, choices, where, origin)
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise origin.error(where, "must be true or false.")
        return value
    if isinstance(default, str):
        return _string(value, where, origin)
    return _strings(value, where, origin)


def _overrides(value: object, where: str, origin: Origin) -> tuple[Override, ...]:
    if not isinstance(value, list):
        raise origin.error(where, f"must be a list of tables, [[{where}]].")
    return tuple(
        _override(table, f"{where}[{number}]", origin) for number, table in enumerate(value, 1)
    )


def _override(table: object, where: str, origin: Origin) -> Override:
    if not isinstance(table, dict):
        raise origin.error(where, "must be a table with path and severity.")
    for key in table:
        if key not in _OVERRIDE_KEYS:
            raise origin.unknown(f"{where}.{key}", [f"{where}.{name}" for name in _OVERRIDE_KEYS])
    for key in _OVERRIDE_KEYS:
        if key not in table:
            raise origin.error(where, f"lacks {key}.")
    path = table["path"]
    patterns = (path,) if isinstance(path, str) else _strings(path, f"{where}.path", origin)
    return Override(patterns, _severities(table["severity"], f"{where}.severity", origin))


def _severities(value: object, where: str, origin: Origin) -> dict[str, Severity]:
    if not isinstance(value, dict):
        raise origin.error(where, "must be a table of code = severity.")
    read = {code: _one_of(it, SEVERITIES, f"{where}.{code}", origin) for code, it in value.items()}
    return cast("dict[str, Severity]", read)


def _string(value: object, where: str, origin: Origin) -> str:
    if not isinstance(value, str):
        raise origin.error(where, "must be a string.")
    return value


def _strings(value: object, where: str, origin: Origin) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise origin.error(where, "must be a list of strings.")
    return tuple(value)


def _one_of(value: object, choices: tuple[str, ...], where: str, origin: Origin) -> str:
    if value not in choices:
        raise origin.error(where, f"must be one of {', '.join(choices)}.")
    return str(value)
