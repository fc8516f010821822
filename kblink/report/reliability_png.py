"""The reliability plot as a picture; needs matplotlib, which `kblink[plot]` installs."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from kblink.errors import UsageError

if TYPE_CHECKING:
    from kblink.model import Calibration

_INCHES, _DOTS = (4.8, 4.8), 150


def require_plotting() -> None:
    """Raise UsageError where matplotlib is not installed."""
    try:
        import matplotlib.figure  # noqa: F401
    except ImportError as error:
        raise UsageError(
            "A plot needs matplotlib, which is not installed.",
            hint="Install kblink[plot]; the terminal shows the same without.",
        ) from error


def write_reliability(calibration: Calibration, stream: IO[bytes]) -> None:
    """Draw how often suggestions are right by how sure they are, as PNG.

    A dot is a bin of confidences, the larger the more suggestions it has; on the dashed line
    confidences hold. Raises UsageError where matplotlib is not installed.
    """
    require_plotting()
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=_INCHES, dpi=_DOTS, layout="constrained")
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], linestyle="--", color="grey", linewidth=1)
    filled = [each for each in calibration.bins if each.cases]
    most = max((each.cases for each in filled), default=1)
    axes.plot(
        [each.confidence for each in filled],
        [each.precision for each in filled],
        color="tab:blue",
        linewidth=1,
    )
    axes.scatter(
        [each.confidence for each in filled],
        [each.precision for each in filled],
        s=[20 + 180 * each.cases / most for each in filled],
        color="tab:blue",
    )
    axes.set(
        xlim=(0, 1),
        ylim=(0, 1),
        xlabel="confidence",
        ylabel="right",
        title=f"calibration error {calibration.error:.3f}",
    )
    FigureCanvasAgg(figure).print_png(stream)  # type: ignore[no-untyped-call]  # its own
