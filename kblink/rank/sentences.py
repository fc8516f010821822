"""The sentence of a passage that says most about some words, with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

# A sentence ends at its mark (before a small letter it was an abbreviation), or where the next line
# starts something of its own: a blank line, a list item, a quotation, a table row, a heading.
_END = re.compile(r"(?<=[.!?…])[\"'»”)\]*_]*\s+(?![\sa-zа-яё])|(?<=[。！？])")
_ENDED = re.compile(r"[.!?…:;,。！？][\"'»”)\]*_]*$")
_STARTS_ANEW = re.compile(r"\s*(?:[-*+]\s|\d+[.)]\s|>|\||#{1,6}\s|```|~~~|$)")
LINE_MARKS = re.compile(r"\s*(?:(?:[-*+]|\d+[.)]|>|#{1,6})\s+)*(?:\[[ xX]\]\s+)?")
"""What stands before the text of a line: marks of lists, quotations, headings and tasks."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence on one line of text; `line` counts from 0 at the passage's first line.

    `gain`: how much of what was wanted it says, comparable for the same words only.
    """

    line: int
    text: str
    gain: int = field(default=0, compare=False)


def best_sentence(
    body: str, wanted: AbstractSet[str], words: Callable[[str], Iterable[str]], *, width: int = 200
) -> Sentence:
    """Return the sentence of `body` with most of the `wanted` words, else its first one.

    `words` splits and folds text the way `wanted` was made. A word counts by its length, since
    long ones say more, so that no list of stop words is needed; the earliest of equals wins. What
    follows is added while it fits into `width` characters, behind a dot where no mark ends what
    was before; a longer sentence is cut. A body with no text gives an empty sentence on line 0.
    """
    sentences = list(split_sentences(body))
    if not sentences:
        return Sentence(0, "")
    gains = [sum(len(word) for word in wanted & set(words(each.text))) for each in sentences]
    best = gains.index(max(gains))
    text = _excerpt(sentences[best:], wanted, words, width)
    return Sentence(sentences[best].line, text, gains[best])


def split_sentences(body: str) -> Iterator[Sentence]:
    """Yield the sentences of `body` in order, blanks collapsed and list marks taken off."""
    for line, block in text_blocks(body.split("\n")):
        start = 0
        for end in [*_ends(block), len(block)]:
            first = next((at for at in range(start, end) if block[at].isalnum()), None)
            if first is not None:
                text = " ".join(LINE_MARKS.sub("", block[start:end], count=1).split())
                yield Sentence(line + block.count("\n", 0, first), text)
            start = end


def text_blocks(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Join lines that belong together (a paragraph, a list item), each with its first line, from 0;
    a blank line belongs to what follows it."""
    begin = 0
    for number in range(1, len(lines) + 1):
        if number == len(lines) or _STARTS_ANEW.match(lines[number]):
            yield begin, "\n".join(lines[begin:number])
            begin = number


def _ends(block: str) -> list[int]:
    after_mark = LINE_MARKS.match(block)
    begin = after_mark.end() if after_mark else 0  # the dot of `1.` ends no sentence
    return [match.end() for match in _END.finditer(block, begin)]


def _excerpt(
    sentences: Sequence[Sentence],
    wanted: AbstractSet[str],
    words: Callable[[str], Iterable[str]],
    width: int,
) -> str:
    text = sentences[0].text
    if len(text) > width:
        return _window(text, wanted, words, width)
    for following in sentences[1:]:
        if len(text) + 3 + len(following.text) > width:
            break
        text = f"{text} {following.text}" if _ENDED.search(text) else f"{text} · {following.text}"
    return text


def _window(
    text: str, wanted: AbstractSet[str], words: Callable[[str], Iterable[str]], width: int
) -> str:
    """Cut `width` characters at word boundaries, so that the first wanted word is among them."""
    if " " not in text:
        return text[: width - 1] + "…"
    parts = text.split(" ")
    hit = next((n for n, part in enumerate(parts) if wanted & set(words(part))), 0)
    starts = [0]
    for part in parts:
        starts.append(starts[-1] + len(part) + 1)
    end_of_hit = starts[hit] + len(parts[hit])
    first = 0 if end_of_hit < width else max(0, hit - 4)
    cut = text[starts[first] : starts[first] + width - 2]
    if starts[first] + width - 2 < len(text):
        cut = (cut.rsplit(" ", 1)[0] if " " in cut else cut) + "…"
    return ("…" if first else "") + cut
