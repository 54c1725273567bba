"""Mamba-1 (arXiv 2312.00752) with the names and the defaults of Hugging Face's MambaForCausalLM."""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

from reader_training.kernels.causal_conv import causal_conv
from reader_training.kernels.selective_scan import selective_scan
from reader_training.language_model import RMSNorm, activation_type, compiled, linear_initialisation


@dataclass(frozen=True)
class MambaShape:
    vocabulary: int = 16384
    d_model: int = 512
    layers: int = 14
    d_state: int = 16
    d_conv: int = 4
    expand: int = 2

    @property
    def d_inner(self) -> int:
        return self.expand * self.d_model

    @property
    def dt_rank(self) -> int:
        return math.ceil(self.d_model / 16)

    def hugging_face(self) -> dict:
        return {
            "model_type": "mamba",
            "vocab_size": self.vocabulary,
            "hidden_size": self.d_model,
            "intermediate_size": self.d_inner,
            "num_hidden_layers": self.layers,
            "state_size": self.d_state,
            "conv_kernel": self.d_conv,
            "expand": self.expand,
            "time_step_rank": self.dt_rank,
            "layer_norm_epsilon": 1e-5,
        }


class Convolution(nn.Module):
    """Depthwise: weight [D, 1, taps], bias [D]."""

    def __init__(self, channels: int, taps: int):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(channels, 1, taps).uniform_(-(taps**-0.5), taps**-0.5))
        self.bias = nn.Parameter(torch.zeros(channels))


class Mixer(nn.Module):
    def __init__(self, shape: MambaShape):
        super().__init__()
        d, n = shape.d_inner, shape.d_state
        self.shape = shape
        self.in_proj = nn.Linear(shape.d_model, 2 * d, bias=False)
        self.conv1d = Convolution(d, shape.d_conv)
        self.x_proj = nn.Linear(d, shape.dt_rank + 2 * n, bias=False)
        self.dt_proj = nn.Linear(shape.dt_rank, d, bias=True)
        self.out_proj = nn.Linear(d, shape.d_model, bias=False)
        self.A_log = nn.Parameter(torch.log(torch.arange(1, n + 1, dtype=torch.float32)).repeat(d, 1))
        self.D = nn.Parameter(torch.ones(d))
        nn.init.uniform_(self.dt_proj.weight, -(shape.dt_rank**-0.5), shape.dt_rank**-0.5)
        # softplus(bias) is drawn between 0.001 and 0.1, evenly in its logarithm (the paper's appendix).
        dt = torch.exp(torch.rand(d) * math.log(100) + math.log(0.001)).clamp(min=1e-4)
        with torch.no_grad():
            self.dt_proj.bias.copy_(dt + torch.log(-torch.expm1(-dt)))


class Block(nn.Module):
    def __init__(self, shape: MambaShape):
        super().__init__()
        self.norm = RMSNorm(shape.d_model)
        self.mixer = Mixer(shape)

    @compiled
    def _inwards(self, h):
        """[batch, L, d_model] → x and z, [batch, L, D] each; two products, so that both lie as the kernels want them."""
        normed, weight = self.norm(h), self.mixer.in_proj.weight
        d = self.mixer.shape.d_inner
        return F.linear(normed, weight[:d]), F.linear(normed, weight[d:])

    @compiled
    def _selection(self, u):
        """→ dt before softplus [batch, L, D], B and C [batch, L, N]"""
        shape, mixer = self.mixer.shape, self.mixer
        low, b, c = mixer.x_proj(u).split([shape.dt_rank, shape.d_state, shape.d_state], -1)
        return mixer.dt_proj(low), b, c

    @compiled
    def _outwards(self, h, y, z):
        return h + self.mixer.out_proj(y * F.silu(z))

    def forward(self, h):
        mixer = self.mixer
        x, z = self._inwards(h)
        u = causal_conv(x, mixer.conv1d.weight.squeeze(1), mixer.conv1d.bias)
        dt, b, c = self._selection(u)
        y = selective_scan(u, dt, -torch.exp(mixer.A_log), b, c, mixer.D)
        return self._outwards(h, y, z)


class Backbone(nn.Module):
    def __init__(self, shape: MambaShape):
        super().__init__()
        self.embeddings = nn.Embedding(shape.vocabulary, shape.d_model)
        nn.init.normal_(self.embeddings.weight, std=0.02)
        self.layers = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm_f = RMSNorm(shape.d_model)


class Mamba(nn.Module):
    def __init__(self, shape: MambaShape = MambaShape()):
        super().__init__()
        self.shape = shape
        self.backbone = Backbone(shape)
        linear_initialisation(self, shape.layers)

    @property
    def head(self) -> nn.Parameter:
        return self.backbone.embeddings.weight

    def hidden(self, ids):
        """[batch, L] → [batch, L, d_model] after the last norm. On a GPU L must be a multiple of 64."""
        h = self.backbone.embeddings(ids).to(activation_type(ids.device))
        for layer in self.backbone.layers:
            h = layer(h)
        return self.backbone.norm_f(h)
