"""A note's links and a vault's numbers as a person sees them."""

from __future__ import annotations

from dataclasses import replace

from examples import NO_LINKS, NOTE_LINKS, STATISTICS
from rendering import on_terminal, plain

from kblink.report.links_terminal import note_links_blocks
from kblink.report.stats_terminal import stats_summary


def test_a_note_has_three_blocks_of_links() -> None:
    assert plain(note_links_blocks(NOTE_LINKS)) == (
        "BERT  models/BERT.md\n"
        "\n"
        "Outgoing  3\n"
        "  ✓ 40:1    [[Attention#Heads]]  → models/attention.md\n"
        "  ✗ 12:5    [[Transfomer]]  broken-note\n"
        "  ↗ 41:1    [paper](https://x.example)  external\n"
        "\n"
        "Backlinks  2\n"
        "  ✓ Home.md:3:7  [[BERT]]\n"
        "  ✗ поиск/Гибридный поиск.md:9:1  [[BERT#Нет]]  broken-heading\n"
        "\n"
        "Mentioned without a link  1\n"
        "  models/RoBERTa.md:5:13\n"
        "    It is still BERT, trained longer.\n"
    )
    assert plain(note_links_blocks(NO_LINKS)).count("none") == 3


def test_the_phrase_stands_out_in_its_sentence_as_a_whole_word() -> None:
    mention = replace(NOTE_LINKS.mentions[0], sentence="RoBERTa is a BERT.")
    text = on_terminal(note_links_blocks(replace(NO_LINKS, mentions=(mention,))))
    assert "\x1b[2mRoBERTa is a \x1b[0m\x1b[1mBERT\x1b[0m" in text


def test_signs_have_the_colour_of_the_verdict() -> None:
    text = on_terminal(note_links_blocks(NOTE_LINKS))
    assert text.count("\x1b[32m  ✓ ") == 2
    assert text.count("\x1b[1;31m  ✗ ") == 2


def test_statistics_are_aligned_facts_and_bars() -> None:
    text = plain(stats_summary(STATISTICS))
    assert text.startswith(
        "/vault\n"
        "  notes        1,234     ru 1,000, en 234, 2 more excluded\n"
        "  attachments  5\n"
        "  size         15.2 MiB\n"
        "  links        4,321     3.5 a note\n"
        "  groups       3         of notes that links connect\n"
        "  orphans      1         that no other note links to\n"
        "  dead ends    2         that link to no other note\n"
        "\n"
        "Links by verdict\n"
        "  ok           4,000  ━━━━━━━━━━━━━━━━━━━━━━━━\n"
        "  broken-note    321  ━━\n"
    )
    assert "  and 4 more: --format json lists all\n" in text


def test_an_empty_vault_has_facts_and_no_charts() -> None:
    empty = replace(
        STATISTICS, notes=0, links=0, statuses=(), kinds=(), findings=(), tags=(),
        most_linked=(), most_wanted=(), languages=(),
    )  # fmt: skip
    assert "━" not in plain(stats_summary(empty))
