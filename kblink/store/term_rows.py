"""The words of the vault as they are written, each with its stem and how many sections hold it.

The word index holds stems, which tell neither what a misspelt word was meant to be nor how a name
is written in the other script.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kblink.store.spoken import spoken_keys
from kblink.store.stored_lists import as_json
from kblink.store.words import runs, stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kblink.store.database import Database

_SHORTEST, _LONGEST = 3, 40  # letters: shorter words have too many neighbours, longer ones are data


class Term(NamedTuple):
    """A word of the vault, folded; `sections` hold it."""

    word: str
    stem: str
    sections: int


def term_words(texts: Iterable[str]) -> set[str]:
    """Return the words of texts that are kept as terms; text without blanks (CJK) has none."""
    found = {run.text for text in texts for run in runs(text) if not run.is_cjk}
    return {word for word in found if _SHORTEST <= len(word) <= _LONGEST and not word.isdecimal()}


def update_terms(database: Database, more: Mapping[str, int]) -> None:
    """Add to the numbers of sections by word; what is held by none any more is deleted."""
    words = [word for word, number in more.items() if number]
    known = {
        word
        for (word,) in database.each(
            "SELECT word FROM terms WHERE word IN (SELECT value FROM json_each(?))",
            (as_json(words),),
        )
    }
    new = [word for word in words if word not in known and more[word] > 0]
    database.run_many(
        "UPDATE terms SET sections = sections + ? WHERE word = ?",
        ((more[word], word) for word in words if word in known),
    )
    database.run_many(
        "INSERT INTO terms (word, stem, sections) VALUES (?, ?, ?)",
        ((word, stem(word), more[word]) for word in new),
    )
    database.run_many("INSERT INTO spoken (key, word) VALUES (?, ?)", _keyed(new))
    gone = [word for (word,) in database.rows("SELECT word FROM terms WHERE sections < 1")]
    database.run_many("DELETE FROM spoken WHERE key = ? AND word = ?", _keyed(gone))
    database.run_many("DELETE FROM terms WHERE word = ?", ((word,) for word in gone))


def _keyed(words: Iterable[str]) -> Iterable[tuple[str, str]]:
    return ((key, word) for word in words for key in spoken_keys(word))


def delete_all_terms(database: Database) -> None:
    """Delete every word."""
    for table in ("terms", "spoken"):
        database.run(f"DELETE FROM {table}")  # noqa: S608  names of ours


def read_terms(database: Database) -> list[Term]:
    """Return all words."""
    return [Term(*row) for row in database.each("SELECT word, stem, sections FROM terms")]


def read_spoken(database: Database, word: str) -> list[str]:
    """Return the words of the vault, of either script, that share a spoken key with a word."""
    rows = database.rows(
        "SELECT DISTINCT word FROM spoken WHERE key IN (SELECT value FROM json_each(?))"
        " ORDER BY word",
        (as_json(spoken_keys(word)),),
    )
    return [found for (found,) in rows]
