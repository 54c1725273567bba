"""Both readers as a table, a list of blocks and a head."""

from collections.abc import Iterator

import torch
from torch import nn

FOLDERS = {"mamba": "mamba-trivia-32m", "transformer": "transformer-trivia-30m"}


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
