"""The embedder's training at toy size, and what it learns from: on a CPU, in seconds."""

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

from reader_training import train_embedder
from reader_training.embedder import matrix, new_embedder, padded, passage_matrix
from reader_training.mine_negatives import MINED, holds, mine_negatives
from reader_training.prompt import PAD
from reader_training.tokenised import Ragged, TokenisedQuestions
from tests.toy import VOCABULARY, toy_data, write_toy

SHAPE = {
    "vocabulary": VOCABULARY,
    "hidden_size": 32,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 64,
}


class Matrices(unittest.TestCase):
    def test_hold_the_same_ids_as_rows_padded_one_by_one(self):
        corpus, questions = toy_data(37)
        rows = [corpus.ids(p) for p in range(len(corpus))]
        for longest in (4, 16):
            expected = padded(rows, longest)[:, :longest]
            self.assertTrue((passage_matrix(corpus, longest)[:, : expected.shape[1]] == expected).all(), longest)
        ragged = Ragged.of([[7, 8, 9], [], [5]])
        self.assertEqual(matrix(ragged, 2).tolist(), [[7, 8], [PAD, PAD], [5, PAD]])


class Mining(unittest.TestCase):
    def test_an_answer_stands_in_a_passage_only_as_a_whole_and_in_order(self):
        passages = torch.tensor([[[9, 7, 8, 6], [9, 8, 7, 6], [5, 6, 9, 7]]])
        for answer, expected in (([7, 8], [True, False, False]), ([7, PAD], [True, True, True]), ([8, 7], [False, True, False])):
            self.assertEqual(holds(passages, torch.tensor([answer]))[0].tolist(), expected, answer)

    def test_takes_near_passages_without_the_answer(self):
        torch.manual_seed(0)
        corpus, questions = toy_data()
        # Two right passages for one question: neither may come back, nor any other with one of their answers.
        two = TokenisedQuestions(
            questions.source[:3],
            questions.sources,
            Ragged.of([[10], [11], [12]]),
            Ragged.of([[0, 50], [1], [2]], np.int32),
            Ragged.of([corpus.bodies[p][5:6] for p in (0, 50, 1, 2)]),
            Ragged.of([[], [], []], np.int32),
        )
        model = new_embedder(**SHAPE).eval()
        passage_ids, question_ids = passage_matrix(corpus, 16), matrix(two.questions, 16)
        with mock.patch("reader_training.mine_negatives.TOO_NEAR", 9.0):
            mined = mine_negatives(model, passage_ids, question_ids, two, torch.device("cpu"))
        self.assertEqual(mined.shape, (3, MINED))
        self.assertTrue((mined >= 0).any(1).all())
        answers = [{int(corpus.bodies[p][5]) for p in (0, 50)}, {int(corpus.bodies[1][5])}, {int(corpus.bodies[2][5])}]
        for row, forbidden in zip(mined, answers):
            for passage in row[row >= 0]:
                self.assertFalse(forbidden & set(corpus.ids(int(passage))))
        # Nothing is far enough from the right ones where everything counts as too near.
        with mock.patch("reader_training.mine_negatives.TOO_NEAR", -9.0):
            mined = mine_negatives(model, passage_ids, question_ids, two, torch.device("cpu"))
        self.assertTrue((mined == -1).all())


class Training(unittest.TestCase):
    def test_the_loss_falls_and_near_passages_are_looked_up_in_between(self):
        torch.set_num_threads(1)
        for name, value in {"PAIRS": 64, "WARM_UP": 10, "RATE": 3e-3}.items():
            self.enterContext(mock.patch.object(train_embedder, name, value))
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        write_toy(folder)
        arguments = ["--data", str(folder), "--out", str(folder), "--steps", "300", "--processes", "0"]
        said = io.StringIO()
        with (
            mock.patch.object(sys, "argv", ["train_embedder", *arguments, "--shape", json.dumps(SHAPE)]),
            contextlib.redirect_stdout(said),
        ):
            train_embedder.main()
        losses = [json.loads(line)["loss"] for line in (folder / "embedder.loss.jsonl").read_text().splitlines()]
        self.assertEqual(said.getvalue().count("near passages"), 2)
        # Knowing nothing is ln 128 = 4.85; which of eight passages about a question's key is the right one cannot be known.
        self.assertLess(losses[-1], 2.5)
        self.assertTrue((folder / "embedder/model.safetensors").exists())


if __name__ == "__main__":
    unittest.main()
