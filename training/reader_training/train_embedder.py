"""Trains the embedder: a question must be nearer to its passage than to every other passage of the batch (arXiv 2004.04906).

    python3 -m reader_training.train_embedder --data PREPARED --out DIR --steps 6000

Each question brings one passage that misleads: at first one that resembles it in words and does not hold the answer, in the later
parts mostly one that the embedder took for near when the part began (mine_negatives.py). Some 'questions' are sentences
that were taken out of their passage (inverse cloze task, arXiv 1906.00300). Ends with DIR/embedder (Hugging Face).
"""

import argparse
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

from reader_training.embedder import (
    PASSAGE_TOKENS,
    QUESTION_TOKENS,
    embed,
    matrix,
    new_embedder,
    padded,
    passage_matrix,
)
from reader_training.examples import ExampleSampler, sentence_end_ids
from reader_training.mine_negatives import mine_negatives
from reader_training.tokenised import TokenisedPassages, TokenisedQuestions

SEED = 4
PAIRS = 1024
RATE, WARM_UP, CONSTANT_UNTIL, LAST_RATE = 6e-4, 200, 0.4, 0.02
SCALE, LARGEST_SCALE = 20.0, 100.0  # of the cosine, before softmax: where it starts; it is learnt
PARTS = (0.0, 0.35, 0.65)  # shares of the steps at which a part begins; but for the first with a look for near passages
RANDOM_SHARE = 0.1  # of the passages that mislead
MINED_SHARE = 0.7  # of the others, where there are such
SENTENCE_SHARE = 0.2  # of the pairs: a sentence and the passage that it was taken out of
LEAST_SENTENCE = 6  # tokens


class Pairs(Dataset):
    def __init__(self, sampler: ExampleSampler, mined: np.ndarray | None, first: int, last: int, steps: int):
        self.sampler, self.mined, self.first, self.last, self.steps = sampler, mined, first, last, steps

    def __len__(self) -> int:
        return self.last - self.first

    def __getitem__(self, index: int):
        """→ questions, then passages: the right ones in the same order, then the misleading ones; and the passages' numbers."""
        number = self.first + index
        rng = np.random.default_rng((SEED, number))
        draws = [
            self._sentence(rng) if rng.random() < SENTENCE_SHARE else self._question(rng, number / self.steps)
            for _ in range(PAIRS)
        ]
        asked, right, rights, wrong = zip(*draws)
        return (
            torch.from_numpy(padded(asked, QUESTION_TOKENS)),
            torch.from_numpy(padded([*rights, *(self.sampler.passages.ids(p) for p in wrong)], PASSAGE_TOKENS)),
            torch.tensor([*right, *wrong]),
        )

    def _question(self, rng, progress: float):
        passages, questions = self.sampler.passages, self.sampler.questions
        one = self.sampler.draw_question(rng, progress)
        positives = questions.positives[one]
        right = int(positives[min(int(rng.exponential(0.8)), len(positives) - 1)])
        near = questions.negatives[one]
        if self.mined is not None and rng.random() < MINED_SHARE:
            found = self.mined[one]
            near = found[found >= 0] if (found >= 0).any() else near
        anywhere = len(near) == 0 or rng.random() < RANDOM_SHARE
        wrong = int(rng.integers(len(passages)) if anywhere else near[rng.integers(len(near))])
        return questions.questions[one], right, passages.ids(right), wrong

    def _sentence(self, rng):
        passages, ends = self.sampler.passages, self.sampler.sentence_ends
        right = int(rng.integers(len(passages)))
        body = passages.bodies[right]
        bounds = np.unique([0, *(np.flatnonzero(np.isin(body, ends)) + 1), len(body)])
        chosen = int(rng.integers(len(bounds) - 1))
        start, end = int(bounds[chosen]), int(bounds[chosen + 1])
        rest = np.concatenate([body[:start], body[end:]])
        if end - start < LEAST_SENTENCE or len(rest) == 0:
            rest = body
        beside = passages.neighbour(right, int(rng.choice([-1, 1])))
        wrong = int(rng.integers(len(passages))) if beside is None else beside
        return body[start:end], right, passages.ids(right, rest), wrong


def rate_at(step: int, steps: int) -> float:
    progress = step / steps
    fall = 1.0 if progress <= CONSTANT_UNTIL else max(LAST_RATE, (1 - progress) / (1 - CONSTANT_UNTIL))
    return RATE * min(1.0, (step + 1) / WARM_UP) * fall


def contrastive_loss(asked, answering, numbers, scale) -> torch.Tensor:
    """asked [n, width], answering [m, width], the first n of them right; numbers [m] of the passages."""
    n = len(asked)
    own = torch.arange(n, device=asked.device)
    scores = asked @ answering.T * scale
    # The right passage of one question may stand again among the others: that is no mistake.
    same = numbers[None, :] == numbers[:n, None]
    same[own, own] = False
    return F.cross_entropy(scores.masked_fill(same, -1e4), own)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--shape", type=json.loads, default={}, help="JSON, for small models")
    arguments = parser.parse_args()
    torch.manual_seed(SEED)
    torch.set_float32_matmul_precision("high")
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = new_embedder(**arguments.shape).to(device)
    run = torch.compile(model, dynamic=True) if device.type == "cuda" else model
    log_scale = torch.nn.Parameter(torch.tensor(math.log(SCALE), device=device))
    optimiser = torch.optim.AdamW(
        [{"params": model.parameters(), "weight_decay": 0.01}, {"params": [log_scale], "weight_decay": 0.0}],
        fused=device.type == "cuda",
    )
    vocabulary = json.loads((arguments.data / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    passages = TokenisedPassages.load(arguments.data)
    questions = TokenisedQuestions.load(arguments.data / "train")
    sampler = ExampleSampler(passages, questions, sentence_end_ids(vocabulary), SEED)
    passage_ids, question_ids = passage_matrix(passages), matrix(questions.questions, QUESTION_TOKENS)
    arguments.out.mkdir(parents=True, exist_ok=True)
    log, begun = (arguments.out / "embedder.loss.jsonl").open("w"), time.time()

    def train_part(first: int, last: int, mined: np.ndarray | None) -> None:
        loader = DataLoader(
            Pairs(sampler, mined, first, last, arguments.steps),
            batch_size=None,
            num_workers=arguments.processes,
            pin_memory=device.type == "cuda",
            **({"prefetch_factor": 8} if arguments.processes else {}),
        )
        for step, batch in enumerate(loader, first):
            for group in optimiser.param_groups:
                group["lr"] = rate_at(step, arguments.steps)
            asked, answering, numbers = (one.to(device, non_blocking=True) for one in batch)
            scale = log_scale.exp().clamp(max=LARGEST_SCALE)
            loss = contrastive_loss(embed(run, asked), embed(run, answering), numbers, scale)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            if (step + 1) % 100 == 0 or step + 1 == arguments.steps:
                seconds = round(time.time() - begun, 1)
                record = {"step": step + 1, "loss": round(loss.item(), 4), "scale": round(scale.item(), 2), "seconds": seconds}
                print(json.dumps(record), file=log, flush=True)
                print(record, flush=True)

    starts = [int(share * arguments.steps) for share in PARTS]
    for first, last in zip(starts, [*starts[1:], arguments.steps]):
        mined = mine_negatives(run, passage_ids, question_ids, questions, device) if first else None
        if mined is not None:
            print(f"{time.time() - begun:.0f} s: {(mined >= 0).sum(1).mean():.1f} near passages a question", flush=True)
        train_part(first, last, mined)
    model.save_pretrained(arguments.out / "embedder")


if __name__ == "__main__":
    main()
