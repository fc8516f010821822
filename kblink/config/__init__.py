"""Where options stand: frozen settings, and how they are read from `kblink.toml`.

Nothing below the CLI reads arguments or the environment; every layer receives these objects. What
reads a file is loaded where there is one: `kblink.config.read`, `kblink.config.profiles`.
"""

from kblink.config.settings import (
    CONFIG_NAME,
    CheckSettings,
    Config,
    FailOn,
    HeadingMatch,
    IndexSettings,
    LinkSettings,
    Override,
    Precision,
    Profile,
    VaultSettings,
)

__all__ = [
    "CONFIG_NAME",
    "CheckSettings",
    "Config",
    "FailOn",
    "HeadingMatch",
    "IndexSettings",
    "LinkSettings",
    "Override",
    "Precision",
    "Profile",
    "VaultSettings",
]
