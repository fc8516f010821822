"""Notes that links name and that are not there: where they would be, and what stands in them."""

from __future__ import annotations

import errno
import posixpath
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from kblink.links.names import name_key, normal_name
from kblink.links.resolve import resolve_link
from kblink.links.targets import TargetIndex, index_files, is_wiki, joined_path
from kblink.model import is_note
from kblink.vault.inside import inside
from kblink.vault.new_file import write_new_file

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from kblink.config import LinkSettings
    from kblink.model import Link, ResolvedLink

LEAST_WANTED = 2
"""Notes that must want one before it is made unasked."""
_MOST = 50
_BAD = frozenset('\\:*?"<>|\0')
"""What some file system takes in no name."""


class Stub(NamedTuple):
    """A note to be made, with its text, and how many notes want it."""

    path: str
    text: str
    wanted_by: int


def stub_for(link: Link, source: str, settings: LinkSettings) -> Stub | None:
    """The note that a link of `source` would lead to; None where there can be none.

    What is named without a folder is made in the vault's root, as Obsidian does.
    """
    target = normal_name(link.target).rstrip("/")
    if not target or "\\" in target or not _is_name(target):
        return None
    is_relative = target.startswith(("./", "../")) or (not is_wiki(link) and target[:1] != "/")
    joined = joined_path(source, target) if is_relative else posixpath.normpath(target.lstrip("/"))
    if joined is None or joined.startswith(".."):
        return None
    path = joined if is_note(joined) else f"{joined}.md"
    if any(part.startswith(".") for part in path.split("/")):
        return None
    title = path.rpartition("/")[2].rpartition(".")[0]
    found = resolve_link(
        link._replace(fragment=None), source, index_files([source, path]), settings
    )
    return Stub(path, f"# {title}\n", 1) if found.target.path == path else None


def most_wanted(
    wanting: Mapping[str, Sequence[ResolvedLink]], index: TargetIndex, settings: LinkSettings
) -> list[Stub]:
    """The notes that links of several notes name, the most wanted first; `wanting` are links by
    note that lead nowhere."""
    found: defaultdict[str, list[tuple[str, Stub]]] = defaultdict(list)
    for source, links in wanting.items():
        for resolved in links:
            if resolved.status == "broken-note":
                stub = stub_for(resolved.link, source, settings)
                if stub is not None and name_key(stub.path) not in index.by_path:
                    found[name_key(stub.path)].append((source, stub))
    counted = (
        stubs[0][1]._replace(wanted_by=len({source for source, _ in stubs}))
        for stubs in found.values()
    )
    wanted = [stub for stub in counted if stub.wanted_by >= LEAST_WANTED]
    return sorted(wanted, key=lambda stub: (-stub.wanted_by, stub.path))[:_MOST]


def _is_name(target: str) -> bool:
    return _BAD.isdisjoint(target) and target.isprintable()


def write_stub(root: Path, stub: Stub) -> None:
    """Make a new note, over nothing and in the vault. Raises OSError."""
    folder = root / posixpath.dirname(stub.path)
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    if not inside(root, (missing[-1] if missing else folder / "x").parent):
        raise OSError(errno.ELOOP, "it leads out of the vault")
    folder.mkdir(parents=True, exist_ok=True)
    write_new_file(root / stub.path, stub.text)
