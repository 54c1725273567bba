"""The Transformer reader (Llama) as an ONNX graph that takes its cache as it is and gives only what is new.

T new tokens after P old ones. Keys are kept rotated, [P, d_model] a layer, heads side by side, so that the owner of the
cache appends T rows and never moves the old ones. The rotated queries, [T, heads, size] a layer, are results too: nobody asks
for them in a normal run, and with the kept keys they give the attention of any token.
"""

from pathlib import Path

import numpy as np
from onnx import TensorProto

from graph import CONTRIB, Graph

FLOAT, INT32, INT64 = TensorProto.FLOAT, TensorProto.INT32, TensorProto.INT64


def write_transformer_graph(config: dict, weights: Path, path: Path) -> None:
    layers, width, heads = config["num_hidden_layers"], config["hidden_size"], config["num_attention_heads"]
    size, epsilon = config["head_dim"], config["rms_norm_eps"]
    if config["num_key_value_heads"] != heads:
        raise ValueError("grouped key-value heads are not written")
    g = Graph(weights)

    def norm(x: str, name: str) -> str:
        return g("SimplifiedLayerNormalization", x, g.weight(name), axis=-1, epsilon=epsilon, stash_type=1)

    past = g("Shape", "past_key_0", start=0, end=1)
    length = g("Shape", "ids", start=0, end=1)
    total = g("Add", past, length)

    def integers_between(start: str, end: str) -> str:
        return g("Range", g("Squeeze", start), g("Squeeze", end), g.constant(1, np.int64))

    zero = g.integers(0)
    positions = integers_between(past, total)

    # Rotary embedding (arXiv 2104.09864) in the half-split form of Hugging Face's Llama: a row of [T, size / 2] for each new token. These
    # nodes have names so that a GPU can be told to leave them to the CPU: WGSL promises nothing of sin and cos beyond [-pi, pi].
    theta = config["rope_parameters"]["rope_theta"]
    frequencies = (1 / theta ** (np.arange(0, size, 2) / size)).astype(np.float32)
    position = g("Cast", g("Unsqueeze", positions, g.integers(1)), to=FLOAT, name="rotary_position")
    angle = g("Mul", position, g.constant(frequencies), name="rotary_angle")
    cos, sin = g("Cos", angle, name="rotary_cos"), g("Sin", angle, name="rotary_sin")

    def rotated(x: str) -> str:
        """[T, width] -> [1, T, width], row i by the i-th angle."""
        rows = g("Reshape", x, g.integers(1, -1, width))
        return g("RotaryEmbedding", rows, zero, cos, sin, domain=CONTRIB, num_heads=heads)

    # A token sees itself and all before: 0 there, a very negative number elsewhere. [T, P + T]
    everything = g("Unsqueeze", integers_between(zero, total), zero)
    hidden_from = g("Greater", everything, g("Unsqueeze", positions, g.integers(1)))
    mask = g("Where", hidden_from, g.constant(-1e30), g.constant(0))

    hidden = g.embedding("ids", "model.embed_tokens.weight")
    inputs, outputs = {"ids": (INT32, ["T"])}, {}
    for layer in range(layers):
        prefix = f"model.layers.{layer}"
        attention, mlp = f"{prefix}.self_attn", f"{prefix}.mlp"
        normed = norm(hidden, f"{prefix}.input_layernorm.weight")
        query = rotated(g.linear(normed, f"{attention}.q_proj.weight"))
        query = g("Reshape", query, g.integers(-1, heads, size), result=f"query_{layer}")
        outputs[query] = (FLOAT, ["T", heads, size])
        new_key = rotated(g.linear(normed, f"{attention}.k_proj.weight"))
        joined = []
        for kind, new in (
            ("key", g("Reshape", new_key, g.integers(-1, width), result=f"key_{layer}")),
            ("value", g.linear(normed, f"{attention}.v_proj.weight", result=f"value_{layer}")),
        ):
            inputs[f"past_{kind}_{layer}"] = (FLOAT, ["P", width])
            outputs[new] = (FLOAT, ["T", width])
            rows = g("Concat", f"past_{kind}_{layer}", new, axis=0)
            joined.append(g("Reshape", rows, g.integers(-1, heads, size)))
        key, value = joined
        # MultiHeadAttention would be six dispatches less a layer on a GPU, but on the CPU it copies all keys and values into another
        # order at every token; of these operators ONNX Runtime makes products that read them where they lie.
        query = g("Transpose", g("Mul", query, g.constant(size**-0.5)), perm=[1, 0, 2])
        scores = g("Add", g("MatMul", query, g("Transpose", key, perm=[1, 2, 0])), mask)
        mixed = g("MatMul", g("Softmax", scores, axis=-1), g("Transpose", value, perm=[1, 0, 2]))
        mixed = g("Reshape", g("Transpose", mixed, perm=[1, 0, 2]), g.integers(-1, width))
        # The sum with what was there before is the third term of the product.
        hidden = g.linear(mixed, f"{attention}.o_proj.weight", plus=hidden)

        normed = norm(hidden, f"{prefix}.post_attention_layernorm.weight")
        # x * sigmoid(1 * x) is SiLU.
        gate = g("QuickGelu", g.linear(normed, f"{mlp}.gate_proj.weight"), domain=CONTRIB, alpha=1.0)
        up = g.linear(normed, f"{mlp}.up_proj.weight")
        hidden = g.linear(g("Mul", gate, up), f"{mlp}.down_proj.weight", plus=hidden)

    # Greedy choice. LogSoftmax would be the same, but a GPU leaves it to the CPU, which then waits for all logits.
    last = norm(g("Gather", hidden, g.integers(-1)), "model.norm.weight")
    logits = g.linear(last, "model.embed_tokens.weight", result="logits")
    g("Cast", g("ArgMax", logits, axis=-1, keepdims=0), to=INT32, result="next_id")
    largest = g("ReduceMax", g("Softmax", logits, axis=-1), axes=[-1], keepdims=0)
    g("Log", largest, result="log_probability")
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
