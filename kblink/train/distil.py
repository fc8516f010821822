"""The training itself: batch after batch, with checkpoints, validation and a log.

A loop of its own, and not sentence-transformers' trainer: batches are counted in tokens, come from
two streams, and go on after a kill with the very losses that they would have had.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

from kblink.durable import replaced
from kblink.errors import TrainingError
from kblink.model import Progress
from kblink.train.checkpoint import load_checkpoint, save_checkpoint
from kblink.train.lessons import RETRIEVAL
from kblink.train.log import append_log, rewind_log
from kblink.train.losses import distillation_losses, retrieval_loss
from kblink.train.rates import rates_at
from kblink.train.sample_batches import Place, Reader

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import numpy.typing as npt
    import torch

    from kblink.train.lessons import Lessons
    from kblink.train.rates import Rates
    from kblink.train.recipe import Recipe
    from kblink.train.split_pieces import Parts
    from kblink.train.student import Student
    from kblink.train.tokens import Tokens
    from kblink.train.work_folder import WorkFolder

    Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pace:
    """Minutes between two checkpoints, and between two validations."""

    checkpoint: float = 5.0
    validation: float = 20.0


@dataclass(frozen=True, slots=True)
class _Step:
    """A step that may still be computed."""

    step: int
    losses: dict[str, torch.Tensor]
    kind: str
    pairs: int
    tokens: int
    rates: Rates


class Distillation:
    """A training in its work folder, from its last checkpoint on."""

    def __init__(
        self,
        student: Student,
        lessons: Lessons,
        recipe: Recipe,
        work: WorkFolder,
        validate: Callable[[dict[str, torch.Tensor]], dict[str, float]],
        parts: Parts,
        window: int,
    ) -> None:
        self._student = student
        self._lessons = lessons
        self._parts = parts
        self._window = window
        self._recipe = recipe
        self._work = work
        self._validate = validate
        self._best = 0.0
        self._unlogged: _Step | None = None
        self._logged = monotonic()
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
        """One step. Its line in the log is written when the next step is under way, so that a GPU
        computes while the next batch is made."""
        settings = self._recipe.distillation
        kind = self._lessons.kind(self.step, self._recipe)
        batch = self._readers[kind].next()
        rates = rates_at(self.step, settings)
        self._student.set_rates(rates)
        losses, tokens = self._losses(kind, batch)
        self._student.learn(losses["loss"])
        self.step += 1
        if self.step % settings.average_every == 0:
            self._student.average()
        self._finish_step()
        self._unlogged = _Step(self.step, losses, kind, len(batch), tokens, rates)

    def _finish_step(self) -> None:
        """Wait for the last step and log it. Raises TrainingError where its loss is no number."""
        last, self._unlogged = self._unlogged, None
        if last is None:
            return
        found = {name: float(each.detach()) for name, each in last.losses.items()}
        if not abs(found["loss"]) < float("inf"):
            raise self._broken(last.step, found["loss"])
        now = monotonic()
        entry = {
            "step": last.step,
            "loss": found.pop("loss"),
            **{name: round(each, 5) for name, each in found.items()},
            "of": last.kind,
            "pairs": last.pairs,
            "tokens": last.tokens,
            "rate": last.rates.body or last.rates.pieces,
            "seconds": round(now - self._logged, 3),
        }
        self._logged = now
        append_log(self._work.log, entry)

    def _losses(self, kind: str, batch: Numbers) -> tuple[dict[str, torch.Tensor], int]:
        """The parts of a batch's loss and `loss`, their sum, and how many tokens were read."""
        import torch

        settings = self._recipe.distillation
        examples = self._lessons.examples
        retrieval = kind == RETRIEVAL
        texts = self._translations(batch)
        # To tell answers apart in both languages, all of them are read in both.
        share = 1.0 if retrieval else settings.original_share
        part = batch[: max(1, round(share * len(batch)))]
        originals = examples.original_tokens.take(part)
        vectors, own = self._student.vectors(texts), self._student.vectors(originals)
        taught = self._taught(batch)
        losses = distillation_losses(vectors, own, taught, settings)
        parts = {
            "translations": losses.translations,
            "originals": losses.originals,
            "contrast": losses.contrast,
        }
        total, tokens = losses.total, len(texts.ids) + len(originals.ids)
        if retrieval:
            asked = examples.questions(batch)
            sides = (examples.original_tokens.take(asked), self._translations(asked))
            questions = [self._student.vectors(side) for side in sides]
            parts["retrieval"] = retrieval_loss(
                torch.cat(questions),
                torch.cat([own, vectors]),
                self._taught(asked),
                taught,
                settings.temperature,
            )
            total = total + self._recipe.retrieval.weight * parts["retrieval"]
            tokens += sum(len(side.ids) for side in sides)
        return {"loss": total, **parts}, tokens

    def _translations(self, numbers: Numbers) -> Tokens:
        """The translations of examples, some of their pieces cut smaller; the same for a step."""
        import numpy as np

        tokens = self._lessons.examples.translation_tokens.take(numbers)
        share = self._recipe.distillation.split_share
        if not share:
            return tokens
        chance = np.random.default_rng([self._recipe.seed, self.step])
        return self._parts.cut(tokens, share, self._window, chance)

    def _taught(self, batch: Numbers) -> torch.Tensor:
        import torch

        device = self._student.model.device
        return torch.from_numpy(self._lessons.vectors(batch)).to(device, non_blocking=True)

    def _measure(self) -> str:
        """Validate the average of the weights; keep them where they are the best so far, and return
        what they reach."""
        self._finish_step()
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
        self._finish_step()
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
            prepare = partial(self._lessons.prepare, kind)
            self._readers[kind] = Reader(stream, place, prepare)

    def _broken(self, step: int, loss: float) -> TrainingError:
        return TrainingError(
            f"The loss of step {step} is {loss}; the last checkpoint is from before.",
            hint="Lower the rates of the recipe; the checkpoint in "
            f"{self._work.checkpoints} is sound.",
        )
