from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from kblink.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

RECIPE = '[files]\n"t.gz" = ["source", "licence", "en", "ru"]\n'
ROW = "prose\tCC0-1.0\tOne word.\tОдно слово.\n"


@pytest.fixture
def text(tmp_path: Path) -> Path:
    (tmp_path / "r.toml").write_text(RECIPE, "utf-8")
    with gzip.open(tmp_path / "t.gz", "wt", encoding="utf-8") as file:
        file.write(ROW)
    return tmp_path


def fails(text: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """The code of a training that cannot begin, and the one line that it ends with."""
    places = ("--text", str(text), "--recipe", str(text / "r.toml"), "--work", str(text / "work"))
    code = main(["train", "bilingual", *places, *words])
    (line,) = capsys.readouterr().err.splitlines()
    return code, line


def test_a_device_that_is_not_there_is_named(
    text: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, line = fails(text, capsys, "--device", "abacus", "--dry-run")
    assert code == 2
    assert "no device 'abacus'" in line


def test_a_row_without_its_columns_is_named_with_its_line(
    text: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with gzip.open(text / "t.gz", "at", encoding="utf-8") as file:
        file.write("prose\tonly two\n")
    code, line = fails(text, capsys, "--dry-run")
    assert code == 3
    assert f"{text / 't.gz'}:2: no row of source, licence, en, ru" in line


def test_text_that_is_no_archive_is_named(text: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (text / "t.gz").write_bytes(ROW.encode())
    code, line = fails(text, capsys, "--dry-run")
    assert code == 3
    assert "t.gz" in line


def test_a_teacher_that_is_no_model_is_named(
    text: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, line = fails(text, capsys, "--teacher", str(text))
    assert code == 4
    assert f"There is no model in {text}" in line
    assert not (text / "work").exists()
