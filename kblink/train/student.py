"""The student: its weights, their optimisers and their running average."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kblink.train.bert import unit_vectors

if TYPE_CHECKING:
    import torch

    from kblink.train.rates import Rates
    from kblink.train.recipe import Distillation
    from kblink.train.tokens import Tokens


class Student:
    """A BERT that learns. Rows below `old_rows` were the teacher's; the others are new."""

    def __init__(self, model: Any, old_rows: int, settings: Distillation, *, bf16: bool) -> None:  # noqa: ANN401 - a BERT of transformers
        import torch

        self.model = model
        self._settings = settings
        self._old_rows = old_rows
        self._bf16 = bf16
        self._table = model.embeddings.word_embeddings.weight
        self._body = [each for each in model.parameters() if each is not self._table]
        # On a processor the gradient of the table is sparse, and its optimiser moves the rows of a
        # batch alone: a step over all rows would cost as much as the sentences of a small batch.
        sparse = model.embeddings.word_embeddings.sparse
        self._pieces_optimiser: torch.optim.Optimizer = (
            torch.optim.SparseAdam([self._table])
            if sparse
            else torch.optim.AdamW([self._table], weight_decay=0.0, fused=True)
        )
        self._body_optimiser = torch.optim.AdamW(
            self._body, weight_decay=settings.weight_decay, fused=True
        )
        self._average = {name: each.detach().clone() for name, each in model.named_parameters()}
        self._averaged = 0

    def vectors(self, texts: Tokens) -> torch.Tensor:
        """Return the unit vectors of texts, with their gradient."""
        return unit_vectors(self.model, texts, bf16=self._bf16)

    def set_rates(self, rates: Rates) -> None:
        """Set the rates of the next step. A body that stands still has no gradient computed."""
        for optimiser, rate in (
            (self._pieces_optimiser, rates.pieces),
            (self._body_optimiser, rates.body),
        ):
            optimiser.param_groups[0]["lr"] = rate
        for each in self._body:
            each.requires_grad_(rates.body > 0)

    def learn(self, loss: torch.Tensor) -> None:
        """Go one step down the gradient of a loss."""
        import torch

        loss.backward()  # type: ignore[no-untyped-call]  # torch's own
        if self._body[0].requires_grad:
            torch.nn.utils.clip_grad_norm_(self._body, self._settings.clip)
            self._body_optimiser.step()
        else:
            self._table.grad = _without_rows(self._table.grad, self._old_rows)
        self._pieces_optimiser.step()
        self._body_optimiser.zero_grad()
        self._pieces_optimiser.zero_grad()

    def average(self) -> None:
        """Take the weights as they are into their running average."""
        import torch

        self._averaged += 1
        # The first ones count more, so that the average does not cling to where it began.
        keep = min(self._settings.average, self._averaged / (self._averaged + 9))
        with torch.no_grad():
            for name, each in self.model.named_parameters():
                self._average[name].lerp_(each, 1 - keep)

    def averaged_weights(self) -> dict[str, torch.Tensor]:
        """Return the running average of the weights, by their names in the model."""
        return self._average

    def state(self) -> dict[str, Any]:
        """Return all that the next step depends on."""
        return {
            "weights": dict(self.model.named_parameters()),
            "average": self._average,
            "averaged": self._averaged,
            "pieces": self._pieces_optimiser.state_dict(),
            "body": self._body_optimiser.state_dict(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Become what `state` says."""
        import torch

        with torch.no_grad():
            for name, each in self.model.named_parameters():
                each.copy_(state["weights"][name])
                self._average[name].copy_(state["average"][name])
        self._averaged = state["averaged"]
        self._pieces_optimiser.load_state_dict(state["pieces"])
        self._body_optimiser.load_state_dict(state["body"])


def _without_rows(gradient: torch.Tensor, below: int) -> torch.Tensor:
    """A gradient without the rows below a number: they stand still."""
    import torch

    if not gradient.is_sparse:
        gradient[:below] = 0
        return gradient
    found = gradient.coalesce()
    stays = found.indices()[0] >= below
    return torch.sparse_coo_tensor(
        found.indices()[:, stays],
        found.values()[stays],
        found.shape,
        is_coalesced=True,
        check_invariants=False,
    )
