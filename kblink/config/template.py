"""The text of a commented `kblink.toml`, made from the declarations that it is read by.

A line of words begins with `# `, a key that is commented out with `#` alone.
"""

from __future__ import annotations

import json
import textwrap
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from kblink.config.read import key_of
from kblink.config.settings import CONFIG_NAME, SECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from dataclasses import Field

    from kblink.config.settings import Config
    from kblink.model import Severity

_WIDTH = 98
_EXAMPLE = """\
[[check.override]]
path = ["archive/", "*.draft.md"]
severity = { broken-note = "note", orphan-note = "off" }"""


def config_template(config: Config, severities: Mapping[str, Severity], *, profile: bool) -> str:
    """A `kblink.toml` that says what `config` does: all keys are commented out but, with `profile`,
    that of its profile. `severities` are the defaults of all finding codes.
    """
    lines = [
        f"# {CONFIG_NAME}: how kblink reads this vault. A key right behind its # is commented out",
        "# and shows its default; take the # away and change it.",
    ]
    for section in SECTIONS:
        lines.extend(_section(config, section, profile=profile))
    lines.extend(_severity_table(config, severities))
    return "\n".join(lines) + "\n"


def _section(config: Config, section: str, *, profile: bool) -> Iterator[str]:
    values = getattr(config, section)
    yield from ("", f"[{section}]")
    for item in fields(values):
        if item.name in ("severity", "overrides"):  # tables of their own, behind all keys
            continue
        yield ""
        yield from _comment(item)
        mark = "" if item.name == "profile" and profile else "#"
        yield f"{mark}{key_of(item)} = {_toml(getattr(values, item.name))}"


def _severity_table(config: Config, severities: Mapping[str, Severity]) -> Iterator[str]:
    items = {item.name: item for item in fields(config.check)}
    yield from ("", "[check.severity]", "")
    yield from _comment(items["severity"])
    for code, severity in {**severities, **config.check.severity}.items():
        yield f"#{code} = {_toml(severity)}"
    yield ""
    yield from _comment(items["overrides"])
    yield from (f"#   {line}" for line in _EXAMPLE.splitlines())


def _comment(item: Field[Any]) -> Iterable[str]:
    words = item.metadata["words"]
    if choices := item.metadata["choices"]:
        words = f"{words} One of {', '.join(choices)}."
    return (f"# {line}" for line in textwrap.wrap(words, _WIDTH))


def _toml(value: object) -> str:
    """A flag, a string or a list of strings as TOML, which writes them as JSON does."""
    return json.dumps(value, ensure_ascii=False)
