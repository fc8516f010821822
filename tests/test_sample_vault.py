"""The vault that ships with kblink, read as a newcomer would: its faults, its answers.

Which syntaxes it shows is in `test_sample_vault_syntax.py`.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kblink import Vault

if TYPE_CHECKING:
    from kblink.model import CheckReport
    from kblink.ports import Encoder

SAMPLE = Path(__file__).parent.parent / "sample_vault"
NOTES = sorted(
    file for file in SAMPLE.rglob("*.md") if file.relative_to(SAMPLE).parts[0] != "Templates"
)

ERRORS = [
    # where, what, its code, and what should be written instead
    ("models/gpt-3.5.md", "[[tasks]]", "broken-note", "[[tasks/index]]"),
    (
        "models/transformer.md",
        "[[attention#Cost]]",
        "broken-heading",
        "[[attention#What it costs]]",
    ),
    (
        "models/variants/small-berts.md",
        "[[Sentence embedings]]",
        "broken-note",
        "[[Sentence embeddings]]",
    ),
    (
        "practice/2025-03-17 planning.md",
        "[[doobuchenie|the training recipe]]",
        "broken-note",
        "[[дообучение|the training recipe]]",
    ),
    ("search/faiss-and-friends.md", "![[ivf-cells.png]]", "missing-attachment", None),
    ("search/hybrid-search.md", "[[Cross-encoder reranking]]", "broken-note", None),
    (
        "tasks/classification.md",
        "![[confusion.jpeg|240x240]]",
        "missing-attachment",
        "![[confusion.png|240x240]]",
    ),
    (
        "заметки/журнал/2025-03-14.md",
        "[[../модели/берт.md]]",
        "broken-note",
        "[[../../модели/берт.md]]",
    ),
    (
        "заметки/словарик.md",
        "[[оценка поиска#^mrr-formula\\|MRR]]",
        "broken-block",
        "[[оценка поиска#^mrr\\|MRR]]",
    ),
    ("поиск/BM25.md", "[[RRF]]", "broken-note", "[[hybrid-search|RRF]]"),
    (
        "поиск/RAG.md",
        "[[заметки/нарезка на фрагменты]]",
        "broken-note",
        "[[поиск/нарезка на фрагменты]]",
    ),
]
WARNINGS = [
    ("models/How much to mask.md", 34, "duplicate-definition"),
    ("models/variants/DeBERTa.md", 6, "unquoted-property-link"),
    ("tasks/Information extraction.md", 21, "undefined-reference"),
    ("tasks/classification.md", 14, "case-mismatch"),
    ("tasks/index.md", 16, "empty-link"),
    ("заметки/журнал/2025-03-17.md", 20, "ambiguous"),
    ("модели/мультиязычные модели.md", 24, "duplicate-block"),
    ("модели/сколько слоёв нужно.md", 21, "not-a-link"),
    ("модели/следующее предложение.md", 21, "nbsp-heading"),
    ("модели/токенизация русского.md", 1, "duplicate-alias"),
    ("поиск/index.md", 40, "circular-embed"),
    ("поиск/похожие заметки.md", 29, "circular-embed"),
]
MINOR = [
    ("models/gpt-3.5.md", 26, "unused-definition"),
    ("models/variants/DeBERTa.md", 1, "orphan-note"),
]


@pytest.fixture(scope="module")
def report() -> CheckReport:
    return Vault(SAMPLE).check()


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory, bundled: Encoder) -> Vault:
    root = tmp_path_factory.mktemp("sample") / "vault"
    shutil.copytree(SAMPLE, root)
    vault = Vault(root, encoder=bundled)
    vault.index()
    return vault


def test_it_is_as_large_as_the_readme_says(report: CheckReport) -> None:
    assert (report.notes, report.links) == (40, 390)
    assert report.notes == len(NOTES)


def test_exactly_the_planted_errors_are_found(report: CheckReport) -> None:
    errors = [item for item in report.findings if item.severity == "error"]
    assert [(item.path, item.link, item.code) for item in errors] == [
        planted[:3] for planted in ERRORS
    ]


@pytest.mark.parametrize(("path", "link", "code", "meant"), ERRORS, ids=lambda value: value)
def test_the_first_candidate_is_what_was_meant(
    report: CheckReport, path: str, link: str, code: str, meant: str | None
) -> None:
    (finding,) = (
        item for item in report.findings if (item.path, item.link, item.code) == (path, link, code)
    )
    replacements = [candidate.replacement for candidate in finding.candidates]
    assert replacements[:1] == ([meant] if meant else [])


@pytest.mark.parametrize(("severity", "planted"), [("warning", WARNINGS), ("note", MINOR)])
def test_exactly_the_planted_doubts_are_found(
    report: CheckReport, severity: str, planted: list[tuple[str, int, str]]
) -> None:
    found = [item for item in report.findings if item.severity == severity]
    assert [(item.path, item.span.line, item.code) for item in found] == planted


def test_both_namesakes_are_offered_where_a_name_is_ambiguous(report: CheckReport) -> None:
    (finding,) = (item for item in report.findings if item.code == "ambiguous")
    assert finding.link == "[[index|карту]]"
    assert {candidate.replacement for candidate in finding.candidates} == {
        "[[tasks/index|карту]]",
        "[[поиск/index|карту]]",
    }


def test_the_index_changes_no_finding(vault: Vault, report: CheckReport) -> None:
    assert vault.check().findings == report.findings


def test_it_is_half_english_and_half_russian(vault: Vault) -> None:
    languages = dict(vault.status().languages)
    assert languages == {"en": 20, "ru": 20}


@pytest.mark.parametrize("file", NOTES, ids=lambda file: file.name)
def test_note_has_the_length_of_a_note(file: Path) -> None:
    text = file.read_text("utf-8")
    body = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    assert 80 <= len(re.findall(r"\w+", body)) <= 400
    assert 10 <= len(text.splitlines()) <= 50


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
    # A variant, and the note on the same in the other language.
    assert {"models/variants/DeBERTa.md", "модели/берт.md"} <= {note.path for note in related}
