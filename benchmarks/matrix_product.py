"""How fast this processor multiplies matrices in each precision: what an encoder could reach."""

from __future__ import annotations

import time

_SHAPE = (512, 384, 1536)  # the widest product of the default model, over 512 tokens
_SECONDS = 1.0


def peak(precision: str) -> float:
    """Return GFLOP/s of a product on the threads that torch has, the best of three."""
    import torch

    rows, inner, columns = _SHAPE
    if precision == "int8":
        left = torch.randint(-127, 127, (rows, inner), dtype=torch.int8)
        right = torch.randint(-127, 127, (inner, columns), dtype=torch.int8)
        product = torch._int_mm  # noqa: SLF001  the only int8 product there is
    else:
        kind = torch.bfloat16 if precision == "bf16" else torch.float32
        left, right = torch.randn(rows, inner, dtype=kind), torch.randn(inner, columns, dtype=kind)
        product = torch.mm
    product(left, right)
    best = 0.0
    for _ in range(3):
        count, started = 0, time.thread_time()
        wall = time.perf_counter()
        while time.perf_counter() - wall < _SECONDS:
            product(left, right)
            count += 1
        # On one core, time that others took is left out.
        spent = time.perf_counter() - wall
        if torch.get_num_threads() == 1:
            spent = time.thread_time() - started
        best = max(best, 2e-9 * rows * inner * columns * count / spent)
    return best


def operations(lengths: list[int], hidden: int, wide: int, layers: int) -> float:
    """Return GFLOP of a BERT encoder's matrix products over texts of these lengths, unpadded."""
    tokens = sum(lengths)
    weights = 2 * tokens * (4 * hidden * hidden + 2 * hidden * wide)
    attention = sum(4 * length * length * hidden for length in lengths)
    return 1e-9 * layers * (weights + attention)
