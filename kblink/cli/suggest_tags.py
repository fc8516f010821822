"""`kblink suggest --tags`: tags for notes, learned from those that the vault's notes bear."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kblink.cli.options import Common

DEFAULT_CONFIDENCE = 0.5
SHOWN = 10


def show_tags(
    common: Common,
    output_format: str,
    *,
    notes: Sequence[str],
    every: bool,
    min_confidence: float | None,
    limit: int | None,
    refresh: bool,
) -> int:
    """Suggest tags for the notes named, else for `every` note, else for those without any: show
    `limit` notes at most (10 where it is None), or all in JSON."""
    from kblink.cli.opening import open_vault
    from kblink.cli.output import hyperlink_root, write_json, write_rendered

    with open_vault(common) as vault:
        confidence = DEFAULT_CONFIDENCE if min_confidence is None else min_confidence
        report = vault.suggest_tags(notes, every=every, min_confidence=confidence, refresh=refresh)
    if output_format == "json":
        from kblink.report.json_documents import tags_document

        write_json(tags_document(report))
    else:
        from kblink.report.tags_terminal import suggested_tags

        root = hyperlink_root(vault.root)
        shown = None if notes else limit or SHOWN
        write_rendered([suggested_tags(report, limit=shown, root=root)], common)
    return 0
