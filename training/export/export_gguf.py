"""The bundled Mamba as GGUF files, for llama.cpp: the same numbers, as far as a type of llama.cpp can hold them.

    cd training && python3 -m export.export_gguf ../public/models/mamba-trivia-32m ../.cache/gguf    # needs numpy and gguf 0.19.0

| file      | matrices of layers                                      | table (embedding and head)            |
| --------- | ------------------------------------------------------- | ------------------------------------- |
| f32.gguf  | the same numbers                                        | the same numbers                      |
| q8_0.gguf | the same numbers: code - zero, F16 scale                | the same codes, scales rounded to F16 |
| q4_1.gguf | the same codes and scales, -zero * scale rounded to F16 | as in q8_0.gguf                       |

What has no scale in model.safetensors is F32 in each and the same numbers, but that llama.cpp wants -exp(A_log), made here, where
others make it when they load. With any type but F32 llama.cpp also rounds what a matrix is multiplied with, to 8 bits.

The vocabulary is not ours: token n is the character FIRST_CHARACTER + n. wllama 3 takes and gives text only, and so text and ids are the
same thing, whatever llama.cpp knows of our tokenizer.
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import gguf
import numpy as np
from gguf import GGMLQuantizationType, LlamaFileType

from export import four_bit_file, safetensors_file
from export.four_bit_file import GROUP, FourBits

NAME = "mamba-trivia-32m"
HALF = "<f2"
FIRST_CHARACTER = 0x4E00  # 20,992 ideographs that no tokenizer takes for spaces or digits
ANY_LENGTH = 2**20  # as llama.cpp's own converter has it; a state knows no longest context


def q8_0(codes: np.ndarray, scales: np.ndarray) -> np.ndarray:
    """Whole numbers [rows, columns] from -128 to 127 and F16 scales [rows, groups] → blocks of a scale and 32 bytes."""
    return blocks(codes, [scales], lambda group: group.astype(np.int8).view(np.uint8))


def q4_1(matrix: FourBits) -> np.ndarray:
    """Blocks of a scale, a least number and 16 bytes; W = code * scale + least."""
    least = -matrix.zeros.astype(np.float32) * matrix.scales.astype(np.float32)
    return blocks(matrix.codes, [matrix.scales, least.astype(HALF)], halves)


def halves(groups: np.ndarray) -> np.ndarray:
    """[groups, 32] → [groups, 16]: numbers of 4 bits, the first sixteen in the low halves."""
    return groups[:, : GROUP // 2] | (groups[:, GROUP // 2 :] << 4)


def blocks(codes: np.ndarray, numbers: list[np.ndarray], pack: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """→ [rows, bytes]: of each group its F16 numbers, then its codes."""
    groups = codes.reshape(-1, GROUP)
    heads = [number.astype(HALF).reshape(-1, 1).view(np.uint8) for number in numbers]
    return np.concatenate([*heads, pack(groups)], axis=1).reshape(codes.shape[0], -1)


def weights_of(tensors: dict[str, np.ndarray], name: str) -> np.ndarray:
    """What the engines compute with, F32."""
    if four_bit_file.is_four_bits(tensors, name):
        return four_bit_file.from_stored(tensors, name).weights()
    if tensors[name].dtype == np.uint8:
        return (tensors[name].astype(np.float32) - 128) * tensors[f"{name}.scale"].reshape(-1, 1)
    return tensors[name]


def matrix_as(kind: GGMLQuantizationType, tensors: dict[str, np.ndarray], name: str) -> tuple[np.ndarray, GGMLQuantizationType]:
    """Numbers or blocks, and the type that they are: a table has at least 8 bits."""
    if kind == GGMLQuantizationType.F32:
        return weights_of(tensors, name), kind
    if not four_bit_file.is_four_bits(tensors, name):
        codes = tensors[name].astype(np.int16) - 128
        scales = np.repeat(tensors[f"{name}.scale"].reshape(-1, 1), codes.shape[1] // GROUP, axis=1)
        return q8_0(codes, scales), GGMLQuantizationType.Q8_0
    matrix = four_bit_file.from_stored(tensors, name)
    if kind == GGMLQuantizationType.Q8_0:
        codes = matrix.codes.astype(np.int16) - np.repeat(matrix.zeros, GROUP, axis=1)
        return q8_0(codes, matrix.scales), kind
    return q4_1(matrix), kind


FILES = {
    "f32": (GGMLQuantizationType.F32, LlamaFileType.ALL_F32),
    "q8_0": (GGMLQuantizationType.Q8_0, LlamaFileType.MOSTLY_Q8_0),
    "q4_1": (GGMLQuantizationType.Q4_1, LlamaFileType.MOSTLY_Q4_1),
}


def write_gguf(source: Path, path: Path, kind: GGMLQuantizationType, file_type: LlamaFileType) -> None:
    """`source`: a Mamba as in public/models."""
    config = json.loads((source / "config.json").read_text("utf-8"))
    tensors = safetensors_file.read(source / "model.safetensors")
    writer = gguf.GGUFWriter(path, gguf.MODEL_ARCH_NAMES[gguf.MODEL_ARCH.MAMBA])
    writer.add_name(NAME)
    writer.add_file_type(file_type)
    add_shape(writer, config)
    add_vocabulary(writer, config)
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.MAMBA, config["num_hidden_layers"])
    for name in tensors:
        if name.endswith((".scale", ".zero")):
            continue
        called = names.get_name(name, try_suffixes=(".weight", ".bias"))
        if called is None:
            raise ValueError(f"llama.cpp has no name for {name}")
        if f"{name}.scale" in tensors:
            data, stored_as = matrix_as(kind, tensors, name)
            writer.add_tensor(called, data, raw_dtype=stored_as)
        elif name.endswith("A_log"):
            writer.add_tensor(called, -np.exp(tensors[name]))
        else:
            writer.add_tensor(called, tensors[name].squeeze())  # the convolution's [D, 1, taps]
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def add_shape(writer: gguf.GGUFWriter, config: dict) -> None:
    writer.add_context_length(ANY_LENGTH)
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(0)
    writer.add_head_count(0)
    writer.add_layer_norm_rms_eps(config["layer_norm_epsilon"])
    writer.add_ssm_conv_kernel(config["conv_kernel"])
    writer.add_ssm_inner_size(config["intermediate_size"])
    writer.add_ssm_state_size(config["state_size"])
    writer.add_ssm_time_step_rank(config["time_step_rank"])


def add_vocabulary(writer: gguf.GGUFWriter, config: dict) -> None:
    end, size = config["eos_token_id"], config["vocab_size"]
    writer.add_tokenizer_model("llama")
    writer.add_add_space_prefix(False)
    writer.add_token_list([chr(FIRST_CHARACTER + number) for number in range(size)])
    writer.add_token_scores([0.0] * size)
    writer.add_token_types([gguf.TokenType.CONTROL if number == end else gguf.TokenType.NORMAL for number in range(size)])
    writer.add_bos_token_id(config["bos_token_id"])
    writer.add_eos_token_id(end)
    writer.add_add_bos_token(False)
    writer.add_add_eos_token(False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    arguments = parser.parse_args()
    arguments.target.mkdir(parents=True, exist_ok=True)
    for name, (kind, file_type) in FILES.items():
        path = arguments.target / f"{name}.gguf"
        write_gguf(arguments.source, path, kind, file_type)
        print(f"{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
