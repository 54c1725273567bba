"""Forward passes of Llama and GPT-NeoX in plain PyTorch, f64, from their papers: the whole sequence at once, no cache.

Llama: arXiv 2302.13971 with grouped key-value heads (2305.13245). GPT-NeoX: arXiv 2204.06745, attention and MLP side by side,
rotary embedding on a part of each head. Independent of Hugging Face's code and of the ONNX graphs that are compared with it.
"""

from dataclasses import dataclass

import torch
from torch.nn.functional import gelu, layer_norm, silu


@dataclass(frozen=True)
class DecoderSizes:
    vocabulary: int
    width: int
    layers: int
    heads: int
    kv_heads: int
    head_width: int
    inner: int
    rotary: int  # of each head's width
    epsilon: float = 1e-5
    theta: float = 10000.0


def rotate(x: torch.Tensor, sizes: DecoderSizes) -> torch.Tensor:
    """[T, heads, head_width]: the first `rotary` columns turn by their position, in halves."""
    half = sizes.rotary // 2
    frequencies = sizes.theta ** (-torch.arange(half, dtype=torch.float64) / half)
    angle = torch.arange(len(x), dtype=torch.float64)[:, None] * frequencies  # [T, half]
    cos, sin = angle.cos()[:, None], angle.sin()[:, None]
    a, b, rest = x[..., :half], x[..., half : 2 * half], x[..., 2 * half :]
    return torch.cat([a * cos - b * sin, b * cos + a * sin, rest], -1)


def attend(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, sizes: DecoderSizes) -> torch.Tensor:
    """[T, heads or kv_heads, head_width] -> [T, heads * head_width]"""
    length, group = len(q), sizes.heads // sizes.kv_heads
    rows = []
    for head in range(sizes.heads):
        scores = q[:, head] @ k[:, head // group].T / sizes.head_width**0.5
        scores = scores.masked_fill(torch.ones(length, length).triu(1).bool(), float("-inf"))
        rows.append(scores.softmax(-1) @ v[:, head // group])
    return torch.cat(rows, -1)


def rms_norm(x: torch.Tensor, weight: torch.Tensor, epsilon: float) -> torch.Tensor:
    return x / torch.sqrt((x * x).mean(-1, keepdim=True) + epsilon) * weight


def llama(w: dict[str, torch.Tensor], sizes: DecoderSizes, ids: list[int]) -> torch.Tensor:
    """[T] -> logits [vocabulary] after the last token."""
    w = {name: tensor.double() for name, tensor in w.items()}
    h = w["embed"][ids]
    for n in range(sizes.layers):
        x = rms_norm(h, w[f"{n}.norm1"], sizes.epsilon)
        q = rotate((x @ w[f"{n}.q"]).view(len(ids), sizes.heads, -1), sizes)
        k = rotate((x @ w[f"{n}.k"]).view(len(ids), sizes.kv_heads, -1), sizes)
        v = (x @ w[f"{n}.v"]).view(len(ids), sizes.kv_heads, -1)
        h = h + attend(q, k, v, sizes) @ w[f"{n}.o"]
        x = rms_norm(h, w[f"{n}.norm2"], sizes.epsilon)
        h = h + (silu(x @ w[f"{n}.gate"]) * (x @ w[f"{n}.up"])) @ w[f"{n}.down"]
    return rms_norm(h[-1], w["norm"], sizes.epsilon) @ w["embed"].T


def gpt_neox(w: dict[str, torch.Tensor], sizes: DecoderSizes, ids: list[int]) -> torch.Tensor:
    """[T] -> logits [vocabulary] after the last token."""
    w = {name: tensor.double() for name, tensor in w.items()}
    norm = lambda x, name: layer_norm(x, (sizes.width,), w[name], w[f"{name}.bias"], sizes.epsilon)
    h = w["embed"][ids]
    for n in range(sizes.layers):
        x = norm(h, f"{n}.norm1")
        q = rotate((x @ w[f"{n}.q"]).view(len(ids), sizes.heads, -1), sizes)
        k = rotate((x @ w[f"{n}.k"]).view(len(ids), sizes.heads, -1), sizes)
        v = (x @ w[f"{n}.v"]).view(len(ids), sizes.heads, -1)
        mlp = gelu(norm(h, f"{n}.norm2") @ w[f"{n}.up"]) @ w[f"{n}.down"]
        h = h + attend(q, k, v, sizes) @ w[f"{n}.o"] + mlp
    return norm(h[-1], "norm") @ w["head"].T
