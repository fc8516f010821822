"""A bilingual encoder from a teacher that knows one language: read this first.

The stages, in their order: the teacher's vocabulary is extended with pieces of the new language,
their rows begin as those of the pieces that they stand for, the student learns to give a
translation the vector that the teacher gives its original, and is saved as a model. Each stage
leaves files in the work folder, and begins with those of the one before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal, get_args

from kblink.durable import digest_file, replaced
from kblink.errors import TrainingError, UsageError
from kblink.train.barred_texts import barred_texts
from kblink.train.bert import encode_all, load_bert, wants_bf16, with_rows
from kblink.train.distil import Distillation, Pace
from kblink.train.estimate import estimate
from kblink.train.explain_failures import failures_explained
from kblink.train.export_student import export_student, mixed, read_weights
from kblink.train.extend_vocabulary import extend_vocabulary, load_tokenizer
from kblink.train.initial_rows import initial_rows
from kblink.train.lessons import make_lessons
from kblink.train.log import append_log, read_log
from kblink.train.manifest import write_manifest
from kblink.train.read_recipe import recipe_digest
from kblink.train.read_rows import read_rows
from kblink.train.select_rows import select_rows
from kblink.train.split_pieces import parts_of
from kblink.train.student import Student
from kblink.train.teacher_vectors import TeacherVectors
from kblink.train.tokens import tokenise
from kblink.train.training_page import training_page
from kblink.train.validate import teach, validate, validation_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt
    import torch
    from tokenizers import Tokenizer

    from kblink.model import Progress
    from kblink.train.estimate import Estimate
    from kblink.train.lessons import Lessons
    from kblink.train.recipe import Recipe
    from kblink.train.select_rows import Selection
    from kblink.train.teacher import Teacher
    from kblink.train.validate import Encode, SideVectors, ValidationText
    from kblink.train.work_folder import WorkFolder

Stage = Literal["vocabulary", "initialise", "distil", "export"]
STAGES: tuple[Stage, ...] = get_args(Stage)


@dataclass(frozen=True, slots=True)
class Machine:
    """What computes: a device of torch, threads (0: as many as there are), and `auto`, `fp32` or
    `bf16`."""

    device: str = "cpu"
    threads: int = 0
    precision: str = "auto"
    pace: Pace = field(default_factory=Pace)


class Bilingual:
    """A training: a recipe over the text of a folder, in a work folder that is its own.

    No row is learned that has a text of the notes in the folders `without`.
    """

    def __init__(
        self,
        recipe: Recipe,
        text: Path,
        teacher: Teacher,
        work: WorkFolder,
        machine: Machine,
        notify: Callable[[str], None],
        progress: Callable[[Progress], None],
        without: Sequence[Path] = (),
    ) -> None:
        self._recipe = recipe
        self._without = without
        self._text = text
        self._teacher = teacher
        self._work = work
        self._machine = machine
        self._notify = notify
        self._progress = progress
        self._bf16 = wants_bf16(machine.precision, machine.device)

    def run(self, last: Stage = "export") -> None:
        """Do the stages that are not done yet, up to the last one.

        A second process at the same folder, text that has changed and whatever else stands in the
        way is a TrainingError.
        """
        with self._work.locked(), failures_explained():
            self._work.claim(self._made_of())
            for stage in STAGES[: STAGES.index(last) + 1]:
                getattr(self, f"_{stage}")()

    def export(self) -> None:
        """Save what has been learned so far, also while another process goes on learning.

        Raises TrainingError where nothing has been.
        """
        if not self._work.rows.exists():
            raise TrainingError(
                f"There is no training in {self._work.folder}.", hint="Name its folder by --work."
            )
        with failures_explained():
            self._export()

    def estimate(self) -> Estimate:
        """Return what the training will need; nothing is written."""
        self._use_machine()
        return estimate(self._selection, self._recipe, self._teacher_model, bf16=self._bf16)

    def _made_of(self) -> dict[str, str]:
        names = (*self._recipe.files, *self._recipe.exclude.files)
        try:
            files = {name: digest_file(self._text / name) for name in names}
        except OSError as error:
            raise TrainingError(
                f"The text cannot be read: {error}.",
                hint="Name the folder with the recipe's files by --text.",
            ) from error
        return {
            "recipe": recipe_digest(self._recipe),
            "teacher": self._teacher.weights,
            "left out": sha256(str(sorted(self._barred)).encode()).hexdigest(),
            **files,
        }

    def _vocabulary(self) -> None:
        """Extend the teacher's pieces; write the manifest of the rows."""
        import json

        if self._work.tokenizer.exists():
            return
        self._notify("Extending the vocabulary.")
        write_manifest(self._work.manifest, self._selection)
        document = extend_vocabulary(
            self._teacher.tokenizer,
            (row.translation for row in self._selection.learned()),
            self._recipe.vocabulary,
        )
        with replaced(self._work.tokenizer) as temporary:
            temporary.write_text(json.dumps(document, ensure_ascii=False), "utf-8")

    def _initialise(self) -> None:
        """Begin the rows of new pieces as those that they stand for."""
        import numpy as np

        if self._work.rows.exists():
            return
        self._notify("Aligning the new pieces with the teacher's.")
        rows = self._selection.learned()
        order = np.random.default_rng(self._recipe.seed).permutation(len(rows))
        found = initial_rows(
            self._teacher_model.embeddings.word_embeddings.weight.detach().cpu().numpy(),
            self._teacher.tokenizer,
            self._tokenizer_document,
            [(rows[at].original, rows[at].translation) for at in order],
            self._recipe.alignment,
        )
        with replaced(self._work.rows) as temporary, temporary.open("wb") as stream:
            np.save(stream, found)

    def _distil(self) -> None:
        """Train from the last checkpoint on."""
        self._use_machine()
        student = Student(
            self._new_student(), self._old_rows(), self._recipe.distillation, bf16=self._bf16
        )
        training = Distillation(
            student,
            self._lessons(),
            self._recipe,
            self._work,
            self._validation(),
            parts_of(self._tokenizer_document["model"]["vocab"], self._old_rows()),
            self._teacher.window,
        )
        if training.step == 0:
            append_log(self._work.log, {"step": 0, "teacher": self._figures(self._teacher_encode)})
        append_log(self._work.log, {"step": training.step, "begins": self._circumstances()})
        self._notify(f"Training from step {training.step} on.")
        training.run(self._machine.pace, self._progress, self._notify)

    def _export(self) -> None:
        """Save the best weights so far, else those that training begins with; and the curves."""
        folder = self._work.model(self._recipe.name)
        model = self._new_student()
        begun = model.state_dict()
        weights = read_weights(self._work.best) if self._work.best.exists() else begun
        share = self._recipe.distillation.teacher_share
        weights = mixed(weights, begun, self._old_rows(), share)
        export_student(
            model,
            weights,
            load_tokenizer(self._tokenizer_document),
            self._teacher.window,
            folder,
        )
        self._notify(f"The encoder is in {folder}.")
        if self._work.log.exists():
            page = training_page(self._recipe.name, read_log(self._work.log))
            with replaced(self._work.page) as temporary:
                temporary.write_text(page, "utf-8")
            self._notify(f"Its curves are in {self._work.page}.")

    def _use_machine(self) -> None:
        """Set the threads, and see whether the device is there."""
        import torch

        if self._machine.threads:
            torch.set_num_threads(self._machine.threads)
        try:
            torch.empty(0, device=self._machine.device)
        # torch says it in any of these, by what is missing.
        except (RuntimeError, AssertionError, NotImplementedError) as error:
            first = str(error).partition("\n")[0]
            raise UsageError(
                f"There is no device {self._machine.device!r}: {first}",
                hint="Name one by --device.",
            ) from error

    @cached_property
    def _selection(self) -> Selection:
        rows = read_rows(self._text, self._recipe)
        return select_rows(rows, self._text, self._recipe, self._barred)

    @cached_property
    def _barred(self) -> frozenset[int]:
        return barred_texts(self._without)

    @cached_property
    def _tokenizer_document(self) -> dict[str, Any]:
        import json

        document: dict[str, Any] = json.loads(self._work.tokenizer.read_bytes())
        return document

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return load_tokenizer(self._tokenizer_document, self._teacher.window)

    @cached_property
    def _teacher_model(self) -> Any:  # noqa: ANN401 - a BERT of transformers
        return load_bert(self._teacher.folder, self._machine.device)

    def _new_student(self) -> Any:  # noqa: ANN401 - as above
        import numpy as np

        padding = self._tokenizer_document["model"]["vocab"]["[PAD]"]
        model = load_bert(self._teacher.folder, self._machine.device)
        return with_rows(model, np.load(self._work.rows), padding)

    def _old_rows(self) -> int:
        known = self._teacher.vocabulary
        return sum(piece in known for piece in self._tokenizer_document["model"]["vocab"])

    def _lessons(self) -> Lessons:
        kept = TeacherVectors(self._work.teacher, self._teacher_model.config.hidden_size)
        tokenizer = load_tokenizer(self._teacher.tokenizer, self._teacher.window)

        def read(originals: Sequence[str]) -> None:
            kept.fill(originals, self._teacher_model, tokenizer, bf16=self._bf16)

        window = self._teacher.window
        return make_lessons(
            self._selection, self._recipe, self._tokenizer, window, read, kept.vectors
        )

    def _validation(self) -> Callable[[dict[str, torch.Tensor]], dict[str, float]]:
        model = self._new_student()

        def measure(weights: dict[str, torch.Tensor]) -> dict[str, float]:
            model.load_state_dict(weights)
            return self._figures(partial(self._encode, model, self._tokenizer))

        return measure

    def _circumstances(self) -> dict[str, Any]:
        """What losses depend on besides the recipe: the same ones give the same losses."""
        import torch

        return {
            "torch": torch.__version__,
            "device": self._machine.device,
            "threads": torch.get_num_threads(),
            "bf16": self._bf16,
        }

    def _figures(self, encode: Encode) -> dict[str, float]:
        return validate(encode, self._validation_text, self._recipe, self._taught_text)

    @cached_property
    def _validation_text(self) -> ValidationText:
        return validation_text(self._selection, self._recipe)

    @cached_property
    def _taught_text(self) -> SideVectors:
        return teach(self._teacher_encode, self._validation_text)

    def _teacher_encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        tokenizer = load_tokenizer(self._teacher.tokenizer, self._teacher.window)
        return self._encode(self._teacher_model, tokenizer, texts)

    def _encode(
        self,
        model: Any,  # noqa: ANN401 - as above
        tokenizer: Tokenizer,
        texts: Sequence[str],
    ) -> npt.NDArray[np.float32]:
        return encode_all(model, tokenise(texts, tokenizer), bf16=self._bf16)
