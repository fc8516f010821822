"""Texts made from others: spliced, cut, doubled, indented, with marks put in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

MARKS = (
    *("[[", "]]", "![[", "![", "[", "]", "](", "][", "|", r"\|", "#", "##", "^", "^id", "\\", "!"),
    *("`", "``", "```", "~~~", "$", "$$", "%%", "<!--", "-->", "<%", "%>", "{{", "}}", "*", "_"),
    *("<a href='b.md'>", '<img src="', "<div>", "</div>", "<b", ">", "<", "<script>", "<?", "<!A"),
    *("[^1]", "[^1]: ", "[x]: y", "[x]: <", "[x][]", "[[x]]", "[t](a b.md)", "[t](u 'v", "![[p]]"),
    *("---", "===", "...", "> ", "- ", "1. ", "* ", "    ", "  ", "\t", " ", "| - |", "| a | b |"),
    *("\n", "\n\n", "\r", "\r\n", "\0", "\ufeff", "\u00a0", "\u2028", "\x0b", "\x0c", "\x1c"),
    *("\x85", "\u200b", "\u0438\u0306", "😀", "\ud800", "\ufffd", "&amp;", "&#91;", "%20", "%D0"),
    *("https://a.b/c", "://", "mailto:x@y", "'", '"', "(", ")", "-", ":", "\\n", "\\u005b", "''"),
    *("kblink-ignore-next-line", "link(", "file.hasLink(", "{", "}", ",", "#tag", "tags: [", "~"),
)


def mutated(text: str, other: str, chance: Random) -> str:
    """`text` after one to six changes; some take lines from `other`."""
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        text = chance.choice(_MUTATIONS)(text, other, chance)
    return text


def window(text: str, chance: Random, most_lines: int) -> str:
    """Some lines of a text: its beginning every other time, since front matter stands there."""
    lines = text.splitlines(keepends=True)
    first = chance.choice((0, chance.randrange(len(lines) + 1)))
    return "".join(lines[first : first + chance.randrange(1, most_lines)])


def _insert_mark(text: str, _other: str, chance: Random) -> str:
    place = chance.randrange(len(text) + 1)
    return text[:place] + chance.choice(MARKS) * chance.choice((1, 1, 1, 2, 5)) + text[place:]


def _delete_slice(text: str, _other: str, chance: Random) -> str:
    place = chance.randrange(len(text) + 1)
    return text[:place] + text[place + chance.choice((1, 1, 2, 8, 60)) :]


def _cut_end(text: str, _other: str, chance: Random) -> str:
    return text[: chance.randrange(len(text) + 1)]


def _on_lines(
    change: Callable[[list[str], Sequence[str], Random], object],
) -> Callable[[str, str, Random], str]:
    def changed(text: str, other: str, chance: Random) -> str:
        lines = text.splitlines(keepends=True) or [""]
        change(lines, other.splitlines(keepends=True) or [""], chance)
        return "".join(lines)

    return changed


def _splice(lines: list[str], other: Sequence[str], chance: Random) -> None:
    start, place = chance.randrange(len(other)), chance.randrange(len(lines) + 1)
    lines[place:place] = other[start : start + chance.randrange(1, 8)]


def _delete(lines: list[str], _other: Sequence[str], chance: Random) -> None:
    del lines[chance.randrange(len(lines))]


def _double(lines: list[str], _other: Sequence[str], chance: Random) -> None:
    place = chance.randrange(len(lines))
    lines[place:place] = [lines[place]] * chance.choice((1, 1, 3, 30))


def _swap(lines: list[str], _other: Sequence[str], chance: Random) -> None:
    one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]


def _prefix(lines: list[str], _other: Sequence[str], chance: Random) -> None:
    mark = chance.choice(("> ", ">", "- ", "1. ", "  ", "    ", "\t", "> - ", "| ", "# ", "%%"))
    start = chance.randrange(len(lines))
    for index in range(start, min(len(lines), start + chance.randrange(1, 6))):
        lines[index] = mark + lines[index]


def _join(lines: list[str], _other: Sequence[str], chance: Random) -> None:
    place = chance.randrange(len(lines))
    lines[place] = lines[place].rstrip("\r\n")


def _swap_words(lines: list[str], other: Sequence[str], chance: Random) -> None:
    place = chance.randrange(len(lines))
    words, theirs = lines[place].split(" "), chance.choice(other).split(" ")
    words[chance.randrange(len(words))] = chance.choice(theirs)
    lines[place] = " ".join(words)


_MUTATIONS = (
    *(_insert_mark, _insert_mark, _insert_mark, _delete_slice, _cut_end),
    *map(_on_lines, (_splice, _delete, _double, _swap, _prefix, _join, _swap_words)),
)
