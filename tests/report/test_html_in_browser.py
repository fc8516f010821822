"""The page of a vault that wants to run something, in a browser: nothing runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser import open_page

from kblink import Vault
from kblink.links.codes import CODES
from kblink.report.check_html import html_lines

if TYPE_CHECKING:
    from pathlib import Path

MARK = "kblink-was-had"
RUN = f"console.log('{MARK}');document.title='{MARK}'"
HOSTILE_LINKS = (
    f"<script>{RUN}</script>",
    f'"><img src=x onerror="{RUN}">',
    f'\'><svg onload="{RUN}"></svg>',
    f"</mark></p></style></title><script>{RUN}</script>",
    f"<svg><script>{RUN}</script></svg>",
    f'<svg><a href="javascript:{RUN}"><text>x</text></a></svg>',
    f'<details open ontoggle="{RUN}">',
    f'<body onpageshow="{RUN}">',
    f'<meta http-equiv=refresh content="0;url=javascript:{RUN}">',
    f"<style>@import url(https://evil.example/{MARK})</style>",
    "<base href=https://evil.example/>",
    "\u202e]]dm.lkcilc[[\u202c \u2066x\u2069",
    "-->]]>",
    "&lt;script&gt;",
)


def hostile_vault(folder: Path) -> Path:
    lines = [f"{number}. [[{link}]]\n" for number, link in enumerate(HOSTILE_LINKS)]
    lines.append(f"\n[x](javascript:{RUN})\n\n[y](<data:text/html,<script>{RUN}</script>>)\n")
    (folder / "a.md").write_text("".join(lines), "utf-8")
    name = f"\u202e<img src=x onerror={RUN}>".replace("/", "")
    (folder / f"{name}.md").write_text(f"# <script>{RUN}</script>\n\n[[{name} gone]]\n", "utf-8")
    return folder


def page_of(folder: Path) -> str:
    vault = Vault(folder)
    report = vault.check()
    return "".join(html_lines(report, report.findings, CODES, vault.source_line))


def test_nothing_of_a_hostile_vault_runs(tmp_path: Path) -> None:
    vault = tmp_path / "vault <script>"
    vault.mkdir()
    text = page_of(hostile_vault(vault))
    assert text.count(MARK) > len(HOSTILE_LINKS)  # it is all there, as text
    page = tmp_path / "page.html"
    page.write_text(text, "utf-8")
    document, console = open_page(page)
    assert console == []  # neither the mark nor a refusal: there was nothing to refuse
    assert f"<title>{MARK}" not in document
    assert "<title>Links of vault &lt;script&gt;</title>" in document
    assert "<script" not in document.lower()
    assert "<img" not in document
    assert "\u202e" not in document


def test_this_browser_would_have_told(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<title>x</title><p>y</p><script>{RUN}</script>", "utf-8")
    document, console = open_page(page)
    assert console == [MARK]
    assert f"<title>{MARK}" in document


def test_the_policy_alone_would_stop_what_were_not_escaped(tmp_path: Path) -> None:
    text = page_of(hostile_vault(tmp_path))
    raw = text.replace("</body>", f'<script>{RUN}</script><img src=x onerror="{RUN}"></body>')
    page = tmp_path / "page.html"
    page.write_text(raw, "utf-8")
    document, console = open_page(page)
    assert f"<title>{MARK}" not in document
    assert MARK not in console
    assert any("Content Security Policy" in message for message in console)
