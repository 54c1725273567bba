"""Which passages answer a question: the probabilities, and what is kept by them."""

import unittest
from unittest import mock

import torch
import torch.nn.functional as F

from reader_training import prepare, support
from reader_training.checkpoint import new_reader
from reader_training.prompt import END
from tests.toy import SHAPES, VOCABULARY


class Support(unittest.TestCase):
    def test_the_probability_is_that_of_the_whole_answer_in_every_batch(self):
        torch.manual_seed(0)
        model = new_reader("transformer", **SHAPES["transformer"]).eval()
        draw = lambda n: torch.randint(5, VOCABULARY, (n,)).tolist()
        prompts = [draw(n) for n in (3, 60, 61, 70, 5, 130)]
        answers = [[*draw(n), END] for n in (1, 3, 2, 4, 1, 2)]
        with mock.patch.object(support, "BATCH_TOKENS", 300):  # several batches of different width
            found = support.log_probabilities(model, prompts, answers, torch.device("cpu"))
        for prompt, answer, value in zip(prompts, answers, found):
            with torch.no_grad():
                hidden = model.hidden(torch.tensor([[*prompt, *answer]]))[0, len(prompt) - 1 : -1]
                chances = F.log_softmax(F.linear(hidden, model.head), -1)
            expected = sum(chances[i, token].item() for i, token in enumerate(answer))
            # f32 sums of at most 130 terms in another order.
            self.assertAlmostEqual(float(value), expected, delta=abs(expected) * 130 * 2**-23)

    def test_passages_are_ordered_by_it_and_those_far_behind_fall_out(self):
        entries = [{"positives": [[7, "a"], [8, "a"], [9, "a"]]}, {"positives": [[7, "b"], [8, "b"]]}]
        one = [[0, 7, -6.0], [0, 8, -0.5], [0, 9, -1.0], [1, 7, -9.0], [1, 8, -8.0]]
        other = [[0, 7, -4.0], [0, 8, -0.5], [0, 9, -3.0], [1, 7, -9.0], [1, 8, -8.0]]
        self.assertEqual(prepare.by_support(entries, [one, other]), 1)
        self.assertEqual(entries[0]["positives"], [[8, "a"], [9, "a"]])
        self.assertEqual(entries[1]["positives"], [[7, "b"], [8, "b"]])


if __name__ == "__main__":
    unittest.main()
