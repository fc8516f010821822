"""What a report needs of a declared code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kblink.model import Severity


class CodeWords(Protocol):
    """A kind of finding: its code, default severity and words; `example` may be empty."""

    @property
    def code(self) -> str:
        """The code."""

    @property
    def severity(self) -> Severity:
        """Its severity where no setting says otherwise."""

    @property
    def title(self) -> str:
        """A few words."""

    @property
    def explanation(self) -> str:
        """What it means and what to do: paragraphs, with an empty line between them."""

    @property
    def example(self) -> str:
        """What is wrong and what would be right, on one line or several."""
