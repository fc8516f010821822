from __future__ import annotations

from kblink.fingerprints import fingerprint, numbered_fingerprints
from kblink.model import Finding, Span


def finding(
    path: str, line: int, link: str | None, *, message: str = "", code: str = "x"
) -> Finding:
    return Finding(code, "error", path, Span(0, 5, line, 1, line, 6), message, link)


def test_neither_path_nor_line_nor_what_other_notes_do_counts() -> None:
    before = finding("a.md", 3, "[[x]]", message="2 files answer to 'x'")
    after = finding("new/b.md", 40, "[[x]]", message="3 files answer to 'x'")
    assert fingerprint(before) == fingerprint(after)


def test_code_and_link_count() -> None:
    base = finding("a.md", 3, "[[x]]")
    assert fingerprint(base) != fingerprint(finding("a.md", 3, "[[y]]"))
    assert fingerprint(base) != fingerprint(finding("a.md", 3, "[[x]]", code="y"))


def test_a_link_wrapped_over_two_lines_is_the_same() -> None:
    assert fingerprint(finding("a.md", 3, "[a\n  b](c)")) == fingerprint(
        finding("a.md", 3, "[a b](c)")
    )


def test_without_a_link_the_message_counts_but_not_its_numbers() -> None:
    one = finding("a.md", 1, None, message="bad YAML in line 3")
    assert fingerprint(one) == fingerprint(finding("a.md", 1, None, message="bad YAML in line 17"))
    assert fingerprint(one) != fingerprint(finding("a.md", 1, None, message="no YAML in line 3"))


def test_equal_ones_of_a_note_are_numbered() -> None:
    twice = finding("a.md", 3, "[[x]]")
    known = fingerprint(twice)
    other = finding("b.md", 3, "[[x]]")
    assert numbered_fingerprints([twice, twice, other]) == [
        f"{known}:1",
        f"{known}:2",
        f"{known}:1",
    ]


def test_text_that_has_no_bytes_has_a_fingerprint() -> None:
    assert len(fingerprint(finding("a.md", 3, "[[\udcff\ud800]]"))) == 16
