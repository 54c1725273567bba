import random
import unittest

from reader_training.cloze import WordIndex, make_question, name_index, sentences, spans
from reader_training.leak import near_evaluation
from reader_training.passages import Passages
from reader_training.score import mcnemar, normalise, score, wilson_interval


class Leak(unittest.TestCase):
    def test_finds_questions_that_share_most_words(self):
        evaluation = ["Which planet is nearest to the Sun?"]
        training = ["which planet is the nearest to the sun", "Which planet has the most moons?", "Who was Ada Lovelace?"]
        self.assertEqual(near_evaluation(training, evaluation), {0})


class Cloze(unittest.TestCase):
    def test_asks_one_passage_with_the_words_of_another(self):
        filler = [f"Filler number {i} speaks of nothing in particular at all." for i in range(3000)]
        one = "The glassworks of Murrenhall were founded by Ottoline Varga beside the weir."
        two = "In the town of Brask, Ottoline Varga ran the glassworks and the weir of Murrenhall for years."
        passages = Passages(["Murrenhall", "Brask", *("Filler" for _ in filler)], [one, two, *filler])
        index, names = WordIndex(passages), name_index(passages)
        choose = random.Random(0)
        rows = [row for row in (make_question(passages, index, names, choose) for _ in range(40_000)) if row]
        self.assertTrue(rows)
        for source, start, end, a, b, gold, *_ in rows:
            self.assertEqual({source, gold}, {0, 1})
            self.assertIn(passages.texts[source][a:b], passages.texts[gold] + passages.titles[gold])

    def test_a_word_at_the_start_of_a_sentence_is_no_name(self):
        text = "Glass is old. The town of Brask made it in 1820."
        found = [text[a:b] for start, end in sentences(text) for a, b in spans(text, start, end)]
        self.assertEqual(found, ["Brask", "1820"])


class Scores(unittest.TestCase):
    def test_normalises_as_triviaqa_does(self):
        self.assertEqual(normalise("The  Hague,_a City!"), "hague city")
        self.assertTrue(score("It was the Hague.", ["Den Haag", "The Hague"]).contains)
        self.assertFalse(score("It was the Hague.", ["Den Haag", "The Hague"]).exact)
        self.assertAlmostEqual(score("red dwarf star", ["a red dwarf"]).f1, 0.8)

    def test_intervals_and_paired_test(self):
        # scipy.stats: binomtest(13, 100).proportion_ci(method='wilson'), binomtest(9, 27).pvalue
        low, high = wilson_interval(13, 100)
        self.assertAlmostEqual(low, 0.07757167, places=6)
        self.assertAlmostEqual(high, 0.20980351, places=6)
        self.assertAlmostEqual(mcnemar(9, 18), 0.12207812, places=6)
