"""Which of a question's passages answer it, and which only hold the words of its answer: how likely a trained reader finds the answer there.

    python3 -m reader_training.support mamba --weights model.safetensors --data DIR --prepared PREPARED

Reads DIR/train.jsonl and the passages of PREPARED; writes DIR/support-<reader>.json: [number of the question's line, passage, logarithm of
the probability of the answer]. reader_training.prepare takes the mean over the readers whose files it finds. (Hard EM in Min et al. 2019,
arXiv 1909.04849, does the same while training.)
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer

from reader_training.checkpoint import READERS, open_reader
from reader_training.language_model import mixed_precision
from reader_training.prompt import ANSWER_TOKENS, END, PAD, QUESTION_TOKENS, prompt_ids, question_text
from reader_training.tokenised import TokenisedPassages

BATCH_TOKENS = 400_000
STEP = 64  # lengths are padded to a multiple of this
MADE = "cloze"  # made from their passages: nothing to find out


@torch.no_grad()
def log_probabilities(model, prompts: list[list[int]], answers: list[list[int]], device: torch.device) -> np.ndarray:
    """[prompts] of the whole answer, end token included."""
    rows = [[*prompt, *answer] for prompt, answer in zip(prompts, answers)]
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    width = lambda at: (len(rows[order[at]]) + STEP - 1) // STEP * STEP
    found, start = np.zeros(len(rows), np.float32), 0
    while start < len(order):
        # The rows of a batch are as long as its last one.
        end = start + 1
        while end < len(order) and (end + 1 - start) * width(end) <= BATCH_TOKENS:
            end += 1
        batch = order[start:end]
        ids = torch.full((len(batch), width(end - 1)), PAD)
        for row, i in enumerate(batch):
            ids[row, : len(rows[i])] = torch.tensor(rows[i])
        row = torch.arange(len(batch)).repeat_interleave(torch.tensor([len(answers[i]) for i in batch]))
        column = torch.cat([torch.arange(len(prompts[i]) - 1, len(rows[i]) - 1) for i in batch])
        with mixed_precision(device):
            hidden = model.hidden(ids.to(device))[row.to(device), column.to(device)]
        chances = F.log_softmax(F.linear(hidden.float(), model.head.float()), -1)
        chosen = chances.gather(1, ids[row, column + 1].to(device)[:, None])[:, 0]
        sums = torch.zeros(len(batch), device=device).index_add_(0, row.to(device), chosen)
        found[batch] = sums.cpu().numpy()
        start = end
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=READERS)
    for name in ("weights", "data", "prepared"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--shape", type=json.loads, default={}, help="JSON, for small models")
    arguments = parser.parse_args()
    begun, device = time.time(), torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.set_float32_matmul_precision("high")
    model = open_reader(arguments.kind, arguments.weights, **arguments.shape).to(device)
    tokenizer = Tokenizer.from_file(str(arguments.prepared / "tokenizer.json"))
    passages = TokenisedPassages.load(arguments.prepared)
    keys, prompts, answers = [], [], []
    for number, line in enumerate((arguments.data / "train.jsonl").open(encoding="utf-8")):
        entry = json.loads(line)
        if entry["source"] == MADE:
            continue
        question = tokenizer.encode(question_text(entry["question"])).ids[:QUESTION_TOKENS]
        for passage, answer in entry["positives"]:
            keys.append((number, passage))
            prompts.append(prompt_ids(question, [passages.ids(passage)]))
            answers.append([*tokenizer.encode(f" {answer}").ids[:ANSWER_TOKENS], END])
    found = log_probabilities(model, prompts, answers, device)
    rows = [[number, passage, round(float(value), 2)] for (number, passage), value in zip(keys, found)]
    (arguments.data / f"support-{arguments.kind}.json").write_text(json.dumps(rows))
    print(f"{arguments.kind}: {len(rows):,} passages, {time.time() - begun:.0f} s")


if __name__ == "__main__":
    main()
