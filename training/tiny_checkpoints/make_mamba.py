"""Tiny random Mamba checkpoints in both naming styles, with what PyTorch answers.

    python3 training/tiny_checkpoints/make_mamba.py tests/recorded/checkpoints

Needs PyTorch and numpy (Debian 12: python3-torch 1.13). `recorded.json` holds prompts with the greedy continuation and the
highest logits: of the checkpoint as it is, and of the checkpoint with the big matrices rounded to 8 bits a row. Both come
from `mamba_forward.py` in f64, not from Hugging Face's classes, which cannot be installed on the machine that made them.
"""

import json
import math
import sys
from pathlib import Path

import torch

import safetensors_torch
from mamba_forward import Sizes, forward
from tiny_tokenizer import size, tiny_tokenizer

ROUNDED = ("embeddings.weight", "lm_head.weight", "in_proj.weight", "x_proj.weight", "out_proj.weight")
NEW_TOKENS = 12
# A choice closer than this could go the other way by rounding alone: such prompts are not recorded.
CLEAR = 0.02


def random_weights(sizes: Sizes, conv_bias: bool, own_head: bool, biases: bool, seed: int) -> dict[str, torch.Tensor]:
    g = torch.Generator().manual_seed(seed)
    normal = lambda *shape, scale: torch.randn(*shape, generator=g) * scale
    uniform = lambda *shape: torch.rand(*shape, generator=g)
    d, n = sizes.d_inner, sizes.d_state
    weights = {"backbone.embeddings.weight": normal(sizes.vocabulary, sizes.d_model, scale=0.6)}
    for layer in range(sizes.layers):
        p = f"backbone.layers.{layer}"
        steps = torch.exp(uniform(d) * math.log(100) + math.log(1e-3))
        weights |= {
            f"{p}.norm.weight": 1 + normal(sizes.d_model, scale=0.1),
            f"{p}.mixer.A_log": torch.log(torch.arange(1, n + 1).repeat(d, 1) * (0.5 + uniform(d, n))),
            f"{p}.mixer.D": 1 + normal(d, scale=0.2),
            f"{p}.mixer.in_proj.weight": normal(2 * d, sizes.d_model, scale=sizes.d_model**-0.5),
            f"{p}.mixer.conv1d.weight": normal(d, 1, sizes.d_conv, scale=sizes.d_conv**-0.5),
            f"{p}.mixer.x_proj.weight": normal(sizes.dt_rank + 2 * n, d, scale=d**-0.5),
            f"{p}.mixer.dt_proj.weight": normal(d, sizes.dt_rank, scale=sizes.dt_rank**-0.5),
            f"{p}.mixer.dt_proj.bias": steps + torch.log(-torch.expm1(-steps)),
            f"{p}.mixer.out_proj.weight": normal(sizes.d_model, d, scale=8 * d**-0.5),
        }
        if conv_bias:
            weights[f"{p}.mixer.conv1d.bias"] = normal(d, scale=0.1)
        if biases:
            weights[f"{p}.mixer.in_proj.bias"] = normal(2 * d, scale=0.3)
            weights[f"{p}.mixer.out_proj.bias"] = normal(sizes.d_model, scale=0.3)
    weights["backbone.norm_f.weight"] = 1 + normal(sizes.d_model, scale=0.1)
    if own_head:
        weights["lm_head.weight"] = normal(sizes.vocabulary, sizes.d_model, scale=0.6)
    return weights


