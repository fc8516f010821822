"""kblink: links checked, sections found, notes related, for a folder of Markdown notes.

`Vault` is the way in; the data classes that it returns live in `kblink.model`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kblink.errors import KblinkError as KblinkError
    from kblink.model import (
        CheckReport as CheckReport,
    )
    from kblink.model import (
        DuplicateGroup as DuplicateGroup,
    )
    from kblink.model import (
        EditReport as EditReport,
    )
    from kblink.model import (
        Finding as Finding,
    )
    from kblink.model import (
        Hit as Hit,
    )
    from kblink.model import (
        IndexReport as IndexReport,
    )
    from kblink.model import (
        NoteLinks as NoteLinks,
    )
    from kblink.model import (
        Orphan as Orphan,
    )
    from kblink.model import (
        RelatedNote as RelatedNote,
    )
    from kblink.model import (
        Statistics as Statistics,
    )
    from kblink.model import (
        Status as Status,
    )
    from kblink.model import (
        SuggestReport as SuggestReport,
    )
    from kblink.model import (
        TagReport as TagReport,
    )
    from kblink.model import (
        UndoReport as UndoReport,
    )
    from kblink.workspace import Vault as Vault

__version__ = "0.1.0"

_HOMES = {
    "Vault": "kblink.workspace",
    "KblinkError": "kblink.errors",
    "CheckReport": "kblink.model",
    "DuplicateGroup": "kblink.model",
    "EditReport": "kblink.model",
    "Finding": "kblink.model",
    "Hit": "kblink.model",
    "IndexReport": "kblink.model",
    "NoteLinks": "kblink.model",
    "Orphan": "kblink.model",
    "RelatedNote": "kblink.model",
    "Statistics": "kblink.model",
    "Status": "kblink.model",
    "SuggestReport": "kblink.model",
    "TagReport": "kblink.model",
    "UndoReport": "kblink.model",
}

__all__ = [
    "CheckReport",
    "DuplicateGroup",
    "EditReport",
    "Finding",
    "Hit",
    "IndexReport",
    "KblinkError",
    "NoteLinks",
    "Orphan",
    "RelatedNote",
    "Statistics",
    "Status",
    "SuggestReport",
    "TagReport",
    "UndoReport",
    "Vault",
    "__version__",
]


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for, so that `import kblink` stays cheap."""
    if name not in _HOMES:
        raise AttributeError(f"module 'kblink' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
