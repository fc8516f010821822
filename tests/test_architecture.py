"""A module imports only lower layers, its own package and third-party libraries."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parent.parent / "kblink"
LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"model", "errors", "at_once", "cores", "durable"}),
    frozenset({"transliterate", "fingerprints"}),
    frozenset({"ports", "config"}),
    frozenset({"recipe"}),
    frozenset(
        {
            "vault",
            "markdown",
            "links",
            "encode",
            "store",
            "rank",
            "edits",
            "report",
            "baseline",
            "external",
        }
    ),
    frozenset({"changes", "differences"}),
    frozenset({"standstill", "relink"}),
    frozenset({"sync"}),
    frozenset({"check", "new_settings", "search", "related", "repair"}),
    frozenset({"suggest"}),
    frozenset({"workspace"}),
    frozenset({"evaluate"}),
    frozenset({"train"}),
    frozenset({"cli"}),
    frozenset({"__main__"}),
)
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "core"}


def layer_of(part: str) -> int:
    return next(number for number, parts in enumerate(LAYERS) if part in parts)


def part_of(file: Path) -> str:
    relative = file.relative_to(PACKAGE)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


def imported_parts(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """The parts of kblink that a module imports anywhere in it, with the line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            root, *rest = name.split(".")
            if root == "kblink" and rest:
                yield rest[0], node.lineno


def modules() -> list[Path]:
    return sorted(file for file in PACKAGE.rglob("*.py") if file != PACKAGE / "__init__.py")


@pytest.mark.parametrize("file", modules(), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_imports_lead_downwards(file: Path) -> None:
    own = part_of(file)
    for part, line in imported_parts(ast.parse(file.read_text("utf-8"))):
        if part in (own, "__version__"):
            continue
        assert layer_of(part) < layer_of(own), f"line {line}: {own} imports {part}"


def test_the_public_package_has_no_logic_and_imports_nothing_early() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text("utf-8"))
    early = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    modules = {
        name
        for node in early
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [])
    }
    assert modules <= {"__future__", "importlib", "typing"}


@pytest.mark.parametrize("file", modules(), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_files_are_named_for_what_they_do(file: Path) -> None:
    assert not {file.stem, *file.relative_to(PACKAGE).parts} & FORBIDDEN_NAMES
