"""`kblink explain`: what a finding means and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from kblink.cli import options
from kblink.errors import UsageError

if TYPE_CHECKING:
    from kblink.links.codes import Code

CodeName: TypeAlias = Annotated[
    str | None, typer.Argument(metavar="CODE", help="A finding's code. Else all are listed.")
]


@options.with_common
def explain(
    common: options.Common, *, code: CodeName = None, output_format: options.TableFormat = "rich"
) -> int:
    """Say what a finding means and what to do about it."""
    from kblink.cli.output import write_json, write_rendered
    from kblink.links.codes import CODES

    words = None if code is None else find_code(code)
    if output_format == "json":
        from kblink.report.json_documents import codes_document, explain_document

        write_json(explain_document(words) if words else codes_document(CODES.values()))
    else:
        from kblink.report.explain_terminal import code_explanation, code_list

        shown = code_explanation(words) if words else code_list([*CODES.values()])
        write_rendered([shown], common)
    return 0


def find_code(name: str) -> Code:
    """Return the declared code; raises UsageError, naming the nearest one, where there is none."""
    import difflib

    from kblink.links.codes import CODES

    code = CODES.get(name.strip().lower())
    if code is None:
        nearest = difflib.get_close_matches(name.lower(), CODES, n=1, cutoff=0.0)
        raise UsageError(
            f"No finding has the code {name!r}. Did you mean {nearest[0]!r}?",
            hint="kblink explain lists all codes.",
        )
    return code
