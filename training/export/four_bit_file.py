"""Matrices in 4 bits, as safetensors hold them: groups of 32 columns share a scale and a zero point.

    W[r, k] = (code[r, k] - zero[r, k // 32]) * scale[r, k // 32]

A matrix `name` [rows, columns] is stored as three tensors:

    name        U8  [rows, columns / 2]         two codes a byte, the even column in the low half
    name.scale  F16 [rows, columns / 32]        normal numbers: a GPU may take others for zero
    name.zero   U8  [ceil(rows * groups / 2)]   two zero points a byte, the even group (counted over all rows) in the low half

Where a row has an even number of groups these are the bytes that ONNX Runtime's MatMulNBits takes.
"""

from dataclasses import dataclass

import numpy as np

GROUP = 32
HIGHEST = 15
SMALLEST_SCALE, LARGEST_SCALE = 2.0**-14, 65504.0  # normal numbers of F16


@dataclass(frozen=True)
class FourBits:
    """codes U8 [rows, columns] and zeros U8 [rows, groups] from 0 to 15; scales F16 [rows, groups]."""

    codes: np.ndarray
    scales: np.ndarray
    zeros: np.ndarray

    def weights(self) -> np.ndarray:
        """[rows, columns] F32, exact: 5 bits times 11."""
        wide = [np.repeat(part.astype(np.float32), GROUP, axis=1) for part in (self.zeros, self.scales)]
        return (self.codes.astype(np.float32) - wide[0]) * wide[1]

    def stored(self, name: str) -> dict[str, np.ndarray]:
        """The three tensors. Raises ValueError for what an engine would refuse."""
        rows, columns = self.codes.shape
        groups = columns // GROUP
        if columns % GROUP or self.scales.shape != (rows, groups) or self.zeros.shape != (rows, groups):
            raise ValueError(f"{name}: {columns} columns are not in groups of {GROUP} with a scale and a zero point each")
        if max(self.codes.max(), self.zeros.max()) > HIGHEST:
            raise ValueError(f"{name}: a code or a zero point has more than 4 bits")
        size = np.abs(self.scales.astype(np.float32))
        if not ((size >= SMALLEST_SCALE) & (size <= LARGEST_SCALE)).all():
            raise ValueError(f"{name}: a scale is no normal F16 number")
        return {
            name: pairs(self.codes).reshape(rows, columns // 2),
            f"{name}.scale": self.scales.astype("<f2"),
            f"{name}.zero": pairs(self.zeros),
        }


def pairs(values: np.ndarray) -> np.ndarray:
    """Numbers of 4 bits, two a byte, the first in the low half; a last one alone has 0 above it."""
    flat = values.astype(np.uint8).reshape(-1)
    flat = np.append(flat, np.zeros(len(flat) % 2, np.uint8))
    return flat[0::2] | (flat[1::2] << 4)


def apart(packed: np.ndarray, count: int) -> np.ndarray:
    """The first `count` numbers that `pairs` packed."""
    flat = packed.reshape(-1)
    return np.stack([flat & HIGHEST, flat >> 4], axis=1).reshape(-1)[:count]


def is_four_bits(tensors, name: str) -> bool:
    return f"{name}.zero" in tensors


def from_stored(tensors: dict[str, np.ndarray], name: str) -> FourBits:
    words, scales = tensors[name], tensors[f"{name}.scale"]
    rows, columns = words.shape[0], 2 * words.shape[1]
    return FourBits(
        apart(words, rows * columns).reshape(rows, columns),
        scales,
        apart(tensors[f"{name}.zero"], scales.size).reshape(scales.shape),
    )
