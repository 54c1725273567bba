"""The whole of a reader's training at toy size: on a CPU, in seconds."""

import contextlib
import io
import json
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import numpy as np
import torch

from export import safetensors_file
from reader_training import examples, train_reader
from reader_training.checkpoint import dequantised, load_quantised, new_reader, quantised, save_quantised
from tests.toy import SHAPES, write_toy

STEPS = 60
SMALL = {"BATCH_TOKENS": 1024, "LENGTHS": ({64: 1.0}, {64: 1.0})}


def train(kind: str, folder: Path, *options: str) -> list[dict]:
    arguments = [kind, "--data", str(folder), "--out", str(folder), "--steps", str(STEPS), "--processes", "0"]
    arguments += ["--rate", "0.01", "--shape", json.dumps(SHAPES[kind]), *options]
    with mock.patch.object(sys, "argv", ["train_reader", *arguments]), contextlib.redirect_stdout(io.StringIO()):
        train_reader.main()
    return [json.loads(line) for line in (folder / f"{kind}.loss.jsonl").read_text().splitlines()]


class Training(unittest.TestCase):
    def setUp(self):
        for name, value in SMALL.items():
            self.enterContext(mock.patch.object(examples, name, value))
        self.enterContext(mock.patch.object(train_reader, "WARM_UP", 5))
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        write_toy(self.folder)
        torch.set_num_threads(1)

    def test_the_loss_falls_for_both_readers(self):
        for kind in SHAPES:
            with self.subTest(kind):
                records = train(kind, self.folder)
                # Knowing nothing is ln 128 = 4.85; the first 50 steps are averaged.
                self.assertLess(records[-1]["loss"], 3.0)
                self.assertLess(records[-1]["loss"], records[0]["loss"] - 0.5)

    def test_an_interrupted_run_ends_with_the_same_weights(self):
        kind = "transformer"
        train(kind, self.folder)
        whole = (self.folder / kind / "model.int8.safetensors").read_bytes()
        (self.folder / f"{kind}.state.pt").unlink()
        train(kind, self.folder, "--stop-after", "23")
        train(kind, self.folder)
        self.assertEqual((self.folder / kind / "model.int8.safetensors").read_bytes(), whole)


class Weights(unittest.TestCase):
    def test_eight_bits_come_back_within_half_a_step(self):
        for kind, shape in SHAPES.items():
            model = new_reader(kind, **shape)
            tensors = quantised(model.state_dict())
            back = dequantised(tensors)
            self.assertEqual(set(back), set(model.state_dict()))
            for name, weight in model.state_dict().items():
                bound = tensors.get(f"{name}.scale")
                step = 0.0 if bound is None else torch.from_numpy(bound)[:, None] / 2 * (1 + 1e-5)
                self.assertTrue(((back[name] - weight).abs() <= step).all(), name)

    def test_a_file_loads_into_an_equal_model_and_is_written_again_with_equal_bytes(self):
        with tempfile.TemporaryDirectory() as folder:
            one, two = Path(folder) / "one.safetensors", Path(folder) / "two.safetensors"
            for kind, shape in SHAPES.items():
                save_quantised(new_reader(kind, **shape), one)
                other = new_reader(kind, **shape)
                load_quantised(other, one)
                save_quantised(other, two)
                self.assertEqual(one.read_bytes(), two.read_bytes())
                self.assertIn(np.dtype("i1"), {t.dtype for t in safetensors_file.read(one).values()})

    def test_a_deeper_reader_starts_as_the_same_function_and_all_of_it_learns(self):
        torch.manual_seed(0)
        ids = torch.randint(0, 100, (2, 64))
        for kind, shape in SHAPES.items():
            shallow = new_reader(kind, **{**shape, "layers": 2})
            deep = new_reader(kind, **{**shape, "layers": 3})
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "shallow.safetensors"
                save_quantised(shallow, path)
                load_quantised(shallow, path)
                load_quantised(deep, path)
            self.assertLess((shallow.hidden(ids) - deep.hidden(ids)).abs().max().item(), 1e-5, kind)
            (deep.hidden(ids) * torch.randn(2, 64, shape["d_model"])).sum().backward()
            written = [p.grad for name, p in deep.named_parameters() if name.endswith(("o_proj.weight", "out_proj.weight"))]
            self.assertEqual(len(written), 3)
            for gradient in written:
                self.assertGreater(gradient.abs().max().item(), 0, kind)

    def test_a_wider_transformer_starts_as_the_same_function(self):
        torch.manual_seed(0)
        shape = SHAPES["transformer"]
        narrow, wide = new_reader("transformer", **shape), new_reader("transformer", **{**shape, "feed_forward": 192})
        ids = torch.randint(0, 100, (2, 64))
        with tempfile.TemporaryDirectory() as folder, torch.no_grad():
            path = Path(folder) / "narrow.safetensors"
            save_quantised(narrow, path)
            load_quantised(narrow, path)
            load_quantised(wide, path)
            self.assertLess((narrow.hidden(ids) - wide.hidden(ids)).abs().max().item(), 1e-5)
