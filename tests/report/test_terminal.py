"""What a person sees: every renderer at width 100 off a terminal, and on a pretended one."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from examples import (
    ANSWER,
    CLEAN,
    CORRECTED,
    EVALUATION,
    FINDINGS,
    HOSTILE,
    HOSTILE_ANSWER,
    HOSTILE_EVALUATION,
    HOSTILE_FINDING,
    HOSTILE_LINKS,
    HOSTILE_RELATED,
    INDEXED,
    NO_ANSWER,
    RELATED,
    STATISTICS,
    STATUS,
    line_of,
)
from rendering import on_terminal, plain

from kblink.model import (
    Answer,
    Calibration,
    CurvePoint,
    Interval,
    Measured,
    ReliabilityBin,
    RepeatedLine,
    Skipped,
    Staleness,
)
from kblink.report.check_summary import summary
from kblink.report.check_terminal import grouped_findings
from kblink.report.console import open_console
from kblink.report.eval_terminal import eval_summaries, eval_summary
from kblink.report.index_terminal import index_summary
from kblink.report.links_terminal import note_links_blocks
from kblink.report.related_terminal import related_results
from kblink.report.search_terminal import search_results
from kblink.report.stats_terminal import stats_summary
from kblink.report.status_terminal import status_summary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rich.console import RenderableType


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def test_the_index_summary_is_aligned_and_names_skipped_files() -> None:
    assert plain(index_summary(INDEXED)) == (
        "✓ Indexed in 1 min 23 s  /vault\n"
        "  notes     1,234     3 new, 2 changed, 1 gone\n"
        "  sections  9,876     20 embedded, 9,856 reused\n"
        "  links     4,321\n"
        "  size      15.2 MiB\n"
        "\n"
        "! 1 file skipped\n"
        "  huge.md  larger than 10 MiB, indexed up to there\n"
    )


def test_a_run_that_changed_nothing_says_so() -> None:
    idle = replace(
        INDEXED, notes_new=0, notes_changed=0, notes_gone=0, sections_embedded=0, skipped=()
    )
    assert plain(index_summary(idle)).startswith("✓ Up to date")


def test_of_many_skipped_files_the_first_are_named() -> None:
    many = tuple(Skipped(f"{number}.md", "unreadable") for number in range(50))
    text = plain(index_summary(replace(INDEXED, skipped=many)))
    assert "50 files skipped" in text
    assert "and 30 more: --format json lists all" in text


def test_status_says_that_weights_were_learned_from_the_vault() -> None:
    learned = plain(status_summary(replace(STATUS, learned=1545)))
    assert "from 1,545 linked pairs of this vault" in learned


def test_status_says_how_far_the_index_is_behind() -> None:
    assert plain(status_summary(STATUS)) == (
        "! Behind the vault by 2 changed, 1 gone  /vault\n"
        "  notes     1,234               ru 1,000, en 234\n"
        "  sections  9,876\n"
        "  links     4,321\n"
        "  encoder   all-MiniLM-L6-v2    384 dimensions, made for en\n"
        "  engine    ONNX Runtime, fp32  for text that is new\n"
        "  index     15.2 MiB            flat fp16, generation 7\n"
        "  weights   shipped             learned from other vaults, for what is related\n"
        "! the encoder does not know ru (1,000 of 1,234 notes): a search goes by words there\n"
        "  kblink index brings it up to date\n"
    )
    fresh = replace(STATUS, stale=Staleness(0, 0, 0))
    assert plain(status_summary(fresh)).startswith("✓ Up to date  /vault\n")


def test_hits_show_rank_score_trail_place_sides_and_snippet() -> None:
    assert plain(search_results(ANSWER)) == (
        "1  0.99  Sentence embeddings › Pooling\n"
        "         search/Sentence embeddings.md:14  words + meaning\n"
        "         A sentence embedding is the mean of the token vectors; that is called mean "
        "pooling, and it\n"
        "         was found to do better than the vector of the first token.\n"
        "\n"
        "2  0.50  Гибридный поиск › Слияние › Веса\n"
        "         поиск/Гибридный поиск.md:3  words\n"
        "         Ранги двух списков складываются.\n"
        "\n"
        "3  0.25  a\n"
        "         a.md:1  meaning\n"
        "         Only the meaning is near.\n"
    )


def test_no_hits_are_said_in_words() -> None:
    assert plain(search_results(Answer("x", (), "x\x1b[2J"))) == "Nothing found for “x\ufffd[2J”.\n"


def test_the_words_of_the_query_stand_out_in_the_snippet() -> None:
    text = on_terminal(search_results(CORRECTED))
    assert re.search("\x1b\\[1;32mpooling\x1b\\[0m", text)


def test_what_was_corrected_stands_above_the_hits() -> None:
    assert plain(search_results(CORRECTED)).startswith(
        "Showing results for mean pooling; no note has “poling”\n\n1  0.99  Sentence embeddings"
    )


def test_the_lines_that_are_not_embedded_are_listed_when_asked_for() -> None:
    assert plain(index_summary(INDEXED, boilerplate=True)).endswith(
        "\n  2 lines not embedded, since so many notes share each\n"
        "  1,200  Was this page helpful?\n"
        "     70  #todo\n"
    )
    none = replace(INDEXED, boilerplate=())
    assert "no line is left out" in plain(index_summary(none, boilerplate=True))


def test_related_notes_come_with_the_passages_that_speak_for_them() -> None:
    assert plain(related_results("models/BERT.md", RELATED)) == (
        "1  0.84  Transformer\n"
        "         models/transformer.md  linked\n"
        "         named  here, line 4: “transformers”\n"
        "         both   linked with Home.md, tasks.md and 3 more\n"
        "         here   BERT › Layers: “BERT is a stack of encoder layers.”\n"
        "         there  Transformer: “An encoder layer attends, then maps.”\n"
        "\n"
        "2  0.61  Attention\n"
        "         models/attention.md\n"
        "         here   “Attention in both directions.”\n"
        "         there  Heads: “Each head attends by itself.”\n"
    )
    assert plain(related_results("a.md", [])) == "Nothing related to a.md was found.\n"


def test_what_adds_to_a_related_note_is_explained_when_asked_for() -> None:
    lines = plain(related_results("models/BERT.md", RELATED[:1], explain=True)).splitlines()
    assert " ".join(lines[2].split()) == (
        "why meaning +1.5 ▪▪▪ words +0.2 links -0.5 ▪ (popularity +2.0 does not count)"
    )


def test_an_evaluation_is_two_tables_of_means_with_their_intervals() -> None:
    assert plain(*eval_summaries([EVALUATION])) == (
        "1,060 queries  /vault\n"
        "\n"
        "                   nDCG@10              MRR\n"
        "  keyword  0.500 0.25–0.75  0.625 0.50–0.75\n"
        "  hybrid   0.750 0.50–1.00  0.625 0.38–0.88\n"
        "\n"
        "nDCG@10\n"
        "                keyword           hybrid  cases\n"
        "  typo  0.500 0.25–0.75  0.750 0.50–1.00      8\n"
        "\n"
        "  means, and their 95 % intervals by bootstrap\n"
    )


def test_an_evaluation_without_kinds_is_one_table() -> None:
    assert "nDCG@10\n" not in plain(eval_summary(replace(EVALUATION, kinds={}))).splitlines()


def test_what_hides_links_says_which_and_leaves_the_measures_of_five_places_to_programs() -> None:
    found = Interval(0.5, 0.25, 0.75)
    names = ("recall@5", "recall@10", "ndcg@5", "ndcg@10", "mrr", "hit@1")
    measured = Measured(9, {"fused": dict.fromkeys(names, found)})
    cold = replace(
        EVALUATION,
        protocol="cold",
        overall=measured,
        kinds={"over 50 links": replace(measured, cases=2)},
    )
    inductive = replace(cold, protocol="inductive", seeds=(0, 1, 2), kinds={})
    lines = plain(*eval_summaries([cold, inductive])).splitlines()
    assert lines == [
        "cold: 9 notes  /vault",
        "all links hidden",
        "",
        "               Recall@10          nDCG@10              MRR            Hit@1",
        "  fused  0.500 0.25–0.75  0.500 0.25–0.75  0.500 0.25–0.75  0.500 0.25–0.75",
        "",
        "Recall@10",
        "                           fused  cases",
        "  over 50 links  0.500 0.25–0.75      2",
        "",
        "inductive: 9 notes  /vault",
        "all links of 15 % of the notes hidden, drawn 3 times",
        "",
        *lines[3:5],
        "",
        "  means, and their 95 % intervals by bootstrap",
    ]


def test_confidences_are_drawn_beside_what_came_true() -> None:
    found = Interval(0.5, 0.25, 0.75)
    bins = (ReliabilityBin(0.5, 0.6, 8, 0.55, 0.75), ReliabilityBin(0.9, 1.0, 0, 0.0, 0.0))
    curve = (CurvePoint(0.0, 0.75, 0.5, 8), CurvePoint(0.9, 0.0, 0.0, 0))
    measures = dict.fromkeys(("coverage@0.75", "precision@confidence0.9", "recall"), found)
    anchored = replace(
        EVALUATION,
        protocol="anchored",
        overall=Measured(6, {"fused": measures}),
        kinds={},
        calibration=Calibration(0.2, bins, curve),
    )
    lines = [line.rstrip() for line in plain(*eval_summaries([anchored])).splitlines()]
    assert lines[0] == "anchored: 6 links  /vault"
    assert lines[3:5] == ["           found at 0.75", "  fused  0.500 0.25–0.75"]
    plot = lines.index("Confidence, and how often it is right (off by 0.200)")
    assert lines[plot + 1 :] == [
        "  said     confidence  right  suggestions",
        f"  0.5–0.6       0.550  0.750            8  {'━' * 22}│{'━' * 7}{'·' * 10}",
        "  0.9–1.0           –      –            0",
        "  ━ right, │ said",
        "",
        "Suggestions from a confidence on",
        "  confidence  precision  recall  suggestions",
        "  0.0             0.750   0.500            8",
        "  0.9                 –   0.000            0",
        "",
        "  means, and their 95 % intervals by bootstrap",
    ]


def test_the_best_mean_of_a_metric_stands_out() -> None:
    text = on_terminal(eval_summary(EVALUATION))
    assert "\x1b[1m0.750\x1b[0m" in text
    assert "\x1b[1m0.500\x1b[0m" not in text


_MANY = tuple(HOSTILE_FINDING._replace(path=f"{number} {HOSTILE}.md") for number in range(20))
EVERYTHING: list[Callable[[], Iterable[RenderableType]]] = [
    lambda: grouped_findings(
        [HOSTILE_FINDING], line_of=lambda *_: f"[[{HOSTILE}]] {HOSTILE}", root="/vault"
    ),
    lambda: grouped_findings([HOSTILE_FINDING], line_of=lambda *_: None, root="/vault"),
    lambda: [summary(replace(CLEAN, findings=_MANY), _MANY, root="/vault")],
    lambda: [note_links_blocks(HOSTILE_LINKS, root="/vault")],
    lambda: [
        stats_summary(
            replace(
                STATISTICS,
                vault=HOSTILE,
                tags=((HOSTILE, 3),),
                languages=((HOSTILE, 1),),
                most_linked=((f"{HOSTILE}.md", 1),),
            )
        ),
    ],
    lambda: [
        index_summary(
            replace(
                INDEXED,
                vault=HOSTILE,
                skipped=(Skipped(HOSTILE, HOSTILE),),
                boilerplate=(RepeatedLine(HOSTILE, 9),),
            ),
            boilerplate=True,
        )
    ],
    lambda: [status_summary(replace(STATUS, vault=HOSTILE, languages=((HOSTILE, 1),)))],
    lambda: [search_results(HOSTILE_ANSWER, root="/vault")],
    lambda: [search_results(NO_ANSWER)],
    lambda: [related_results(HOSTILE, [HOSTILE_RELATED], root="/vault")],
    lambda: [related_results(HOSTILE, [])],
    lambda: [eval_summary(HOSTILE_EVALUATION)],
]


@pytest.mark.parametrize("parts", EVERYTHING)
def test_hostile_text_is_shown_as_text(parts: Callable[[], Iterable[RenderableType]]) -> None:
    text = plain(*parts(), width=2000)
    assert text.replace("\n", "").isprintable()
    assert "[bold]loud[/bold] [/x] :smile:" in text


@pytest.mark.parametrize("parts", EVERYTHING)
def test_on_a_terminal_only_our_own_escape_sequences_are_written(
    parts: Callable[[], Iterable[RenderableType]],
) -> None:
    text = on_terminal(*parts())
    own = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;(id=[0-9]+;file:///vault/[\x21-\x7e]*|;)\x1b\\")
    assert "\x1b" in text
    assert own.sub("", text).replace("\n", "").isprintable()


def test_places_are_hyperlinks_on_a_terminal_only() -> None:
    link = "\x1b]8;id="
    linked = [*grouped_findings(FINDINGS, line_of=line_of, root="/vault")]
    assert "file:///vault/models/BERT.md" in on_terminal(*linked)
    assert link not in on_terminal(*grouped_findings(FINDINGS, line_of=line_of))
    assert "\x1b" not in plain(*linked)


@pytest.mark.parametrize("parts", EVERYTHING)
def test_without_colour_nothing_but_text_is_written_on_a_terminal_either(
    parts: Callable[[], Iterable[RenderableType]],
) -> None:
    assert "\x1b" not in on_terminal(*parts(), color=False)


@pytest.mark.parametrize("width", [30, 60, 100])
@pytest.mark.parametrize("parts", EVERYTHING)
def test_lines_keep_to_the_width(parts: Callable[[], Iterable[RenderableType]], width: int) -> None:
    from rich.cells import cell_len

    lines = plain(*parts(), width=width).splitlines()
    assert max(cell_len(line) for line in lines) <= width


def test_off_a_terminal_the_width_is_100_and_a_narrow_one_can_be_asked_for() -> None:
    assert open_console(io.StringIO()).width == 100
    assert open_console(io.StringIO(), width=40).width == 40


def test_a_string_is_not_read_as_markup_either() -> None:
    assert plain("[bold]a[/bold] [/x] :smile:") == "[bold]a[/bold] [/x] :smile:\n"


def test_a_closed_pipe_reaches_the_caller() -> None:
    class Closed(io.StringIO):
        def write(self, _text: str) -> int:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        open_console(Closed()).print("x")
