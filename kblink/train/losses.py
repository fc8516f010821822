"""What a student is to come near: the teacher's vector of the original, on both sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

    from kblink.train.recipe import Distillation


@dataclass(frozen=True, slots=True)
class Losses:
    """The parts of a batch's loss, scalars: how far translations and originals are from the
    teacher's vectors, how badly translations tell their originals apart, and their weighted sum."""

    translations: torch.Tensor
    originals: torch.Tensor
    contrast: torch.Tensor
    total: torch.Tensor


def distillation_losses(
    translations: torch.Tensor,
    originals: torch.Tensor,
    teacher: torch.Tensor,
    settings: Distillation,
) -> Losses:
    """Return the losses of a batch: Reimers and Gurevych 2020, arXiv 2004.09813.

    All are unit vectors, float32, (n, dimension), row i of each for pair i; `originals` may hold
    the first rows alone. The distance is 1 - cosine, which is half the squared difference that the
    paper uses. The contrastive term asks each translation to tell its original from the others.
    """
    far = (1 - (translations * teacher).sum(1)).mean()
    forgotten = (1 - (originals * teacher[: len(originals)]).sum(1)).mean()
    confused = contrast(translations, teacher, settings.temperature)
    return Losses(far, forgotten, confused, far + forgotten + settings.contrast * confused)


def retrieval_loss(
    questions: torch.Tensor,
    answers: torch.Tensor,
    taught_questions: torch.Tensor,
    taught_answers: torch.Tensor,
    temperature: float,
) -> torch.Tensor:
    """Return how far the student is from telling the answers of a batch apart as the teacher does.

    `questions` and `answers` hold the unit vectors of several languages one after another, each
    language shape (n, dimension) as the teacher's are, so every question meets the answers of every
    language. The cross-entropy of two softmaxes over the similarities to the n answers, less the
    teacher's own entropy (Hinton et al. 2015, arXiv 1503.02531): answers that would also do are no
    negatives. 0 where both rank alike.
    """
    import torch

    count = len(taught_answers)
    wanted = torch.softmax(taught_questions @ taught_answers.T / temperature, 1)
    scores = (questions @ answers.T / temperature).reshape(-1, count, len(answers) // count, count)
    said = torch.log_softmax(scores, 3)  # language, question, language, answer
    entropy = torch.special.entr(wanted).sum(1).mean()
    loss: torch.Tensor = -(wanted[None, :, None, :] * said).sum(3).mean() - entropy
    return loss


def contrast(queries: torch.Tensor, keys: torch.Tensor, temperature: float) -> torch.Tensor:
    """Return InfoNCE over the batch: key i belongs to query i, and all others are negatives.

    Keys that are one text, as the same sentence in two rows, are no negatives of each other.
    """
    import torch

    same = (keys @ keys.T > 1 - _SAME) & ~torch.eye(len(keys), dtype=torch.bool, device=keys.device)
    scores = (queries @ keys.T / temperature).masked_fill(same, float("-inf"))
    return torch.nn.functional.cross_entropy(scores, torch.arange(len(keys), device=keys.device))


_SAME = 1e-3
"""Distance below which two keys are one text, in float16."""
