"""Where options stand: frozen settings, and how they are read from `kblink.toml`.

Nothing below the CLI reads arguments or the environment; every layer receives these objects.
"""

from kblink.config.profiles import profile_config
from kblink.config.read import parse_config
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
    "parse_config",
    "profile_config",
]
