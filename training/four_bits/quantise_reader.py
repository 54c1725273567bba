"""The weights of a reader in 4 bits, layer by layer: each is calibrated with what the rounded layers before it give.

    python3 -m four_bits.quantise_reader RESULTS --pack public/packs/trivia-encyclopaedia

RESULTS is as for export_models.py. Per reader it reads model.int8.safetensors and reference.json, and writes
model.int4.safetensors (the embedding, which is the head, stays in 8 bits) and reference.int4.json, the start-up reference of
these weights. `export_models.py --bits 4` takes both.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from export import safetensors_file
from four_bits.batches import Batch, batches_of
from four_bits.compensate import quantise
from four_bits.hessians import Hessians, matrices_of
from four_bits.pack_prompts import pack_prompts
from four_bits.readers import FOLDERS, blocks_of, embed, run_block
from reader_training.checkpoint import open_reader
from tokenizers import Tokenizer

PROMPTS = 112
NEW_TOKENS, HIGHEST = 12, 10


@torch.no_grad()
def quantise_reader(model: nn.Module, batches: list[Batch], compensated: bool = True) -> dict[str, np.ndarray]:
    """Rounds the matrices of all blocks of `model` in place and gives them as stored tensors, by their names in the model.

    compensated: False rounds each weight by itself, for comparison.
    """
    tensors: dict[str, np.ndarray] = {}
    hidden = [embed(model, batch.ids) for batch in batches] if compensated else []
    for prefix, block in blocks_of(model):
        hessians = Hessians(block)
        for h, batch in zip(hidden, batches):
            with hessians.watching(batch.real):
                run_block(model, block, h)
        for name, module in matrices_of(block).items():
            matrix = quantise(module.weight, hessians.of[name] if compensated else None)
            module.weight.copy_(torch.from_numpy(matrix.weights()))
            tensors.update(matrix.stored(f"{prefix}.{name}.weight"))
        hidden = [run_block(model, block, h) for h in hidden]
    return tensors


@torch.no_grad()
def start_up_reference(model: nn.Module, ids: list[int]) -> dict:
    """The highest logits after a prompt and its greedy continuation, in the form of the entries of reference.json."""
    text, logits = list(ids), None
    for _ in range(NEW_TOKENS):
        rows = F.linear(model.hidden(torch.tensor([text]))[0, -1], model.head)
        logits = rows if logits is None else logits
        text.append(int(rows.argmax()))
        if text[-1] == 0:
            break
    highest = logits.topk(HIGHEST)
    return {
        "input_ids": ids,
        "generated_ids": text[len(ids) :],
        "top_ids": highest.indices.tolist(),
        "top_logits": [round(value, 5) for value in highest.values.tolist()],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path)
    parser.add_argument("--out", type=Path, help="where to write instead, in folders of the same names")
    parser.add_argument("--pack", type=Path, required=True)
    parser.add_argument("--prompts", type=int, default=PROMPTS)
    arguments = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(arguments.results / "tokenizer.json"))
    batches = batches_of(pack_prompts(arguments.pack, tokenizer, arguments.prompts, calibration=True))
    for kind, name in FOLDERS.items():
        begin = time.monotonic()
        source = arguments.results / name
        target = (arguments.out or arguments.results) / name
        target.mkdir(parents=True, exist_ok=True)
        stored = safetensors_file.read(source / "model.int8.safetensors")
        model = open_reader(kind, source / "model.int8.safetensors")
        four = quantise_reader(model, batches)
        stored = {name: tensor for name, tensor in stored.items() if name not in four} | four
        about = "int8 per row: weight = int8 * scale[row]; with .zero int4: see training/export/four_bit_file.py"
        safetensors_file.write(target / "model.int4.safetensors", stored, {"format": "pt", "quantization": about})
        recorded = json.loads((source / "reference.json").read_text("utf-8"))
        shortest = min(recorded, key=lambda one: len(one["input_ids"]))["input_ids"]
        (target / "reference.int4.json").write_text(json.dumps([start_up_reference(model, shortest)]) + "\n")
        print(f"{name}: {time.monotonic() - begin:.0f} s")


if __name__ == "__main__":
    main()
