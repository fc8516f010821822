"""Where the findings of `check` go, and in which format."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from kblink.cli import output
from kblink.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rich.console import RenderableType

    from kblink.cli.options import Common
    from kblink.config import FailOn
    from kblink.model import CheckReport, Finding, Severity

FORMATS = ("rich", "text", "json", "sarif", "junit", "github", "markdown", "html")
_FOR_PROGRAMS = ("json", "sarif")
"""Formats that have all findings where no option says otherwise."""


@dataclass(frozen=True, slots=True)
class CheckView:
    """A report and how it is to be shown; `severity` is None where no option says it.

    `line_of` gives a line (from 1) of the note at a path, None where it cannot be read. `prefix`
    leads from the root of the repository that the vault is in to the vault's, empty where it is in
    none.
    """

    report: CheckReport
    line_of: Callable[[str, int], str | None]
    severity: Severity | None
    all_links: bool
    common: Common
    fail_on: FailOn = "error"
    prefix: str = ""

    def shown(self, output_format: str) -> Sequence[Finding]:
        """Return the findings to show: programs have all by default, a person sees no mere
        notes."""
        from kblink.report.severities import at_least

        everything = output_format in _FOR_PROGRAMS or self.common.verbose
        default: Severity = "note" if everything else "warning"
        return at_least(self.report.findings, self.severity or default)


def read_output(words: str) -> tuple[str, Path]:
    """Return the format and the file of `FORMAT=FILE`. Raises UsageError for anything else."""
    name, equals, file = words.partition("=")
    if name not in FORMATS or not equals or not file:
        raise UsageError(
            f"--output {words!r} is not FORMAT=FILE.",
            hint=f"FORMAT is one of {', '.join(FORMATS)}.",
        )
    return name, Path(file)


def write_file(output_format: str, file: Path, view: CheckView) -> None:
    """Write the report to `file` in UTF-8, without colour.

    Raises UsageError where it cannot, where `file` is a note of the vault, and where a symlink in
    the vault leads out of it to there.
    """
    refuse_traps("--output", file, view.report.vault)
    try:
        with file.open("w", encoding="utf-8", errors="replace") as stream:
            if output_format == "rich":
                output.render_to(stream, _parts(view, None), color=False)
            else:
                _write_plain(output_format, stream, view)
    except OSError as error:
        message = f"--output cannot write {str(file)!r}: {error.strerror}."
        raise UsageError(message, hint="Choose another file.") from error


def refuse_traps(option: str, file: Path, root: str) -> None:
    """What stands in a vault must not turn a report into damage, here or elsewhere.

    Raises UsageError where a symlink in the vault leads out of it to `file`, or `file` is a note.
    """
    from kblink.model import is_note
    from kblink.vault.inside import inside, leads_out

    if leads_out(root, file):
        message = f"{option} does not write {str(file)!r}: a symlink in the vault leads out of it."
        raise UsageError(message, hint="Remove the symlink, or choose another file.")
    if is_note(file.name) and inside(root, file):
        message = f"{option} does not write {str(file)!r}: it is a note of the vault."
        raise UsageError(message, hint="Choose another file.")


def write_stdout(output_format: str, view: CheckView) -> None:
    """Write the report to stdout; the verdict on plain text goes to stderr, and, where more is
    wanted, the web addresses of which nothing is known."""
    _write_report(output_format, view)
    if view.common.verbose and view.report.web is not None:
        from kblink.report.clean import one_line

        sys.stdout.flush()
        for address, reason in view.report.web.unknown:
            sys.stderr.write(one_line(f"unknown: {address} ({reason})") + "\n")


def _write_report(output_format: str, view: CheckView) -> None:
    if output_format == "rich":
        root = output.hyperlink_root(view.report.vault)
        output.write_rendered(_parts(view, root), view.common)
        return
    _write_plain(output_format, sys.stdout, view)
    if output_format == "text" and not view.common.quiet:
        from kblink.report.check_text import summary_line

        sys.stdout.flush()
        sys.stderr.write(f"{summary_line(view.report)}\n")


def _parts(view: CheckView, root: str | None) -> Iterator[RenderableType]:
    from kblink.report.check_summary import summary
    from kblink.report.check_terminal import grouped_findings

    shown = view.shown("rich")
    yield from grouped_findings(shown, line_of=view.line_of, root=root)
    if not view.common.quiet:
        yield summary(view.report, shown, root=root)


def _write_plain(output_format: str, stream: IO[str], view: CheckView) -> None:
    stream.writelines(_PLAIN[output_format](view, view.shown(output_format)))


def _text(_view: CheckView, shown: Sequence[Finding]) -> Iterator[str]:
    from kblink.report.check_text import finding_line

    yield "".join([f"{finding_line(finding)}\n" for finding in shown])


def _json(view: CheckView, shown: Sequence[Finding]) -> Iterator[str]:
    from kblink.report.json_documents import check_document, dumps

    yield dumps(check_document(view.report, shown, all_links=view.all_links))
    yield "\n"


def _sarif(view: CheckView, shown: Sequence[Finding]) -> Iterator[str]:
    from kblink import __version__
    from kblink.links.codes import CODES
    from kblink.report.check_sarif import sarif_document
    from kblink.report.json_documents import dumps

    document = sarif_document(shown, CODES, version=__version__, prefix=view.prefix)
    yield dumps(document, compact=True)
    yield "\n"


def _junit(view: CheckView, shown: Sequence[Finding]) -> Iterator[str]:
    from kblink.report.check_junit import junit_lines

    return junit_lines(view.report, shown, fail_on=view.fail_on, prefix=view.prefix)


def _github(view: CheckView, shown: Sequence[Finding]) -> Iterator[str]:
    from kblink.report.check_github import github_lines

    return github_lines(view.report, shown, prefix=view.prefix)


def _markdown(view: CheckView, shown: Sequence[Finding]) -> Iterator[str]:
    from kblink.links.codes import CODES
    from kblink.report.check_markdown import markdown_lines

    return markdown_lines(view.report, shown, CODES)


def _html(view: CheckView, shown: Sequence[Finding]) -> Iterator[str]:
    from kblink.links.codes import CODES
    from kblink.report.check_html import html_lines

    return html_lines(view.report, shown, CODES, view.line_of)


_PLAIN: dict[str, Callable[[CheckView, Sequence[Finding]], Iterator[str]]] = {
    "text": _text,
    "json": _json,
    "sarif": _sarif,
    "junit": _junit,
    "github": _github,
    "markdown": _markdown,
    "html": _html,
}
