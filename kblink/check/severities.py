"""How grave each finding is, by its code and by the note that it is on."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kblink.links.codes import CODES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kblink.config import Config
    from kblink.model import Severity
    from kblink.vault.ignore_patterns import IgnorePatterns


@dataclass(frozen=True, slots=True)
class _Override:
    """The severities of the notes that some patterns name; `folders` remembers whole folders."""

    patterns: IgnorePatterns
    severity: Mapping[str, Severity]
    folders: dict[str, bool] = field(default_factory=lambda: {"": False})

    def names(self, path: str) -> bool:
        """Whether the patterns name a note, or a folder that it is in. `path` is in NFC."""
        folder, _, name = path.rpartition("/")
        return self._names_folder(folder) or bool(self.patterns.files.verdict(path, 0, name))

    def _names_folder(self, folder: str) -> bool:
        known = self.folders.get(folder)
        if known is None:
            parent, _, name = folder.rpartition("/")
            verdict = self.patterns.folders.verdict
            known = self._names_folder(parent) or bool(verdict(folder, 0, name))
            self.folders[folder] = known
        return known


@dataclass(frozen=True, slots=True)
class Severities:
    """The severities of a run: `[[check.override]]` over `[check.severity]` over the defaults.

    Made once by `from_config`; what is found for a note is kept.
    """

    general: Mapping[str, Severity]
    overrides: tuple[_Override, ...] = ()
    _by_path: dict[str, Mapping[str, Severity]] = field(default_factory=dict, repr=False)

    @classmethod
    def from_config(cls, config: Config) -> Severities:
        """Raises ConfigError for a code that does not exist, naming the nearest one."""
        _require_known(config, "check.severity", config.check.severity)
        for number, override in enumerate(config.check.overrides, start=1):
            _require_known(config, f"check.override[{number}].severity", override.severity)
        general = {code.code: code.severity for code in CODES.values()}
        return cls({**general, **config.check.severity}, _overrides(config))

    def of(self, code: str, path: str) -> Severity:
        """The severity of findings with this code on the note at `path`."""
        if not self.overrides:
            return self.general[code]
        known = self._by_path.get(path)
        if known is None:
            known = self._by_path[path] = self._for_note(unicodedata.normalize("NFC", path))
        return known.get(code) or self.general[code]

    def _for_note(self, path: str) -> Mapping[str, Severity]:
        """What the overrides say of a note."""
        found: dict[str, Severity] = {}
        for override in self.overrides:
            if override.names(path):
                found.update(override.severity)
        return found


def _overrides(config: Config) -> tuple[_Override, ...]:
    if not config.check.overrides:
        return ()
    from kblink.vault.ignore_patterns import read_patterns

    return tuple(
        _Override(read_patterns(override.path), override.severity)
        for override in config.check.overrides
    )


def _require_known(config: Config, key: str, codes: Iterable[str]) -> None:
    for code in codes:
        if code not in CODES:
            known = (f"{key}.{one}" for one in CODES)
            raise config.origin.unknown(f"{key}.{code}", tuple(known), what="no such finding:")
