"""A made-up vault whose links follow its headings, while what the notes say leads astray."""

from __future__ import annotations

import random

NOTES = 50
_GROUPS = 10
_DECOYS = 5


def group_of(note: int) -> int:
    """The group of a note, by its number in the order of paths: all of a group bear the same
    heading, and link to each other."""
    return note % _GROUPS


def grouped_notes(seed: int = 0) -> dict[str, str]:
    """Each note has one heading, of its group, and talks at length of one of a few topics, which no
    link follows: notes of the same words are the nearest by all that learns nothing."""
    chance = random.Random(seed)
    notes = {}
    for number in range(NOTES):
        decoy = chance.randrange(_DECOYS)
        words = [f"w{decoy}x{chance.randrange(8)}" for _ in range(40)]
        mates = [each for each in range(NOTES) if group_of(each) == group_of(number)]
        links = " ".join(f"[[n{mate:02}]]" for mate in mates if mate != number)
        heading = f"Group{group_of(number)} kind{group_of(number)}"
        notes[f"n{number:02}.md"] = f"## {heading}\n\n{' '.join(words)}.\n\n{links}\n"
    return notes
