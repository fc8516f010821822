"""What the processor can do that decides how text is encoded."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

_BF16_FLAGS = frozenset({"avx512_bf16", "amx_bf16"})
_CPUINFO = Path("/proc/cpuinfo")


@cache
def has_bf16(cpuinfo: Path = _CPUINFO) -> bool:
    """Whether matrix products in bfloat16 are done by the processor, as Linux tells it.

    False on systems that do not tell.
    """
    try:
        with cpuinfo.open(encoding="ascii", errors="replace") as lines:
            flags = next((line for line in lines if line.startswith("flags")), "")
    except OSError:
        return False
    return not _BF16_FLAGS.isdisjoint(flags.split())


def bf16_is_at_hand() -> bool:
    """Whether OpenVINO is installed and the processor computes in bfloat16."""
    return has_bf16() and find_spec("openvino") is not None
