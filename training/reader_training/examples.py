"""Reading examples: a question, passages of which one or more hold the answer, the answer.

Batch number i is drawn from a generator seeded with (seed, i) and nothing else, so every reader sees the same examples in the same
order, whatever the number of processes that draw them.
"""

from dataclasses import dataclass
from itertools import chain

import numpy as np

from reader_training.prompt import END, PAD, prompt_ids
from reader_training.tokenised import TokenisedPassages, TokenisedQuestions

BATCH_TOKENS = 65_536
# Longest example of a batch, in tokens, and how often a batch is of that kind, before and after the change below. Short ones hold more
# answers a token: what a sentence says is learnt there. The long ones teach to find one passage among many. 64 has room for the question
# alone: what the weights themselves know.
LENGTHS = (
    {64: 0.01, 256: 0.40, 512: 0.30, 1024: 0.20, 2048: 0.09},
    {64: 0.01, 256: 0.10, 512: 0.25, 768: 0.24, 1024: 0.20, 1536: 0.10, 2048: 0.10},
)

CONTEXT_WEIGHT = 0.015
CONTEXT_SHARE = 0.25  # of context tokens that enter the loss, with a weight that makes up for it: the head costs most

# How often a question of a source is drawn, against one of 'triviabot'. Trivia in full sentences and real questions count most.
SOURCE_WEIGHTS = {
    "triviabot": 1.0,
    "opentrivia": 1.0,
    "entityq": 0.35,
    "cloze": 0.15,
    "tqa_train": 5.0,
    "nq_dev": 3.0,
    "written": 4.0,
}
RECURRING = "recurring"  # made from the passages (cloze.py)
RECURRING_SHARE = (0.35, 0.10)  # before and after the change below
CHANGE_AT = 0.7  # share of training behind which the second number counts

NO_ANSWER = 0.06  # examples without a passage that holds the answer: the reader may know it, and learns to be unsure
SECOND_GOLD = 0.35
HARD, NEAR_HARD = 0.7, 0.15  # neighbours by words, passages beside those; the rest is random
WHOLE, LONGER = 0.60, 0.25  # passages as they are, joined with the next ones (to 1,100 characters), the rest cut at sentences
JOINED_TOKENS, CUT_TOKENS = (170, 300), (60, 110)


@dataclass(frozen=True)
class Batch:
    ids: np.ndarray  # [rows, L] int64
    targets: np.ndarray  # [rows, L] int64: the next id
    positions: np.ndarray  # [n] int64: flat positions that enter the loss
    weights: np.ndarray  # [n] float32


