"""The Transformer reader (Llama) as an ONNX graph that takes its cache as it is and gives only what is new.

T new tokens after P old ones. Keys are kept rotated, [P, d_model] a layer, heads side by side, so that the owner of the
cache appends T rows and never moves the old ones. The rotated queries, [T, heads, size] a layer, are results too: nobody asks
for them in a normal run, and with the kept keys they give the attention of any token.
"""

from pathlib import Path

import numpy as np
from onnx import TensorProto

from graph import Graph

FLOAT, INT32, INT64 = TensorProto.FLOAT, TensorProto.INT32, TensorProto.INT64


def write_transformer_graph(config: dict, weights: Path, path: Path) -> None:
    layers, width, heads = config["num_hidden_layers"], config["hidden_size"], config["num_attention_heads"]
    size, epsilon = config["head_dim"], config["rms_norm_eps"]
    if config["num_key_value_heads"] != heads:
        raise ValueError("grouped key-value heads are not written")
    g = Graph(weights)

    past = g("Shape", "past_key_0", start=0, end=1)
    length = g("Shape", "ids", start=0, end=1)
    total = g("Add", past, length)
    scalar = g.integers(0)
    positions = g("Range", g("Squeeze", past, scalar), g("Squeeze", total, scalar), g.constant(1, np.int64))
    everything = g("Range", g.constant(0, np.int64), g("Squeeze", total, scalar), g.constant(1, np.int64))

    # Rotary embedding (arXiv 2104.09864) in the half-split form of Hugging Face's Llama: [T, 1, size / 2]. These nodes have
    # names so that a GPU can be told to leave them to the CPU: WGSL promises nothing of sin and cos beyond [-pi, pi].
    theta = config["rope_parameters"]["rope_theta"]
    frequencies = (1 / theta ** (np.arange(0, size, 2) / size)).astype(np.float32)
    position = g("Cast", g("Unsqueeze", positions, g.integers(1, 2)), to=FLOAT, name="rotary_position")
    angle = g("Mul", position, g.constant(frequencies), name="rotary_angle")
    cos, sin = g("Cos", angle, name="rotary_cos"), g("Sin", angle, name="rotary_sin")

    def rotated(x: str, result: str | None = None) -> str:
        """[T, heads, size]"""
        first, second = g("Split", g("Reshape", x, g.integers(0, heads, size)), axis=2, outputs=2)
        return g(
            "Concat",
            g("Sub", g("Mul", first, cos), g("Mul", second, sin)),
            g("Add", g("Mul", second, cos), g("Mul", first, sin)),
            axis=2,
            result=result,
        )

    # A token sees itself and all before: 0 there, a very negative number elsewhere. [T, P + T]
    hidden_from = g("Greater", g("Unsqueeze", everything, g.integers(0)), g("Unsqueeze", positions, g.integers(1)))
    mask = g("Mul", g("Cast", hidden_from, to=FLOAT), g.constant(-1e30))

    hidden = g.embedding("ids", "model.embed_tokens.weight")
    inputs, outputs = {"ids": (INT32, ["T"])}, {}
    for layer in range(layers):
        prefix = f"model.layers.{layer}"
        attention, mlp = f"{prefix}.self_attn", f"{prefix}.mlp"
        normed = g.rms_norm(hidden, f"{prefix}.input_layernorm.weight", epsilon)
        query = rotated(g.linear(normed, f"{attention}.q_proj.weight"), result=f"query_{layer}")
        outputs[query] = (FLOAT, ["T", heads, size])
        new_key = g("Reshape", rotated(g.linear(normed, f"{attention}.k_proj.weight")), g.integers(-1, width))
        new_value = g.linear(normed, f"{attention}.v_proj.weight")
        joined = {}
        for kind, new in (("key", new_key), ("value", new_value)):
            inputs[f"past_{kind}_{layer}"] = (FLOAT, ["P", width])
            outputs[f"{kind}_{layer}"] = (FLOAT, ["T", width])
            g.output(new, f"{kind}_{layer}")
            rows = g("Concat", f"past_{kind}_{layer}", new, axis=0)
            joined[kind] = g("Reshape", rows, g.integers(-1, heads, size))
        query = g("Transpose", g("Mul", query, g.constant(size**-0.5)), perm=[1, 0, 2])
        scores = g("Add", g("MatMul", query, g("Transpose", joined["key"], perm=[1, 2, 0])), mask)
        mixed = g("MatMul", g("Softmax", scores, axis=-1), g("Transpose", joined["value"], perm=[1, 0, 2]))
        mixed = g("Reshape", g("Transpose", mixed, perm=[1, 0, 2]), g.integers(-1, width))
        hidden = g("Add", hidden, g.linear(mixed, f"{attention}.o_proj.weight"))

        normed = g.rms_norm(hidden, f"{prefix}.post_attention_layernorm.weight", epsilon)
        gate = g.silu(g.linear(normed, f"{mlp}.gate_proj.weight"))
        up = g.linear(normed, f"{mlp}.up_proj.weight")
        hidden = g("Add", hidden, g.linear(g("Mul", gate, up), f"{mlp}.down_proj.weight"))
    g.choose(g.rms_norm(hidden, "model.norm.weight", epsilon), "model.embed_tokens.weight")
    g.save(
        path,
        inputs=inputs,
        outputs={
            "next_id": (INT32, [1]),
            "log_probability": (FLOAT, [1]),
            "logits": (FLOAT, [1, config["vocab_size"]]),
            **outputs,
        },
    )
