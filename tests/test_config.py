"""`kblink.toml`: read strictly, wrong keys named with the nearest right one."""

from __future__ import annotations

import contextlib
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kblink.config import Config, LinkSettings, Override, parse_config, profile_config
from kblink.config.origin import key_lines
from kblink.config.settings import SECTIONS
from kblink.config.template import config_template
from kblink.errors import ConfigError
from kblink.links.codes import CODES

ONE_OVERRIDE = "[[check.override]]\npath = 'a'\nseverity = {}"
DEFAULTS = {code.code: code.severity for code in CODES.values()}


def test_empty_file_is_the_defaults() -> None:
    assert parse_config("", "kblink.toml") == Config()


def test_every_section_is_a_field_of_the_settings() -> None:
    kinds = {item.name: type(getattr(Config(), item.name)) for item in fields(Config)}
    del kinds["origin"], kinds["trusted"]
    assert kinds == SECTIONS


def test_settings_are_read_into_their_places() -> None:
    config = parse_config(
        '[vault]\nexclude = ["templates/"]\n'
        "[links]\naliases-resolve = true\nfolder-notes = ['index']\nheading-match = 'slug'\n"
        "hidden-folders = true\ncomment-links = true\n"
        '[check]\nfail-on = "warning"\n[check.severity]\nbroken-note = "note"\n',
        "kblink.toml",
    )
    assert config.vault.exclude == ("templates/",)
    assert config.links == LinkSettings(
        aliases_resolve=True,
        folder_notes=("index",),
        heading_match="slug",
        hidden_folders=True,
        comment_links=True,
    )
    assert config.check.fail_on == "warning"
    assert config.check.severity == {"broken-note": "note"}


def test_overrides_are_read_in_their_order() -> None:
    config = parse_config(
        "[[check.override]]\npath = 'archive/'\nseverity = { ambiguous = 'off' }\n"
        "[[check.override]]\npath = ['a.md', 'b.md']\n"
        "[check.override.severity]\nbroken-note = 'note'\n",
        "kblink.toml",
    )
    assert config.check.overrides == (
        Override(("archive/",), {"ambiguous": "off"}),
        Override(("a.md", "b.md"), {"broken-note": "note"}),
    )


# --- profiles -------------------------------------------------------------------------------------


def test_the_profile_of_the_defaults_is_obsidian() -> None:
    assert profile_config("obsidian") == Config()
    assert parse_config("[check]\nprofile = 'obsidian'", "kblink.toml") == Config()


def test_a_profile_sets_what_the_file_does_not_say() -> None:
    github = parse_config("[check]\nprofile = 'github'", "kblink.toml")
    assert github == profile_config("github")
    assert github.links.heading_match == "slug"
    assert github.check.severity == {"case-mismatch": "error", "not-portable": "warning"}


def test_what_the_file_says_wins_over_the_profile_wherever_it_stands() -> None:
    config = parse_config(
        "[check.severity]\nnot-portable = 'off'\n[links]\npath-suffix = true\n"
        "[check]\nprofile = 'github'",
        "kblink.toml",
    )
    assert config.links == replace(profile_config("github").links, path_suffix=True)
    assert config.check.severity == {"case-mismatch": "error", "not-portable": "off"}


