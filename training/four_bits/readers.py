"""Both readers as a table, a list of blocks and a head."""

from collections.abc import Iterator
from pathlib import Path

import torch
from torch import nn

from export import safetensors_file
from reader_training.checkpoint import dequantised, new_reader

FOLDERS = {"mamba": "mamba-trivia-32m", "transformer": "transformer-trivia-30m"}


def open_reader(kind: str, weights: Path) -> nn.Module:
    """The reader of a weights file of ours, in F32; its feed-forward width is the file's."""
    state = dequantised(safetensors_file.read(weights))
    feed_forward = state.get("model.layers.0.mlp.gate_proj.weight")
    model = new_reader(kind, **({} if feed_forward is None else {"feed_forward": feed_forward.shape[0]}))
    model.load_state_dict(state)
    return model.eval().requires_grad_(False)


def embed(model: nn.Module, ids: torch.Tensor) -> torch.Tensor:
    """[batch, L] → [batch, L, d_model]"""
    return model.head[ids]


def blocks_of(model: nn.Module) -> Iterator[tuple[str, nn.Module]]:
    """The blocks in their order, by name."""
    part = "backbone" if hasattr(model, "backbone") else "model"
    for number, block in enumerate(getattr(model, part).layers):
        yield f"{part}.layers.{number}", block


def run_block(model: nn.Module, block: nn.Module, h: torch.Tensor) -> torch.Tensor:
    """[batch, L, d_model] → [batch, L, d_model]"""
    if hasattr(model, "cos"):
        return block(h, model.cos[: h.shape[1]], model.sin[: h.shape[1]])
    return block(h)
