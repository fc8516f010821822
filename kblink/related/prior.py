"""The weights that ship: learned from the links of public vaults, for vaults that have few."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from kblink.related.link_model import from_document

if TYPE_CHECKING:
    from kblink.related.link_model import LinkModel

PRIOR_FILE = "prior.json"


@lru_cache(maxsize=4)
def prior_model(mark: str = "") -> LinkModel:
    """Return the weights learned from all of these vaults; where `mark` is that of one of them
    (`rank.vault_mark`), those learned from the others, so that no vault is measured by weights that
    saw its links. Written by `benchmarks/related.py --write`."""
    found = json.loads(files("kblink.related").joinpath(PRIOR_FILE).read_text("utf-8"))
    model = from_document(found["without"].get(mark, found["all"]))
    assert model is not None, "the prior that ships is of these features"  # noqa: S101
    return model
