"""Write what the documentation takes from the code: a page on each finding, the help of each
command, and the picture of a report that the README begins with.

    python scripts/write_docs.py

`tests/test_docs.py` holds that what is in the repository is what this writes.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from kblink import Vault
from kblink.links.codes import CODES
from kblink.report.check_summary import summary
from kblink.report.check_terminal import grouped_findings
from kblink.report.markdown_text import markdown_text
from kblink.report.severities import at_least

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kblink.links.codes import Code

REPOSITORY = Path(__file__).resolve().parent.parent
DOCS = REPOSITORY / "docs"
PICTURE = DOCS / "check.svg"
FINDINGS = "findings"
COMMANDS = (
    *("init", "index", "status", "check", "fix", "explain", "links", "stats", "mv", "undo"),
    *(
        "search",
        "related",
        "suggest",
        "eval",
        "models",
        "models list",
        "models show",
        "models verify",
        "models import",
        "train",
    ),
    "train bilingual",
)
_SHOWN = ("models/gpt-3.5", "models/transformer", "tasks/classification", "2025-03-14")
_WIDTH = 100
_WRITTEN = "This page is written by `scripts/write_docs.py`."


def pages() -> Iterator[tuple[str, str]]:
    """Yield the path from `docs` and the text of every page."""
    yield f"{FINDINGS}/README.md", index_page()
    for code in CODES.values():
        yield f"{FINDINGS}/{code.code}.md", finding_page(code)
    yield "commands.md", commands_page()


def index_page() -> str:
    """All findings in a table."""
    rows = [
        f"| [{code.code}]({code.code}.md) | {code.severity} | {code.title} |"
        for code in CODES.values()
    ]
    return "\n".join(
        [
            "# What kblink check finds\n",
            "| finding | severity | |\n|---|---|---|",
            *rows,
            f"\n{_WRITTEN}\n",
        ]
    )


def finding_page(code: Code) -> str:
    """The words on one finding, and what can be done about it in settings and notes."""
    example = f"```text\n{code.example}\n```\n\n" if code.example else ""
    default = "off unless it is set" if code.severity == "off" else f"a {code.severity}"
    return (
        f"# {code.code}\n\n"
        f"{code.title[0].upper()}{code.title[1:]}; {default.replace('a error', 'an error')}.\n\n"
        f"{markdown_text(code.explanation)}\n\n"
        f"{example}"
        "Another severity, in `kblink.toml`:\n\n"
        f'```toml\n[check.severity]\n{code.code} = "{_other_severity(code)}"\n```\n\n'
        "Silence in one place, on the line above it, and in a whole note, in its front matter:\n\n"
        f"```markdown\n<!-- kblink-ignore-next-line {code.code} -->\n```\n\n"
        f"```yaml\nkblink-ignore: [{code.code}]\n```\n\n"
        f"[All findings](README.md). {_WRITTEN}\n"
    )


def _other_severity(code: Code) -> str:
    return "warning" if code.severity in ("error", "off") else "off"


def commands_page() -> str:
    """What `--help` says of every command."""
    parts = ["# Commands\n", f"What `kblink COMMAND --help` says. {_WRITTEN}\n"]
    for command in ("", *COMMANDS):
        name = f"kblink {command}".strip()
        parts.append(f"## {name}\n\n```text\n{help_of(command)}```\n")
    return "\n".join(parts)


def help_of(command: str) -> str:
    """What a command says of itself."""
    words = [sys.executable, "-m", "kblink", *command.split(), "--help"]
    environment = {**os.environ, "COLUMNS": "100", "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(words, capture_output=True, text=True, check=True, env=environment)
    return done.stdout


def picture() -> str:
    """Return a report on some notes of `sample_vault` as a terminal shows it, as SVG."""
    vault = Vault(REPOSITORY / "sample_vault", index_dir=REPOSITORY / "sample_vault" / "none")
    report = vault.check(_SHOWN)
    shown = at_least(report.findings, "warning")
    console = Console(record=True, file=io.StringIO(), width=_WIDTH, highlight=False, markup=False)
    console.print(Text(f"$ kblink check {' '.join(_SHOWN)}", style="bold"))
    for part in grouped_findings(shown, line_of=vault.source_line):
        console.print(part)
    console.print(summary(report, shown))
    # A picture loads nothing: without the fonts of elsewhere, those of the reader are used.
    text = console.export_svg(title="kblink check", theme=MONOKAI, unique_id="kblink")
    text = re.sub(r"@font-face \{.*?\}", "", text, flags=re.DOTALL)
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def main() -> None:
    """Write all pages and the picture; take out pages on findings that are no more."""
    written = {DOCS / path: text for path, text in pages()} | {PICTURE: picture()}
    for file, text in written.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    for file in (DOCS / FINDINGS).glob("*.md"):
        if file not in written:
            file.unlink()


if __name__ == "__main__":
    main()
