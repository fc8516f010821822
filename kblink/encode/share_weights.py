"""A graph that takes its weights from the file that the library trains on: one file for both.

A safetensors file is a header and the tensors behind it, and ONNX lets a weight lie in any file
from any byte on. So a model in float16 is stored once, is widened when a graph is loaded, and gives
the very bits that the widened weights give.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

_SIZE = 8
"""Bytes of the number that a safetensors file begins with: the length of its header."""
_NARROW = "F16"


@dataclass(frozen=True, slots=True)
class _Tensor:
    """A tensor of the file: where it begins, and its values."""

    name: str
    offset: int
    values: npt.NDArray[np.float16]


def share_weights(graph: Path, weights: Path) -> None:
    """Rewrite a graph, with its weights beside it, so that it takes them from `weights`.

    `weights` is a safetensors file in the graph's folder; the tensors of the graph, float32, are
    those of its float16 ones, as they are or transposed. Others stay in the graph. Raises
    ValueError where some are too large for that.
    """
    import onnx
    from onnx import numpy_helper

    model = onnx.load(graph)
    beside = _external_files(graph)
    by_bytes = {}
    for tensor in _tensors(weights):
        wide = tensor.values.astype("float32")
        by_bytes[wide.T.tobytes()] = tensor, True
        by_bytes[wide.tobytes()] = tensor, False
    shared: dict[str, Any] = {}
    kept, widened = [], []
    for weight in model.graph.initializer:
        values = numpy_helper.to_array(weight)
        found = by_bytes.get(values.tobytes()) if values.ndim else None
        if found is None:
            if values.nbytes > _INLINE:
                raise ValueError(f"{weight.name} is not in {weights.name}")
            kept.append(numpy_helper.from_array(values, weight.name))
            continue
        tensor, transposed = found
        shared.setdefault(tensor.name, _reference(tensor, weights.name))
        if not _widen_what_is_gathered(model.graph, weight.name, tensor.name):
            widened.extend(_widen(tensor.name, weight.name, transposed=transposed))
    for field, entries in (
        (model.graph.initializer, [*kept, *shared.values()]),
        (model.graph.node, [*widened, *model.graph.node]),
        (model.graph.value_info, []),
    ):
        del field[:]
        field.extend(entries)
    graph.write_bytes(model.SerializeToString())
    for file in beside:
        file.unlink()


_INLINE = 1 << 16
"""Bytes of a tensor that may stand in the graph itself."""


def _tensors(weights: Path) -> list[_Tensor]:
    import numpy as np

    data = weights.read_bytes()
    first = _SIZE + int.from_bytes(data[:_SIZE], "little")
    header = json.loads(data[_SIZE:first])
    found = []
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] == _NARROW:
            start, end = (first + offset for offset in entry["data_offsets"])
            values = np.frombuffer(data[start:end], np.float16).reshape(entry["shape"])
            found.append(_Tensor(name, start, values))
    return found


def _external_files(graph: Path) -> list[Path]:
    import onnx

    model = onnx.load(graph, load_external_data=False)
    names = {
        entry.value
        for weight in model.graph.initializer
        for entry in weight.external_data
        if entry.key == "location"
    }
    return [graph.parent / name for name in sorted(names)]


def _reference(tensor: _Tensor, file: str) -> Any:  # noqa: ANN401 - of onnx
    """A weight of the graph that lies in the file."""
    from onnx import TensorProto

    weight = TensorProto()
    weight.name, weight.data_type = tensor.name, TensorProto.FLOAT16
    weight.dims.extend(tensor.values.shape)
    weight.data_location = TensorProto.EXTERNAL
    said = {"location": file, "offset": tensor.offset, "length": tensor.values.nbytes}
    for key, value in said.items():
        entry = weight.external_data.add()
        entry.key, entry.value = key, str(value)
    return weight


def _widen(narrow: str, wide: str, *, transposed: bool) -> list[Any]:
    """Nodes that make a weight of the graph of one of the file; engines do it when they load."""
    from onnx import TensorProto, helper

    if not transposed:
        return [helper.make_node("Cast", [narrow], [wide], to=TensorProto.FLOAT)]
    turned = f"{wide}.transposed"
    return [
        helper.make_node("Transpose", [narrow], [turned], perm=[1, 0]),
        helper.make_node("Cast", [turned], [wide], to=TensorProto.FLOAT),
    ]


def _widen_what_is_gathered(graph: Any, wide: str, narrow: str) -> bool:  # noqa: ANN401 - of onnx
    """Where a weight is a table that rows are taken of, widen those alone: whether it is."""
    from onnx import TensorProto, helper

    users = [(at, node) for at, node in enumerate(graph.node) if wide in node.input]
    if len(users) != 1 or users[0][1].op_type != "Gather" or users[0][1].input[0] != wide:
        return False
    at, node = users[0]
    rows = f"{node.output[0]}.narrow"
    cast = helper.make_node("Cast", [rows], [node.output[0]], to=TensorProto.FLOAT)
    node.input[0], node.output[0] = narrow, rows
    graph.node.insert(at + 1, cast)
    return True
