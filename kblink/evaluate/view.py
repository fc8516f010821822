"""What a ranker sees of a vault while links are hidden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kblink.evaluate.masked_text import common_lines, masked_text, without_links
from kblink.related.common_neighbours import neighbours
from kblink.suggest.linked_notes import pair

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from kblink.evaluate.linked_vault import LinkedNote, LinkedVault
    from kblink.evaluate.masked_text import MaskedText
    from kblink.evaluate.protocols import Trial
    from kblink.markdown.sections import Window
    from kblink.related.best_pairs import PassageVectors
    from kblink.suggest.linked_notes import Linked


@dataclass(frozen=True, slots=True)
class MaskedVault:
    """The notes of a vault by number, as far as a trial shows them: the `names` of each, its title,
    what it says (`texts`), and what it is visibly `linked` with. No paths: folders are links of a
    kind."""

    names: tuple[tuple[str, ...], ...]
    titles: tuple[str, ...]
    texts: tuple[MaskedText, ...]
    linked: Linked


@dataclass(frozen=True, slots=True)
class View:
    """A masked vault with the vectors of its passages and of its titles, the latter of shape
    (notes, dimension): all that a ranker is given."""

    vault: MaskedVault
    vectors: PassageVectors
    titles: npt.NDArray[np.float32]


class VaultMasker:
    """Makes masked vaults of one vault; what a trial leaves as it was is cut into passages once.

    `with_boilerplate` says that lines which many notes share are not embedded.
    """

    def __init__(self, vault: LinkedVault, window: Window, *, with_boilerplate: bool) -> None:
        self._vault = vault
        self._window = window
        self._with_boilerplate = with_boilerplate
        self._boilerplate: dict[bool, frozenset[str]] = {}
        self._texts: dict[tuple[int, frozenset[int]], MaskedText] = {}

    def masked(self, trial: Trial) -> MaskedVault:
        """Return what a trial shows."""
        boilerplate = self._common_lines(silent=trial.silent)
        notes = self._vault.notes
        texts = [
            self._text(number, hidden_places(note, number, trial), boilerplate)
            for number, note in enumerate(notes)
        ]
        visible = self._vault.pairs - trial.hidden
        names = tuple(note.names for note in notes)
        titles = tuple(note.title for note in notes)
        return MaskedVault(names, titles, tuple(texts), neighbours(visible, len(notes)))

    def _text(self, number: int, hidden: frozenset[int], boilerplate: frozenset[str]) -> MaskedText:
        key = (number, hidden)
        if key not in self._texts:
            parsed = self._vault.notes[number].parsed
            self._texts[key] = masked_text(parsed, hidden, self._window, boilerplate)
        return self._texts[key]

    def _common_lines(self, *, silent: bool) -> frozenset[str]:
        """As many notes show them: with all links, as the index has them, or with none."""
        if not self._with_boilerplate:
            return frozenset()
        if silent not in self._boilerplate:
            parsed = (note.parsed for note in self._vault.notes)
            shown = (
                without_links(each, frozenset(range(len(each.note.links)))) if silent else each
                for each in parsed
            )
            self._boilerplate[silent] = common_lines(shown)
        return self._boilerplate[silent]


def hidden_places(note: LinkedNote, number: int, trial: Trial) -> frozenset[int]:
    """Return the places, among a note's links, of those that a trial hides."""
    if trial.silent:
        return frozenset(range(len(note.targets)))
    return frozenset(
        place
        for place, target in enumerate(note.targets)
        if target is not None and pair(number, target) in trial.hidden
    )
