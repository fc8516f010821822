"""A new link is written as the vault writes its links."""

from __future__ import annotations

import pytest
from linked_texts import replacements

from kblink.model import NewLinks

NOTES = {
    "models/bert.md": "# BERT\n",
    "models/gpt.md": "# GPT\n",
    "models/gpt 2.md": "# GPT 2\n",
    "tasks/qa.md": "# QA\n",
    "tasks/модель.md": "# Модель\n",
    "root.md": "# Root\n",
}
SENTENCE = "Дообучим БЕРТа.\n"


def written(habit: str, *, where: str = "tasks/new.md", given: NewLinks | None = None) -> str:
    """How a link to the BERT of the folder `models` is written in a note with `habit` links."""
    files = {**NOTES, where: f"{SENTENCE}\n{habit}\n"}
    (found,) = replacements(files, where, ("БЕРТа", "models/bert.md"), given=given)
    return found


@pytest.mark.parametrize(
    ("habit", "expected"),
    [
        ("[[gpt]] [[root]]", "[[bert|БЕРТа]]"),
        ("[[gpt.md]] [[root.md]]", "[[bert.md|БЕРТа]]"),
        ("[[../models/gpt]] [[../root]]", "[[../models/bert|БЕРТа]]"),
        ("[[../models/gpt.md|GPT]] [[../root.md|R]]", "[[../models/bert.md|БЕРТа]]"),
        ("[[models/gpt]] [[models/gpt 2]]", "[[models/bert|БЕРТа]]"),
        ("[[/models/gpt]] [[/root]]", "[[/models/bert|БЕРТа]]"),
        ("[g](../models/gpt.md) [r](../root.md)", "[БЕРТа](../models/bert.md)"),
        ("[g](../models/gpt) [r](../root)", "[БЕРТа](../models/bert)"),
        ("[g](/models/gpt.md) [r](/root.md)", "[БЕРТа](/models/bert.md)"),
        ("[g](models/gpt.md) [r](models/gpt.md#h)", "[БЕРТа](models/bert.md)"),
    ],
)
def test_the_path_is_given_as_the_note_gives_paths(habit: str, expected: str) -> None:
    assert written(habit) == expected


def test_notes_beside_and_notes_elsewhere_are_told_apart() -> None:
    files = {
        **NOTES,
        "tasks/old.md": "[[qa.md]] [[модель.md]] [[../models/gpt.md]] [[../root.md]]",
        "tasks/new.md": SENTENCE,
        "models/new.md": SENTENCE,
    }
    phrase = ("БЕРТа", "models/bert.md")
    assert replacements(files, "tasks/new.md", phrase) == ["[[../models/bert.md|БЕРТа]]"]
    assert replacements(files, "models/new.md", phrase) == ["[[bert.md|БЕРТа]]"]


@pytest.mark.parametrize(
    ("habit", "expected"),
    [
        ("[m](модель.md) [g](<../models/gpt 2.md>)", "[слово](<моя модель.md>)"),
        ("[m](модель.md) [g](../models/gpt%202.md)", "[слово](моя%20модель.md)"),
        (
            "[m](%D0%BC%D0%BE%D0%B4%D0%B5%D0%BB%D1%8C.md) [q](qa.md)",
            "[слово](%D0%BC%D0%BE%D1%8F%20%D0%BC%D0%BE%D0%B4%D0%B5%D0%BB%D1%8C.md)",
        ),
    ],
)
def test_blanks_and_letters_of_a_destination_are_written_as_in_others(
    habit: str, expected: str
) -> None:
    files = {**NOTES, "tasks/моя модель.md": "", "tasks/new.md": f"слово\n\n{habit}\n"}
    found = replacements(files, "tasks/new.md", ("слово", "tasks/моя модель.md"))
    assert found == [expected]


def test_the_note_decides_then_its_folder_then_the_vault() -> None:
    markdown = "[g](../models/gpt.md) [r](../root.md) [q](qa.md)"
    files = {**NOTES, "tasks/other.md": markdown, "home.md": "[[gpt]] [[qa]] [[root]] [[bert]]"}
    files |= {"tasks/new.md": SENTENCE, "else/new.md": SENTENCE}
    files["tasks/own.md"] = f"{SENTENCE} [[gpt]] [[qa]]"
    phrase = ("БЕРТа", "models/bert.md")
    assert replacements(files, "tasks/new.md", phrase) == ["[БЕРТа](../models/bert.md)"]
    assert replacements(files, "else/new.md", phrase) == ["[[bert|БЕРТа]]"]
    assert replacements(files, "tasks/own.md", phrase) == ["[[bert|БЕРТа]]"]


def test_where_a_note_has_both_ways_the_vault_decides() -> None:
    files = {**NOTES, "home.md": "[[gpt]] [[qa]] [[root]] [[bert]]"}
    files["tasks/new.md"] = f"{SENTENCE} [g](../models/gpt.md) [[gpt]]"
    phrase = ("БЕРТа", "models/bert.md")
    assert replacements(files, "tasks/new.md", phrase) == ["[[bert|БЕРТа]]"]
    files["home.md"] = "[g](models/gpt.md) [q](tasks/qa.md) [r](root.md)"
    assert replacements(files, "tasks/new.md", phrase) == ["[БЕРТа](../models/bert.md)"]


@pytest.mark.parametrize(
    ("given", "expected", "beside"),
    [
        (None, "[[bert|БЕРТа]]", "[[bert|БЕРТа]]"),
        (NewLinks("shortest"), "[[bert|БЕРТа]]", "[[bert|БЕРТа]]"),
        (NewLinks("relative"), "[[../models/bert|БЕРТа]]", "[[bert|БЕРТа]]"),
        (NewLinks("absolute"), "[[models/bert|БЕРТа]]", "[[models/bert|БЕРТа]]"),
        (
            NewLinks("relative", as_markdown=True),
            "[БЕРТа](../models/bert.md)",
            "[БЕРТа](bert.md)",
        ),
        (
            NewLinks("shortest", as_markdown=True),
            "[БЕРТа](../models/bert.md)",
            "[БЕРТа](bert.md)",
        ),
    ],
)
def test_a_vault_with_few_links_follows_the_settings_of_its_program(
    given: NewLinks | None, expected: str, beside: str
) -> None:
    assert written("", given=given) == expected
    assert written("", where="models/new.md", given=given) == beside


def test_a_habit_counts_for_more_than_the_settings() -> None:
    given = NewLinks("relative", as_markdown=True)
    assert written("[[gpt]] [[root]] [[qa]]", given=given) == "[[bert|БЕРТа]]"


def test_links_that_lead_nowhere_or_bear_a_title_tell_nothing() -> None:
    assert written("[a](gone.md) [b](gone2.md) [c](https://e.org)") == "[[bert|БЕРТа]]"
