"""The writer of questions at toy size: what it writes with kept keys and values, and what the check says of it."""

import contextlib
import io
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import numpy as np
import torch
import torch.nn.functional as F

from reader_training import prepare, question_writer, train_reader, writer_data
from reader_training.checkpoint import new_reader, save_quantised
from reader_training.prompt import END, prompt_ids
from reader_training.tokenised import Ragged, TokenisedPairs
from tests.toy import SHAPES, toy_data, write_toy

SHAPE = SHAPES["transformer"]


def run(task: str, folder: Path, *options: str) -> None:
    import json

    arguments = [task, "--data", str(folder), "--out", str(folder), "--shape", json.dumps(SHAPE), *options]
    with mock.patch.object(sys, "argv", ["question_writer", *arguments]), contextlib.redirect_stdout(io.StringIO()):
        question_writer.main()


class Writer(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.enterContext(mock.patch.object(train_reader, "WARM_UP", 5))
        torch.set_num_threads(1)
        torch.manual_seed(0)
        write_toy(self.folder)
        self.passages, questions = toy_data()
        count = len(questions)
        pairs = TokenisedPairs(
            np.arange(count, dtype=np.int32),
            np.arange(count, dtype=np.int32),
            questions.questions,
            questions.answers,
            np.ones(count, np.float32),
        )
        pairs.save(self.folder / "asked")
        pairs.save(self.folder / "answers")
        self.pairs = pairs

    def test_it_learns_to_ask_for_the_key_of_a_passage(self):
        with mock.patch.object(question_writer, "ROWS", 64), mock.patch.object(question_writer, "RATE", 0.01):
            run("learn", self.folder, "--steps", "80")
        with mock.patch.object(question_writer, "TEMPERATURE", 0.01):
            for shard in ("0/2", "1/2"):
                run("write", self.folder, "--shard", shard)
        right = sum(
            np.array_equal(row, self.pairs.questions[i])
            for shard in range(2)
            for i, row in zip(
                question_writer.of_shard(len(self.pairs), f"{shard}/2"), Ragged.load(self.folder, f"written-{shard}-2")
            )
        )
        self.assertGreater(right, 0.9 * len(self.pairs))

    def test_kept_keys_and_values_give_what_the_whole_sequence_gives(self):
        model = new_reader("transformer", **SHAPE).eval()
        with torch.no_grad():
            model.head[END] *= 4  # so that some questions end
        prompts = torch.randint(10, 100, (6, 19))
        with mock.patch.object(question_writer, "TEMPERATURE", 1e-4), mock.patch.object(question_writer, "LONGEST_QUESTION", 9):
            written = question_writer.write_questions(model, prompts, torch.Generator().manual_seed(0))
        for row, question in zip(prompts.tolist(), written):
            ids, ended = list(row), False
            with torch.no_grad():
                for _ in range(9):
                    logits = F.linear(model.hidden(torch.tensor([ids]))[0, -1], model.head)
                    logits[1:5] = -torch.inf
                    ids.append(int(logits.argmax()))
                    if ids[-1] == END:
                        ended = True
                        break
            self.assertEqual(question, ids[len(row) : -1] if ended else [])

    def test_the_check_gives_the_probability_of_the_answer(self):
        weights = self.folder / "reader.safetensors"
        model = new_reader("transformer", **SHAPE).eval()
        save_quantised(model, weights)
        with mock.patch.object(question_writer, "CHECKED_TOKENS", 640):
            run("check", self.folder, "--asked", "--reader", "transformer", "--weights", str(weights), "--shard", "1/3")
        checked = np.load(self.folder / "transformer-asked-1-3.npz")
        model = question_writer.opened("transformer", weights, SHAPE, torch.device("cpu"))
        for at, i in enumerate(question_writer.of_shard(len(self.pairs), "1/3")[:20]):
            prompt = prompt_ids(self.pairs.questions[i].tolist(), [self.passages.ids(int(i))])
            ids = [*prompt, *self.pairs.answers[i].tolist(), END]
            with torch.no_grad():
                logits = F.linear(model.hidden(torch.tensor([ids]))[0], model.head)[len(prompt) - 1 : -1]
            expected = F.log_softmax(logits, -1).gather(1, torch.tensor(ids[len(prompt) :])[:, None]).sum().item()
            self.assertAlmostEqual(float(checked["log_probability"][at]), expected, delta=abs(expected) * 2**-10 + 1e-4)
            self.assertEqual(bool(checked["says"][at]), logits.argmax(-1).tolist() == ids[len(prompt) :])


class Answers(unittest.TestCase):
    def test_answers_are_drawn_from_titles_names_and_known_words(self):
        known = writer_data.known_answers(
            [
                {"source": "triviabot", "positives": [[0, "Copper  wire"]]},
                {"source": "cloze", "positives": [[0, "river"]]},
            ]
        )
        text = "The Alder Bell was cast with copper wire near a river in 1742 by Otto Brandt."
        spans = writer_data.spans_of("Alder Bell (thing)", text, known)
        words = {kind: {text[slice(*span)] for span in found} for kind, found in spans.items()}
        self.assertEqual(words["title"], {"Alder Bell"})
        self.assertEqual(words["known"], {"copper wire"})
        self.assertLessEqual({"Otto Brandt", "1742"}, words["name"])

    def test_passages_are_ordered_by_how_likely_readers_find_the_answer_there(self):
        entries = [{"positives": [[7, "a"], [8, "a"], [9, "a"]]}, {"positives": [[7, "b"], [8, "b"]]}]
        support = [[0, 7, -5.0], [0, 8, -0.5], [0, 9, -2.0], [1, 7, -9.0], [1, 8, -8.0]]
        self.assertEqual(prepare.by_support(entries, support), 1)
        self.assertEqual(entries[0]["positives"], [[8, "a"], [9, "a"]])
        self.assertEqual(entries[1]["positives"], [[7, "b"], [8, "b"]])


if __name__ == "__main__":
    unittest.main()
