"""Rounding to 4 bits that makes up for its own errors (GPTQ, arXiv 2210.17323).

Columns are rounded one after the other; what a column lost is spread over the columns still to come so that the product with
the calibration inputs changes least. With inputs X [samples, columns] the error of a row is d H d', H = X' X.
"""

import numpy as np
import torch

from export.four_bit_file import GROUP, HIGHEST, LARGEST_SCALE, SMALLEST_SCALE, FourBits

DAMPING = 0.01  # of H's mean diagonal: the paper's
SHRINKS = [1 - 0.03 * step for step in range(11)]  # of a group's range


def choose_grid(weights: torch.Tensor, importance: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Scales and zero points [rows] of one group [32, rows], by the least squared error weighed by `importance` [32].

    Ranges always hold 0, and a part of outliers may be cut off: rounding the many more finely is worth it.
    """
    low, high = weights.amin(0).clamp(max=0), weights.amax(0).clamp(min=0)
    best = torch.full_like(low, torch.inf)
    scale, zero = torch.ones_like(low), torch.zeros_like(low)
    for shrink in SHRINKS:
        tried = ((high - low) * shrink / HIGHEST).clamp(SMALLEST_SCALE, LARGEST_SCALE).half().to(weights.dtype)
        start = (-low * shrink / tried).round().clamp(0, HIGHEST)
        error = importance @ (rounded(weights, tried, start)[1] - weights).square()
        better = error < best
        best, scale, zero = (torch.where(better, *pair) for pair in ((error, best), (tried, scale), (start, zero)))
    return scale, zero


def rounded(weights: torch.Tensor, scale: torch.Tensor, zero: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Codes from 0 to 15 and what they stand for."""
    codes = ((weights / scale).round() + zero).clamp(0, HIGHEST)
    return codes, (codes - zero) * scale


def quantise(weights: torch.Tensor, hessian: torch.Tensor | None) -> FourBits:
    """weights [rows, columns], columns a multiple of 32; hessian [columns, columns], or None: each weight is rounded by itself."""
    rows, columns = weights.shape
    if columns % GROUP:
        raise ValueError(f"{columns} columns are no multiple of {GROUP}")
    hessian = torch.eye(columns) if hessian is None else hessian
    spread = inverse_factor(hessian.double()).float()
    importance = hessian.diagonal().float()
    left = weights.float().T.contiguous()  # [columns, rows], so that a column of the matrix lies in one piece
    codes = torch.empty_like(left)
    scales, zeros = (left.new_empty(columns // GROUP, rows) for _ in range(2))
    for group, start in enumerate(range(0, columns, GROUP)):
        end = start + GROUP
        scales[group], zeros[group] = choose_grid(left[start:end], importance[start:end])
        errors = torch.empty_like(left[start:end])
        for k in range(start, end):
            codes[k], value = rounded(left[k], scales[group], zeros[group])
            errors[k - start] = (left[k] - value) / spread[k, k]
            left[k + 1 : end] -= spread[k, k + 1 : end, None] * errors[k - start]
        left[end:] -= spread[start:end, end:].T @ errors
    turned = lambda tensor, kind: np.ascontiguousarray(tensor.T.numpy().astype(kind))
    return FourBits(turned(codes, np.uint8), turned(scales, np.float16), turned(zeros, np.uint8))


def inverse_factor(hessian: torch.Tensor) -> torch.Tensor:
    """The upper Cholesky factor of H's inverse: row k says how later columns make up for an error in column k."""
    hessian = hessian.clone()
    diagonal = hessian.diagonal()
    diagonal += DAMPING * diagonal.mean() + 1e-12  # the second for a matrix that saw nothing but zeros
    return torch.linalg.cholesky(torch.cholesky_inverse(torch.linalg.cholesky(hessian)), upper=True)


def loss(weights: torch.Tensor, matrix: FourBits, hessian: torch.Tensor) -> float:
    """Σ d H d' over rows: what the rounding changes on the calibration inputs."""
    difference = torch.from_numpy(matrix.weights()).double() - weights.double()
    return torch.einsum("rk,kj,rj->", difference, hessian.double(), difference).item()
