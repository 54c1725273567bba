"""Compares the CUDA kernels with the references in f64 on the GPU at hand, and times them at training size.

    python3 -m reader_training.kernels.check_kernels
"""

import torch

from reader_training.kernels.causal_conv import CudaConv, conv_by_shifts
from reader_training.kernels.selective_scan import CudaScan, scan_by_steps


def worst(actual, expected) -> float:
    """Largest difference as a share of the largest value."""
    return ((actual.double() - expected).abs().max() / expected.abs().max()).item()


def scan_inputs(batch, length, channels, states=16):
    """bf16 activations as in training; b and c are slices of one tensor."""
    u, x, dy = (torch.randn(batch, length, channels, device="cuda").bfloat16() for _ in range(3))
    projected = torch.randn(batch, length, 32 + 2 * states, device="cuda").bfloat16()
    a = -torch.exp(torch.randn(channels, states, device="cuda"))
    return u, x - 1, a, projected[..., 32 : 32 + states], projected[..., 32 + states :], torch.randn(channels, device="cuda"), dy


def conv_inputs(batch, length, channels):
    x, du = (torch.randn(batch, length, channels, device="cuda").bfloat16() for _ in range(2))
    return x, torch.randn(channels, 4, device="cuda"), torch.randn(channels, device="cuda"), du


def compare(kernel, reference, inputs, gradient, names) -> None:
    mine = [one.detach().requires_grad_() for one in inputs]
    exact = [one.detach().double().requires_grad_() for one in inputs]
    out, expected = kernel(*mine), reference(*exact)
    out.backward(gradient)
    expected.backward(gradient.double())
    # Results are rounded to bf16 (2^-9 of their own size); sums over a whole batch in f32.
    for name, a, b in [("out", out, expected), *((n, m.grad, e.grad) for n, m, e in zip(names, mine, exact))]:
        difference = worst(a, b)
        print(f"  {name:5} {difference:.1e}", flush=True)
        if not difference < 2**-7:
            raise AssertionError(f"{name}: {difference}")


def milliseconds(function) -> float:
    for _ in range(3):
        function()
    times = []
    for _ in range(7):
        start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        start.record()
        function()
        end.record()
        end.synchronize()
        times.append(start.elapsed_time(end))
    return sorted(times)[3]


def main() -> None:
    torch.manual_seed(0)
    for shape in ((2, 64, 128), (3, 320, 64)):
        print("selective scan", shape)
        *inputs, dy = scan_inputs(*shape)
        compare(CudaScan.apply, scan_by_steps, inputs, dy, ("u", "x", "A", "B", "C", "D"))
        print("causal convolution", shape)
        *inputs, du = conv_inputs(*shape)
        compare(CudaConv.apply, conv_by_shifts, inputs, du, ("x", "w", "bias"))
    for length in (256, 768, 2048):
        shape = (65536 // length, length, 1024)
        for name, kernel, (*inputs, gradient) in (
            ("scan", CudaScan.apply, scan_inputs(*shape)),
            ("conv", CudaConv.apply, conv_inputs(*shape)),
        ):
            inputs = [one.requires_grad_() for one in inputs]
            forward = milliseconds(lambda: kernel(*inputs))
            both = milliseconds(lambda: kernel(*inputs).backward(gradient))
            print(f"{name} L={length}: forward {forward:.2f} ms, forward and backward {both:.2f} ms", flush=True)


if __name__ == "__main__":
    main()
