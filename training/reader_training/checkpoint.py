"""Readers from files and into files: training state, and weights with 8 bits."""

import re
from pathlib import Path

import numpy as np
import torch

from export import four_bit_file, safetensors_file
from reader_training.mamba import Mamba, MambaShape
from reader_training.transformer import Transformer, TransformerShape

READERS = {"mamba": (Mamba, MambaShape), "transformer": (Transformer, TransformerShape)}
OF_LAYER = re.compile(r"(.*\.layers\.)(\d+)(\..*)")
WRITES_TO_STREAM = ("o_proj.weight", "down_proj.weight", "out_proj.weight")
# Small or sensitive: kept in F32.
UNROUNDED = ("dt_proj", "conv1d", "A_log", "mixer.D", "norm")


def new_reader(kind: str, **shape) -> Mamba | Transformer:
    model, shape_type = READERS[kind]
    return model(shape_type(**shape))


def quantised(state: dict[str, torch.Tensor]) -> dict[str, np.ndarray]:
    """A 2-D matrix becomes int8 with one F32 scale a row (`<name>.scale`): weight = int8 * scale[row]."""
    tensors: dict[str, np.ndarray] = {}
    for name, value in state.items():
        value = value.detach().float().cpu()
        if value.dim() == 2 and not any(part in name for part in UNROUNDED):
            scale = value.abs().amax(1).clamp(min=1e-8) / 127
            tensors[name] = (value / scale[:, None]).round().clamp(-127, 127).to(torch.int8).numpy()
            tensors[f"{name}.scale"] = scale.numpy()
        else:
            tensors[name] = value.contiguous().numpy()
    return tensors


def dequantised(tensors: dict[str, np.ndarray]) -> dict[str, torch.Tensor]:
    """Of 4 bits, of int8, or of uint8 with 128 as zero (the files of public/models)."""
    state = {}
    for name, value in tensors.items():
        if name.endswith((".scale", ".zero")):
            continue
        if four_bit_file.is_four_bits(tensors, name):
            state[name] = torch.from_numpy(four_bit_file.from_stored(tensors, name).weights())
            continue
        weight = torch.from_numpy(value.astype(np.float32))
        if value.dtype != np.float32:
            zero = 128 if value.dtype == np.uint8 else 0
            weight = (weight - zero) * torch.from_numpy(tensors[f"{name}.scale"].astype(np.float32))[:, None]
        state[name] = weight
    return state


def open_reader(kind: str, weights: Path, **shape) -> Mamba | Transformer:
    """The reader of a weights file of ours, in F32; the width of a feed-forward layer and the number of blocks are the file's."""
    state = dequantised(safetensors_file.read(weights))
    shape = {"layers": layers_of(state), **shape}
    feed_forward = state.get("model.layers.0.mlp.gate_proj.weight")
    if feed_forward is not None:
        shape = {"feed_forward": feed_forward.shape[0], **shape}
    model = new_reader(kind, **shape)
    model.load_state_dict(state)
    return model.eval().requires_grad_(False)


def grown(smaller: torch.Tensor, initial: torch.Tensor) -> torch.Tensor:
    """A matrix in the corner of a larger one: new rows as initialised, new columns zero, so that the function stays the same."""
    larger = initial.clone()
    larger[: smaller.shape[0]] = 0
    larger[tuple(slice(0, n) for n in smaller.shape)] = smaller
    return larger


def layers_of(state: dict[str, torch.Tensor]) -> int:
    return 1 + max(int(found[2]) for name in state if (found := OF_LAYER.fullmatch(name)))


def deepened(state: dict[str, torch.Tensor], layers: int) -> dict[str, torch.Tensor]:
    """Blocks spread over more of them, evenly. A new one is a copy of the one below that adds nothing to the stream yet, so that the
    function stays the same (arXiv 2401.02415)."""
    given, deep = layers_of(state), {}
    sources = [number * given // layers for number in range(layers)]
    for name, value in state.items():
        found = OF_LAYER.fullmatch(name)
        if not found:
            deep[name] = value
            continue
        prefix, source, rest = found[1], int(found[2]), found[3]
        for number in (number for number in range(layers) if sources[number] == source):
            new = number > sources.index(source)
            deep[f"{prefix}{number}{rest}"] = torch.zeros_like(value) if new and rest.endswith(WRITES_TO_STREAM) else value
    return deep


def load_quantised(model: torch.nn.Module, path: Path) -> None:
    """Weights of the same or of a smaller model: feed-forward layers may have become wider since, blocks more."""
    initial = model.state_dict()
    state = deepened(dequantised(safetensors_file.read(path)), model.shape.layers)
    model.load_state_dict(
        {name: value if value.shape == initial[name].shape else grown(value, initial[name]) for name, value in state.items()}
    )


def save_quantised(model: torch.nn.Module, path: Path) -> None:
    safetensors_file.write(
        path,
        quantised(model.state_dict()),
        {"format": "pt", "quantization": "int8 per row: weight = int8 * scale[row]"},
    )
