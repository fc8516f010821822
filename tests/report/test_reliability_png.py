from __future__ import annotations

import io
import sys

import pytest

from kblink.errors import UsageError
from kblink.model import Calibration, ReliabilityBin
from kblink.report.reliability_png import require_plotting, write_reliability

HELD = Calibration(
    0.1, (ReliabilityBin(0.4, 0.5, 3, 0.45, 0.33), ReliabilityBin(0.9, 1.0, 0, 0.0, 0.0)), ()
)


def test_the_plot_is_a_png() -> None:
    pytest.importorskip("matplotlib", reason="kblink[plot] is not installed")
    stream = io.BytesIO()
    write_reliability(HELD, stream)
    assert stream.getvalue().startswith(b"\x89PNG\r\n\x1a\n")
    write_reliability(Calibration(0.0, (), ()), io.BytesIO())


def test_where_matplotlib_is_missing_it_is_said_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(UsageError, match="matplotlib") as caught:
        require_plotting()
    assert "kblink[plot]" in caught.value.hint
