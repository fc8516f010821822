from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kblink.baseline.file import SCHEMA, read_baseline, write_baseline
from kblink.baseline.known import Baseline, KnownFinding, KnownNote
from kblink.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

HEX = st.text("0123456789abcdef", min_size=8, max_size=8)
FINDINGS = st.builds(KnownFinding, st.just("broken-note"), HEX, st.one_of(HEX, st.just("")))
NOTES = st.builds(
    KnownNote,
    st.lists(HEX, max_size=16).map(tuple),
    st.lists(FINDINGS, min_size=1, max_size=4).map(tuple),
)
BASELINES = st.builds(Baseline, st.dictionaries(st.text(), NOTES))


@given(baseline=BASELINES)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, baseline: Baseline
) -> None:
    file = tmp_path_factory.mktemp("baseline") / "known.json"
    write_baseline(file, baseline)
    assert read_baseline(file) == baseline


def test_the_file_is_the_same_whatever_the_order(tmp_path: Path) -> None:
    one, two = KnownNote(("a",), ()), KnownNote((), (KnownFinding("x", "y"),))
    write_baseline(tmp_path / "1", Baseline({"a.md": one, "\udcffb.md": two}))
    write_baseline(tmp_path / "2", Baseline({"\udcffb.md": two, "a.md": one}))
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()


def test_a_device_or_a_symlink_is_written_into_and_stays(tmp_path: Path) -> None:
    device, link = tmp_path / "device", tmp_path / "link"
    device.symlink_to(os.devnull)
    link.symlink_to("known.json")
    for file in (device, link):
        write_baseline(file, Baseline())
        assert file.is_symlink()
    assert read_baseline(tmp_path / "known.json") == Baseline()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"schema": "kblink/baseline/2", "notes": {}}',
        json.dumps({"schema": SCHEMA, "notes": []}),
        json.dumps({"schema": SCHEMA, "notes": {"a": 1}}),
        json.dumps({"schema": SCHEMA, "notes": {"a": {"lines": "", "findings": [1]}}}),
        json.dumps({"schema": SCHEMA, "notes": {"a": {"lines": "", "findings": ["a b c d"]}}}),
        "[" * 100_000,
        "\xff",
    ],
)
def test_what_is_no_baseline_is_called_so(tmp_path: Path, text: str) -> None:
    file = tmp_path / "known.json"
    file.write_text(text, "latin-1")
    with pytest.raises(UsageError, match="is no baseline"):
        read_baseline(file)


def test_a_missing_file_and_one_that_cannot_be_written_are_usage_errors(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot read"):
        read_baseline(tmp_path / "nothing")
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot write"):
        write_baseline(tmp_path / "file" / "known.json", Baseline())
