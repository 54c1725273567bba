"""What both readers share: embedding, blocks, tied head. Parameters carry their Hugging Face names, so a state dict is a checkpoint."""

import contextlib
import math

import torch
import torch.nn.functional as F
from torch import nn


def compiled(function):
    """torch.compile on a GPU, where start-up pays off; as it is elsewhere."""
    return torch.compile(function, dynamic=True) if torch.cuda.is_available() else function


def activation_type(device: torch.device) -> torch.dtype:
    return torch.bfloat16 if device.type == "cuda" else torch.float32


def mixed_precision(device: torch.device):
    return torch.autocast("cuda", torch.bfloat16) if device.type == "cuda" else contextlib.nullcontext()


class RMSNorm(nn.Module):
    def __init__(self, width: int, epsilon: float = 1e-5):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.epsilon = epsilon

    def forward(self, x):
        """[…, width], normalised in f32."""
        y = x.float()
        y = y * torch.rsqrt(y.square().mean(-1, keepdim=True) + self.epsilon) * self.weight
        return y.to(x.dtype)


def linear_initialisation(model: nn.Module, layers: int) -> None:
    """Normal, 0.02; matrices that narrow write to the residual stream and get less (GPT-2)."""
    for module in model.modules():
        if isinstance(module, nn.Linear) and module.bias is None:
            rows, columns = module.weight.shape
            nn.init.normal_(module.weight, std=0.02 if rows >= columns else 0.02 / math.sqrt(2 * layers))


def weighted_loss(hidden, head, targets, weights):
    """Cross-entropy. hidden [rows, width], head [vocabulary, width], targets [rows], weights [rows] → scalar."""
    logits = F.linear(hidden, head).float()
    return (F.cross_entropy(logits, targets, reduction="none") * weights).sum() / weights.sum()


compiled_loss = compiled(weighted_loss)
