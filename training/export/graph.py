"""A small builder of ONNX graphs whose weights stay in the safetensors file beside them."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

import safetensors_file
from four_bit_file import GROUP, is_four_bits

ELEMENT = {"F32": TensorProto.FLOAT, "F16": TensorProto.FLOAT16, "U8": TensorProto.UINT8}


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
            tensor = TensorProto(name=name, data_type=ELEMENT[at.dtype], dims=at.shape)
            tensor.data_location = TensorProto.EXTERNAL
            for key, value in (("location", self._file), ("offset", at.offset), ("length", at.length)):
                tensor.external_data.add(key=key, value=str(value))
            self._initializers[name] = tensor
        return name

    def constant(self, value, dtype=np.float32) -> str:
        array = np.asarray(value, dtype)
        key = (array.dtype.name, array.shape, array.tobytes())
        if key not in self._constants:
            self._constants[key] = f"constant_{len(self._constants)}"
            self._initializers[self._constants[key]] = numpy_helper.from_array(array, self._constants[key])
        return self._constants[key]

    def integers(self, *values: int) -> str:
        return self.constant(values, np.int64)

    def dequantised(self, name: str) -> str:
        """[rows, columns] F32 of a U8 matrix: (u8 - 128) * scale[row]. ONNX Runtime folds it when it loads."""
        centred = self("Sub", self("Cast", self.weight(name), to=TensorProto.FLOAT), self.constant(128))
        return self("Mul", centred, self("Unsqueeze", self.weight(f"{name}.scale"), self.integers(1)))

    def four_bits(self, name: str) -> str:
        """[rows, columns] F32 of a matrix in 4 bits (four_bit_file.py): (code - zero) * scale. Folded at load, as `dequantised` is."""
        rows, groups = self._layout[f"{name}.scale"].shape
        codes = self("Reshape", self.apart(name), self.integers(rows, groups, GROUP))
        zeros = self.apart(f"{name}.zero")
        if rows * groups % 2:
            zeros = self.slice(zeros, 0, rows * groups, 0)
        zeros = self("Reshape", zeros, self.integers(rows, groups, 1))
        scales = self("Unsqueeze", self("Cast", self.weight(f"{name}.scale"), to=TensorProto.FLOAT), self.integers(2))
        return self("Reshape", self("Mul", self("Sub", codes, zeros), scales), self.integers(rows, groups * GROUP))

    def apart(self, name: str) -> str:
        """The numbers of 4 bits in a U8 tensor as F32 in one row; by plain operators, since few kinds know integers."""
        both = self("Reshape", self("Cast", self.weight(name), to=TensorProto.FLOAT), self.integers(-1, 1))
        high = self("Floor", self("Mul", both, self.constant(1 / 16)))
        low = self("Sub", both, self("Mul", high, self.constant(16)))
        return self("Reshape", self("Concat", low, high, axis=1), self.integers(-1))

    def linear(self, x: str, name: str, bias: str | None = None) -> str:
        """[T, columns] -> [T, rows] by the matrix of this name, in 4, 8 or 32 bits."""
        if is_four_bits(self._layout, name):
            matrix = self.four_bits(name)
        else:
            matrix = self.dequantised(name) if self._layout[name].dtype == "U8" else self.weight(name)
        return self("Gemm", x, matrix, *([self.weight(bias)] if bias else []), transB=1)

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
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="")
        model.ir_version = 8
        path.write_bytes(model.SerializeToString(deterministic=True))
