"""What vaults look like: sizes, links a note, shares of their kinds; generated ones beside real.

python benchmarks/vault_statistics.py VAULT ...
"""

from __future__ import annotations

import re
import statistics
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from kblink import Vault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kblink.model import ResolvedLink

_LINES = {
    "headings": re.compile(r"^#{1,6} ", re.MULTILINE),
    "list items": re.compile(r"^\s*(?:[-*+]|\d+\.) ", re.MULTILINE),
    "fences": re.compile(r"^\s*(?:```|~~~)[^\n]*\n.*?^\s*(?:```|~~~)", re.MULTILINE | re.DOTALL),
    "table rows": re.compile(r"^\s*\|", re.MULTILINE),
    "quoted lines": re.compile(r"^>", re.MULTILINE),
    "bold": re.compile(r"\*\*[^*\n]+\*\*"),
    "code spans": re.compile(r"(?<!`)`[^`\n]+`(?!`)"),
}
_WIKI = ("wiki", "embed", "property")


def numbers(root: Path) -> dict[str, str]:
    """The row of one vault."""
    texts = [file.read_text("utf-8", "replace") for file in root.rglob("*.md")]
    by_note = [links for _, links in Vault(root).check(all_links=True).resolved]
    row = {
        "notes": f"{len(texts)}",
        "bytes (median)": f"{statistics.median(len(text.encode()) for text in texts):.0f}",
        "links a note (median)": f"{statistics.median(map(len, by_note)):g}",
        "(mean)": f"{statistics.mean(map(len, by_note)):.1f}",
    }
    row |= _shares([link for links in by_note for link in links])
    front = sum(text.startswith("---\n") for text in texts) / len(texts)
    row["front matter"] = f"{front:.0%}"
    for name, pattern in _LINES.items():
        row[f"{name} a note"] = f"{sum(len(pattern.findall(t)) for t in texts) / len(texts):.1f}"
    return row


def _shares(links: Sequence[ResolvedLink]) -> dict[str, str]:
    counts: Counter[str] = Counter()
    for item in links:
        link = item.link
        wiki = link.kind in _WIKI
        traits = {
            "external": item.status == "external",
            "wiki": wiki,
            "by path": wiki and "/" in link.target,
            "shown otherwise": wiki and link.display is not None,
            "to headings": not link.external and bool(link.fragment),
            "embeds, images": link.kind in ("embed", "image"),
            "Markdown": link.kind in ("markdown", "reference"),
            "HTML": link.kind == "html",
            "broken": item.status.startswith(("broken", "missing")),
        }
        counts.update({trait: int(has) for trait, has in traits.items()})
    return {trait: f"{count / len(links):.1%}" for trait, count in counts.items()}


def main() -> None:
    """Print a table with one column a vault."""
    vaults = [Path(name) for name in sys.argv[1:]]
    if not vaults:
        raise SystemExit("usage: python benchmarks/vault_statistics.py VAULT ...")
    columns = [numbers(vault) for vault in vaults]
    print(f"| | {' | '.join(vault.name for vault in vaults)} |\n|---|{'--:|' * len(vaults)}")
    for name in columns[0]:
        print(f"| {name} | {' | '.join(column[name] for column in columns)} |")


if __name__ == "__main__":
    main()
