"""The forward pass of Mamba-1 in plain PyTorch, f64, written from the paper (arXiv 2312.00752, algorithm 2).

It is independent of this program's engines and of Hugging Face's and the authors' code: it only knows the published
equations. One token at a time, one sequence, no cache between calls: slow and easy to check.
"""

from dataclasses import dataclass

import torch
from torch.nn.functional import silu, softplus


@dataclass(frozen=True)
class Sizes:
    vocabulary: int
    d_model: int
    layers: int
    d_inner: int
    d_state: int
    d_conv: int
    dt_rank: int
    epsilon: float = 1e-5


def rms_norm(x: torch.Tensor, weight: torch.Tensor, epsilon: float) -> torch.Tensor:
    return x / torch.sqrt((x * x).mean(-1, keepdim=True) + epsilon) * weight


def forward(weights: dict[str, torch.Tensor], sizes: Sizes, ids: list[int]) -> torch.Tensor:
    """[T] -> logits [vocabulary] after the last token. Names of the weights: backbone.layers.N.mixer..."""
    w = {name: tensor.double() for name, tensor in weights.items()}
    hidden = w["backbone.embeddings.weight"][ids]  # [T, d_model]
    for layer in range(sizes.layers):
        p = f"backbone.layers.{layer}"
        normed = rms_norm(hidden, w[f"{p}.norm.weight"], sizes.epsilon)
        hidden = hidden + mixer({k[len(p) + 7 :]: v for k, v in w.items() if k.startswith(f"{p}.mixer.")}, sizes, normed)
    last = rms_norm(hidden[-1], w["backbone.norm_f.weight"], sizes.epsilon)
    return w.get("lm_head.weight", w["backbone.embeddings.weight"]) @ last


def mixer(w: dict[str, torch.Tensor], sizes: Sizes, normed: torch.Tensor) -> torch.Tensor:
    """[T, d_model] -> [T, d_model]"""
    x, z = (normed @ w["in_proj.weight"].T + w.get("in_proj.bias", 0)).split(sizes.d_inner, -1)  # [T, d_inner] each
    bias = w.get("conv1d.bias", torch.zeros(sizes.d_inner, dtype=torch.float64))
    kernel = w["conv1d.weight"][:, 0, :]  # [d_inner, d_conv]
    padded = torch.cat([torch.zeros(sizes.d_conv - 1, sizes.d_inner, dtype=torch.float64), x])
    a = -torch.exp(w["A_log"])  # [d_inner, d_state]
    state = torch.zeros_like(a)
    rows = []
    for t in range(len(x)):
        u = silu((padded[t : t + sizes.d_conv].T * kernel).sum(-1) + bias)  # [d_inner]
        low, b, c = (w["x_proj.weight"] @ u).split([sizes.dt_rank, sizes.d_state, sizes.d_state])
        delta = softplus(w["dt_proj.weight"] @ low + w["dt_proj.bias"])  # [d_inner]
        state = torch.exp(delta[:, None] * a) * state + (delta * u)[:, None] * b
        y = state @ c + w["D"] * u
        rows.append(w["out_proj.weight"] @ (y * silu(z[t])) + w.get("out_proj.bias", 0))
    return torch.stack(rows)
