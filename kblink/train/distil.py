"""The training itself: batch after batch, with checkpoints, validation and a log.

A loop of its own, and not sentence-transformers' trainer: batches are counted in tokens, come from
two streams, and go on after a kill with the very losses that they would have had.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any

from kblink.durable import replaced
from kblink.errors import TrainingError
from kblink.model import Progress
from kblink.train.checkpoint import load_checkpoint, save_checkpoint
from kblink.train.log import append_log, rewind_log
from kblink.train.losses import distillation_losses
from kblink.train.rates import rates_at
from kblink.train.sample_batches import Place, Reader

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import numpy.typing as npt
    import torch

    from kblink.train.lessons import Lessons
    from kblink.train.recipe import Recipe
    from kblink.train.student import Student
    from kblink.train.work_folder import WorkFolder

    Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pace:
    """Minutes between two checkpoints, and between two validations."""

    checkpoint: float = 5.0
    validation: float = 20.0


class Distillation:
    """A training in its work folder, from its last checkpoint on."""

    def __init__(
        self,
        student: Student,
        lessons: Lessons,
        recipe: Recipe,
        work: WorkFolder,
        validate: Callable[[dict[str, torch.Tensor]], dict[str, float]],
    ) -> None:
        self._student = student
        self._lessons = lessons
        self._recipe = recipe
        self._work = work
        self._validate = validate
        self._best = 0.0
        self.step = 0
        self._readers: dict[str, Reader] = {}
        self._restore()

    def run(
        self,
        pace: Pace,
        progress: Callable[[Progress], None],
        notify: Callable[[str], None],
    ) -> None:
        """Learn up to the recipe's last step. Raises TrainingError where it cannot go on."""
        steps = self._recipe.distillation.steps
        if self.step == 0:
            notify(self._measure())
        saved = validated = monotonic()
        while self.step < steps:
            self._learn_next()
            now = monotonic()
            last = self.step == steps
            if last or now - validated > 60 * pace.validation:
                notify(self._measure())
                validated = monotonic()
            if last or now - saved > 60 * pace.checkpoint:
                self._save()
                saved = monotonic()
            progress(Progress("training", self.step, steps))

    def _learn_next(self) -> None:
        """One step, and its line in the log."""
        began = monotonic()
        settings = self._recipe.distillation
        batch, kind = self._next_batch()
        rates = rates_at(self.step, settings)
        self._student.set_rates(rates)
        examples = self._lessons.examples
        texts = [examples.translation_tokens.text(each) for each in batch]
        part = batch[: max(1, round(settings.original_share * len(batch)))]
        originals = [examples.original_tokens.text(each) for each in part]
        losses = distillation_losses(
            self._student.vectors(texts),
            self._student.vectors(originals),
            self._taught(batch),
            settings,
        )
        found = float(losses.total.detach())
        if not abs(found) < float("inf"):
            raise self._broken(found)
        self._student.learn(losses.total)
        self.step += 1
        if self.step % settings.average_every == 0:
            self._student.average()
        entry = {
            "step": self.step,
            "loss": found,
            "translations": round(float(losses.translations.detach()), 5),
            "originals": round(float(losses.originals.detach()), 5),
            "contrast": round(float(losses.contrast.detach()), 5),
            "of": kind,
            "pairs": len(batch),
            "tokens": sum(map(len, texts)) + sum(map(len, originals)),
            "rate": rates.body or rates.pieces,
            "seconds": round(monotonic() - began, 3),
        }
        append_log(self._work.log, entry)

    def _taught(self, batch: Numbers) -> torch.Tensor:
        import torch

        return torch.from_numpy(self._lessons.vectors(batch)).to(self._student.model.device)

    def _next_batch(self) -> tuple[Numbers, str]:
        every = self._recipe.passages.every
        turn = "passages" in self._readers and self.step % every == every - 1
        kind = "passages" if turn else "sentences"
        return self._readers[kind].next(), kind

    def _measure(self) -> str:
        """Validate the average of the weights; keep them where they are the best so far, and return
        what they reach."""
        weights = self._student.averaged_weights()
        figures = self._validate(weights)
        append_log(self._work.log, {"step": self.step, "validation": figures})
        if figures["all"] >= self._best:
            self._best = figures["all"]
            self._keep_best(weights)
        reached = ", ".join(f"{name} {figure:.3f}" for name, figure in figures.items())
        return f"Step {self.step:,}: {reached}."

    def _keep_best(self, weights: dict[str, torch.Tensor]) -> None:
        from safetensors import SafetensorError
        from safetensors.torch import save_file

        try:
            with replaced(self._work.best) as temporary:
                save_file(weights, temporary, {"step": str(self.step), "all": str(self._best)})
        except (OSError, SafetensorError) as error:
            raise TrainingError(
                f"The best weights cannot be written to {self._work.best}: {error}.",
                hint="Make room and run the same command again.",
            ) from error

    def _save(self) -> None:
        places = {kind: astuple(reader.place) for kind, reader in self._readers.items()}
        save_checkpoint(
            self._work.checkpoints,
            {"step": self.step, "best": self._best, "places": places} | self._student.state(),
        )

    def _restore(self) -> None:
        state: dict[str, Any] = load_checkpoint(self._work.checkpoints) or {}
        if state:
            self.step, self._best = state["step"], state["best"]
            self._student.restore(state)
        rewind_log(self._work.log, self.step if state else -1)
        for kind, stream in self._lessons.streams.items():
            place = Place(*state.get("places", {}).get(kind, ()))
            self._readers[kind] = Reader(stream, place, self._lessons.prepare)

    def _broken(self, loss: float) -> TrainingError:
        return TrainingError(
            f"The loss of step {self.step + 1} is {loss}; the last checkpoint is from before.",
            hint="Lower the rates of the recipe; the checkpoint in "
            f"{self._work.checkpoints} is sound.",
        )
