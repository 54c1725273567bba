"""Writes safetensors files with the element types of checkpoints: F32, F16, BF16."""

import json
import struct
from pathlib import Path

import torch

NAMES = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16"}


def to_bytes(tensor: torch.Tensor) -> bytes:
    # numpy has no bfloat16: its two bytes are the upper half of an f32.
    if tensor.dtype == torch.bfloat16:
        return (tensor.float().numpy().view("<u4") >> 16).astype("<u2").tobytes()
    return tensor.numpy().tobytes()


def write(path: Path, tensors: dict[str, torch.Tensor]) -> None:
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    for name, tensor in tensors.items():
        length = tensor.numel() * tensor.element_size()
        header[name] = {
            "dtype": NAMES[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [offset, offset + length],
        }
        offset += length
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(to_bytes(t) for t in tensors.values()))


def write_sharded(folder: Path, tensors: dict[str, torch.Tensor], shards: int) -> None:
    """Shards and their index, as `save_pretrained` lays them out."""
    names, weight_map = list(tensors), {}
    for shard in range(shards):
        file = f"model-{shard + 1:05}-of-{shards:05}.safetensors"
        part = {name: tensors[name] for name in names[shard::shards]}
        write(folder / file, part)
        weight_map |= {name: file for name in part}
    total = sum(t.numel() * t.element_size() for t in tensors.values())
    index = {"metadata": {"total_size": total}, "weight_map": weight_map}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index, indent=2) + "\n")
