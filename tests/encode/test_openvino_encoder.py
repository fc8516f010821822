"""Stored texts in bfloat16, where OpenVINO is installed and the processor has it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from kblink.encode.choose import ModelRequest, choose_encoder
from kblink.encode.model_cache import ModelCache
from kblink.encode.openvino_encoder import OpenVinoEncoder
from kblink.encode.processor import bf16_is_at_hand, has_bf16
from kblink.encode.shipped_model import shipped_model

if TYPE_CHECKING:
    from pathlib import Path

    from kblink.ports import Encoder

needs_bf16 = pytest.mark.skipif(
    not bf16_is_at_hand(), reason="needs OpenVINO and a processor with bfloat16"
)
TEXTS = [
    "A link that leads nowhere is broken.",
    "Ссылка, которая никуда не ведёт, — битая.",
    "Recall",
    "Vector",
    "Encoder",
    "",
    "vector " * 400,
    "token " * 400,
]


@pytest.fixture(scope="module")
def bf16(model_cache: Path) -> Encoder:
    return choose_encoder(ModelRequest(precision="bf16"), ModelCache(model_cache), pytest.fail)


@needs_bf16
def test_it_is_another_encoder_than_single_precision(bf16: Encoder, bundled: Encoder) -> None:
    assert isinstance(bf16, OpenVinoEncoder)
    assert bf16.identity.name == f"{bundled.identity.name}-bf16"
    assert bf16.identity.weights == bundled.identity.weights


@needs_bf16
def test_its_vectors_are_close_to_single_precision(bf16: Encoder, bundled: Encoder) -> None:
    cosines = (bf16.encode(TEXTS) * bundled.encode(TEXTS)).sum(axis=1)
    assert cosines.min() > 0.9995


@needs_bf16
def test_a_text_has_the_same_bits_alone_and_in_any_batch(bf16: Encoder) -> None:
    alone = np.concatenate([bf16.encode([text]) for text in TEXTS])
    np.testing.assert_array_equal(bf16.encode(TEXTS), alone)
    np.testing.assert_array_equal(bf16.encode(TEXTS * 5)[-len(TEXTS) :], alone)


@needs_bf16
@pytest.mark.parametrize("threads", [1, 3])
def test_a_text_has_the_same_bits_on_any_number_of_threads(bf16: Encoder, threads: int) -> None:
    other = OpenVinoEncoder(bf16.identity, shipped_model, threads=threads)
    np.testing.assert_array_equal(other.encode(TEXTS), bf16.encode(TEXTS))


@needs_bf16
def test_queries_are_encoded_in_single_precision(bf16: Encoder, bundled: Encoder) -> None:
    query = ["How do I measure recall?"]
    np.testing.assert_array_equal(
        bf16.encode(query, kind="query"), bundled.encode(query, kind="query")
    )


@pytest.mark.parametrize(
    ("flags", "expected"), [("fpu avx512_bf16 sse", True), ("amx_bf16", True), ("avx2 f16c", False)]
)
def test_the_processor_is_asked(tmp_path: Path, flags: str, expected: bool) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text(f"processor : 0\nflags\t\t: {flags}\n", "ascii")
    assert has_bf16(cpuinfo) is expected


def test_a_system_that_does_not_tell_has_none(tmp_path: Path) -> None:
    assert not has_bf16(tmp_path / "none")


_COMPILE = """
import socket, sys
def refuse(*_, **__):
    raise AssertionError("a socket")
socket.socket = socket.getaddrinfo = socket.create_connection = refuse
from pathlib import Path
from kblink.encode.openvino_encoder import compile_bf16
compile_bf16(Path(sys.argv[1]), 1)
print([name for name in sys.modules if "telemetry" in name and not name.startswith("openvino.")])
"""


@needs_bf16
def test_nothing_is_sent_home(bf16: Encoder, model_cache: Path, tmp_path: Path) -> None:
    bf16.encode(["exported by now"])
    entry = next(model for model in ModelCache(model_cache).models() if "MiniLM" in str(model))
    done = subprocess.run(
        [sys.executable, "-c", _COMPILE, str(entry.graph)],
        env={**os.environ, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
    assert list(tmp_path.iterdir()) == []
