"""The same two decoders as ONNX graphs with the inputs and outputs that Optimum and transformers.js give to decoders:

    input_ids [1, T], attention_mask [1, P + T], position_ids [1, T], past_key_values.N.key/value [1, heads, P, width]
    -> logits [1, T, vocabulary], present.N.key/value [1, heads, P + T, width]

Two layouts that others made of it: `merged` has `use_cache_branch` [1] and no position_ids, and as the merged decoders of
Optimum before 2024 its branch with a cache was only ever traced with one token: there no token is hidden from an earlier
one. `half` keeps its cache in 16 bits.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from decoder_forward import DecoderSizes

FLOAT, HALF, INT64, BOOL = TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.INT64, TensorProto.BOOL
MOST_POSITIONS = 256


class Builder:
    def __init__(self, weights: dict[str, np.ndarray]):
        self.weights = weights
        self.nodes, self.initializers, self.used = [], [], set()

    def __call__(self, operator: str, *inputs: str, outputs: int = 1, **attributes):
        names = [f"v{len(self.nodes)}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(operator, list(inputs), names, **attributes))
        return names[0] if outputs == 1 else names

    def weight(self, name: str) -> str:
        return self.constant(self.weights[name], name)

    def constant(self, value, name: str | None = None) -> str:
        name = name or f"c{len(self.initializers)}"
        if name not in self.used:
            self.used.add(name)
            self.initializers.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def ints(self, *values: int) -> str:
        return self.constant(np.array(values, np.int64))

    def float(self, value: float) -> str:
        return self.constant(np.float32(value))

    def linear(self, x: str, name: str) -> str:
        return self("MatMul", x, self.weight(name))

    def silu(self, x: str) -> str:
        return self("Mul", x, self("Sigmoid", x))

    def gelu(self, x: str) -> str:
        erf = self("Erf", self("Mul", x, self.float(0.5**0.5)))
        return self("Mul", self("Mul", x, self.float(0.5)), self("Add", erf, self.float(1)))

    def rms_norm(self, x: str, name: str, epsilon: float) -> str:
        mean = self("ReduceMean", self("Mul", x, x), axes=[-1], keepdims=1)
        return self("Mul", self("Div", x, self("Sqrt", self("Add", mean, self.float(epsilon)))), self.weight(name))

    def layer_norm(self, x: str, name: str, epsilon: float) -> str:
        centred = self("Sub", x, self("ReduceMean", x, axes=[-1], keepdims=1))
        mean = self("ReduceMean", self("Mul", centred, centred), axes=[-1], keepdims=1)
        scaled = self("Div", centred, self("Sqrt", self("Add", mean, self.float(epsilon))))
        return self("Add", self("Mul", scaled, self.weight(name)), self.weight(f"{name}.bias"))


def attention(
    g: Builder, x: str, n: int, sizes: DecoderSizes, cos: str, sin: str, mask: str, outputs: list, half: bool
) -> str:
    def heads(name: str, count: int) -> str:
        rows = g("Reshape", g.linear(x, f"{n}.{name}"), g.ints(0, 0, count, sizes.head_width))
        return g("Transpose", rows, perm=[0, 2, 1, 3])  # [1, heads, T, width]

    def rotate(rows: str) -> str:
        half, rest = sizes.rotary // 2, sizes.head_width - sizes.rotary
        parts = [half, half] + ([rest] if rest else [])
        a, b, *others = g("Split", rows, g.ints(*parts), axis=-1, outputs=len(parts))
        first = g("Sub", g("Mul", a, cos), g("Mul", b, sin))
        return g("Concat", first, g("Add", g("Mul", b, cos), g("Mul", a, sin)), *others, axis=-1)

    joined = {}
    for kind, rows in (("key", rotate(heads("k", sizes.kv_heads))), ("value", heads("v", sizes.kv_heads))):
        joined[kind] = f"present.{n}.{kind}"
        rows = g("Cast", rows, to=HALF) if half else rows
        g.nodes.append(helper.make_node("Concat", [f"past_key_values.{n}.{kind}", rows], [joined[kind]], axis=2))
        outputs.append(joined[kind])
        if half:
            joined[kind] = g("Cast", joined[kind], to=FLOAT)
        if sizes.kv_heads < sizes.heads:
            group = sizes.heads // sizes.kv_heads
            spread = g("Unsqueeze", joined[kind], g.ints(2))
            repeated = g("Concat", *[spread] * group, axis=2)
            joined[kind] = g("Reshape", repeated, g.ints(0, sizes.heads, -1, sizes.head_width))
    scores = g("MatMul", rotate(heads("q", sizes.heads)), g("Transpose", joined["key"], perm=[0, 1, 3, 2]))
    scores = g("Add", g("Mul", scores, g.float(sizes.head_width**-0.5)), mask)
    mixed = g("Transpose", g("MatMul", g("Softmax", scores, axis=-1), joined["value"]), perm=[0, 2, 1, 3])
    return g.linear(g("Reshape", mixed, g.ints(0, 0, sizes.heads * sizes.head_width)), f"{n}.o")


def write(
    path: Path,
    weights: dict[str, np.ndarray],
    sizes: DecoderSizes,
    neox: bool,
    merged: bool = False,
    half: bool = False,
) -> None:
    g = Builder(weights)
    turns = sizes.rotary // 2
    angles = np.arange(MOST_POSITIONS)[:, None] * sizes.theta ** (-np.arange(turns) / turns)
    positions = "position_ids"
    if merged:
        end, length = (g("Squeeze", g("Shape", x, start=1, end=2), g.ints(0)) for x in ("attention_mask", "input_ids"))
        positions = g("Range", g("Sub", end, length), end, g.constant(np.int64(1)))
        positions = g("Unsqueeze", positions, g.ints(0))
    cos = g("Unsqueeze", g("Gather", g.constant(np.cos(angles).astype(np.float32)), positions), g.ints(1))
    sin = g("Unsqueeze", g("Gather", g.constant(np.sin(angles).astype(np.float32)), positions), g.ints(1))
    # A token sees what the mask has and what is not behind it. [1, 1, T, P + T]
    total = g("Squeeze", g("Shape", "attention_mask", start=1, end=2), g.ints(0))
    everything = g("Range", g.constant(np.int64(0)), total, g.constant(np.int64(1)))
    later = g("Greater", g("Unsqueeze", everything, g.ints(0, 1)), g("Unsqueeze", positions, g.ints(2)))
    if merged:
        later = g("And", later, g("Not", "use_cache_branch"))
    absent = g("Equal", g("Unsqueeze", "attention_mask", g.ints(1)), g.constant(np.int64(0)))
    mask = g("Mul", g("Cast", g("Or", later, absent), to=FLOAT), g.float(-1e30))
    mask = g("Unsqueeze", mask, g.ints(1))

    outputs: list[str] = []
    h = g("Gather", g.weight("embed"), "input_ids")
    for n in range(sizes.layers):
        if neox:
            attended = attention(g, g.layer_norm(h, f"{n}.norm1", sizes.epsilon), n, sizes, cos, sin, mask, outputs, half)
            x = g.layer_norm(h, f"{n}.norm2", sizes.epsilon)
            h = g("Add", g("Add", h, attended), g.linear(g.gelu(g.linear(x, f"{n}.up")), f"{n}.down"))
        else:
            x = g.rms_norm(h, f"{n}.norm1", sizes.epsilon)
            h = g("Add", h, attention(g, x, n, sizes, cos, sin, mask, outputs, half))
            x = g.rms_norm(h, f"{n}.norm2", sizes.epsilon)
            gated = g("Mul", g.silu(g.linear(x, f"{n}.gate")), g.linear(x, f"{n}.up"))
            h = g("Add", h, g.linear(gated, f"{n}.down"))
    norm = g.layer_norm if neox else g.rms_norm
    head = g("Transpose", g.weight("head" if neox else "embed"), perm=[1, 0])
    g.nodes.append(helper.make_node("MatMul", [norm(h, "norm", sizes.epsilon), head], ["logits"]))

    info = helper.make_tensor_value_info
    cache = lambda length: [1, sizes.kv_heads, length, sizes.head_width]
    inputs = [
        info("input_ids", INT64, [1, "T"]),
        info("attention_mask", INT64, [1, "total"]),
        info("use_cache_branch", BOOL, [1]) if merged else info("position_ids", INT64, [1, "T"]),
        *(info(f"past_key_values.{n}.{kind}", HALF if half else FLOAT, cache("P")) for n in range(sizes.layers) for kind in ("key", "value")),
    ]
    results = [info("logits", FLOAT, [1, "T", sizes.vocabulary]), *(info(name, HALF if half else FLOAT, cache("total")) for name in outputs)]
    graph = helper.make_graph(g.nodes, "decoder", inputs, results, g.initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="")
    model.ir_version = 8
    onnx.checker.check_model(model)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(model.SerializeToString(deterministic=True))
