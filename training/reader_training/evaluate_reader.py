"""Asks a reader questions with retrieved passages and scores it as the page does.

    python3 -m reader_training.evaluate_reader mamba --weights model.int8.safetensors --data PREPARED \\
        --questions validation.jsonl --texts passages.tsv --lists retrieved --k 0,1,5,10,20 --out mamba.json

A line of the questions: {question, aliases, retrieved: [passage, …]}; --lists names the key of the passages that are read. The result
holds per-question flags in the order of the file (for paired tests) and no text.
"""

import argparse
import json
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer

from reader_training.checkpoint import READERS, open_reader
from reader_training.language_model import mixed_precision
from reader_training.passages import read_passages
from reader_training.prompt import END, PAD, QUESTION_TOKENS, prompt_ids, question_text
from reader_training.score import holds_answer, score, wilson_interval
from reader_training.tokenised import TokenisedPassages

NEW_TOKENS = 16
BATCH_TOKENS = 250_000
STEP = 64  # lengths are padded to a multiple of this


@torch.no_grad()
def generate(model, prompts: list[list[int]], device: torch.device) -> tuple[list[list[int]], list[float]]:
    """Greedy answers without the end token, and the probability of each whole answer (end token included).

    Computes the whole prompt again for every token: slow, but the same arithmetic as in training.
    """
    lengths = torch.tensor([len(prompt) for prompt in prompts], device=device)
    width = (int(lengths.max()) + NEW_TOKENS + STEP - 1) // STEP * STEP
    ids = torch.full((len(prompts), width), PAD, device=device)
    for row, prompt in enumerate(prompts):
        ids[row, : len(prompt)] = torch.tensor(prompt)
    rows = torch.arange(len(prompts), device=device)
    done = torch.zeros(len(prompts), dtype=torch.bool, device=device)
    log_probability = torch.zeros(len(prompts), device=device)
    for step in range(NEW_TOKENS):
        with mixed_precision(device):
            last = model.hidden(ids)[rows, lengths + step - 1]
        best, token = F.log_softmax(F.linear(last.float(), model.head.float()), -1).max(-1)
        log_probability += torch.where(done, 0.0, best)
        ids[rows, lengths + step] = torch.where(done, PAD, token)
        done |= token == END
        if done.all():
            break
    answers = [[t for t in ids[row, n:].tolist() if t > 4] for row, n in enumerate(lengths.tolist())]
    return answers, log_probability.exp().tolist()


def expected_calibration_error(certainty: list[float], right: list[bool], bins: int = 10) -> float:
    """Guo et al. 2017 (arXiv 1706.04599): |share right - mean certainty| over equal-width bins, weighted by their size."""
    total = 0.0
    for b in range(bins):
        inside = [i for i, p in enumerate(certainty) if b / bins <= p < (b + 1) / bins or (b == bins - 1 and p >= 1)]
        if inside:
            total += abs(sum(right[i] for i in inside) - sum(certainty[i] for i in inside))
    return total / len(certainty)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=READERS)
    for name in ("weights", "data", "questions", "texts", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--lists", default="retrieved")
    parser.add_argument("--k", default="0,1,5,10,20")
    parser.add_argument("--shape", type=json.loads, default={})
    parser.add_argument("--show", type=int, default=0, help="print this many answers")
    arguments = parser.parse_args()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.set_float32_matmul_precision("high")
    model = open_reader(arguments.kind, arguments.weights, **arguments.shape).to(device)
    tokenizer = Tokenizer.from_file(str(arguments.data / "tokenizer.json"))
    passages, texts = TokenisedPassages.load(arguments.data), read_passages(arguments.texts)
    questions = [json.loads(line) for line in arguments.questions.open(encoding="utf-8")]
    asked = [tokenizer.encode(question_text(one["question"])).ids[:QUESTION_TOKENS] for one in questions]

    results = {"reader": arguments.kind, "questions": len(questions), "lists": arguments.lists, "k": {}}
    for k in map(int, arguments.k.split(",")):
        begun = time.time()
        prompts = [
            prompt_ids(ids, [passages.ids(p) for p in one[arguments.lists][:k]]) for ids, one in zip(asked, questions)
        ]
        order = sorted(range(len(prompts)), key=lambda i: -len(prompts[i]))
        contains, exact, f1, certainty = ([None] * len(prompts) for _ in range(4))
        start = 0
        while start < len(order):
            rows = max(1, BATCH_TOKENS // (len(prompts[order[start]]) + NEW_TOKENS + STEP))
            batch = order[start : start + rows]
            answers, probabilities = generate(model, [prompts[i] for i in batch], device)
            for i, answer, probability in zip(batch, answers, probabilities):
                scored = score(tokenizer.decode(answer).strip(), questions[i]["aliases"])
                contains[i], exact[i], f1[i], certainty[i] = scored.contains, scored.exact, scored.f1, probability
                if i < arguments.show:
                    print(f"  k={k} {questions[i]['question']} → {tokenizer.decode(answer).strip()} ({probability:.2f})")
            start += rows
        held = [
            any(holds_answer(f"{texts.titles[p]}: {texts.texts[p]}", one["aliases"]) for p in one[arguments.lists][:k])
            for one in questions
        ]
        answerable = sum(held)
        found = sum(c for c, h in zip(contains, held) if h)
        low, high = wilson_interval(sum(contains), len(contains))
        results["k"][str(k)] = {
            "contains": sum(contains) / len(contains),
            "interval": [low, high],
            "exact": sum(exact) / len(exact),
            "f1": sum(f1) / len(f1),
            "recall": answerable / len(held),
            "foundOfAnswerable": found / answerable if answerable else None,
            "calibrationError": expected_calibration_error(certainty, contains),
            "meanCertainty": sum(certainty) / len(certainty),
            "containsFlags": "".join("01"[flag] for flag in contains),
            "meanPromptTokens": sum(map(len, prompts)) / len(prompts),
        }
        cell = results["k"][str(k)]
        shown = {name: round(value, 4) for name, value in cell.items() if isinstance(value, float)}
        print(f"{arguments.kind} k={k} {shown} {time.time() - begun:.0f} s", flush=True)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(results) + "\n")


if __name__ == "__main__":
    main()
