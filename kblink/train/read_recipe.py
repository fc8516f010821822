"""From a TOML file to a recipe, checked key by key."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import asdict, fields, is_dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from kblink.config.origin import Origin, key_lines
from kblink.errors import ConfigError
from kblink.train.recipe import Recipe, Source

DEFAULT = "en-ru"
_SUFFIX = ".toml"
_NAME = re.compile(r"\w[\w.-]*")
_KINDS: dict[type, str] = {bool: "true or false", int: "a whole number", str: "a string"}


def default_recipe() -> Recipe:
    """Return the recipe for English and Russian."""
    return shipped_recipe(DEFAULT)


def shipped_recipe(name: str) -> Recipe:
    """Return a recipe that ships with kblink. Raises ConfigError where the name is none's."""
    shipped = files("kblink.train") / "recipes"
    names = sorted(
        entry.name.removesuffix(_SUFFIX)
        for entry in shipped.iterdir()
        if entry.name.endswith(_SUFFIX)
    )
    if name not in names:
        raise ConfigError(
            f"There is no recipe {name!r}.", hint=f"Name a file, or one of {', '.join(names)}."
        )
    return parse_recipe((shipped / f"{name}{_SUFFIX}").read_text("utf-8"), f"{name}{_SUFFIX}")


def find_recipe(wanted: str) -> Recipe:
    """Return a recipe by its file, or by the name of one that ships. Raises ConfigError."""
    return read_recipe(Path(wanted)) if Path(wanted).is_file() else shipped_recipe(wanted)


def read_recipe(file: Path) -> Recipe:
    """Read a recipe. Raises ConfigError, naming the file, where it cannot be read."""
    try:
        return parse_recipe(file.read_text("utf-8"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"The recipe {file} cannot be read: {error}.") from error


def parse_recipe(text: str, path: str) -> Recipe:
    """Read the text of a recipe; `path` names it in errors. What `base` names, a recipe that ships,
    holds where the text says nothing else.

    Raises ConfigError for broken TOML, an unknown key (naming the nearest known one), a value of
    the wrong type, and a file without the columns that are needed.
    """
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: {error}.", hint="Mend the TOML and run again.") from error
    origin = Origin(path, key_lines(text))
    base = document.pop("base", "")
    recipe: Recipe = _read(shipped_recipe(str(base)) if base else Recipe(), document, "", origin)
    if not _NAME.fullmatch(recipe.name):
        raise origin.error("name", "must be a word: it names folders.")
    needed = {"source", "licence", recipe.original, recipe.translation}
    for name, columns in recipe.files.items():
        if missing := needed.difference(columns):
            raise origin.error(f"files.{name}", f"lacks the column {min(missing)!r}.")
    return recipe


def recipe_digest(recipe: Recipe) -> str:
    """Return a sha256 over what a run may not change on its way: all but its number of steps."""
    values = asdict(recipe)
    del values["distillation"]["steps"]
    return sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def _read(default: Any, table: object, where: str, origin: Origin) -> Any:  # noqa: ANN401 - any of the recipe's data classes
    """Return `default` with what a table says in its place."""
    if not isinstance(table, dict):
        raise origin.error(where, "must be a table.")
    known = {item.name.replace("_", "-"): item.name for item in fields(default)}
    values: dict[str, Any] = {item.name: getattr(default, item.name) for item in fields(default)}
    for key, value in table.items():
        place = f"{where}.{key}" if where else key
        if key not in known:
            raise origin.unknown(place, [f"{where}.{each}" if where else each for each in known])
        name = known[key]
        values[name] = _value(values[name], value, place, origin)
    return type(default)(**values)


def _value(default: object, value: object, where: str, origin: Origin) -> object:
    if is_dataclass(default):
        return _read(default, value, where, origin)
    if isinstance(default, dict):
        if not isinstance(value, dict):
            raise origin.error(where, "must be a table.")
        entry: object = Source() if where == "sources" else ()
        said = {
            key: _value(default.get(key, entry), each, f"{where}.{key}", origin)
            for key, each in value.items()
        }
        return default | said
    if isinstance(default, tuple):
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise origin.error(where, "must be a list of strings.")
        return tuple(value)
    return _number(default, value, where, origin)


def _number(default: object, value: object, where: str, origin: Origin) -> object:
    if isinstance(default, float) and isinstance(value, (int, float)) and value is not True:
        number = float(value)
        if not 0 <= number < float("inf"):
            raise origin.error(where, "must be a number from 0 on.")
        return number
    if type(value) is not type(default):
        raise origin.error(where, f"must be {_KINDS.get(type(default), 'a number')}.")
    if isinstance(value, int) and value < 0:
        raise origin.error(where, "must be a number from 0 on.")
    return value
