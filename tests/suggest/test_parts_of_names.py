from __future__ import annotations

import pytest

from kblink.suggest.names import parts_of


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Carp", ()),
        ("Retrieval-Augmented Generation (RAG)", ("Retrieval-Augmented Generation", "RAG")),
        (
            "Модели (State Space Models, SSM)",
            ("Модели", "State Space Models, SSM", "State Space Models", "SSM"),
        ),
        ("SOAP - Оптимизатор", ("SOAP",)),
        ("Architectures: the idea", ("Architectures",)),
        ("A well-known fish", ()),
        ("12:30", ()),
        ("Fish (2)", ("Fish",)),
        ("(x)", ()),
        ("", ()),
    ],
)
def test_a_note_is_called_by_parts_of_its_name(name: str, parts: tuple[str, ...]) -> None:
    assert parts_of(name) == parts
