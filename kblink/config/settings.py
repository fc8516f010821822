"""The settings of a run as data: each key of `kblink.toml` declared once, with its words.

Reading a file, its template and the errors on it all go by these declarations. A new section is a
data class, a field of Config, and a line of SECTIONS.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

from kblink.config.origin import Origin
from kblink.model import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

CONFIG_NAME = "kblink.toml"

FailOn = Literal["error", "warning", "note", "never"]
HeadingMatch = Literal["obsidian", "slug", "exact"]
Profile = Literal["obsidian", "github", "foam", "marksman"]
Precision = Literal["auto", "fp32", "bf16"]
SEVERITIES: tuple[str, ...] = get_args(Severity)


def _words(words: str, choices: tuple[str, ...] = ()) -> dict[str, object]:
    """What a field says of its key, and what its value is one of, if not any of its type."""
    return {"words": words, "choices": choices}


@dataclass(frozen=True, slots=True)
class VaultSettings:
    """`[vault]`: what belongs to it."""

    exclude: tuple[str, ...] = field(
        default=(),
        metadata=_words(
            "Notes that are not indexed or reported on, as patterns of .gitignore; links may "
            "still lead there."
        ),
    )


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """`[links]`: what links mean; the defaults are Obsidian's behaviour."""

    aliases_resolve: bool = field(
        default=False, metadata=_words("Whether [[AI]] finds the note with the alias AI.")
    )
    titles_resolve: bool = field(
        default=False, metadata=_words("Whether [[My title]] finds the note with this title.")
    )
    folder_notes: tuple[str, ...] = field(
        default=(),
        metadata=_words(
            'Names of notes that stand for their folder: with ["index"], [[topic]] finds '
            "topic/index.md."
        ),
    )
    path_suffix: bool = field(
        default=True, metadata=_words("Whether [[dir/note]] finds top/dir/note.md.")
    )
    heading_match: HeadingMatch = field(
        default="obsidian",
        metadata=_words(
            "How [[note#Heading]] is compared with headings: by Obsidian's rules, by the anchors "
            "of code hosts, or to the letter.",
            get_args(HeadingMatch),
        ),
    )
    html_links: bool = field(
        default=True, metadata=_words('Whether <a href="..."> and <img src="..."> are links.')
    )
    markdown_root_fallback: bool = field(
        default=True,
        metadata=_words(
            "Whether [text](note.md), where the folder of its note has no such file, is looked "
            "for as [[note]] is."
        ),
    )
    hidden_folders: bool = field(
        default=False,
        metadata=_words("Whether folders whose name begins with a dot belong to the vault."),
    )
    comment_links: bool = field(
        default=False, metadata=_words("Whether links in %% comments %% count.")
    )


@dataclass(frozen=True, slots=True)
class Override:
    """`[[check.override]]`: severities by finding code for the notes that patterns name."""

    path: tuple[str, ...]
    severity: Mapping[str, Severity]


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """`[check]`: what fails a run, and severities by finding code.

    `overrides` hold for some folders or notes; of several that speak of a code the last one counts.
    """

    profile: Profile = field(
        default="obsidian",
        metadata=_words(
            "The program whose reading of links is meant; it sets the defaults of [links].",
            get_args(Profile),
        ),
    )
    fail_on: FailOn = field(
        default="error",
        metadata=_words(
            "kblink check exits with 1 where a finding is as grave as this, or graver.",
            get_args(FailOn),
        ),
    )
    severity: Mapping[str, Severity] = field(
        default_factory=dict,
        metadata=_words(
            "How grave findings are; kblink explain CODE says what one means.", SEVERITIES
        ),
    )
    overrides: tuple[Override, ...] = field(
        default=(),
        metadata={
            "key": "override",
            **_words(
                "Severities for some folders or notes, by patterns of .gitignore. Any number of "
                "them; the last one that speaks of a finding counts."
            ),
        },
    )


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """`[index]`: what is embedded, and by what."""

    model: str = field(
        default="",
        metadata=_words(
            "The encoder: a name of kblink models list, else the one that ships with kblink. A "
            "folder only in a file that --config names, or with --trust-vault."
        ),
    )
    precision: Precision = field(
        default="auto",
        metadata=_words(
            "Numbers to compute with: bf16 where processor and OpenVINO allow it, else fp32.",
            get_args(Precision),
        ),
    )
    boilerplate: bool = field(
        default=True,
        metadata=_words(
            "Whether lines that many notes share (templates, navigation) are left out of what is "
            "embedded; kblink index --verbose lists them."
        ),
    )


@dataclass(frozen=True, slots=True)
class Config:
    """All settings of one run; `origin` is the file that they come from, to name it in errors.

    They are `trusted` where the user vouches for them: not those of a vault that was only found.
    """

    vault: VaultSettings = VaultSettings()
    links: LinkSettings = LinkSettings()
    check: CheckSettings = CheckSettings()
    index: IndexSettings = IndexSettings()
    origin: Origin = field(default=Origin(CONFIG_NAME), compare=False, repr=False)
    trusted: bool = field(default=True, compare=False)


SECTIONS: Mapping[str, type] = {
    "vault": VaultSettings,
    "links": LinkSettings,
    "check": CheckSettings,
    "index": IndexSettings,
}
"""The tables of `kblink.toml`, in the order of its template."""
