"""The Mamba's GGUF files at toy size, read back."""

import importlib.util
import json
import tempfile
import unittest
from pathlib import Path

import numpy as np

from export import four_bit_file, safetensors_file

if importlib.util.find_spec("gguf"):
    import gguf

    from export.export_gguf import FILES, FIRST_CHARACTER, weights_of, write_gguf

VOCABULARY, D_MODEL, LAYERS, D_STATE, DT_RANK = 96, 64, 2, 16, 32
D_INNER = 2 * D_MODEL
CONFIG = {
    "vocab_size": VOCABULARY,
    "hidden_size": D_MODEL,
    "intermediate_size": D_INNER,
    "num_hidden_layers": LAYERS,
    "state_size": D_STATE,
    "conv_kernel": 4,
    "time_step_rank": DT_RANK,
    "layer_norm_epsilon": 1e-5,
    "bos_token_id": 0,
    "eos_token_id": 0,
}


def toy_tensors() -> dict[str, np.ndarray]:
    """As in public/models: the table in 8 bits, the large matrices in 4."""
    rng = np.random.default_rng(0)
    tensors: dict[str, np.ndarray] = {}
    for layer in range(LAYERS):
        mixer = f"backbone.layers.{layer}.mixer"
        for name, shape in (
            (f"backbone.layers.{layer}.norm.weight", (D_MODEL,)),
            (f"{mixer}.A_log", (D_INNER, D_STATE)),
            (f"{mixer}.D", (D_INNER,)),
            (f"{mixer}.conv1d.weight", (D_INNER, 1, 4)),
            (f"{mixer}.conv1d.bias", (D_INNER,)),
            (f"{mixer}.dt_proj.weight", (D_INNER, DT_RANK)),
            (f"{mixer}.dt_proj.bias", (D_INNER,)),
        ):
            tensors[name] = rng.normal(size=shape).astype(np.float32)
        for name, rows, columns in (
            ("in_proj", 2 * D_INNER, D_MODEL),
            ("x_proj", DT_RANK + 2 * D_STATE, D_INNER),
            ("out_proj", D_MODEL, D_INNER),
        ):
            groups = columns // four_bit_file.GROUP
            matrix = four_bit_file.FourBits(
                rng.integers(0, 16, (rows, columns), np.uint8),
                rng.uniform(0.01, 0.1, (rows, groups)).astype(np.float16),
                rng.integers(0, 16, (rows, groups), np.uint8),
            )
            tensors |= matrix.stored(f"{mixer}.{name}.weight")
    tensors["backbone.norm_f.weight"] = rng.normal(size=D_MODEL).astype(np.float32)
    tensors["backbone.embeddings.weight"] = rng.integers(0, 256, (VOCABULARY, D_MODEL), np.uint8)
    tensors["backbone.embeddings.weight.scale"] = rng.uniform(1e-3, 1e-2, VOCABULARY).astype(np.float32)
    return tensors


@unittest.skipUnless(importlib.util.find_spec("gguf"), "gguf is not installed")
class Gguf(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        source = Path(folder.name)
        (source / "config.json").write_text(json.dumps(CONFIG))
        self.tensors = toy_tensors()
        safetensors_file.write(source / "model.safetensors", self.tensors, {})
        self.read = {}
        for name, kind in FILES.items():
            write_gguf(source, source / name, *kind)
            self.read[name] = gguf.GGUFReader(source / name)

    def weights(self, file: str) -> dict[str, np.ndarray]:
        return {one.name: gguf.dequantize(one.data, one.tensor_type) for one in self.read[file].tensors}

    def test_holds_the_same_numbers_or_says_how_near(self):
        names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.MAMBA, LAYERS)
        half = 2.0**-11  # of a number that is rounded to F16, as the least of a group is: at most 15 * 0.1
        for file, layers, table in (("f32", 0, 0), ("q8_0", 0, half), ("q4_1", half, half)):
            weights = self.weights(file)
            self.assertEqual(len(weights), 10 * LAYERS + 2)
            for name in self.tensors:
                if f"{name}.scale" not in self.tensors:
                    continue
                exact = weights_of(self.tensors, name)
                error = np.abs(weights[names.get_name(name, (".weight",))] - exact)
                allowed = 1.5 * layers if ".layers." in name else table * np.abs(exact)
                self.assertTrue((error <= allowed).all(), f"{file} {name}: {error.max()}")

    def test_holds_what_is_no_matrix_as_llama_cpp_wants_it(self):
        for file in FILES:
            weights = self.weights(file)
            mixer = "backbone.layers.1.mixer"
            np.testing.assert_array_equal(weights["blk.1.ssm_a"], -np.exp(self.tensors[f"{mixer}.A_log"]))
            np.testing.assert_array_equal(weights["blk.1.ssm_d"], self.tensors[f"{mixer}.D"])
            np.testing.assert_array_equal(weights["blk.1.ssm_conv1d.weight"], self.tensors[f"{mixer}.conv1d.weight"][:, 0])
            np.testing.assert_array_equal(weights["blk.1.ssm_dt.bias"], self.tensors[f"{mixer}.dt_proj.bias"])

    def test_says_the_shape_and_has_a_character_for_each_token(self):
        fields = self.read["q8_0"].fields
        value = lambda name: fields[name].contents()
        self.assertEqual(value("general.architecture"), "mamba")
        self.assertEqual(value("mamba.ssm.inner_size"), D_INNER)
        self.assertEqual(value("mamba.ssm.state_size"), D_STATE)
        self.assertEqual(value("mamba.ssm.time_step_rank"), DT_RANK)
        tokens = value("tokenizer.ggml.tokens")
        self.assertEqual([ord(token) - FIRST_CHARACTER for token in tokens], list(range(VOCABULARY)))

    def test_refuses_a_tensor_that_llama_cpp_has_no_name_for(self):
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder)
            (source / "config.json").write_text(json.dumps(CONFIG))
            safetensors_file.write(source / "model.safetensors", {"stranger": np.zeros(16, np.float32)}, {})
            with self.assertRaisesRegex(ValueError, "stranger"):
                write_gguf(source, source / "f32", *FILES["f32"])
