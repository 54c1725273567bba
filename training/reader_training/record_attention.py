"""How the bundled Transformer's answer attends to its prompt, in f64: what the browser's rows are tested against.

    python3 -m reader_training.record_attention ../public/models/transformer-trivia-30m ../tests/recorded

Reads prompts.json and answers.json there and writes transformer-trivia-30m/attention.f32: [layers, heads, answer tokens, tokens - 1]
for the prompt PROMPT, for each position that a token of the recorded answer was chosen from. To be run again after new weights.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from export import safetensors_file
from reader_training.checkpoint import dequantised
from reader_training.prompt import END
from reader_training.transformer import Transformer, TransformerShape, rotate

PROMPT = 1  # one passage; longer than a chunk


@torch.no_grad()
def attention_rows(model: Transformer, ids: list[int], rows: int) -> torch.Tensor:
    """[layers, heads, rows, L] of the last `rows` positions."""
    length = len(ids)
    cos, sin = model.cos[:length], model.sin[:length]
    later = torch.ones(length, length, dtype=torch.bool).triu(1)[-rows:]
    h = model.model.embed_tokens(torch.tensor([ids]))
    recorded = []
    for layer in model.model.layers:
        x, attention = layer.input_layernorm(h), layer.self_attn
        query, key = (
            rotate(project(x).view(1, length, attention.heads, -1).transpose(1, 2), cos, sin)[0]
            for project in (attention.q_proj, attention.k_proj)
        )
        scores = query[:, -rows:] @ key.transpose(-1, -2) / query.shape[-1] ** 0.5
        recorded.append(scores.masked_fill(later, -torch.inf).softmax(-1))
        h = layer(h, cos, sin)
    return torch.stack(recorded)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("recorded", type=Path)
    arguments = parser.parse_args()
    config = json.loads((arguments.model / "config.json").read_text("utf-8"))
    shape = TransformerShape(feed_forward=config["intermediate_size"])
    if shape.hugging_face()["num_hidden_layers"] != config["num_hidden_layers"]:
        raise ValueError("another shape of model")
    model = Transformer(shape).eval()
    model.load_state_dict(dequantised(safetensors_file.read(arguments.model / "model.safetensors")), strict=False)
    model.double()
    size = shape.d_model // shape.heads
    angles = torch.arange(len(model.cos)).double()[:, None] * shape.rope_theta ** (-torch.arange(0, size, 2).double() / size)
    model.cos, model.sin = angles.cos(), angles.sin()
    prompt = json.loads((arguments.recorded / "prompts.json").read_text("utf-8"))[PROMPT]["inputIds"]
    answers = json.loads((arguments.recorded / "answers.json").read_text("utf-8"))["transformer"]
    answer = [token for token in answers[PROMPT]["generatedIds"] if token != END]
    rows = attention_rows(model, prompt + answer[:-1], len(answer))
    folder = arguments.recorded / arguments.model.name
    folder.mkdir(exist_ok=True)
    (folder / "attention.f32").write_bytes(rows.numpy().astype("<f4").tobytes())
    print(f"{list(rows.shape)}, rows sum to {rows.sum(-1).min():.6f} to {rows.sum(-1).max():.6f}")


if __name__ == "__main__":
    main()
