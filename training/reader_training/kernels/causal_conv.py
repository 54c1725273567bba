"""Causal depthwise convolution over time with silu: CUDA on a GPU, plain PyTorch elsewhere.

x [batch, L, D], w [D, taps], bias [D] → silu(bias + sum_i w_i x_(t-taps+1+i)) [batch, L, D].
"""

import torch
import torch.nn.functional as F

from reader_training.kernels.cuda_library import launch

SPAN = 64  # as in causal_conv.cu


def conv_by_shifts(x, w, bias):
    """The reference."""
    taps, length = w.shape[1], x.shape[1]
    padded = F.pad(x, (0, 0, taps - 1, 0))
    return F.silu(bias + sum(padded[:, i : i + length] * w[:, i] for i in range(taps)))


class CudaConv(torch.autograd.Function):
    """x bf16 contiguous; w [D, 4] and bias f32."""

    @staticmethod
    def forward(ctx, x, w, bias):
        if x.shape[1] % SPAN or x.shape[2] % 4 or w.shape[1] != 4:
            raise ValueError(f"causal convolution: {tuple(x.shape)}, {tuple(w.shape)}")
        u = torch.empty_like(x)
        launch("causal_conv", "causal_conv_forward", x, w, bias, u, *x.shape)
        ctx.save_for_backward(x, w, bias)
        return u

    @staticmethod
    def backward(ctx, du):
        x, w, bias = ctx.saved_tensors
        dx, dw, dbias = torch.empty_like(x), torch.zeros_like(w), torch.zeros_like(bias)
        launch("causal_conv", "causal_conv_backward", x, w, bias, du.contiguous(), dx, dw, dbias, *x.shape)
        return dx, dw, dbias


def causal_conv(x, w, bias):
    return CudaConv.apply(x, w, bias) if x.is_cuda else conv_by_shifts(x, w, bias)
