"""Tiny random decoders in transformers.js' layout, with what PyTorch answers.

    python3 training/tiny_checkpoints/make_decoders.py tests/recorded/checkpoints

Needs PyTorch, numpy and onnx (Debian 12: python3-torch, python3-onnx). Run after `make_mamba.py`, which writes the tokenizer.
"""

import json
import sys
from pathlib import Path

import torch

import decoder_onnx
from decoder_forward import DecoderSizes, gpt_neox, llama
from make_mamba import CLEAR, NEW_TOKENS
from tiny_tokenizer import size, tiny_tokenizer


def random_weights(sizes: DecoderSizes, neox: bool, seed: int) -> dict[str, torch.Tensor]:
    g = torch.Generator().manual_seed(seed)
    normal = lambda *shape, scale: torch.randn(*shape, generator=g) * scale
    matrix = lambda rows, columns, gain=1.0: normal(rows, columns, scale=gain * rows**-0.5)
    width, query = sizes.width, sizes.heads * sizes.head_width
    shared = sizes.kv_heads * sizes.head_width
    w = {"embed": normal(sizes.vocabulary, width, scale=0.6), "norm": 1 + normal(width, scale=0.1)}
    for n in range(sizes.layers):
        w |= {
            f"{n}.norm1": 1 + normal(width, scale=0.1),
            f"{n}.norm2": 1 + normal(width, scale=0.1),
            f"{n}.q": matrix(width, query, 2),
            f"{n}.k": matrix(width, shared, 2),
            f"{n}.v": matrix(width, shared, 2),
            f"{n}.o": matrix(query, width, 4),
            f"{n}.up": matrix(width, sizes.inner, 2),
            f"{n}.down": matrix(sizes.inner, width, 3),
        }
        if neox:
            w |= {f"{n}.norm{i}.bias": normal(width, scale=0.1) for i in (1, 2)}
        else:
            w[f"{n}.gate"] = matrix(width, sizes.inner, 2)
    if neox:
        w |= {"norm.bias": normal(width, scale=0.1), "head": normal(sizes.vocabulary, width, scale=0.6)}
    return w


def record(forward, w, sizes: DecoderSizes, tokens: int, seed: int, lead: float) -> list[dict]:
    g = torch.Generator().manual_seed(seed)
    prompts = []
    for length in (3, 60, 150):  # longer than a chunk of the decoder
        while len(prompts) < [3, 60, 150].index(length) + 1:
            ids = torch.randint(2, tokens, (length,), generator=g).tolist()
            made, clear = [], True
            while clear and len(made) < NEW_TOKENS:
                top = torch.topk(forward(w, sizes, ids + made), 2)
                clear = bool(top.values[0] - top.values[1] > lead)
                made.append(int(top.indices[0]))
            if clear:
                prompts.append({"inputIds": ids, "generatedIds": made})
    return prompts


def main(target: Path) -> None:
    tokens = size(tiny_tokenizer())
    checkpoints = {
        "llama-onnx": {
            "sizes": DecoderSizes(tokens, 16, 2, 4, 2, 8, 24, rotary=8),
            "forward": llama,
            "file": "onnx/model.onnx",
            "config": {
                "model_type": "llama",
                "hidden_size": 16,
                "num_hidden_layers": 2,
                "num_attention_heads": 4,
                "num_key_value_heads": 2,
                "head_dim": 8,
                "intermediate_size": 24,
                "max_position_embeddings": 256,
                "tie_word_embeddings": True,
                "vocab_size": tokens,
                "eos_token_id": 0,
            },
        },
        "neox-onnx": {
            "sizes": DecoderSizes(tokens, 16, 2, 2, 2, 8, 32, rotary=2),
            "forward": gpt_neox,
            "file": "onnx/decoder_model_merged.onnx",
            "config": {
                "model_type": "gpt_neox",
                "hidden_size": 16,
                "num_hidden_layers": 2,
                "num_attention_heads": 2,
                "intermediate_size": 32,
                "rotary_pct": 0.25,
                "max_position_embeddings": 256,
                "vocab_size": tokens,
                "eos_token_id": 0,
            },
        },
        "llama-merged-onnx": {
            "sizes": DecoderSizes(tokens, 16, 2, 4, 4, 4, 24, rotary=4),
            "forward": llama,
            "file": "onnx/decoder_model_merged.onnx",
            "layout": {"merged": True},
            "config": {
                "model_type": "llama",
                "hidden_size": 16,
                "num_hidden_layers": 2,
                "num_attention_heads": 4,
                "intermediate_size": 24,
                "max_position_embeddings": 256,
                "tie_word_embeddings": True,
                "vocab_size": tokens,
                "eos_token_id": 0,
            },
        },
        # Keys and values rounded to 16 bits: only choices that such a rounding cannot turn.
        "qwen-half-cache-onnx": {
            "sizes": DecoderSizes(tokens, 16, 2, 4, 1, 4, 24, rotary=4),
            "forward": llama,
            "file": "model.onnx",
            "layout": {"half": True},
            "lead": 0.2,
            "config": {
                "model_type": "qwen2",
                "hidden_size": 16,
                "num_hidden_layers": 2,
                "num_attention_heads": 4,
                "num_key_value_heads": 1,
                "intermediate_size": 24,
                "max_position_embeddings": 256,
                "tie_word_embeddings": True,
                "vocab_size": tokens,
                "eos_token_id": 0,
            },
        },
    }
    recorded = {}
    for seed, (name, made) in enumerate(checkpoints.items()):
        sizes, neox = made["sizes"], made["forward"] is gpt_neox
        weights = random_weights(sizes, neox, seed)
        recorded[name] = record(made["forward"], weights, sizes, tokens, seed, made.get("lead", CLEAR))
        arrays = {name: tensor.numpy() for name, tensor in weights.items()}
        decoder_onnx.write(target / name / made["file"], arrays, sizes, neox, **made.get("layout", {}))
        (target / name / "config.json").write_text(json.dumps(made["config"], indent=2) + "\n")
    (target / "decoders.json").write_text(json.dumps(recorded, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