class ExampleSampler:
    def __init__(self, passages: TokenisedPassages, questions: TokenisedQuestions, sentence_ends: np.ndarray, seed: int):
        self.passages, self.questions, self.sentence_ends, self.seed = passages, questions, sentence_ends, seed
        recurring = np.array([name == RECURRING for name in questions.sources])[questions.source]
        self._recurring = np.flatnonzero(recurring)
        self._real = np.flatnonzero(~recurring)
        weights = np.array([SOURCE_WEIGHTS.get(name, 0.35) for name in questions.sources])[questions.source[self._real]]
        self._cumulative = np.cumsum(weights) / weights.sum()

    def batch(self, number: int, progress: float) -> Batch:
        """progress: share of the training that lies behind this batch."""
        rng = np.random.default_rng((self.seed, number))
        lengths = LENGTHS[progress >= CHANGE_AT]
        longest = int(rng.choice(list(lengths), p=list(lengths.values())))
        examples = [self._example(rng, longest, progress) for _ in range(BATCH_TOKENS // longest)]
        return collate(examples, longest, rng)

    def draw_question(self, rng, progress: float) -> int:
        share = RECURRING_SHARE[progress >= CHANGE_AT]
        if len(self._recurring) and (len(self._real) == 0 or rng.random() < share):
            return int(self._recurring[rng.integers(len(self._recurring))])
        return int(self._real[np.searchsorted(self._cumulative, rng.random())])

    def _example(self, rng, longest: int, progress: float) -> tuple[list[int], list[int]]:
        """→ prompt and answer; together at most `longest` + 1 ids."""
        room = -1
        while room < 0:
            number = self.draw_question(rng, progress)
            question = self.questions.questions[number].tolist()
            positives = self.questions.positives[number]
            # Positives stand in the order of their likeness to the question; the first ones are meant most often.
            chosen = min(int(rng.exponential(1.2)), len(positives) - 1)
            answer = self.questions.answer(number, chosen)
            room = longest + 1 - (2 * len(question) + 4) - (len(answer) + 1)
        golds = [] if rng.random() < NO_ANSWER else [int(positives[chosen])]
        if golds and len(positives) > 1 and rng.random() < SECOND_GOLD:
            golds += [int(p) for p in positives if int(p) not in golds][:1]
        passages: list[list[int]] = []
        seen: set[int] = set()
        misses = 0
        for passage in chain(golds, self._distractors(rng, number, golds)):
            if passage in seen:
                continue
            seen.add(passage)
            ids = self._passage(rng, passage, answer if passage in golds else None)
            if len(ids) + 1 <= room:
                passages.append(ids)
                room -= len(ids) + 1
            else:
                misses += 1
                if misses == 3 or room < CUT_TOKENS[0]:
                    break
        order = rng.permutation(len(passages))
        return prompt_ids(question, [passages[i] for i in order]), [*answer.tolist(), END]

    def _distractors(self, rng, number: int, golds: list[int]):
        hard = self.questions.negatives[number]
        hard = hard[rng.permutation(len(hard))].tolist()
        beside = [*golds, *hard]
        while True:
            draw = rng.random()
            if draw < HARD and hard:
                yield hard.pop()
                continue
            if draw < HARD + NEAR_HARD and beside:
                step = int(rng.choice([-2, -1, 1, 2]))
                other = self.passages.neighbour(beside[rng.integers(len(beside))], step)
                if other is not None:
                    yield other
                    continue
            yield int(rng.integers(len(self.passages)))

    def _passage(self, rng, passage: int, answer: np.ndarray | None) -> list[int]:
        """A passage as it is, longer or shorter; where it is cut, the answer stays in."""
        draw, body = rng.random(), self.passages.bodies[passage]
        if draw < WHOLE:
            return self.passages.ids(passage, body)
        if draw < WHOLE + LONGER:
            wanted, step = rng.integers(*JOINED_TOKENS), 1
            while len(body) < wanted and (following := self.passages.neighbour(passage, step)) is not None:
                body, step = np.concatenate([body, self.passages.bodies[following]]), step + 1
            return self.passages.ids(passage, cut(body, 0, int(wanted), self.sentence_ends))
        start = 0 if answer is None else position_of(body, answer)
        if start is None:
            return self.passages.ids(passage, body)
        return self.passages.ids(passage, cut(body, start, int(rng.integers(*CUT_TOKENS)), self.sentence_ends))


def position_of(body: np.ndarray, answer: np.ndarray) -> int | None:
    """Where the answer's ids begin in the body's."""
    starts = np.flatnonzero(body == answer[0])
    for start in starts:
        if np.array_equal(body[start : start + len(answer)], answer):
            return int(start)
    return None


def cut(body: np.ndarray, keep: int, longest: int, sentence_ends: np.ndarray) -> np.ndarray:
    """Whole sentences around token `keep`, about `longest` tokens; the sentence with `keep` always, even if it is longer."""
    bounds = np.concatenate([[0], np.flatnonzero(np.isin(body, sentence_ends)) + 1, [len(body)]])
    bounds = np.unique(bounds)
    first = int(np.searchsorted(bounds, keep, side="right")) - 1
    last = first + 1
    while last + 1 < len(bounds) and bounds[last + 1] - bounds[first] <= longest:
        last += 1
    while first > 0 and bounds[last] - bounds[first - 1] <= longest:
        first -= 1
    return body[bounds[first] : bounds[min(last, len(bounds) - 1)]]


def collate(examples: list[tuple[list[int], list[int]]], longest: int, rng) -> Batch:
    rows = np.full((len(examples), longest + 1), PAD, np.int64)
    weights = np.zeros((len(examples), longest), np.float32)
    for row, (prompt, answer) in zip(range(len(examples)), examples):
        ids = [*prompt, *answer]
        rows[row, : len(ids)] = ids
        # weights[i] belongs to the prediction of id i + 1.
        weights[row, : len(prompt) - 1] = CONTEXT_WEIGHT / CONTEXT_SHARE * (rng.random(len(prompt) - 1) < CONTEXT_SHARE)
        weights[row, len(prompt) - 1 : len(ids) - 1] = 1.0
    positions = np.flatnonzero(weights)
    return Batch(rows[:, :-1], rows[:, 1:], positions, weights.reshape(-1)[positions])


def sentence_end_ids(vocabulary: dict[str, int]) -> np.ndarray:
    return np.array([vocabulary[mark] for mark in (".", "!", "?", '."', ".)") if mark in vocabulary], np.uint16)
