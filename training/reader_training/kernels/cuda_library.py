"""Compiles a .cu file of this folder once and calls its functions with the pointers of tensors."""

import ctypes
import functools
import subprocess
import tempfile
from pathlib import Path

import torch

HERE = Path(__file__).parent


@functools.cache
def cuda_library(name: str) -> ctypes.CDLL:
    """`<name>.cu` as a library for the GPU at hand; nvcc must be on the PATH."""
    major, minor = torch.cuda.get_device_capability()
    out = Path(tempfile.mkdtemp()) / f"{name}.so"
    subprocess.run(
        ["nvcc", "-O3", "-std=c++17", f"-arch=sm_{major}{minor}", "--shared", "-Xcompiler", "-fPIC"]
        + ["-o", str(out), str(HERE / f"{name}.cu")],
        check=True,
    )
    return ctypes.CDLL(str(out))


def launch(library: str, function: str, *arguments: torch.Tensor | int) -> None:
    """Runs `function` on PyTorch's current stream. Whole numbers are C ints; the last one may be an int64."""
    values = [
        ctypes.c_void_p(one.data_ptr()) if isinstance(one, torch.Tensor) else one for one in arguments
    ]
    stream = ctypes.c_void_p(torch.cuda.current_stream().cuda_stream)
    status = getattr(cuda_library(library), function)(*values, stream)
    if status != 0:
        raise RuntimeError(f"{function}: CUDA error {status}")
