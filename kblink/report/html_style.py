"""How the HTML report looks, in light and dark, on a phone, a desk and paper."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

STYLE = """
:root { --text: #1d232b; --dim: #5d6875; --page: #fbfbfa; --card: #fff; --edge: #dfe3e8;
  --error: #c8322b; --warning: #a86400; --note: #1f6f8b; --good: #1d7a3e; --mark: #ffe9a8;
  --link: #1b5faa; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e7eb; --dim: #9aa5b1; --page: #14171b;
  --card: #1d2127; --edge: #343a43; --error: #ff7b72; --warning: #e3a23b; --note: #5fb9d6;
  --good: #5cc98a; --mark: #5b4a12; --link: #7db4f5; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 60rem; background: var(--page);
  color: var(--text); font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  overflow-wrap: anywhere; }
h1 { margin: 0; font-size: 1.7rem; line-height: 1.2; }
h2 { margin: 2.25rem 0 .75rem; font-size: 1.15rem; }
p { margin: .35rem 0; }
a { color: var(--link); }
.kind, .remark, .legend, .title, .place, .repair span { color: var(--dim); }
.kind { margin: 0; font-size: .85rem; }
.remark, .legend { font-size: .9rem; }
.verdict { font-weight: 600; }
.verdict.error { color: var(--error); }
.verdict.warning { color: var(--warning); }
.verdict.note, .verdict.none { color: var(--good); }
.numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(6rem, 1fr)); gap: .6rem;
  margin: 1rem 0; }
.numbers div { padding: .6rem .8rem; border: 1px solid var(--edge); border-radius: .5rem;
  background: var(--card); }
.numbers dt { color: var(--dim); font-size: .85rem; }
.numbers dd { margin: 0; font-size: 1.45rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.numbers .error dd { color: var(--error); }
.numbers .warning dd { color: var(--warning); }
.numbers .note dd { color: var(--note); }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; margin-top: 1rem; }
nav a { padding: .3rem 0; }
.map { display: block; width: 100%; max-width: 40rem; }
.map text { fill: var(--text); font-size: 9px; }
.map rect { stroke: var(--page); stroke-width: .8; opacity: .85; }
.map a:hover rect { opacity: .6; }
.legend svg { width: .8rem; height: .8rem; vertical-align: -.08rem; }
rect.error { fill: var(--error); }
rect.warning { fill: var(--warning); }
rect.note { fill: var(--note); }
details { border: 1px solid var(--edge); border-radius: .5rem; background: var(--card);
  margin: .5rem 0; }
summary { display: grid; grid-template-columns: auto 1fr auto; align-items: baseline;
  gap: .25rem .6rem; padding: .55rem .8rem; cursor: pointer; }
summary::-webkit-details-marker { display: none; }
summary .name { font-weight: 600; margin-right: .5rem; }
summary::before { content: "▸"; color: var(--dim); }
details[open] > summary::before { content: "▾"; }
summary .number { color: var(--dim); font-variant-numeric: tabular-nums; white-space: nowrap; }
.bar { grid-column: 1 / -1; width: 100%; height: 4px; }
.code > p, .code > pre, .code > ul { margin: .3rem .8rem .6rem; }
.code ul { padding-left: 1.1rem; columns: 20rem; }
pre, code, .line, .place { font: .875rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas,
  "DejaVu Sans Mono", monospace; }
pre { white-space: pre-wrap; }
ol { list-style: none; margin: 0; padding: 0; }
.note li { padding: .55rem .8rem; border-top: 1px solid var(--edge); }
.note li .name { font-weight: 600; }
li:target { outline: 2px solid var(--link); outline-offset: -2px; }
.badge { font-size: .8rem; font-weight: 600; }
.badge.error { color: var(--error); }
.badge.warning { color: var(--warning); }
.badge.note { color: var(--note); }
.line { padding-left: .7rem; border-left: 3px solid var(--edge); white-space: pre-wrap; }
mark { background: var(--mark); color: inherit; border-radius: .15rem; }
.likely code { color: var(--good); }
@media print { body { max-width: none; } details { break-inside: avoid; } }
"""


def policy() -> str:
    """Return a Content-Security-Policy that allows this style and nothing else."""
    digest = b64encode(sha256(STYLE.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
