"""Reads and writes the safetensors container with numpy alone.

Layout (https://huggingface.co/docs/safetensors): 8 bytes little-endian header length, JSON header padded with
spaces, then the tensors back to back in header order.
"""

import json
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

DTYPES = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2"), "I8": np.dtype("i1"), "U8": np.dtype("u1")}
NAMES = {dtype: name for name, dtype in DTYPES.items()}

# GPU copies need multiples of 4, SIMD loads like 16, cache lines are 64.
ALIGNMENT = 64


@dataclass(frozen=True)
class StoredTensor:
    """Where a tensor lies in the file; `offset` counts from the begin of the file."""

    dtype: str
    shape: tuple[int, ...]
    offset: int
    length: int


def read(path: Path) -> dict[str, np.ndarray]:
    data = path.read_bytes()
    return {
        name: np.frombuffer(data, DTYPES[at.dtype], int(np.prod(at.shape)), at.offset).reshape(at.shape)
        for name, at in layout(path).items()
    }


def layout(path: Path) -> dict[str, StoredTensor]:
    with path.open("rb") as file:
        (header_length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(header_length))
    header.pop("__metadata__", None)
    return {
        name: StoredTensor(
            entry["dtype"],
            tuple(entry["shape"]),
            8 + header_length + entry["data_offsets"][0],
            entry["data_offsets"][1] - entry["data_offsets"][0],
        )
        for name, entry in header.items()
    }


def write(path: Path, tensors: dict[str, np.ndarray], metadata: dict[str, str]) -> None:
    """Every tensor begins at a multiple of ALIGNMENT. The format allows no gaps, so sizes must be multiples too."""
    header: dict[str, object] = {"__metadata__": metadata}
    offset = 0
    for name, tensor in tensors.items():
        if tensor.nbytes % ALIGNMENT:
            raise ValueError(f"{name}: {tensor.nbytes} bytes is not a multiple of {ALIGNMENT}")
        header[name] = {
            "dtype": NAMES[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [offset, offset + tensor.nbytes],
        }
        offset += tensor.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-(8 + len(text)) % ALIGNMENT)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)))
        file.write(text)
        for tensor in tensors.values():
            file.write(tensor.tobytes())
