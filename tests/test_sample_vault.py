"""The vault that ships with kblink, read as a newcomer would."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from faults import faults

from kblink import Vault

if TYPE_CHECKING:
    from kblink.ports import Encoder

SAMPLE = Path(__file__).parent.parent / "sample_vault"
BROKEN = {
    ("models/transformer.md", "[[attention#Cost]]", "broken-heading"),
    ("models/variants/small-berts.md", "[[Sentence embedings]]", "broken-note"),
    ("search/faiss-and-friends.md", "![[ivf-cells.png]]", "missing-attachment"),
    ("search/hybrid-search.md", "[[Cross-encoder reranking]]", "broken-note"),
    ("заметки/журнал/2025-03-14.md", "[[../модели/берт.md]]", "broken-note"),
    ("заметки/словарик.md", "[[оценка поиска#^mrr-formula\\|MRR]]", "broken-block"),
    ("поиск/BM25.md", "[[RRF]]", "broken-note"),
    ("поиск/RAG.md", "[[заметки/нарезка на фрагменты]]", "broken-note"),
}


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory, bundled: Encoder) -> Vault:
    root = tmp_path_factory.mktemp("sample") / "vault"
    shutil.copytree(SAMPLE, root)
    vault = Vault(root, encoder=bundled)
    vault.index()
    return vault


def test_exactly_the_planted_faults_are_found(vault: Vault) -> None:
    found = {(item.path, item.link, item.code) for item in faults(vault.check())}
    assert found == BROKEN


def test_it_is_half_english_and_half_russian(vault: Vault) -> None:
    languages = dict(vault.status().languages)
    assert languages == {"en": 13, "ru": 13}


def test_its_links_are_of_every_kind(vault: Vault) -> None:
    kinds = {link.link.kind for _, links in vault.check(all_links=True).resolved for link in links}
    assert kinds >= {"wiki", "embed", "markdown", "reference", "property"}


@pytest.mark.parametrize("file", sorted(SAMPLE.rglob("*.md")), ids=lambda file: file.name)
def test_note_has_the_length_of_a_note(file: Path) -> None:
    body = re.sub(r"\A---\n.*?\n---\n", "", file.read_text("utf-8"), flags=re.DOTALL)
    assert 80 <= len(re.findall(r"\w+", body)) <= 400


@pytest.mark.parametrize(
    ("question", "path"),
    [
        ("How does BERT learn from masked words?", "models/BERT.md"),
        ("What is BERT used for?", "models/BERT.md"),
        ("Which models are variants of BERT?", "models/BERT.md"),
        ("Как BERT учится на замаскированных словах?", "модели/берт.md"),
        ("Для чего применяют BERT?", "модели/берт.md"),
        ("Какие есть варианты BERT?", "модели/берт.md"),
    ],
)
def test_question_on_bert_finds_the_note_in_its_own_language(
    vault: Vault, question: str, path: str
) -> None:
    assert vault.search(question, limit=3)[0].path == path


def test_related_notes_come_with_the_passages_that_say_so(vault: Vault) -> None:
    related = vault.related("models/BERT.md", limit=5)
    assert len(related) == 5
    assert all(note.source.path == "models/BERT.md" for note in related)
    assert all(note.target.path == note.path and note.target.text for note in related)
    assert {note.path for note in related} & {
        "models/variants/RoBERTa.md",
        "models/variants/small-berts.md",
        "models/Text diffusion.md",
    }
