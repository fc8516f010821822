"""Profiles: what other programs make of links, as values of the switches.

What the switches cannot say: GitHub wants extensions and reads no wiki-links outside of a wiki;
foam and marksman read links in math but none in properties; foam wants blanks of `[[ x ]]` as they
are and no `%23`; marksman knows no blocks (`#^id`) and no heading chains, and takes a title to be
as good as a file name, where here file names go first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kblink.config.settings import CheckSettings, Config, LinkSettings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kblink.config.settings import Profile
    from kblink.model import Severity


@dataclass(frozen=True, slots=True)
class _Values:
    """`links`, and the severities that are not the usual ones."""

    links: LinkSettings
    severity: Mapping[str, Severity] = field(default_factory=dict)


_PROFILES: Mapping[Profile, _Values] = {
    "obsidian": _Values(LinkSettings()),
    "github": _Values(
        LinkSettings(
            path_suffix=False,  # a path is a path
            heading_match="slug",  # headings are reached by their anchors
            markdown_root_fallback=False,  # and counts from the note's own folder only
            hidden_folders=True,  # .github/ is a folder as any other
            comment_links=True,  # %% is text there
        ),
        {
            "case-mismatch": "error",  # paths are compared byte by byte
            "not-portable": "warning",  # what is left of it: anchors that are no slugs
        },
    ),
    "foam": _Values(
        LinkSettings(
            folder_notes=("index", "README"),  # [[folder]] opens either
            heading_match="exact",  # section labels are compared as they are written
            html_links=False,  # HTML is passed over
            markdown_root_fallback=False,  # a path without ./ counts from the note's folder, too
            comment_links=True,  # %% is text to it
        )
    ),
    "marksman": _Values(
        LinkSettings(
            titles_resolve=True,  # a note is known by its first heading
            heading_match="slug",  # headings are compared as slugs
            html_links=False,  # HTML is passed over
            hidden_folders=True,  # only ignore files leave a folder out
            comment_links=True,  # %% is text to it
        )
    ),
}


def profile_config(profile: Profile) -> Config:
    """The settings where nothing but a profile is chosen."""
    values = _PROFILES[profile]
    return Config(
        links=values.links, check=CheckSettings(profile=profile, severity=dict(values.severity))
    )
