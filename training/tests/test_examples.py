import unittest

import numpy as np

from reader_training import examples
from reader_training.examples import ExampleSampler, cut, position_of
from reader_training.prompt import ANSWER, END, PAD, PASSAGE, QUESTION
from tests.toy import FULL_STOP, toy_data


def sampler() -> ExampleSampler:
    return ExampleSampler(*toy_data(), np.array([FULL_STOP]), seed=3)


class Examples(unittest.TestCase):
    def test_a_batch_depends_on_its_number_alone(self):
        first, again = sampler().batch(7, 0.5), sampler().batch(7, 0.5)
        np.testing.assert_array_equal(first.ids, again.ids)
        np.testing.assert_array_equal(first.positions, again.positions)
        self.assertFalse(np.array_equal(first.ids[:, :64], sampler().batch(8, 0.5).ids[:, :64]))

    def test_prompts_have_the_format_and_the_answer_is_in_a_passage(self):
        with_gold, rows = 0, 0
        for number in range(6):
            batch = sampler().batch(number, 0.5)
            for row in range(len(batch.ids)):
                ids = [*batch.ids[row], batch.targets[row, -1]]
                ids = [int(one) for one in ids if one != PAD]
                self.assertEqual(ids[:2], [END, QUESTION])
                end = ids.index(ANSWER)
                self.assertEqual(ids[2], ids[end - 1], "the question stands before and after")
                self.assertEqual(ids[-1], END)
                answer = ids[end + 1]
                passages = " ".join(map(str, ids[:end])).split(f" {PASSAGE} ")[1:]
                rows += 1
                with_gold += any(f" {ids[2]} {answer} " in f" {passage} " for passage in passages)
        self.assertGreater(with_gold / rows, 0.85)
        self.assertLess(with_gold / rows, 1.0)

    def test_answers_weigh_one_and_their_context_little(self):
        batch = sampler().batch(1, 0.5)
        answers = np.sum(batch.weights == 1.0)
        self.assertEqual(answers, 2 * len(batch.ids))
        self.assertAlmostEqual(
            float(batch.weights[batch.weights < 1].max()), examples.CONTEXT_WEIGHT / examples.CONTEXT_SHARE, places=6
        )

    def test_a_cut_keeps_whole_sentences_and_the_wanted_token(self):
        body = np.array([1, 2, FULL_STOP, 3, 4, FULL_STOP, 6, 7, FULL_STOP])
        self.assertEqual(cut(body, 4, 3, np.array([FULL_STOP])).tolist(), [3, 4, FULL_STOP])
        self.assertEqual(cut(body, 4, 6, np.array([FULL_STOP])).tolist(), [3, 4, FULL_STOP, 6, 7, FULL_STOP])
        self.assertEqual(cut(body, 8, 100, np.array([FULL_STOP])).tolist(), body.tolist())
        self.assertEqual(position_of(body, np.array([4, FULL_STOP])), 4)
        self.assertIsNone(position_of(body, np.array([4, 6])))
