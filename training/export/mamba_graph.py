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
        delta = g("Softplus", g.linear(low, f"{mixer}.dt_proj.weight", f"{mixer}.dt_proj.bias"))

        # s_t = exp(delta_t A) * s_(t-1) + (delta_t u_t) B_t: both factors for all T at once, the recurrence in a Scan.
        a = g("Neg", g("Exp", g.weight(f"{mixer}.A_log")))
        decay = g("Exp", g("Mul", g("Unsqueeze", delta, g.integers(2)), a))
        step = g("Unsqueeze", g("Mul", delta, u), g.integers(2))
        drive = g("Mul", step, g("Unsqueeze", b, g.integers(1)))
        state = g("Gather", "scan_state", g.constant(layer, np.int64), axis=0)
        final, states = g("Scan", state, decay, drive, outputs=2, body=recurrence(d, n), num_scan_inputs=2)
        scan_states.append(final)
        y = g("Squeeze", g("MatMul", states, g("Unsqueeze", c, g.integers(2))), g.integers(2))
        y = g("Add", y, g("Mul", u, g.weight(f"{mixer}.D")))
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
            "scan_state": (FLOAT, [layers, d, n]),
        },
        outputs={
            "next_id": (INT32, [1]),
            "log_probability": (FLOAT, [1]),
            "logits": (FLOAT, [1, config["vocab_size"]]),
            "conv_state_out": (FLOAT, [layers, taps - 1, d]),
            "scan_state_out": (FLOAT, [layers, d, n]),
        },
    )


def recurrence(d: int, n: int):
    """One step: (s, decay, drive) -> (decay * s + drive) twice, as state and as row of the result."""

    def info(name):
        return helper.make_tensor_value_info(name, FLOAT, [d, n])

    nodes = [
        helper.make_node("Mul", ["decay_t", "s"], ["kept"]),
        helper.make_node("Add", ["kept", "drive_t"], ["s_out"]),
        helper.make_node("Identity", ["s_out"], ["row"]),
    ]
    return helper.make_graph(
        nodes, "recurrence", [info("s"), info("decay_t"), info("drive_t")], [info("s_out"), info("row")]
    )
