from __future__ import annotations

import pytest

from kblink.report.quantities import counted, duration_words, size_words


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 notes"), (1, "1 note"), (2, "2 notes"), (12345, "12,345 notes")]
)
def test_counts_agree_with_their_noun(number: int, words: str) -> None:
    assert counted(number, "note") == words


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1.0 KiB"),
        (15_938_355, "15.2 MiB"),
        (3 * 1024**3, "3.0 GiB"),
        (2 * 1024**4, "2.0 TiB"),
    ],
)
def test_sizes_have_a_unit_that_fits(size: int, words: str) -> None:
    assert size_words(size) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.04, "0.0 s"), (59.94, "59.9 s"), (83.1, "1 min 23 s"), (3599.9, "1 h 0 min")],
)
def test_times_have_a_unit_that_fits(seconds: float, words: str) -> None:
    assert duration_words(seconds) == words
