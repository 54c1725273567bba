"""A small builder of ONNX graphs whose weights stay in the safetensors file beside them."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

import safetensors_file
from four_bit_file import is_four_bits

ELEMENT = {"F32": TensorProto.FLOAT, "U8": TensorProto.UINT8}

# Operators that only ONNX Runtime has.
CONTRIB = "com.microsoft"


class Graph:
    """Every method adds nodes and gives the name of their result."""

    def __init__(self, weights: Path):
        self._file = weights.name
        self._layout = safetensors_file.layout(weights)
        self._nodes: list[onnx.NodeProto] = []
        self._initializers: dict[str, onnx.TensorProto] = {}
        self._constants: dict[tuple, str] = {}
        self._count = 0

    def __call__(self, operator: str, *inputs: str, outputs: int = 1, result: str | None = None, **attributes):
        self._count += 1
        base = result or f"{operator.lower()}_{self._count}"
        names = [base + (f"_{i}" if outputs > 1 else "") for i in range(outputs)]
        self._nodes.append(helper.make_node(operator, list(inputs), names, **attributes))
        return names[0] if outputs == 1 else names

    def weight(self, name: str) -> str:
        """A tensor of the safetensors file, by its name there."""
        if name not in self._initializers:
            at = self._layout[name]
            self._external(name, ELEMENT[at.dtype], at.shape, self._file, at.offset, at.length)
        return name

    def _external(self, name: str, element: int, shape, file: str, offset: int, length: int) -> None:
        tensor = TensorProto(name=name, data_type=element, dims=shape, data_location=TensorProto.EXTERNAL)
        for key, value in (("location", file), ("offset", offset), ("length", length)):
            tensor.external_data.add(key=key, value=str(value))
        self._initializers[name] = tensor

    def constant(self, value, dtype=np.float32) -> str:
        array = np.asarray(value, dtype)
        key = (array.dtype.name, array.shape, array.tobytes())
        if key not in self._constants:
            self._constants[key] = f"constant_{len(self._constants)}"
            self._initializers[self._constants[key]] = numpy_helper.from_array(array, self._constants[key])
        return self._constants[key]

    def integers(self, *values: int) -> str:
        return self.constant(values, np.int64)

    def unpacked(self, name: str) -> str:
        """[rows, columns] F32 of a matrix in 4 or 8 bits, in a file of its own that whoever opens the graph makes.

        Unpacked by operators that ONNX Runtime folds, the same numbers took nine times their size while it opened, and kept the memory.
        """
        file = f"{name}.f32"
        if file not in self._initializers:
            rows, columns = self._layout[name].shape
            columns *= 2 if is_four_bits(self._layout, name) else 1
            self._external(file, TensorProto.FLOAT, (rows, columns), file, 0, 4 * rows * columns)
        return file

    def linear(
        self, x: str, name: str, bias: str | None = None, plus: str | None = None, result: str | None = None
    ) -> str:
        """[T, columns] -> [T, rows] by the matrix of this name, in 4, 8 or 32 bits. A bias, or else [T, rows], is added."""
        matrix = self.unpacked(name) if self._layout[name].dtype == "U8" else self.weight(name)
        added = self.weight(bias) if bias else plus
        return self("Gemm", x, matrix, *([added] if added else []), transB=1, result=result)

    def embedding(self, ids: str, name: str) -> str:
        """[T] -> [T, columns] of a table in 8 bits; only the rows that are asked for are dequantised."""
        if is_four_bits(self._layout, name):
            raise ValueError(f"{name}: tables are kept in 8 bits")
        rows = self("Cast", self("Gather", self.weight(name), ids), to=TensorProto.FLOAT)
        scale = self("Unsqueeze", self("Gather", self.weight(f"{name}.scale"), ids), self.integers(1))
        return self("Mul", self("Sub", rows, self.constant(128)), scale)

    def rms_norm(self, x: str, name: str, epsilon: float) -> str:
        mean = self("ReduceMean", self("Mul", x, x), axes=[-1], keepdims=1)
        root = self("Sqrt", self("Add", mean, self.constant(epsilon)))
        return self("Mul", self("Div", x, root), self.weight(name))

    def silu(self, x: str) -> str:
        return self("Mul", x, self("Sigmoid", x))

    def softplus(self, x: str) -> str:
        """max(x, 0) + log1p(t) with t = exp(-|x|). ONNX Runtime's Softplus is not vectorised and took a tenth of all time.

        log1p(t) = 2 atanh(v), v = t / (2 + t) <= 1/3: the series up to v^13 errs by less than 2e-8 of the result.
        """
        t = self("Exp", self("Neg", self("Abs", x)))
        v = self("Div", t, self("Add", t, self.constant(2)))
        square = self("Mul", v, v)
        series = self.constant(2 / 13)
        for power in (11, 9, 7, 5, 3, 1):
            series = self("Add", self("Mul", series, square), self.constant(2 / power))
        return self("Add", self("Relu", x), self("Mul", series, v))

    def slice(self, x: str, start: int, end: int, axis: int) -> str:
        return self("Slice", x, self.integers(start), self.integers(end), self.integers(axis))

    def choose(self, hidden: str, head: str) -> None:
        """Greedy choice after the last row of [T, d_model]: outputs next_id [1] and log_probability [1]."""
        last = self("Gather", hidden, self.integers(-1))
        logits = self.linear(last, head)
        chosen = self("ArgMax", logits, axis=-1, keepdims=0)
        self.output(self("Cast", chosen, to=TensorProto.INT32), "next_id")
        largest = self("ReduceMax", self("LogSoftmax", logits, axis=-1), axes=[-1], keepdims=0)
        self.output(largest, "log_probability")
        self.output(logits, "logits")

    def output(self, value: str, name: str) -> None:
        self._nodes.append(helper.make_node("Identity", [value], [name]))

    def save(self, path: Path, inputs: dict[str, tuple], outputs: dict[str, tuple]) -> None:
        """inputs and outputs: name -> (element type, shape with names for what varies)."""
        graph = helper.make_graph(
            self._nodes,
            path.stem,
            [helper.make_tensor_value_info(name, *kind) for name, kind in inputs.items()],
            [helper.make_tensor_value_info(name, *kind) for name, kind in outputs.items()],
            list(self._initializers.values()),
        )
        opsets = [helper.make_opsetid("", 17)]
        if any(node.domain == CONTRIB for node in self._nodes):
            opsets.append(helper.make_opsetid(CONTRIB, 1))
        model = helper.make_model(graph, opset_imports=opsets, producer_name="")
        model.ir_version = 8
        path.write_bytes(model.SerializeToString(deterministic=True))
