"""The text of a generated note: front matter, headings, paragraphs, lists, quotes, tables, code."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from generated_links import Spelt
from generated_words import SLOT

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from generated_links import Page
    from generated_words import Phrases

_CODE = (
    "```python\nmatrix = [[1, 2], [3, 4]]\nfor row in matrix:\n    print(row[0])\n```",
    "```sql\nSELECT name, count(*)\nFROM notes\nGROUP BY name\nHAVING count(*) > 1;\n```",
    "```\n$ make build\n[[not a link]]\n$ make deploy --dry-run\n```",
    "~~~yaml\nsource: [[neither, this]]\n~~~",
)


class Composer:
    """Puts the text of one page together and keeps the broken links as they were written."""

    def __init__(self, page: Page, phrases: Phrases, chance: random.Random) -> None:
        self.page = page
        self.broken: list[tuple[str, str]] = []
        self._phrases = phrases
        self._chance = chance
        self._queue: list[Spelt] = []

    def text(self, links: list[Spelt]) -> str:
        """The whole note, which holds these links, each once."""
        chance, page = self._chance, self.page
        parts = [self._front_matter(links)] if chance.random() < 0.5 else []
        blocks = list(page.blocks)
        for number, heading in enumerate(page.headings):
            parts.append(f"{'#' * (1 if number == 0 else chance.choice((2, 2, 3)))} {heading}")
            rest = len(page.headings) - number
            self._queue = [links.pop() for _ in range(-(-len(links) // rest))]
            parts += (self._block() for _ in range(chance.choice((1, 1, 2, 2, 3))))
            while self._queue:
                parts.append(self._block())
            if blocks:
                parts.append(f"{self._plain_sentence()} ^{blocks.pop()}")
        return "\n\n".join(parts) + "\n"

    def _front_matter(self, links: list[Spelt]) -> str:
        tags = "".join(
            f"  - {word}\n" for word in self._chance.choices(self._phrases.subjects, k=2)
        )
        related = ""
        if links and links[-1].raw.startswith("[[") and self._chance.random() < 0.3:
            related = f'related: "{self._written(links.pop())}"\n'
        day = f"{self._chance.randint(1, 28):02}"
        return f"---\ntags:\n{tags}date: 2024-03-{day}\n{related}---"

    def _block(self) -> str:
        (build,) = self._chance.choices(self._KINDS, self._SHARES)
        return build(self)

    def _paragraph(self) -> str:
        return " ".join(self._sentence() for _ in range(self._chance.randint(1, 4)))

    def _bullets(self) -> str:
        return "\n".join(f"- {self._item()}" for _ in range(self._chance.randint(2, 5)))

    def _nested(self) -> str:
        return "\n".join(
            f"{'  ' * (number % 2)}- {self._item()}" for number in range(self._chance.randint(2, 5))
        )

    def _numbered(self) -> str:
        return "\n".join(f"{n}. {self._item()}" for n in range(1, self._chance.randint(3, 5)))

    def _tasks(self) -> str:
        return "\n".join(f"- [{self._chance.choice(' x')}] {self._item()}" for _ in range(3))

    def _quote(self) -> str:
        return f"> {self._sentence()}\n> {self._sentence()}"

    def _callout(self) -> str:
        return f"> [!note]\n> {self._sentence()}"

    def _code(self) -> str:
        return self._chance.choice(_CODE)

    def _table(self) -> str:
        rows = [
            " | ".join(self._cell() for _ in range(3)) for _ in range(self._chance.randint(2, 5))
        ]
        return "| a | b | c |\n|---|---|---|\n" + "\n".join(f"| {row} |" for row in rows)

    def _cell(self) -> str:
        if self._queue and self._chance.random() < 0.3:
            link = self._queue.pop()
            return self._written(Spelt(link.raw.replace("|", "\\|"), link.code))
        return self._chance.choice(self._phrases.subjects)

    def _sentence(self) -> str:
        return self._filled(self._chance.choice(self._phrases.sentences), 0.8)

    def _item(self) -> str:
        return self._filled(self._chance.choice(self._phrases.items), 0.6)

    def _plain_sentence(self) -> str:
        return self._chance.choice(self._phrases.sentences).replace(SLOT, "")

    def _filled(self, sentence: str, likely: float) -> str:
        if not self._queue or self._chance.random() > likely:
            return sentence.replace(SLOT, "")
        return sentence.replace(SLOT, f" {self._written(self._queue.pop())}")

    def _written(self, link: Spelt) -> str:
        if link.code is not None:
            self.broken.append((link.code, link.raw))
        return link.raw

    _MIX: ClassVar[dict[Callable[[Composer], str], float]] = {
        _paragraph: 50,
        _bullets: 20,
        _nested: 6,
        _numbered: 6,
        _tasks: 2,
        _quote: 4,
        _callout: 2,
        _code: 6,
        _table: 4,
    }
    _KINDS, _SHARES = tuple(_MIX), tuple(_MIX.values())
