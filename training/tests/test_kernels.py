"""The gradients that the CUDA kernels follow, against PyTorch's own, in f64."""

import unittest

import torch

from reader_training.kernels.causal_conv import conv_by_shifts
from reader_training.kernels.selective_scan import scan_by_steps, scan_gradients


class SelectiveScan(unittest.TestCase):
    def test_gradient_equals_autograd(self):
        torch.manual_seed(0)
        shape, states = (2, 37, 6), 4
        u, x, dy = (torch.randn(shape, dtype=torch.float64) for _ in range(3))
        b, c = (torch.randn(2, 37, states, dtype=torch.float64) for _ in range(2))
        a, skip = -torch.exp(torch.randn(6, states, dtype=torch.float64)), torch.randn(6, dtype=torch.float64)
        inputs = [one.requires_grad_() for one in (u, x, a, b, c, skip)]
        scan_by_steps(*inputs).backward(dy)
        with torch.no_grad():
            gradients = scan_gradients(*inputs, dy)
        for name, mine, one in zip(("u", "x", "A", "B", "C", "D"), gradients, inputs):
            self.assertLess((mine - one.grad).abs().max().item(), 1e-10, name)


class CausalConvolution(unittest.TestCase):
    def test_equals_the_library(self):
        torch.manual_seed(0)
        x, w, bias = torch.randn(2, 20, 6), torch.randn(6, 4), torch.randn(6)
        library = torch.nn.functional.conv1d(x.transpose(1, 2), w[:, None], bias, padding=3, groups=6)[..., :20]
        expected = torch.nn.functional.silu(library).transpose(1, 2)
        self.assertLess((conv_by_shifts(x, w, bias) - expected).abs().max().item(), 1e-5)