# --- errors ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[links]\naliases-resolve = 'yes'", "kblink.toml:2: links.aliases-resolve must be true"),
        ("[links]\nheading-match = 'fuzzy'", "kblink.toml:2: links.heading-match must be one of"),
        ("\n\n[vault]\nexclude = 'x'", "kblink.toml:4: vault.exclude must be a list of strings"),
        ("[vault]\nexclude = ['x', 1]", "kblink.toml:2: vault.exclude must be a list of strings"),
        ("[check]\nseverity = 1", "kblink.toml:2: check.severity must be a table"),
        ("[check.severity]\nambiguous = 1", "kblink.toml:2: check.severity.ambiguous must be one"),
        ("[check]\nprofile = []", "kblink.toml:2: check.profile must be one of obsidian, github"),
        ("check.profile = 'none'", "kblink.toml:1: check.profile must be one of"),
        ("links = 1", "kblink.toml:1: links must be a table"),
        ("[check]\noverride = 1", "kblink.toml:2: check.override must be a list of tables"),
        ("[check]\noverride = [1]", "kblink.toml: check.override[1] must be a table"),
        ("[[check.override]]\npath = 'a'", "kblink.toml:1: check.override[1] lacks severity"),
        ("[[check.override]]\nseverity = {}", "kblink.toml:1: check.override[1] lacks path"),
        (
            "[[check.override]]\npath = 1\nseverity = {}",
            "kblink.toml:2: check.override[1].path must be a list of strings",
        ),
        (
            f"{ONE_OVERRIDE}\n[[check.override]]\npath = 'b'\nseverity.ambiguous = 'no'",
            "kblink.toml:6: check.override[2].severity.ambiguous must be one of error, warning",
        ),
        ("[links]\n\n[check\n", "kblink.toml:3: Expected ']'"),
        ("[vault]\nexclude = [", "kblink.toml:2: Invalid value"),
        ("\n" + "a." * 101 + "b = 1", "kblink.toml:2: more than 100 dots in one line"),
        ("[links]\npath-suffix = tru", "kblink.toml:2: Invalid value"),
        ("[links]\npath-suffix = true\npath-suffix = false", "kblink.toml:3: Cannot overwrite"),
    ],
)
def test_wrong_settings_are_refused_with_their_line(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_config(text, "kblink.toml")
    assert caught.value.message.startswith(message)
    assert "\n" not in caught.value.message
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "line", "key", "nearest"),
    [
        ("[links]\naliases-resolv = true", 2, "links.aliases-resolv", "links.aliases-resolve"),
        ("\n[lnks]\npath-suffix = true", 2, "lnks", "links"),
        ("lnks = 1", 1, "lnks", "links"),
        ("[check]\nfail_on = 'note'", 2, "check.fail_on", "check.fail-on"),
        ("[check]\noverides = []", 2, "check.overides", "check.override"),
        (
            "[[check.override]]\npaths = 'a'",
            2,
            "check.override[1].paths",
            "check.override[1].path",
        ),
        ("check . 'fail_on' = 'note'", 1, "check.fail_on", "check.fail-on"),
    ],
)
def test_an_unknown_key_is_named_with_the_nearest(
    text: str, line: int, key: str, nearest: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_config(text, "kblink.toml")
    assert caught.value.message == f"kblink.toml:{line}: unknown key {key!r}."
    assert caught.value.hint == f"Did you mean {nearest!r}?"


# --- a file that nobody vouches for ---------------------------------------------------------------

SIZE = 128 * 1024


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * (SIZE - 4),
        "x = " + "{a = " * (SIZE // 6),
        "[vault]\nx = " + "1" * (SIZE - 20),
        "a." * (SIZE // 2 - 4) + "a = 1",
        "[" + "a." * (SIZE // 2 - 4) + "a]",
        "\n".join("a." * 99 + f"b{number} = 1" for number in range(SIZE // 210)),
        "\n".join("[[check.override]]" for _ in range(SIZE // 20)),
        "\n".join(f"[[a{number}]]" for number in range(SIZE // 10)),
        "links." + "x" * (SIZE - 20) + " = 1",
        "x" + " " * (SIZE - 4) + "y",
        "[" + " " * (SIZE - 4) + "y",
    ],
    ids=lambda text: text[:12],
)
def test_hostile_toml_is_one_short_error_soon(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_config(text, "kblink.toml")
    assert len(f"{caught.value.message} {caught.value.hint}") < 400
    assert "\n" not in caught.value.message


@given(st.text(st.sampled_from("ab.[]=\"'#\n{}, 1\\\r\x00é"), max_size=60) | st.text())
def test_any_text_is_settings_or_one_error(text: str) -> None:
    with contextlib.suppress(ConfigError):
        parse_config(text, "kblink.toml")


@given(st.lists(st.sampled_from(["a", "b.c", "'d'", '"e"']), min_size=1), st.integers(0, 5))
def test_lines_are_those_of_the_keys(keys: list[str], blank: int) -> None:
    text = "\n" * blank + "[t]\n" + "\n".join(f" {key} = 1" for key in keys)
    lines = key_lines(text)
    assert lines["t"] == blank + 1
    for key in keys:
        name = key.strip("\"'")
        assert lines[f"t.{name}"] == blank + 2 + keys.index(key)


# --- the template ---------------------------------------------------------------------------------


def uncommented(template: str) -> str:
    """The template with every key that is commented out taken back in."""
    lines = template.splitlines()
    return "\n".join(line[1:] if line[:1] == "#" and line[1:2] != " " else line for line in lines)


@pytest.mark.parametrize("profile", ["obsidian", "github", "foam", "marksman"])
def test_the_template_has_every_key_with_what_the_profile_makes_of_it(profile: str) -> None:
    config = parse_config(f"[check]\nprofile = '{profile}'", "kblink.toml")
    template = config_template(config, DEFAULTS, profile=True)
    assert parse_config(template, "kblink.toml") == config
    told = parse_config(uncommented(template), "kblink.toml")
    assert told.check.severity == {**DEFAULTS, **config.check.severity}
    assert replace(told, check=replace(told.check, severity=config.check.severity)) == config
    for section, kind in SECTIONS.items():
        for item in fields(kind):
            key = str(item.metadata.get("key", item.name.replace("_", "-")))
            assert key in template, f"{section}.{key}"


def test_the_template_without_a_profile_changes_nothing() -> None:
    template = config_template(Config(), DEFAULTS, profile=False)
    assert parse_config(template, "kblink.toml") == Config()
    assert '#profile = "obsidian"' in template


def test_the_example_in_the_template_is_read() -> None:
    template = config_template(Config(), DEFAULTS, profile=False)
    example = [line[4:] for line in template.splitlines() if line.startswith("#   ")]
    (override,) = parse_config("\n".join(example), "kblink.toml").check.overrides
    assert override.path
    assert set(override.severity) <= set(CODES)


def test_the_template_fits_a_terminal() -> None:
    lines = config_template(Config(), DEFAULTS, profile=False).splitlines()
    assert max(map(len, lines)) <= 100
