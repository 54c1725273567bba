"""Four bits at toy size: the container, the rounding, and a whole reader."""

import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

from export import four_bit_file, safetensors_file
from four_bits.batches import batches_of
from four_bits.compensate import loss, quantise
from four_bits.measure import divergence
from four_bits.pack_prompts import PackPrompt
from four_bits.quantise_reader import quantise_reader, start_up_reference
from reader_training.checkpoint import dequantised, new_reader, quantised
from tests.toy import SHAPES, VOCABULARY


def correlated(samples: int, columns: int, seed: int) -> torch.Tensor:
    """Inputs as models have them: of few directions, some columns loud."""
    torch.manual_seed(seed)
    mixed = torch.randn(samples, columns // 4) @ torch.randn(columns // 4, columns) + 0.1 * torch.randn(samples, columns)
    return mixed * torch.logspace(-1, 1, columns)


class Container(unittest.TestCase):
    def random(self, rows: int, columns: int) -> four_bit_file.FourBits:
        rng = np.random.default_rng(0)
        groups = columns // four_bit_file.GROUP
        return four_bit_file.FourBits(
            rng.integers(0, 16, (rows, columns), np.uint8),
            rng.uniform(-0.5, 0.5, (rows, groups)).astype(np.float16),
            rng.integers(0, 16, (rows, groups), np.uint8),
        )

    def test_comes_back_as_it_was_also_with_an_odd_number_of_groups(self):
        for rows, columns in ((4, 32), (3, 96), (64, 544)):
            matrix = self.random(rows, columns)
            stored = matrix.stored("w")
            self.assertEqual(stored["w"].shape, (rows, columns // 2))
            self.assertEqual(stored["w.zero"].shape, (-(-rows * columns // 64),))
            self.assertEqual(stored["w"][1, 1] & 15, matrix.codes[1, 2])  # the even column is in the low half
            back = four_bit_file.from_stored(stored, "w")
            for part in ("codes", "scales", "zeros"):
                np.testing.assert_array_equal(getattr(back, part), getattr(matrix, part))

    def test_weights_are_what_the_definition_says(self):
        matrix = self.random(3, 96)
        code, zero, scale = int(matrix.codes[2, 70]), int(matrix.zeros[2, 2]), float(matrix.scales[2, 2])
        self.assertEqual(matrix.weights()[2, 70], (code - zero) * scale)

    def test_goes_through_a_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.safetensors"
            matrix = self.random(128, 64)
            safetensors_file.write(path, matrix.stored("w"), {})
            weights = dequantised(safetensors_file.read(path))
            self.assertEqual(list(weights), ["w"])
            np.testing.assert_array_equal(weights["w"].numpy(), matrix.weights())

    def test_refuses_what_an_engine_would_refuse(self):
        matrix = self.random(4, 64)
        for change, words in (
            ({"codes": matrix.codes[:, :48], "zeros": matrix.zeros[:, :1]}, "groups"),
            ({"zeros": matrix.zeros[:, :1]}, "zero point"),
            ({"codes": matrix.codes + 8}, "4 bits"),
            ({"scales": matrix.scales * np.float16(1e-5)}, "normal"),
            ({"scales": matrix.scales * np.float16(np.inf)}, "normal"),
        ):
            with self.subTest(words), self.assertRaisesRegex(ValueError, words):
                four_bit_file.FourBits(**{**matrix.__dict__, **change}).stored("w")


class Rounding(unittest.TestCase):
    def test_changes_products_less_than_plain_rounding_also_with_inputs_it_has_not_seen(self):
        weights = torch.randn(48, 96, generator=torch.Generator().manual_seed(1)) / 10
        seen, other = (correlated(2000, 96, seed)[part] for seed, part in ((2, slice(0, 1000)), (2, slice(1000, None))))
        hessian, unseen = seen.T @ seen, other.T @ other
        compensated, plain = quantise(weights, hessian), quantise(weights, None)
        self.assertLess(loss(weights, compensated, hessian), 0.75 * loss(weights, plain, hessian))
        self.assertLess(loss(weights, compensated, unseen), 0.75 * loss(weights, plain, unseen))

    def test_plain_rounding_errs_by_half_a_step_where_nothing_is_cut_off(self):
        weights = torch.randn(16, 64, generator=torch.Generator().manual_seed(1))
        matrix = quantise(weights, None)
        error = np.abs(matrix.weights() - weights.numpy())
        step = np.repeat(matrix.scales.astype(np.float32), four_bit_file.GROUP, axis=1)
        inside = (matrix.codes > 0) & (matrix.codes < four_bit_file.HIGHEST)
        self.assertTrue((error[inside] <= 0.5001 * step[inside]).all())
        self.assertGreater(inside.mean(), 0.8)

    def test_what_four_bits_hold_is_kept_exactly(self):
        exact = quantise(torch.randn(8, 64, generator=torch.Generator().manual_seed(1)), None).weights()
        np.testing.assert_allclose(quantise(torch.from_numpy(exact), None).weights(), exact, rtol=2e-3, atol=1e-6)

    def test_zeros_and_inputs_that_never_came(self):
        weights = torch.zeros(8, 64)
        self.assertFalse(quantise(weights, torch.zeros(64, 64)).weights().any())
        quantise(weights, torch.zeros(64, 64)).stored("w")


class Reader(unittest.TestCase):
    def prompts(self, count: int, seed: int) -> list[PackPrompt]:
        rng = np.random.default_rng(seed)
        lengths = rng.integers(20, 60, count)
        return [PackPrompt(rng.integers(5, VOCABULARY, length).tolist(), int(length) - 4) for length in lengths]

    def test_both_readers_lose_less_than_by_plain_rounding(self):
        torch.set_num_threads(1)
        calibration, other = batches_of(self.prompts(60, 0)), batches_of(self.prompts(60, 1))
        for kind, shape in SHAPES.items():
            with self.subTest(kind):
                torch.manual_seed(0)
                exact = new_reader(kind, **shape)
                for one in exact.parameters():  # a fresh reader gives almost the same for everything
                    if one.dim() == 2:
                        one.data *= 4
                models = []
                for compensated in (True, False):
                    model = new_reader(kind, **shape)
                    model.load_state_dict(exact.state_dict())
                    tensors = quantise_reader(model, calibration, compensated)
                    back = dequantised(tensors)
                    for name, weight in back.items():
                        self.assertTrue(torch.equal(weight, model.state_dict()[name]), name)
                    models.append(model)
                    # What becomes 4 bits is what became 8, but for the table.
                    eight = {name for name, tensor in quantised(exact.state_dict()).items() if tensor.dtype == np.int8}
                    self.assertEqual({name for name in eight if "embed" not in name}, set(back))
                compensated, plain = (divergence(exact, model, other) for model in models)
                self.assertEqual(compensated["answerTokens"], 60 * 3)
                self.assertLess(compensated["klEverywhere"], 0.9 * plain["klEverywhere"])
                self.assertEqual(divergence(exact, exact, other)["klOfAnswers"], 0)

    def test_the_reference_is_what_the_reader_gives(self):
        model = new_reader("transformer", **SHAPES["transformer"])
        reference = start_up_reference(model, [0, 5, 6, 7])
        self.assertEqual(reference["generated_ids"][0], reference["top_ids"][0])
        self.assertEqual(reference["top_logits"], sorted(reference["top_logits"], reverse=True))
