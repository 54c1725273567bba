"""The selective scan of Mamba-1 with its gradient: CUDA on a GPU, plain PyTorch elsewhere.

Symbols as in arXiv 2312.00752: u, x [batch, L, D] (dt = softplus(x)), A [D, N] negative, B, C [batch, L, N], skip D [D].

    s_t = exp(dt_t A) s_(t-1) + (dt_t u_t) B_t        y_t = s_t . C_t + D u_t
"""

import ctypes

import torch
import torch.nn.functional as F

from reader_training.kernels.cuda_library import launch

CHUNK, CHANNELS = 16, 64  # as in selective_scan.cu


def scan_by_steps(u, x, a, b, c, skip):
    """One step after the other; PyTorch derives the gradient. The reference."""
    state = u.new_zeros(u.shape[0], u.shape[2], a.shape[1])
    dt, out = F.softplus(x), []
    for t in range(u.shape[1]):
        state = torch.exp(dt[:, t, :, None] * a) * state + (dt[:, t] * u[:, t])[:, :, None] * b[:, t, None, :]
        out.append((state * c[:, t, None, :]).sum(-1) + skip * u[:, t])
    return torch.stack(out, 1)


def scan_gradients(u, x, a, b, c, skip, dy):
    """The gradient as selective_scan.cu computes it: states forward, then the carry backwards.

    Returns gradients of u, x, a, b, c, skip.
    """
    batch, length, channels = u.shape
    dt = F.softplus(x)
    decay = torch.exp(dt[..., None] * a)
    state, states = u.new_zeros(batch, channels, a.shape[1]), []
    for t in range(length):
        states.append(state)
        state = decay[:, t] * state + (dt[:, t] * u[:, t])[..., None] * b[:, t, None, :]
    states.append(state)
    du, dx, db, dc = (torch.zeros_like(one) for one in (u, x, b, c))
    da, carry = torch.zeros_like(a), torch.zeros_like(state)
    for t in reversed(range(length)):
        ds = dy[:, t, :, None] * c[:, t, None, :] + carry
        carry = decay[:, t] * ds
        through_decay = carry * states[t]
        along_b = (ds * b[:, t, None, :]).sum(-1)
        du[:, t] = dt[:, t] * along_b + skip * dy[:, t]
        dx[:, t] = ((through_decay * a).sum(-1) + u[:, t] * along_b) * torch.sigmoid(x[:, t])
        da += (through_decay * dt[:, t, :, None]).sum(0)
        db[:, t] = (ds * (dt[:, t] * u[:, t])[..., None]).sum(1)
        dc[:, t] = (dy[:, t, :, None] * states[t + 1]).sum(1)
    return du, dx, da, db, dc, (dy * u).sum((0, 1))


class CudaScan(torch.autograd.Function):
    """u, x bf16 contiguous; b, c bf16, slices of one tensor with equal row strides; a, skip f32."""

    @staticmethod
    def forward(ctx, u, x, a, b, c, skip):
        batch, length, channels = u.shape
        if length % CHUNK or channels % CHANNELS or a.shape[1] != 16:
            raise ValueError(f"selective scan: length {length}, channels {channels}, states {a.shape[1]}")
        y = torch.empty_like(u)
        checkpoints = u.new_empty(batch, length // CHUNK, channels, a.shape[1], dtype=torch.float32)
        sizes = (batch, length, channels, ctypes.c_int64(b.stride(1)))
        launch("selective_scan", "selective_scan_forward", u, x, a, b, c, skip, y, checkpoints, *sizes)
        ctx.save_for_backward(u, x, a, b, c, skip, checkpoints)
        return y

    @staticmethod
    def backward(ctx, dy):
        u, x, a, b, c, skip, checkpoints = ctx.saved_tensors
        batch, length, channels = u.shape
        states = a.shape[1]
        du, dx, da, dskip = (torch.zeros_like(one) if one.dim() < 3 else torch.empty_like(one) for one in (u, x, a, skip))
        narrow = u.new_empty(channels // CHANNELS, batch, length, 2 * states, dtype=torch.float32)
        sizes = (batch, length, channels, ctypes.c_int64(b.stride(1)))
        launch(
            "selective_scan",
            "selective_scan_backward",
            *(u, x, a, b, c, skip, dy.contiguous(), checkpoints, du, dx, da, narrow, dskip, *sizes),
        )
        db, dc = narrow.sum(0).to(b.dtype).split(states, -1)
        return du, dx, da, db, dc, dskip


def selective_scan(u, x, a, b, c, skip):
    scan = CudaScan.apply if u.is_cuda else scan_by_steps
    return scan(u, x, a, b, c, skip)
