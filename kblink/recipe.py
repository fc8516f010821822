"""How the rows of an index are made: what was made by another recipe is made anew.

The numbers stand here, and not beside the code that they speak of, so that a run which finds
nothing to do loads none of that code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kblink.config import Config

PARSE_VERSION = 3
"""Of `markdown.parse`: changes whenever the same text would give another `Note`."""
SECTIONS_VERSION = 2
"""Of `markdown.sections`: changes whenever the same note would be cut into other sections."""
CANDIDATES_VERSION = 2
"""Of `links.candidates`: changes whenever the same vault would give other candidates."""
WORDS_VERSION = 3
"""Of `store.words`: changes whenever the same text would be found by other words."""

PARSED_BY = f"parse {PARSE_VERSION}, "
"""How the recipe of rows begins whose parse is the one that would be made today."""


def recipe(config: Config) -> str:
    """Name how rows are made by these settings."""
    versions = (
        f"sections {SECTIONS_VERSION}, candidates {CANDIDATES_VERSION}, words {WORDS_VERSION}"
    )
    return f"{PARSED_BY}{versions}, {config.links}, boilerplate {config.index.boilerplate}"
