"""What the matrices of a block are given by the calibration prompts: H = Σ x x' over their tokens."""

from contextlib import contextmanager

import torch
from torch import nn

from reader_training.checkpoint import UNROUNDED


def matrices_of(block: nn.Module) -> dict[str, nn.Linear]:
    """The matrices of a block that become 4 bits, by name: those of checkpoint.py that become 8."""
    return {
        name: module
        for name, module in block.named_modules()
        if isinstance(module, nn.Linear) and not any(part in name for part in UNROUNDED)
    }


class Hessians:
    """For each matrix H [columns, columns], f32."""

    def __init__(self, block: nn.Module):
        self._block = block
        self.of = {
            name: torch.zeros(module.in_features, module.in_features) for name, module in matrices_of(block).items()
        }

    @contextmanager
    def watching(self, real: torch.Tensor):
        """While it is open, what the block is given is added up; real [batch, L] says which tokens are no padding."""

        def add(name: str, inputs: torch.Tensor) -> None:
            rows = inputs[real].float()
            self.of[name] += rows.T @ rows

        hooks = []
        for name, module in matrices_of(self._block).items():
            if name == "mixer.in_proj":  # the Mamba multiplies with its two halves and never calls it
                hooks.append(self._block.norm.register_forward_hook(lambda _, __, out, name=name: add(name, out)))
            else:
                hooks.append(module.register_forward_pre_hook(lambda _, given, name=name: add(name, given[0])))
        try:
            yield
        finally:
            for hook in hooks:
                hook.remove()
