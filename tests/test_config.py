"""`kblink.toml`: read strictly, wrong keys named with the nearest right one."""

from __future__ import annotations

import pytest

from kblink.config import Config, parse_config
from kblink.errors import ConfigError


def test_empty_file_is_the_defaults() -> None:
    assert parse_config("", "kblink.toml") == Config()


def test_settings_are_read_into_their_places() -> None:
    config = parse_config(
        '[vault]\nexclude = ["templates/"]\n'
        "[links]\naliases-resolve = true\nfolder-notes = ['index']\nheading-match = 'slug'\n"
        '[check]\nfail-on = "warning"\n[check.severity]\nbroken-note = "note"\n',
        "kblink.toml",
    )
    assert config.vault.exclude == ("templates/",)
    assert config.links.aliases_resolve
    assert config.links.folder_notes == ("index",)
    assert config.links.heading_match == "slug"
    assert config.check.fail_on == "warning"
    assert config.check.severity == {"broken-note": "note"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[links]\naliases-resolv = true", "links.aliases-resolv"),
        ("[lnks]\n", "lnks"),
        ("[links]\naliases-resolve = 'yes'", "true or false"),
        ("[links]\nheading-match = 'fuzzy'", "obsidian, slug, exact"),
        ("[vault]\nexclude = 'x'", "list of strings"),
        ("[check.severity]\nbroken-note = 'fatal'", "broken-note must be one of"),
        ("links = 1", "must be a table"),
        ("[links", "kblink.toml"),
    ],
)
def test_wrong_settings_are_refused(text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=r"kblink\.toml") as caught:
        parse_config(text, "kblink.toml")
    assert message in str(caught.value)


def test_unknown_key_names_the_nearest() -> None:
    with pytest.raises(ConfigError) as caught:
        parse_config("[links]\naliases-resolv = true", "kblink.toml")
    assert caught.value.hint == "Did you mean 'links.aliases-resolve'?"
