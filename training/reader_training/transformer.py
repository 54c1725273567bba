"""A Llama (arXiv 2302.13971) with the names of Hugging Face's LlamaForCausalLM: the Mamba's counterpart of equal size."""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

from reader_training.language_model import RMSNorm, activation_type, compiled, linear_initialisation

LONGEST = 8192  # positions for which rotations are kept


@dataclass(frozen=True)
class TransformerShape:
    vocabulary: int = 16384
    d_model: int = 512
    layers: int = 7
    heads: int = 8
    feed_forward: int = 1408
    rope_theta: float = 10000.0
    trained_positions: int = 2048

    def hugging_face(self) -> dict:
        return {
            "model_type": "llama",
            "vocab_size": self.vocabulary,
            "hidden_size": self.d_model,
            "intermediate_size": self.feed_forward,
            "num_hidden_layers": self.layers,
            "num_attention_heads": self.heads,
            "num_key_value_heads": self.heads,
            "max_position_embeddings": self.trained_positions,
            "rms_norm_eps": 1e-5,
        }


def attention(query, key, value):
    """Causal; [batch, heads, L, size] each."""
    if hasattr(F, "scaled_dot_product_attention"):
        return F.scaled_dot_product_attention(query, key, value, is_causal=True)
    length = query.shape[-2]
    scores = query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1])
    later = torch.ones(length, length, dtype=torch.bool, device=query.device).triu(1)
    return scores.masked_fill(later, -torch.inf).softmax(-1) @ value


def rotate(x, cos, sin):
    """Rotary embedding (arXiv 2104.09864), halves apart as in Hugging Face's Llama. x [batch, heads, L, size]."""
    first, second = x.chunk(2, -1)
    return torch.cat([first * cos - second * sin, second * cos + first * sin], -1).to(x.dtype)


class Attention(nn.Module):
    def __init__(self, shape: TransformerShape):
        super().__init__()
        self.heads = shape.heads
        self.q_proj, self.k_proj, self.v_proj, self.o_proj = (
            nn.Linear(shape.d_model, shape.d_model, bias=False) for _ in range(4)
        )

    def forward(self, x, cos, sin):
        batch, length, width = x.shape
        q, k, v = (
            project(x).view(batch, length, self.heads, -1).transpose(1, 2)
            for project in (self.q_proj, self.k_proj, self.v_proj)
        )
        mixed = attention(rotate(q, cos, sin), rotate(k, cos, sin), v)
        return self.o_proj(mixed.transpose(1, 2).reshape(batch, length, width))


class FeedForward(nn.Module):
    def __init__(self, shape: TransformerShape):
        super().__init__()
        self.gate_proj, self.up_proj = (nn.Linear(shape.d_model, shape.feed_forward, bias=False) for _ in range(2))
        self.down_proj = nn.Linear(shape.feed_forward, shape.d_model, bias=False)

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Block(nn.Module):
    def __init__(self, shape: TransformerShape):
        super().__init__()
        self.input_layernorm, self.post_attention_layernorm = RMSNorm(shape.d_model), RMSNorm(shape.d_model)
        self.self_attn, self.mlp = Attention(shape), FeedForward(shape)

    @compiled
    def forward(self, h, cos, sin):
        h = h + self.self_attn(self.input_layernorm(h), cos, sin)
        return h + self.mlp(self.post_attention_layernorm(h))


class Model(nn.Module):
    def __init__(self, shape: TransformerShape):
        super().__init__()
        self.embed_tokens = nn.Embedding(shape.vocabulary, shape.d_model)
        nn.init.normal_(self.embed_tokens.weight, std=0.02)
        self.layers = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = RMSNorm(shape.d_model)


class Transformer(nn.Module):
    def __init__(self, shape: TransformerShape = TransformerShape()):
        super().__init__()
        self.shape = shape
        self.model = Model(shape)
        linear_initialisation(self, shape.layers)
        size = shape.d_model // shape.heads
        frequencies = shape.rope_theta ** (-torch.arange(0, size, 2).float() / size)
        angles = torch.arange(LONGEST).float()[:, None] * frequencies
        self.register_buffer("cos", angles.cos(), persistent=False)
        self.register_buffer("sin", angles.sin(), persistent=False)

    @property
    def head(self) -> nn.Parameter:
        return self.model.embed_tokens.weight

    def hidden(self, ids):
        """[batch, L] → [batch, L, d_model] after the last norm."""
        h = self.model.embed_tokens(ids).to(activation_type(ids.device))
        length = ids.shape[1]
        for layer in self.model.layers:
            h = layer(h, self.cos[:length], self.sin[:length])
        return self.model.norm(h)