def rounded(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The big matrices as 8-bit integers with a scale for each row, as numbers again."""

    def by_row(w: torch.Tensor) -> torch.Tensor:
        scale = (w.float().abs().amax(1, keepdim=True) / 127).double()
        return torch.floor(w.double() / scale + 0.5) * scale

    return {name: by_row(w) if name.endswith(ROUNDED) else w for name, w in weights.items()}


def continuation(weights, sizes: Sizes, ids: list[int]) -> dict | None:
    made, first = [], None
    for _ in range(NEW_TOKENS):
        logits = forward(weights, sizes, ids + made)
        top = torch.topk(logits, 10)
        if top.values[0] - top.values[1] < CLEAR:
            return None
        first = first or {
            "topIds": top.indices.tolist(),
            "topLogits": [round(value, 5) for value in top.values.tolist()],
        }
        made.append(int(top.indices[0]))
    return {"generatedIds": made, **first}


def record(weights, sizes: Sizes, tokens: int, seed: int) -> list[dict]:
    g = torch.Generator().manual_seed(seed)
    prompts = []
    # 70 and 150 are longer than a chunk of the CPU path.
    for length in (3, 70, 150):
        while True:
            ids = torch.randint(2, tokens, (length,), generator=g).tolist()
            exact = continuation(weights, sizes, ids)
            u8 = exact and continuation(rounded(weights), sizes, ids)
            if u8:
                prompts.append({"inputIds": ids, "exact": exact, "u8": u8})
                break
    return prompts


def original_names(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """`mamba_ssm` calls the embedding otherwise and keeps the head, which is the same matrix."""
    renamed = {name.replace("embeddings", "embedding"): tensor for name, tensor in weights.items()}
    return renamed | {"lm_head.weight": renamed["backbone.embedding.weight"]}


def main(target: Path) -> None:
    tokenizer = tiny_tokenizer()
    tokens = size(tokenizer)
    padded = math.ceil(tokens / 8) * 8
    checkpoints = {
        # Hugging Face, F32, everything that has a default left out of the config.
        "hf-f32": {
            "sizes": Sizes(tokens, 16, 2, 32, 16, 4, 1),
            "config": {
                "architectures": ["MambaForCausalLM"],
                "model_type": "mamba",
                "hidden_size": 16,
                "num_hidden_layers": 2,
                "time_step_rank": "auto",
                "vocab_size": tokens,
                "eos_token_id": 0,
            },
            "dtype": torch.float32,
        },
        # Hugging Face, F16, nothing at its default, in three files.
        "hf-f16-sharded": {
            "sizes": Sizes(padded, 32, 3, 32, 8, 3, 5, 1e-6),
            "config": {
                "model_type": "mamba",
                "hidden_size": 32,
                "num_hidden_layers": 3,
                "intermediate_size": 32,
                "expand": 1,
                "state_size": 8,
                "conv_kernel": 3,
                "time_step_rank": 5,
                "layer_norm_epsilon": 1e-6,
                "use_conv_bias": False,
                "use_bias": False,
                "tie_word_embeddings": True,
                "vocab_size": padded,
                "torch_dtype": "float16",
            },
            "conv_bias": False,
            "dtype": torch.float16,
            "shards": 3,
        },
        # The authors' own names and config, BF16, the vocabulary padded.
        "original-bf16": {
            "sizes": Sizes(padded, 24, 2, 48, 8, 4, 2),
            "config": {
                "d_model": 24,
                "n_layer": 2,
                "vocab_size": tokens,
                "ssm_cfg": {"d_state": 8},
                "rms_norm": True,
                "residual_in_fp32": True,
                "fused_add_norm": True,
                "pad_vocab_size_multiple": 8,
            },
            "original": True,
            "dtype": torch.bfloat16,
        },
        # An output matrix of its own, BF16 in shards, states beyond 16, a width that is no multiple of 32.
        "hf-untied-bf16": {
            "sizes": Sizes(padded, 48, 2, 96, 24, 4, 3),
            "config": {
                "architectures": ["MambaForCausalLM"],
                "model_type": "mamba",
                "hidden_size": 48,
                "num_hidden_layers": 2,
                "state_size": 24,
                "time_step_rank": "auto",
                "residual_in_fp32": True,
                "tie_word_embeddings": False,
                "vocab_size": padded,
                "torch_dtype": "bfloat16",
            },
            "own_head": True,
            "dtype": torch.bfloat16,
            "shards": 2,
        },
        # Biases in the projections, in the authors' names; the rank explicit, an expansion of 3.
        "original-biases": {
            "sizes": Sizes(padded, 16, 2, 48, 16, 4, 3),
            "config": {
                "d_model": 16,
                "n_layer": 2,
                "vocab_size": tokens,
                "ssm_cfg": {"bias": True, "expand": 3, "dt_rank": 3, "d_state": 16},
                "tie_embeddings": True,
            },
            "original": True,
            "biases": True,
            "dtype": torch.float16,
        },
    }
    recorded = {}
    for seed, (name, made) in enumerate(checkpoints.items()):
        folder = target / name
        folder.mkdir(parents=True, exist_ok=True)
        sizes = made["sizes"]
        weights = {
            name: tensor.to(made["dtype"])
            for name, tensor in random_weights(sizes, made.get("conv_bias", True), made.get("own_head", False), made.get("biases", False), seed).items()
        }
        recorded[name] = record(weights, sizes, tokens, seed)
        stored = original_names(weights) if made.get("original") else weights
        if "shards" in made:
            safetensors_torch.write_sharded(folder, stored, made["shards"])
        else:
            safetensors_torch.write(folder / "model.safetensors", stored)
        (folder / "config.json").write_text(json.dumps(made["config"], indent=2) + "\n")
    (target / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")) + "\n")
    (target / "mamba.json").write_text(json.dumps(recorded, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
