"""Trains the embedder: a question must be nearer to its passage than to every other passage of the batch (arXiv 2004.04906).

    python3 -m reader_training.train_embedder --data PREPARED --out DIR --steps 4000

Half of the questions are made from the passages (cloze.py), half are people's. Each brings one passage that resembles it in words and
does not hold the answer. Ends with DIR/embedder (Hugging Face).
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

from reader_training.embedder import PASSAGE_TOKENS, QUESTION_TOKENS, embed, new_embedder, padded
from reader_training.examples import ExampleSampler
from reader_training.tokenised import TokenisedPassages, TokenisedQuestions

SEED = 4
PAIRS = 1024
RATE, WARM_UP, CONSTANT_UNTIL, LAST_RATE = 6e-4, 200, 0.4, 0.02
SCALE = 20.0  # of the cosine, before softmax
RANDOM_SHARE = 0.15  # share of negatives drawn from anywhere


class Pairs(Dataset):
    def __init__(self, sampler: ExampleSampler, steps: int):
        self.sampler, self.steps = sampler, steps

    def __len__(self) -> int:
        return self.steps

    def __getitem__(self, number: int):
        """→ questions, then passages: the right ones in the same order, then the misleading ones; and the passages' numbers."""
        rng = np.random.default_rng((SEED, number))
        passages, questions = self.sampler.passages, self.sampler.questions
        asked, right, wrong = [], [], []
        for _ in range(PAIRS):
            one = self.sampler.draw_question(rng, number / self.steps)
            positives, negatives = questions.positives[one], questions.negatives[one]
            asked.append(questions.questions[one])
            right.append(int(positives[min(int(rng.exponential(0.8)), len(positives) - 1)]))
            anywhere = len(negatives) == 0 or rng.random() < RANDOM_SHARE
            wrong.append(int(rng.integers(len(passages)) if anywhere else negatives[rng.integers(len(negatives))]))
        numbers = right + wrong
        return (
            torch.from_numpy(padded(asked, QUESTION_TOKENS)),
            torch.from_numpy(padded([passages.ids(p) for p in numbers], PASSAGE_TOKENS)),
            torch.tensor(numbers),
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--processes", type=int, default=8)
    arguments = parser.parse_args()
    torch.manual_seed(SEED)
    torch.set_float32_matmul_precision("high")
    device = torch.device("cuda")
    model = new_embedder().to(device)
    run = torch.compile(model, dynamic=True)
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.01, fused=True)
    sampler = ExampleSampler(
        TokenisedPassages.load(arguments.data), TokenisedQuestions.load(arguments.data / "train"), np.zeros(0), SEED
    )
    loader = DataLoader(
        Pairs(sampler, arguments.steps), batch_size=None, num_workers=arguments.processes, pin_memory=True, prefetch_factor=8
    )
    arguments.out.mkdir(parents=True, exist_ok=True)
    log, begun = (arguments.out / "embedder.loss.jsonl").open("w"), time.time()
    for step, batch in enumerate(loader):
        progress = step / arguments.steps
        rate = RATE * min(1, (step + 1) / WARM_UP)
        if progress > CONSTANT_UNTIL:
            rate *= max(LAST_RATE, (1 - progress) / (1 - CONSTANT_UNTIL))
        for group in optimiser.param_groups:
            group["lr"] = rate
        questions, passages, numbers = (one.to(device, non_blocking=True) for one in batch)
        scores = embed(run, questions) @ embed(run, passages).T * SCALE
        # The right passage of one question may stand again among the others: that is no mistake.
        same = numbers[None, :] == numbers[: len(questions), None]
        same[torch.arange(len(questions)), torch.arange(len(questions))] = False
        loss = F.cross_entropy(scores.masked_fill(same, -1e4), torch.arange(len(questions), device=device))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        if (step + 1) % 100 == 0:
            record = {"step": step + 1, "loss": round(loss.item(), 4), "seconds": round(time.time() - begun, 1)}
            print(json.dumps(record), file=log, flush=True)
            print(record, flush=True)
    model.save_pretrained(arguments.out / "embedder")


if __name__ == "__main__":
    main()
