"""Makes public/models/<id>/ from training results. Run again, it writes the same bytes.

    python3 training/export/export_models.py RESULTS public/models           # write
    python3 training/export/export_models.py RESULTS public/models --check   # compare with what is there
    python3 training/export/export_models.py RESULTS TARGET --bits 4         # readers in 4 bits

RESULTS holds tokenizer.json and per model: config.json, model.int8.safetensors (a 2-D matrix is I8 with
`<name>.scale`) and reference.json (recorded prompts), or for the embedder onnx/model_quantized.onnx. With --bits 4 readers
are made from model.int4.safetensors and reference.int4.json, which `python3 -m four_bits.quantise_reader` writes there.
"""

import argparse
import filecmp
import hashlib
import json
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np

import safetensors_file
from mamba_graph import write_mamba_graph
from transformer_graph import write_transformer_graph

HERE = Path(__file__).parent

# The longest examples seen in training.
READERS = {
    "mamba-trivia-32m": {"kind": "mamba", "title": "Mamba reader, 32 M", "trained_tokens": 2048},
    "transformer-trivia-30m": {"kind": "transformer", "title": "Transformer reader, 30 M", "trained_tokens": 2048},
}
WRITE_GRAPH = {"mamba": write_mamba_graph, "transformer": write_transformer_graph}
EMBEDDER = "embed-trivia-17m"
# Per number of bits of a reader's matrices: weights, recorded prompts, and how the file says what it holds.
U8_PER_ROW = "u8 per row: weight = (u8 - 128) * scale[row]"
SOURCES = {
    8: ("model.int8.safetensors", "reference.json", U8_PER_ROW),
    4: (
        "model.int4.safetensors",
        "reference.int4.json",
        f"{U8_PER_ROW}; with .zero u4 per 32 columns: weight = (code - zero) * scale, the even column in the low half",
    ),
}
LICENCE = "MIT"


def to_u8(tensors: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """I8 → U8 with zero point 128: what ONNX Runtime's MatMulNBits (8 bits) reads, and a shader as easily.

    F32 first, then U8, each by name: an order that no dictionary decides.
    """
    shifted = {
        name: (tensor.astype(np.int16) + 128).astype(np.uint8) if tensor.dtype == np.int8 else tensor
        for name, tensor in tensors.items()
    }
    return dict(sorted(shifted.items(), key=lambda item: (item[1].dtype != np.float32, item[0])))


def write_json(path: Path, value: object, compact: bool = False) -> None:
    style = {"separators": (",", ":")} if compact else {"indent": 2}
    path.write_text(json.dumps(value, ensure_ascii=False, **style) + "\n", encoding="utf-8")


def copy_tokenizer(source: Path, folder: Path) -> None:
    """Same content without the indentation: a third of the file."""
    write_json(folder / "tokenizer.json", json.loads((source / "tokenizer.json").read_text("utf-8")), compact=True)


def start_up_reference(recorded: list[dict]) -> dict:
    """The shortest recorded prompt: a device that gets it wrong is not used."""
    prompt = min(recorded, key=lambda entry: len(entry["input_ids"]))
    return {
        "inputIds": prompt["input_ids"],
        "generatedIds": prompt["generated_ids"],
        "topIds": prompt["top_ids"],
        "topLogits": prompt["top_logits"],
    }


def export_reader(name: str, source: Path, target: Path, bits: int) -> None:
    weights, reference, quantization = SOURCES[bits]
    folder = target / name
    folder.mkdir(parents=True)
    shutil.copyfile(source / name / "config.json", folder / "config.json")
    copy_tokenizer(source, folder)
    write_json(folder / "reader.json", {"trainedTokens": READERS[name]["trained_tokens"]})
    safetensors_file.write(
        folder / "model.safetensors",
        to_u8(safetensors_file.read(source / name / weights)),
        {"format": "pt", "quantization": quantization},
    )
    write_graph(name, folder)
    recorded = json.loads((source / name / reference).read_text("utf-8"))
    write_json(folder / "reference.json", start_up_reference(recorded), compact=True)
    finish(folder, READERS[name]["kind"], READERS[name]["title"])


def write_graph(name: str, folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text("utf-8"))
    WRITE_GRAPH[READERS[name]["kind"]](config, folder / "model.safetensors", folder / "model.onnx")


def export_embedder(source: Path, target: Path) -> None:
    """The layout that transformers.js expects."""
    folder = target / EMBEDDER
    (folder / "onnx").mkdir(parents=True)
    shutil.copyfile(source / EMBEDDER / "config.json", folder / "config.json")
    copy_tokenizer(source, folder)
    write_json(
        folder / "tokenizer_config.json",
        {"tokenizer_class": "PreTrainedTokenizerFast", "pad_token": "<|pad|>", "model_max_length": 160},
    )
    shutil.copyfile(source / EMBEDDER / "onnx/model_quantized.onnx", folder / "onnx/model_quantized.onnx")
    finish(folder, "embedder", "Question and passage embedder, 17 M")


def finish(folder: Path, kind: str, title: str) -> None:
    """manifest.json pins every file that a browser fetches: all but the manifest itself and the model card."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    write_json(
        folder / "manifest.json",
        {
            "id": f"models/{folder.name}",
            "kind": kind,
            "title": title,
            "licence": LICENCE,
            "files": [
                {
                    "path": path.relative_to(folder).as_posix(),
                    "bytes": path.stat().st_size,
                    "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                }
                for path in paths
            ],
        },
    )
    shutil.copyfile(HERE / "cards" / f"{folder.name}.md", folder / "MODEL_CARD.md")


def export_all(source: Path, target: Path, bits: int) -> None:
    for name in READERS:
        export_reader(name, source, target, bits)
    export_embedder(source, target)


def files_below(folder: Path) -> set[Path]:
    return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--bits", type=int, choices=sorted(SOURCES), default=8)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch)
        export_all(arguments.results, made, arguments.bits)
        files = files_below(made)
        if arguments.check:
            there = {
                path
                for name in [*READERS, EMBEDDER]
                for path in (Path(name) / below for below in files_below(arguments.target / name))
            }
            different = [
                path
                for path in sorted(files | there)
                if path not in files
                or path not in there
                or not filecmp.cmp(made / path, arguments.target / path, shallow=False)
            ]
            for path in different:
                print(f"differs: {path}")
            sys.exit(f"{len(different)} files differ" if different else None)
        for name in [*READERS, EMBEDDER]:
            shutil.rmtree(arguments.target / name, ignore_errors=True)
            shutil.copytree(made / name, arguments.target / name)
        print(f"{len(files)} files written to {arguments.target}")


if __name__ == "__main__":
    main()
