"""`kblink train`: encoders made from others."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer

from kblink.cli import options

if TYPE_CHECKING:
    from kblink.train.estimate import Estimate
    from kblink.train.recipe import Recipe

Text: TypeAlias = Annotated[
    Path,
    typer.Option(
        "--text",
        metavar="DIR",
        help="A folder with the recipe's files: gzipped, a pair a line, columns between tabs.",
    ),
]
RecipeName: TypeAlias = Annotated[
    str,
    typer.Option(
        "--recipe",
        metavar="FILE_OR_NAME",
        help="A recipe, TOML, or one that ships with kblink: en-ru, en-ru-gpu.",
    ),
]
Teacher: TypeAlias = Annotated[
    Path | None,
    typer.Option("--teacher", metavar="DIR", help="A BERT folder. Else all-MiniLM-L6-v2."),
]
Work: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--work",
        metavar="DIR",
        help="Where the training is kept and gone on with. Else below $XDG_STATE_HOME.",
    ),
]
Without: TypeAlias = Annotated[
    list[Path] | None,
    typer.Option(
        "--without",
        metavar="DIR",
        help="Learn no text of the notes in this folder, to be measured on it. Repeatable.",
    ),
]
StageName: TypeAlias = Annotated[
    Literal["vocabulary", "initialise", "distil", "export"] | None,
    typer.Option(
        "--stage",
        help="Stop after this stage; export saves what is learned so far. Else all are done.",
    ),
]
Pieces: TypeAlias = Annotated[
    int | None, typer.Option("--pieces", min=1, metavar="N", help="How many new WordPieces.")
]
Steps: TypeAlias = Annotated[
    int | None, typer.Option("--steps", min=1, metavar="N", help="How many steps to train.")
]
Device: TypeAlias = Annotated[
    str, typer.Option("--device", metavar="NAME", help="A device of torch: cpu, cuda.")
]
Threads: TypeAlias = Annotated[
    int, typer.Option("--threads", min=0, metavar="N", help="Threads; 0: as torch does.")
]
Precision: TypeAlias = Annotated[
    Literal["auto", "fp32", "bf16"],
    typer.Option("--precision", help="Numbers to compute in; auto: as the machine is faster."),
]
Minutes: TypeAlias = Annotated[
    float, typer.Option("--checkpoint-minutes", min=0, metavar="N", help="Between two checkpoints.")
]
ValidationMinutes: TypeAlias = Annotated[
    float, typer.Option("--validation-minutes", min=0, metavar="N", help="Between two validations.")
]
DryRun: TypeAlias = Annotated[
    bool, typer.Option("--dry-run", help="Tell sizes, steps and time, and write nothing.")
]


def train_app() -> typer.Typer:
    """Return the group of commands."""
    app = typer.Typer(help="Train encoders.", no_args_is_help=False, rich_markup_mode=None)
    app.callback()(_train)
    app.command("bilingual")(bilingual)
    return app


def _train() -> None:
    """Train encoders."""


@options.with_common
def bilingual(
    common: options.Common,
    *,
    text: Text,
    recipe: RecipeName = "en-ru",
    teacher: Teacher = None,
    work: Work = None,
    without: Without = None,
    stage: StageName = None,
    pieces: Pieces = None,
    steps: Steps = None,
    device: Device = "cpu",
    threads: Threads = 0,
    precision: Precision = "auto",
    checkpoint_minutes: Minutes = 5.0,
    validation_minutes: ValidationMinutes = 20.0,
    dry_run: DryRun = False,
) -> int:
    """Teach an encoder another language from aligned text; a run that was stopped goes on."""
    from kblink.cli.messages import Messages
    from kblink.encode.cache_folder import cache_folder
    from kblink.encode.model_cache import ModelCache
    from kblink.train.bilingual import Bilingual, Machine
    from kblink.train.distil import Pace
    from kblink.train.teacher import find_teacher
    from kblink.train.work_folder import WorkFolder, default_work

    chosen = _recipe(recipe, pieces, steps)
    place = WorkFolder(work or default_work(os.environ, chosen.name))
    machine = Machine(device, threads, precision, Pace(checkpoint_minutes, validation_minutes))
    with Messages(common) as messages:
        training = Bilingual(
            chosen,
            text,
            find_teacher(teacher, ModelCache(cache_folder(os.environ))),
            place,
            machine,
            messages.notify,
            messages.progress,
            without or (),
        )
        if dry_run:
            _show(training.estimate(), common)
        elif stage == "export":
            training.export()
        else:
            training.run(stage or "export")
    return 0


def _show(needed: Estimate, common: options.Common) -> None:
    from kblink.cli.output import write_rendered
    from kblink.report.facts import facts
    from kblink.report.quantities import counted, duration_words, size_words

    rows = [
        ("text", f"{counted(needed.rows, 'pair')}, {needed.held_out:,} held out", ""),
        ("student", f"{needed.weights:,} weights, {size_words(needed.model_bytes)}", ""),
        ("disk", f"up to {size_words(needed.work_bytes)}", ""),
        ("training", f"{counted(needed.steps, 'step')}, {needed.passes:.1f} passes", ""),
        ("speed", f"{needed.tokens_per_second:,.0f} tokens/s", "measured now"),
        ("time", duration_words(needed.seconds), "without the teacher's reading"),
    ]
    write_rendered([facts(rows)], common)


def _recipe(wanted: str, pieces: int | None, steps: int | None) -> Recipe:
    """The recipe with what the command line says in its place."""
    from dataclasses import replace

    from kblink.train.read_recipe import find_recipe

    chosen = find_recipe(wanted)
    vocabulary = replace(chosen.vocabulary, pieces=pieces or chosen.vocabulary.pieces)
    distillation = replace(chosen.distillation, steps=steps or chosen.distillation.steps)
    return replace(chosen, vocabulary=vocabulary, distillation=distillation)
