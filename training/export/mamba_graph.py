"""The Mamba reader as an ONNX graph: for machines without a GPU.

Symbols as in the paper (arXiv 2312.00752); T tokens, D = d_inner channels, N = d_state, R = dt_rank.
"""

from pathlib import Path

import numpy as np
from onnx import TensorProto, helper

from graph import Graph

FLOAT, INT32 = TensorProto.FLOAT, TensorProto.INT32


def write_mamba_graph(config: dict, weights: Path, path: Path) -> None:
    layers, width = config["num_hidden_layers"], config["hidden_size"]
    d, n, taps = config["intermediate_size"], config["state_size"], config["conv_kernel"]
    rank, epsilon = config["time_step_rank"], config["layer_norm_epsilon"]
    g = Graph(weights)
    hidden = g.embedding("ids", "backbone.embeddings.weight")
    conv_states, scan_states = [], []
    for layer in range(layers):
        prefix = f"backbone.layers.{layer}"
        mixer = f"{prefix}.mixer"
        normed = g.rms_norm(hidden, f"{prefix}.norm.weight", epsilon)
        x, z = g("Split", g.linear(normed, f"{mixer}.in_proj.weight"), axis=1, outputs=2)

        # Causal convolution over [taps - 1 columns of before, T columns of now].
        before = g("Gather", "conv_state", g.constant(layer, np.int64), axis=0)
        columns = g("Concat", before, x, axis=0)
        kernel = g("Reshape", g.weight(f"{mixer}.conv1d.weight"), g.integers(d, taps))
        length = g("Shape", x, start=0, end=1)
        u = g.weight(f"{mixer}.conv1d.bias")
        for tap in range(taps):
            end = g("Add", length, g.integers(tap))
            window = g("Slice", columns, g.integers(tap), end, g.integers(0))
            u = g("Add", u, g("Mul", window, g("Gather", kernel, g.constant(tap, np.int64), axis=1)))
        u = g.silu(u)
        conv_states.append(g.slice(columns, 1 - taps, 2**31 - 1, 0))

        low, b, c = g(
            "Split", g.linear(u, f"{mixer}.x_proj.weight"), g.integers(rank, n, n), axis=1, outputs=3
        )
        delta = g.softplus(g.linear(low, f"{mixer}.dt_proj.weight", f"{mixer}.dt_proj.bias"))

        # The state lies as [N, D], so that what is one number a channel is broadcast along whole rows. Everything of a token
        # is computed in its step, on arrays of N x D that stay in the processor's cache; a chunk's [T, N, D] would not.
        a = g("Neg", g("Exp", g("Transpose", g.weight(f"{mixer}.A_log"), perm=[1, 0])))
        state = g("Gather", "scan_state", g.constant(layer, np.int64), axis=0)
        per_token = (
            g("Unsqueeze", delta, g.integers(1)),
            g("Unsqueeze", g("Mul", delta, u), g.integers(1)),
            g("Unsqueeze", b, g.integers(2)),
            g("Unsqueeze", c, g.integers(1)),
        )
        final, rows = g("Scan", state, *per_token, outputs=2, body=recurrence(a, d, n), num_scan_inputs=4)
        scan_states.append(final)
        y = g("Add", g("Squeeze", rows, g.integers(1)), g("Mul", u, g.weight(f"{mixer}.D")))
        hidden = g("Add", hidden, g.linear(g("Mul", y, g.silu(z)), f"{mixer}.out_proj.weight"))
    hidden = g.rms_norm(hidden, "backbone.norm_f.weight", epsilon)
    g.choose(hidden, "backbone.embeddings.weight")
    for name, parts in (("conv_state_out", conv_states), ("scan_state_out", scan_states)):
        g.output(g("Concat", *[g("Unsqueeze", part, g.integers(0)) for part in parts], axis=0), name)
    g.save(
        path,
        inputs={
            "ids": (INT32, ["T"]),
            "conv_state": (FLOAT, [layers, taps - 1, d]),
            "scan_state": (FLOAT, [layers, n, d]),
        },
        outputs={
            "next_id": (INT32, [1]),
            "log_probability": (FLOAT, [1]),
            "logits": (FLOAT, [1, config["vocab_size"]]),
            "conv_state_out": (FLOAT, [layers, taps - 1, d]),
            "scan_state_out": (FLOAT, [layers, n, d]),
        },
    )


def recurrence(a: str, d: int, n: int):
    """One step: s = exp(delta A) * s + B (delta u), and y = C s. `a` [N, D] is of the graph outside."""

    def info(name, *shape):
        return helper.make_tensor_value_info(name, FLOAT, shape)

    nodes = [
        helper.make_node("Mul", ["delta_t", a], ["exponent"]),
        helper.make_node("Exp", ["exponent"], ["decay"]),
        helper.make_node("Mul", ["b_t", "delta_u_t"], ["drive"]),
        helper.make_node("Mul", ["decay", "s"], ["kept"]),
        helper.make_node("Add", ["kept", "drive"], ["s_out"]),
        helper.make_node("MatMul", ["c_t", "s_out"], ["y_t"]),
    ]
    return helper.make_graph(
        nodes,
        "recurrence",
        [info("s", n, d), info("delta_t", 1, d), info("delta_u_t", 1, d), info("b_t", n, 1), info("c_t", 1, n)],
        [info("s_out", n, d), info("y_t", 1, d)],
    )
